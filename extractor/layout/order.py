"""Reading order: that of the file, but for lines that were painted later into a gap.

The order of the stream is the reading order for 98 to 100 % of word pairs, and sorting by height breaks columns.
Browsers, though, paint headings and boxes after the text around them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extractor.layout.columns import column_of, gutters
from extractor.layout.lines import Line, line_of
from extractor.reading import Page

# Two lines stand in one column when this part of the narrower one lies over the other.
_SAME_COLUMN = 0.5
# ... and no further apart than so many heights: a foot of the page painted first is below everything.
_NEAR = 4.0


# Words on either side of a gutter are at least this far apart (points).
_GUTTER = 7.0
# Columns written row by row: in this many lines, and in this part of those that reach over a strip, there is a gap.
_LINES = 8
_MOST = 0.6
_STEP = 2.0
# The order of the file goes from column to column in more than this part of the lines.
_ALTERNATES = 0.25
# Columns of running text: this part of their lines begins with a small letter. Cells of tables don't.
_RUNNING = 0.3


def column_by_column(page: Page, lines: Sequence[Line]) -> list[Line]:
    """The lines of a page whose columns were written row by row, column by column; others as they are."""
    strips = gutters(lines) or _row_wise_gutters(lines)
    if not strips:
        return list(lines)
    parts = [part for line in lines for part in _split(page, line, strips)]
    places = [column_of(part, strips) for part in parts]
    switches = sum(a != b and -1 not in (a, b) for a, b in pairwise(places))
    if switches < max(_LINES, _ALTERNATES * len(parts)) or not _all_running(parts, places, len(strips) + 1):
        return list(lines)
    result: list[Line] = []
    columns: list[list[Line]] = [[] for _ in range(len(strips) + 1)]
    for part, place in zip(parts, places, strict=True):
        if place >= 0:
            columns[place].append(part)
        else:  # over all columns: what stands above it comes first
            result += [line for column in columns for line in column] + [part]
            columns = [[] for _ in columns]
    return result + [line for column in columns for line in column]


def _split(page: Page, line: Line, strips: Sequence[tuple[float, float]]) -> list[Line]:
    """A line cut where words stand on both sides of a gutter."""
    cuts = [
        position
        for position, (before, after) in enumerate(line.words.gaps(), 1)
        if after - before >= _GUTTER and any(before <= low + 1 and after >= high - 1 for low, high in strips)
    ]
    if not cuts:
        return [line]
    words = list(line.words)
    return [line_of(page, words[start:end]) for start, end in pairwise([0, *cuts, len(words)])]


def _all_running(lines: Sequence[Line], places: Sequence[int], count: int) -> bool:
    """Whether every column holds running text."""
    for column in range(count):
        own = [line for line, place in zip(lines, places, strict=True) if place == column]
        if sum(line.text[:1].islower() for line in own) < _RUNNING * len(own):
            return False
    return True


def _row_wise_gutters(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The strips at which most of the lines that reach over them have a wide gap."""
    gaps: Counter[int] = Counter()
    for line in lines:
        for before, after in line.words.gaps():
            if after - before >= _GUTTER:
                gaps.update(range(int(before / _STEP) + 1, int(after / _STEP) + 1))
    runs: list[list[tuple[float, int]]] = []  # places next to each other, and how many lines cross each
    for place in sorted(place for place, times in gaps.items() if times >= _LINES):
        x, times = place * _STEP, gaps[place]
        over = sum(line.x0 < x < line.x1 for line in lines)
        if times >= _MOST * over:
            if not runs or x - runs[-1][-1][0] > _STEP:
                runs.append([])
            runs[-1].append((x, over - times))
    found = []
    for run in runs:
        fewest = min(crossing for _, crossing in run)
        free = [x for x, crossing in run if crossing == fewest]
        found.append((free[0], free[-1]))
    return found


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page; one that was painted after the line of its column that it stands over goes before that."""
    result: list[Line] = []
    previous: Line | None = None
    for line in lines:
        place = len(result)
        if previous is not None and line.baseline < previous.baseline - 0.5 * line.size:
            below = min(
                (other for other in result if _stands_over(line, other)), key=lambda other: other.top, default=None
            )
            if below is not None:
                place = next(index for index, other in enumerate(result) if other is below)
        result.insert(place, line)
        previous = line
    return result


def _stands_over(line: Line, below: Line) -> bool:
    if not 0.5 * line.size < below.baseline - line.baseline < _NEAR * max(line.height, below.height):
        return False
    shared = min(line.x1, below.x1) - max(line.x0, below.x0)
    return shared >= _SAME_COLUMN * min(line.x1 - line.x0, below.x1 - below.x0)
