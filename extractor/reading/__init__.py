"""Reading: a file in, pages of words with boxes, fonts, links, pictures and ruling lines out."""

from __future__ import annotations

import hashlib
import pathlib
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

from extractor.errors import ReadError
from extractor.reading.characters import readable
from extractor.reading.model import Box, Font, Image, Kept, Link, LockedError, Page, Reading, Rule, UnreadPage, Word

if TYPE_CHECKING:
    from extractor.reading.plumber import PlumberSource

__all__ = [
    "Box", "Font", "Image", "Link", "Page", "ReaderName", "Reading", "Rule", "UnreadPage", "Word", "read", "read_each",
]  # fmt: skip

ReaderName = Literal["auto", "pdfium", "pdfplumber"]

# Acrobat looks for "%PDF-" in the first 1024 bytes only; files with longer mail headers before it exist.
_HEADER = b"%PDF-"
_HEADER_WITHIN = 65536
# Fewer characters on a page that a picture covers by half: a scan.
_SCAN_CHARACTERS = 20
_SCAN_COVER = 0.5
# Why a page is unread.
_SCAN = "a scan without text; run it through text recognition (OCR)"
_GLYPH_CODES = "its text is glyph codes: the file does not tell which letters they are"
_NO_TEXT = "there is no text in it"


class Source(Protocol):
    """An open PDF, whatever the reader."""

    page_count: int

    def close(self) -> None:
        """Free the file."""

    def metadata(self) -> dict[str, str]:
        """The document information entries that have a value."""

    def page(self, number: int) -> Page:
        """One page, counted from 1. Raises ReadError where it can't be read."""


def read(path: pathlib.Path, reader: ReaderName = "auto") -> Reading[Page]:
    """Read a PDF or a text file (.txt, pages separated by form feeds).

    A page that one reader can't read, or reads as glyph codes, is tried with the other; what stays unread is named
    in `unread`. Raises ReadError, in one line, where nothing can be read.
    """
    return read_each(path, lambda page: page, reader)


def read_each(path: pathlib.Path, keep: Callable[[Page], Kept], reader: ReaderName = "auto") -> Reading[Kept]:
    """Read a file like `read`, and hold of each page what `keep` makes of it: its words take the most memory."""
    data = _bytes(path)
    digest = hashlib.sha256(data).hexdigest()
    try:
        if path.suffix.lower() == ".txt":
            return _read_text(path, data, digest, keep)
        start = data.find(_HEADER, 0, _HEADER_WITHIN)
        if start < 0:
            raise ReadError("not a PDF (it does not begin with %PDF-); give a .pdf or a .txt file")
        return _read_pdf(path, data[start:] if start else data, digest, keep, reader)
    except ReadError as error:
        raise ReadError(f"{path}: {error}") from error


def _bytes(path: pathlib.Path) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(f"{path}: no such file") from error
    except IsADirectoryError as error:
        raise ReadError(f"{path}: a folder, not a file") from error
    except OSError as error:
        raise ReadError(f"{path}: can't be opened ({error.strerror})") from error
    if not data:
        raise ReadError(f"{path}: the file is empty (0 bytes)")
    return data


def _read_text(path: pathlib.Path, data: bytes, digest: str, keep: Callable[[Page], Kept]) -> Reading[Kept]:
    from extractor.reading.plain import decode, read_text

    if data.startswith(_HEADER):
        raise ReadError("a PDF named .txt; rename it to .pdf")
    pages = read_text(decode(data))
    if not any(page.words for page in pages):
        raise ReadError(_NO_TEXT)
    return Reading(str(path), digest, "text", len(pages), [keep(page) for page in pages])


def _read_pdf(
    path: pathlib.Path, data: bytes, digest: str, keep: Callable[[Page], Kept], reader: ReaderName
) -> Reading[Kept]:
    source = _open(data, reader)
    second: PlumberSource | None = None
    reading: Reading[Kept] = Reading(str(path), digest, "", source.page_count, [])
    used: Counter[str] = Counter()
    empty = True
    try:
        reading.metadata = source.metadata()
        for number in range(1, source.page_count + 1):
            page, reason = None, ""
            try:
                page = source.page(number)
            except ReadError as error:
                reason = str(error)
            good = page is not None and _readable(page)
            # pdfium also mixes up the lines of sideways text
            if reader == "auto" and (page is None or page.turned or not good):
                second = second or _second(data)
                better = _better(second, number, source.page_count)
                page, good = better or page, good or better is not None
            if page is None:
                reading.unread.append(UnreadPage(number, reason))
                continue
            if _scanned(page):
                reading.unread.append(UnreadPage(number, _SCAN))
            if not good:
                reading.unread.append(UnreadPage(number, _GLYPH_CODES))
            used[page.reader] += 1
            empty = empty and not page.words
            reading.pages.append(keep(page))
    finally:
        source.close()
        if second:
            second.close()
    if empty:
        raise ReadError(_why_no_text(reading))
    reading.reader = max(sorted(used), key=used.__getitem__)
    return reading


def _open(data: bytes, reader: ReaderName) -> Source:
    """Open with the reader asked for; "auto" is pdfium, and pdfplumber for what pdfium refuses."""
    from extractor.reading.pdfium import PdfiumSource

    if reader != "pdfplumber":
        try:
            return PdfiumSource.open(data)
        except LockedError:
            raise
        except ReadError:
            if reader == "pdfium":
                raise
    from extractor.reading.plumber import PlumberSource

    try:
        return PlumberSource.open(data)
    except LockedError:
        raise
    except ReadError as error:
        if reader == "pdfplumber":
            raise
        raise ReadError("damaged: no reader finds a page in it; get another copy of it") from error


def _second(data: bytes) -> PlumberSource | None:
    """pdfplumber on the same file, or None where it refuses it."""
    from extractor.reading.plumber import PlumberSource

    try:
        return PlumberSource.open(data)
    except ReadError:
        return None


def _better(second: PlumberSource | None, number: int, page_count: int) -> Page | None:
    """The page as the second reader has it, where that is readable and the readers count the same pages."""
    if second is None or second.page_count != page_count:
        return None
    try:
        page = second.page(number)
    except ReadError:
        return None
    return page if page.words and _readable(page) else None


def _readable(page: Page) -> bool:
    return readable("".join([word.text for word in page.words]))


def _scanned(page: Page) -> bool:
    """Whether a page is a picture of a page: next to no text, and a picture over half of it."""
    covered = _SCAN_COVER * page.width * page.height
    if not any((image.x1 - image.x0) * (image.bottom - image.top) >= covered for image in page.images):
        return False
    return sum(len(word.text) for word in page.words) < _SCAN_CHARACTERS


def _why_no_text(reading: Reading[Kept]) -> str:
    """Why a file has no words at all, and what to do."""
    if any(page.reason == _SCAN for page in reading.unread):
        return "a scan without text; run it through text recognition (OCR) first"
    if reading.unread:
        return f"damaged: none of its {reading.page_count} pages can be read ({reading.unread[0].reason})"
    return _NO_TEXT
