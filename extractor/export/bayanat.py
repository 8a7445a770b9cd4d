"""A CSV for Bayanat's sheet import: a row for each incident, columns named as the fields they are mapped to there.

Bayanat parts several values by commas and takes what holds one in quotation marks; dates are `YYYY-MM-DD`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import IO

from extractor.export.flat import Value
from extractor.export.formats import Choices
from extractor.export.losses import JOINED_LISTS, NO_CANDIDATES, NO_EVIDENCE, NOT_OF_AN_INCIDENT
from extractor.export.values import admin, incidents_of, point, title, write_rows
from extractor.model import Count, Incident, Report

LOSSES = (
    NOT_OF_AN_INCIDENT,
    NO_EVIDENCE,
    NO_CANDIDATES,
    JOINED_LISTS,
    "types: numbers of victims, perpetrators and weapons are tags and words of the description",
    "quotation marks inside a name: Bayanat parts values by them",
)

COLUMNS = (
    *("title", "description", "source_link", "publish_date", "tags", "originid"),
    *("event_title", "event_type", "event_location", "event_from_date", "event_to_date", "event_comments"),
    *("latitude", "longitude", "related_actors"),
)


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write the table."""
    rows = (_row(report, incident) for report, incident in incidents_of(reports))
    write_rows(stream, COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
    return Counter()


def _row(report: Report, incident: Incident) -> dict[str, Value]:
    facts, at = report.report, point(incident)
    start, end = incident.date.start, incident.date.end or incident.date.start
    place = ", ".join(part for part in (incident.place.name, admin(incident, 1)) if part)
    page = f", page {incident.pages[0]}" if incident.pages else ""
    parties = [one.actor for one in incident.perpetrators if one.actor]
    return {
        "title": title(incident),
        "description": incident.text,
        "source_link": f"{facts.file}{page}",
        "publish_date": facts.published.isoformat() if facts.published else None,
        "tags": _several([*parties, *(one.name for one in incident.weapons if one.name)]),
        "originid": incident.id,
        "event_title": title(incident),
        "event_type": incident.event_type,
        "event_location": place or None,
        "event_from_date": start.isoformat() if start else None,
        "event_to_date": end.isoformat() if end else None,
        "event_comments": _people(incident),
        "latitude": at[0] if at else None,
        "longitude": at[1] if at else None,
        "related_actors": _several(incident.victims.named),
    }


def _people(incident: Incident) -> str | None:
    counts = {harm: getattr(incident, harm) for harm in ("killed", "injured", "missing", "detained")}
    told = [f"{harm}: {_number(count)}" for harm, count in counts.items() if count != Count()]
    return "; ".join(told) or None


def _number(count: Count) -> str:
    parts = [str(count.total) if count.total is not None else f"{count.min}-{count.max}" if count.max else ""]
    parts += [count.qualifier or ""]
    parts += [
        f"{name} {number}" for name in ("children", "women", "men", "fighters") if (number := getattr(count, name))
    ]
    return ", ".join(part for part in parts if part)


def _several(values: Iterable[str]) -> str | None:
    return ",".join('"' + value.replace('"', "'") + '"' for value in dict.fromkeys(values)) or None
