"""Names of places in converted reports that no list could place, as a file of aliases that is ready to fill in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.gazetteer.folding import plain
from extractor.gazetteer.gazetteer import Gazetteer
from extractor.model import Incident, PlaceLink, Report

COLUMNS = ("name", "place_id", "lat", "lon", "country", "admin1", "kind", "count", "status", "nearest", "context")
_CONTEXT = 70
"""Characters shown on either side of a name."""


@dataclass(slots=True)
class Unmatched:
    """A name without a place: how often, where, and a line of it. `country` is "" where it can't be told."""

    name: str
    country: str
    admin1: str | None
    kind: str | None
    status: str
    nearest: str
    context: str
    count: int = 0


def unmatched(reports: Iterable[Report], gazetteer: Gazetteer, statuses: Iterable[str]) -> list[Unmatched]:
    """The names whose links have one of `statuses`, the most frequent first; spellings of one name count together."""
    wanted = frozenset(statuses)
    found: dict[tuple[str, str, str | None], Unmatched] = {}
    for report in reports:
        told = gazetteer.about("\n".join(incident.text for incident in report.incidents))
        for incident in report.incidents:
            for name, kind, admin1, link in _names(incident):
                if link is None or link.status not in wanted:
                    continue
                country = _country(told, admin1) or _country(gazetteer, admin1)
                key = told.of((country,)).open_stores[0].fold(name).key if country else plain(name)
                context = _context(incident.text, name)
                item = Unmatched(name, country, admin1, kind, link.status, _nearest(link), context)
                found.setdefault((country, key, admin1), item).count += 1
    return sorted(found.values(), key=lambda item: (-item.count, item.name))


def alias_file(items: Iterable[Unmatched]) -> str:
    """A CSV with empty cells for the place's id or its point: filled in, it can be added as a list."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in items:
        told = (item.country, item.admin1, item.kind, item.count, item.status, item.nearest, item.context)
        writer.writerow((item.name, None, None, None, *told))
    return text.getvalue()


def _country(gazetteer: Gazetteer, admin1: str | None) -> str:
    """The country that has the first-level area; without one the only country that is told of; else ""."""
    if admin1 is None:
        return gazetteer.countries[0] if len(gazetteer.countries) == 1 else ""
    return next((held.country for held in gazetteer.open_stores if held.area(admin1) is not None), "")


def _names(incident: Incident) -> Iterable[tuple[str, str | None, str | None, PlaceLink | None]]:
    if incident.place.name is not None:
        yield incident.place.name, incident.place.kind, incident.place.governorate, incident.place.link
    for other in incident.other_places:
        own = None if other.role == "origin of victims" else incident.place.governorate
        yield other.name, other.kind, own, other.link


def _nearest(link: PlaceLink) -> str:
    return "; ".join(f"{candidate.name} = {candidate.id}" for candidate in link.candidates)


def _context(text: str, name: str) -> str:
    match = re.search(re.escape(name), text, re.IGNORECASE)
    if match is None:
        return " ".join(text[: 2 * _CONTEXT].split())
    start, end = max(0, match.start() - _CONTEXT), match.end() + _CONTEXT
    return " ".join(f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}".split())
