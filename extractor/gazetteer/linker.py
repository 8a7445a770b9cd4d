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

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from extractor.gazetteer.catalogue import FULL
from extractor.gazetteer.folding import Folded, plain, same_name
from extractor.gazetteer.gazetteer import Gazetteer
from extractor.gazetteer.lists.rows import parts_of
from extractor.gazetteer.records import ADMIN_KINDS, PlaceRecord, km
from extractor.gazetteer.store import Spelled, Store
from extractor.model import AdminArea, Candidate, PlaceLink

LIKE = 0.885
"""Names less alike than this are not linked (measured on half of 400 mentions; `docs/gazetteer.md`)."""
SURE = 0.95
"""From this likeness on a name may be linked although something of its context speaks against it."""
UNFIT = 0.3
"""A record whose kind fits less is never linked; below 0.5 only one that lies in what contains the place."""
MARGIN = 0.02
"""A lead over the next candidate smaller than this is a tie."""
POINT_KM = 5.0
"""A map link means a place of a like name within this distance."""
TOGETHER_KM = 5.0
"""Candidates this close together are one place in two records: no tie."""
CITY_KM = 15.0
"""A neighborhood lies within this distance of its city's point, and so does a place of the place that contains it."""
HEADING, BEHIND, PART = 0.8, 0.6, 0.99
"""How well a governorate fits that only headings name, how well one behind the border of the right one, and the factor
for a name of which only a part was looked up."""
BORDER_KM = 15.0
"""A place this close to one in the stated governorate may well be counted to it by a writer."""
_BORDER_DEGREES = 0.14  # of latitude: a little more than BORDER_KM
NEAR_KM = 40.0
"""The distance at which nearness to other places of the report counts half."""
WEAK = 0.98
"""Factor for names that are alike only without words like Upper, Eastern, New, or only in a part of a compound."""
_KEY, _SKELETON, _CLOSE = 0.50, 0.25, 0.25
_WEIGHTS = {"governorate": 3.0, "within": 3.0, "kind": 2.0, "near": 2.0, "document": 0.5, "lists": 0.5}
_CONTEXT = 0.4
"""How much of a score the context decides; the rest is the name."""
_CANDIDATES = 3
_NESTED = re.compile(r"\s[-–]\s")
"""Between a place and one that contains it ("Damascus - Kafr Sousa"); a stroke stands between names of one place."""

_GROUPS = {
    "city": "settlement", "town": "settlement", "village": "settlement", "farm": "settlement",
    "neighborhood": "quarter", "camp": "camp",
    "governorate": "admin", "district": "admin", "subdistrict": "admin",
    "mountain": "nature", "road": "nature", "base": "nature",
}  # fmt: skip
_KIND_FITS = {
    # what the text says → how well a record of each group fits; 0.5 where nothing is said here
    None: {"settlement": 1.0, "quarter": 0.8, "camp": 0.7, "admin": 0.2},
    "settlement": {"settlement": 1.0, "quarter": 0.6, "camp": 0.5, "admin": 0.2, "nature": 0.3},
    "quarter": {"settlement": 0.4, "quarter": 1.0, "camp": 0.5, "admin": 0.1, "nature": 0.1},
    "camp": {"settlement": 0.6, "quarter": 0.6, "camp": 1.0, "admin": 0.1, "nature": 0.3},
    "admin": {"settlement": 0.5, "quarter": 0.1, "camp": 0.1, "admin": 1.0, "nature": 0.3},
    "nature": {"settlement": 0.2, "quarter": 0.2, "camp": 0.1, "admin": 0.2, "nature": 0.8},
    "area": {"settlement": 0.8, "quarter": 0.9, "camp": 0.5, "admin": 0.6, "nature": 0.6, "area": 1.0},
}
_COMMON = ("village", "neighborhood", "farm", "camp", "area")
"""Kinds of places whose names are often borne by others that a short list doesn't hold."""
_BY_SIZE = (*ADMIN_KINDS, "city", "town", "village", "neighborhood")
_SIZES = {"city": 1.0, "town": 0.8}
"""How well a settlement of that kind fits where the text says "city"; others 0.6."""


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """What a report says of a place.

    `governorate` is what its text says, `headings` what the headings above it say. `within` are places that contain it,
    `near` others of the same incident. `point` (latitude, longitude in degrees) is the report's own map link.
    """

    name: str
    kind: str | None = None
    governorate: str | None = None
    headings: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    point: tuple[float, float] | None = None


@dataclass(slots=True)
class _Choice:
    """A record that could be meant. `likeness` of the name; `parts` of the context; `score` of both.

    `beyond`: where only a part of a compound name was looked up ("Damascus - Kafr Sousa"), the other parts.
    """

    record: PlaceRecord
    likeness: float
    beyond: tuple[str, ...] = ()
    parts: dict[str, float] = field(default_factory=dict)
    score: float = 0.0


@dataclass(slots=True)
class _Case:
    """A query with its candidates, best first once they are weighed.

    `areas` are the first-level areas that it may lie in, with how surely; `containing` the places that contain it.
    """

    query: PlaceQuery
    choices: list[_Choice]
    areas: dict[str, float]
    containing: dict[str, list[PlaceRecord]]

    @property
    def clear(self) -> _Choice | None:
        """The choice that nothing else comes near."""
        if not self.choices:
            return None
        best = self.choices[0]
        rest = (choice.score for choice in self.choices[1:] if not _together(best, choice))
        return best if best.score - max(rest, default=0.0) >= MARGIN else None


def link_all(gazetteer: Gazetteer, queries: Sequence[PlaceQuery]) -> list[PlaceLink]:
    """The link of every query, in order; what is clear in a document helps to settle the rest."""
    cases = [_case(gazetteer, query) for query in queries]
    for case in cases:
        _weigh(gazetteer, case, {})
    known = _settled(cases)
    for case in cases:
        if case.clear is None and known:
            _weigh(gazetteer, case, known)
    return [_decide(gazetteer, case) for case in cases]


def candidates(gazetteer: Gazetteer, query: PlaceQuery) -> list[Candidate]:
    """The records that a query could mean, best first, with the parts of their scores."""
    case = _case(gazetteer, query)
    _weigh(gazetteer, case, {})
    return [_candidate(choice) for choice in case.choices]


# ---------------------------------------------------------------------------------------------- candidates


def _case(gazetteer: Gazetteer, query: PlaceQuery) -> _Case:
    areas: dict[str, float] = {}
    pieces = parts_of(query.name)
    nested = _NESTED.search(query.name) is not None
    containing: dict[str, list[PlaceRecord]] = {name: [] for name in (*query.within, *pieces)}
    best: dict[str, _Choice] = {}
    for held in gazetteer.open_stores:
        own = {area: HEADING for name in query.headings for area in _first_level(held, name)}
        if query.governorate is not None:
            own.update((area, 1.0) for area in _first_level(held, query.governorate))
        areas |= own
        for name, records in containing.items():
            records += [held.record(spelled.place) for spelled in held.spelled(held.fold(name).key)]
        for form in (query.name, *pieces):
            beyond = tuple(piece for piece in pieces if piece != form) if nested and form != query.name else ()
            for n, likeness in _alike(held, form, own).items():
                record = held.record(n)
                likeness *= PART if form != query.name else 1.0
                if record.id not in best or best[record.id].likeness < likeness:
                    best[record.id] = _Choice(record, likeness, beyond)
    return _Case(query, list(best.values()), areas, containing)


def _first_level(held: Store, name: str) -> set[str]:
    """The first-level areas that a name of one stands for: an area itself, else the one that a city of it lies in."""
    key = held.fold(name).key
    if key in held.areas:
        return {held.areas[key]}
    cities = [held.record(spelled.place) for spelled in held.spelled(key)]
    largest = max((city for city in cities if city.admin1), key=lambda city: city.population, default=None)
    return {largest.admin1} if largest is not None and largest.admin1 else set()


def _alike(held: Store, name: str, areas: Collection[str]) -> dict[int, float]:
    """Row → likeness of the places that `name` may spell; beyond exact keys only in `areas`, without any everywhere."""
    folded = held.fold(name)
    found: dict[int, float] = {}

    def take(names: Iterable[Spelled]) -> None:
        for spelled in names:
            likeness = _likeness(folded, spelled)
            if likeness >= LIKE - 0.1:
                found[spelled.place] = max(found.get(spelled.place, 0.0), likeness)

    take(held.spelled(folded.key))
    if folded.bare != folded.key:
        take(held.spelled(folded.bare))
    if any(likeness >= SURE and (not areas or held.record(n).admin1 in areas) for n, likeness in found.items()):
        return found
    take(held.of_skeleton(folded.skeleton))
    for pool in [held.pool(area) for area in sorted(areas)] or [held.pool(None)]:
        hits = process.extract(folded.key, pool.keys, scorer=fuzz.ratio, limit=8, score_cutoff=75)
        take(spelled for _, _, index in hits for spelled in pool.names[index])
    return found


def _likeness(folded: Folded, spelled: Spelled) -> float:
    """How alike two spellings are, 0 to 1: of their keys, their consonants, and what they were before folding."""
    key, weak = folded.key, spelled.weak
    if spelled.key == folded.bare != key:
        key, weak = folded.bare, True
    ratio = fuzz.ratio
    likeness = (
        _KEY * ratio(key, spelled.key)
        + _SKELETON * ratio(folded.skeleton, spelled.skeleton)
        + _CLOSE * ratio(folded.close, spelled.close)
    ) / 100
    return likeness * WEAK if weak else likeness


# ------------------------------------------------------------------------------------------------- context


def _settled(cases: Sequence[_Case]) -> dict[str, list[tuple[float, float]]]:
    """Plain name → points of what it clearly means in this document."""
    known: dict[str, list[tuple[float, float]]] = {}
    for case in cases:
        choice = case.clear
        if case.query.point is not None:
            known.setdefault(plain(case.query.name), []).append(case.query.point)
        elif choice is not None and choice.score > 0 and choice.likeness >= LIKE and choice.record.point is not None:
            known.setdefault(plain(case.query.name), []).append(choice.record.point)
    return known


def _weigh(gazetteer: Gazetteer, case: _Case, known: dict[str, list[tuple[float, float]]]) -> None:
    """Score the choices of a case, and sort them."""
    query = case.query
    beside = [point for name in query.near for point in known.get(plain(name), ())]
    others = [point for points in known.values() for point in points]
    for choice in case.choices:
        record = choice.record
        parts = {"kind": _kind_fit(query.kind, record), "lists": 1.0 if len(record.sources) > 1 else 0.5}
        if case.areas:
            parts["governorate"] = _area_fit(gazetteer, case.areas, record)
        if query.within or choice.beyond:
            above = {name: case.containing[name] for name in (*query.within, *choice.beyond)}
            parts["within"] = _within_fit(record, above)
        if record.point is not None and beside:
            parts["near"] = max(_nearness(record.point, point) for point in beside)
        if record.point is not None and others:
            parts["document"] = max(_nearness(record.point, point) for point in others)
        total = sum(_WEIGHTS[part] for part in parts)
        context = sum(_WEIGHTS[part] * value for part, value in parts.items()) / total
        choice.parts = parts
        choice.score = choice.likeness * (1 - _CONTEXT + _CONTEXT * context)
    case.choices.sort(key=lambda choice: (-choice.score, choice.record.id))


def _kind_fit(said: str | None, record: PlaceRecord) -> float:
    """How well the word of kind fits the record; how large a settlement is matters only where it is called a city."""
    if said == record.kind:
        return 1.0
    group = _GROUPS.get(record.kind, "area")
    if said == "city" and group == "settlement":
        return 1.0 if record.capital_level is not None and record.capital_level <= 2 else _SIZES.get(record.kind, 0.6)
    return _KIND_FITS[None if said is None else _GROUPS.get(said, "area")].get(group, 0.5)


def _area_fit(gazetteer: Gazetteer, areas: dict[str, float], record: PlaceRecord) -> float:
    """1 in the governorate of the text, less in one of the headings, less again right behind its border, else 0."""
    if record.admin1 is None or any(area.level == 1 and area.name == area.code for area in record.admin):
        return areas.get(record.admin1 or "", 0.5)  # a list that gives areas by number alone says nothing against one
    if record.admin1 in areas or record.point is None:
        return areas.get(record.admin1, 0.0)
    stores = gazetteer.open_stores
    behind = (fit for area, fit in areas.items() if any(_borders(held, area, record.point) for held in stores))
    return BEHIND * max(behind, default=0.0)


def _borders(held: Store, area: str, point: tuple[float, float]) -> bool:
    """Whether a settlement of a first-level area lies within BORDER_KM of a point."""
    points = held.points(area)  # from south to north
    south = bisect_left(points, (point[0] - _BORDER_DEGREES, 0.0))
    north = bisect_left(points, (point[0] + _BORDER_DEGREES, 0.0))
    return any(km(other, point) <= BORDER_KM for other in points[south:north])


def _within_fit(record: PlaceRecord, containing: Mapping[str, Sequence[PlaceRecord]]) -> float:
    """How well a record fits the places that contain it: the mean over those that a list knows; 0.3 where none is.

    1 where it is an area above the record or its city, else by the distance to the nearest place of that name.
    """
    above = [*(area.name for area in record.admin), *([record.city] if record.city else [])]
    fits = []
    for name, places in containing.items():
        points = [place.point for place in places if place.point is not None and _may_contain(place, record)]
        if any(same_name(name, area) for area in above):
            fits.append(1.0)
        elif points and record.point is not None:
            nearest = min(km(record.point, point) for point in points)
            fits.append(0.9 if nearest <= CITY_KM else 0.5 if nearest <= 2 * CITY_KM else 0.0)
    return sum(fits) / len(fits) if fits else 0.3


def _may_contain(place: PlaceRecord, record: PlaceRecord) -> bool:
    """Whether the place is another one, and of a kind that isn't smaller."""
    if place.id == record.id:
        return False
    if place.kind in _BY_SIZE and record.kind in _BY_SIZE:
        return _BY_SIZE.index(place.kind) <= _BY_SIZE.index(record.kind)
    return True


def _is_placed(choice: _Choice) -> bool:
    """Whether it has a point of its own, not only its subdistrict's."""
    return choice.record.precision not in ("none", "subdistrict") or choice.record.kind == "subdistrict"


def _nearness(one: tuple[float, float], other: tuple[float, float]) -> float:
    return NEAR_KM / (NEAR_KM + km(one, other))


def _together(one: _Choice, other: _Choice) -> bool:
    """Whether it makes no odds which of the two is meant: they lie together, or the one is an area around the other."""
    if other.record.kind in ADMIN_KINDS and any(same_name(area.name, other.record.name) for area in one.record.admin):
        return True
    if one.record.point is None or other.record.point is None:
        return False
    return km(one.record.point, other.record.point) <= TOGETHER_KM


# ------------------------------------------------------------------------------------------------ decision


def _decide(gazetteer: Gazetteer, case: _Case) -> PlaceLink:
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
    if (
        query.kind == "neighborhood"
        and best.record.kind not in ("neighborhood", "camp")
        and best.parts.get("within") == 0.0
    ):
        return _city_or_nil(gazetteer, case, f"{best.record.name} lies too far from the city that is named", shown)
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
    peers = [choice for choice in peers if _is_placed(choice)] or peers
    best = peers[0]
    alike = [choice for choice in peers if choice is best or not _together(best, choice)]
    if len(alike) > 1:
        areas = {choice.record.admin1 for choice in alike}
        admin = [AdminArea(level=1, name=name) for name in areas if name is not None and len(areas) == 1]
        reason = f"{len(alike)} places of that name fit alike"
        return PlaceLink(status="tie", admin=admin, score=round(best.score, 3), reason=reason, candidates=shown)
    if not _told_where(best) and best.record.kind in _COMMON and not _full(gazetteer):
        reason = f"{best.record.name} may be one of many: nothing tells where it lies ({_coverage(gazetteer)})"
        return PlaceLink(status="nil", reason=reason, candidates=shown)
    second = next((choice for choice in good if choice is not best and not _together(best, choice)), None)
    link = _linked(best, second, shown)
    if query.kind == "neighborhood" and not _is_placed(best) and (city := _city(gazetteer, query)) is not None:
        link.lat, link.lon, link.precision = city.record.lat, city.record.lon, "city"
    return link


def _vouched(gazetteer: Gazetteer, best: _Choice, good: Sequence[_Choice]) -> bool:
    """Whether something speaks for a place outside the stated governorate: what contains it, or its name alone.

    The name does where no other place has it and the lists aim at every settlement: a short list may lack the right
    one.
    """
    if best.likeness < SURE or not _is_placed(best) or best.parts["kind"] < 0.8:
        return False
    if "within" in best.parts:
        return best.parts["within"] >= 0.9
    return _full(gazetteer) and all(_together(best, choice) for choice in good if choice is not best)


def _told_where(choice: _Choice) -> bool:
    """Whether anything but the name and its kind speaks for it."""
    return bool(choice.parts.keys() & {"governorate", "within", "near"})


def _full(gazetteer: Gazetteer) -> bool:
    return all(held.coverage == FULL for held in gazetteer.open_stores)


def _at_map_link(case: _Case, point: tuple[float, float]) -> PlaceLink:
    def distance(choice: _Choice) -> float:
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


def _city_or_nil(gazetteer: Gazetteer, case: _Case, reason: str, shown: list[Candidate]) -> PlaceLink:
    """The city of a neighborhood that no list holds, with the precision of a city; else nothing."""
    query = case.query
    city = _city(gazetteer, query) if query.kind == "neighborhood" or len(parts_of(query.name)) > 1 else None
    if city is None:
        return PlaceLink(status="nil", reason=reason, candidates=shown)
    link = _linked(city, None, shown)
    link.precision = "city"
    link.reason = f"the city that it lies in: {reason}"
    return link


def _city(gazetteer: Gazetteer, query: PlaceQuery) -> _Choice | None:
    """The city or town among what contains a place, or among the parts of its name ("Damascus - Kafr Sousa")."""
    for name in (*query.within, *parts_of(query.name)):
        case = _case(gazetteer, PlaceQuery(name, "city", query.governorate, query.headings))
        _weigh(gazetteer, case, {})
        choice = case.clear
        if choice is not None and choice.likeness >= LIKE and choice.record.kind in ("city", "town"):
            return choice
    return None


def _linked(best: _Choice, second: _Choice | None, shown: list[Candidate]) -> PlaceLink:
    record = best.record
    said = [
        f"name {best.likeness:.2f}",
        *(f"{part} {value:.1f}" for part, value in best.parts.items()),
    ]
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


def _candidate(choice: _Choice) -> Candidate:
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
