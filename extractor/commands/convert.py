"""`extractor convert`: reports in, incident records out; one file or an archive."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from extractor.commands._progress import progress, say
from extractor.errors import CallError

if TYPE_CHECKING:
    from extractor.batch import Archive, Batch, Entry, Plan, Policy, Setup
    from extractor.model import Report


class Format(StrEnum):
    """What may be written; a folder always holds one JSON a report."""

    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    xlsx = "xlsx"
    sqlite = "sqlite"
    geojson = "geojson"
    kml = "kml"
    parquet = "parquet"


class ReaderChoice(StrEnum):
    """Who reads the PDF."""

    auto = "auto"
    pdfium = "pdfium"
    pdfplumber = "pdfplumber"


_COMBINED = {
    Format.csv: "incidents.csv",
    Format.jsonl: "reports.jsonl",
    Format.xlsx: "incidents.xlsx",
    Format.sqlite: "incidents.db",
    Format.geojson: "incidents.geojson",
    Format.kml: "incidents.kml",
    Format.parquet: "incidents.parquet",
}
_ENDINGS = {Format.json: ".json", **{format: Path(name).suffix for format, name in _COMBINED.items()}}

_EXAMPLES = """\b
Examples:
  extractor convert report.pdf | jq '.incidents[].killed.total'
  extractor convert report.pdf --format csv -o report.csv
  extractor convert archive -o OUT --jobs 4     one JSON a report, incidents.csv, manifest.sqlite; run again to go on
  extractor convert 'archive/2017*.pdf' -o OUT.csv
  extractor convert s3://bucket/archive -o OUT --scheduler tcp://10.0.0.5:8786

\b
Exit codes: 0 every file gave incidents; 1 a file failed, has unread pages or no incident; 2 wrong call."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_EXAMPLES)(convert)


def convert(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files, folders and globs of .pdf and .txt.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="A folder, or a file whose ending tells the format.")
    ] = None,
    format: Annotated[Format | None, typer.Option(help="Default: by the ending of OUT, else json.")] = None,
    reader: Annotated[ReaderChoice, typer.Option(help="auto: pdfium, and pdfplumber where that fails.")] = (
        ReaderChoice.auto
    ),
    patterns: Annotated[list[Path] | None, typer.Option(help="A folder of your own patterns; may be repeated.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Name of the publisher's profile, where signs mislead.")] = None,
    model: Annotated[str | None, typer.Option(help="A trained spaCy pipeline as an extra finder of names.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, show_default="one a processor", help="Worker processes.")] = None,
    redo: Annotated[bool, typer.Option("--redo", help="Convert all files of the archive anew.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Convert only what failed before.")] = False,
    redact: Annotated[
        str,
        typer.Option(metavar="KINDS", help="Take out names, coordinates, links (joined by commas); with a file only."),
    ] = "",
    scheduler: Annotated[str | None, typer.Option(help="Address of a Dask scheduler, or `local`.")] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds that one file may take.")] = 300,
    memory_limit: Annotated[int, typer.Option(min=16, help="MiB that one file may take.")] = 1024,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an internal error arose.")] = False,
) -> None:
    """Convert reports to incident records, every value with its evidence."""
    from extractor.batch import Limits, Setup, find_sources
    from extractor.options import Options

    archive = find_sources(paths)
    target = _target(out, format, archive, redact)
    if target.file and target.file.resolve() in [Path(source.location).resolve() for source in archive.sources]:
        raise CallError(f"{out}: is one of the reports, and would be lost; give another -o")
    if (redo or retry) and not target.folder:
        raise CallError("--redo and --retry go on with an archive's folder; give -o FOLDER")
    if redo and retry:
        raise CallError("--redo converts everything, --retry what failed; give one of them")
    options = Options(reader.value, tuple(path.resolve() for path in patterns or ()), publisher, model)
    setup = Setup(options, Limits(time_limit, memory_limit))
    jobs = min(jobs or os.cpu_count() or 1, len(archive.sources))
    policy: Policy = "redo" if redo else "retry" if retry else "resume"
    try:
        entries = _run(archive, setup, target, policy, jobs, scheduler, debug)
    except KeyboardInterrupt:
        say("extractor: stopped" + ("; what is done is kept: run again to go on" if target.folder else ""))
        raise typer.Exit(130) from None
    if any(entry.reason for entry in entries):
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Target:
    """Where the result goes: a folder, or else a file (None: standard output), in a format."""

    folder: Path | None
    file: Path | None
    format: Format
    redact: frozenset[str] = frozenset()


def _target(out: Path | None, format: Format | None, archive: Archive, redact: str) -> _Target:
    """A name with an ending is a file, whose ending may tell the format; one without is a folder."""
    from extractor.export.redact import parse_kinds

    kinds = parse_kinds(redact)
    if out and (out.is_dir() or not out.suffix):
        if kinds:
            raise CallError(
                f"{out}: a folder keeps whole records to work on; for sharing use `extractor export --redact`"
            )
        return _Target(out, None, format or Format.json)
    ending = out.suffix.lower() if out else ".json"
    told = next((one for one, known in _ENDINGS.items() if known == ending), None)
    if told is None and format is None:
        raise CallError(f"{out}: say --format {', '.join(Format)}; a new folder's name has no ending")
    if out and told and format and told != format:
        raise CallError(f"{out}: its ending says {told}, --format says {format}")
    chosen = format or told or Format.json
    if chosen == Format.json and len(archive.sources) > 1:
        count = len(archive.sources)
        raise CallError(f"{count} reports can't be one JSON document; give -o FOLDER, or --format jsonl or csv")
    return _Target(None, out, chosen, kinds)


def _run(
    archive: Archive, setup: Setup, target: _Target, policy: Policy, jobs: int, scheduler: str | None, debug: bool
) -> list[Entry]:
    """Convert into the folder, or by way of one that is gone afterwards; the rows of the files of this call."""
    from extractor.batch import Batch, open_engine

    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        folder = target.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="extractor-")))
        engine = stack.enter_context(open_engine(jobs, scheduler))
        batch = stack.enter_context(Batch(archive, folder, setup, engine))
        plan = batch.plan(policy)
        _convert_all(batch, plan, debug)
        names = {source.name for source in archive.sources}
        known = batch.entries()
        entries = [entry for name, entry in known.items() if name in names]
        _export([batch.output(name) for name, entry in known.items() if entry.status == "done"], target)
    if target.folder or len(entries) > 1:
        for line in _summary(entries, plan, time.monotonic() - started):
            say(line)
    return entries


def _convert_all(batch: Batch, plan: Plan, debug: bool) -> None:
    """Do the plan; say of each file what is wanting, as it comes."""
    for entry in plan.unreadable:
        say(f"{entry.name}: {entry.reason}")
    for name in plan.vanished:
        say(f"{name}: no longer in the archive; its report is kept (remove {batch.output(name)} to drop it)")
    with progress(len(plan.todo)) as step:
        for outcome in batch.convert(plan):
            step(not outcome.record)
            if outcome.reason:
                say(f"{outcome.name}: {outcome.reason}")
            if outcome.trace and debug:
                say(outcome.trace)


def _export(reports: list[Path], target: _Target) -> None:
    """Put the reports together: into the file or the stream of the call, or beside them in the archive's folder."""
    if target.folder:
        for format, name in _COMBINED.items():
            path = target.folder / name
            if not reports:
                path.unlink(missing_ok=True)
            elif format in (Format.csv, target.format) or path.exists():  # what an earlier run made is kept up to date
                _write_file(reports, _Target(None, path, format))
    elif not reports:
        return
    elif target.file:
        _write_file(reports, target)
    else:
        _write(reports, target, sys.stdout.buffer)


def _write_file(reports: list[Path], target: _Target) -> None:
    from extractor.batch import atomic

    assert target.file is not None
    with atomic(target.file) as stream:
        _write(reports, target, stream)


def _write(reports: list[Path], target: _Target, stream: IO[bytes]) -> None:
    """Write all incidents in one format; JSON is the report's own record."""
    format, records = target.format, _records(reports, target.redact)
    if format == Format.json:
        for report in records:
            stream.write(report.to_json().encode())
        stream.flush()
        return
    from extractor.export.formats import format_named

    told = format_named(format)
    wanting = told.write(records, stream)
    stream.flush()
    if format != Format.csv:  # always there, beside the records themselves
        for line in told.messages(wanting):
            say(line)


def _records(paths: list[Path], kinds: frozenset[str]) -> Iterator[Report]:
    from extractor.export.redact import redact
    from extractor.model import Report

    return (redact(Report.model_validate_json(path.read_bytes()), kinds) for path in paths)


def _summary(entries: list[Entry], plan: Plan, seconds: float) -> Iterator[str]:
    """What became of the files of this call, also in earlier runs, and what this one did."""
    count = Counter(entry.status for entry in entries)
    done = [entry for entry in entries if entry.status == "done"]
    parts = [f"{len(entries)} files: {count['done']} with a report"]
    if count["duplicate"]:
        parts.append(f"{count['duplicate']} duplicates of others")
    if count["failed"]:
        parts.append(f"{count['failed']} failed")
    pages, incidents = sum(entry.pages or 0 for entry in done), sum(entry.incidents or 0 for entry in done)
    checks = sum(entry.checks or 0 for entry in done)
    yield f"{', '.join(parts)} · {pages} pages, {incidents} incidents, {checks} checks"
    yield f"{len(plan.todo)} converted now in {seconds:.1f} s"
    causes = Counter(_cause(entry.reason) for entry in entries if entry.reason)
    for cause, times in causes.most_common():
        yield f"  {times} × {cause}"


def _cause(reason: str) -> str:
    """A reason without what differs from file to file: the first clause, without numbers."""
    return re.sub(r"\d+(\.\d+)?", "…", re.split(r"[;(]", reason)[0].strip())
