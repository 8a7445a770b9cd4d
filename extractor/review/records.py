"""OUT as the review sees it: a short row for every incident, and whole reports when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from extractor.errors import CallError, ReadError
from extractor.model import Incident, Report
from extractor.reports import STDIN, read_reports
from extractor.review.decisions import Action


@dataclass(slots=True)
class Held:
    """One report of OUT: its file on the disk, the number of its line where the file holds several, and its facts."""

    number: int
    path: Path
    line: int
    name: str
    sha256: str
    publisher: str | None
    title: str | None
    pages: int
    ledger: int
    incidents: list[str] = field(default_factory=list)


class Records:
    """All reports of OUT. Only rows are held; a report is read again when one of its incidents is looked at."""

    def __init__(self, out: Path) -> None:
        """Read everything once. Raises CallError or ReadError where OUT holds no reports that can be used."""
        if out == STDIN:
            raise CallError("a review needs files that stay; give what `extractor convert -o OUT` wrote")
        self.out = out
        self.reports: list[Held] = []
        self.rows: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self._report_of: dict[str, int] = {}
        self.report = lru_cache(maxsize=8)(self._report)

    def scan(self) -> Iterator[tuple[Held, Report]]:
        """Read all reports in their order, and fill the rows on the way."""
        seen: set[str] = set()
        lines: dict[Path, int] = {}
        for path, report in read_reports([self.out]):
            line = lines[path] = lines.get(path, -1) + 1
            facts = report.report
            if facts.sha256 in seen:
                self.notes.append(f"{path}: the same file as one before ({facts.file}); left out")
                continue
            seen.add(facts.sha256)
            number = len(self.reports)
            held = Held(
                number, path, line, facts.file, facts.sha256, facts.publisher, facts.title, facts.pages,
                len(report.unused),
            )  # fmt: skip
            self.reports.append(held)
            for incident in report.incidents:
                if incident.id in self._report_of:
                    self.notes.append(f"{path}: two incidents have the id {incident.id}; the second is left out")
                    continue
                self._report_of[incident.id] = number
                held.incidents.append(incident.id)
                self.rows.append(row(number, incident))
            yield held, report

    def _report(self, number: int) -> Report:
        held = self.reports[number]
        for line, (_, report) in enumerate(read_reports([held.path])):
            if line == held.line:
                if report.report.sha256 != held.sha256:
                    break
                return report
        raise ReadError(f"{held.path}: has changed since the review began; end the review and start it anew")

    def number_of(self, incident: str) -> int | None:
        """The number of the report that holds an incident of OUT, or None."""
        return self._report_of.get(incident)

    def share_out(self, actions: Iterable[Action]) -> tuple[dict[int, list[Action]], list[str]]:
        """The decisions of each report by its number, and the names of files that OUT does not hold.

        A report is known by its content; a new edition of a file that OUT holds no more, by its name.
        """
        numbers = {held.sha256: held.number for held in self.reports}
        named = {held.name: held.number for held in self.reports}
        shared: dict[int, list[Action]] = {}
        elsewhere: dict[str, None] = {}
        for action in actions:
            number = numbers.get(action.sha256, named.get(action.file))
            if number is None:
                elsewhere[action.file] = None
            else:
                shared.setdefault(number, []).append(action)
        return shared, list(elsewhere)


def row(report: int, incident: Incident) -> dict[str, Any]:
    """What the queue shows and searches of an incident."""
    return {
        "id": incident.id,
        "report": report,
        "page": incident.pages[0] if incident.pages else None,
        "date": incident.date.start.isoformat() if incident.date.start else None,
        "place": incident.place.name,
        "governorate": incident.place.governorate,
        "event": incident.event_type,
        "killed": incident.killed.total,
        "injured": incident.injured.total,
        "confidence": incident.confidence,
        "checks": [[check.code, check.severity] for check in incident.checks],
        "filled": sorted({path.split(".")[0] for path in incident.evidence}),
        "text": incident.text,
    }


def review_folder(out: Path) -> Path:
    """Where the decisions about OUT and what is made of them lie: beside it, so that no new conversion touches them."""
    return Path(f"{str(out.resolve()).rstrip('/')}.review")


def report_name(held: Held, out: Path) -> PurePosixPath:
    """The name of a reviewed report below the review's folder: that of its file in OUT, never one from inside it."""
    name = held.path.relative_to(out) if out.is_dir() else Path(held.path.name)
    return PurePosixPath(name.as_posix() if held.line == 0 and name.suffix == ".json" else f"{name}.{held.line}.json")
