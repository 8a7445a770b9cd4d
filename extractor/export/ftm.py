"""FollowTheMoney entities, one JSON a line, for Aleph and OpenSanctions' tools.

A report is a Document, an incident an Event proven by it, its place an Address, parties Organizations, named victims
Persons. Whether a party is an organisation in law is not known: the most general schema that can be is LegalEntity.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from extractor.export.flat import flat_row
from extractor.export.formats import Choices
from extractor.export.losses import NO_CANDIDATES, NO_EVIDENCE, NOT_OF_AN_INCIDENT
from extractor.export.redact import BLOCK
from extractor.export.values import admin, point, title
from extractor.model import Incident, Report

if TYPE_CHECKING:
    from followthemoney.proxy import EntityProxy

LOSSES = (
    NOT_OF_AN_INCIDENT,
    NO_EVIDENCE,
    NO_CANDIDATES,
    "types: numbers of victims and all fields without a property of their own are lines of the notes",
    "points finer than three decimals, about 100 m",
    "precision of a date other than by its two ends",
    "names that were redacted: a person needs one",
    "that two victims of one name are two people, within an incident",
)

_IN_PROPERTIES = ("date_start", "date_end", "place", "perpetrators", "latitude", "longitude", "incident_id", "file")


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write each entity once; parties of one name are one entity over all reports."""
    written: set[str] = set()
    for report in reports:
        for entity in _entities(report):
            if entity.id not in written:
                written.add(str(entity.id))
                made = json.dumps(entity.to_dict(), ensure_ascii=False, sort_keys=True)
                stream.write(f"{made}\n".encode())
    return Counter()


def _make(schema: str, key: Iterable[str], **properties: Any) -> EntityProxy:
    from followthemoney import model

    entity = model.make_entity(schema)
    entity.make_id(*key)
    for name, values in properties.items():
        entity.add(name, values, quiet=True)
    return entity


def _entities(report: Report) -> Iterator[EntityProxy]:
    facts = report.report
    document = _make(
        "Document",
        (facts.sha256, facts.file),
        fileName=facts.file,
        title=facts.title,
        contentHash=facts.sha256 if len(facts.sha256) == 40 else None,
        publishedAt=facts.published,
        publisher=facts.publisher,
    )
    yield document
    for incident in report.incidents:
        yield from _incident(report, incident, str(document.id))


def _incident(report: Report, incident: Incident, document: str) -> Iterator[EntityProxy]:
    key = (report.report.sha256, incident.id)
    actors = [_make("LegalEntity", ("actor", one.actor), name=one.actor) for one in incident.perpetrators if one.actor]
    victims = [
        _make("Person", (*key, "victim", name), name=name, proof=document)
        for name in incident.victims.named
        if name.strip(BLOCK)
    ]
    at = point(incident)
    place = incident.place.name
    address = _make(
        "Address",
        (*key, "place"),
        full=", ".join(part for part in (place, admin(incident, 1)) if part),
        city=place,
        state=admin(incident, 1),
        latitude=at[0] if at else None,
        longitude=at[1] if at else None,
    )
    row = flat_row(report, incident)
    event = _make(
        "Event",
        key,
        name=title(incident),
        startDate=incident.date.start,
        endDate=incident.date.end,
        location=place,
        addressEntity=address.id if place or at else None,
        involved=[entity.id for entity in (*actors, *victims)],
        summary=incident.text,
        recordId=incident.id,
        keywords=[value for value in (incident.event_type, *(one.name for one in incident.weapons)) if value],
        notes=[f"{name}: {value}" for name, value in row.items() if value is not None and name not in _IN_PROPERTIES],
        proof=document,
        sourceUrl=[link.url for link in incident.links],
    )
    yield from (*actors, *victims)
    if place or at:
        yield address
    yield event
