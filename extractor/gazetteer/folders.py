"""Where the gazetteer keeps things: the user's own lists, and the stores that are made from all lists."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs

from extractor.errors import GazetteerError

HOME = "EXTRACTOR_HOME"
"""The environment variable that names another folder for what users add."""


def user_lists() -> Path:
    """The folder of the lists that users add; it need not exist."""
    home = os.environ.get(HOME)
    return (Path(home) if home else Path(platformdirs.user_data_dir("extractor"))) / "gazetteer"


def stores() -> Path:
    """The folder of the stores; all in it can be made again."""
    return Path(platformdirs.user_cache_dir("extractor")) / "gazetteer"


_FORGOTTEN = 30 * 24 * 3600.0
"""Seconds without use after which a store of earlier lists is removed."""


def forget_unused(path: Path) -> None:
    """Note that the store at `path` is used, and remove those of the same country that no one has used for a month."""
    with contextlib.suppress(OSError):  # a folder that can only be read, or another process that does the same
        path.touch()
        for other in path.parent.glob(f"{path.name.split('-')[0]}-*{path.suffix}"):
            if other.stat().st_mtime < path.stat().st_mtime - _FORGOTTEN:
                other.unlink()


def make_once(path: Path, make: Callable[[Path], None]) -> None:
    """Have `make` write `path`, unless it is there; safe for several processes, and never half a file.

    The file is written under another name in the same folder and then renamed; where two processes do so at once
    the later one replaces the same content. Raises GazetteerError where the folder can't be written to.
    """
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=path.parent, prefix=".making-", ignore_cleanup_errors=True) as folder:
            made = Path(folder) / path.name
            make(made)
            made.replace(path)
    except (OSError, sqlite3.Error) as error:
        if path.exists():  # another process was faster, and on Windows a file in use can't be replaced
            return
        raise GazetteerError(
            f"{path.parent}: the gazetteer can't be stored there ({error}); "
            "make the folder writable, or name another one with the environment variable XDG_CACHE_HOME"
        ) from error
