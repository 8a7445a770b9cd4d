"""JSON Lines: one report a line, each the same record that a JSON file holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import IO

from extractor.export.formats import Choices
from extractor.model import Report

LOSSES: tuple[str, ...] = ()


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write the reports, one a line, to a binary stream."""
    for report in reports:
        stream.write(f"{report.to_json(indent=None)}\n".encode())
    return Counter()
