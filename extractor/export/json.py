"""JSON: one array of the reports, also where it is one; each is the same record that a JSON file of its own holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import IO

from extractor.export.formats import Choices
from extractor.model import Report

LOSSES: tuple[str, ...] = ()


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write the reports to a binary stream, indented, one after the other."""
    before = b"[\n"
    for report in reports:
        stream.write(before + report.to_json().rstrip("\n").encode())
        before = b",\n"
    stream.write(b"\n]\n" if before == b",\n" else b"[]\n")
    return Counter()
