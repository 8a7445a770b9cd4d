"""An archive into a folder: what is to be done, done, and written down. A second run does only what is left."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from extractor.batch.engine import Engine, outcome_of
from extractor.batch.manifest import Entry, Manifest
from extractor.batch.sources import Archive, Source, digest
from extractor.batch.task import Outcome, Setup, Task
from extractor.batch.writing import atomic
from extractor.errors import ExtractorError, ReadError

Policy = Literal["resume", "redo", "retry"]


@dataclass(frozen=True)
class Plan:
    """What a run has to do.

    `todo`: the files to convert. `files`: all that can be read, by name, with hash and size. `unreadable` failed
    already. `vanished`: names that have a report and no file any more. `rules`: what the reports will be made by.
    """

    todo: tuple[Source, ...]
    files: dict[str, Entry]
    unreadable: tuple[Entry, ...]
    vanished: tuple[str, ...]
    rules: str


class Batch:
    """One run over an archive into a folder; use it in a `with` statement."""

    def __init__(self, archive: Archive, out: Path, setup: Setup, engine: Engine) -> None:
        """Take the folder. Raises CallError where it can't be used or is another archive's (see Manifest)."""
        self.archive, self.out, self.setup, self.engine = archive, out, setup, engine
        self.manifest = Manifest(out, archive.root)

    def __enter__(self) -> Batch:
        """Nothing more to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the folder."""
        self.manifest.close()

    def output(self, name: str) -> Path:
        """Where the report of a file of that name stands, under the archive's own folder structure."""
        return self.out / f"{name}.json"

    def entries(self) -> dict[str, Entry]:
        """What became of each file so far, by name in order."""
        return self.manifest.entries()

    def plan(self, policy: Policy = "resume") -> Plan:
        """Find out what is to be done, and write down what is a duplicate, has gone or can't be read.

        "resume": what is new, changed, failed or made by other rules; "retry": of that, what failed; "redo": all.
        Raises ExtractorError where no worker can be started.
        """
        [(_, first)] = self.engine.map(self.engine.rules, [self.setup])
        rules = first.result()
        known = self.manifest.entries()
        files, unreadable = self._hashed()
        todo = []
        for names in _alike(files):
            told = [name for name in names if self._has_report(known.get(name), files[name].sha256)]
            original = told[0] if told else names[0]
            if policy == "redo" or not told or known[original].rules != rules:
                todo.append(original)
            for name in names:
                if name != original:
                    self._settle(dataclasses.replace(files[name], same_as=original), known.get(name))
        for entry in unreadable:
            self._settle(entry)
        if policy == "retry":
            todo = [name for name in todo if name in known and known[name].status == "failed"]
        sources = {source.name: source for source in self.archive.sources}
        return Plan(
            todo=tuple(sources[name] for name in sorted(todo)),
            files=files,
            unreadable=tuple(unreadable),
            vanished=tuple(self._vanished(known, files)) if self.archive.whole else (),
            rules=rules,
        )

    def convert(self, plan: Plan) -> Iterator[Outcome]:
        """Do what is planned; when an outcome comes it is on the disk, its report first, then its row.

        Raises ExtractorError where going on makes no sense: no room on the disk, a cluster that is gone or whose
        workers don't agree on their rules.
        """
        tasks = (Task(source, self.setup) for source in plan.todo)
        for task, future in self.engine.map(self.engine.convert, tasks):
            outcome = outcome_of(task, future)
            self._keep(outcome, plan)
            yield outcome

    def _hashed(self) -> tuple[dict[str, Entry], list[Entry]]:
        """The files with hash and size, by name, as rows of duplicates-to-be; and those that can't be read."""
        files, unreadable = {}, []
        for source, future in self.engine.map(digest, self.archive.sources):
            try:
                sha256, size = future.result()
                files[source.name] = Entry(source.name, "duplicate", sha256=sha256, size=size)
            except ReadError as error:
                reason = str(error).removeprefix(f"{source.location}: ")
                unreadable.append(Entry(source.name, "failed", reason, finished=_now()))
        return files, unreadable

    def _has_report(self, entry: Entry | None, sha256: str | None) -> bool:
        """Whether the report of a file with that content stands in the folder."""
        if entry is None or entry.status != "done" or entry.sha256 != sha256:
            return False
        return self.output(entry.name).is_file()

    def _vanished(self, known: dict[str, Entry], files: dict[str, Entry]) -> Iterator[str]:
        """Names with a report whose file is no longer in the archive. One that was only renamed loses the old one."""
        contents = {entry.sha256 for entry in files.values()}
        for name in known.keys() - {source.name for source in self.archive.sources}:
            if known[name].sha256 not in contents and self._has_report(known[name], known[name].sha256):
                yield name
            else:
                self.output(name).unlink(missing_ok=True)
                self.manifest.drop(name)

    def _settle(self, entry: Entry, before: Entry | None = None) -> None:
        """Write down a file that has no report, or none any more."""
        self.output(entry.name).unlink(missing_ok=True)
        if entry != before:
            self.manifest.put(entry)

    def _keep(self, outcome: Outcome, plan: Plan) -> None:
        """Put an outcome on the disk."""
        file = plan.files[outcome.name]
        entry = Entry(
            name=outcome.name,
            status="done" if outcome.record else "failed",
            reason=outcome.reason,
            sha256=outcome.sha256 or file.sha256,
            size=file.size,
            rules=outcome.rules,
            reader=outcome.reader,
            pages=outcome.pages,
            incidents=outcome.incidents,
            checks=outcome.checks,
            seconds=outcome.seconds,
            peak_mb=outcome.peak_mb,
            finished=_now(),
        )
        if not outcome.record:
            self._settle(entry)
            return
        if outcome.rules != plan.rules:
            raise ExtractorError(
                f"the workers of the cluster differ ({outcome.rules} and {plan.rules}): "
                "install the same version, patterns and gazetteer on all of them"
            )
        with atomic(self.output(outcome.name)) as stream:
            stream.write(outcome.record)
        self.manifest.put(entry)


def _alike(files: dict[str, Entry]) -> list[list[str]]:
    """The names in groups of the same content, read in the same way, in order within each."""
    groups: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for name in sorted(files):
        groups[files[name].sha256, PurePosixPath(name).suffix.lower()].append(name)
    return list(groups.values())


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
