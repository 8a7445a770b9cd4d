"""Lines into one text whose every character knows its page and box: words joined, hyphens healed, links kept."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.layout.hyphens import Hyphens
from extractor.layout.lines import Line, is_mark
from extractor.layout.links import describe, outward, printed_address
from extractor.layout.model import BlockLink
from extractor.layout.pieces import Pieces, Shape
from extractor.layout.words import Words
from extractor.reading import Box, Link, Page

# A word belongs to a link where this part of its width and of its height lies in the link's rectangle.
_IN_LINK = 0.5
# Links of one address over words that stand this many characters apart are one link.
_LINK_GAP = 2
# Dashes that open a parenthesis, "-IDPs from …-", and how far the closing one may be (in words).
_DASHES = "-–—"
_ANY_DASH = re.compile(f"[{_DASHES}]")
_CLOSING_DASH = re.compile(r"\w[-–—][.,;:]?$")
_PARENTHESIS_WORDS = 40

# The length of the note marks at the ends of words, by the id of the line and the place in it.
Marks = dict[tuple[int, int], int]


@dataclass(slots=True)
class _Parenthesis:
    """Dashes as parentheses, "-IDPs from …-": how many words the open one may still last, and how it opened."""

    open: int = 0
    spaced: bool = False

    def read(self, text: str, at_line_end: bool) -> None:
        """Take note of the next word."""
        if self.open:
            self.open = 0 if not at_line_end and _CLOSING_DASH.search(text) else self.open - 1
        if text[0] in _DASHES:
            if len(text) == 1:
                self.open, self.spaced = _PARENTHESIS_WORDS, True
            elif text[1].isalnum():
                self.open, self.spaced = _PARENTHESIS_WORDS, False


@dataclass(slots=True)
class _Text:
    """A text in the making: its parts, and in columns where each word stands in it and on the pages."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    boxes: array[float] = field(default_factory=lambda: array("d"))
    shapes: list[Shape] = field(default_factory=list)

    def space(self) -> None:
        """Add a space."""
        self.parts.append(" ")
        self.length += 1

    def add(self, word: str, page: int, box: Iterable[float], shape: Shape) -> None:
        """Add a word, or what is left of it."""
        self.parts.append(word)
        self.starts.append(self.length)
        self.length += len(word)
        self.ends.append(self.length)
        self.pages.append(page)
        self.boxes.extend(box)
        self.shapes.append(shape)

    def add_line(self, line: Line, glue: bool) -> None:
        """Add a plain line as it stands, behind a space unless it is glued."""
        words, start = line.words, self.length + (not glue)
        self.parts.append(line.text if glue else " " + line.text)
        for word in words.texts:
            self.starts.append(start)
            end = start + len(word)
            self.ends.append(end)
            start = end + 1
        self.length = start - 1
        self.pages.extend([line.page] * len(words))
        if line.measured:
            self.boxes.extend(words.boxes)
        self.shapes.extend(words.shapes)

    def pieces(self) -> Pieces:
        """Where the words stand."""
        return Pieces(self.starts, self.ends, self.pages, self.boxes, self.shapes)


class TextBuilder:
    """Joins the lines of a block. One for a document: it knows the document's words and the links of its pages."""

    def __init__(self, hyphens: Hyphens, pages: Sequence[Page], marks: Marks) -> None:
        """`marks`: those that are part of a word."""
        self._marks = marks
        self._hyphens = hyphens
        self._links = {
            page.number: [
                (min(box[1] for box in link.boxes), max(box[3] for box in link.boxes), link) for link in page.links
            ]
            for page in pages
            if page.links
        }
        self._turned = {page.number: page for page in pages if page.turned}

    def build(self, lines: Sequence[Line], skip: int = 0) -> tuple[str, Pieces, tuple[BlockLink, ...]]:
        """The text of lines, without its first `skip` characters (a label), its pieces and its links.

        Raised note marks are left out; they belong to the notes.
        """
        made = _Text()
        linked: list[tuple[int, int, str]] = []
        parenthesis = _Parenthesis()
        glue = True
        for number, line in enumerate(lines):
            page, words = line.page, line.words
            turned = self._turned.get(page)
            links = [
                link
                for top, bottom, link in self._links.get(page, ())
                if top < line.bottom and bottom > line.top and _touches(link, line)
            ]
            if words.plain and not (
                skip or turned or links or self._marks or parenthesis.open or _ANY_DASH.search(line.text)
            ):
                made.add_line(line, glue)  # as most are
                glue = False
                continue
            left_out = _raised(line)
            breaks = len(words) - 1 if number + 1 < len(lines) else -1
            for position, (text, shape) in enumerate(zip(words.texts, words.shapes, strict=True)):
                box: Sequence[float] = words.boxes[4 * position : 4 * position + 4]
                printed = box
                if skip:
                    text, shape, box, skip = _without_label(words, position, skip)
                    if not text:
                        continue
                elif position in left_out:
                    continue
                mark = self._marks.get((id(line), position))
                if mark:
                    text, shape = text[:-mark], shape and shape[:-mark]
                if not (glue or words.glued(position)):
                    made.space()
                parenthesis.read(text, position == breaks)
                glue = False
                if position == breaks and text[-1] == "-":
                    keep, glue = self._at_line_end(text, lines[number + 1 :], parenthesis)
                    if not keep:
                        text, shape = text[:-1], shape and shape[:-1]
                if turned:
                    x0, top, x1, bottom = box
                    box, shape = turned.shown((x0, top, x1, bottom)), None
                for link in links:
                    if _covers(link, printed):
                        linked.append((*_without_marks(made.length, box, shape, text, link), link.url))
                made.add(text, page, box if line.measured else (), shape)
        text = "".join(made.parts)
        return text, made.pieces(), self._block_links(text, linked)

    def _at_line_end(self, text: str, below: Sequence[Line], parenthesis: _Parenthesis) -> tuple[bool, bool]:
        """For a word that ends its line with a hyphen: is the hyphen printed, and does the next word follow at once?"""
        if text == "-":
            return True, _closed(below)  # the dash that opens a parenthesis, left behind
        if not text[-2].isalnum():
            return True, False
        after = below[0].words.texts[0]
        # a dash that closes a parenthesis; one that opened with a space may as well be none
        closes = parenthesis.open and not self._hyphens.one_word(text[:-1], after)
        if closes and (not parenthesis.spaced or self._hyphens.common(after)):
            parenthesis.open = 0
            return True, False
        return self._hyphens.belongs(text[:-1], after), True

    @staticmethod
    def _block_links(text: str, linked: list[tuple[int, int, str]]) -> tuple[BlockLink, ...]:
        """Words of one address that stand together become one link; printed addresses become links too."""
        joined: list[tuple[int, int, str]] = []
        last: dict[str, int] = {}  # where in `joined` the last link of an address is
        for start, end, url in linked:
            known = last.get(url)
            if known is not None and start - joined[known][1] <= _LINK_GAP:
                joined[known] = (joined[known][0], end, url)
            else:
                last[url] = len(joined)
                joined.append((start, end, url))
        covered = [(start, end) for start, end, _ in joined]
        if "www." in text or "://" in text:
            for found in re.finditer(r"\S+", text):
                address = printed_address(found[0])
                if address:
                    start, end = found.start() + address[0], found.start() + address[1]
                    if not any(low < end and start < high for low, high in covered):
                        joined.append((start, end, text[start:end]))
        links = []
        for start, end, url in sorted(joined, key=lambda item: item[:2]):
            target = outward(url)
            if target:
                links.append(BlockLink(start, end, target, *describe(target)))
        return tuple(links)


def _raised(line: Line) -> set[int]:
    """The places of the raised note marks of a line."""
    return {place for place, word in enumerate(line.words) if is_mark(word, line.size, line.baseline)}


def _without_label(words: Words, position: int, skip: int) -> tuple[str, Shape, Box, int]:
    """A word without the first `skip` characters of its line: text, borders, box, and what is left to skip."""
    word = words[position]
    text, shape, x0 = word.text, word.shape, word.x0
    cut = min(skip, len(text))
    glued = position + 1 < len(words) and words.glued(position + 1)
    left = max(skip - cut - (not glued), 0)
    if shape is not None and cut < len(text):
        x0 += shape[cut] * (word.x1 - word.x0)
        width = 1 - shape[cut]
        shape = tuple((border - shape[cut]) / width for border in shape[cut:]) if width > 0 else None
    return text[cut:], shape, (x0, word.top, word.x1, word.bottom), left


def _closed(lines: Sequence[Line]) -> bool:
    """Whether a dash closes a parenthesis in these lines before another one opens."""
    words = [
        (text, position == len(line.words)) for line in lines for position, text in enumerate(line.words.texts, 1)
    ][:_PARENTHESIS_WORDS]
    for text, at_end in words:
        if text[0] == "-":
            return False
        if _CLOSING_DASH.search(text) and not at_end:
            return True
    return False


def _touches(link: Link, line: Line) -> bool:
    return any(box[1] < line.bottom and box[3] > line.top for box in link.boxes)


def _covers(link: Link, word: Sequence[float]) -> bool:
    """Whether a link lies over a word, which is told by its box."""
    left, above, right, below = word
    for x0, top, x1, bottom in link.boxes:
        width = min(x1, right) - max(x0, left)
        height = min(bottom, below) - max(top, above)
        if width >= _IN_LINK * (right - left) and height >= _IN_LINK * (below - above):
            return True
    return False


def _without_marks(offset: int, box: Sequence[float], shape: Shape, text: str, link: Link) -> tuple[int, int]:
    """The offsets of a linked word at `offset`, without punctuation at its ends that lies outside of the link."""
    start, end = offset, offset + len(text)
    if shape is None:
        return start, end
    edges = [box[0] + border * (box[2] - box[0]) for border in shape]
    middles = [(left + right) / 2 for left, right in pairwise(edges)]
    outside = [
        not letter.isalnum() and not any(x0 <= middle <= x1 for x0, _, x1, _ in link.boxes)
        for letter, middle in zip(text, middles, strict=True)
    ]
    while end - 1 > start and outside[end - 1 - offset]:
        end -= 1
    while start + 1 < end and outside[start - offset]:
        start += 1
    return start, end
