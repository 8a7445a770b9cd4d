"""What layout hands on: a document as blocks of text whose every character knows its page and box."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from extractor.layout.pieces import Pieces

BlockKind = Literal[
    "title", "heading", "paragraph", "list_item", "caption", "footnote", "table", "furniture", "contents"
]


@dataclass(frozen=True, slots=True)
class BlockLink:
    """A link over text[start:end] of a block; `lat`/`lon` where its address tells a point."""

    start: int
    end: int
    url: str
    kind: Literal["map", "media", "web"]
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: a text of its own with pieces and links, offsets into that text."""

    text: str
    pieces: Pieces = field(default_factory=Pieces)
    links: tuple[BlockLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A block in reading order.

    `rule` names the layout rule that began it. `level` is the depth of a heading, from 1. `label` is the
    number or letter that was printed before a heading, list item or numbered paragraph ("A.", "12."); it
    is not part of `text`. A table has `rows` (the first `header_rows` of them are its header) and as
    `text` its cells joined by tabs and its rows by line feeds, with `pieces` over that text.
    """

    kind: BlockKind
    text: str
    rule: str
    pieces: Pieces = field(default_factory=Pieces)
    level: int | None = None
    label: str | None = None
    links: tuple[BlockLink, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    header_rows: int = 0

    @property
    def pages(self) -> list[int]:
        """The pages that it stands on, ascending."""
        return self.pieces.pages

    def page_at(self, offset: int) -> int | None:
        """The page of the character at `offset` (or of the last one before it)."""
        return self.pieces.page_at(offset)

    def cut(self, start: int, end: int) -> Block:
        """The block of text[start:end] alone, with its pieces and links; without rows."""
        pieces = Pieces.of(
            [
                piece._replace(start=max(piece.start, start) - start, end=min(piece.end, end) - start, shape=None)
                if piece.start < start or piece.end > end
                else piece._replace(start=piece.start - start, end=piece.end - start)
                for piece in self.pieces.over(start, end)
            ]
        )
        links = tuple(
            replace(link, start=link.start - start, end=min(link.end, end) - start)
            for link in self.links
            if start <= link.start < end
        )
        return Block(self.kind, self.text[start:end], self.rule, pieces, links=links)

    def locate(self, start: int, end: int) -> list[list[float]]:
        """The boxes of text[start:end], one a line: [page, x0, top, x1, bottom] each, rounded to 0.01 pt."""
        return locate(self.pieces, start, end)


@dataclass(frozen=True, slots=True)
class PageProblem:
    """A page that could not be read, in one line."""

    page: int
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: its blocks in reading order, and what the file says of itself."""

    path: str
    sha256: str
    pages: int
    reader: str
    blocks: tuple[Block, ...]
    problems: tuple[PageProblem, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)


def locate(pieces: Pieces, start: int, end: int) -> list[list[float]]:
    """The boxes of the characters start..end of the text that `pieces` cover, joined line by line."""
    boxes: list[list[float]] = []
    for piece in pieces.over(start, end):
        low, high = max(start, piece.start), min(end, piece.end)
        if low >= high or piece.box is None:
            continue
        x0, top, x1, bottom = piece.box
        if piece.shape is not None:
            width = x1 - x0
            x0, x1 = x0 + piece.shape[low - piece.start] * width, x0 + piece.shape[high - piece.start] * width
        last = boxes[-1] if boxes else None
        if last and last[0] == piece.page and top < last[4] and bottom > last[2] and x0 >= last[1]:
            last[2], last[3], last[4] = min(last[2], top), max(last[3], x1), max(last[4], bottom)
        else:
            boxes.append([piece.page, x0, top, x1, bottom])
    return [[box[0], *(round(value, 2) for value in box[1:])] for box in boxes]
