"""What reviewers decided: one line of JSON an action, in a log beside OUT that only ever grows.

A line is on the disk before anybody hears that it is saved. Several processes may write to one log: each takes a
lock, reads what the others added, and only then appends. Nothing is ever changed or taken away; an undo is a line.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import ConfigDict, Field, ValidationError

from extractor.batch.writing import sync_folder
from extractor.errors import CallError
from extractor.model import Evidence, Incident, Record

if TYPE_CHECKING:
    from filelock import FileLock

Kind = Literal["accept", "reject", "flag", "reopen", "edit", "note", "split", "merge", "add", "undo"]
Status = Literal["open", "accepted", "rejected", "flagged", "merged"]

STATUS = "review.status"
NOTE = "review.note"
"""Two fields of an incident that are no values of the report."""

_ID = re.compile(r"[0-9a-f]{16,64}")


class Change(Record):
    """One field of one incident, from a value to another; `evidence` is all there is below `field` afterwards."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, serialize_by_alias=True)

    incident: str
    field: str = Field(description="dotted path; lists are changed as a whole")
    old: Any = Field(None, alias="from")
    new: Any = Field(None, alias="to")
    evidence: dict[str, list[Evidence]] = Field({})


class Action(Record):
    """One line of the log: what somebody did, all of it or nothing."""

    id: str = Field(description="made by the page: an action that is sent twice is written once")
    kind: Kind
    who: str = Field(min_length=1, max_length=100)
    when: dt.datetime
    file: str = Field(description="of the report, as in its record")
    sha256: str = Field(description="of the report's file")
    incident: str = Field(description="the incident that it was done to")
    changes: list[Change] = Field([])
    record: Incident | None = Field(None, description="the new incident, of a split or an addition")
    undoes: str | None = Field(None, description="id of the action that is taken back")
    note: str | None = Field(None, max_length=2000)
    values: dict[str, Any] = Field(
        {}, description="the incident as it stood afterwards, without evidence: by it a decision finds its way back"
    )

    @property
    def touched(self) -> set[str]:
        """The ids of the incidents that it changes or makes."""
        made = {self.record.id} if self.record else set()
        return {self.incident, *(change.incident for change in self.changes)} | made


def read_action(data: object) -> Action:
    """An action from JSON; raises ValueError with one line that says what is wrong."""
    try:
        action = Action.model_validate(data)
    except ValidationError as error:
        problem = error.errors()[0]
        at = ".".join(str(part) for part in problem["loc"])
        raise ValueError(f"{at}: {problem['msg']}") from error
    for change in action.changes:
        if change.field == STATUS and change.new not in get_args(Status):
            raise ValueError(f"{STATUS}: {change.new!r} is none of {', '.join(get_args(Status))}")
    for name in (action.id, action.undoes):
        if name is not None and not _ID.fullmatch(name):
            raise ValueError("the id of an action is 16 to 64 hexadecimal digits")
    return action


def effective(actions: Sequence[Action]) -> list[Action]:
    """The actions that hold: those that were not taken back, without the undoing ones."""
    undone: set[str] = set()
    kept = []
    for action in reversed(actions):
        if action.id in undone:
            continue
        if action.undoes is not None:
            undone.add(action.undoes)
        else:
            kept.append(action)
    return kept[::-1]


class Log:
    """The decisions about one OUT. Not for several threads at once."""

    def __init__(self, path: Path) -> None:
        """`path` need not be there yet. Raises CallError where it can't be read or holds what is no action."""
        self.path = path
        self.actions: list[Action] = []
        self.torn = 0
        self._known: dict[str, Action] = {}
        self._offset = 0
        self.refresh()

    def refresh(self) -> None:
        """Take in what others wrote. A last line without an end is being written, or was cut off by a crash."""
        try:
            with self.path.open("rb") as stream:
                stream.seek(self._offset)
                added = stream.read()
        except FileNotFoundError:
            return
        except OSError as error:
            raise CallError(f"{self.path}: can't be read ({error.strerror})") from error
        whole, _, _ = added.rpartition(b"\n")
        for line in whole.split(b"\n") if whole else ():
            self._offset += len(line) + 1
            if line.strip():
                self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            action = read_action(json.loads(line))
        except json.JSONDecodeError:
            self.torn += 1  # cut off by a crash: nobody was told that it was saved, and the page sends it again
            return
        except ValueError as error:
            raise CallError(f"{self.path}: line {len(self.actions) + self.torn + 1} is no decision: {error}") from error
        self.actions.append(action)
        self._known[action.id] = action

    def locked(self) -> FileLock:
        """The lock for reading and appending together, over all processes."""
        from filelock import FileLock  # of the extra `review`; those who only read decisions do without

        self.path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=30)

    def holds(self, action_id: str) -> bool:
        """Whether an action is in the log."""
        return action_id in self._known

    def append(self, actions: Iterable[Action]) -> None:
        """Write actions at the end, within `locked`; they are on the disk when the call returns.

        Raises CallError where the system refuses.
        """
        text = b"".join(_line(action) for action in actions)
        try:
            fresh = not self.path.exists()
            with self.path.open("ab+") as stream:
                end = stream.seek(0, os.SEEK_END)
                if end and end > self._offset:
                    text = b"\n" + text  # closes a line that a crash cut off
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            if fresh:
                sync_folder(self.path.parent)
        except OSError as error:
            raise CallError(f"{self.path}: can't be written ({error.strerror})") from error
        self.refresh()


def _line(action: Action) -> bytes:
    return action.model_dump_json(exclude_defaults=True).encode() + b"\n"
