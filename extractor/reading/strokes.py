"""Small geometry that both PDF readers share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import lt

from extractor.reading.model import Box, Rule, Word

# A rule is thinner than this: real ones measure 0.2 to 1.5 points, table shading drawn as bars up to 2.
_RULE_THICKNESS = 2.5
_SHORTEST_RULE = 4.0
# Text whose baseline climbs more steeply than this is a watermark, a seal or the label of an axis.
_STEEPEST = 0.1
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
    result = [0.0, *lefts[1:], 1.0]
    if all(map(lt, result, result[1:])):
        return tuple(result)
    index = 0
    while index < count:
        after = index + 1
        while after < count and result[after] <= result[index]:
            after += 1
        step = (result[after] - result[index]) / (after - index)
        for between in range(index + 1, after):
            result[between] = result[index] + step * (between - index)
        index = after
    return tuple(result)


def quarter(right: float, down: float) -> int | None:
    """The clockwise quarter turns by which text is turned that runs in this direction; None where it slants."""
    if abs(down) <= _STEEPEST * abs(right):
        return 0 if right > 0 else 2
    if abs(right) <= _STEEPEST * abs(down):
        return 1 if down > 0 else 3
    return None


def most_turned(words: Sequence[Word], turns: Counter[int | None]) -> int:
    """The quarter turns of most of the text of a page; `turns` counts the characters of the words not upright."""
    if not turns:
        return 0
    upright = sum(len(word.text) for word in words if word.upright)
    turn, characters = max(turns.items(), key=lambda item: (item[1], item[0] or 0))
    return turn or 0 if characters > upright else 0


def visible(words: Iterable[Word], width: float, height: float) -> list[Word]:
    """The words whose middle lies on the page; others are clipped off, or strewn about by a damaged stream."""
    right, foot = 2 * width, 2 * height
    return [word for word in words if 0 <= word.x0 + word.x1 <= right and 0 <= word.top + word.bottom <= foot]
