"""Extracted records against hand-curated ones: reading sheets, aligning records, comparing field by field."""
