"""Small geometry that both PDF readers share."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.reading.model import Box, Rule

# A rule is thinner than this: real ones measure 0.2 to 1.5 points, table shading drawn as bars up to 2.
_RULE_THICKNESS = 2.5
_SHORTEST_RULE = 4.0
# A filled area counts as a picture from this size on: smaller ones are bullets, boxes and highlights.
_SMALLEST_PICTURE = (60.0, 40.0)


def thin(box: Box) -> Rule | None:
    """The box as a rule, where it is thin and long enough to be one."""
    width, height = box[2] - box[0], box[3] - box[1]
    if height <= _RULE_THICKNESS and width >= _SHORTEST_RULE and width > 2 * height:
        return Rule(*box, True)
    if width <= _RULE_THICKNESS and height >= _SHORTEST_RULE and height > 2 * width:
        return Rule(*box, False)
    return None


def large(box: Box) -> bool:
    """Whether an area is large enough to be a picture."""
    return box[2] - box[0] >= _SMALLEST_PICTURE[0] and box[3] - box[1] >= _SMALLEST_PICTURE[1]


def borders(lefts: Sequence[float]) -> tuple[float, ...]:
    """Character borders from the left edges (as fractions of the word's width).

    Characters that share a left edge (the letters of a ligature) share its width evenly. Where the edges run
    from right to left, the borders are even, since only the order of the letters is known.
    """
    count = len(lefts)
    if count > 1 and lefts[-1] < lefts[0]:
        return tuple(step / count for step in range(count + 1))
    result = [0.0, *(max(left, 0.0) for left in lefts[1:]), 1.0]
    index = 0
    while index < count:
        after = index + 1
        while after < count and result[after] <= result[index]:
            after += 1
        step = (result[after] - result[index]) / (after - index)
        for between in range(index + 1, after):
            result[between] = result[index] + step * (between - index)
        index = after
    return tuple(round(value, 4) for value in result)
