"""The places of a report's incidents → points on the map, all of a document at once so that they help each other."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.gazetteer import Gazetteer, PlaceQuery, link_all
from extractor.model import HyperLink, Incident, OtherPlace

# Places of an incident that lie close to where it happened, so that each helps to tell which the others are.
_BESIDE = ("near", "between", "also struck")


def link_places(incidents: Sequence[Incident], gazetteer: Gazetteer) -> None:
    """Fill `place.link` and the links of the other places of every incident, in place."""
    queries: list[PlaceQuery] = []
    targets: list[Incident | OtherPlace] = []
    for incident in incidents:
        headings = _areas_of_headings(incident, gazetteer)
        if incident.place.name is not None:
            queries.append(_of_place(incident, incident.place.name, headings))
            targets.append(incident)
        for other in incident.other_places:
            queries.append(_of_other(incident, other, headings))
            targets.append(other)
    for target, link in zip(targets, link_all(gazetteer, queries), strict=True):
        if isinstance(target, Incident):
            target.place.link = link
        else:
            target.link = link


def _of_place(incident: Incident, name: str, headings: tuple[str, ...]) -> PlaceQuery:
    containing = [*incident.place.within, *(other.name for other in incident.other_places if other.role == "within")]
    return PlaceQuery(
        name=name,
        kind=incident.place.kind,
        governorate=incident.place.governorate,
        headings=headings,
        within=tuple(dict.fromkeys(containing)),
        near=tuple(dict.fromkeys(other.name for other in incident.other_places if other.role in _BESIDE)),
        point=_own_point(incident, name),
    )


def _of_other(incident: Incident, other: OtherPlace, headings: tuple[str, ...]) -> PlaceQuery:
    """What is struck too lies in the same governorate; what is near may lie in the next; an origin anywhere."""
    close = other.role in (*_BESIDE, "within")
    stated = incident.place.governorate if close else None
    return PlaceQuery(
        name=other.name,
        kind=other.kind,
        governorate=stated if other.role == "also struck" else None,
        headings=tuple(dict.fromkeys([*([stated] if stated else []), *headings])) if close else (),
        near=(incident.place.name,) if close and incident.place.name is not None else (),
        point=_own_point(incident, other.name),
    )


def _areas_of_headings(incident: Incident, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The first-level areas that headings above the incident consist of."""
    return tuple(area for section in incident.sections if (area := gazetteer.admin(section)) is not None)


def _own_point(incident: Incident, name: str) -> tuple[float, float] | None:
    """The point of the report's own map link over the words of a place."""
    for link in incident.links:
        if link.kind == "map" and link.lat is not None and link.lon is not None and _over(link, name):
            return link.lat, link.lon
    return None


def _over(link: HyperLink, name: str) -> bool:
    return name.lower() in link.text.lower() or link.text.lower() in name.lower()
