"""The records that a name in a report could mean: those whose names are spelled like it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from extractor.gazetteer.folding import Folded
from extractor.gazetteer.gazetteer import Gazetteer
from extractor.gazetteer.lists.rows import parts_of
from extractor.gazetteer.records import PlaceRecord
from extractor.gazetteer.store import Spelled, Store

LIKE = 0.885
"""Names less alike than this are not linked (measured on half of 400 mentions; `docs/gazetteer.md`)."""
SURE = 0.95
"""From this likeness on a name may be linked although something of its context speaks against it."""
HEADING = 0.8
"""How well a governorate fits that only the headings name, where one that the text names fits 1."""
PART = 0.99
"""Factor for a name of which only a part was looked up."""
WEAK = 0.98
"""Factor for names that are alike only without words like Upper, Eastern, New, or only in a part of a compound."""
_SHOWN = 0.1
"""Candidates this much below LIKE are shown to people, though never linked."""
_KEY, _SKELETON, _CLOSE = 0.50, 0.25, 0.25
"""What of a likeness rests on the folded key, on the consonants, and on the spelling before folding."""
_NESTED = re.compile(r"\s[-–]\s")
"""Between a place and one that contains it ("Damascus - Kafr Sousa"); a stroke stands between names of one place."""


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
class Choice:
    """A record that could be meant. `likeness` of the name; `parts` of the context; `score` of both.

    `beyond`: where only a part of a compound name was looked up ("Damascus - Kafr Sousa"), the other parts.
    """

    record: PlaceRecord
    likeness: float
    beyond: tuple[str, ...] = ()
    parts: dict[str, float] = field(default_factory=dict)
    score: float = 0.0


@dataclass(slots=True)
class Case:
    """A query with its candidates, best first once they are weighed.

    `areas` are the first-level areas that it may lie in, with how surely; `containing` the places that contain it.
    """

    query: PlaceQuery
    choices: list[Choice]
    areas: dict[str, float]
    containing: dict[str, list[PlaceRecord]]


def find_candidates(gazetteer: Gazetteer, query: PlaceQuery) -> Case:
    """The case of a query, its choices not yet weighed."""
    areas: dict[str, float] = {}
    pieces = parts_of(query.name)
    nested = _NESTED.search(query.name) is not None
    containing: dict[str, list[PlaceRecord]] = {name: [] for name in (*query.within, *pieces)}
    best: dict[str, Choice] = {}
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
                    best[record.id] = Choice(record, likeness, beyond)
    return Case(query, list(best.values()), areas, containing)


def _first_level(held: Store, name: str) -> set[str]:
    """The first-level areas that a name of one stands for: an area itself, else the one that a city of it lies in."""
    area = held.area(name)
    if area is not None:
        return {area}
    cities = [held.record(spelled.place) for spelled in held.spelled(held.fold(name).key)]
    largest = max((city for city in cities if city.admin1), key=lambda city: city.population, default=None)
    return {largest.admin1} if largest is not None and largest.admin1 else set()


def _alike(held: Store, name: str, areas: Collection[str]) -> dict[int, float]:
    """Row → likeness of the places that `name` may spell; beyond exact keys only in `areas`, without any everywhere."""
    folded = held.fold(name)
    found: dict[int, float] = {}

    def take(names: Iterable[Spelled]) -> None:
        for spelled in names:
            likeness = likeness_of(folded, spelled)
            if likeness >= LIKE - _SHOWN:
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


def likeness_of(folded: Folded, spelled: Spelled) -> float:
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
