"""The manifest of an archive: `manifest.sqlite` in OUT, one row a file, with what became of it.

It is for people, too: `sqlite3 OUT/manifest.sqlite "select name, reason from files where status = 'failed'"`.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extractor.errors import CallError

NAME = "manifest.sqlite"

Status = Literal["done", "failed", "duplicate"]

_SCHEMA = """
create table if not exists archive (root text not null);
create table if not exists files (
    name text primary key,   -- path below the root of the archive
    status text not null,    -- done: its report is there; failed; duplicate: the same bytes as the file `same_as`
    reason text,             -- why it failed, or what is wanting in its report
    same_as text,
    sha256 text,
    size integer,            -- bytes
    rules text,              -- what made the report, as JSON: versions of extractor, patterns and gazetteer, options
    reader text,
    pages integer,
    incidents integer,
    checks integer,
    seconds real,
    peak_mb real,            -- the most memory that its worker had held by then, in MiB
    finished text            -- UTC
);
"""


@dataclass(frozen=True)
class Entry:
    """One row: a file of the archive and what became of it. The columns are told in the manifest's own schema."""

    name: str
    status: Status
    reason: str | None = None
    same_as: str | None = None
    sha256: str | None = None
    size: int | None = None
    rules: str | None = None
    reader: str | None = None
    pages: int | None = None
    incidents: int | None = None
    checks: int | None = None
    seconds: float | None = None
    peak_mb: float | None = None
    finished: str | None = None


_COLUMNS = tuple(field.name for field in dataclasses.fields(Entry))
_PUT = f"replace into files ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"


class Manifest:
    """The open manifest of a folder, held by one run alone; each change is on the disk when the call returns."""

    def __init__(self, folder: Path, root: str) -> None:
        """Open or make it for the archive `root`.

        Raises CallError where the folder can't be used, belongs to another archive or is in use by another run.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(folder / NAME, timeout=1, isolation_level=None)
            self._database.execute("pragma locking_mode = exclusive")
            self._database.executescript(f"begin exclusive; {_SCHEMA} commit;")
        except FileExistsError as error:
            raise CallError(f"{folder}: not a folder; give another -o") from error
        except OSError as error:
            raise CallError(f"{folder}: can't be made ({error.strerror})") from error
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise CallError(f"{folder}: another run is at work in it; wait for it or give another -o") from error
            raise CallError(f"{folder / NAME}: can't be used ({error})") from error
        except sqlite3.DatabaseError as error:
            raise CallError(
                f"{folder / NAME}: damaged ({error}); remove it, and all files are converted anew"
            ) from error
        self._belongs_to(folder, root)

    def _belongs_to(self, folder: Path, root: str) -> None:
        row = self._database.execute("select root from archive").fetchone()
        if row is None:
            self._database.execute("insert into archive values (?)", (root,))
        elif row[0] != root:
            self.close()
            raise CallError(f"{folder}: holds the reports of {row[0]}, not of {root}; give another -o")

    def close(self) -> None:
        """Let go of it."""
        self._database.close()

    def entries(self) -> dict[str, Entry]:
        """All rows by name."""
        rows = self._database.execute(f"select {', '.join(_COLUMNS)} from files order by name")
        return {row[0]: Entry(*row) for row in rows}

    def put(self, entry: Entry) -> None:
        """Add a row, or replace the one of that name."""
        self._database.execute(_PUT, dataclasses.astuple(entry))

    def drop(self, name: str) -> None:
        """Remove the row of that name."""
        self._database.execute("delete from files where name = ?", (name,))
