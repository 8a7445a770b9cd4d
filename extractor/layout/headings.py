"""Which heading stands under which: levels from size, weight, capitals, numbering, and from what follows directly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from extractor.layout.labels import Label

# Headings of fewer letters say nothing by being in capitals: they may be an acronym.
_FEWEST_CAPITALS = 6

Rank = tuple[float, bool, bool, bool]


def in_capitals(text: str) -> bool:
    """Whether a text is set in capitals, and is more than an acronym."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= _FEWEST_CAPITALS and all(letter.isupper() for letter in letters)


@dataclass(slots=True)
class Head:
    """A heading before its level is known.

    `stacked`: no text stands between it and the heading before; `quiet`: it is set like the body.
    """

    text: str
    label: Label | None
    size: float
    bold: bool
    italic: bool
    stacked: bool
    quiet: bool

    @property
    def loud(self) -> bool:
        """Whether it is in capitals, or begins like "Chapter 3:"."""
        return in_capitals(self.text) or (self.label is not None and self.label.scheme.startswith("word"))

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


class Open(NamedTuple):
    """A heading under which others may still stand."""

    head: Head
    rank: Rank
    level: int


def levels(heads: Sequence[Head]) -> list[int]:
    """The level of each heading, from 1; a heading's parent is the nearest one before it with a smaller level."""
    ranks = _ranks(heads)
    deeper = _stacked_under(heads, ranks)
    known: dict[tuple[Rank, str], int] = {}
    open_: list[Open] = []
    result = []
    for head, rank in zip(heads, ranks, strict=True):
        while open_ and open_[-1].rank < rank:
            open_.pop()
        level = _level(head, rank, open_, known, deeper)
        while open_ and open_[-1].level >= level:
            open_.pop()
        open_.append(Open(head, rank, level))
        known[rank, head.family] = level
        result.append(level)
    return result


def _ranks(heads: Sequence[Head]) -> list[Rank]:
    """What makes each heading weighty by looks alone: the larger tuple stands above the smaller."""
    capitals: Counter[tuple[float, bool]] = Counter()
    for head in heads:
        if sum(map(str.isalpha, head.text)) >= _FEWEST_CAPITALS:
            capitals[round(head.size), head.bold] += 1 if in_capitals(head.text) else -1
    ranks: list[Rank] = []
    for head in heads:
        # a short word in capitals is a heading in capitals where most of its kind are, else an acronym
        acronym = head.text.isupper() and capitals[round(head.size), head.bold] > 0
        ranks.append((round(head.size), head.bold, in_capitals(head.text) or acronym, not head.italic))
    highest = max((rank for rank, head in zip(ranks, heads, strict=True) if not head.quiet), default=None)
    for index, head in enumerate(heads):
        below = heads[index + 1] if index + 1 < len(heads) else None
        if head.quiet and head.loud and not head.stacked and highest:
            ranks[index] = highest
        elif head.quiet and below is not None and below.stacked:
            ranks[index] = ranks[index + 1]
    return ranks


def _stacked_under(heads: Sequence[Head], ranks: Sequence[Rank]) -> dict[str, str]:
    """For a family that stands directly under another more often than the other way round: that other family."""
    pairs: Counter[tuple[str, str]] = Counter()
    for (above, above_rank), (head, rank) in pairwise(zip(heads, ranks, strict=True)):
        if head.stacked and rank == above_rank and head.family != above.family:
            pairs[head.family, above.family] += 1
    found: dict[str, str] = {}
    for (family, parent), times in sorted(pairs.items(), key=lambda item: item[1]):
        if times > pairs[parent, family]:
            found[family] = parent
    return found


def _level(
    head: Head, rank: Rank, open_: Sequence[Open], known: dict[tuple[Rank, str], int], deeper: dict[str, str]
) -> int:
    if not open_:
        return 1
    top = open_[-1]
    if top.rank > rank:
        return top.level + 1
    alike = [other for other in open_ if other.rank == rank]
    for other in alike:
        if other.head.family == head.family:
            return other.level
    for other in reversed(alike):
        if head.named_by(other.head):
            return other.level + 1
    label = head.label
    seen = known.get((rank, head.family))
    if label is not None and label.ordinals:
        if seen is not None and (label.ordinal > 1 or not head.stacked):
            return seen
        if head.stacked or top.head.label is not None or label.scheme == "letter" or len(label.ordinals) > 1:
            return top.level + 1
        return top.level
    numbered = [other.level for other in alike if other.head.label is not None]
    if label is not None:  # a bullet: under the numbered heading that is open
        return max(numbered, default=top.level) + 1
    if head.stacked:
        return top.level + 1
    if head.family in deeper:
        parents = [other.level for other in alike if other.head.family == deeper[head.family]] or numbered
        if parents:
            return parents[-1] + 1
    for other in reversed(alike):
        if other.head.label is None and other.head.first_word == head.first_word:
            return other.level
    return alike[0].level
