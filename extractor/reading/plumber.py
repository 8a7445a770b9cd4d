"""The second reader, pdfplumber: slower, but it reads some pages and files that pdfium garbles or refuses."""

from __future__ import annotations

import io
import logging
import math
import struct
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from extractor.errors import ReadError
from extractor.reading.characters import clean, font_from_name
from extractor.reading.model import METADATA_KEYS, Box, Font, Image, Link, LockedError, Page, Rule, Word
from extractor.reading.strokes import borders, large, quarter, thin, visible

# What pdfminer raises on damaged files, besides its own errors: it trusts what it finds in the file.
DAMAGE = (
    PSException, PdfminerException, MalformedPDFException, ArithmeticError, AssertionError, AttributeError, EOFError,
    LookupError, OSError, RuntimeError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip

# Word agreement with two other engines over 26 real PDFs: 92.8 % with these two, 72 % with the defaults.
_WORDS = {"use_text_flow": True, "x_tolerance_ratio": 0.15, "return_chars": True, "extra_attrs": ["fontname", "size"]}
# What is wrong with a file is told in our own words, page by page.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

_GLUED_GAP = 0.15
_BASELINE_STEP = 0.5


@dataclass(slots=True)
class PlumberSource:
    """An open file; close it when done."""

    pdf: Any
    page_count: int

    @classmethod
    def open(cls, data: bytes) -> PlumberSource:
        """Open a PDF that is held in memory. Raises ReadError with the reason."""
        try:
            pdf = pdfplumber.open(io.BytesIO(data), raise_unicode_errors=False)
            count = len(pdf.pages)
        except DAMAGE as error:
            if isinstance(error.args[0] if error.args else error, PDFEncryptionError):
                raise LockedError("it is encrypted; save a copy without a password and convert that") from error
            raise ReadError("damaged: pdfplumber can't open it; another reader may") from error
        if not count:
            raise ReadError("damaged: pdfplumber finds no page in it; another reader may")
        return cls(pdf, count)

    def close(self) -> None:
        """Free the file."""
        # PDF.close() parses what is not parsed yet (0.11.10), so only the stream is closed
        self.pdf.stream.close()

    def metadata(self) -> dict[str, str]:
        """The document information entries that have a value."""
        entries = {key: str(self.pdf.metadata.get(key) or "").strip() for key in METADATA_KEYS}
        return {key: value for key, value in entries.items() if value}

    def page(self, number: int) -> Page:
        """Read page `number` (from 1). Raises ReadError where it can't be read."""
        page = self.pdf.pages[number - 1]
        try:
            turned = _most_turned(page.chars)
            if turned:
                page.close()
                # pdfminer reads the one, pdfplumber the other
                page.page_obj.rotate = page.page_obj.attrs["Rotate"] = (page.rotation - 90 * turned) % 360
                page = type(page)(self.pdf, page.page_obj, number)
            return _read(page, number, turned)
        except DAMAGE as error:
            raise ReadError("the page is damaged") from error
        finally:
            page.close()


def _turn(char: dict[str, Any]) -> int | None:
    right, up = char["matrix"][:2]
    return quarter(right, -up) if right or up else 0


def _most_turned(chars: Sequence[dict[str, Any]]) -> int:
    """The quarter turns of most of the text of a page."""
    turns = Counter(_turn(char) for char in chars)
    return max(turns.items(), key=lambda item: (item[1], item[0] == 0))[0] or 0 if turns else 0


def _read(page: Any, number: int, turned: int) -> Page:
    left, top = page.bbox[0], page.bbox[1]
    if page.cropbox != page.mediabox:
        page = page.crop(page.cropbox, strict=False)
        left, top = page.bbox[0], page.bbox[1]
    width, height = float(page.bbox[2] - left), float(page.bbox[3] - top)

    def shown(item: dict[str, Any]) -> Box:
        return item["x0"] - left, item["top"] - top, item["x1"] - left, item["bottom"] - top

    images = [Image(*shown(image)) for image in page.images]
    rules: list[Rule] = []
    for line in (*page.lines, *page.curves):
        points = line.get("pts") or []
        for (ax, ay), (bx, by) in pairwise(points):
            box = (min(ax, bx) - left, min(ay, by) - top, max(ax, bx) - left, max(ay, by) - top)
            rule = thin(box)
            if rule:
                rules.append(rule)
    for rect in page.rects:
        box = shown(rect)
        rule = thin(box)
        if rule:
            rules.append(rule)
        elif rect["stroke"] or rect["fill"]:
            x0, y0, x1, y1 = box
            rules += [Rule(x0, y0, x1, y0, True), Rule(x0, y1, x1, y1, True)]
            rules += [Rule(x0, y0, x0, y1, False), Rule(x1, y0, x1, y1, False)]
            if rect["fill"] and large(box) and not _white(rect["non_stroking_color"]):
                images.append(Image(*box))
    words = visible(_words(page, left, top), width, height)
    links = _links(page, left, top)
    return Page(number, width, height, words, links, images, rules, reader="pdfplumber", turned=turned)


def _words(page: Any, left: float, top: float) -> list[Word]:
    words: list[Word] = []
    fonts: dict[str, Font] = {}
    before: dict[str, Any] | None = None
    order = {id(char): index for index, char in enumerate(page.chars)}
    for found in page.extract_words(**_WORDS):
        chars = found["chars"]
        # one word as the file sets it, cut where the baseline moves: a raised footnote mark
        start = 0
        for index in range(1, len(chars) + 1):
            moved = index < len(chars) and abs(_baseline(chars[index]) - _baseline(chars[start])) > _BASELINE_STEP
            if index < len(chars) and not moved:
                continue
            part = chars[start:index]
            glued = before is not None and _glued(before, part[0], order)
            before, start = part[-1], index
            word = _word(part, fonts, left, top, glued)
            if word:
                words.append(word)
    return words


def _word(chars: list[dict[str, Any]], fonts: dict[str, Font], left: float, top: float, glued: bool) -> Word | None:
    """One word from its characters; None where nothing of it is visible."""
    first = chars[0]
    name = first["fontname"]
    font = fonts.setdefault(name, font_from_name(name))
    x0, x1 = min(char["x0"] for char in chars), max(char["x1"] for char in chars)
    upright = _turn(first) == 0
    edges = []
    for char in chars:  # a ligature without a code of its own comes as one character of several letters
        share = (char["x1"] - char["x0"]) / max(len(char["text"]), 1)
        edges += [char["x0"] + share * step for step in range(len(char["text"]))]
    shape = borders([(edge - x0) / (x1 - x0) for edge in edges]) if upright and x1 > x0 and edges else None
    text, shape = clean("".join(char["text"] for char in chars), shape, font.name)
    if not text:
        return None
    size = round(float(first["size"]), 2)
    # above and below the letters as pdfminer's boxes have them: ascent and descent of the font
    box = (x0 - left, min(char["top"] for char in chars) - top, x1 - left, max(char["bottom"] for char in chars) - top)
    return Word(text, *box, _baseline(first) - top, size, font, shape, glued, upright)


def _baseline(char: dict[str, Any]) -> float:
    """The height of the character's origin from the top of the page."""
    matrix = char["matrix"]
    if matrix[0] <= 0 or abs(matrix[1]) > abs(matrix[0]):
        return float(char["bottom"])
    return float(char["bottom"] - (matrix[5] - char["y0"]))


def _glued(before: dict[str, Any], char: dict[str, Any], order: dict[int, int]) -> bool:
    """Whether a character follows the one before with no space between."""
    gap = char["x0"] - before["x1"]
    beside = char["top"] < before["bottom"] and char["bottom"] > before["top"]
    return beside and abs(gap) <= _GLUED_GAP * before["size"] and order[id(char)] == order[id(before)] + 1


def _white(color: Any) -> bool:
    """Whether a fill colour is white: all ones in grey or RGB, all zeros in CMYK."""
    values = color if isinstance(color, (tuple, list)) else (color,)
    if not all(isinstance(value, (int, float)) for value in values):
        return False
    return all(value <= 0.02 for value in values) if len(values) == 4 else all(value >= 0.98 for value in values)


def _links(page: Any, left: float, top: float) -> list[Link]:
    links = []
    try:
        found = page.hyperlinks
    except RecursionError:  # a link that is its own parent: the page has words all the same
        return []
    for link in found:
        sides = [float(link[key]) for key in ("x0", "top", "x1", "bottom")]
        if link["uri"] and all(math.isfinite(side) for side in sides):
            box = (sides[0] - left, sides[1] - top, sides[2] - left, sides[3] - top)
            links.append(Link(str(link["uri"]).strip(), (box,)))
    return links
