"""Which lists there are for each country, and the stores that are made from them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from extractor.errors import GazetteerError
from extractor.gazetteer import store, world
from extractor.gazetteer.folders import forget_unused, make_once, stores
from extractor.gazetteer.folding import Folding, load_foldings, speller_of
from extractor.gazetteer.library import AddedList, added_lists
from extractor.gazetteer.lists import Layout, load_layout, read_list
from extractor.gazetteer.lists.layout import read_gazetteer_file
from extractor.gazetteer.merge import merge
from extractor.gazetteer.records import SETTLEMENT_KINDS, PlaceRecord
from extractor.gazetteer.store import Store

FULL = "full lists"
"""The coverage of a country of which a user has added a list of settlements."""


@dataclass(frozen=True, slots=True)
class Source:
    """A list of one country: the tables of a pattern folder, or an added file."""

    name: str
    digest: str
    tables: tuple[Path, ...] = ()
    added: AddedList | None = None


class Catalogue:
    """All lists at hand, by country. Nothing of them is read before a country's store is asked for."""

    def __init__(self, dirs: Sequence[Path]) -> None:
        """Gather the lists of pattern folders and of the user; GazetteerError for a faulty description of one."""
        self._dirs = tuple(dirs)
        rules = [path for folder in dirs for path in sorted((folder / "names").glob("*.toml"))]
        rules += [path for folder in dirs for path in folder.glob("gazetteer.toml")]
        self._rules = _digest(rules)
        self._sources: dict[str, list[Source]] = {}
        for folder in dirs:
            file = read_gazetteer_file(folder)
            tables = tuple(sorted((folder / "places").glob("*.csv")))
            if file is not None and file.country is not None:
                self._sources.setdefault(file.country, []).append(Source(folder.name, _digest(tables), tables))
            elif tables:
                raise GazetteerError(
                    f'{folder}: places, but no gazetteer.toml with country = "XX" says of which country'
                )
        self.added = added_lists()
        for added in self.added:
            for country in added.countries or list(self._sources):
                self._sources.setdefault(country, []).append(Source(added.name, added.sha256, added=added))
        self._stores: dict[str, Store] = {}

    @property
    def countries(self) -> tuple[str, ...]:
        """The ISO codes of the countries that pattern folders or added lists are about."""
        return tuple(sorted(self._sources))

    @cached_property
    def version(self) -> str:
        """The first 12 hex digits of a hash over everything that answers depend on."""
        parts = [self._key(country) for country in ("", *self.countries)]
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:12]

    @cached_property
    def layout(self) -> Layout:
        """What the headings of lists mean."""
        return load_layout(self._dirs)

    @cached_property
    def foldings(self) -> list[Folding]:
        """All rules for names."""
        return load_foldings(self._dirs)

    def rows(self, country: str) -> Counter[str]:
        """List → how many places of the country it has."""
        return Counter(source for record in self.store(country).all_records() for source in record.sources)

    def store(self, country: str) -> Store:
        """The store of a country; built where it isn't yet, or where its lists have changed."""
        if country not in self._stores:
            path = stores() / f"{country}-{self._key(country)}.sqlite"
            make_once(path, lambda made: self._build(country, made))
            forget_unused(path)
            self._stores[country] = Store(path, country, speller_of(self.foldings, country))
        return self._stores[country]

    def _key(self, country: str) -> str:
        parts = [str(store.LAYOUT), self._rules, world.version()]
        parts += [f"{source.name} {source.digest}" for source in self._sources.get(country, ())]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def _build(self, country: str, path: Path) -> None:
        sources = self._sources.get(country, ())
        lists = [[*self._read(source, country)] for source in sources]
        settled = [source for source, places in zip(sources, lists, strict=True) if any(map(_is_settled, places))]
        if any(source.added is not None for source in settled):
            coverage = FULL
        else:
            coverage = "cities and places in reports" if settled else "cities only"
        speller = speller_of(self.foldings, country)
        store.build(path, merge(speller, [*lists, world.places(country)]), speller, coverage)

    def _read(self, source: Source, country: str) -> Iterable[PlaceRecord]:
        if source.added is not None:
            lists = [source.added.read(self.layout)]
        else:
            lists = [read_list(table, self.layout, name=source.name, country=country) for table in source.tables]
        return (record for places in lists for record in places.records if record.country in (country, ""))


def _is_settled(record: PlaceRecord) -> bool:
    return record.kind in SETTLEMENT_KINDS and record.point is not None


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
