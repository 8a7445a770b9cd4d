"""Lines that stand beside the text and must not cut it: captions, footnotes, addresses on a line of their own."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.layout.blocks import SAME_SIZE, Draft, Looks
from extractor.layout.lines import Line
from extractor.layout.links import printed_address
from extractor.reading import Image, Page

# How far (in pitches of its type) a caption's first line stands below its picture.
_BELOW_PICTURE = 2.5
# ... and its further lines below each other.
_NEXT_LINE = 1.4
# A picture that covers this part of the page is its background.
_BACKGROUND = 0.7


def asides(pages: Sequence[Page], lines: Sequence[Sequence[Line]], looks: Looks) -> list[Draft]:
    """Blocks of the lines that stand beside the text, page by page."""
    found: list[Draft] = []
    for page, page_lines in zip(pages, lines, strict=True):
        found += [Draft("an address on a line of its own", [line]) for line in page_lines if _is_address(line)]
        if page.measured:
            found += [
                Draft("set apart under a picture", caption, "caption") for caption in _captions(page, page_lines, looks)
            ]
    return found


def _is_address(line: Line) -> bool:
    """Whether a line is an address and nothing else."""
    if len(line.words) != 1:
        return False
    address = printed_address(line.text)
    return address is not None and address[0] == 0 and address[1] >= len(line.text) - 1


def _captions(page: Page, lines: Sequence[Line], looks: Looks) -> list[list[Line]]:
    """The lines of each caption of a page."""
    found: list[list[Line]] = []
    taken: set[int] = set()
    downwards = sorted(lines, key=lambda line: line.top)
    for picture in sorted(page.images, key=lambda image: image.bottom):
        if _area(picture) >= _BACKGROUND * page.width * page.height:
            continue
        caption: list[Line] = []
        edge, left, right = picture.bottom, picture.x0, picture.x1
        for line in downwards:
            if line.bottom < picture.bottom or line.x1 < left or line.x0 > right or id(line) in taken:
                continue
            reach = _NEXT_LINE if caption else _BELOW_PICTURE
            if line.baseline - edge > reach * looks.pitch(looks.size) or not _set_apart(line, looks):
                break
            if caption and (abs(line.size - caption[0].size) > SAME_SIZE or line.italic != caption[0].italic):
                break
            caption.append(line)
            taken.add(id(line))
            edge, left, right = line.baseline, caption[0].x0, caption[0].x1
        if caption:
            found.append(caption)
    return found


def _set_apart(line: Line, looks: Looks) -> bool:
    """Whether a line is smaller or more slanted than the body."""
    return line.size < looks.size - SAME_SIZE or (line.italic and not looks.italic)


def _area(image: Image) -> float:
    return (image.x1 - image.x0) * (image.bottom - image.top)
