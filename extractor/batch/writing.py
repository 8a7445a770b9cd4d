"""Files that are there whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from extractor.errors import CallError


@contextlib.contextmanager
def atomic(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of `path`, with its folder, when the block ends well, and is gone otherwise.

    Its content is on the disk before the name is: a power cut leaves the old file or the new one. Raises
    CallError where the system refuses (no room, no permission).
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            try:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise CallError(f"{path}: can't be written ({error.strerror}); give another place") from error


def sync_folder(folder: Path) -> None:
    """Put a renaming on the disk; Windows can't open folders, and does so by itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
