"""Columns of text: their gutters on a page, and the margins that a full line reaches."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from extractor.layout.lines import Line

# A gutter is an upright strip at least this wide (points) with this many lines on either side, which few cross.
_GUTTER = 7.0
_LINES_BESIDE = 4
_CROSSING = 0.35
_SOME_CROSS = 0.1
_BIN = 2.0

# Columns whose left edges are this near over the pages are one column of the layout.
_SAME_EDGE = 4.0
# Lines that end within this distance end at the same margin; a column where this part of them does is justified.
_SAME_END = 1.5
_JUSTIFIED = 0.4
# In wrapped plain text this part of the lines ends within this part of the width (by the guessed widths of letters).
_WRAPPED = 0.35
_WRAPPED_WITHIN = 0.12


@dataclass(slots=True, eq=False)
class Column:
    """A column as the whole document shows it: where its lines begin, and where a full line ends."""

    left: float
    right: float
    justified: bool


def gutters(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The strips (x0, x1) between columns on one page, from left to right."""
    if len(lines) < 2 * _LINES_BESIDE:
        return []
    start, end = min(line.x0 for line in lines), max(line.x1 for line in lines)
    count = int((end - start) / _BIN) + 2
    steps = [0] * (count + 1)
    for line in lines:
        steps[int((line.x0 - start) / _BIN)] += 1
        steps[int((line.x1 - start) / _BIN) + 1] -= 1
    covers = list(accumulate(steps))[:count]
    # first strips that no line crosses, then such that some do: titles, tables, text over all columns
    for crossing in (0.0, _SOME_CROSS, _CROSSING):
        strips = (
            _strip(lines, start + low * _BIN, start + high * _BIN)
            for low, high in _runs(covers, crossing * max(covers))
        )
        found = [strip for strip in strips if strip]
        if found:
            return found
    return []


def _runs(covers: Sequence[int], limit: float) -> Iterator[tuple[int, int]]:
    """The runs of bins that at most `limit` lines cover."""
    begin: int | None = None
    for index, cover in enumerate([*covers, math.inf]):
        if cover > limit and begin is not None:
            yield begin, index
            begin = None
        elif cover <= limit and begin is None:
            begin = index


def _strip(lines: Sequence[Line], low: float, high: float) -> tuple[float, float] | None:
    """The gutter within (low, high), if there is one."""
    middle = (low + high) / 2
    left = [line for line in lines if line.x1 <= middle + _GUTTER and line.x0 < low]
    right = [line for line in lines if line.x0 >= middle - _GUTTER and line.x1 > high]
    if len(left) < _LINES_BESIDE or len(right) < _LINES_BESIDE:
        return None
    edge_left, edge_right = max(line.x1 for line in left), min(line.x0 for line in right)
    if edge_right - edge_left < _GUTTER:
        return None
    crossing = sum(line.x0 < edge_left - _GUTTER and line.x1 > edge_right + _GUTTER for line in lines)
    if crossing > _CROSSING * min(len(left), len(right)) + 3:
        return None
    # text stands on both sides at the same height, or these are no columns but a list and its indents
    top = max(min(line.top for line in left), min(line.top for line in right))
    bottom = min(max(line.bottom for line in left), max(line.bottom for line in right))
    beside = [min(sum(top <= line.top <= bottom for line in side), len(side)) for side in (left, right)]
    return (edge_left, edge_right) if min(beside) >= _LINES_BESIDE - 1 else None


def columns(pages: Sequence[Sequence[Line]]) -> dict[int, Column]:
    """The column of every line (by id), with margins as the whole document shows them."""
    strips = [tuple(gutters(lines)) for lines in pages]
    usual = [found for found, _ in Counter(found for found in strips if found).most_common()]
    groups: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for number, lines in enumerate(pages):
        # a page with little text may show no gutter of its own, and yet be set like others
        here = strips[number] or next((found for found in usual if _keeps_to(lines, found)), ())
        for line in lines:
            groups[number, column_of(line, here)].append(line)
    merged: list[_Merged] = []
    for group in groups.values():
        new = _Merged(_usual_start(group), min(line.x0 for line in group), max(line.x1 for line in group), group)
        for known in merged:
            if abs(known.left - new.left) <= _SAME_EDGE and _alike(known, new):
                known.add(new)
                break
        else:
            merged.append(new)
    result: dict[int, Column] = {}
    for known in merged:
        column = _margins(known.left, known.lines)
        for line in known.lines:
            result[id(line)] = column
    return result


@dataclass(slots=True)
class _Merged:
    """The lines of one column over all pages: where they usually begin, and how far they reach."""

    left: float
    x0: float
    x1: float
    lines: list[Line]

    def add(self, other: _Merged) -> None:
        self.left = min(self.left, other.left)
        self.x0, self.x1 = min(self.x0, other.x0), max(self.x1, other.x1)
        self.lines.extend(other.lines)


def _keeps_to(lines: Sequence[Line], strips: Sequence[tuple[float, float]]) -> bool:
    """Whether next to no line crosses these gutters."""
    crossing = sum(column_of(line, strips) < 0 for line in lines)
    return crossing <= _SOME_CROSS * len(lines)


def column_of(line: Line, strips: Sequence[tuple[float, float]]) -> int:
    """The number of the column that a line stands in, from the left; -1 for a line that crosses a gutter."""
    for index, (low, high) in enumerate(strips):
        if line.x1 <= low + 1:
            return index
        if line.x0 < high - 1:
            return -1
    return len(strips)


def _usual_start(lines: Sequence[Line]) -> float:
    """Where most letters of a column begin a line."""
    starts: Counter[int] = Counter()
    for line in lines:
        starts[round(line.x0)] += 1
    most = starts.most_common(1)[0][1]
    return float(min(start for start, times in starts.items() if times >= max(1, most // 3)))


def _alike(some: _Merged, others: _Merged) -> bool:
    """Whether two columns that begin alike are of one kind: both narrow, or both wide."""
    widths = some.x1 - some.x0, others.x1 - others.x0
    return min(widths) >= 0.8 * max(widths) or min(len(others.lines), len(some.lines)) < _LINES_BESIDE


def _margins(left: float, lines: Sequence[Line]) -> Column:
    if not lines[0].measured:
        return _margins_by_guess(left, lines)
    ends = Counter(round(line.x1) for line in lines)
    best, shared = max(
        ((end, sum(ends[end + step] for step in (-1, 0, 1))) for end in ends), key=lambda item: (item[1], item[0])
    )
    justified = shared >= max(_JUSTIFIED * len(lines), 3) and shared >= 0.75 * sum(
        times for end, times in ends.items() if end >= best - 30
    )
    if justified:
        return Column(left, best + 0.5, True)
    ordered = sorted(line.x1 for line in lines)
    return Column(left, ordered[min(len(ordered) - 1, int(0.98 * len(ordered)))], False)


def _margins_by_guess(left: float, lines: Sequence[Line]) -> Column:
    """Plain text: where it was wrapped, if most lines end near one another; else a line is a paragraph."""
    ends = sorted(line.x1 for line in lines)
    best, shared, first = ends[-1], 0, 0
    for index, end in enumerate(ends):
        while end - ends[first] > _WRAPPED_WITHIN * (end - left):
            first += 1
        if index - first + 1 > shared:
            best, shared = end, index - first + 1
    wrapped = shared >= _WRAPPED * len(ends) and len(ends) > _LINES_BESIDE
    return Column(left, best if wrapped else left + 2 * (ends[-1] - left), False)
