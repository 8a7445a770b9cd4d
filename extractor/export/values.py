"""What several formats say of an incident in the same way."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import IO

from extractor.export.flat import Value, safe_cell
from extractor.model import Incident, PlaceLink, Report

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold, and so neither XLSX nor KML (https://www.w3.org/TR/xml/#charsets)."""


def settled(link: PlaceLink | None) -> PlaceLink | None:
    """The link where it stands for one place; a tie or an unknown place has none."""
    return link if link is not None and link.status in ("linked", "report link") else None


def point(incident: Incident) -> tuple[float, float] | None:
    """(latitude, longitude) in degrees of the incident's place, where it is settled and has a point."""
    link = settled(incident.place.link)
    return None if link is None or link.lat is None or link.lon is None else (link.lat, link.lon)


def admin(incident: Incident, level: int) -> str | None:
    """The name of the administrative area of that level; for level 1 the text's own word where no list has one."""
    link = settled(incident.place.link)
    found = next((area.name for area in link.admin if area.level == level), None) if link else None
    return found or (incident.place.governorate if level == 1 else None)


def days(incident: Incident, between: str = "/") -> str | None:
    """The ISO day, or first and last day with `between` (an ISO 8601 interval by default); None without a date."""
    start, end = incident.date.start, incident.date.end
    if start is None:
        return None
    return start.isoformat() if end in (None, start) else f"{start.isoformat()}{between}{end.isoformat()}"


def title(incident: Incident) -> str:
    """The event, its place and its days in short."""
    what = incident.event_type or "incident"
    where = incident.place.name or incident.place.governorate
    return ", ".join(part for part in (what, where, days(incident)) if part)


def xml_text(text: str) -> str:
    """The text without the control characters that XML can't hold."""
    return _NOT_IN_XML.sub("", text)


def write_rows(stream: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Value]], bom: bool = False) -> None:
    """Write a CSV table: UTF-8, rows ending in CR LF (RFC 4180), no cell that a spreadsheet runs as a formula."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig" if bom else "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    text.flush()
    text.detach()


def incidents_of(reports: Iterable[Report]) -> Iterable[tuple[Report, Incident]]:
    """Every incident with its report."""
    return ((report, incident) for report in reports for incident in report.incidents)
