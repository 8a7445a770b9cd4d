"""Words into lines, and what a line tells by its looks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.layout.words import Words
from extractor.reading import Box, Page, Word

# Two words share a line when at least this part of the lower one's height overlaps.
_SAME_LINE_OVERLAP = 0.5
# How far (in ems) a word may reach back over the one before and still stand on its line: kerning and italics.
_REACH_BACK = 0.35

# A raised mark is this much smaller and sits this much (in ems of its line) above the baseline.
_MARK_SIZE = 0.85
_MARK_RAISE = 0.12
_MARK = re.compile(r"(?:[\d*†‡§¶#,;\[\]()]+|[ivxlc]+|[a-z])$")


@dataclass(slots=True, eq=False)
class Line:
    """A line of words on one page, in reading order; boxes in points from the upper left corner."""

    page: int
    words: Words
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    italic: bool
    measured: bool
    text: str  # the words, a space between those that are not glued

    @property
    def height(self) -> float:
        """Height of its letters' boxes."""
        return self.bottom - self.top


def lines_of(page: Page, given: Iterable[Word] | None = None) -> list[Line]:
    """The lines of a page (or of some of its words), in the order of the file.

    Text that runs in other directions is left out.
    """
    lines: list[Line] = []
    words: list[Word] = []
    low = high = right = baseline = 0.0
    for word in page.words if given is None else given:
        if not word.upright:
            continue
        if words:
            same = word.baseline == baseline
            if not same:
                overlap = min(high, word.bottom) - max(low, word.top)
                same = overlap >= _SAME_LINE_OVERLAP * min(high - low, word.bottom - word.top)
            if same and word.x0 >= right - _REACH_BACK * word.size:
                words.append(word)
                right = word.x1
                continue
            lines.append(line_of(page, words))
        words = [word]
        low, high, right, baseline = word.top, word.bottom, word.x1, word.baseline
    if words:
        lines.append(line_of(page, words))
    return _whole(page, lines)


def _whole(page: Page, lines: list[Line]) -> list[Line]:
    """Lines whose second half comes first in the file put together."""
    result: list[Line] = []
    for line in lines:
        after = result[-1] if result else None
        if (
            after is not None
            and line.baseline == after.baseline
            and -_REACH_BACK * line.size <= after.x0 - line.x1 < line.size
        ):
            result[-1] = line_of(page, [*line.words, *after.words])
        else:
            result.append(line)
    return result


def line_of(page: Page, words: list[Word]) -> Line:
    """A line from its words; its looks are those of most of its letters."""
    packed = Words(words)
    first = words[0]
    size, font, baseline = first.size, first.font, first.baseline
    top, bottom = first.top, first.bottom
    if not packed.plain and _mixed(words):
        letters: Counter[tuple[float, bool, bool]] = Counter()
        for word in words:
            letters[word.size, word.font.bold, word.font.italic] += len(word.text)
        (size, bold, italic), _ = max(letters.items(), key=lambda item: (item[1], item[0]))
        main = [word for word in words if word.size == size] or words
        baseline = Counter(word.baseline for word in main).most_common(1)[0][0]
        top, bottom = min(word.top for word in main), max(word.bottom for word in main)
        # bold only where every letter is: a bold name at the start of a paragraph makes no heading
        bold = all(word.font.bold for word in words if not is_mark(word, size, baseline))
    else:
        bold, italic = font.bold, font.italic
    if packed.plain:
        text = " ".join(packed.texts)
    else:
        text = "".join([word.text if word.glued else " " + word.text for word in words]).removeprefix(" ")
    return Line(
        page.number, packed, min(first.x0, words[-1].x0), top, words[-1].x1, bottom, baseline, size, bold, italic,
        page.measured, text,
    )  # fmt: skip


def _mixed(words: Sequence[Word]) -> bool:
    """Whether words differ in font, size or height."""
    first = words[0]
    return any(
        word.font is not first.font or word.size != first.size or word.baseline != first.baseline for word in words
    )


def stand_in(page: Page, word: Word, box: Box) -> Line:
    """A line that stands in for a table in the order of lines."""
    x0, top, x1, bottom = box
    baseline = top + word.size
    return Line(page.number, Words([word]), x0, top, x1, bottom, baseline, word.size, False, False, page.measured, "")


def is_mark(word: Word, size: float, baseline: float) -> bool:
    """Whether a word is a raised note mark in a line of that size and baseline."""
    return (
        word.size < _MARK_SIZE * size
        and word.baseline < baseline - _MARK_RAISE * size
        and _MARK.match(word.text) is not None
    )
