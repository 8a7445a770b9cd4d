"""The flat export: one incident a row, columns named as in the codebook, lists joined by `; `.

A column is one entry of the table below: its name, and where in the record its value stands.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING, TextIO

from extractor.export.losses import JOINED_LISTS, NO_CANDIDATES, NO_EVIDENCE, NO_TEXT, NOT_OF_AN_INCIDENT
from extractor.model import Certainty, Count, Incident, Report

if TYPE_CHECKING:
    from extractor.export.formats import Choices

Value = str | int | float | None

LIST_SEPARATOR = "; "

CERTAINTIES: tuple[Certainty, ...] = ("stated", "believed", "disputed", "under_investigation", "unidentified")
"""From the surest to the weakest; a row that names several actors carries the weakest."""

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(\|[+-]?\d+(\.\d+)?)?")  # or a point: latitude|longitude


def _joined(values: Iterable[str]) -> str | None:
    """The values in their order, each once; None when there is none."""
    return LIST_SEPARATOR.join(dict.fromkeys(values)) or None


def _weapon_count(incident: Incident) -> int | None:
    counts = [weapon.count for weapon in incident.weapons if weapon.count is not None]
    return sum(counts) if counts else None


def _certainty(incident: Incident) -> str | None:
    return max((actor.certainty for actor in incident.perpetrators), key=CERTAINTIES.index, default=None)


def _other_places(incident: Incident) -> str | None:
    within = [f"{name} (within)" for name in incident.place.within]
    return _joined([f"{place.name} ({place.role})" for place in incident.other_places] + within)


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _coordinates(incident: Incident) -> tuple[float | None, float | None, str | None]:
    """Latitude, longitude and gazetteer id where the place is settled; a tie or an unknown place has none."""
    link = incident.place.link
    if link is None or link.status not in ("linked", "report link"):
        return None, None, None
    return link.lat, link.lon, link.id


def _count_columns(name: str, of: Callable[[Incident], Count], subsets: bool) -> dict[str, Callable[[Incident], Value]]:
    columns: dict[str, Callable[[Incident], Value]] = {
        name: lambda incident: of(incident).total,
        f"{name}_min": lambda incident: of(incident).min,
        f"{name}_max": lambda incident: of(incident).max,
        f"{name}_qualifier": lambda incident: of(incident).qualifier,
    }
    if subsets:
        columns |= {
            f"{name}_children": lambda incident: of(incident).children,
            f"{name}_women": lambda incident: of(incident).women,
            f"{name}_men": lambda incident: of(incident).men,
            f"{name}_fighters": lambda incident: of(incident).fighters,
        }
    return columns


_INCIDENT_COLUMNS: dict[str, Callable[[Incident], Value]] = {
    "page": lambda incident: incident.pages[0] if incident.pages else None,
    "date_start": lambda incident: incident.date.start.isoformat() if incident.date.start else None,
    "date_end": lambda incident: incident.date.end.isoformat() if incident.date.end else None,
    "date_precision": lambda incident: incident.date.precision,
    "time_of_day": lambda incident: incident.date.time_of_day,
    "event_type": lambda incident: incident.event_type,
    "weapons": lambda incident: _joined(weapon.name for weapon in incident.weapons if weapon.name),
    "weapon_count": _weapon_count,
    "delivery": lambda incident: _joined(weapon.delivery for weapon in incident.weapons if weapon.delivery),
    "perpetrators": lambda incident: _joined(actor.actor for actor in incident.perpetrators if actor.actor),
    "perpetrator_certainty": _certainty,
    "place": lambda incident: incident.place.name,
    "place_kind": lambda incident: incident.place.kind,
    "site": lambda incident: incident.place.site,
    "governorate": lambda incident: incident.place.governorate,
    "control": lambda incident: _joined(incident.control.then),
    "control_now": lambda incident: _joined(incident.control.now),
    **_count_columns("killed", lambda incident: incident.killed, subsets=True),
    **_count_columns("injured", lambda incident: incident.injured, subsets=True),
    **_count_columns("missing", lambda incident: incident.missing, subsets=False),
    **_count_columns("detained", lambda incident: incident.detained, subsets=False),
    "victims_status": lambda incident: incident.victims.status,
    "same_family": lambda incident: _yes_no(incident.victims.same_family),
    "other_places": _other_places,
    "latitude": lambda incident: _coordinates(incident)[0],
    "longitude": lambda incident: _coordinates(incident)[1],
    "place_id": lambda incident: _coordinates(incident)[2],
    "checks": lambda incident: _joined(check.code for check in incident.checks),
    "confidence": lambda incident: incident.confidence,
    "incident_id": lambda incident: incident.id,
}

FLAT_COLUMNS: tuple[str, ...] = ("file", *_INCIDENT_COLUMNS)
"""The columns of a flat row, in their order (a contract: scoring scripts and spreadsheets rely on it)."""


_DATES, _NUMBERS, _INTEGERS = (
    ("date_start", "date_end"),
    ("latitude", "longitude", "confidence"),
    ("page", "weapon_count"),
)
_COUNTS = ("killed", "injured", "missing", "detained")


def _type(name: str) -> str:
    counts = name.partition("_")[0] in _COUNTS and not name.endswith("_qualifier")
    return (
        "date"
        if name in _DATES
        else "number"
        if name in _NUMBERS
        else "integer"
        if counts or name in _INTEGERS
        else "string"
    )


COLUMN_TYPES: dict[str, str] = {name: _type(name) for name in FLAT_COLUMNS}
"""Column → string, integer, number or date (an ISO day)."""


def flat_row(report: Report, incident: Incident) -> dict[str, Value]:
    """One incident as a row with exactly `FLAT_COLUMNS`; what is unknown is None, days are ISO strings."""
    return {"file": report.report.file} | {name: value(incident) for name, value in _INCIDENT_COLUMNS.items()}


def safe_cell(value: Value) -> Value:
    """A value that no spreadsheet runs as a formula: such a start gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(_FORMULA_START) and not _PLAIN_NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def uncell(text: str) -> str:
    """The text of a cell as it was before `write_csv` put an apostrophe before a formula's start."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_START) else text


def write_csv(reports: Iterable[Report], stream: TextIO) -> None:
    """Write all incidents of the reports, a header first, to a text stream (opened with `newline=""`).

    Rows end in CR LF on every system (RFC 4180), so that the same reports give the same bytes.
    """
    writer = csv.writer(stream)
    writer.writerow(FLAT_COLUMNS)
    for report in reports:
        for incident in report.incidents:
            writer.writerow([safe_cell(value) for value in flat_row(report, incident).values()])


LOSSES = (NO_TEXT, NOT_OF_AN_INCIDENT, NO_EVIDENCE, NO_CANDIDATES, JOINED_LISTS)


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write the table to a binary stream as UTF-8."""
    return _write(reports, stream, "utf-8")


def write_bom(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write it with the byte order mark by which Excel knows UTF-8."""
    return _write(reports, stream, "utf-8-sig")


def _write(reports: Iterable[Report], stream: IO[bytes], encoding: str) -> Counter[str]:
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    write_csv(reports, text)
    text.flush()
    text.detach()
    return Counter()
