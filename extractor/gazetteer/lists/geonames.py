"""Dumps of GeoNames: 19 columns with tabs between them and no headings (https://download.geonames.org/export/dump)."""

from __future__ import annotations

from extractor.gazetteer.lists.rows import Context
from extractor.gazetteer.records import ADMIN_KINDS, Admin, PlaceName, PlaceRecord, on_earth, precision_of

_COLUMNS = 19
_CAPITAL_LEVELS = {"PPLC": 0, "PPLA": 1, "PPLA2": 2, "PPLA3": 3, "PPLA4": 4}


def is_dump(text: str) -> bool:
    """Whether `text` begins with a line of a dump."""
    cells = text.split("\n", 1)[0].rstrip("\r").split("\t")
    return len(cells) == _COLUMNS and cells[0].isdigit()


def read(text: str, context: Context) -> list[PlaceRecord]:
    """The rows of a dump whose feature codes stand for a kind of place; codes are those of the pattern folders."""
    rows = [line.rstrip("\r").split("\t") for line in text.split("\n") if line.strip()]
    areas = {_area_code(row): row[1] for row in rows if len(row) == _COLUMNS and row[7] in ("ADM1", "ADM2")}
    records = []
    for number, row in enumerate(rows, 1):
        if len(row) != _COLUMNS:
            context.faults.append(f"line {number}: {len(row)} columns instead of {_COLUMNS}")
            continue
        kind = context.layout.kind(row[7])
        if kind is None:
            continue
        try:
            point = float(row[4]), float(row[5])
        except ValueError:
            point = None
        if point is None or not on_earth(point):
            context.faults.append(f"line {number}: {row[1]}: no such point {row[4]}, {row[5]}")
            continue
        names = {row[1]: PlaceName(row[1], None, "preferred")}
        for other in [row[2], *row[3].split(",")]:
            if other.strip():
                names.setdefault(other.strip(), PlaceName(other.strip(), None, "alias"))
        ids = [f"geonames:{row[0]}"]
        if row[7] == "ADM1":
            ids.append(f"geonames-admin1:{row[8]}.{row[10]}")
        records.append(
            PlaceRecord(
                ids=tuple(ids),
                country=row[8],
                names=tuple(names.values()),
                kind=kind,
                admin=_admin(row, areas, kind),
                lat=point[0],
                lon=point[1],
                precision=precision_of(kind),
                population=int(row[14]) if row[14].isdigit() else 0,
                capital_level=_CAPITAL_LEVELS.get(row[7]),
                sources=(context.source,),
            )
        )
    return records


def _area_code(row: list[str]) -> str:
    return f"{row[8]}.{row[10]}" if row[7] == "ADM1" else f"{row[8]}.{row[10]}.{row[11]}"


def _admin(row: list[str], areas: dict[str, str], kind: str) -> tuple[Admin, ...]:
    """Levels 1 and 2 by name where the dump holds the areas themselves, else by code."""
    deepest = ADMIN_KINDS.index(kind) + 1 if kind in ADMIN_KINDS else len(ADMIN_KINDS)
    admin = []
    if row[10] and row[10] != "00":
        code = f"{row[8]}.{row[10]}"
        admin.append(Admin(1, areas.get(code, code), code))
        if row[11] and deepest > 1:
            code = f"{code}.{row[11]}"
            admin.append(Admin(2, areas.get(code, code), code))
    return tuple(admin)
