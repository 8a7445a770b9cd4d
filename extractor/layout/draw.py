"""A page as a picture with its blocks drawn over it: to see at a glance what was read as what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import ReadError
from extractor.layout.model import BlockKind, Document
from extractor.reading import Box

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels a point: 2 is 144 dots an inch, sharp enough to read small print.
_SCALE = 2.0
# Colours of the blocks' frames; no two that a colour-blind reader would take for each other stand for text.
COLOURS: dict[BlockKind, str] = {
    "title": "#7a0177",
    "heading": "#d7301f",
    "paragraph": "#2171b5",
    "list_item": "#006d2c",
    "caption": "#e6850e",
    "footnote": "#737373",
    "table": "#00808a",
    "contents": "#8c6d31",
    "furniture": "#bdbdbd",
}


def draw(document: Document, page: int, path: Path) -> Image:
    """Page `page` (from 1) of the PDF at `path` as an RGB picture, each block in a frame with its number and kind.

    `document` is what was read from that file. Raises ReadError where the page can't be drawn.
    """
    import pypdfium2
    from PIL import ImageDraw

    try:
        with pypdfium2.PdfDocument(path) as pdf:
            picture: Image = pdf[page - 1].render(scale=_SCALE).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"{path}: page {page} can't be drawn; only pages of PDFs can that pdfium opens") from error
    pen = ImageDraw.Draw(picture)
    number = 0
    for block in document.blocks:
        frames = _frames([piece.box for piece in block.pieces if piece.page == page and piece.box])
        number += bool(frames)
        colour = COLOURS[block.kind]
        level = f" {block.level}" if block.level else ""
        for x0, top, x1, bottom in frames:
            pen.rectangle([side * _SCALE for side in (x0 - 2, top - 2, x1 + 2, bottom + 2)], outline=colour, width=2)
            corner = (max((x0 - 4) * _SCALE, 2), (top - 2) * _SCALE)
            pen.text(corner, f"{number} {block.kind}{level}", fill=colour, anchor="ls")
    return picture


def _frames(boxes: list[Box]) -> list[Box]:
    """The frames around the boxes of words, a new one where the next word stands higher up: in another column."""
    frames: list[Box] = []
    for box in boxes:
        if frames and box[3] > frames[-1][1]:
            frame = frames[-1]
            frames[-1] = (min(frame[0], box[0]), min(frame[1], box[1]), max(frame[2], box[2]), max(frame[3], box[3]))
        else:
            frames.append(box)
    return frames
