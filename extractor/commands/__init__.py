"""The commands, one module each; `extractor.cli` finds them."""
