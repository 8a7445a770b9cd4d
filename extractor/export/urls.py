"""The addresses that incidents link to, one a line, each once: the seed list of web archivers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import IO

from extractor.export.formats import Choices
from extractor.model import Report

LOSSES = ("everything but the addresses of hyperlinks", "links that are no http or https address")


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write the addresses in the order in which the reports hold them."""
    wanting: Counter[str] = Counter()
    seen: set[str] = set()
    for report in reports:
        for link in (link for incident in report.incidents for link in incident.links):
            if link.url in seen:
                continue
            seen.add(link.url)
            if link.url.lower().startswith(("http://", "https://")) and not any(sign.isspace() for sign in link.url):
                stream.write(f"{link.url}\n".encode())
            else:
                wanting["links are left out: no http or https address"] += 1
    return wanting
