"""Which place of the lists a name in a report means, or why none.

Evidence in the order in which it decides (RESEARCH figures in `docs/gazetteer.md`):

1. the report's own map link: the nearest place of a like name within 5 km, else the coordinate itself;
2. the name: below a likeness of 0.885 nothing is linked;
3. the word of kind (village, neighborhood, city …);
4. the governorate of the text, then the one of the headings: borders are mislabelled, so another one is possible where
   something else speaks for it;
5. the places that contain it ("administratively follows X");
6. the distance to the other places of the incident, then of the document;
7. how large a place is, only where the text says "city".

What is left open is said as a tie.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.gazetteer.candidates import LIKE, SURE, Case, Choice, PlaceQuery, find_candidates
from extractor.gazetteer.catalogue import FULL
from extractor.gazetteer.evidence import MARGIN, clear_choice, is_placed, settled, together, weigh
from extractor.gazetteer.gazetteer import Gazetteer
from extractor.gazetteer.lists.rows import parts_of
from extractor.gazetteer.records import PlaceRecord, km
from extractor.model import AdminArea, Candidate, PlaceLink

POINT_KM = 5.0
"""A map link means a place of a like name within this distance."""
UNFIT = 0.3
"""A record whose kind fits less is never linked; below 0.5 only one that lies in what contains the place."""
_CANDIDATES = 3
_COMMON = ("village", "neighborhood", "farm", "camp", "area")
"""Kinds of places whose names are often borne by others that a short list doesn't hold."""


def link_all(gazetteer: Gazetteer, queries: Sequence[PlaceQuery]) -> list[PlaceLink]:
    """The link of every query, in order; what is clear in a document helps to settle the rest."""
    cases = [find_candidates(gazetteer, query) for query in queries]
    for case in cases:
        weigh(gazetteer, case, {})
    known = settled(cases)
    for case in cases:
        if clear_choice(case) is None and known:
            weigh(gazetteer, case, known)
    return [_decide(gazetteer, case) for case in cases]


def candidates(gazetteer: Gazetteer, query: PlaceQuery) -> list[Candidate]:
    """The records that a query could mean, best first, with the parts of their scores."""
    case = find_candidates(gazetteer, query)
    weigh(gazetteer, case, {})
    return [_candidate(choice) for choice in case.choices]


def _decide(gazetteer: Gazetteer, case: Case) -> PlaceLink:
    query = case.query
    if query.point is not None:
        return _at_map_link(case, query.point)
    shown = [_candidate(choice) for choice in case.choices[:_CANDIDATES]]
    good = [choice for choice in case.choices if choice.likeness >= LIKE]
    if not good:
        reason = "no list has a name like it"
        if shown:
            reason = f"no list has a name like it; the nearest is {shown[0].name} ({case.choices[0].likeness:.2f})"
        return _city_or_nil(gazetteer, case, f"{reason} ({_coverage(gazetteer)})", shown)
    best = good[0]
    village = query.kind == "neighborhood" and best.record.kind not in ("neighborhood", "camp")
    if best.parts.get("within") == 0.0 and (village or best.likeness < SURE):
        reason = f"{best.record.name} lies too far from {', '.join(query.within)} ({_coverage(gazetteer)})"
        return _city_or_nil(gazetteer, case, reason, shown)
    fits = best.parts["kind"]
    if fits < UNFIT or (fits < 0.5 and best.parts.get("within", best.likeness) < 0.9):
        reason = f"{best.record.name} is a {best.record.kind} ({_coverage(gazetteer)})"
        return _city_or_nil(gazetteer, case, reason, shown)
    if best.parts.get("governorate") == 0.0 and not _vouched(gazetteer, best, good):
        told = query.governorate or ", ".join(query.headings)
        reason = f"no list has it in {told}; {best.record.name} lies in {best.record.admin1} ({_coverage(gazetteer)})"
        return _city_or_nil(gazetteer, case, reason, shown)
    # a list without points tells of places that are often the same as one that has a point, by another code
    peers = [choice for choice in good if best.score - choice.score < MARGIN]
    peers = [choice for choice in peers if is_placed(choice)] or peers
    best = peers[0]
    alike = [choice for choice in peers if choice is best or not together(best, choice)]
    if len(alike) > 1:
        areas = {choice.record.admin1 for choice in alike}
        admin = [AdminArea(level=1, name=name) for name in areas if name is not None and len(areas) == 1]
        reason = f"{len(alike)} places of that name fit alike"
        return PlaceLink(status="tie", admin=admin, score=round(best.score, 3), reason=reason, candidates=shown)
    if not _told_where(best) and best.record.kind in _COMMON and not _full(gazetteer):
        reason = f"{best.record.name} may be one of many: nothing tells where it lies ({_coverage(gazetteer)})"
        return PlaceLink(status="nil", reason=reason, candidates=shown)
    second = next((choice for choice in good if choice is not best and not together(best, choice)), None)
    link = _linked(best, second, shown)
    if query.kind == "neighborhood" and not is_placed(best) and (city := _city(gazetteer, query)) is not None:
        link.lat, link.lon, link.precision = city.record.lat, city.record.lon, "city"
    return link


def _vouched(gazetteer: Gazetteer, best: Choice, good: Sequence[Choice]) -> bool:
    """Whether something speaks for a place outside the stated governorate: what contains it, or its name alone.

    The name does where no other place has it and the lists aim at every settlement: a short list may lack the right
    one.
    """
    if best.likeness < SURE or not is_placed(best) or best.parts["kind"] < 0.8:
        return False
    if "within" in best.parts:
        return best.parts["within"] >= 0.9
    return _full(gazetteer) and all(together(best, choice) for choice in good if choice is not best)


def _told_where(choice: Choice) -> bool:
    """Whether anything but the name and its kind speaks for it."""
    return bool(choice.parts.keys() & {"governorate", "within", "near"})


def _full(gazetteer: Gazetteer) -> bool:
    return all(held.coverage == FULL for held in gazetteer.open_stores)


def _at_map_link(case: Case, point: tuple[float, float]) -> PlaceLink:
    def distance(choice: Choice) -> float:
        return km(choice.record.point, point) if choice.record.point is not None else float("inf")

    close = [choice for choice in case.choices if choice.likeness >= LIKE and distance(choice) <= POINT_KM]
    shown = [_candidate(choice) for choice in case.choices[:_CANDIDATES]]
    if not close:
        return PlaceLink(
            status="report link", name=case.query.name, lat=point[0], lon=point[1], precision="point",
            source="report link",
            reason="the report's own map link; no list has a like name within 5 km of it", candidates=shown,
        )  # fmt: skip
    nearest = min(close, key=distance)
    link = _linked(nearest, None, shown)
    link.status = "report link"
    link.reason = f"the report's own map link points {distance(nearest):.1f} km from it"
    return link


def _city_or_nil(gazetteer: Gazetteer, case: Case, reason: str, shown: list[Candidate]) -> PlaceLink:
    """The city of a neighborhood that no list holds, with the precision of a city; else nothing."""
    query = case.query
    city = _city(gazetteer, query) if query.kind == "neighborhood" or len(parts_of(query.name)) > 1 else None
    if city is None:
        return PlaceLink(status="nil", reason=reason, candidates=shown)
    link = _linked(city, None, shown)
    link.precision = "city"
    link.reason = f"the city that it lies in: {reason}"
    return link


def _city(gazetteer: Gazetteer, query: PlaceQuery) -> Choice | None:
    """The city or town among what contains a place, or among the parts of its name ("Damascus - Kafr Sousa")."""
    for name in (*query.within, *parts_of(query.name)):
        case = find_candidates(gazetteer, PlaceQuery(name, "city", query.governorate, query.headings))
        weigh(gazetteer, case, {})
        choice = clear_choice(case)
        if choice is not None and choice.likeness >= LIKE and choice.record.kind in ("city", "town"):
            return choice
    return None


def _linked(best: Choice, second: Choice | None, shown: list[Candidate]) -> PlaceLink:
    record = best.record
    said = [f"name {best.likeness:.2f}", *(f"{part} {value:.1f}" for part, value in best.parts.items())]
    margin = f"; {best.score - second.score:.2f} before {second.record.name}, {second.record.admin1}" if second else ""
    return PlaceLink(
        status="linked",
        id=record.id,
        name=record.name,
        lat=record.lat,
        lon=record.lon,
        admin=_admin(record),
        precision=record.precision,
        score=round(best.score, 3),
        source=record.sources[0],
        reason=", ".join(said) + margin,
        candidates=shown,
    )


def _candidate(choice: Choice) -> Candidate:
    record = choice.record
    parts = {"name": round(choice.likeness, 3), **{part: round(value, 3) for part, value in choice.parts.items()}}
    return Candidate(
        id=record.id, name=record.name, lat=record.lat, lon=record.lon, admin=_admin(record),
        score=round(choice.score, 3), parts=parts,
    )  # fmt: skip


def _admin(record: PlaceRecord) -> list[AdminArea]:
    return [AdminArea(level=area.level, name=area.name, code=area.code) for area in record.admin]


def _coverage(gazetteer: Gazetteer) -> str:
    return "coverage: " + "; ".join(dict.fromkeys(held.coverage for held in gazetteer.open_stores))
