"""The Python door to many files: reports as they finish, nothing written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.batch.engine import open_engine, outcome_of
from extractor.batch.sources import find_sources
from extractor.batch.task import NO_HURRY, Limits, Setup, Task
from extractor.options import DEFAULTS, Options

if TYPE_CHECKING:
    from extractor.model import Report


@dataclass(frozen=True)
class Conversion:
    """What became of one file: its report, or the reason in one line why there is none.

    `reason` also tells what is wanting in a report: pages that could not be read, no incident found.
    """

    path: str
    report: Report | None
    reason: str | None


def convert_many(
    paths: str | Path | Iterable[str | Path],
    *,
    jobs: int | None = None,
    options: Options = DEFAULTS,
    limits: Limits = NO_HURRY,
    scheduler: str | None = None,
) -> Iterator[Conversion]:
    """Convert files, folders, globs or addresses of a store, and yield each file as it finishes.

        for conversion in convert_many("archive", jobs=2):
            print(conversion.path, conversion.report and len(conversion.report.incidents), conversion.reason)

    `jobs`: worker processes (default: one a processor). `limits`: what one file may cost; what exceeds them, crashes
    or can't be read is yielded with its reason. `scheduler`: address of a Dask cluster, or "local". Files come in no
    order; few are held at a time. Raises CallError for a path that isn't there, a PatternError's or
    GazetteerError's text as ExtractorError where the knowledge can't be loaded.
    """
    from extractor.model import Report

    given = [paths] if isinstance(paths, str | Path) else paths
    archive = find_sources([str(path) for path in given])
    setup = Setup(options, limits)
    with open_engine(jobs or os.cpu_count() or 1, scheduler) as engine:
        for task, future in engine.map(engine.convert, (Task(source, setup) for source in archive.sources)):
            outcome = outcome_of(task, future)
            report = Report.model_validate_json(outcome.record) if outcome.record else None
            yield Conversion(task.source.location, report, outcome.reason)
