"""Which files a call means: paths, folders, globs and addresses of a store, each file with its name in the archive."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import itertools
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from extractor.errors import CallError, ExtractorError, ReadError

SUFFIXES = (".pdf", ".txt")
"""What is taken from a folder, in lower or upper case. A file that is named on the command line is always taken."""

_STORE = "://"  # an address as fsspec writes it: s3://bucket/folder, memory://x
_HASHED_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """One file to convert: where it lies, and its name below the archive's root, with `/` on every system."""

    name: str
    location: str


@dataclass(frozen=True, slots=True)
class Archive:
    """The files of a call in the order of their names. `whole`: they are all that lies below `root`."""

    root: str
    sources: tuple[Source, ...]
    whole: bool


def find_sources(paths: Sequence[str]) -> Archive:
    """The files that the paths mean: files, folders (all `.pdf` and `.txt` below, but hidden ones), globs, or
    the same in a store that fsspec knows (`s3://…`). A file that is meant twice is there once.

    The root is the folder given, or the deepest one that holds all the paths given. Raises CallError where a
    path isn't there or nothing is found.
    """
    found: dict[str, None] = {}
    folders: list[str] = []
    whole = False
    for path in paths:
        meant = _in_store(path) if _STORE in path else _on_disk(path)
        if not meant.files:
            raise CallError(f"{path}: holds no {' or '.join(SUFFIXES)} file")
        found |= dict.fromkeys(meant.files)
        folders.append(meant.folder)
        whole = meant.whole
    root = _common(folders)
    below = len(root) + (not root.endswith("/"))
    sources = sorted((Source(_printable(file[below:]), file) for file in found), key=lambda source: source.name)
    return Archive(root, tuple(sources), whole and len(paths) == 1)


class _Meant(NamedTuple):
    """What one path means: files, the folder that they are named below, and whether they are all that it holds."""

    files: list[str]
    folder: str
    whole: bool


def _posix(path: str) -> str:
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 (a link stays the link that the user named)


def _on_disk(path: str) -> _Meant:
    place = Path(_posix(path))
    if place.is_dir():
        return _Meant(list(_walk(place)), place.as_posix(), whole=True)
    if place.exists():
        return _Meant([place.as_posix()], place.parent.as_posix(), whole=False)
    if not glob.has_magic(path):
        raise CallError(f"{path}: no such file or folder")
    matches = [Path(_posix(match)) for match in glob.glob(path, recursive=True)]  # noqa: PTH207 (absolute ones too)
    if not matches:
        raise CallError(f"{path}: no file matches")
    files = [match.as_posix() for match in matches if match.is_file() and _wanted(match.as_posix())]
    files += [file for match in matches if match.is_dir() for file in _walk(match)]
    return _Meant(files, _common(match.parent.as_posix() for match in matches), whole=False)


def _walk(folder: Path) -> Iterator[str]:
    def fail(error: OSError) -> None:
        raise CallError(f"{error.filename}: can't be listed ({error.strerror})") from error

    for parent, folders, files in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (path for path in ((Path(parent) / file).as_posix() for file in files) if _wanted(path))


def _wanted(path: str) -> bool:
    """Whether a file found in a folder is a report: by its suffix, and not hidden ("._x.pdf" of other systems)."""
    name = PurePosixPath(path).name
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def _in_store(address: str) -> _Meant:
    with _store_errors(address):
        store, path = _store(address)
        whole = False
        if glob.has_magic(path):
            matches = [str(match) for match in store.glob(path)]
            files = [match for match in matches if _wanted(match) and store.isfile(match)]
            folder = _common([match.rpartition("/")[0] for match in matches] or [path])
        elif store.isdir(path):
            files, folder, whole = [file for file in store.find(path) if _wanted(file)], path.rstrip("/"), True
        elif store.exists(path):
            files, folder = [path], path.rpartition("/")[0]
        else:
            raise CallError(f"{address}: no such file or folder")
        return _Meant([store.unstrip_protocol(file) for file in files], store.unstrip_protocol(folder), whole)


def _store(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise CallError(f"{address}: a store needs fsspec: pip install 'extractor[dask]'") from error
    store, path = url_to_fs(address)
    return store, str(path)


@contextlib.contextmanager
def _store_errors(address: str) -> Iterator[None]:
    """Each store has errors of its own: give them as one line with the address."""
    try:
        yield
    except ExtractorError:
        raise
    except FileNotFoundError as error:
        raise ReadError(f"{address}: no such file") from error
    except Exception as error:
        raise ReadError(f"{address}: the store answers {type(error).__name__}: {error}") from error


def _common(folders: Iterable[str]) -> str:
    """The deepest folder that holds all of them."""
    levels = zip(*(folder.split("/") for folder in folders), strict=False)
    shared = [level[0] for level in itertools.takewhile(lambda level: len(set(level)) == 1, levels)]
    if not shared:
        raise CallError("the paths have no folder in common; convert each archive by itself")
    return "/".join(shared) or "/"


def _printable(name: str) -> str:
    """The name as text: bytes of a file name that are no UTF-8 become the replacement character."""
    return os.fsencode(name).decode("utf-8", "replace")


@contextlib.contextmanager
def local_copy(location: str) -> Iterator[Path]:
    """The file as a path on this machine: itself, or a copy of what lies in a store, gone afterwards."""
    if _STORE not in location:
        yield Path(location)
        return
    with tempfile.TemporaryDirectory(prefix="extractor-") as folder:
        copy = Path(folder) / f"copy{PurePosixPath(location).suffix}"
        with _store_errors(location):
            store, path = _store(location)
            store.get_file(path, str(copy))
        yield copy


def digest(source: Source) -> tuple[str, int]:
    """SHA-256 in hexadecimal and size in bytes of a file. Raises ReadError where it can't be read."""
    try:
        with _open(source.location) as stream:
            hashed = hashlib.sha256()
            size = 0
            while part := stream.read(_HASHED_AT_ONCE):
                hashed.update(part)
                size += len(part)
    except OSError as error:
        raise ReadError(f"{source.location}: can't be opened ({error.strerror or error})") from error
    return hashed.hexdigest(), size


@contextlib.contextmanager
def _open(location: str) -> Iterator[IO[bytes]]:
    if _STORE not in location:
        with Path(location).open("rb") as stream:
            yield stream
        return
    with _store_errors(location):
        store, path = _store(location)
        with store.open(path, "rb") as stream:
            yield stream
