"""One review of one OUT: its rows, its decisions, and what the page may ask. Knows nothing of the web."""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

from extractor.gazetteer.records import ADMIN_KINDS, PlaceRecord
from extractor.model import Incident
from extractor.review import fields
from extractor.review.attach import attach
from extractor.review.decisions import NOTE, STATUS, Action, Log, effective
from extractor.review.records import Records, review_folder, row
from extractor.review.replay import get, replay, snapshot
from extractor.review.source import Drawer, Sources, words_of


class ConflictError(Exception):
    """Somebody else decided about the same incident in the meantime; `actions` are what the page has not seen."""

    def __init__(self, actions: list[Action]) -> None:
        """`actions`: all that were added since the page last looked."""
        super().__init__("somebody else changed this incident in the meantime")
        self.actions = actions


class Session:
    """Everything about a review that is held in memory; its methods may be called from several threads."""

    def __init__(self, out: Path, folders: Iterable[Path] = (), patterns: Iterable[Path] = ()) -> None:
        """Read OUT and its decisions. Raises CallError or ReadError where one of them can't be used."""
        from extractor.knowledge import pattern_dirs

        self.out = out
        self._lock = RLock()
        self._patterns = pattern_dirs(tuple(patterns))
        self.records = Records(out)
        self.sources = Sources(out, folders)
        self.drawer = Drawer()
        self.log = Log(review_folder(out) / "decisions.jsonl")
        self.actions: list[Action] = []
        self.again: dict[str, list[str]] = {}
        self.lost: dict[str, Incident] = {}
        self._made: dict[str, tuple[int, Incident]] = {}
        self._load()

    def _load(self) -> None:
        areas: set[str | None] = set()
        times: set[str | None] = set()
        for _, report in self.records.scan():
            areas |= {incident.place.governorate for incident in report.incidents}
            times |= {incident.date.time_of_day for incident in report.incidents}
        self._present = {"areas": {area for area in areas if area}, "times": {time for time in times if time}}
        own, elsewhere = self.records.share_out(self.log.actions)
        self.records.notes += [
            f"{self.log.path}: decisions about {file}, which {self.out} does not hold" for file in elsewhere
        ]
        attached: dict[str, Action] = {}
        for number, actions in own.items():
            one = attach(self.records.report(number), actions)
            attached |= {action.id: action for action in one.actions}
            self.again |= one.again
            self.lost |= {incident.id: incident for incident in one.lost}
            for incident in [*one.added, *one.lost]:
                self._made.setdefault(incident.id, (number, incident))
        self.actions = [attached.get(action.id, action) for action in self.log.actions]
        self._loaded = len(self.actions)

    # ------------------------------------------------------------------------------------------ what the page asks

    def overview(self) -> dict[str, Any]:
        """Rows of all incidents, the reports, the fields and their words, and the decisions so far."""
        with self._lock:
            self._refresh()
            return {
                "out": self.out.name or str(self.out),
                "key": hashlib.sha256(str(self.log.path).encode()).hexdigest()[:16],
                "who": getpass.getuser(),
                "reports": [
                    {
                        "number": held.number, "file": held.name, "sha256": held.sha256, "publisher": held.publisher,
                        "title": held.title, "pages": held.pages, "ledger": held.ledger,
                    }
                    for held in self.records.reports
                ],
                "rows": self.records.rows,
                "made": [
                    {**row(report, incident), "lost": incident.id in self.lost}
                    for report, incident in self._made.values()
                ],
                "again": self.again,
                "loaded": self._loaded,
                "fields": fields.as_data(),
                "words": self.words,
                "landmarks": self.landmarks,
                "actions": [action.model_dump(mode="json", exclude_defaults=True) for action in self.actions],
            }  # fmt: skip

    def since(self, known: int) -> list[dict[str, Any]]:
        """The decisions after the first `known` ones."""
        with self._lock:
            self._refresh()
            return [action.model_dump(mode="json", exclude_defaults=True) for action in self.actions[known:]]

    def incident(self, name: str) -> dict[str, Any] | None:
        """An incident as it was converted, and the boxes of its words; None where there is none of that id."""
        with self._lock:
            number, incident = self._find(name)
            if incident is None or number is None:
                return None
            held = self.records.reports[number]
        path = self.sources.find(held.sha256, held.name)
        return {
            "record": incident.model_dump(mode="json"),
            "report": number,
            "words": words_of(self.drawer, path, incident),
        }

    def report(self, number: int) -> dict[str, Any] | None:
        """What is told of a report as a whole: its reconciliation, its checks, its ledger, and whether it has pages."""
        if not 0 <= number < len(self.records.reports):
            return None
        with self._lock:
            held = self.records.reports[number]
            report = self.records.report(number)
        path = self.sources.find(held.sha256, held.name)
        return {
            "number": number,
            "reconciliation": [line.model_dump(mode="json") for line in report.reconciliation],
            "checks": [check.model_dump(mode="json") for check in report.checks],
            "unused": [line.model_dump(mode="json") for line in report.unused],
            "drawn": path is not None and path.suffix.lower() != ".txt",
            "found": path is not None,
        }

    def page(self, number: int, page: int, scale: float, format: str = "PNG") -> bytes | None:
        """A page of a report; None where it or its file isn't there. Raises ReadError where it can't be drawn."""
        if not 0 <= number < len(self.records.reports):
            return None
        held = self.records.reports[number]
        path = self.sources.find(held.sha256, held.name)
        if path is None or path.suffix.lower() == ".txt" or not 1 <= page <= held.pages:
            return None
        return self.drawer.picture(path, page, scale, format)

    # ------------------------------------------------------------------------------------------ what the page does

    def save(self, action: Action, known: int) -> list[Action]:
        """Put a decision into the log, and return all that were added since the first `known` ones.

        The same action twice is one. What it changes from, and what the incident is afterwards, is told by the log,
        not by the page. Raises ConflictError where others decided about its incidents meanwhile, ValueError where the
        decision can't be carried out.
        """
        with self._lock, self.log.locked():
            self._refresh()
            if self.log.holds(action.id):
                return self.actions[known:]
            unseen = self.actions[known:]
            if any(other.touched & self._concerned(action) for other in unseen):
                raise ConflictError(unseen)
            self.log.append([self._completed(action)])
            self._refresh()
            return self.actions[known:]

    def take_in(self, actions: Iterable[Action]) -> list[Action]:
        """Append decisions that were made elsewhere, as they are; returns those that the log did not hold."""
        with self._lock, self.log.locked():
            self._refresh()
            new = [action for action in actions if not self.log.holds(action.id)]
            for action in new:
                self.log.append([self._remembered(action)])
                self._refresh()
        return new

    def _remembered(self, action: Action) -> Action:
        """With the incident as it stands afterwards, where that can be told."""
        try:
            after, _ = self._now(action.incident, action)
        except ValueError:
            return action
        return action.model_copy(update={"values": snapshot(after)})

    def _concerned(self, action: Action) -> set[str]:
        undone = next((other for other in self.actions if other.id == action.undoes), None)
        return action.touched | (undone.touched if undone else set())

    def _completed(self, action: Action) -> Action:
        number, _ = self._find(action.incident)
        if number is None:
            raise ValueError(f"{action.incident}: no such incident")
        held = self.records.reports[number]
        if action.undoes is not None and all(other.id != action.undoes for other in self.actions):
            raise ValueError(f"{action.undoes}: no such action to undo")
        changes = []
        if any(self._find(change.incident)[0] != number for change in action.changes):
            raise ValueError("a decision is about incidents of one report")
        for change in action.changes:
            if change.field not in fields.PATHS | {STATUS, NOTE, "text", "pages"}:
                raise ValueError(f"{change.field}: not a field that a reviewer sets")
            now, verdict = self._now(change.incident)
            old = {STATUS: verdict.status, NOTE: verdict.note}.get(change.field)
            if change.field not in (STATUS, NOTE):
                old = get(now, change.field)
            changes.append(change.model_copy(update={"old": old}))
        completed = action.model_copy(
            update={
                "when": dt.datetime.now(dt.UTC).replace(microsecond=0),
                "changes": changes, "file": held.name, "sha256": held.sha256,
            }
        )  # fmt: skip
        after = None
        for name in completed.touched:
            result, _ = self._now(name, completed)
            _check_sound(result)
            after = result if name == action.incident else after
        return completed.model_copy(update={"values": snapshot(after) if after else {}})

    def _now(self, name: str, further: Action | None = None) -> tuple[Incident, Any]:
        """An incident after all decisions, and after one more."""
        _, incident = self._find(name)
        if incident is None and further is not None and further.record is not None and further.record.id == name:
            incident = further.record
        if incident is None:
            raise ValueError(f"{name}: no such incident")
        return replay(incident, effective([*self.actions, *([further] if further else [])]))

    def _find(self, name: str) -> tuple[int | None, Incident | None]:
        number = self.records.number_of(name)
        if number is not None:
            return number, next(one for one in self.records.report(number).incidents if one.id == name)
        return self._made.get(name, (None, None))

    def _refresh(self) -> None:
        """Take in what this or another process has added to the log."""
        self.log.refresh()
        for action in self.log.actions[len(self.actions) :]:
            self.actions.append(action)
            if action.record is not None:
                number, _ = self._find(action.incident)
                if number is not None:
                    self._made.setdefault(action.record.id, (number, action.record))

    # ------------------------------------------------------------------------------------------ words and places

    @cached_property
    def words(self) -> dict[str, list[str]]:
        """The words of each vocabulary: of the patterns, of the gazetteer, and of OUT itself."""
        areas = {record.names[0].text for record in self._records_of(ADMIN_KINDS[0])}
        return fields.vocabularies(self._patterns) | {
            "areas": sorted(areas | self._present["areas"]),
            "times": sorted(self._present["times"]),
        }

    def _records_of(self, kind: str) -> Iterator[PlaceRecord]:
        for store in self._gazetteer.open_stores:
            yield from (record for record in store.all_records() if record.kind == kind)

    @cached_property
    def _gazetteer(self) -> Any:
        from extractor.gazetteer import open_gazetteer

        return open_gazetteer(self._patterns)

    @cached_property
    def landmarks(self) -> list[tuple[str, float, float]]:
        """Name, latitude and longitude of the cities of the countries: what the map is read by."""
        return [
            (record.names[0].text, record.lat, record.lon)
            for record in self._records_of("city")
            if record.lat is not None and record.lon is not None
        ]

    def places(self, name: str, governorate: str | None) -> list[dict[str, Any]]:
        """The gazetteer's records that a name could mean, best first, at most nine."""
        from extractor.gazetteer import PlaceQuery
        from extractor.gazetteer.linker import candidates

        with self._lock:
            found = candidates(self._gazetteer, PlaceQuery(name, governorate=governorate))[:9]
        return [one.model_dump(mode="json") for one in found]

    def read(self, field: str, words: str, name: str) -> str | int | None:
        """What words that were selected in an incident's text say for a field, or None."""
        from extractor.review.reading import read_value

        knowledge = self._knowledge
        with self._lock:
            number, _ = self._find(name)
            return None if number is None else read_value(field, words, self.records.report(number), knowledge)

    def warm(self) -> None:
        """Load what the page will ask for, so that its first question is answered at once."""
        self.drawer.warm()
        with self._lock:
            _ = self.words, self.landmarks
        _ = self._knowledge  # nobody waits for it

    @cached_property
    def _knowledge(self) -> Any:
        from extractor.knowledge import load_knowledge

        return load_knowledge(self._patterns)

    def close(self) -> None:
        """End the process that draws."""
        self.drawer.close()


def _check_sound(incident: Incident) -> None:
    for count in (incident.killed, incident.injured, incident.missing, incident.detained):
        if any(isinstance(number, int) and number < 0 for _, number in count):
            raise ValueError("a number of people is not less than none")
    for path, pieces in incident.evidence.items():
        for piece in pieces:
            if piece.start is not None and incident.text[piece.start : piece.end] != piece.quote:
                raise ValueError(f"{path}: “{piece.quote}” does not stand at {piece.start} in the text")
