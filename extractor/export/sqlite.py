"""A SQLite database: normalised tables, full text of the incidents, and what Datasette shows beside it."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from extractor.export.formats import Choices
from extractor.model import Count, Incident, PlaceLink, Report

if TYPE_CHECKING:
    from sqlite_utils import Database

Row = dict[str, Any]

LOSSES = ("candidates of the gazetteer with the parts of their scores, and the reasons of the confidence",)

_TABLES: dict[str, tuple[str, str, str]] = {
    "reports": (
        "key",
        "key:int file sha256 pages:int title publisher published period_start period_end language made_by "
        "schema_version",
        "What each document says of itself",
    ),
    "incidents": (
        "key",
        "key:int report:int id page:int date_start date_end date_precision time_of_day event_type target "
        "target_category control control_joint:int control_now victims_status same_family:int displaced_from "
        "confidence:float review sections text",
        "One attack or event at one place on one date, as a report tells it; unknown is null",
    ),
    "victims": (
        "",
        "incident:int harm total:int min:int max:int qualifier children:int women:int men:int fighters:int",
        "How many people were killed, injured, missing or detained, where the text says anything of it",
    ),
    "names": (
        "",
        "incident:int name",
        "Victims by name",
    ),
    "places": (
        "",
        "incident:int role name kind site governorate status gazetteer_id gazetteer_name latitude:float "
        "longitude:float precision admin1 admin2 admin3 score:float reason",
        "Where it happened (role `place`) and the further places with their parts in it",
    ),
    "weapons": (
        "",
        "incident:int name count:int delivery",
        "Munitions and what carried them",
    ),
    "actors": (
        "",
        "incident:int actor certainty source",
        "Whom the text holds responsible, and how surely",
    ),
    "links": (
        "",
        "incident:int url text kind latitude:float longitude:float",
        "Hyperlinks over words of an incident",
    ),
    "evidence": (
        "",
        "report:int incident:int field quote page:int start:int end:int boxes rule source",
        "The words that a value rests on; `start` and `end` count characters of the incident's text",
    ),
    "checks": (
        "",
        "report:int incident:int code severity message fields quotes",
        "Doubts, in words that a reviewer can act on; without an incident they are on the report",
    ),
    "tolls": (
        "",
        "report:int page:int quote incidents:int killed:int injured:int missing:int detained:int "
        "percent:float number:int measure record",
        "Totals that a report states; `record` is the whole of it as JSON",
    ),
    "reconciliation": (
        "",
        "report:int measure stated:float extracted:float status reason quote page:int scope",
        "Stated totals held against each other and against the incidents",
    ),
    "unused": (
        "",
        "report:int page:int reason text",
        "Paragraphs with a trigger word and no incident, and why",
    ),
}
"""Table → its primary key, its columns (text unless a type is told), what it holds."""

_TYPES: dict[str, type] = {"": str, "int": int, "float": float}

_AT_ONCE = 5_000
"""Rows of a table that are held before they are written."""

_HARMS = ("killed", "injured", "missing", "detained")


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Make the database in a folder of its own and copy its bytes."""
    from sqlite_utils import Database

    with tempfile.TemporaryDirectory(prefix="extractor-") as folder:
        path = Path(folder) / "made.db"
        connection = sqlite3.connect(path)
        _fill(Database(connection), reports)
        connection.close()
        with path.open("rb") as made:
            while part := made.read(1 << 20):
                stream.write(part)
    return Counter()


def companions(name: str) -> dict[str, bytes]:
    """The metadata by which Datasette tells what the tables hold: `datasette NAME --metadata NAME.metadata.json`."""
    database = name.rsplit(".", 1)[0]
    tables = {table: {"description": told} for table, (_, _, told) in _TABLES.items()}
    tables["incidents"] |= {"sort": "date_start", "label_column": "id"}
    tables["reports"]["label_column"] = "file"
    metadata = {"title": "Incidents extracted from reports", "databases": {database: {"tables": tables}}}
    return {f"{name}.metadata.json": (json.dumps(metadata, ensure_ascii=False, indent=2) + "\n").encode()}


def _fill(database: Database, reports: Iterable[Report]) -> None:
    database.execute("pragma journal_mode = off")  # the file is nobody's until it is whole
    database.execute("pragma synchronous = off")
    for name, (key, told, _) in _TABLES.items():
        columns = _columns(told)
        keys = [(column, column + "s", "key") for column in ("report", "incident") if column in columns]
        database.table(name).create(columns, pk=key or None, foreign_keys=keys)
    rows: dict[str, list[Row]] = {name: [] for name in _TABLES}
    for table, row in _rows(reports):
        rows[table].append(row)
        if len(rows[table]) >= _AT_ONCE:
            _insert(database, rows)
    _insert(database, rows)
    for name, (_, told, _) in _TABLES.items():
        for column in ("report", "incident"):
            if column in _columns(told):
                database.table(name).create_index([column])
    database.table("incidents").enable_fts(["text"])
    database.table("evidence").create_index(["field"])
    database.vacuum()


def _insert(database: Database, rows: dict[str, list[Row]]) -> None:
    """Put the rows into their tables, in the order of the tables: what is pointed at comes first."""
    for name, found in rows.items():
        database.table(name).insert_all(found, batch_size=_AT_ONCE)
        found.clear()


def _rows(reports: Iterable[Report]) -> Iterator[tuple[str, Row]]:
    key = 0
    for number, report in enumerate(reports, 1):
        yield from _report_rows(report, number)
        for incident in report.incidents:
            key += 1
            yield from _incident_rows(incident, number, key)


def _columns(told: str) -> dict[str, type]:
    pairs = (column.partition(":") for column in told.split())
    return {name: _TYPES[type] for name, _, type in pairs}


def _report_rows(report: Report, key: int) -> Iterator[tuple[str, Row]]:
    facts = report.report
    yield (
        "reports",
        {
            "key": key,
            "period_start": _iso(facts.period.start) if facts.period else None,
            "period_end": _iso(facts.period.end) if facts.period else None,
            "made_by": facts.made_by.model_dump_json(),
            "published": _iso(facts.published),
            "schema_version": report.schema_version,
            **facts.model_dump(include={"file", "sha256", "pages", "title", "publisher", "language"}),
        },
    )
    for field, found in facts.evidence.items():
        for one in found:
            yield "evidence", {"report": key, "incident": None, "field": field, **_evidence(one.model_dump())}
    for check in report.checks:
        yield "checks", {"report": key, "incident": None, **_with_json(check.model_dump(), "fields", "quotes")}
    for toll in report.tolls:
        totals = {harm: getattr(toll, harm).total for harm in _HARMS}
        kept = toll.model_dump(include={"page", "quote", "incidents", "percent", "number", "measure"})
        yield "tolls", {"report": key, **kept, **totals, "record": toll.model_dump_json()}
    for held in report.reconciliation:
        yield "reconciliation", {"report": key, **_with_json(held.model_dump(mode="json"), "scope")}
    for unused in report.unused:
        yield "unused", {"report": key, **unused.model_dump()}


def _incident_rows(incident: Incident, report: int, key: int) -> Iterator[tuple[str, Row]]:
    when, victims, control = incident.date, incident.victims, incident.control
    yield (
        "incidents",
        {
            "key": key,
            "report": report,
            "id": incident.id,
            "page": incident.pages[0] if incident.pages else None,
            "date_start": _iso(when.start),
            "date_end": _iso(when.end),
            "date_precision": when.precision,
            "time_of_day": when.time_of_day,
            "event_type": incident.event_type,
            "target": incident.target.text,
            "target_category": incident.target.category,
            "control": "; ".join(control.then) or None,
            "control_joint": int(control.joint),
            "control_now": "; ".join(control.now) or None,
            "victims_status": victims.status,
            "same_family": None if victims.same_family is None else int(victims.same_family),
            "displaced_from": victims.displaced_from,
            "confidence": incident.confidence,
            "review": incident.review.model_dump_json() if incident.review else None,
            "sections": json.dumps(incident.sections, ensure_ascii=False),
            "text": incident.text,
        },
    )
    for harm in _HARMS:
        count = getattr(incident, harm)
        if count != Count():
            yield "victims", {"incident": key, "harm": harm, **count.model_dump()}
    for name in victims.named:
        yield "names", {"incident": key, "name": name}
    place = incident.place
    if place.name or place.site or place.governorate:
        told = place.model_dump(include={"name", "kind", "site", "governorate"})
        yield "places", {"incident": key, "role": "place", **told, **_link(place.link)}
    for name in place.within:
        yield "places", {"incident": key, "role": "within", "name": name}
    for other in incident.other_places:
        told = other.model_dump(include={"name", "kind", "role"})
        yield "places", {"incident": key, **told, **_link(other.link)}
    for weapon in incident.weapons:
        yield "weapons", {"incident": key, **weapon.model_dump()}
    for actor in incident.perpetrators:
        yield "actors", {"incident": key, **actor.model_dump()}
    for link in incident.links:
        kept = link.model_dump(include={"url", "text", "kind"})
        yield "links", {"incident": key, **kept, "latitude": link.lat, "longitude": link.lon}
    for field, found in incident.evidence.items():
        for one in found:
            yield "evidence", {"report": report, "incident": key, "field": field, **_evidence(one.model_dump())}
    for check in incident.checks:
        yield "checks", {"report": report, "incident": key, **_with_json(check.model_dump(), "fields", "quotes")}


def _link(link: PlaceLink | None) -> Row:
    if link is None:
        return {}
    areas = {f"admin{area.level}": area.name for area in link.admin if area.level in (1, 2, 3)}
    return areas | {
        "status": link.status,
        "gazetteer_id": link.id,
        "gazetteer_name": link.name,
        "latitude": link.lat,
        "longitude": link.lon,
        "precision": link.precision,
        "score": link.score,
        "reason": link.reason,
    }


def _evidence(row: Row) -> Row:
    return _with_json(row, "boxes")


def _with_json(row: Row, *names: str) -> Row:
    return row | {name: json.dumps(row[name], ensure_ascii=False) for name in names}


def _iso(day: Any) -> str | None:
    return None if day is None else day.isoformat()
