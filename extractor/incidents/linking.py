"""The places of a report's incidents → points on the map, all of a document at once so that they help each other."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.gazetteer import Gazetteer, PlaceQuery, link_all
from extractor.model import HyperLink, Incident


def link_places(incidents: Sequence[Incident], gazetteer: Gazetteer) -> None:
    """Fill `place.link` and the links of the other places of every incident, in place."""
    queries: list[PlaceQuery] = []
    targets: list[tuple[Incident, int | None]] = []
    for incident in incidents:
        if incident.place.name is not None:
            point = _own_point(incident, incident.place.name)
            near = [other.name for other in incident.other_places if other.role in ("within", "near")]
            queries.append(
                PlaceQuery(
                    name=incident.place.name,
                    kind=incident.place.kind,
                    governorate=incident.place.governorate,
                    within=tuple(dict.fromkeys([*incident.place.within, *near])),
                    direction=None,
                    point=point,
                    near=(),
                )
            )
            targets.append((incident, None))
        for position, other in enumerate(incident.other_places):
            queries.append(
                PlaceQuery(
                    name=other.name,
                    kind=other.kind,
                    governorate=None if other.role == "origin of victims" else incident.place.governorate,
                    within=(),
                    direction=None,
                    point=_own_point(incident, other.name),
                    near=(),
                )
            )
            targets.append((incident, position))
    for (incident, target), link in zip(targets, link_all(gazetteer, queries), strict=True):
        if target is None:
            incident.place.link = link
        else:
            incident.other_places[target].link = link


def _own_point(incident: Incident, name: str) -> tuple[float, float] | None:
    """The point of the report's own map link over the words of a place."""
    for link in incident.links:
        if link.kind == "map" and link.lat is not None and link.lon is not None and _over(link, name):
            return link.lat, link.lon
    return None


def _over(link: HyperLink, name: str) -> bool:
    return name.lower() in link.text.lower() or link.text.lower() in name.lower()
