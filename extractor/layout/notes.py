"""Footnotes, and the marks in the text that lead to them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.layout.blocks import SAME_SIZE, Draft, Looks, ended
from extractor.layout.labels import Label, note_label
from extractor.layout.lines import Line, is_mark
from extractor.layout.text import Marks
from extractor.reading import Page

# Notes stand in this lower part of the page.
_NOTES_BELOW = 0.35
# A note in the type of the body: a bare number and a sentence ...
_BARE_NOTE = re.compile(r"(\d{1,3})\s+(?=[^\W\d_]|[“\"‘(])")
# ... and its mark in the text, glued to the end of a word.
_GLUED_MARK = re.compile(r"(?<=[.,;:!?”\"’»)\]*])\d{1,3}$|(?<=[^\W\d_]{3})\d{1,3}$")


def small_notes(pages: Sequence[Page], lines: Sequence[Sequence[Line]], looks: Looks) -> list[Draft]:
    """The notes among the small lines at the end of each column; one may go on from the page before."""
    found: list[Draft] = []
    for page, page_lines in zip(pages, lines, strict=True):
        if not page.measured:
            continue
        for line in _at_the_foot(page_lines, looks):
            label = _note_label(line, page, found)
            if label:
                found.append(Draft("small, at the foot of the page", [line], "footnote", label))
            elif found and (_below(found[-1].lines[-1], line) or _goes_on(found[-1], page)):
                found[-1].lines.append(line)
    return found


def _below(above: Line, line: Line) -> bool:
    """Whether a line follows directly on another."""
    return above.page == line.page and line.top - above.bottom < line.height


def _at_the_foot(lines: Sequence[Line], looks: Looks) -> list[Line]:
    """The small lines below which nothing larger stands in their column."""
    small = [line for line in lines if line.size < looks.size - SAME_SIZE]
    if not small:
        return []
    larger = [line for line in lines if line.size >= looks.size - SAME_SIZE]
    return [
        line
        for line in small
        if not any(other.top > line.top and other.x0 < line.x1 and other.x1 > line.x0 for other in larger)
    ]


def _note_label(line: Line, page: Page, before: Sequence[Draft]) -> Label | None:
    """The mark that a line begins with: raised, or in the lower part of the page and counting on."""
    first = line.words[0]
    if is_mark(first, line.size, line.baseline):
        glued = len(line.words) > 1 and line.words.glued(1)
        return Label(first.text, "note", (), len(first.text) + (not glued))
    label = note_label(line.text) if line.top > _NOTES_BELOW * page.height else None
    if label is None or not label.ordinals:
        return label
    return label if label.ordinal == 1 or (before and label.ordinal == _last(before) + 1) else None


def _goes_on(note: Draft, page: Page) -> bool:
    """Whether a note of the page before is not finished."""
    return note.lines[-1].page == page.number - 1 and not ended(note.lines[-1].text)


def bare_notes(pages: Sequence[Page], lines: Sequence[Sequence[Line]], looks: Looks) -> tuple[list[Draft], Marks]:
    """Notes in the type of the body at the end of a page: counted on from page to page, each with its mark above.

    Also returns the marks.
    """
    found: list[Draft] = []
    marks: Marks = {}
    expected = 1
    for page, page_lines in zip(pages, lines, strict=True):
        if not page.measured:
            continue
        glued = _glued_marks(page_lines)
        for index, line in enumerate(page_lines):
            number = _number(line)
            if number is None or number not in (1, expected) or number not in glued:
                continue
            if glued[number][0] >= index or any(looks.stands_out(below) for below in page_lines[index:]):
                continue
            for below in page_lines[index:]:
                number = _number(below)
                if (
                    number is not None
                    and number in glued
                    and (not found or number == _last(found) + 1 or below is line)
                ):
                    match = _BARE_NOTE.match(below.text)
                    assert match is not None
                    label = Label(match[1], "note", (number,), match.end())
                    found.append(Draft("its number is a mark above", [below], "footnote", label))
                    above, position = glued[number]
                    marks[id(page_lines[above]), position] = len(match[1])
                else:
                    found[-1].lines.append(below)
            expected = _last(found) + 1
            break
    return found, marks


def _last(notes: Sequence[Draft]) -> int:
    label = notes[-1].label
    return label.ordinal if label else 0


def _number(line: Line) -> int | None:
    found = _BARE_NOTE.match(line.text)
    return int(found[1]) if found else None


def _glued_marks(lines: Sequence[Line]) -> dict[int, tuple[int, int]]:
    """Numbers glued to the ends of words: the places of line and word, by number; the first counts."""
    found: dict[int, tuple[int, int]] = {}
    for index, line in enumerate(lines):
        for position, text in enumerate(line.words.texts):
            mark = _GLUED_MARK.search(text) if text[-1:].isdecimal() else None
            if mark:
                found.setdefault(int(mark[0]), (index, position))
    return found
