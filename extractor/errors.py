"""Errors that a user can act on: one line that says what, where and what to do."""

from __future__ import annotations


class ExtractorError(Exception):
    """Root of all errors that `extractor` raises on purpose; its text is one line for the user."""


class ReadError(ExtractorError):
    """A file that can't be read as a report: missing, empty, encrypted, damaged, scanned, too large."""


class PatternError(ExtractorError):
    """A pattern file that can't be used; the text names the file and the position."""


class GazetteerError(ExtractorError):
    """A gazetteer source or store that can't be used."""


class CallError(ExtractorError):
    """A wrong call: an option or an argument that can't be used (exit code 2)."""
