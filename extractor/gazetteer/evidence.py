"""What speaks for each candidate besides its name: kind, governorate, what contains it, what lies beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from extractor.gazetteer.candidates import LIKE, Case, Choice
from extractor.gazetteer.folding import plain, same_name
from extractor.gazetteer.gazetteer import Gazetteer
from extractor.gazetteer.records import ADMIN_KINDS, PlaceRecord, km
from extractor.gazetteer.store import Store

MARGIN = 0.02
"""A lead over the next candidate smaller than this is a tie."""
TOGETHER_KM = 5.0
"""Candidates this close together are one place in two records: no tie."""
CITY_KM = 15.0
"""A neighborhood lies within this distance of its city's point, and so does a place of the place that contains it."""
BORDER_KM = 15.0
"""A place this close to one in the stated governorate may well be counted to it by a writer …"""
BEHIND = 0.6
"""… and fits so well."""
NEAR_KM = 40.0
"""The distance at which nearness to other places of the report counts half."""
_BORDER_DEGREES = 0.14  # of latitude: a little more than BORDER_KM
_CONTEXT = 0.4
"""How much of a score the context decides; the rest is the name."""
_NAME = 2
"""The power of the likeness in a score: a name that is written just so counts more than one that only folds alike."""
_WEIGHTS = {"governorate": 3.0, "within": 3.0, "kind": 2.0, "near": 2.0, "document": 0.5, "lists": 0.5}
_GROUPS = {
    "city": "settlement", "town": "settlement", "village": "settlement", "farm": "settlement",
    "neighborhood": "quarter", "camp": "camp",
    "governorate": "admin", "district": "admin", "subdistrict": "admin",
    "mountain": "nature", "road": "nature", "base": "nature",
}  # fmt: skip
_KIND_FITS = {
    # what the text says → how well a record of each group fits; 0.5 where nothing is said here
    None: {"settlement": 1.0, "quarter": 0.8, "camp": 0.7, "admin": 0.2, "area": 0.8},
    "settlement": {"settlement": 1.0, "quarter": 0.6, "camp": 0.5, "admin": 0.2, "nature": 0.3},
    "quarter": {"settlement": 0.4, "quarter": 1.0, "camp": 0.5, "admin": 0.1, "nature": 0.1},
    "camp": {"settlement": 0.6, "quarter": 0.6, "camp": 1.0, "admin": 0.1, "nature": 0.3},
    "admin": {"settlement": 0.5, "quarter": 0.1, "camp": 0.1, "admin": 1.0, "nature": 0.3},
    "nature": {"settlement": 0.2, "quarter": 0.2, "camp": 0.1, "admin": 0.2, "nature": 0.8},
    "area": {"settlement": 0.8, "quarter": 0.9, "camp": 0.5, "admin": 0.6, "nature": 0.6, "area": 1.0},
}
_BY_SIZE = (*ADMIN_KINDS, "city", "town", "village", "neighborhood")
_SIZES = {"city": 1.0, "town": 0.8}
"""How well a settlement of that kind fits where the text says "city"; others 0.6."""


def clear_choice(case: Case) -> Choice | None:
    """The choice that nothing else comes near."""
    if not case.choices:
        return None
    best = case.choices[0]
    rest = (choice.score for choice in case.choices[1:] if not together(best, choice))
    return best if best.score - max(rest, default=0.0) >= MARGIN else None


def settled(cases: Sequence[Case]) -> dict[str, list[tuple[float, float]]]:
    """Plain name → points of what it clearly means in this document."""
    known: dict[str, list[tuple[float, float]]] = {}
    for case in cases:
        choice = clear_choice(case)
        if case.query.point is not None:
            known.setdefault(plain(case.query.name), []).append(case.query.point)
        elif choice is not None and choice.likeness >= LIKE and choice.record.point is not None:
            known.setdefault(plain(case.query.name), []).append(choice.record.point)
    return known


def weigh(gazetteer: Gazetteer, case: Case, known: dict[str, list[tuple[float, float]]]) -> None:
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
        choice.score = choice.likeness**_NAME * (1 - _CONTEXT + _CONTEXT * context)
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


def is_placed(choice: Choice) -> bool:
    """Whether it has a point of its own, not only its subdistrict's."""
    return choice.record.precision not in ("none", "subdistrict") or choice.record.kind == "subdistrict"


def _nearness(one: tuple[float, float], other: tuple[float, float]) -> float:
    return NEAR_KM / (NEAR_KM + km(one, other))


def together(one: Choice, other: Choice) -> bool:
    """Whether it makes no odds which of the two is meant: they lie together, or the one is an area around the other."""
    if other.record.kind in ADMIN_KINDS and any(same_name(area.name, other.record.name) for area in one.record.admin):
        return True
    if one.record.point is None or other.record.point is None:
        return False
    return km(one.record.point, other.record.point) <= TOGETHER_KM
