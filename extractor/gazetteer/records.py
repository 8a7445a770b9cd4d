"""One place of a list, and what linking must know of kinds of places and of distances."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

NameKind = Literal["preferred", "alias", "variant"]
Precision = Literal["settlement", "neighborhood", "city", "subdistrict", "district", "governorate", "area", "none"]

ADMIN_KINDS = ("governorate", "district", "subdistrict")
"""Kinds of administrative areas; their position + 1 is their level."""
SETTLEMENT_KINDS = ("city", "town", "village", "neighborhood", "camp", "farm")
AREA_KINDS = ("region", "area", "mountain", "road", "base", "site")
KINDS = (*ADMIN_KINDS, *SETTLEMENT_KINDS, *AREA_KINDS)
EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name of a place. `language` is an ISO 639 code or None, `script` as in Unicode's names: LATIN, ARABIC, …"""

    text: str
    language: str | None = None
    kind: NameKind = "variant"

    @property
    def script(self) -> str:
        """The script of its first letter."""
        return script_of(self.text)


@dataclass(frozen=True, slots=True)
class Admin:
    """An administrative area above a place: level 1 to 4, and its code in the scheme of its list."""

    level: int
    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A place as one list, or several merged ones, hold it.

    `ids` are "scheme:code", the first one is the record's own. `country` is an ISO 3166 code of two letters, or
    "" where the list doesn't say. `lat`, `lon` in degrees, None where no list has a point; `precision` says what the
    point is a point of. `sources` are the names of the lists, in the order in which they were merged.
    """

    ids: tuple[str, ...]
    country: str
    names: tuple[PlaceName, ...]
    kind: str
    admin: tuple[Admin, ...] = ()
    city: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: Precision = "none"
    population: int = 0
    capital_level: int | None = None
    sources: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The record's own id."""
        return self.ids[0]

    @property
    def name(self) -> str:
        """The preferred name."""
        return self.names[0].text

    @property
    def admin1(self) -> str | None:
        """The name of the first-level area."""
        return next((area.name for area in self.admin if area.level == 1), None)

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude), where known."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)

    def at(self, point: tuple[float, float], precision: Precision) -> PlaceRecord:
        """The record with another point."""
        return replace(self, lat=point[0], lon=point[1], precision=precision)


def precision_of(kind: str) -> Precision:
    """What the point of a record of that kind is a point of; a city's point says no more than the city."""
    if kind in ("governorate", "district", "subdistrict", "neighborhood", "city"):
        return kind  # type: ignore[return-value]
    return "settlement" if kind in SETTLEMENT_KINDS or kind in ("site", "base") else "area"


def script_of(text: str) -> str:
    """LATIN, ARABIC, CYRILLIC, …: the script of the first letter of `text`; "" where there is none."""
    for sign in text:
        if sign.isascii():
            if sign.isalpha():
                return "LATIN"
        elif sign.isalpha() and unicodedata.category(sign) != "Lm":  # ʿ and ʾ are letters, but of no script
            return unicodedata.name(sign, "").split(" ", 1)[0]
    return ""


def km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points (latitude, longitude in degrees) on a sphere."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, a)))


def on_earth(point: tuple[float, float]) -> bool:
    """Whether (latitude, longitude) is within the ranges of degrees, and not the zero point of an empty cell."""
    return abs(point[0]) <= 90 and abs(point[1]) <= 180 and point != (0.0, 0.0)


def slug(text: str) -> str:
    """A name as a part of an id: "Ma'arrat al Nu'man" → "ma-arrat-al-nu-man"."""
    decomposed = unicodedata.normalize("NFKD", text)
    kept = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()
    return re.sub(r"[\W_]+", "-", kept).strip("-")
