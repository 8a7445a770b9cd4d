"""A page as its lines: what layout holds of every page until the whole document is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.layout.lines import Line, line_of, lines_of, stand_in
from extractor.layout.order import column_by_column, in_reading_order
from extractor.layout.tables import Grid, ruled_tables
from extractor.reading import Page


@dataclass(slots=True, eq=False)
class Sheet:
    """A page, without its words, and its lines in reading order.

    `tables`: the tables drawn on it, by the id of the line that stands in for each. `slanting`: the words that run in
    other directions.
    """

    page: Page
    lines: list[Line]
    tables: dict[int, Grid]
    slanting: Line | None


def sheet_of(page: Page) -> Sheet:
    """The lines of a page."""
    tables: dict[int, Grid] = {}
    lines = _lines(page, ruled_tables(page), tables)
    slanting = [word for word in page.words if not word.upright]
    return Sheet(replace(page, words=[]), lines, tables, line_of(page, slanting) if slanting else None)


def _lines(page: Page, grids: Sequence[Grid], tables: dict[int, Grid]) -> list[Line]:
    """The lines of a page in reading order, those of ruled tables replaced by one line that stands in for each."""
    if not grids:
        return column_by_column(page, in_reading_order(lines_of(page)))
    in_tables = {id(word) for grid in grids for word in grid.words}
    lines = lines_of(page, (word for word in page.words if id(word) not in in_tables))
    order = {word: index for index, word in enumerate(page.words)}
    for grid in grids:
        line = stand_in(page, grid.words[0], grid.box)
        tables[id(line)] = grid
        start = min(order[word] for word in grid.words)
        place = next((index for index, other in enumerate(lines) if order[other.words[0]] > start), len(lines))
        lines.insert(place, line)
    return column_by_column(page, in_reading_order(lines))
