"""A row of a table, or the properties of a feature → the record of a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from extractor.gazetteer.lists.layout import Column, Layout
from extractor.gazetteer.records import (
    ADMIN_KINDS,
    KINDS,
    Admin,
    PlaceName,
    PlaceRecord,
    on_earth,
    precision_of,
    script_of,
    slug,
)

_SPLIT = re.compile(r"[|;]")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_POINT = re.compile(r"point\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)
_PAIR = re.compile(r"(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)")
_PARENTHESIS = re.compile(r"\s*\(([^()]*)\)?")
_JOINED = re.compile(r"\s+[-–/]\s+|\s*/\s*|\s*_\s*")
_CAPITALS = {0: "city", 1: "city", 2: "city", 3: "town"}
"""Level of the area whose capital a settlement is → its kind, where a list has no better word for it."""


@dataclass(slots=True)
class Context:
    """What holds for all rows of a list. `scheme` stands before the ids that it gives; `faults` collects rows."""

    layout: Layout
    source: str
    scheme: str
    country: str = ""
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Fields:
    values: dict[str, list[tuple[str, str | None]]] = field(default_factory=dict)
    admin_names: dict[int, list[str]] = field(default_factory=dict)
    admin_codes: dict[int, str] = field(default_factory=dict)

    def first(self, reads: str) -> str:
        found = self.values.get(reads)
        return found[0][0] if found else ""


def record_of(
    row: Mapping[str, object],
    columns: Mapping[str, Column],
    context: Context,
    where: str,
    point: tuple[float, float] | None = None,
    *,
    outline: bool = False,
) -> PlaceRecord | None:
    """The place that a row tells of; None, and a line in `context.faults`, where it can't be used.

    `columns` are the columns that are read, the best of each first; `where` names the row; `point` (latitude,
    longitude) comes from the geometry of a feature and is used where the row has none; `outline` says that the
    geometry is an area, so that a row of no stated kind is the administrative area below those that it names.
    """
    fields = _fields(row, columns)
    names = _names(fields)
    own_kind = fields.first("kind")
    kind = own_kind if own_kind in KINDS else context.layout.kind(own_kind)
    level = max(fields.admin_names, default=0)
    if not names and level:  # a list of areas names them by their deepest level
        names = _told(dict.fromkeys(fields.admin_names[level]))
        kind = kind or ADMIN_KINDS[min(level, len(ADMIN_KINDS)) - 1]
        code = fields.admin_codes.get(level, "")
    else:
        code = fields.first("id")
    if not names:
        context.faults.append(f"{where}: no name")
        return None
    country = fields.first("country").upper()[:2] or context.country or _country(fields)
    point = _point(fields) or point
    if point is not None and not on_earth(point):
        context.faults.append(f"{where}: {names[0].text}: no such point {point[0]}, {point[1]}")
        return None
    capital = int(text) if (text := fields.first("capital level")).isdigit() else None
    kind = kind or _kind(fields, capital, level, outline)
    admin = tuple(
        Admin(at, _latin_first(fields.admin_names[at])[0], fields.admin_codes.get(at))
        for at in sorted(fields.admin_names)
        if 1 <= at <= _deepest(kind) and fields.admin_names[at]
    )
    place_id = fields.first("place id")
    if place_id:
        ids = [place_id]
    elif code:
        ids = [f"{context.scheme}:{code}"]
    else:
        above = fields.first("city") or (admin[-1].name if admin else "")
        ids = [f"{context.source}:{slug(f'{names[0].text} {above}')}" + (f":{kind}" if kind in ADMIN_KINDS else "")]
    ids += [part.strip() for part in _SPLIT.split(fields.first("codes")) if part.strip()]
    if point is None and not place_id and not code and not admin:
        context.faults.append(f"{where}: {names[0].text}: neither a point, nor a code, nor an area")
        return None
    population = _NUMBER.match(fields.first("population"))
    return PlaceRecord(
        ids=tuple(dict.fromkeys(ids)),
        country=country,
        names=tuple(names),
        kind=kind,
        admin=admin,
        city=fields.first("city") or None,
        lat=point[0] if point else None,
        lon=point[1] if point else None,
        precision=precision_of(kind) if point else "none",
        population=int(float(population[0].replace(",", "."))) if population else 0,
        capital_level=capital,
        sources=(context.source,),
    )


def _kind(fields: _Fields, capital: int | None, level: int, outline: bool) -> str:
    """For lists that don't say it; a community's size isn't known then, and "village" rules nothing out."""
    if fields.first("city"):
        return "neighborhood"
    if outline and level < len(ADMIN_KINDS):
        return ADMIN_KINDS[level]
    return _CAPITALS.get(capital, "village") if capital is not None else "village"


def _deepest(kind: str) -> int:
    return ADMIN_KINDS.index(kind) + 1 if kind in ADMIN_KINDS else 4


def _fields(row: Mapping[str, object], columns: Mapping[str, Column]) -> _Fields:
    fields = _Fields()
    for heading, column in columns.items():
        value = row.get(heading)
        text = "" if value is None else " ".join(str(value).replace("\ufffd", "").split())
        if not text:
            continue
        if column.reads == "admin name" and column.level is not None:
            fields.admin_names.setdefault(column.level, []).append(text)
        elif column.reads == "admin code" and column.level is not None:
            fields.admin_codes.setdefault(column.level, text)
        else:
            fields.values.setdefault(column.reads, []).append((text, column.lang))
    return fields


def _names(fields: _Fields) -> list[PlaceName]:
    """Preferred name, aliases, and the parts of a compound ("X - Y", "X (Y)") as variants; no text twice.

    The first name in Latin letters is the preferred one: those are the letters of reports.
    """
    names = _told(dict([*fields.values.get("name", []), *fields.values.get("other name", [])]))
    for text, _ in fields.values.get("alternatives", []):
        names += [PlaceName(part.strip(), None, "alias") for part in _SPLIT.split(text) if part.strip()]
    if names:
        names += [PlaceName(part, name.language) for name in list(names) for part in parts_of(name.text)]
    return list({name.text: name for name in reversed(names)}.values())[::-1]


def _told(names: Mapping[str, str | None]) -> list[PlaceName]:
    """Names (each with its language) as a list has them: the first one is preferred, the others are aliases."""
    return [PlaceName(text, names[text], "alias" if n else "preferred") for n, text in enumerate(_latin_first(names))]


def _latin_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: script_of(name) != "LATIN")


def parts_of(name: str) -> list[str]:
    """The names in a compound one: "Rabee'a - Northern Kafr" → both, "Tal (Big)" → with and without."""
    parts = []
    bare = _PARENTHESIS.sub(" ", name).strip()
    if bare != name and bare:
        parts.append(bare)
        parts += [inside.strip() for inside in _PARENTHESIS.findall(name) if len(inside.strip()) > 3]
    pieces = [piece.strip() for piece in _JOINED.split(bare) if len(piece.strip()) > 2]
    if len(pieces) > 1:
        parts += pieces
    return parts


def _point(fields: _Fields) -> tuple[float, float] | None:
    lat, lon = _NUMBER.fullmatch(fields.first("latitude")), _NUMBER.fullmatch(fields.first("longitude"))
    if lat and lon:
        return float(lat[0].replace(",", ".")), float(lon[0].replace(",", "."))
    written = fields.first("coordinates")
    if match := _POINT.search(written):
        return float(match[2]), float(match[1])
    if match := _PAIR.fullmatch(written):
        return float(match[1]), float(match[2])
    return None


def _country(fields: _Fields) -> str:
    """The ISO code that P-codes begin with ("SY0705"), where they do."""
    codes = [*fields.admin_codes.values(), fields.first("id")]
    match = next((match for code in codes if (match := re.match(r"([A-Z]{2})\d", code))), None)
    return match[1] if match else ""
