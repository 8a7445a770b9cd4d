"""Lines that stand beside the text and must not cut it: captions, footnotes, addresses on a line of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.layout.blocks import SAME_SIZE, Looks
from extractor.layout.lines import Line
from extractor.layout.links import printed_address
from extractor.layout.model import BlockKind
from extractor.reading import Image, Page

# How far (in pitches of its type) a caption's first line stands below its picture.
_BELOW_PICTURE = 2.5
# ... and its further lines below each other.
_NEXT_LINE = 1.4
# A picture that covers this part of the page is its background.
_BACKGROUND = 0.7
# Notes stand in this lower part of the page, and begin with a mark.
_NOTES_BELOW = 0.35
_NOTE_MARK = re.compile(r"(\d{1,3}|[*†‡§¶]{1,3}|\[\d{1,3}\]|[a-z])[.):]?\s")


def asides(pages: Sequence[Page], lines: Sequence[Sequence[Line]], looks: Looks) -> dict[int, tuple[BlockKind, str]]:
    """The lines (by id) that stand beside the text: their kind, and the rule that says so."""
    found: dict[int, tuple[BlockKind, str]] = {}
    for page, page_lines in zip(pages, lines, strict=True):
        for line in page_lines:
            if _is_address(line):
                found[id(line)] = ("paragraph", "an address on a line of its own")
        if page.measured:
            for line in _captions(page, page_lines, looks):
                found[id(line)] = ("caption", "set apart under a picture")
            for line in _footnotes(page, page_lines, looks):
                found[id(line)] = ("footnote", "small, at the foot of the page")
    return found


def _is_address(line: Line) -> bool:
    """Whether a line is an address and nothing else."""
    if len(line.words) != 1:
        return False
    address = printed_address(line.text)
    return address is not None and address[0] == 0 and address[1] >= len(line.text) - 1


def _captions(page: Page, lines: Sequence[Line], looks: Looks) -> list[Line]:
    pictures = [image for image in page.images if _area(image) < _BACKGROUND * page.width * page.height]
    found: list[Line] = []
    for picture in pictures:
        edge = picture.bottom
        first: Line | None = None
        for line in sorted(lines, key=lambda line: line.top):
            left, right = (picture.x0, picture.x1) if first is None else (first.x0, first.x1)
            if line.bottom < picture.bottom or line.x1 < left or line.x0 > right:
                continue
            reach = _BELOW_PICTURE if first is None else _NEXT_LINE
            if line.baseline - edge > reach * looks.pitch(looks.size) or not _set_apart(line, looks):
                break
            if first is not None and (abs(line.size - first.size) > SAME_SIZE or line.italic != first.italic):
                break
            first = first or line
            found.append(line)
            edge = line.baseline
    return found


def _set_apart(line: Line, looks: Looks) -> bool:
    """Whether a line is smaller or more slanted than the body."""
    return line.size < looks.size - SAME_SIZE or (line.italic and not looks.italic)


def _area(image: Image) -> float:
    return (image.x1 - image.x0) * (image.bottom - image.top)


def _footnotes(page: Page, lines: Sequence[Line], looks: Looks) -> list[Line]:
    """The small lines at the end of each column, from the first one with a mark on."""
    runs: list[list[Line]] = [[]]
    for line in lines:
        if line.size >= looks.size - SAME_SIZE or line.top <= _NOTES_BELOW * page.height:
            runs[-1] = []  # larger text below: these were no notes
        elif runs[-1] and line.top <= runs[-1][-1].top:
            runs.append([line])
        else:
            runs[-1].append(line)
    found: list[Line] = []
    for run in runs:
        first = next((index for index, each in enumerate(run) if _NOTE_MARK.match(each.text)), len(run))
        found += run[first:]
    return found
