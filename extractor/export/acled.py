"""A table with ACLED's columns (codebook of 2024, numeric inter codes): for tools made for its files, not by ACLED.

What the text does not say stays empty, also where ACLED would write a code or a 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO

from extractor.export.flat import Value
from extractor.export.formats import Choices
from extractor.export.losses import JOINED_LISTS, NO_CANDIDATES, NO_CHECKS, NO_EVIDENCE, NOT_OF_AN_INCIDENT
from extractor.export.terms import terms
from extractor.export.values import admin, incidents_of, point, settled, write_rows
from extractor.model import Incident, Report

LOSSES = (
    "injured, missing and detained people, and subsets of the dead (children, women, men, fighters)",
    "weapons, target, control and the certainty of the perpetrators",
    "ranges and qualifiers of the number of dead: a range leaves fatalities empty",
    "dates known to the year only: event_date and time_precision stay empty",
    "country, region, iso and source scale, which no record holds",
    "the second party of a clash: parties are not told apart as sides, all of them stand as actor 1 and its associates",
    NOT_OF_AN_INCIDENT,
    NO_EVIDENCE,
    NO_CHECKS,
    NO_CANDIDATES,
    JOINED_LISTS,
)

COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)

_CIVILIANS = 7
_WEEK = 7
_GEO_PRECISION = {
    **dict.fromkeys(("settlement", "neighborhood", "city"), 1),
    **dict.fromkeys(("subdistrict", "area"), 2),
    **dict.fromkeys(("district", "governorate"), 3),
}
"""What a point is a point of → ACLED's code: 1 the place itself, 2 a small area around it, 3 a larger region."""


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write a row for each incident; with `choices.conventional` "dozens" becomes ACLED's number, told in `tags`."""
    wanting: Counter[str] = Counter()
    write_rows(stream, COLUMNS, _rows(reports, choices.conventional, wanting))
    return wanting


def _rows(reports: Iterable[Report], conventional: bool, wanting: Counter[str]) -> Iterator[list[Value]]:
    for report, incident in incidents_of(reports):
        row = _row(report, incident, conventional)
        wanting["incidents have no fatalities: the text gives no single number"] += row["fatalities"] is None
        wanting["incidents have no event_date: the text gives none, or a year only"] += row["event_date"] is None
        wanting["incidents have no ACLED term for what happened"] += row["event_type"] is None
        yield [row.get(name) for name in COLUMNS]


def _row(report: Report, incident: Incident, conventional: bool) -> dict[str, Value]:
    known = terms()
    precision = time_precision(incident)
    start = incident.date.start
    event, sub_event = known.event(incident) or (None, None)
    actors = [one.actor for one in incident.perpetrators if one.actor]
    civilians = incident.victims.status == "civilians"
    inter1 = known.inter(actors[0]) if actors else None
    at, link = point(incident), settled(incident.place.link)
    fatalities, tags = incident.killed.total, None
    if conventional and (number := known.conventional(incident)):
        fatalities, tags = number[1], f"fatalities by convention for “{number[0]}”"
    return {
        "event_id_cnty": incident.id,
        "event_date": start.isoformat() if start and precision else None,
        "year": start.year if start and (incident.date.end or start).year == start.year else None,
        "time_precision": precision,
        "disorder_type": "Political violence" if event else None,
        "event_type": event,
        "sub_event_type": sub_event,
        "actor1": actors[0] if actors else None,
        "assoc_actor_1": "; ".join(actors[1:]) or None,
        "inter1": inter1,
        "actor2": "Civilians" if civilians else None,
        "inter2": _CIVILIANS if civilians else None,
        "interaction": int("".join(map(str, sorted((inter1, _CIVILIANS))))) if inter1 and civilians else None,
        "civilian_targeting": "Civilian targeting" if civilians else None,
        "admin1": admin(incident, 1),
        "admin2": admin(incident, 2),
        "admin3": admin(incident, 3),
        "location": incident.place.name,
        "latitude": at[0] if at else None,
        "longitude": at[1] if at else None,
        "geo_precision": _GEO_PRECISION.get(link.precision or "") if link and at else None,
        "source": report.report.publisher or report.report.title or report.report.file,
        "notes": incident.text,
        "fatalities": fatalities,
        "tags": tags,
    }


def time_precision(incident: Incident) -> int | None:
    """1 the day, 2 within a week, 3 within a month; None for anything vaguer."""
    start, end = incident.date.start, incident.date.end or incident.date.start
    if start is None or end is None or incident.date.precision in ("year", "none"):
        return None
    length = (end - start).days + 1
    return 1 if length == 1 else 2 if length <= _WEEK else 3 if length <= 31 else None
