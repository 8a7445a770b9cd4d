"""Our own tables of places in Syria: nothing twice, nothing misplaced, no two names that can't be told apart."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from extractor.gazetteer.folding import Speller, load_foldings, speller_of
from extractor.gazetteer.records import KINDS, SETTLEMENT_KINDS, km, script_of
from extractor.knowledge import pattern_dirs

PROJECT = Path(__file__).resolve().parents[2]
TABLES = PROJECT / "patterns/syria/places"
SAME_NAMES = Path(__file__).with_name("syria_same_names.txt")
OUTLINES = PROJECT / "../shared/gazetteers/syr_admin1.geojson"

COLUMNS = [
    "name", "alternatives", "arabic", "kind", "admin1", "admin2", "admin3", "city", "pcode", "lat", "lon", "note",
]  # fmt: skip
KINDS_OF_FILE = {
    "districts": {"district"},
    "subdistricts": {"subdistrict"},
    "regions": {"region", "area", "mountain"},
    "cities": {"city", "town"},
    "villages": {"village", "farm"},
    "neighborhoods": {"neighborhood"},
    "camps": {"camp"},
    "sites": {"site", "base", "road"},
}
GOVERNORATES = (
    "Aleppo", "Damascus", "Damascus suburbs", "Daraa", "Deir Ez-Zour", "Hama", "Hasaka", "Homs", "Idlib", "Latakia",
    "Quneitra", "Raqqa", "Suwayda", "Tartus",
)  # fmt: skip
CODE = {
    "district": r"SY\d{4}",
    "subdistrict": r"SY\d{6}",
    "city": r"[CN]\d{4}",
    "town": r"[CN]\d{4}",
    "village": r"[CN]\d{4}",
    "neighborhood": r"C\d{4}(\d{4})?|N\d{4}",
}

TOGETHER_KM = 3.0
"""Two records of one name in one subdistrict this close together are one place entered twice."""
NEIGHBORS = ({"Sare'", "Sra'"}, {"al Hayat", "al Hit"})
"""Neighboring villages whose names are told apart in Arabic only (صريع and صراع, الهيات and الهيت)."""
FROM_CAPITAL_KM, FROM_CAPITAL_STEPPE_KM = 60.0, 110.0
"""How far a place may lie from the capital of its subdistrict; subdistricts of the steppe are large."""
STEPPE = {"Tadmor", "Sokhneh", "Sabe Byar", "Suluk"}
ACROSS_KM = 12.0
"""How much nearer the capital of a subdistrict of another governorate may be than the nearest one of its own."""
ACROSS_BORDERS = {"Tlul al Safa", "al Alyaniya", "Dibsi Faraj"}
"""Places in the steppe, far from every capital, for which that says nothing."""
KM_OF_A_DEGREE = 111.2
OUTLINE_KM = 2.2
"""Public outlines of governorates are simplified; a crossing or a border village may lie this far outside."""


@dataclass(frozen=True, eq=False)
class Place:
    file: str
    line: int
    row: dict[str, str]

    def __str__(self) -> str:
        return f"{self.file}.csv:{self.line} {self.row['name']}"

    @property
    def point(self) -> tuple[float, float]:
        return float(self.row["lat"]), float(self.row["lon"])

    @property
    def kind(self) -> str:
        return self.row["kind"]

    @property
    def spellings(self) -> list[str]:
        return [self.row["name"], *(part for part in self.row["alternatives"].split("|") if part)]

    def order(self) -> tuple[str, int]:
        return self.label, self.line

    @property
    def label(self) -> str:
        where = self.row["city"] or self.row["admin3"] or self.row["admin1"]
        return f"{self.row['name']} ({self.kind}, {where})"


@cache
def places(*files: str) -> tuple[Place, ...]:
    """The places of some files, all files if none are named."""
    found = []
    for file in files or KINDS_OF_FILE:
        with (TABLES / f"{file}.csv").open(encoding="utf-8", newline="") as stream:
            found += [Place(file, line, row) for line, row in enumerate(csv.DictReader(stream), 2)]
    return tuple(found)


def own_places() -> tuple[Place, ...]:
    """All but administrative areas."""
    return places(*(file for file in KINDS_OF_FILE if file not in ("districts", "subdistricts")))


@cache
def speller() -> Speller:
    return speller_of(load_foldings(pattern_dirs()), "SY")


def listed(faults: list[str]) -> str:
    return "\n".join(["", *faults])


def test_the_tables_hold_what_reports_name() -> None:
    assert len(places("cities", "villages", "neighborhoods", "camps")) >= 1200
    assert {place.row["admin1"] for place in places("cities")} == set(GOVERNORATES)
    assert len(places("districts")) >= 60
    assert len(places("subdistricts")) >= 270


@pytest.mark.parametrize("file", KINDS_OF_FILE)
def test_every_line_is_complete(file: str) -> None:
    with (TABLES / f"{file}.csv").open(encoding="utf-8", newline="") as stream:
        assert next(csv.reader(stream)) == COLUMNS
    faults = []
    for place in places(file):
        row = place.row
        wrong = {
            "more cells than columns, or fewer": None in row or None in row.values(),
            "a space too many": any(value != " ".join(value.split()) for value in row.values() if value),
            "no name, or one not in Latin letters": script_of(row["name"]) != "LATIN",
            "a kind that doesn't belong into this file": place.kind not in KINDS_OF_FILE[file] & set(KINDS),
            "an unknown governorate": row["admin1"] not in GOVERNORATES,
            "an Arabic name in other letters": bool(re.search(r"[^\u0600-\u06ff\d ]", row["arabic"])),
            "a code of another form": not re.fullmatch(CODE.get(place.kind, ".*") + "|", row["pcode"]),
            "an alternative that is there already": len({*place.spellings}) != len(place.spellings),
            "a neighborhood without its city": (place.kind == "neighborhood") != bool(row["city"]),
            "no place on earth": not all(re.fullmatch(r"\d\d\.\d{4}", row[axis]) for axis in ("lat", "lon")),
        }
        faults += [f"{place}: {fault}" for fault, is_so in wrong.items() if is_so]
    assert not faults, listed(faults)


def test_areas_are_those_of_the_tables_of_areas() -> None:
    districts = {(place.row["admin1"], place.row["name"]) for place in places("districts")}
    subdistricts = {(place.row["admin1"], place.row["admin2"], place.row["name"]) for place in places("subdistricts")}
    cities = {place.row["name"] for place in places("cities")}
    faults = []
    for place in places():
        admin1, admin2, admin3, city = (place.row[key] for key in ("admin1", "admin2", "admin3", "city"))
        if admin2 and (admin1, admin2) not in districts:
            faults.append(f"{place}: no district {admin2} in {admin1}")
        if admin3 and (admin1, admin2, admin3) not in subdistricts:
            faults.append(f"{place}: no subdistrict {admin3} in {admin2}, {admin1}")
        if city and city not in cities:
            faults.append(f"{place}: no city {city}")
        if place.kind in SETTLEMENT_KINDS and not admin3:
            faults.append(f"{place}: no subdistrict")
    assert not faults, listed(faults)


def test_codes_lie_below_the_codes_of_their_areas() -> None:
    codes = {(place.row["admin1"], place.row["name"]): place.row["pcode"] for place in places("districts")}
    faults = [
        f"{place}: {place.row['pcode']} is not in the district {codes[place.row['admin1'], place.row['admin2']]}"
        for place in places("subdistricts")
        if not place.row["pcode"].startswith(codes[place.row["admin1"], place.row["admin2"]])
    ]
    assert not faults, listed(faults)


def test_no_code_is_given_twice() -> None:
    by_code = defaultdict(list)
    for place in places():
        if place.row["pcode"]:
            by_code[place.row["pcode"]].append(str(place))
    assert not [same for same in by_code.values() if len(same) > 1]


def test_a_place_lies_in_its_subdistrict() -> None:
    capitals = {(place.row["admin1"], place.row["admin3"]): place.point for place in places("subdistricts")}
    faults = []
    for place in own_places():
        if not place.row["admin3"]:
            continue
        distance = km(place.point, capitals[place.row["admin1"], place.row["admin3"]])
        bound = FROM_CAPITAL_STEPPE_KM if place.row["admin3"] in STEPPE else FROM_CAPITAL_KM
        if distance > bound:
            faults.append(f"{place}: {distance:.0f} km from {place.row['admin3']}")
    assert not faults, listed(faults)


def test_a_place_lies_in_its_governorate() -> None:
    capitals = [(place.row["admin1"], place.point) for place in places("subdistricts")]
    faults = []
    for place in own_places():
        if place.row["name"] in ACROSS_BORDERS:
            continue
        own = min(km(place.point, point) for admin1, point in capitals if admin1 == place.row["admin1"])
        other, area = min(
            (km(place.point, point), admin1) for admin1, point in capitals if admin1 != place.row["admin1"]
        )
        if own > other + ACROSS_KM:
            faults.append(f"{place}: looks like {area}, not {place.row['admin1']}")
    assert not faults, listed(faults)


@pytest.mark.skipif(not OUTLINES.exists(), reason=f"the outlines of governorates are not at hand ({OUTLINES})")
def test_a_place_lies_within_the_outline_of_its_governorate() -> None:
    faults = []
    for place in own_places():
        rings = _outlines()[place.row["admin1"]]
        if any(_within(ring, place.point) for ring in rings):
            continue
        outside = min(_km_to(ring, place.point) for ring in rings)
        if outside > OUTLINE_KM:
            faults.append(f"{place}: {outside:.1f} km outside {place.row['admin1']}")
    assert not faults, listed(faults)


def test_a_neighborhood_lies_in_its_city() -> None:
    cities = {place.row["name"]: place.point for place in places("cities")}
    faults = [
        f"{place}: {distance:.0f} km from {place.row['city']}"
        for place in places("neighborhoods")
        if (distance := km(place.point, cities[place.row["city"]])) > 12
    ]
    assert not faults, listed(faults)


def test_no_place_is_entered_twice() -> None:
    twice = [
        line
        for line, one, other in _same_names()
        if one.row["admin3"] == other.row["admin3"]
        and km(one.point, other.point) < TOGETHER_KM
        and {one.row["name"], other.row["name"]} not in NEIGHBORS
    ]
    assert not twice, listed(twice)


def test_places_of_one_name_in_a_governorate_are_meant() -> None:
    """Only their surroundings can tell them apart, so each such pair is listed, and none slips in."""
    stated = set(SAME_NAMES.read_text(encoding="utf-8").splitlines())
    found = {line for line, _, _ in _same_names()}
    assert not found - stated, listed([f"not in {SAME_NAMES.name}: {line}" for line in sorted(found - stated)])
    assert not stated - found, listed([f"{SAME_NAMES.name}: no longer so: {line}" for line in sorted(stated - found)])


def test_the_points_of_well_known_places() -> None:
    """Against slips of whole columns: places whose coordinates anybody can look up, within 3 km."""
    known = {
        "Aleppo": (36.20, 37.16), "Deir Ez-Zour": (35.34, 40.14), "Palmyra": (34.557, 38.277), "Afrin": (36.51, 36.87),
        "Douma": (33.571, 36.402), "Qamishli": (37.05, 41.23), "al Bokamal": (34.453, 40.917), "Daraa": (32.62, 36.10),
    }  # fmt: skip
    points = {place.row["name"]: place.point for place in places("cities")}
    assert {name: km(points[name], point) < 3 for name, point in known.items()} == dict.fromkeys(known, True)


@cache
def _same_names() -> list[tuple[str, Place, Place]]:
    """Each two settlements of a governorate that share a folded spelling, with a line that tells of them."""
    by_key: dict[tuple[str, str], set[Place]] = defaultdict(set)
    for place in places("cities", "villages", "neighborhoods", "camps"):
        for spelling in place.spellings:
            by_key[place.row["admin1"], speller().fold(spelling).key].add(place)
    pairs = {pair for same in by_key.values() for pair in combinations(sorted(same, key=Place.order), 2)}
    return [(f"{one.row['admin1']}: {one.label} / {other.label}", one, other) for one, other in pairs]


@cache
def _outlines() -> dict[str, list[list[tuple[float, float]]]]:
    """Outer rings as (latitude, longitude), by governorate."""
    with (TABLES / "governorates.csv").open(encoding="utf-8", newline="") as stream:
        names = {row["pcode"]: row["name"] for row in csv.DictReader(stream)}
    rings = {}
    for feature in json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings[names[feature["properties"]["PCODE"]]] = [
            [(lat, lon) for lon, lat, *_ in polygon[0]] for polygon in polygons
        ]
    return rings


def _within(ring: list[tuple[float, float]], point: tuple[float, float]) -> bool:
    """By the even-odd rule."""
    lat, lon = point
    return bool(
        sum(
            (lat1 > lat) != (lat2 > lat) and lon < (lon2 - lon1) * (lat - lat1) / (lat2 - lat1) + lon1
            for (lat1, lon1), (lat2, lon2) in pairwise(ring)
        )
        % 2
    )


def _km_to(ring: list[tuple[float, float]], point: tuple[float, float]) -> float:
    """To the nearest side of the ring, on a plane around the point."""
    lat, lon = point
    east = math.cos(math.radians(lat))
    nearest = math.inf
    for (lat1, lon1), (lat2, lon2) in pairwise(ring):
        y, x = lat2 - lat1, (lon2 - lon1) * east
        north, across = lat - lat1, (lon - lon1) * east
        along = max(0.0, min(1.0, (north * y + across * x) / (y * y + x * x or 1.0)))
        nearest = min(nearest, math.hypot(north - along * y, across - along * x))
    return nearest * KM_OF_A_DEGREE
