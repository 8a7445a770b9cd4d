"""Lines into one text whose every character knows its page and box: words joined, hyphens healed, links kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.layout.hyphens import Hyphens
from extractor.layout.lines import Line, is_mark
from extractor.layout.links import describe, outward, printed_address
from extractor.layout.model import BlockLink, Piece
from extractor.reading import Link, Page, Word

# A word belongs to a link where this part of its width and of its height lies in the link's rectangle.
_IN_LINK = 0.5
# Links of one address over words that stand this many characters apart are one link.
_LINK_GAP = 2
# Dashes that open a parenthesis, "-IDPs from …-", and how far the closing one may be (in words).
_DASHES = "-–—"
_CLOSING_DASH = re.compile(r"\w[-–—][.,;:]?$")
_PARENTHESIS_WORDS = 40


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


class TextBuilder:
    """Joins the lines of a block. One for a document: it knows the document's words and the links of its pages."""

    def __init__(self, hyphens: Hyphens, pages: Sequence[Page], marks: dict[int, int]) -> None:
        """`marks`: length of the note marks at the ends of words, by id."""
        self._marks = marks
        self._hyphens = hyphens
        self._links = {page.number: page.links for page in pages if page.links}
        self._turned = {page.number: page for page in pages if page.turned}

    def build(self, lines: Sequence[Line], skip: int = 0) -> tuple[str, tuple[Piece, ...], tuple[BlockLink, ...]]:
        """The text of lines, without its first `skip` characters (a label), its pieces and its links.

        Raised note marks are left out; they belong to the notes.
        """
        parts: list[str] = []
        pieces: list[Piece] = []
        linked: list[tuple[int, int, str]] = []
        parenthesis = _Parenthesis()
        offset, glue = 0, True
        for number, line in enumerate(lines):
            page = line.page
            turned = self._turned.get(page)
            links = [link for link in self._links.get(page, ()) if _touches(link, line)]
            breaks = len(line.words) - 1 if number + 1 < len(lines) else -1
            for position, word in enumerate(line.words):
                text, shape, x0 = word.text, word.shape, word.x0
                if skip:
                    text, shape, x0, skip = _without_label(line, position, skip)
                    if not text:
                        continue
                elif word.size < line.size and is_mark(word, line.size, line.baseline):
                    continue
                if id(word) in self._marks:
                    mark = self._marks[id(word)]
                    text, shape = text[:-mark], shape and shape[:-mark]
                if not (glue or word.glued):
                    parts.append(" ")
                    offset += 1
                parenthesis.read(text, position == breaks)
                glue = False
                if position == breaks and text[-1] == "-":
                    keep, glue = self._at_line_end(text, lines[number + 1 :], parenthesis)
                    if not keep:
                        text, shape = text[:-1], shape and shape[:-1]
                box = (x0, word.top, word.x1, word.bottom) if line.measured else None
                if turned and box:
                    box, shape = turned.shown(box), None
                end = offset + len(text)
                piece = Piece(offset, end, page, box, shape)
                pieces.append(piece)
                parts.append(text)
                for link in links:
                    if _covers(link, word):
                        linked.append((*_without_marks(piece, text, link), link.url))
                offset = end
        whole = "".join(parts)
        return whole, tuple(pieces), self._block_links(whole, linked)

    def _at_line_end(self, text: str, below: Sequence[Line], parenthesis: _Parenthesis) -> tuple[bool, bool]:
        """For a word that ends its line with a hyphen: is the hyphen printed, and does the next word follow at once?"""
        if text == "-":
            return True, _closed(below)  # the dash that opens a parenthesis, left behind
        if not text[-2].isalnum():
            return True, False
        after = below[0].words[0].text
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


def _without_label(line: Line, position: int, skip: int) -> tuple[str, tuple[float, ...] | None, float, int]:
    """A word without the first `skip` characters of its line: text, borders, left edge, and what is left to skip."""
    word = line.words[position]
    text, shape, x0 = word.text, word.shape, word.x0
    cut = min(skip, len(text))
    glued = position + 1 < len(line.words) and line.words[position + 1].glued
    left = max(skip - cut - (not glued), 0)
    if shape is not None and cut < len(text):
        x0 += shape[cut] * (word.x1 - word.x0)
        width = 1 - shape[cut]
        shape = tuple((border - shape[cut]) / width for border in shape[cut:]) if width > 0 else None
    return text[cut:], shape, x0, left


def _closed(lines: Sequence[Line]) -> bool:
    """Whether a dash closes a parenthesis in these lines before another one opens."""
    words = [(word.text, word is line.words[-1]) for line in lines for word in line.words][:_PARENTHESIS_WORDS]
    for text, at_end in words:
        if text[0] == "-":
            return False
        if _CLOSING_DASH.search(text) and not at_end:
            return True
    return False


def _touches(link: Link, line: Line) -> bool:
    return any(box[1] < line.bottom and box[3] > line.top for box in link.boxes)


def _covers(link: Link, word: Word) -> bool:
    for x0, top, x1, bottom in link.boxes:
        width = min(x1, word.x1) - max(x0, word.x0)
        height = min(bottom, word.bottom) - max(top, word.top)
        if width >= _IN_LINK * (word.x1 - word.x0) and height >= _IN_LINK * (word.bottom - word.top):
            return True
    return False


def _without_marks(piece: Piece, text: str, link: Link) -> tuple[int, int]:
    """The offsets of a linked word, without punctuation at its ends that lies outside of the link."""
    start, end, edges = piece.start, piece.end, piece.edges
    if edges is None:
        return start, end
    middles = [(left + right) / 2 for left, right in pairwise(edges)]
    outside = [
        not letter.isalnum() and not any(box[0] <= middle <= box[2] for box in link.boxes)
        for letter, middle in zip(text, middles, strict=True)
    ]
    while end - 1 > start and outside[end - 1 - piece.start]:
        end -= 1
    while start + 1 < end and outside[start - piece.start]:
        start += 1
    return start, end
