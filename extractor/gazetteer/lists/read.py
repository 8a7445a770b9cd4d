"""One list: its format told from the file, its rows as records, and what could not be used."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from extractor.errors import GazetteerError
from extractor.gazetteer.lists import geonames
from extractor.gazetteer.lists.layout import Column, Layout, named_columns
from extractor.gazetteer.lists.rows import Context, record_of
from extractor.gazetteer.records import PlaceRecord

FORMATS = ("geonames", "table", "geojson", "wikidata")
_OCHA_CODE = re.compile(r"[A-Z]{1,3}\d{2,}")
"""The shape of a P-code: a country's or a class's letters, then digits ("SY0705", "C4268", "UA1200000000")."""


@dataclass(frozen=True, slots=True)
class PlaceList:
    """What a file holds. `faults`: a line for every row that could not be used."""

    name: str
    format: str
    records: tuple[PlaceRecord, ...]
    faults: tuple[str, ...] = ()

    @property
    def countries(self) -> Counter[str]:
        """How many records each country has."""
        return Counter(record.country for record in self.records)


def read_list(
    path: Path,
    layout: Layout,
    *,
    name: str | None = None,
    country: str = "",
    columns: Mapping[str, str] | None = None,
    scheme: str | None = None,
) -> PlaceList:
    """The places of the list at `path`: GeoNames dump, CSV, XLSX, GeoJSON or Wikidata's JSON, also in a zip.

    `name` stands for the list in records (default: the file's own name without its ending); `country` is for rows
    that name none; `columns` maps fields to headings where the headings say nothing to us; `scheme` stands before
    the ids of its rows (default: `ocha` for P-codes, else the list's name).
    Raises GazetteerError, one line, where the file can't be read as a list of places.
    """
    if not path.is_file():
        raise GazetteerError(f"{path}: no such file")
    name = name or path.name.split(".")[0]
    context = Context(layout, name, scheme or name, country)
    file_name, content = _content(path)
    suffix = Path(file_name).suffix.lower()
    if suffix in (".json", ".geojson"):
        form, records = _json(path, content, context, columns, scheme)
    elif suffix == ".xlsx":
        form, records = "table", _table(_sheet(path, content), path, context, columns, scheme)
    elif suffix in (".csv", ".tsv", ".txt", ""):
        text = _text(content)
        if geonames.is_dump(text):
            form, records = "geonames", geonames.read(text, context)
        else:
            form, records = "table", _table(_csv(text), path, context, columns, scheme)
    else:
        raise GazetteerError(f"{path}: a list is a CSV, TSV, XLSX, GeoJSON or JSON file, or one of them in a zip")
    if not records:
        reason = context.faults[0] if context.faults else "it has no rows"
        raise GazetteerError(f"{path}: no place could be read from it: {reason}")
    return PlaceList(name, form, tuple(records), tuple(context.faults))


def _content(path: Path) -> tuple[str, bytes]:
    """The name and bytes of the list; of a zip its largest member that isn't a readme."""
    if path.suffix.lower() != ".zip":
        return path.name, path.read_bytes()
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if "readme" not in member.filename.lower()]
            if not members:
                raise GazetteerError(f"{path}: the zip is empty")
            largest = max(members, key=lambda member: member.file_size)
            return largest.filename, archive.read(largest)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise GazetteerError(f"{path}: not a zip file, or an incomplete one ({error}); get it again") from error


def _text(content: bytes) -> str:
    """UTF-8 with or without a mark; what isn't UTF-8 is replaced and then left out, so that a row is not lost."""
    return content.decode("utf-8-sig", errors="replace")


def _csv(text: str) -> Iterator[dict[str, object]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    yield from csv.DictReader(io.StringIO(text), delimiter=delimiter)


def _sheet(path: Path, content: bytes) -> Iterator[dict[str, object]]:
    """The rows of the sheet with the most rows."""
    try:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise GazetteerError(f"{path}: reading XLSX needs openpyxl: pip install 'extractor[export]'") from error
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        SyntaxError,
        LookupError,
        TypeError,
        ValueError,
        OSError,
    ) as error:
        raise GazetteerError(f"{path}: not readable as XLSX: {error}") from error
    rows = max(book.worksheets, key=lambda sheet: sheet.max_row or 0).iter_rows(values_only=True)
    headings = [str(cell) if cell is not None else "" for cell in next(rows, ())]
    for row in rows:
        yield dict(zip(headings, row, strict=False))


def _columns(
    rows: Sequence[Mapping[str, object]], path: Path, context: Context, columns: Mapping[str, str] | None
) -> dict[str, Column]:
    headings = list(dict.fromkeys(heading for row in rows[:50] for heading in row if heading))
    if columns:
        missing = [heading for heading in columns.values() if heading not in headings]
        if missing:
            raise GazetteerError(f"{path}: no column {missing[0]!r}; it has {', '.join(headings)}")
        return named_columns(columns)
    found = context.layout.columns(headings)
    if not any(column.reads in ("name", "admin name") for column in found.values()):
        raise GazetteerError(
            f"{path}: no column says the name of a place; tell it with --column name=HEADING "
            f"(it has {', '.join(headings)})"
        )
    return found


def _table(
    rows: Iterable[Mapping[str, object]],
    path: Path,
    context: Context,
    columns: Mapping[str, str] | None,
    scheme: str | None,
) -> list[PlaceRecord]:
    try:
        kept = [row for row in rows if not _is_hashtags(row)]
    except csv.Error as error:
        raise GazetteerError(f"{path}: not readable as a table: {error}") from error
    if not kept:
        return []
    held = _columns(kept, path, context, columns)
    records = [record_of(row, held, context, f"row {number}") for number, row in enumerate(kept, 2)]
    return _schemed([record for record in records if record is not None], context, scheme)


def _is_hashtags(row: Mapping[str, object]) -> bool:
    """The second line of headings, in tags of the Humanitarian Exchange Language ("#adm1+name")."""
    return any(isinstance(value, str) and re.match(r"#[a-z]+", value) for value in row.values())


def _schemed(records: list[PlaceRecord], context: Context, scheme: str | None) -> list[PlaceRecord]:
    """P-codes are the same in whichever list they stand, so they get a scheme of their own."""
    own = context.scheme + ":"
    codes = [record.id.removeprefix(own) for record in records if record.id.startswith(own)]
    if scheme is not None or sum(_OCHA_CODE.fullmatch(code) is not None for code in codes) * 2 < max(1, len(codes)):
        return records
    return [
        replace(record, ids=(f"ocha:{record.id.removeprefix(own)}", *record.ids[1:]))
        if record.id.startswith(own) and _OCHA_CODE.fullmatch(record.id.removeprefix(own))
        else record
        for record in records
    ]


def _json(
    path: Path, content: bytes, context: Context, columns: Mapping[str, str] | None, scheme: str | None
) -> tuple[str, list[PlaceRecord]]:
    try:
        data: Any = json.loads(_text(content))
    except ValueError as error:
        raise GazetteerError(f"{path}: not readable as JSON: {error}") from error
    if isinstance(data, dict) and isinstance(data.get("features"), list):
        return "geojson", _features(data["features"], path, context, columns, scheme)
    if isinstance(bindings := _object(data, "results").get("bindings"), list):
        return "wikidata", _bindings(bindings, path, context, columns)
    if isinstance(data, list) and data and all(isinstance(row, dict) for row in data):
        if "item" in data[0] and str(data[0]["item"]).startswith("http"):
            return "wikidata", _bindings(
                [{k: {"value": v} for k, v in row.items()} for row in data], path, context, columns
            )
        return "table", _table(data, path, context, columns, scheme)
    raise GazetteerError(f"{path}: JSON, but neither GeoJSON, nor an answer of Wikidata, nor a list of rows")


def _features(
    features: list[Any], path: Path, context: Context, columns: Mapping[str, str] | None, scheme: str | None
) -> list[PlaceRecord]:
    rows = [_object(feature, "properties") for feature in features]
    held = _columns(rows, path, context, columns)
    records = []
    for number, (feature, row) in enumerate(zip(features, rows, strict=True), 1):
        geometry = _object(feature, "geometry")
        try:
            point = middle(geometry)
        except (TypeError, ValueError, LookupError) as error:
            context.faults.append(f"feature {number}: its geometry can't be read: {error}")
            continue
        outline = "Polygon" in str(geometry.get("type"))
        records.append(record_of(row, held, context, f"feature {number}", point, outline=outline))
    return _schemed([record for record in records if record is not None], context, scheme)


def _object(holder: Any, key: str) -> dict[str, Any]:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def middle(geometry: Mapping[str, Any]) -> tuple[float, float] | None:
    """(latitude, longitude) of a geometry: of points their mean, of polygons the centroid of the largest ring."""
    if not geometry.get("coordinates"):
        return None
    coordinates = geometry["coordinates"]
    match geometry.get("type"):
        case "Point":
            return float(coordinates[1]), float(coordinates[0])
        case "MultiPoint":
            return _mean(coordinates)
        case "Polygon":
            return _centroid(coordinates[0])[1]
        case "MultiPolygon":
            return max(_centroid(polygon[0]) for polygon in coordinates)[1]
        case _:
            return None


def _mean(points: list[list[float]]) -> tuple[float, float]:
    return sum(p[1] for p in points) / len(points), sum(p[0] for p in points) / len(points)


def _centroid(ring: list[list[float]]) -> tuple[float, tuple[float, float]]:
    """Area (square degrees) and centroid of a closed ring, by the shoelace formula about its first corner."""
    x0, y0 = ring[0][0], ring[0][1]
    area = x = y = 0.0
    for one, two in pairwise(ring):
        ax, ay, bx, by = one[0] - x0, one[1] - y0, two[0] - x0, two[1] - y0
        cross = ax * by - bx * ay
        area += cross
        x += (ax + bx) * cross
        y += (ay + by) * cross
    if area == 0:
        return 0.0, _mean(ring)
    return abs(area) / 2, (y0 + y / (3 * area), x0 + x / (3 * area))


def _bindings(
    bindings: list[Any], path: Path, context: Context, columns: Mapping[str, str] | None
) -> list[PlaceRecord]:
    """Rows of a SPARQL answer; an item stands in one row for every name or class, and becomes one record."""
    rows = [
        {key: cell.get("value") for key, cell in row.items() if isinstance(cell, dict)}
        for row in bindings
        if isinstance(row, dict)
    ]
    if not rows:
        return []
    held = _columns(rows, path, context, columns)
    items: dict[str, PlaceRecord] = {}
    for number, row in enumerate(rows, 1):
        record = record_of(row, held, context, f"row {number}")
        if record is None:
            continue
        item = re.search(r"Q\d+$", str(row.get("item") or row.get("place") or ""))
        ids = (f"wikidata:{item[0]}",) if item else record.ids
        known = items.get(ids[0])
        names = record.names if known is None else tuple(dict.fromkeys([*known.names, *record.names]))
        items[ids[0]] = replace(known or record, ids=ids, names=names)
    return list(items.values())
