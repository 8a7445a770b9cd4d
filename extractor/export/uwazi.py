"""A CSV for Uwazi's import: a row for each incident, columns named for properties of a template.

Uwazi's manners: several values parted by `|`, a point as `latitude|longitude`, days as `YYYY-MM-DD`, a range of days as
`from:to`, a link as `label|address` (https://uwazi.readthedocs.io, Import CSV).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import IO

from extractor.export.flat import Value
from extractor.export.formats import Choices
from extractor.export.losses import JOINED_LISTS, NO_CANDIDATES, NO_EVIDENCE, NOT_OF_AN_INCIDENT
from extractor.export.values import days, incidents_of, point, title, write_rows
from extractor.model import Incident, Report

LOSSES = (
    NOT_OF_AN_INCIDENT,
    NO_EVIDENCE,
    NO_CANDIDATES,
    JOINED_LISTS,
    "“|” inside a name, which parts values there: it becomes “/”",
    "all hyperlinks but the first of an incident: a link property holds one",
)

COLUMNS = (
    *("title", "incident_id", "date", "date_precision", "event_type", "perpetrators", "perpetrator_certainty"),
    *("weapons", "place", "governorate", "geolocation", "killed", "killed_children", "killed_women", "injured"),
    *("missing", "detained", "victims", "control", "description", "link", "source_file", "source_page", "checks"),
)


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write the table."""
    rows = (_row(report, incident) for report, incident in incidents_of(reports))
    write_rows(stream, COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
    return Counter()


def _row(report: Report, incident: Incident) -> dict[str, Value]:
    at = point(incident)
    start, end = incident.date.start, incident.date.end or incident.date.start
    link = next(iter(incident.links), None)
    return {
        "title": title(incident),
        "incident_id": incident.id,
        "date": days(incident, ":") if start != end else f"{start}:{start}" if start else None,
        "date_precision": incident.date.precision,
        "event_type": incident.event_type,
        "perpetrators": _several(one.actor for one in incident.perpetrators),
        "perpetrator_certainty": _several(one.certainty for one in incident.perpetrators),
        "weapons": _several(one.name for one in incident.weapons),
        "place": incident.place.name,
        "governorate": incident.place.governorate,
        "geolocation": f"{at[0]}|{at[1]}" if at else None,
        "killed": incident.killed.total,
        "killed_children": incident.killed.children,
        "killed_women": incident.killed.women,
        "injured": incident.injured.total,
        "missing": incident.missing.total,
        "detained": incident.detained.total,
        "victims": _several(incident.victims.named),
        "control": _several(incident.control.then),
        "description": incident.text,
        "link": f"{link.text.replace('|', '/')}|{link.url}" if link else None,
        "source_file": report.report.file,
        "source_page": incident.pages[0] if incident.pages else None,
        "checks": _several(check.code for check in incident.checks),
    }


def _several(values: Iterable[str | None]) -> str | None:
    return "|".join(dict.fromkeys(value.replace("|", "/") for value in values if value)) or None
