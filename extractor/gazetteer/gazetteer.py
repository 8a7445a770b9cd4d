"""All places that are known on this machine, country by country, and which countries a text tells of."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from extractor.errors import GazetteerError
from extractor.gazetteer import store, world
from extractor.gazetteer.folders import make_once, stores
from extractor.gazetteer.folding import Folding, load_foldings, speller_of
from extractor.gazetteer.library import AddedList, added_lists
from extractor.gazetteer.lists import Layout, load_layout, read_list
from extractor.gazetteer.lists.layout import read_gazetteer_file
from extractor.gazetteer.merge import merge
from extractor.gazetteer.records import PlaceRecord
from extractor.gazetteer.store import Store

_RUN = re.compile(r"[A-Z][\w'’-]+(?: (?:[a-z]{1,3} )?[A-Z][\w'’-]+){0,2}")
"""A capitalised word and up to two more, for telling which country a text is about."""
_ALSO = 0.5
"""A country is told of beside the first where its names speak at least half as loudly."""
_SMALL = 0.5
"""What the name of a place other than a first-level area speaks for a country that there are lists of."""
_ALIKE = 60
"""Two names of one folded key are alike where rapidfuzz's ratio of their close forms is at least this (of 100): keeps
English words, whose vowels the key forgets, from being places."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A list of one country: the tables of a pattern folder, or an added file. `full`: it aims at every settlement."""

    name: str
    digest: str
    paths: tuple[Path, ...] = ()
    added: AddedList | None = None

    @property
    def full(self) -> bool:
        return self.added is not None and self.added.settlements > 0


class Gazetteer:
    """The lists at hand. Each country's store is built once, opened when first needed, and rebuilt on change.

    `version` names the content of all lists and rules. `countries` (ISO codes) are those that questions are
    answered for: at first those that pattern folders and added lists are about; `about` chooses by a text.
    """

    def __init__(self, dirs: Sequence[Path], countries: Sequence[str] | None = None) -> None:
        """Gather the lists; nothing of them is read yet. Raises GazetteerError for a faulty description of one."""
        self._dirs = tuple(dirs)
        self._sources: dict[str, list[_Source]] = {}
        self._rules = _digest(path for folder in dirs for path in sorted((folder / "names").glob("*.toml")))
        for folder in dirs:
            file = read_gazetteer_file(folder)
            tables = tuple(sorted((folder / "places").glob("*.csv")))
            if file is not None and file.country is not None:
                self._sources.setdefault(file.country, []).append(_Source(folder.name, _digest(tables), tables))
            elif tables:
                raise GazetteerError(
                    f'{folder}: places, but no gazetteer.toml with country = "XX" says of which country'
                )
        self.added = added_lists()
        for added in self.added:
            for country in added.countries or list(self._sources):
                self._sources.setdefault(country, []).append(_Source(added.name, added.sha256, added=added))
        self._stores: dict[str, Store] = {}
        self._abouts: dict[tuple[str, ...], Gazetteer] = {}
        self.countries = tuple(sorted(self._sources) if countries is None else countries)
        self.is_place = lru_cache(maxsize=100_000)(self._is_place)
        self.admin = lru_cache(maxsize=10_000)(self._admin)

    @cached_property
    def version(self) -> str:
        """The first 12 hex digits of a hash over everything that answers depend on."""
        parts = [f"{country}:{self._key(country)}" for country in sorted(self._sources)]
        return hashlib.sha256(" ".join([world.version(), self._rules, *parts]).encode()).hexdigest()[:12]

    @cached_property
    def layout(self) -> Layout:
        """What the headings of lists mean."""
        return load_layout(self._dirs)

    @cached_property
    def _foldings(self) -> list[Folding]:
        return load_foldings(self._dirs)

    def about(self, text: str) -> Gazetteer:
        """The same lists, with questions answered for the countries that `text` tells of.

        Told by the well-known places and countries that it names; where it names none, the countries stay.
        """
        found = self._told(text)
        if not found:
            return self
        if found not in self._abouts:
            self._abouts[found] = self._for(found)
        return self._abouts[found]

    def _for(self, countries: tuple[str, ...]) -> Gazetteer:
        other = Gazetteer(self._dirs, countries)
        other._stores = self._stores
        other._abouts = self._abouts
        return other

    def _told(self, text: str) -> tuple[str, ...]:
        runs = sorted({part for run in _RUN.findall(text) for part in _parts(run)})
        loud: Counter[str] = world.countries_of(runs)
        for country in self._sources:
            held = self.store(country)
            keys = {run: held.fold(run).key for run in runs}
            areas = {key for key in keys.values() if key in held.areas}
            others = {key for run, key in keys.items() if key not in areas and _holds(held, run)}
            loud[country] += len(areas) + _SMALL * len(others)  # type: ignore[assignment]
        most = max(loud.values(), default=0)
        if most < 1:
            return ()
        return tuple(sorted(country for country, score in loud.items() if score >= most * _ALSO))

    def store(self, country: str) -> Store:
        """The store of a country; built where it isn't yet, or where its lists have changed."""
        if country not in self._stores:
            path = stores() / f"{country}-{self._key(country)}.sqlite"
            speller = speller_of(self._foldings, country)
            make_once(path, lambda made: self._build(country, made))
            self._stores[country] = Store(path, country, speller, self.coverage(country))
        return self._stores[country]

    def coverage(self, country: str) -> str:
        """How much of a country the lists hold, in words."""
        sources = self._sources.get(country, [])
        if any(source.full for source in sources):
            return "full lists"
        return "cities and places in reports" if any(source.paths for source in sources) else "cities only"

    def sources(self, country: str) -> list[str]:
        """The names of the lists of a country, the most trusted one first."""
        return [*(source.name for source in self._sources.get(country, [])), world.SOURCE]

    def _key(self, country: str) -> str:
        parts = [str(store.LAYOUT), self._rules, world.version()]
        parts += [f"{source.name} {source.digest}" for source in self._sources.get(country, [])]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def _build(self, country: str, path: Path) -> None:
        speller = speller_of(self._foldings, country)
        lists: list[list[PlaceRecord]] = []
        for source in self._sources.get(country, []):
            if source.added is not None:
                records = source.added.read(self.layout).records
            else:
                tables = (read_list(table, self.layout, name=source.name, country=country) for table in source.paths)
                records = tuple(record for table in tables for record in table.records)
            lists.append([record for record in records if record.country in (country, "")])
        lists.append(world.places(country))
        store.build(path, merge(speller, lists), speller)

    @property
    def open_stores(self) -> list[Store]:
        """The stores of the countries that questions are answered for."""
        return [self.store(country) for country in self.countries]

    def _is_place(self, name: str) -> bool:
        """Whether a list holds the name, however it is transliterated."""
        return any(_holds(held, name) for held in self.open_stores)

    def _admin(self, name: str) -> str | None:
        """The canonical name of the first-level area that `name` spells, or None."""
        return next(
            (area for held in self.open_stores if (area := held.areas.get(held.fold(name).key)) is not None), None
        )


def _holds(held: Store, name: str) -> bool:
    folded = held.fold(name)
    return any(
        fuzz.ratio(folded.close, spelled.close) >= _ALIKE for spelled in held.spelled(folded.key) if not spelled.weak
    )


def _parts(run: str) -> list[str]:
    words = run.split(" ")
    return [" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def open_gazetteer(dirs: Sequence[Path]) -> Gazetteer:
    """The gazetteer of the pattern folders `dirs`, of the user's added lists, and of the towns of the world.

    Opening reads no list. Raises GazetteerError where a description or a rule can't be used.
    """
    return Gazetteer(dirs)
