"""The fast reader: pdfium through its C interface, with as few calls a word as will do.

pdfium hands out the text of a page as one string and everything else by character index. A word costs four
calls (box and text object of its first and last character); fonts, sizes and baselines are asked for once a
text object, and the borders between characters once for every different (font, word, width).
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2  # noqa: F401 (loads and initialises the library)
import pypdfium2.raw as raw

from extractor.errors import ReadError
from extractor.reading.characters import clean, font_from_name
from extractor.reading.frame import Frame
from extractor.reading.model import METADATA_KEYS, Box, Font, Image, Link, LockedError, Page, Rule, Word
from extractor.reading.strokes import borders, large, most_turned, quarter, thin, visible

# FPDF_GetLastError: fpdfview.h
_PASSWORD_ERROR = 4
_SECURITY_ERROR = 5

# A token ends at white space or at the mark (U+FFFE in strings, 2 as a code) that pdfium puts for a hyphen at the
# end of a line, with no line break behind it.
_HYPHEN_AT_LINE_END = "\ufffe"
_HYPHEN_CODE = 2
_TOKEN = re.compile(r"[^\s\x00\ufffe]+\ufffe?|\ufffe")

_NO_FONT = Font("", False, False)
# FPDFFont_GetWeight: 400 is regular, 700 bold; estimates from the stem width of real fonts lie from 330 to 435 and
# from 650 to 800. The flag is FontDescriptor /Flags bit 19.
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18
# Points by which size or baseline must differ for a part of a word to be a word of its own.
_SIZE_STEP = 0.5

# Pages of vector drawing (maps, charts) hold tens of thousands of paths, and no table is ruled with so many.
_MOST_PATHS = 4000
_MOST_SEGMENTS = 400
_DEEPEST_FORM = 4
_MOST_LINKS = 5000
_WHITE = 250


class _Run(NamedTuple):
    """What all characters of one text object share; `key` stands for the font in the cache of shapes.

    `turn`: clockwise quarter turns of the text, None where it slants.
    """

    font: Font
    key: int
    size: float
    turn: int | None
    baseline: float


def _plain(function: Any, result: Any, *arguments: Any) -> Any:
    """A function of the library for the calls made for every word or letter, with as little around it as ctypes can do.

    Without releasing Python's lock, and with no types for arguments that are pointers of ctypes and plain numbers
    already: 0.12 µs a call instead of 0.25 µs.
    """
    return ctypes.cast(function, ctypes.PYFUNCTYPE(result, *arguments))


_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_text_object = _plain(raw.FPDFText_GetTextObject, _POINTER)
_loose_box = _plain(raw.FPDFText_GetLooseCharBox, _INT)
_matrix = _plain(raw.FPDFText_GetMatrix, _INT)
_font_size = _plain(raw.FPDFTextObj_GetFontSize, _INT, _POINTER)
_font = _plain(raw.FPDFTextObj_GetFont, _POINTER, _POINTER)
_object_at = _plain(raw.FPDFPage_GetObject, _POINTER)
_render_mode = _plain(raw.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)

_Shapes = dict[tuple[int, str, int], tuple[str, tuple[float, ...] | None]]


@dataclass(slots=True)
class PdfiumSource:
    """An open file. Not thread-safe (nor is pdfium); close it when done."""

    handle: Any
    data: bytes  # pdfium reads from it until the file is closed
    page_count: int
    fonts: dict[Font, int] = field(default_factory=dict)
    shapes: _Shapes = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes) -> PdfiumSource:
        """Open a PDF that is held in memory. Raises ReadError with the reason."""
        handle = raw.FPDF_LoadMemDocument64(data, len(data), None)
        if not handle:
            code = raw.FPDF_GetLastError()
            if code in (_PASSWORD_ERROR, _SECURITY_ERROR):
                raise LockedError("it is encrypted; save a copy without a password and convert that")
            raise ReadError("damaged: pdfium can't open it; another reader may")
        count = raw.FPDF_GetPageCount(handle)
        if count <= 0:
            raw.FPDF_CloseDocument(handle)
            raise ReadError("damaged: pdfium finds no page in it; another reader may")
        return cls(handle, data, count)

    def close(self) -> None:
        """Free the file."""
        raw.FPDF_CloseDocument(self.handle)

    def metadata(self) -> dict[str, str]:
        """The document information entries that have a value."""
        found = {}
        for key in METADATA_KEYS:
            value = _utf16(self.handle, key)
            if value:
                found[key] = value
        return found

    def page(self, number: int) -> Page:
        """Read page `number` (from 1). Raises ReadError where it can't be loaded."""
        handle = raw.FPDF_LoadPage(self.handle, number - 1)
        if not handle:
            raise ReadError("the page is missing or damaged")
        text = None
        try:
            text = raw.FPDFText_LoadPage(handle)
            if not text:
                raise ReadError("the text of the page can't be loaded")
            return _PageReader(self, handle, text, number).read()
        finally:
            if text:
                raw.FPDFText_ClosePage(text)
            raw.FPDF_ClosePage(handle)


def _opened(buffer: Any) -> tuple[ctypes.c_void_p, memoryview[float]]:
    """A buffer of the library's floats: where it is, for the library, and what is in it."""
    return ctypes.c_void_p(ctypes.addressof(buffer)), memoryview(buffer).cast("B").cast("f")


def _utf16(document: Any, key: str) -> str:
    """A document information entry; pdfium hands it out as UTF-16LE with a closing zero."""
    size = raw.FPDF_GetMetaText(document, key.encode(), None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_GetMetaText(document, key.encode(), buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip()


class _PageReader:
    """Reads one loaded page; holds the output buffers that the C calls fill."""

    def __init__(self, source: PdfiumSource, page: Any, text: Any, number: int) -> None:
        self.source, self.page, self.text, self.number = source, page, text, number
        self.text_pointer = ctypes.cast(text, ctypes.c_void_p)
        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, bounds)
        rotation = max(raw.FPDFPage_GetRotation(page), 0)
        self.frame = Frame(bounds.left, bounds.bottom, bounds.right, bounds.top, rotation)
        self.box = raw.FS_RECTF()
        self.box_pointer, self.sides = _opened(self.box)  # left, top, right, bottom
        self.matrix_pointer, self.entries = _opened(raw.FS_MATRIX())  # a to f
        self.size = ctypes.c_float()
        self.size_pointer, _ = _opened(self.size)
        self.runs: dict[int, _Run] = {}
        self.looks: dict[tuple[int | None, float, float, float, float], tuple[Font, int, float, int | None]] = {}
        self.turns: Counter[int | None] = Counter()
        self.fonts: dict[int | None, tuple[Font, int]] = {}

    def read(self) -> Page:
        words = list(self.words())
        turned = most_turned(words, self.turns)
        if turned:
            self.frame = self.frame._replace(rotation=(self.frame.rotation - turned) % 4)
            self.runs.clear()
            self.looks.clear()
            words = list(self.words())
        images, rules = self.drawings()
        width, height = self.frame.width, self.frame.height
        words = visible(words, width, height)
        return Page(self.number, width, height, words, self.links(), images, rules, reader="pdfium", turned=turned)

    # words

    def characters(self) -> str:
        """The characters of the page, one a character index (U+FFFE for a hyphen at the end of a line)."""
        count = raw.FPDFText_CountChars(self.text)
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (count + 1))()
        written = raw.FPDFText_GetText(self.text, 0, count, buffer) - 1
        string = bytes(buffer)[: 2 * written].decode("utf-16-le", "replace")
        if len(string) == count:
            return string
        # characters beyond the basic plane, or ones that pdfium leaves out of the string: ask one by one
        codes = [raw.FPDFText_GetUnicode(self.text, index) for index in range(count)]
        return "".join(_character(code) for code in codes)

    def words(self) -> Iterator[Word]:
        text, box_pointer, sides, runs = self.text_pointer, self.box_pointer, self.sides, self.runs
        frame = self.frame
        left, edge, turned = frame.left, frame.top, frame.rotation != 0
        shapes, word = self.source.shapes, Word._make
        string = self.characters()
        previous_end = -1
        for match in _TOKEN.finditer(string):
            start, end = match.span()
            first = _text_object(text, start)
            spans: tuple[tuple[int, int], ...] = ((start, end),)
            if end - start > 1 and _text_object(text, end - 1) != first:
                spans = self.same_looks(start, end)
            for low, high in spans:
                if low != start:
                    first = _text_object(text, low)
                run = runs.get(first) or self.run(low, first)
                font, font_key, size, turn, baseline = run
                printed = string[low:high]
                glued = low == previous_end
                previous_end = high if printed[-1] != _HYPHEN_AT_LINE_END else -1
                if turned or turn != 0:
                    yield self.turned(low, printed, run, glued)
                    continue
                _loose_box(text, low, box_pointer)
                x0, top, x1, bottom = sides.tolist()
                if high - low > 1:
                    _loose_box(text, high - 1, box_pointer)
                    last_left, _, last_right, _ = sides.tolist()
                    if last_right > x1:
                        x1 = last_right
                    if last_left < x0:  # right to left
                        x0 = last_left
                width = x1 - x0
                # prints of a word whose widths differ by less than a tenth of an em share their borders
                key = (font_key, printed, int(10 * width / size))
                known = shapes.get(key)
                if known is None:
                    known = shapes[key] = clean(printed, self.shape(low, high, x0, width), font.name)
                cleaned, shape = known
                if cleaned:
                    box = x0 - left, edge - top, x1 - left, edge - bottom
                    yield word((cleaned, *box, baseline, size, font, shape, glued, True))

    def run(self, index: int, address: int) -> _Run:
        """What the text object that the character belongs to looks like."""
        _matrix(self.text_pointer, index, self.matrix_pointer)
        a, b, _, d, e, f = self.entries.tolist()
        baseline = self.frame.point(e, f)[1]
        if not address:
            return _Run(_NO_FONT, -1, 1.0, self.turn(a, b), baseline)
        _font_size(address, self.size_pointer)
        # some files have a text object for each letter: few of them look different
        size = self.size.value
        looks = _font(address), size, a, b, d
        known = self.looks.get(looks)
        if known is None:
            # pdfium's size ignores the text matrix; size 0 and overflows are found in damaged files
            points = abs(size) * math.hypot(b, d)
            points = round(points, 2) if 0.5 <= points < 1000 else 1.0
            known = self.looks[looks] = (*self.font(looks[0]), points, self.turn(a, b))
        run = _Run._make((*known, baseline))
        if not run.font.bold and _render_mode(address) == raw.FPDF_TEXTRENDERMODE_FILL_STROKE:
            font, key = self.keyed(run.font._replace(bold=True))
            run = run._replace(font=font, key=key)
        self.runs[address] = run
        return run

    def turn(self, a: float, b: float) -> int | None:
        """The clockwise quarter turns of text with this matrix; None where it slants."""
        return quarter(*self.frame.direction(a, b)) if a or b else 0

    def font(self, address: int | None) -> tuple[Font, int]:
        """The font at an address; addresses are only good as long as the page is open."""
        known = self.fonts.get(address)
        if known is None:
            font = _NO_FONT
            if address:
                handle = ctypes.cast(address, raw.FPDF_FONT)
                buffer, angle = ctypes.create_string_buffer(256), ctypes.c_int()
                raw.FPDFFont_GetBaseFontName(handle, buffer, 256)
                raw.FPDFFont_GetItalicAngle(handle, angle)
                flags = raw.FPDFFont_GetFlags(handle)
                name = buffer.value.decode("utf-8", "replace")
                heavy = raw.FPDFFont_GetWeight(handle) >= _BOLD_WEIGHT or flags & _FORCE_BOLD != 0
                font = font_from_name(name, heavy, angle.value != 0)
            known = self.fonts[address] = self.keyed(font)
        return known

    def keyed(self, font: Font) -> tuple[Font, int]:
        """The one copy of a font in this file, and its number."""
        key = self.source.fonts.setdefault(font, len(self.source.fonts))
        return font, key

    def shape(self, low: int, high: int, x0: float, width: float) -> tuple[float, ...]:
        """The borders between the characters low..high as fractions of the width."""
        count = high - low
        if width <= 0:
            return tuple(step / count for step in range(count + 1))
        text, box_pointer, sides = self.text_pointer, self.box_pointer, self.sides
        lefts = []
        for index in range(low, high):
            _loose_box(text, index, box_pointer)
            lefts.append((sides[0] - x0) / width)
        return borders(lefts)

    def same_looks(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """A word cut where its font, size or baseline changes: a raised footnote mark is a word of its own."""
        spans, low, run = [], start, None
        for index in range(start, end):
            address = _text_object(self.text_pointer, index)
            looks = self.runs.get(address) or self.run(index, address)
            if run is not None and (
                looks.key != run.key
                or abs(looks.size - run.size) > _SIZE_STEP
                or abs(looks.baseline - run.baseline) > _SIZE_STEP
            ):
                spans.append((low, index))
                low = index
            run = looks
        spans.append((low, end))
        return tuple(spans)

    def turned(self, low: int, printed: str, run: _Run, glued: bool) -> Word:
        """A word on a turned page, or one that does not run from left to right."""
        boxes = []
        for index in range(low, low + len(printed)):
            _loose_box(self.text_pointer, index, self.box_pointer)
            box = self.box
            boxes.append(self.frame.show(box.left, box.bottom, box.right, box.top))
        x0, x1 = min(box[0] for box in boxes), max(box[2] for box in boxes)
        top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
        shape = None
        if run.turn == 0 and x1 > x0:
            shape = borders([(box[0] - x0) / (x1 - x0) for box in boxes])
        self.turns[run.turn] += len(printed)
        text, shape = clean(printed, shape, run.font.name)
        return Word(text, x0, top, x1, bottom, run.baseline, run.size, run.font, shape, glued, run.turn == 0)

    # drawings

    def drawings(self) -> tuple[list[Image], list[Rule]]:
        """Pictures and ruling lines, those inside of forms too."""
        images: list[Image] = []
        rules: list[Rule] = []
        count = raw.FPDFPage_CountObjects(self.page)
        if count > len(self.runs):  # else all of them are the text objects that were met on the way
            page = ctypes.cast(self.page, _POINTER)
            addresses = (_object_at(page, index) for index in range(count))
            objects = (ctypes.cast(each, raw.FPDF_PAGEOBJECT) for each in addresses if each not in self.runs)
            self.collect(objects, _Matrix(1, 0, 0, 1, 0, 0), images, rules, 0)
        return images, rules

    def collect(
        self, objects: Iterator[Any], matrix: _Matrix, images: list[Image], rules: list[Rule], depth: int
    ) -> None:
        """Add the pictures and rules among `objects`, which `matrix` carries to the page."""
        paths = 0
        for item in objects:
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                continue
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                box = self.bounds(item, matrix)
                if box:
                    images.append(Image(*box))
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                paths += 1
                if paths > _MOST_PATHS:
                    return
                self.path(item, matrix, images, rules)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                own = raw.FS_MATRIX()
                raw.FPDFPageObj_GetMatrix(item, own)
                inner = matrix.after(_Matrix(own.a, own.b, own.c, own.d, own.e, own.f))
                count = min(raw.FPDFFormObj_CountObjects(item), _MOST_PATHS)
                parts = (raw.FPDFFormObj_GetObject(item, index) for index in range(count))
                self.collect(parts, inner, images, rules, depth + 1)

    def bounds(self, item: Any, matrix: _Matrix) -> Box | None:
        """The bounding box of a page object as shown."""
        sides = [ctypes.c_float() for _ in range(4)]
        if not raw.FPDFPageObj_GetBounds(item, *sides):
            return None
        left, bottom, right, top = (side.value for side in sides)
        corners = [matrix.point(x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return self.frame.show(min(xs), min(ys), max(xs), max(ys))

    def path(self, item: Any, matrix: _Matrix, images: list[Image], rules: list[Rule]) -> None:
        """Add what a path draws: a thin box is a rule, a rectangle four rules, a large filled one a picture."""
        box = self.bounds(item, matrix)
        if box is None:
            return
        rule = thin(box)
        if rule:
            rules.append(rule)
            return
        count = raw.FPDFPath_CountSegments(item)
        if count > _MOST_SEGMENTS:
            return
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, mode, stroked)
        if not mode.value and not stroked.value:
            return
        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, own)
        full = matrix.after(_Matrix(own.a, own.b, own.c, own.d, own.e, own.f))
        straight = self.straight_segments(item, count, full)
        rules.extend(straight)
        if mode.value and straight and not self.white(item) and large(box):
            images.append(Image(*box))

    def straight_segments(self, item: Any, count: int, matrix: _Matrix) -> list[Rule]:
        """The horizontal and vertical segments of a path."""
        x, y = ctypes.c_float(), ctypes.c_float()
        found: list[Rule] = []
        here = begin = (0.0, 0.0)
        for index in range(count):
            segment = raw.FPDFPath_GetPathSegment(item, index)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            there = self.frame.point(*matrix.point(x.value, y.value))
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                begin = there
            ends = [(here, there)] if kind == raw.FPDF_SEGMENT_LINETO else []
            if raw.FPDFPathSegment_GetClose(segment):
                ends.append((there, begin))
            for (ax, ay), (bx, by) in ends:
                rule = thin((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
                if rule:
                    found.append(rule)
            here = there
        return found

    def white(self, item: Any) -> bool:
        """Whether a path is filled with white, or with nothing that can be seen."""
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
        return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE

    # links

    def links(self) -> list[Link]:
        """The links that lead out of the document."""
        found: list[Link] = []
        position, link = ctypes.c_int(0), raw.FPDF_LINK()
        while len(found) < _MOST_LINKS and raw.FPDFLink_Enumerate(self.page, position, link):
            action = raw.FPDFLink_GetAction(link)
            if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
                continue
            size = raw.FPDFAction_GetURIPath(self.source.handle, action, None, 0)
            buffer = ctypes.create_string_buffer(max(size, 1))
            raw.FPDFAction_GetURIPath(self.source.handle, action, buffer, size)
            url = buffer.value.decode("utf-8", "replace").strip()
            boxes = self.link_boxes(link)
            if url and boxes:
                found.append(Link(url, boxes))
        return found

    def link_boxes(self, link: Any) -> tuple[Box, ...]:
        """The quadrilaterals of a link, or else its rectangle."""
        quads, boxes = raw.FS_QUADPOINTSF(), []
        for index in range(min(raw.FPDFLink_CountQuadPoints(link), _MOST_LINKS)):
            if raw.FPDFLink_GetQuadPoints(link, index, quads):
                xs, ys = (quads.x1, quads.x2, quads.x3, quads.x4), (quads.y1, quads.y2, quads.y3, quads.y4)
                boxes.append(self.frame.show(min(xs), min(ys), max(xs), max(ys)))
        if not boxes and raw.FPDFLink_GetAnnotRect(link, self.box):
            boxes.append(self.frame.show(self.box.left, self.box.bottom, self.box.right, self.box.top))
        return tuple(boxes)


class _Matrix(NamedTuple):
    """A PDF transformation matrix."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, first: _Matrix) -> _Matrix:
        """The matrix that does `first`, then this."""
        e, f = self.point(first.e, first.f)
        return _Matrix(
            self.a * first.a + self.c * first.b,
            self.b * first.a + self.d * first.b,
            self.a * first.c + self.c * first.d,
            self.b * first.c + self.d * first.d,
            e,
            f,
        )


def _character(code: int) -> str:
    """A character from pdfium's code for it."""
    if code == _HYPHEN_CODE:
        return _HYPHEN_AT_LINE_END
    return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
