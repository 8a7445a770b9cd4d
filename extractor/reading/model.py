"""What every reader hands on: pages of words, links, images and ruling lines, in points from the upper left corner.

All coordinates are those of the page as it is shown (cropped and rotated, y growing downwards), or turned upright.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from extractor.errors import ReadError

Box = tuple[float, float, float, float]
# What is kept of a page.
Kept = TypeVar("Kept")

# The document information entries of the PDF standard that tell about the report (ISO 32000-1, 14.3.3).
METADATA_KEYS = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate")


class LockedError(ReadError):
    """The file is encrypted and its password is not known: no other reader will do better."""


class Font(NamedTuple):
    """A typeface as the file names it, without the subset prefix."""

    name: str
    bold: bool
    italic: bool


class Word(NamedTuple):
    """A run of printed characters without a space, in one font and size.

    `shape` holds the character borders as fractions of the width (len(text) + 1 of them, from 0 to 1);
    None where the reader can't tell. `glued` says that no space stands between it and the word before.
    `upright` is false for text that runs upwards, downwards or slanting.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    font: Font
    shape: tuple[float, ...] | None
    glued: bool
    upright: bool

    @property
    def box(self) -> Box:
        """(x0, top, x1, bottom)."""
        return (self.x0, self.top, self.x1, self.bottom)


class Link(NamedTuple):
    """A link annotation that leads out of the document; `boxes` are its rectangles, one a line."""

    url: str
    boxes: tuple[Box, ...]


class Image(NamedTuple):
    """A picture, or a filled area large enough to be one."""

    x0: float
    top: float
    x1: float
    bottom: float


class Rule(NamedTuple):
    """A thin straight line, drawn alone or as the side of a rectangle; horizontal or vertical."""

    x0: float
    top: float
    x1: float
    bottom: float
    horizontal: bool


@dataclass(slots=True)
class Page:
    """One page. `measured` is false for plain text, whose boxes are only stand-ins for the layout.

    Where most of the text of a page runs sideways, the page is turned until it is upright: `turned` counts the
    clockwise quarter turns by which the page is shown otherwise, and all coordinates are those of the turned page.
    """

    number: int
    width: float
    height: float
    words: list[Word]
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    measured: bool = True
    reader: str = ""
    turned: int = 0

    def shown(self, box: Box) -> Box:
        """A box of this page on the page as it is shown."""
        x0, top, x1, bottom = box
        if self.turned == 1:
            return self.height - bottom, x0, self.height - top, x1
        if self.turned == 2:
            return self.width - x1, self.height - bottom, self.width - x0, self.height - top
        if self.turned == 3:
            return top, self.width - x1, bottom, self.width - x0
        return box


@dataclass(frozen=True, slots=True)
class UnreadPage:
    """A page that could not be read, and why, in one line."""

    number: int
    reason: str


@dataclass(slots=True)
class Reading(Generic[Kept]):
    """A file as read: its pages in order (or what was kept of them), those unread, what the file says of itself."""

    path: str
    sha256: str
    reader: str
    page_count: int
    pages: list[Kept]
    unread: list[UnreadPage] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
