"""The reports' own files: found again by their content, their pages drawn, and the boxes of an incident's words.

PDFs are opened in a process of their own, with limits: a page that never ends or crashes its reader costs a
picture, not the review.
"""

from __future__ import annotations

import hashlib
import io
import re
import sqlite3
from collections.abc import Iterable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import closing
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any

from extractor.errors import ReadError
from extractor.model import Incident

SECONDS = 60
"""What drawing a page or reading a document may take: 3 ms a page is usual (RESEARCH 1), a scan 1 s."""
MEGABYTES = 2048
"""Address space of the process that opens PDFs."""

_TOKEN = re.compile(r"\w+|[^\w\s]+")
"""Words apart from the signs beside them, so that words alone can be framed."""

Word = list[float]
"""[start, end, page, x0, top, x1, bottom]: offsets into an incident's text, and a box on a page in points."""


class Sources:
    """Where the files of the reports lie."""

    def __init__(self, out: Path, folders: Iterable[Path]) -> None:
        """`folders`: where the user says they lie now; OUT's manifest knows where they lay."""
        self._roots = [*folders, *_manifest_root(out), Path()]
        self._given = list(folders)
        self.find = lru_cache(maxsize=None)(self._find)

    def _find(self, sha256: str, name: str) -> Path | None:
        """The file with that content: by its name, else among all in the user's folders. None where it isn't there."""
        parts = PurePosixPath(name)
        if not parts.is_absolute() and ".." not in parts.parts:
            for root in self._roots:
                for path in (root, root / parts, root / parts.name):
                    if path.is_file() and hash_of(path) == sha256:
                        return path
        from extractor.verify import Files

        return Files(self._given).find(sha256)


def _manifest_root(out: Path) -> list[Path]:
    from extractor.batch.manifest import NAME

    manifest = out / NAME
    if not manifest.is_file():
        return []
    with closing(sqlite3.connect(f"{manifest.resolve().as_uri()}?mode=ro", uri=True)) as database:
        return [Path(root) for (root,) in database.execute("select root from archive")]


@lru_cache(maxsize=4096)
def hash_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Drawer:
    """The process that opens PDFs; one thing at a time, replaced where it fails."""

    def __init__(self) -> None:
        """It starts with the first question."""
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()
        self.picture = lru_cache(maxsize=48)(self._picture)
        self.boxes = lru_cache(maxsize=4096)(self._boxes)

    def warm(self) -> None:
        """Start the process, so that the first page is drawn at once."""
        self._ask(draw_nothing)

    def _picture(self, path: Path, page: int, scale: float, format: str) -> bytes:
        """A page (from 1) as PNG or WEBP. Raises ReadError where it can't be drawn."""
        result: bytes = self._ask(draw_page, path, page, scale, format)
        return result

    def _boxes(self, path: Path, text: str, pages: tuple[int, ...]) -> list[Word]:
        """The boxes of the words of a text that stands on some pages; none where it isn't found."""
        result: list[Word] = self._ask(find_words, path, text, pages)
        return result

    def _ask(self, function: Any, *arguments: object) -> Any:
        what = arguments[0] if arguments else "the reader of pages"
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=_limit)
            try:
                return self._pool.submit(function, *arguments).result(SECONDS)
            except TimeoutError as error:
                self.close()
                raise ReadError(f"{what}: takes longer than {SECONDS} s") from error
            except BrokenExecutor as error:
                self.close()
                raise ReadError(f"{what}: crashes its reader") from error

    def close(self) -> None:
        """End the process at once."""
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)


def _limit() -> None:
    """Bound the memory of this process, where the system knows how; leave Ctrl-C to the parent."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))


def draw_nothing() -> None:
    """Load what drawing and reading need."""
    import pypdfium2  # noqa: F401

    import extractor.layout  # noqa: F401


def draw_page(path: Path, page: int, scale: float, format: str) -> bytes:
    """A page (from 1) at `scale` pixels a point. Raises ReadError where it can't be drawn."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as pdf:
            picture = pdf[page - 1].render(scale=scale).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise ReadError(f"{path.name}: page {page} can't be drawn") from error
    stream = io.BytesIO()
    picture.save(stream, format, **({"quality": 60, "method": 4} if format == "WEBP" else {"compress_level": 3}))
    return stream.getvalue()


@lru_cache(maxsize=2)
def _document(path: Path) -> Any:
    from extractor.layout import read_document

    return read_document(path)


def find_words(path: Path, text: str, pages: tuple[int, ...]) -> list[Word]:
    """The words of an incident's text with their boxes, found in the blocks of its pages."""
    words: list[Word] = []
    blocks = [block for block in _document(path).blocks if not pages or set(block.pages) & set(pages)]
    base = 0
    for line in text.split("\n"):
        block = next((block for block in blocks if block.text == line), None) or next(
            (block for block in blocks if line and line in block.text), None
        )
        if block is not None:
            shift = block.text.index(line)
            for token in _TOKEN.finditer(line):
                for page, *box in block.locate(shift + token.start(), shift + token.end()):
                    words.append([base + token.start(), base + token.end(), page, *box])
        base += len(line) + 1
    return words


def words_of(drawer: Drawer, path: Path | None, incident: Incident) -> list[Word]:
    """The boxes of an incident's words; none without its file or where that can't be read."""
    if path is None:
        return []
    try:
        return drawer.boxes(path, incident.text, tuple(incident.pages))
    except ReadError:
        return []
