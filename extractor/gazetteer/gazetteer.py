"""The places of one or several countries, and which countries a text tells of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from extractor.gazetteer import world
from extractor.gazetteer.catalogue import Catalogue
from extractor.gazetteer.store import Store

_RUN = re.compile(r"[A-Z][\w'’-]+(?: (?:[a-z]{1,3}[ -])?[A-Z][\w'’-]+){0,2}")
"""A capitalised word and up to two more, for telling which country a text is about."""
_RUNS = 1_000
"""The most frequent of these words are looked up: enough to tell a country, and a long report takes no longer."""
_INITIALS = 4
"""Letters of "UN", "SNHR" at most: no city of that name is meant."""
_ALSO = 0.5
"""A country is told of beside the first where its names, two or more of them, speak at least half as loudly."""
_AREAS = 2
"""So is one, of those that there are lists of, of which so many first-level areas are named."""
_SMALL = 0.5
"""What the name of a place other than a first-level area speaks for a country that there are lists of."""
_SMALL_SHARE = 0.1
"""Without a first-level area beside them they speak only where so many of a text's names are such: in English texts on
other countries 3 to 4 of 100 are spelled like some village ("Court", "Watch")."""
_ALIKE, _SHORT, _ALIKE_SHORT = 65, 4, 85
"""Two names of one folded key are alike where rapidfuzz's ratio of their close forms is at least this (of 100), and at
least the latter for keys up to that length: keeps English words, whose vowels the key forgets, from being places."""


class Gazetteer:
    """Answers for some countries: at first for those that pattern folders and added lists are about.

    Each country's store is built once, opened when first needed, and rebuilt when its lists change.
    """

    def __init__(self, catalogue: Catalogue, countries: Iterable[str]) -> None:
        """`countries`: ISO codes of two letters."""
        self.catalogue = catalogue
        self.countries = tuple(countries)
        self.is_place = lru_cache(maxsize=100_000)(self._is_place)
        self.admin = lru_cache(maxsize=10_000)(self._admin)
        self.is_country = lru_cache(maxsize=10_000)(world.is_country)
        self.records = lru_cache(maxsize=10_000)(self._records)
        self.of = lru_cache(maxsize=64)(self._of)

    @property
    def version(self) -> str:
        """The first 12 hex digits of a hash over all lists and rules."""
        return self.catalogue.version

    @property
    def open_stores(self) -> list[Store]:
        """The stores of the countries that answers are for."""
        return [self.catalogue.store(country) for country in self.countries]

    def prepare(self) -> None:
        """Build now what would be built by the first question: some seconds once a machine, nothing later."""
        world.size()
        for held in self.open_stores:
            held.areas  # noqa: B018

    def about(self, text: str) -> Gazetteer:
        """The same lists, with answers for the countries that `text` tells of.

        Told by the well-known places and the countries that it names; where it names none, the countries stay.
        """
        return self.of(self._told(text) or self.countries)

    def _of(self, countries: tuple[str, ...]) -> Gazetteer:
        """The same lists, with answers for `countries`."""
        return self if countries == self.countries else Gazetteer(self.catalogue, countries)

    def _told(self, text: str) -> tuple[str, ...]:
        counts = Counter(part for run in _RUN.findall(text) for part in _parts(run))
        written = (run for run in counts if not (run.isupper() and len(run) <= _INITIALS))
        runs = sorted(written, key=lambda run: (-counts[run], run))[:_RUNS]
        loud: Counter[str] = world.countries_of(runs)
        named = set()
        for country in self.catalogue.countries:
            held = self.catalogue.store(country)
            areas, others = set(), set()
            for run in runs:
                area = held.area(run)
                if area is not None:
                    areas.add(area)
                elif _holds(held, run):
                    others.add(held.fold(run).key)
            told = len(others) if areas or len(others) >= _SMALL_SHARE * len(runs) else 0
            loud[country] += len(areas) + _SMALL * told  # type: ignore[assignment]
            if len(areas) >= _AREAS:
                named.add(country)
        most = max(loud.values(), default=0)
        if most < 1:
            return ()
        also = max(2, most * _ALSO)
        return tuple(sorted(c for c, said in loud.items() if said == most or said >= also or c in named))

    def _is_place(self, name: str) -> bool:
        """Whether a list holds the name, however it is transliterated."""
        return any(_holds(held, name) for held in self.open_stores)

    def _admin(self, name: str) -> str | None:
        """The canonical name of the first-level area that `name` spells, or None."""
        return next((area for held in self.open_stores if (area := held.area(name)) is not None), None)

    def _records(self, name: str) -> frozenset[str]:
        """The ids of the places that a list calls so, however the name is transliterated."""
        return frozenset(
            held.record(spelled.place).id for held in self.open_stores for spelled in held.spelled(held.fold(name).key)
        )


def _holds(held: Store, name: str) -> bool:
    folded = held.fold(name)
    least = _ALIKE if len(folded.key) > _SHORT else _ALIKE_SHORT
    return any(
        fuzz.ratio(folded.close, spelled.close) >= least for spelled in held.spelled(folded.key) if not spelled.weak
    )


def _parts(run: str) -> list[str]:
    words = re.sub(r"['’]s\b", "", run).split(" ")
    return [" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]


def open_gazetteer(dirs: Sequence[Path]) -> Gazetteer:
    """The gazetteer of the pattern folders `dirs`, of the user's added lists, and of the towns of the world.

    Opening reads no list. Raises GazetteerError where a description or a rule can't be used.
    """
    catalogue = Catalogue(dirs)
    return Gazetteer(catalogue, catalogue.countries)
