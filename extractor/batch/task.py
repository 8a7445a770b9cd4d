"""What goes to a worker and what comes back: plain values, so that a pipe or a cluster can carry them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

from extractor.batch.sources import Source
from extractor.options import DEFAULTS, Options


@dataclass(frozen=True)
class Limits:
    """What one file may cost before it is given up: seconds of time, and MiB of memory beyond what a worker needs
    to stand ready (its knowledge, some 200 MiB).

    A page takes 5 to 50 ms, so 300 s are a report of 6,000 slow pages; the widest honest report that we have
    (619 pages) needs 70 MiB, and a compression bomb takes what it gets.
    """

    seconds: float = 300
    megabytes: int = 1024


NO_HURRY = Limits()


@dataclass(frozen=True)
class Setup:
    """How a worker converts: one worker serves one setup."""

    options: Options = DEFAULTS
    limits: Limits = NO_HURRY

    def plain(self) -> dict[str, object]:
        """As JSON values; `Setup.of` reads them back."""
        return {
            "options": dataclasses.asdict(self.options) | {"patterns": [str(path) for path in self.options.patterns]},
            "limits": dataclasses.asdict(self.limits),
        }


@dataclass(frozen=True)
class Task:
    """One file to convert in a worker."""

    source: Source
    setup: Setup


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    `record` is the JSON text of its report, empty where there is none; `reason` says in one line why there is none,
    or what is wanting in it (pages that could not be read, no incident found). `trace` is the traceback of an error
    that nobody foresaw. `seconds` is wall-clock time in the worker, `peak_mb` the most memory that the worker has
    held so far in MiB (null where the system does not tell), `rules` what the result depends on beside the file.
    """

    name: str
    reason: str | None
    rules: str = ""
    record: bytes = field(default=b"", repr=False)
    trace: str | None = None
    sha256: str | None = None
    reader: str | None = None
    pages: int | None = None
    incidents: int | None = None
    checks: int | None = None
    seconds: float = 0.0
    peak_mb: float | None = None
