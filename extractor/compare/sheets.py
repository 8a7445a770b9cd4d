"""Files as people keep records in → tables of cells that know their address. What a value means comes later."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from extractor.compare.cells import CellValue, cell_text, cell_words
from extractor.errors import CallError, ReadError
from extractor.export.flat import FLAT_COLUMNS, flat_row, uncell
from extractor.model import Evidence, Report

HEADER_ROWS = 30
"""Rows at the top of a sheet that are searched for its header: titles, logos and notes stand above it."""

KnownHeader = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a sheet holds it: header → cell, with what the extractor says beside it.

    `shared` names the headers whose cell is merged over this row and others.
    """

    where: str
    cells: Mapping[str, CellValue]
    text: str = ""
    evidence: Mapping[str, Sequence[Evidence]] = field(default_factory=dict)
    address: Mapping[str, str] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()


@dataclass(slots=True)
class Table:
    """Rows under one header. `notes` tells what was passed over; `covers` names reports without any row."""

    source: str
    header: list[str]
    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    covers: set[str] = field(default_factory=set)
    human: bool = True


def read_tables(path: Path, known: KnownHeader) -> Iterator[Table]:
    """Every table of a file or of all files of a folder; raises ReadError, one line that names the file."""
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.suffix.lower() in _READERS and not p.name.startswith((".", "~")))
        if not files:
            raise ReadError(f"{path}: holds no file that can be compared ({', '.join(_READERS)})")
        # beside the records of a conversion stand other forms of the same: a table, a list of the files
        files = [file for file in files if _holds_report(file)] or files
        for file in files:
            yield from read_tables(file, known)
        return
    if not path.is_file():
        raise ReadError(f"{path}: no such file or folder")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise CallError(f"{path}: can't compare a file of this kind; give one of {', '.join(_READERS)}")
    yield from reader(path, known)


def _holds_report(path: Path) -> bool:
    """Whether a file begins as the records of a conversion do."""
    if path.suffix.lower() not in (".json", ".jsonl"):
        return False
    with path.open("rb") as stream:
        return b'"schema_version"' in stream.read(200)


# --- JSON ------------------------------------------------------------------------------------------------------


def _json(path: Path, known: KnownHeader) -> Iterator[Table]:
    try:
        yield from _documents(path, json.loads(path.read_text(encoding="utf-8-sig")))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ReadError(f"{path}: not readable as JSON: {error}") from error


def _jsonl(path: Path, known: KnownHeader) -> Iterator[Table]:
    documents = []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise ReadError(f"{path}: not UTF-8 text (byte {error.start})") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                documents.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise ReadError(f"{path}: line {number}: not readable as JSON: {error}") from error
    yield from _documents(path, documents)


def _documents(path: Path, content: Any) -> Iterator[Table]:
    """Reports, `{"id", "incidents"}` objects, or plain records, alone or in a list."""
    texts: list[tuple[str, list[dict[str, Any]]]] = []
    flat: list[dict[str, Any]] = []
    for number, document in enumerate(content if isinstance(content, list) else [content], 1):
        if not isinstance(document, dict):
            raise ReadError(f"{path}: entry {number} is no object; give reports, or records with named fields")
        if "schema_version" in document:
            yield _report_table(path, document)
        elif isinstance(document.get("incidents"), list):
            texts.append((str(document.get("id") or document.get("file") or path.stem), document["incidents"]))
        else:
            flat.append(document)
    if texts:
        records = [({"file": name} | record, f"{name}, record") for name, told in texts for record in told]
        yield _object_table(path, records, {name for name, _ in texts})
    if flat:
        yield _object_table(path, [(record, "record") for record in flat], set())


def _report_table(path: Path, document: dict[str, Any]) -> Table:
    try:
        report = Report.model_validate(document)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise ReadError(f"{path}: not a report of this version: {where}: {problem['msg']}") from error
    rows = []
    for incident in report.incidents:
        cells: dict[str, CellValue] = dict(flat_row(report, incident))
        rows.append(Row(f"{path.name}, incident {incident.id}", cells, incident.text, incident.evidence))
    return Table(path.name, list(FLAT_COLUMNS), rows, covers={report.report.file}, human=False)


def _object_table(path: Path, records: list[tuple[dict[str, Any], str]], covers: set[str]) -> Table:
    """Plain records, each with the words that say where it stands."""
    rows: list[Row] = []
    header: dict[str, None] = {}
    for number, (record, where) in enumerate(records, 1):
        cells = {key: _plain(value) for key, value in record.items()}
        header |= dict.fromkeys(cells)
        rows.append(Row(f"{path.name}, {where} {number}", cells))
    return Table(path.name, list(header), rows, covers=covers, human="incident_id" not in header)


def _plain(value: Any) -> CellValue:
    """A JSON value as a cell: lists joined as in the flat export, places with their role behind them."""
    if isinstance(value, list):
        return "; ".join(cell_text(_plain(item)) for item in value) or None
    if isinstance(value, dict):
        role = f" ({value['role']})" if value.get("role") else ""
        return f"{value['name']}{role}" if "name" in value else json.dumps(value, ensure_ascii=False)
    return value  # type: ignore[no-any-return]


# --- spreadsheets ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Grid:
    """A sheet as a grid: cells by row, the number of its first row, and what joins columns in the header."""

    source: str
    rows: list[list[CellValue]]
    address: Callable[[int, int], str]
    spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # row → merged runs of columns
    lost: list[str] = field(default_factory=list)
    shared: set[tuple[int, int]] = field(default_factory=set)  # cells merged over several rows


def _csv(path: Path, known: KnownHeader) -> Iterator[Table]:
    text, encoding = _decoded(path)
    lines = text.splitlines()
    sample = "\n".join(lines[:HEADER_ROWS])
    delimiter = max(",;\t|", key=sample.count) if path.suffix.lower() != ".tsv" else "\t"
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows: list[list[CellValue]] = [[uncell(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise ReadError(f"{path}: not readable as CSV: {error}") from error
    grid = _Grid(path.name, rows, lambda row, column: f"{path.name}, row {row + 1}, column {column + 1}")
    table = _table(grid, known)
    if table is None:
        raise ReadError(f"{path}: no row of column names found; name the columns, or give a column map with --map")
    if encoding not in ("utf-8-sig", "utf-16"):
        table.notes.append(f"{path.name} is not UTF-8; read as {encoding}")
    yield table


def _decoded(path: Path) -> tuple[str, str]:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), "utf-16"
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise ReadError(f"{path}: neither UTF-8 nor UTF-16 nor Windows-1252; save it as CSV UTF-8")


def _xlsx(path: Path, known: KnownHeader) -> Iterator[Table]:
    try:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise CallError(f"{path}: reading XLSX needs openpyxl: pip install 'extractor[compare]'") from error
    from zipfile import BadZipFile

    try:
        shown = openpyxl.load_workbook(path, data_only=True)
        typed = openpyxl.load_workbook(path)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        raise ReadError(f"{path}: not readable as XLSX: {error}") from error
    passed, found = [], False
    for sheet in shown.worksheets:
        grid = _sheet_grid(path, sheet, typed[sheet.title])
        table = _table(grid, known)
        if table is None:
            if any(cell is not None for row in grid.rows for cell in row):
                passed.append(f"{path.name}, sheet {sheet.title}: no row of column names, not read")
            continue
        found = True
        table.notes += passed
        passed = []
        yield table
    if not found:
        raise ReadError(f"{path}: no sheet has a row of column names; name the columns, or give a map with --map")
    if passed:
        yield Table(path.name, [], [], passed)


def _sheet_grid(path: Path, sheet: Any, typed: Any) -> _Grid:
    """All cells, merged ones filled, and a list of formulas whose value the file doesn't hold."""
    rows: list[list[CellValue]] = [list(row) for row in sheet.iter_rows(values_only=True)]

    def address(row: int, column: int) -> str:
        return f"{path.name}, {sheet.title}!{sheet.cell(row + 1, column + 1).coordinate}"

    grid = _Grid(f"{path.name}, sheet {sheet.title}", rows, address)
    for row in typed.iter_rows():
        for cell in row:
            if cell.data_type == "f" and rows[cell.row - 1][cell.column - 1] is None:
                grid.lost.append(f"{address(cell.row - 1, cell.column - 1)}: a formula without a stored value")
    for merged in sheet.merged_cells.ranges:
        value = rows[merged.min_row - 1][merged.min_col - 1]
        for row in range(merged.min_row - 1, min(merged.max_row, len(rows))):
            for column in range(merged.min_col - 1, min(merged.max_col, len(rows[row]))):
                rows[row][column] = value
                if merged.max_row > merged.min_row:
                    grid.shared.add((row, column))
            if merged.max_col > merged.min_col:
                grid.spans.setdefault(row, []).append((merged.min_col - 1, merged.max_col))
    return grid


def _table(grid: _Grid, known: KnownHeader) -> Table | None:
    """The records under the header of a grid, None where it has no header."""
    at = _header_row(grid.rows, known)
    if at is None:
        return None
    names = [cell_text(cell) for cell in grid.rows[at]]
    if at > 0 and _groups(grid, at - 1):  # the names of groups of columns stand above those of the columns
        names = _joined(grid.rows[at - 1], names)
    elif _groups(grid, at) and at + 1 < len(grid.rows):
        at += 1
        names = _joined(grid.rows[at - 1], [cell_text(cell) for cell in grid.rows[at]])
    names = _unique(names)
    table = Table(grid.source, [name for name in names if name], [], grid.lost)
    table.human = "incident_id" not in table.header
    for number in range(at + 1, len(grid.rows)):
        cells = dict(zip(names, grid.rows[number], strict=False))
        address = {name: grid.address(number, column) for column, name in enumerate(names)}
        stray = [cell for cell in grid.rows[number][len(names) :] if cell_text(cell)]
        for column, name in enumerate(names):
            if not name and column < len(grid.rows[number]) and (text := cell_text(grid.rows[number][column])):
                table.notes.append(f"{grid.address(number, column)}: “{text}” stands under no column name, not read")
        cells.pop("", None)
        if stray:
            where = grid.address(number, len(names))
            table.notes.append(f"{where}: {len(stray)} values beyond the last column, not read")
        filled = [text for cell in cells.values() if (text := cell_text(cell))]
        if not filled or filled == [name for name in names if name]:
            continue
        where = grid.address(number, 0)
        if filled[0].casefold().rstrip(":") in cell_words().sums:
            table.notes.append(f"{where}: a row of sums, no record")
        elif len(set(filled)) == 1 and len(names) > 2 and _is_label(filled[0]):
            table.notes.append(f"{where}: a row with nothing but “{filled[0]}”, no record")
        else:
            shared = frozenset(name for column, name in enumerate(names) if (number, column) in grid.shared)
            table.rows.append(Row(where, cells, address=address, shared=shared))
    return table


def _is_label(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _header_row(rows: list[list[CellValue]], known: KnownHeader) -> int | None:
    """The row with the most known column names; where no name is known, the first row of several short texts."""
    top = range(min(HEADER_ROWS, len(rows)))
    hits = {at: len({text for cell in rows[at] if (text := cell_text(cell)) and known(text)}) for at in top}
    best = max(top, key=lambda at: (hits[at], -at), default=None)
    if best is not None and hits[best] >= 2:
        return best
    return next((at for at in top if _texts_only(rows[at]) and at + 1 < len(rows)), None)


def _texts_only(row: list[CellValue]) -> bool:
    texts = [cell for cell in row if cell_text(cell)]
    return len({cell_text(cell) for cell in texts}) >= 2 and all(
        isinstance(cell, str) and _is_label(cell) and len(cell) <= 60 for cell in texts
    )


def _groups(grid: _Grid, row: int) -> bool:
    """Whether a row names groups of columns: merged runs beside other cells, not one title over everything."""
    return bool(grid.spans.get(row)) and len({cell_text(cell) for cell in grid.rows[row] if cell_text(cell)}) > 1


def _joined(above: list[CellValue], below: list[str]) -> list[str]:
    upper = [cell_text(cell) for cell in above] + [""] * len(below)
    return [" ".join(dict.fromkeys(part for part in (a, b) if part)) for a, b in zip(upper, below, strict=False)]


def _unique(names: list[str]) -> list[str]:
    """The names, a repeated one with its number behind it."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return unique


# --- SQLite ----------------------------------------------------------------------------------------------------


def _sqlite(path: Path, known: KnownHeader) -> Iterator[Table]:
    """The table with the most known column names."""
    try:
        with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as connection:
            tables = connection.execute("select name from sqlite_master where type in ('table', 'view')").fetchall()
            columns = {}
            for (name,) in tables:
                quoted = name.replace('"', '""')
                columns[name] = [row[1] for row in connection.execute(f'pragma table_info("{quoted}")')]
            best = max(sorted(columns), key=lambda name: sum(map(known, columns[name])), default=None)
            if best is None or sum(map(known, columns[best])) < 2:
                raise ReadError(f"{path}: no table with columns that are known; give a column map with --map")
            quoted = best.replace('"', '""')
            found = connection.execute(f'select * from "{quoted}" order by rowid').fetchall()
    except sqlite3.DatabaseError as error:
        raise ReadError(f"{path}: not readable as SQLite: {error}") from error
    source = f"{path.name}, table {best}"
    rows = [
        Row(f"{source}, row {number}", dict(zip(columns[best], values, strict=True)))
        for number, values in enumerate(found, 1)
    ]
    yield Table(source, columns[best], rows, human="incident_id" not in columns[best])


_READERS: dict[str, Callable[[Path, KnownHeader], Iterator[Table]]] = {
    ".json": _json,
    ".jsonl": _jsonl,
    ".csv": _csv,
    ".tsv": _csv,
    ".xlsx": _xlsx,
    ".sqlite": _sqlite,
    ".sqlite3": _sqlite,
    ".db": _sqlite,
}
