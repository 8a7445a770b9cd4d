"""Reading order: that of the file, but for lines that were painted later into a gap.

The order of the stream is the reading order for 98 to 100 % of word pairs, and sorting by height breaks columns.
Browsers, though, paint headings and boxes after the text around them.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.layout.lines import Line

# Two lines stand in one column when this part of the narrower one lies over the other.
_SAME_COLUMN = 0.5
# ... and no further apart than so many heights: a foot of the page painted first is below everything.
_NEAR = 4.0


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
