"""The places of one country in one SQLite file: built from all lists once, opened when first asked."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from extractor.errors import GazetteerError
from extractor.gazetteer.folding import Folded, Speller
from extractor.gazetteer.merge import Merged
from extractor.gazetteer.records import ADMIN_KINDS, SETTLEMENT_KINDS, Admin, PlaceName, PlaceRecord, script_of

LAYOUT = 4
"""A store of another layout is built anew."""
AREA_ALIKE = 85
"""Of the spellings with an area's key only those are the area whose forms before folding are so alike (rapidfuzz's
ratio, of 100): "Darayya" is a town, not Daraa."""
_CODE = 4
"""Names of capitals alone and up to this length are codes of airports and the like: no one writes them for a place."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name in the store: its folded forms, and the row of its place."""

    place: int
    close: str
    key: str
    skeleton: str
    weak: bool  # the key lacks a word like Upper, Eastern, New, or is that of a part of a compound name


@dataclass(frozen=True, slots=True)
class Pool:
    """The names of a first-level area, or of the whole country, ready to be compared with a spelling."""

    keys: Sequence[str]
    names: Sequence[Sequence[Spelled]]  # those of each key


def build(path: Path, merged: Merged, speller: Speller, coverage: str) -> None:
    """Write the store of a country to `path`; `coverage` says in words how much of the country its lists hold."""
    connection = sqlite3.connect(path)
    connection.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE TABLE place (n INTEGER PRIMARY KEY, id TEXT, kind TEXT, admin1 TEXT, lat REAL, lon REAL,"
        " settled INTEGER, record TEXT);"
        "CREATE TABLE name (n INTEGER, close TEXT, key TEXT, skeleton TEXT, weak INTEGER, admin1 TEXT);"
        "CREATE TABLE clash (line TEXT);"
        "CREATE TABLE coverage (words TEXT);"
    )
    for n, record in enumerate(merged.records):
        settled = record.kind in SETTLEMENT_KINDS and record.precision not in ("none", "subdistrict")
        row = (n, record.id, record.kind, record.admin1, record.lat, record.lon, int(settled), _json(record))
        connection.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", _spellings(n, record, speller))
    connection.execute("INSERT INTO coverage VALUES (?)", (coverage,))
    connection.executemany("INSERT INTO clash VALUES (?)", [(line,) for line in merged.clashes])
    connection.executescript(
        "CREATE INDEX name_key ON name (key); CREATE INDEX name_skeleton ON name (skeleton);"
        "CREATE INDEX name_admin1 ON name (admin1); CREATE INDEX place_id ON place (id);"
    )
    connection.commit()
    connection.close()


def _spellings(n: int, record: PlaceRecord, speller: Speller) -> Iterable[tuple[object, ...]]:
    seen: set[str] = set()
    # "Thawra - Raqqa" for a quarter of Raqqa: the second part is no name of it
    above = {speller.fold(text).key for text in (*(area.name for area in record.admin), record.city or "")}
    for name in sorted(record.names, key=lambda name: name.kind == "variant"):
        if not script_of(name.text) or (name.text.isupper() and len(name.text) <= _CODE):
            continue
        folded = speller.fold(name.text)
        if name.kind == "variant" and folded.key in above:
            continue
        for key, weak in ((folded.key, name.kind == "variant"), (folded.bare, True)):
            form = f"{key} {folded.close}"
            if key and form not in seen:
                seen.add(form)
                yield n, folded.close, key, folded.skeleton, int(weak), record.admin1


def _json(record: PlaceRecord) -> str:
    return json.dumps(asdict(record), ensure_ascii=False, separators=(",", ":"))


class Store:
    """One country's places. Nothing is read before it is asked for; a process that was forked opens its own."""

    def __init__(self, path: Path, country: str, speller: Speller) -> None:
        """`path` was written by `build` with the same `speller`."""
        self.country = country
        self.speller = speller
        self._path = path
        self._process = -1
        self._open: sqlite3.Connection | None = None
        self.record = lru_cache(maxsize=20_000)(self._record)
        self.spelled = lru_cache(maxsize=20_000)(self._spelled)
        self.pool = lru_cache(maxsize=64)(self._pool)
        self.points = lru_cache(maxsize=64)(self._points)

    def fold(self, name: str) -> Folded:
        """`name` folded by the rules of the country."""
        return self.speller.fold(name)

    def _record(self, n: int) -> PlaceRecord:
        """The place of row `n`."""
        row = self._query("SELECT record FROM place WHERE n = ?", n)[0]
        fields = json.loads(row[0])
        fields["names"] = tuple(PlaceName(**name) for name in fields["names"])
        fields["admin"] = tuple(Admin(**area) for area in fields["admin"])
        fields["ids"], fields["sources"] = tuple(fields["ids"]), tuple(fields["sources"])
        return PlaceRecord(**fields)

    def _spelled(self, key: str) -> tuple[Spelled, ...]:
        """The names with that folded key, in whole or without words like Upper."""
        return tuple(_name(row) for row in self._query(f"SELECT {_NAME} FROM name WHERE key = ? ORDER BY n", key))

    def of_skeleton(self, skeleton: str) -> list[Spelled]:
        """The names with those consonants."""
        return [_name(row) for row in self._query(f"SELECT {_NAME} FROM name WHERE skeleton = ? ORDER BY n", skeleton)]

    def _pool(self, admin1: str | None) -> Pool:
        """All names in a first-level area, or with None in the country."""
        if admin1 is None:
            rows = self._query(f"SELECT {_NAME} FROM name ORDER BY n")
        else:
            rows = self._query(f"SELECT {_NAME} FROM name WHERE admin1 = ? ORDER BY n", admin1)
        names: dict[str, list[Spelled]] = {}
        for row in rows:
            spelled = _name(row)
            names.setdefault(spelled.key, []).append(spelled)
        return Pool(list(names), list(names.values()))

    def _points(self, admin1: str) -> list[tuple[float, float]]:
        """The points of all settlements in a first-level area, from south to north."""
        rows = self._query("SELECT lat, lon FROM place WHERE admin1 = ? AND lat IS NOT NULL AND settled", admin1)
        return sorted((lat, lon) for lat, lon in rows)

    @cached_property
    def areas(self) -> dict[str, list[tuple[str, str]]]:
        """Folded key → (spelling before folding, canonical name) of the first-level areas with that key."""
        rows = self._query(
            "SELECT name.key, name.close, place.admin1 FROM name JOIN place USING (n)"
            " WHERE kind = ? AND NOT weak AND place.admin1 IS NOT NULL ORDER BY n",
            ADMIN_KINDS[0],
        )
        areas: dict[str, list[tuple[str, str]]] = {}
        for key, close, admin1 in rows:
            areas.setdefault(key, []).append((close, admin1))
        return areas

    def area(self, name: str) -> str | None:
        """The canonical name of the first-level area that `name` spells, or None."""
        folded = self.fold(name)
        spellings = self.areas.get(folded.key, ())
        return next((area for close, area in spellings if fuzz.ratio(folded.close, close) >= AREA_ALIKE), None)

    @cached_property
    def coverage(self) -> str:
        """How much of the country the lists hold, in words."""
        return str(self._query("SELECT words FROM coverage")[0][0])

    @cached_property
    def clashes(self) -> list[str]:
        """What the lists contradict each other in."""
        return [row[0] for row in self._query("SELECT line FROM clash")]

    def all_records(self) -> Iterable[PlaceRecord]:
        """Every place."""
        return (self._record(row[0]) for row in self._query("SELECT n FROM place ORDER BY n"))

    def _query(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        if self._open is None or self._process != os.getpid():
            self._open = sqlite3.connect(
                f"{self._path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._process = os.getpid()
        try:
            return self._open.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise GazetteerError(f"{self._path}: damaged ({error}); remove it, it is made again by itself") from error


_NAME = "n, close, key, skeleton, weak"


def _name(row: tuple[Any, ...]) -> Spelled:
    return Spelled(row[0], row[1], row[2], row[3], bool(row[4]))
