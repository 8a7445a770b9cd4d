"""Proposes a column map for a sheet that no preset recognises, from its headers and from its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from extractor.compare.cells import CellValue, UnreadableCellError, cell_text, read_days, says_nothing
from extractor.compare.columns import GUESS, Column, ColumnMap, presets
from extractor.compare.names import folded, shipped_vocabulary
from extractor.compare.sheets import Table

SURE_NAME = 88.0
"""Similarity (0 to 100) from which a header counts as a known one: above it stand slips of one letter."""

SHORTEST_NAME = 5
"""Letters that a header needs before a slip is allowed in it."""

SURE_VALUES = 0.8
"""Share of a column's values that must read as dates, or as known actors, for the values alone to decide."""

MOST_VALUES = 200  # values of a column that are looked at


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column and the field it is taken for (None: for nothing), with the reason and a value as example."""

    header: str
    field: str | None
    why: str
    example: str


def guess_map(table: Table) -> tuple[ColumnMap, list[Proposal]]:
    """A map for the table and why each column was taken for what."""
    known = presets()[GUESS]
    names = {folded(name): column for column in reversed(known.column) for name in reversed(column.headers)}
    taken: dict[str, str] = {}
    proposals = []
    for header in table.header:
        values = [row.cells.get(header) for row in table.rows[:MOST_VALUES]]
        values = [value for value in values if not says_nothing(value)]
        found, why = _by_name(header, names)
        if found is None:
            found, why = _by_values(values)
        if found is not None and found in taken:
            why = f"would be `{found}`, which column “{taken[found]}” is taken for already"
            found = None
        elif found is not None:
            taken[found] = header
        proposals.append(Proposal(header, found, why, cell_text(values[0]) if values else ""))
    between = {column.field: column.between for column in known.column}
    columns = [Column(field=field, headers=[header], between=between[field]) for field, header in taken.items()]
    title = f"Guessed for {table.source}"
    return ColumnMap(title=title, recognise=list(taken.values()), day_order=known.day_order, column=columns), proposals


def _by_name(header: str, names: dict[str, Column]) -> tuple[str | None, str]:
    key = folded(header)
    if key in names:
        return names[key].field, "the column's name"
    best = process.extractOne(key, names.keys(), scorer=fuzz.ratio, score_cutoff=SURE_NAME)
    if best is not None and len(key) >= SHORTEST_NAME:
        return names[best[0]].field, f"the column's name, much like “{best[0]}”"
    return None, ""


def _by_values(values: Sequence[CellValue]) -> tuple[str | None, str]:
    if not values:
        return None, "no values"
    dates = sum(map(_is_date, values)) / len(values)
    if dates >= SURE_VALUES:
        return "date", f"{dates:.0%} of its values are dates"
    for field, kind in (("perpetrators", "actor"), ("weapons", "weapon")):
        share = sum(shipped_vocabulary().canonical(kind, cell_text(v)) is not None for v in values) / len(values)
        if share >= SURE_VALUES:
            return field, f"{share:.0%} of its values are known names of {field}"
    return None, "neither its name nor its values are known"


def _is_date(value: CellValue) -> bool:
    if isinstance(value, (int, float)) or cell_text(value).isdigit():
        return False
    try:
        read_days(value)
    except UnreadableCellError:
        return False
    return True
