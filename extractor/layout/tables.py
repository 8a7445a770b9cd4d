"""Tables: cells from ruling lines, header rows, tables that go on over a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.layout.lines import Line
from extractor.layout.model import Block, BlockLink, Cell
from extractor.layout.pieces import Piece, Pieces
from extractor.layout.text import TextBuilder
from extractor.reading import Page, Rule, Word

# Rules this near are one rule; gaps this wide in a rule are none (pdfplumber's defaults, good on all our tables).
_SNAP = 3.0
# Pages with more rules are drawings.
_MOST_RULES = 2000
_SAME_EDGE = 4.0

Box = tuple[float, float, float, float]


@dataclass(slots=True, eq=False)
class Grid:
    """A table on one page: rows of cells, each the words of one cell in reading order."""

    page: int
    box: Box
    edges: tuple[float, ...]
    rows: list[list[list[Word]]]
    rule: str

    @property
    def words(self) -> list[Word]:
        """All words of the table."""
        return [word for row in self.rows for cell in row for word in cell]


@dataclass(slots=True)
class TableLines:
    """A table, over all its pages; `lines` has the lines of each cell by the id of its list of words."""

    grids: list[Grid]
    lines: dict[int, list[Line]]


def ruled_tables(page: Page) -> list[Grid]:
    """The tables whose cells are drawn, from top to bottom. A box around text is no table."""
    upright = sum(not rule.horizontal for rule in page.rules)
    if not 3 <= upright <= _MOST_RULES or not 2 <= len(page.rules) - upright <= _MOST_RULES:
        return []
    grids = []
    for cells in _cells(page.rules):
        xs, ys = sorted({cell[0] for cell in cells}), sorted({cell[1] for cell in cells})
        if len(xs) < 2 or len(ys) < 2:
            continue
        places: dict[Box, list[Word]] = {cell: [] for cell in cells}
        box = (xs[0], ys[0], max(cell[2] for cell in cells), max(cell[3] for cell in cells))
        for word in page.words:
            x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
            if word.upright and box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                home = next((cell for cell in cells if cell[0] <= x < cell[2] and cell[1] <= y < cell[3]), None)
                if home:
                    places[home].append(word)
        rows = [[places.get(cell, []) if cell else [] for cell in row] for row in _rows(cells, xs, ys)]
        rows = [row for row in rows if any(row)]
        filled = sum(bool(cell) for row in rows for cell in row)
        columns = sum(any(column) for column in zip(*rows, strict=True))
        if filled >= 3 and len(rows) >= 2 and columns >= 2:
            grids.append(Grid(page.number, box, tuple(xs), rows, "ruled cells"))
    return sorted(grids, key=lambda grid: grid.box[1])


def _cells(rules: Sequence[Rule]) -> list[list[Box]]:
    """The cells of each table that these rules draw."""
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    edges = []
    for rule in rules:
        x0, top, x1, bottom = rule[:4]
        if rule.horizontal:
            top = bottom = (top + bottom) / 2
        else:
            x0 = x1 = (x0 + x1) / 2
        edges.append(
            {
                "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top,
                "orientation": "h" if rule.horizontal else "v",
            }
        )  # fmt: skip
    merged = merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    return [
        list(table) for table in cells_to_tables(intersections_to_cells(edges_to_intersections(merged, _SNAP, _SNAP)))
    ]


def _rows(cells: Sequence[Box], xs: Sequence[float], ys: Sequence[float]) -> list[list[Box | None]]:
    """The cells by row and column, by their upper left corners."""
    by_corner = {(cell[1], cell[0]): cell for cell in cells}
    return [[by_corner.get((y, x)) for x in xs] for y in ys]


def joined(grids: Sequence[Grid], apart: Sequence[bool]) -> list[list[Grid]]:
    """Tables cut by a page put together: same columns, and nothing between (`apart[i]`: text before grid i)."""
    groups: list[list[Grid]] = []
    for grid, text_between in zip(grids, apart, strict=True):
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and not text_between
            and grid.page == last.page + 1
            and len(grid.edges) == len(last.edges)
            and all(abs(a - b) <= _SAME_EDGE for a, b in zip(grid.edges, last.edges, strict=True))
        ):
            groups[-1].append(grid)
        else:
            groups.append([grid])
    return groups


def table_block(table: TableLines, builder: TextBuilder) -> Block:
    """The block of a table, with the header rows that later pages repeat left out."""
    grids, lines = table.grids, table.lines
    rows: list[list[Cell]] = []
    header = header_rows(grids[0])
    for grid in grids:
        cells = [
            [Cell(*builder.build(lines[id(cell)])) if lines[id(cell)] else Cell("") for cell in row]
            for row in grid.rows
        ]
        repeated = 0
        if grid is not grids[0]:
            while repeated < header and repeated < len(cells) and _same(cells[repeated], rows[repeated]):
                repeated += 1
        rows += cells[repeated:]
    text, pieces, links = _as_text(rows)
    return Block(
        kind="table", text=text, rule=grids[0].rule, pieces=pieces, links=links,
        rows=tuple(map(tuple, rows)), header_rows=header,
    )  # fmt: skip


def _same(some: Sequence[Cell], others: Sequence[Cell]) -> bool:
    return [cell.text for cell in some] == [cell.text for cell in others]


def header_rows(grid: Grid) -> int:
    """1 where the first row names the columns: set heavier than the rest, or without a digit over rows with digits."""
    first, *rest = grid.rows
    if not rest or sum(map(bool, first)) < 2 or len(first) - sum(map(bool, first)) > 1:
        return 0
    words = [word for cell in first for word in cell]
    others = [word for row in rest for cell in row for word in cell]
    heavy = all(word.font.bold for word in words) and not all(word.font.bold for word in others)
    digits = any(letter.isdigit() for word in words for letter in word.text)
    numbers = any(letter.isdigit() for word in others for letter in word.text)
    return 1 if heavy or (numbers and not digits) else 0


def _as_text(rows: Sequence[Sequence[Cell]]) -> tuple[str, Pieces, tuple[BlockLink, ...]]:
    """Cells joined by tabs, rows by line feeds; pieces and links moved along."""
    parts: list[str] = []
    pieces: list[Piece] = []
    links: list[BlockLink] = []
    offset = 0
    for row in rows:
        for index, cell in enumerate(row):
            pieces += [piece._replace(start=piece.start + offset, end=piece.end + offset) for piece in cell.pieces]
            links += [
                BlockLink(link.start + offset, link.end + offset, link.url, link.kind, link.lat, link.lon)
                for link in cell.links
            ]
            parts += [cell.text, "\t" if index + 1 < len(row) else "\n"]
            offset += len(cell.text) + 1
    return "".join(parts)[:-1], Pieces.of(pieces), tuple(links)
