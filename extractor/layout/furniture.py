"""Running heads, feet and page numbers: what stands on every page and belongs to none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from extractor.layout.lines import Line, is_mark
from extractor.reading import Page

# Lines in the outer part of the page whose text, digits masked, comes again at the same height on other pages.
_OUTER = 0.13
_SAME_HEIGHT = 6.0
_PAGES = 3
_SHARE = 0.3
# Furniture in the size of the body stands apart from it by so many heights of its line.
_APART = 1.3
# Heads whose text changes are short (letters), so many heights of their line away from the text, on most pages.
_SHORT_HEAD = 60
_FAR = 1.6
_MOST = 0.6
# On a page that nothing repeats: a small line alone at the very edge.
_EDGE = 0.08
_ALONE = 2.2

_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")
_PAGE_NUMBER = re.compile(r"\W*(\d{1,4}|[ivxlc]{1,6})(\W+\d{1,4})?\W*$")


def furniture(pages: Sequence[Page], lines: Sequence[Sequence[Line]], body_size: float) -> dict[int, str]:
    """The lines (by id) that are furniture, each with the rule that says so."""
    seen: dict[tuple[str, bool], list[tuple[int, float, Line]]] = defaultdict(list)
    for page, page_lines in zip(pages, lines, strict=True):
        if not page.measured:
            continue
        for line in page_lines:
            foot = page.height - line.bottom
            if line.bottom <= _OUTER * page.height or foot <= _OUTER * page.height:
                top = line.bottom <= _OUTER * page.height
                height = line.baseline if top else page.height - line.baseline
                seen[_DIGITS.sub("#", line.text.lower()), top].append((page.number, height, line))
    needed = max(2, min(_PAGES, round(_SHARE * len(pages))))
    groups = [
        [line for number, height, line in group if len(_at_height(group, height) | {number}) >= needed]
        for group in seen.values()
        if len(group) >= needed
    ]
    found = {id(line): "repeats at the same height" for group in groups for line in group}
    found = {**_in_the_same_place(pages, lines), **found}
    within = {id(line) for page_lines in lines for line in _within_the_text(page_lines, found, body_size)}
    for group in groups:
        if sum(id(line) in within for line in group) * 2 > len(group):
            for line in group:
                del found[id(line)]
    for page, page_lines in zip(pages, lines, strict=True):
        if page.measured:
            found.update(_alone_at_the_edge(page, page_lines, found, body_size))
    return found


def _at_height(group: Sequence[tuple[int, float, Line]], height: float) -> set[int]:
    """The pages on which a text stands at this height."""
    return {number for number, at, _ in group if abs(at - height) <= _SAME_HEIGHT}


def _in_the_same_place(pages: Sequence[Page], lines: Sequence[Sequence[Line]]) -> dict[int, str]:
    """Running heads whose text changes: short, outermost, far from the text, at one height on most pages."""
    places: dict[tuple[bool, int, int], list[Line]] = defaultdict(list)
    for page, page_lines in zip(pages, lines, strict=True):
        if not page.measured or len(page_lines) < 2:
            continue
        by_top = sorted(page_lines, key=lambda line: line.top)
        for top, (line, inner) in ((True, by_top[:2]), (False, by_top[:-3:-1])):
            apart = inner.top - line.bottom if top else line.top - inner.bottom
            outer = line.bottom if top else page.height - line.top
            if apart >= _FAR * line.height and outer <= _OUTER * page.height and len(line.text) <= _SHORT_HEAD:
                places[top, round(line.baseline / 2), round(line.size)].append(line)
    needed = max(_PAGES, round(_MOST * len(pages)))
    return {
        id(line): "stands in the same place on most pages"
        for group in places.values()
        if len(group) >= needed
        for line in group
    }


def _within_the_text(lines: Sequence[Line], found: dict[int, str], body_size: float) -> list[Line]:
    """Lines that repeat, but are set like the body and next to it: the first or last lines of the text."""
    text = [line for line in lines if id(line) not in found]
    if not text:
        return []
    top, bottom = min(line.top for line in text), max(line.bottom for line in text)
    within = []
    repeated = [line for line in lines if id(line) in found and line.size > body_size - 0.6]
    for line in sorted((line for line in repeated if line.bottom <= top), key=lambda line: -line.bottom):
        if top - line.bottom < _APART * line.height:
            within.append(line)
            top = line.top
    for line in sorted((line for line in repeated if line.top >= bottom), key=lambda line: line.top):
        if line.top - bottom < _APART * line.height:
            within.append(line)
            bottom = line.bottom
    return within + [line for line in repeated if line.bottom > top and line.top < bottom and line not in within]


def _alone_at_the_edge(page: Page, lines: Sequence[Line], known: dict[int, str], body_size: float) -> dict[int, str]:
    """Page numbers and small lines at the very edge of the page, well apart from the text."""
    found: dict[int, str] = {}
    rest = [line for line in lines if id(line) not in known]
    for line in rest:
        number = _PAGE_NUMBER.match(line.text) is not None
        edge = _OUTER if number else _EDGE
        above, below = line.bottom <= edge * page.height, page.height - line.top <= edge * page.height
        if not (above or below) or (not number and line.size > body_size - 0.5):
            continue
        beside = [other for other in rest if other is not line and other.bottom > line.top - line.height]
        if is_mark(line.words[0], line.size, line.baseline) or any(_adjoins(line, other) for other in beside):
            continue  # a note, or the end of one
        gap = min(
            (
                max(other.top - line.bottom, line.top - other.bottom)
                for other in rest
                if other is not line
                and not (other.top < line.bottom and other.bottom > line.top)
                and not (other.bottom <= edge * page.height if above else page.height - other.top <= edge * page.height)
            ),
            default=page.height,
        )
        if gap >= _ALONE * line.height or (number and gap >= line.height):
            found[id(line)] = "alone at the edge of the page"
    return found


def _adjoins(line: Line, other: Line) -> bool:
    """Whether another line stands directly above or below."""
    gap = max(other.top - line.bottom, line.top - other.bottom)
    return 0 <= gap < line.height and other.x0 < line.x1 and other.x1 > line.x0
