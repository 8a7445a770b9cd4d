"""Tables without upright rules: rows whose words stand in columns, told by the wide gaps between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import sub
from statistics import median

from extractor.layout.lines import Line
from extractor.layout.tables import Grid
from extractor.reading import Page, Word

# A gap this wide (ems) parts two cells; in lines of text, justified ones too, there are no two of them.
_WIDE_GAP = 1.5
# Words of one line that stand in different columns are at least this far apart (ems).
_CELL_GAP = 0.5
_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 3
# Rows of one table are no further apart than this, in heights of their lines.
_ROWS_APART = 6.0
_HEADER_APART = 2.5
# Cells of running text are longer than this (words, in the middle); such a table is a page set in columns.
_CELL_WORDS = 8
# ... or more of them than this begin with a small letter.
_RUNNING = 0.4
# A pitch this many times the smallest one begins a new row.
_NEW_ROW = 1.15

Slots = list[tuple[float, float]]


def aligned_tables(page: Page, lines: Sequence[Line]) -> list[tuple[Grid, list[Line]]]:
    """The tables of a page that no upright rules draw, from top to bottom, with the lines that they are made of."""
    seeds = sorted((line for line in lines if _is_row(line)), key=lambda line: line.top)
    groups: list[list[Line]] = []
    for line in seeds:
        if groups and line.top - groups[-1][-1].bottom < _ROWS_APART * line.height:
            groups[-1].append(line)
        else:
            groups.append([line])
    found = []
    for group in groups:
        grid = _grid(page, group, lines) if len(group) >= _FEWEST_ROWS else None
        if grid:
            found.append(grid)
    return found


def _is_row(line: Line) -> bool:
    """Whether a line has two wide gaps or more."""
    wide, boxes = _WIDE_GAP * line.size, line.words.boxes
    if line.x1 - line.x0 - sum(map(sub, boxes[2::4], boxes[::4])) < 2 * wide:
        return False
    return sum(after - before >= wide for before, after in line.words.gaps()) >= _FEWEST_COLUMNS - 1


def _grid(page: Page, rows: Sequence[Line], lines: Sequence[Line]) -> tuple[Grid, list[Line]] | None:
    columns = _united(part for line in rows for part in _parts(line, _WIDE_GAP))
    # rows that stand beside each other, each within a column of the page, are badly justified lines
    rows = [line for line in rows if _columns_filled(line, columns) >= _FEWEST_COLUMNS]
    if len(rows) < _FEWEST_ROWS:
        return None
    header = _header(rows[0], lines, columns)
    columns = _united([*columns, *(part for line in header for part in _parts(line, _CELL_GAP))])
    slots = _slots(columns)
    members = _members(rows, lines, slots)
    if members is None:
        return None
    members += header
    words = sorted((word for line in members for word in line.words), key=lambda word: (word.baseline, word.x0))
    cells = _logical_rows(page, _visual_rows(words), slots)
    filled = [cell for row in cells for cell in row if cell]
    running = sum(cell[0].text[0].islower() for cell in filled) > _RUNNING * len(filled)
    if len(cells) < _FEWEST_ROWS or median(map(len, filled)) > _CELL_WORDS or running:
        return None
    box = (
        min(line.x0 for line in members), min(line.top for line in members),
        max(line.x1 for line in members), max(line.bottom for line in members),
    )  # fmt: skip
    return Grid(page.number, box, tuple(left for left, _ in columns), cells, "words in columns"), members


def _columns_filled(line: Line, columns: Sequence[tuple[float, float]]) -> int:
    parts = list(_parts(line, _WIDE_GAP))
    return sum(any(left < x1 and x0 < right for x0, x1 in parts) for left, right in columns)


def _parts(line: Line, gap: float) -> Iterator[tuple[float, float]]:
    """The stretches (x0, x1) of a line between gaps of so many ems."""
    start, end = line.words.boxes[0], line.words.boxes[-2]
    for before, after in line.words.gaps():
        if after - before >= gap * line.size:
            yield start, before
            start = after
    yield start, end


def _united(parts: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The stretches of the page's width that these cover together: the columns."""
    columns: list[tuple[float, float]] = []
    for left, right in sorted(parts):
        if columns and left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _header(row: Line, lines: Sequence[Line], columns: Sequence[tuple[float, float]]) -> list[Line]:
    """The lines above the first row that name the columns: each of their parts stands over a column of its own."""
    found: list[Line] = []
    top = row.top
    for line in sorted((line for line in lines if line.bottom <= row.top), key=lambda line: -line.bottom):
        over = [
            [index for index, (left, right) in enumerate(columns) if left < part[1] and part[0] < right]
            for part in _parts(line, _CELL_GAP)
        ]
        names = [indices[0] for indices in over if len(indices) == 1]
        if (
            top - line.bottom > _HEADER_APART * row.height
            or len(names) < max(2, len(over))
            or len(set(names)) < len(names)
        ):
            break
        found.append(line)
        top = line.top
    return found


def _slots(columns: Sequence[tuple[float, float]]) -> Slots:
    """Each column with half of the gaps beside it."""
    borders = [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
    return list(pairwise([float("-inf"), *borders, float("inf")]))


def _slot(word: Word, slots: Slots) -> int | None:
    """The column that a word stands in; None where it crosses a border."""
    for index, (left, right) in enumerate(slots):
        if left <= word.x0 and word.x1 <= right:
            return index
    return None


def _fits(line: Line, slots: Slots) -> bool:
    """Whether all words of a line stand in columns, those of different columns apart."""
    places = [_slot(word, slots) for word in line.words]
    if None in places:
        return False
    gaps = zip(pairwise(places), line.words.gaps(), strict=True)
    return all(a == b or after - before >= _CELL_GAP * line.size for (a, b), (before, after) in gaps)


def _members(rows: Sequence[Line], lines: Sequence[Line], slots: Slots) -> list[Line] | None:
    """The rows, the lines between them, and the rest of the last row below; None where a line stands in no column."""
    top, bottom = rows[0].top, rows[-1].bottom
    members = [line for line in lines if line.bottom > top and line.top < bottom]
    if not all(_fits(line, slots) for line in members):
        return None
    height = rows[0].height
    for line in sorted((line for line in lines if line.top >= bottom), key=lambda line: line.top):
        if line.top - bottom > 0.6 * height or not _fits(line, slots) or len({_slot(w, slots) for w in line.words}) > 1:
            break
        members.append(line)
        bottom = line.bottom
    return members


def _visual_rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words on one height, from top to bottom."""
    rows: list[list[Word]] = []
    for word in words:
        if rows and word.baseline - rows[-1][0].baseline < 0.4 * word.size:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _logical_rows(page: Page, rows: Sequence[Sequence[Word]], slots: Slots) -> list[list[list[Word]]]:
    """The rows of the table: what a rule or a wider pitch parts; where all pitches are alike, fuller rows begin one."""
    pitches = [below[0].baseline - above[0].baseline for above, below in pairwise(rows)]
    smallest = min(pitches)
    uneven = max(pitches) > _NEW_ROW * smallest
    rules = [rule.top for rule in page.rules if rule.horizontal]
    result: list[list[list[Word]]] = []
    above: Sequence[Word] | None = None
    for row in rows:
        places: list[list[Word]] = [[] for _ in slots]
        for word in row:
            places[_slot(word, slots) or 0].append(word)
        filled = sum(map(bool, places))
        if above is None or any(above[0].baseline < rule < row[0].baseline for rule in rules):
            new = True
        elif uneven:
            new = row[0].baseline - above[0].baseline > _NEW_ROW * smallest
        else:
            new = filled * 2 > len(slots)
        if new:
            result.append(places)
        else:
            for cell, more in zip(result[-1], places, strict=True):
                cell += more
        above = row
    return result
