"""Converted reports in the formats of other systems; `formats.py` is the table of them."""
