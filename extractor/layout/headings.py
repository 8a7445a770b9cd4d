"""Which heading stands under which: levels from size, weight, capitals, numbering, and from what follows directly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.layout.labels import Label

# Headings of fewer letters say nothing by being in capitals: they may be an acronym.
_FEWEST_CAPITALS = 8

Rank = tuple[float, bool, bool, bool]


def in_capitals(text: str) -> bool:
    """Whether a text is set in capitals, and is more than an acronym."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= _FEWEST_CAPITALS and all(letter.isupper() for letter in letters)


def rank_of(text: str, size: float, bold: bool, italic: bool) -> Rank:
    """What makes a heading weighty by looks alone: the larger tuple stands above the smaller."""
    return round(size), bold, in_capitals(text), not italic


@dataclass(slots=True)
class Head:
    """A heading before its level is known; `stacked`: no text stands between it and the heading before."""

    text: str
    label: Label | None
    rank: Rank
    stacked: bool

    @property
    def family(self) -> str:
        """What headings of one level have in common: their numbering, or a number in the same place, or the last word.

        "Aleppo governorate" and "Homs governorate" are of one family, so are "Monday 3 May" and "Friday 7 May".
        """
        if self.label is not None:
            return self.label.scheme
        words = self.text.lower().split()
        for position, word in enumerate(words):
            if any(letter.isdigit() for letter in word):
                return "# …" if position == 0 else "… #"
        return re.sub(r"\W|s$", "", words[-1]) if words else ""

    @property
    def first_word(self) -> str:
        """The first word, folded."""
        return self.text.split(maxsplit=1)[0].lower() if self.text else ""

    def named_by(self, other: Head) -> bool:
        """Whether another heading announces this one: "Conclusions" under "Conclusions and Recommendations"."""
        words, announced = self.text.lower().split(), other.text.lower().split()
        return self.label is None and 0 < len(words) < len(announced) and set(words) < set(announced)


def levels(heads: Sequence[Head]) -> list[int]:
    """The level of each heading, from 1; a heading's parent is the nearest one before it with a smaller level."""
    deeper = _stacked_under(heads)
    known: dict[tuple[Rank, str], int] = {}
    open_: list[tuple[Head, int]] = []
    result = []
    for head in heads:
        while open_ and open_[-1][0].rank < head.rank:
            open_.pop()
        level = _level(head, open_, known, deeper)
        while open_ and open_[-1][1] >= level:
            open_.pop()
        open_.append((head, level))
        known[head.rank, head.family] = level
        result.append(level)
    return result


def _stacked_under(heads: Sequence[Head]) -> dict[str, str]:
    """For a family that stands directly under another more often than the other way round: that other family."""
    pairs: Counter[tuple[str, str]] = Counter()
    for above, head in pairwise(heads):
        if head.stacked and head.rank == above.rank and head.family != above.family:
            pairs[head.family, above.family] += 1
    found: dict[str, str] = {}
    for (family, parent), times in sorted(pairs.items(), key=lambda item: item[1]):
        if times > pairs[parent, family]:
            found[family] = parent
    return found


def _level(
    head: Head, open_: list[tuple[Head, int]], known: dict[tuple[Rank, str], int], deeper: dict[str, str]
) -> int:
    if not open_:
        return 1
    top, top_level = open_[-1]
    if top.rank > head.rank:
        return top_level + 1
    alike = [(other, level) for other, level in open_ if other.rank == head.rank]
    for other, level in alike:
        if other.family == head.family:
            return level
    for other, level in reversed(alike):
        if head.named_by(other):
            return level + 1
    label = head.label
    seen = known.get((head.rank, head.family))
    if label is not None and label.ordinals:
        if seen is not None and (label.ordinal > 1 or not head.stacked):
            return seen
        if head.stacked or top.label is not None or label.scheme == "letter" or len(label.ordinals) > 1:
            return top_level + 1
        return top_level
    if label is not None:  # a bullet: under the numbered heading that is open
        return max((level for other, level in alike if other.label is not None), default=top_level) + 1
    if head.stacked:
        return top_level + 1
    if head.family in deeper:
        parent = deeper[head.family]
        levels_ = [level for other, level in alike if other.family == parent]
        if levels_:
            return levels_[-1] + 1
        numbered = [level for other, level in alike if other.label is not None]
        if numbered:
            return numbered[-1] + 1
    for other, level in reversed(alike):
        if other.label is None and other.first_word == head.first_word:
            return level
    return alike[0][1]
