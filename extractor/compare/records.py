"""Tables and their column maps → records with typed values; every cell that couldn't be read is listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from extractor.compare.cells import (
    Amount,
    CellValue,
    DayOrder,
    Days,
    UnreadableCellError,
    cell_text,
    day_order,
    read_amount,
    read_days,
    read_degrees,
    read_flag,
    says_nothing,
)
from extractor.compare.columns import GUESS, Column, ColumnMap, chosen_map, presets
from extractor.compare.fields import FIELDS, Day, Number, Spot, Value
from extractor.compare.guess import Proposal, guess_map
from extractor.compare.names import folded
from extractor.compare.sheets import Row, Table, read_tables
from extractor.errors import ReadError
from extractor.model import Evidence

UNSAID_QUALIFIER = "exact"
"""The codebook's qualifier of a plain number: said or left out, it means the same."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where a row of a sample sheet comes from: paragraph, stratum and its size; `told` is None while not coded."""

    sample: str
    stratum: str
    stratum_size: int
    told: bool | None


@dataclass(slots=True, eq=False)
class Record:
    """One incident as one side tells it. `written`: field → the cell's text; `unread`: fields that can't be told."""

    where: str
    report: str | None
    values: dict[str, Value]
    written: dict[str, str]
    unread: frozenset[str] = frozenset()
    page: str = ""
    text: str = ""
    evidence: Mapping[str, Sequence[Evidence]] = field(default_factory=dict)
    address: Mapping[str, str] = field(default_factory=dict)
    drawing: Drawing | None = None

    def days(self) -> Day | None:
        """The date from its first day to its last."""
        value = self.values.get("date_start") or self.values.get("date_end")
        return value if isinstance(value, Day) else None

    def spot(self) -> Spot | None:
        """The place."""
        value = self.values.get("place")
        return value if isinstance(value, Spot) else None

    def label(self) -> str:
        """Date, place and dead in a few words, for people."""
        killed = self.written.get("killed", "")
        parts = [
            self.written.get("date_start", ""),
            self.written.get("place", ""),
            f"{killed} killed" if killed else "",
        ]
        return ", ".join(part for part in parts if part) or "nothing known of date, place and dead"


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that holds something that can't be read as its field, or (with no `field`) not all of it."""

    where: str
    field: str
    written: str
    why: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.where}: “{self.written}”: {self.why}"


@dataclass(slots=True)
class Side:
    """All records of one side. `fields` have a column; `covers` are the reports coded, with incidents or without."""

    source: str
    records: list[Record] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    by_vocabulary: set[str] = field(default_factory=set)
    covers: set[str] = field(default_factory=set)
    unread: list[Unread] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    maps: list[ColumnMap] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    human: bool = True


def read_side(path: Path, map_name: str | None = None) -> Side:
    """Read everything in a file or folder.

    `map_name` is a preset, a TOML file, or "guess"; without it each table is read with the preset that recognises
    its columns, else with a guessed map. Raises ReadError where nothing in `path` has a column that can be compared.
    """
    asked = chosen_map(map_name) if map_name and map_name != GUESS else None
    known_maps = [asked] if asked else list(presets().values())
    names = {folded(name) for known in known_maps for column in known.column for name in column.headers}
    side = Side(str(path), human=False)
    for table in read_tables(path, lambda header: folded(header) in names):
        side.notes += table.notes
        if table.header:
            _read_table(side, table, asked, guess=map_name == GUESS)
    if not side.fields & set(FIELDS):
        raise ReadError(f"{path}: no column that can be compared; name the columns in a map and give it with --map")
    side.covers |= {record.report for record in side.records if record.report}
    return side


def _read_table(side: Side, table: Table, asked: ColumnMap | None, guess: bool) -> None:
    known = [] if guess else [preset for name, preset in presets().items() if name != GUESS]
    chosen = asked or next((preset for preset in known if preset.recognises(table.header)), None)
    if chosen is None:
        chosen, proposals = guess_map(table)
        side.proposals += proposals
    placed = chosen.placed(table.header)
    fields = {column.field for column in placed.values()}
    side.covers |= {PurePath(name).stem for name in table.covers}
    if not filled(fields):
        if table.rows:
            side.notes.append(f"{table.source}: no column that can be compared, not read")
        return
    side.maps.append(chosen)
    side.human |= table.human
    if table.human and (passed := [header for header in table.header if header not in placed]):
        side.notes.append(f"{table.source}: columns not compared: {', '.join(passed)}")
    side.fields |= filled(fields)
    side.by_vocabulary |= {column.field for column in placed.values() if column.vocabulary}
    order = _settled_order(side, table, placed, chosen.day_order)
    for row in table.rows:
        reading = _Reading(row, placed, order)
        side.records.append(reading.record())
        side.unread += reading.unread


def _settled_order(side: Side, table: Table, placed: Mapping[str, Column], fallback: DayOrder) -> DayOrder:
    """The order of day and month in a table's dates; where the dates leave it open, that is noted."""
    dates = [header for header, column in placed.items() if column.field in ("date", "date_start", "date_end")]
    texts = [cell_text(row.cells.get(header)) for row in table.rows for header in dates]
    order, settled = day_order(texts, fallback)
    if not settled:
        side.notes.append(
            f"{table.source}: dates like 05/10/2017 are read as {order}; if not so, set day_order in a map"
        )
    return order


class _Reading:
    """One row on its way to a record."""

    def __init__(self, row: Row, placed: Mapping[str, Column], order: DayOrder) -> None:
        """Read all cells of `row`."""
        self.row = row
        self.order = order
        self.cells: dict[str, tuple[str, CellValue]] = {}
        self.columns: dict[str, Column] = {}
        for header, column in placed.items():
            value = row.cells.get(header)
            self.columns[column.field] = column
            self.cells[column.field] = (header, None if _nothing(value, column) else value)
        self.unread: list[Unread] = []
        self.values: dict[str, Value] = {}
        self.written = {name: cell_text(value) for name, (_, value) in self.cells.items() if value is not None}

    def record(self) -> Record:
        """The record that the row tells."""
        self._dates()
        for name, known in FIELDS.items():
            if name in self.cells and known.kind not in ("day", "place", "point"):
                self._value(name)
        for name in _RANGES:
            if name not in self.cells and name in filled(self.cells):
                self._range(name)
        self._point()
        name = self.written.get("place", "")
        if name:
            governorate = self.values.get("governorate")
            point = self.values.get("coordinates")
            self.values["place"] = Spot(
                " ".join(self.columns["place"].mapped(name)) or name,
                governorate[0] if isinstance(governorate, tuple) and isinstance(governorate[0], str) else None,
                (point[0], point[1]) if isinstance(point, tuple) and isinstance(point[0], float) else None,
                tuple(part.rpartition(" (")[0] or part for part in self._parts("other_places")),
            )
        return Record(
            where=self.row.where,
            report=PurePath(self.written["file"]).stem if "file" in self.written else None,
            values=self.values,
            written=self.written,
            unread=frozenset(unread.field for unread in self.unread if unread.field),
            page=self.written.get("page", ""),
            text=self.row.text or self.written.get("text", ""),
            evidence=self.row.evidence,
            address={
                name: self.row.address.get(header, "")
                for of, (header, _) in self.cells.items()
                for name in _FILLED_BY.get(of, (of,))
            },
            drawing=self._drawing(),
        )

    def _drawing(self) -> Drawing | None:
        if "sample" not in self.written:
            return None
        told = True if self.values else None
        if "incident" in self.written:
            try:
                told = read_flag(self.written["incident"])
            except UnreadableCellError as error:
                self._fail("incident", str(error))
        size = self.written.get("stratum_size", "")
        if not size.isdigit():
            self._fail("stratum_size", "no number; leave the columns of the sample as they were written")
        return Drawing(
            self.written["sample"], self.written.get("stratum", ""), int(size) if size.isdigit() else 0, told
        )

    def _fail(self, name: str, why: str) -> None:
        where, value = self._cell(name)
        self.unread += [Unread(where, of, value, why) for of in _FILLED_BY.get(name, (name,))]

    def _cell(self, name: str) -> tuple[str, str]:
        """Where the cell of a field stands, and its text."""
        header, value = self.cells[name]
        return self.row.address.get(header) or f"{self.row.where}, column {header}", cell_text(value)

    def _parts(self, name: str) -> list[str]:
        return self.columns[name].parts(self.written[name]) if name in self.written else []

    # --- dates ---

    def _dates(self) -> None:
        ends: dict[str, Days] = {}
        for name in ("date", "date_start", "date_end"):
            _, value = self.cells.get(name, ("", None))
            if value is None:
                continue
            try:
                ends[name] = read_days(value, self.order)
            except UnreadableCellError as error:
                self._fail(name, str(error))
        start = ends.get("date_start") or ends.get("date")
        end = ends.get("date_end") or ends.get("date") or (start if "date_end" not in self.cells else None)
        first, last = start or end, end or start
        if first is None or last is None:
            return
        spans = [(first.start, last.end)] * 2
        if first.start > last.end:
            where, value = self._cell("date_end")
            self.unread.append(Unread(where, "", value, "read, but the last day is before the first"))
            spans = [(first.start, first.end), (last.start, last.end)]
        if start is not None:
            self._day("date_start", start.start, *spans[0])
        if end is not None:
            self._day("date_end", end.end, *spans[1])
        if "date_precision" not in self.cells:
            self.values["date_precision"] = (first.precision,)

    def _day(self, name: str, on: dt.date, first: dt.date, last: dt.date) -> None:
        self.values[name] = Day(on, first, last)
        self.written[name] = on.isoformat()

    # --- everything else ---

    def _value(self, name: str) -> None:
        kind, (header, value) = FIELDS[name].kind, self.cells[name]
        if value is None:
            return
        try:
            if kind == "number":
                if header in self.row.shared:
                    raise UnreadableCellError("one number for several rows: which of them it counts isn't said")
                self._number(name, read_amount(value))
            elif kind == "flag":
                if read_flag(value):
                    self.values[name] = True
            else:
                parts = self._parts(name) if kind == "names" else [cell_text(value)]
                words = tuple(word for part in parts for word in self.columns[name].mapped(part))
                if words and not (name.endswith("_qualifier") and words == (UNSAID_QUALIFIER,)):
                    self.values[name] = words
        except UnreadableCellError as error:
            self._fail(name, str(error))

    def _number(self, name: str, amount: Amount) -> None:
        low, high = amount.low, amount.high
        qualifier = self.written.get(f"{name}_qualifier", "") or amount.qualifier or ""
        for bound in ("min", "max"):
            stated = self._bound(f"{name}_{bound}")
            if stated is not None:
                low, high = (stated, high) if bound == "min" else (low, stated)
        if qualifier == UNSAID_QUALIFIER and low == high == amount.total:
            low = high = None
        total = amount.total
        if name not in self.cells and low == high:
            total, low, high = low, None, None
        if (total, low, high) != (None, None, None):
            self.values[name] = Number(total, low, high, about=qualifier == "about")
            self.written.setdefault(name, _range_text(total, low, high))
        for bound in ("min", "max"):  # a bound that repeats the total says nothing of its own
            if total is not None and self._bound(f"{name}_{bound}") == total:
                header, _ = self.cells[f"{name}_{bound}"]
                self.cells[f"{name}_{bound}"] = (header, None)
                self.written.pop(f"{name}_{bound}", None)
        if amount.qualifier not in (None, UNSAID_QUALIFIER):
            self.written.setdefault(f"{name}_qualifier", amount.qualifier or "")
            self.values.setdefault(f"{name}_qualifier", (amount.qualifier or "",))
        if amount.rest:
            where, value = self._cell(name)
            self.unread.append(Unread(where, "", value, f"read as {amount.total}; “{amount.rest}” is not read"))

    def _range(self, name: str) -> None:
        """A number that stands in two columns, lowest and highest; unread where one of them is."""
        broken = [cell for cell in self.unread if cell.field in (f"{name}_min", f"{name}_max")]
        if broken:
            self.unread.append(replace(broken[0], field=name))
        else:
            self._number(name, Amount())

    def _bound(self, name: str) -> int | None:
        _, value = self.cells.get(name, ("", None))
        try:
            return None if value is None else read_amount(value).total
        except UnreadableCellError:
            return None  # listed where the bound is read as a field of its own

    def _point(self) -> None:
        degrees = []
        for name, limit in (("latitude", 90), ("longitude", 180)):
            _, value = self.cells.get(name, ("", None))
            if value is None:
                continue
            try:
                degrees.append(read_degrees(value, limit))
            except UnreadableCellError as error:
                self._fail(name, str(error))
        if len(degrees) == 2:
            self.values["coordinates"] = (degrees[0], degrees[1])
            self.written["coordinates"] = f"{degrees[0]:g}, {degrees[1]:g}"


def _nothing(value: CellValue, column: Column) -> bool:
    """Whether a cell says nothing, by the column's own words or by those of all sheets."""
    text = cell_text(value).casefold()
    meant = any(text == word.casefold() for word in column.values)
    return any(text == word.casefold() for word in column.unsaid) or (says_nothing(value) and not meant)


def _range_text(total: int | None, low: int | None, high: int | None) -> str:
    if total is not None:
        return str(total)
    return f"{'' if low is None else low}–{'' if high is None else high}"


def filled(columns: Iterable[str]) -> set[str]:
    """The fields that columns of these names fill: a date both its ends, the bounds of a range their number."""
    names = set(columns)
    fields = names & set(FIELDS)
    fields |= {name for name in _RANGES if {f"{name}_min", f"{name}_max"} <= names}
    if "date" in names:
        fields |= {"date_start", "date_end"}
    if {"latitude", "longitude"} <= names:
        fields.add("coordinates")
    return fields


_RANGES = ("killed", "injured")
"""Numbers that a sheet may hold as two columns, lowest and highest."""

_FILLED_BY = {"date": ("date_start", "date_end"), "latitude": ("coordinates",), "longitude": ("coordinates",)}
"""Columns that fill fields of other names."""
