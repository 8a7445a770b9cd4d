"""JSON Lines: one report a line, each the same record that a JSON file holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from extractor.model import Report


def write_jsonl(reports: Iterable[Report], stream: TextIO) -> None:
    """Write the reports, one a line, to a text stream (opened with `newline=""`, so that lines end alike anywhere)."""
    for report in reports:
        stream.write(report.to_json(indent=None) + "\n")
