"""Which place of the lists a name in a report means, or why none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.gazetteer.store import Gazetteer
from extractor.model import AdminArea, PlaceLink


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """What a report says of a place. `point` is (latitude, longitude) in degrees."""

    name: str
    kind: str | None = None
    governorate: str | None = None
    within: tuple[str, ...] = ()
    direction: str | None = None
    point: tuple[float, float] | None = None
    near: tuple[str, ...] = ()


def link_all(gazetteer: Gazetteer, queries: Sequence[PlaceQuery]) -> list[PlaceLink]:
    """The link of every query, in order."""
    links = []
    for query in queries:
        if query.point is not None:
            lat, lon = query.point
            links.append(
                PlaceLink(
                    status="report link",
                    name=query.name,
                    lat=lat,
                    lon=lon,
                    precision="settlement",
                    source="report link",
                    reason="the report's own map link",
                )
            )
            continue
        found = [
            r for r in gazetteer.find(query.name) if query.governorate in (None, r.admin1) and r.kind != "governorate"
        ]
        if len(found) == 1:
            record = found[0]
            links.append(
                PlaceLink(
                    status="linked",
                    id=record.id,
                    name=record.name,
                    lat=record.lat,
                    lon=record.lon,
                    score=1.0,
                    admin=[AdminArea(level=1, name=record.admin1)],
                    precision=record.kind,
                    source=record.source,
                )
            )
        else:
            links.append(PlaceLink(status="nil", reason="no record of that name"))
    return links
