"""A table with columns of UCDP-GED (codebook 24.1): for tools made for its files, not by UCDP.

Who is side A and B of which conflict, and the type of violence, are judgements of a coder and stay empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO

from extractor.export.flat import Value
from extractor.export.formats import Choices
from extractor.export.losses import JOINED_LISTS, NO_CANDIDATES, NO_CHECKS, NO_EVIDENCE, NOT_OF_AN_INCIDENT
from extractor.export.values import admin, incidents_of, point, settled, write_rows
from extractor.model import Incident, Report

LOSSES = (
    "injured, missing and detained people, and subsets of the dead but civilians",
    "weapons, target, control, event type and the certainty of the perpetrators",
    "conflict, dyad, type of violence, side B, country and their codes, which are a coder's judgement",
    NOT_OF_AN_INCIDENT,
    NO_EVIDENCE,
    NO_CHECKS,
    NO_CANDIDATES,
    JOINED_LISTS,
)

COLUMNS = (
    *("id", "year", "type_of_violence", "conflict_name", "dyad_name", "side_a", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "where_prec", "where_coordinates"),
    *("where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "country", "event_clarity"),
    *("date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"),
    *("best", "high", "low"),
)

_WHERE = {
    **dict.fromkeys(("settlement", "neighborhood", "city"), 1),
    **dict.fromkeys(("subdistrict", "district"), 3),
    "governorate": 4,
    "area": 5,
}
"""What a point is a point of → where_prec: 1 the place, 3 a second-level area, 4 a first-level area, 5 another area."""
_DATE = ((1, 1), (6, 2), (7, 3), (31, 4), (366, 5))
"""Days at most → date_prec: 1 the day, 2 two to six days, 3 a week, 4 a month, 5 a year."""


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write a row for each incident."""
    wanting: Counter[str] = Counter()
    write_rows(stream, COLUMNS, _rows(reports, wanting))
    return wanting


def _rows(reports: Iterable[Report], wanting: Counter[str]) -> Iterator[list[Value]]:
    for report, incident in incidents_of(reports):
        row = _row(report, incident)
        wanting["incidents have no best estimate: the text gives no single number of dead"] += row["best"] is None
        yield [row.get(name) for name in COLUMNS]


def _row(report: Report, incident: Incident) -> dict[str, Value]:
    killed, when, facts = incident.killed, incident.date, report.report
    at, link = point(incident), settled(incident.place.link)
    start, end = when.start, when.end or when.start
    length = (end - start).days + 1 if start and end else None
    civilians = incident.victims.status == "civilians" and not killed.fighters
    return {
        "id": incident.id,
        "year": start.year if start and end and start.year == end.year else None,
        "side_a": "; ".join(one.actor for one in incident.perpetrators if one.actor) or None,
        "number_of_sources": 1,
        "source_article": facts.title or facts.file,
        "source_office": facts.publisher,
        "source_date": facts.published.isoformat() if facts.published else None,
        "source_headline": incident.text,
        "where_prec": _WHERE.get(link.precision or "") if link and at else None,
        "where_coordinates": incident.place.name,
        "where_description": incident.place.site,
        "adm_1": admin(incident, 1),
        "adm_2": admin(incident, 2),
        "latitude": at[0] if at else None,
        "longitude": at[1] if at else None,
        "geom_wkt": f"POINT ({at[1]} {at[0]})" if at else None,
        "date_prec": next((code for most, code in _DATE if length is not None and length <= most), None),
        "date_start": start.isoformat() if start else None,
        "date_end": end.isoformat() if end else None,
        "deaths_civilians": killed.total if civilians else None,
        "best": killed.total,
        "high": killed.max,
        "low": killed.min,
    }
