"""Actions applied to a record: what it says after the reviewers' decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from extractor.model import Incident, Review
from extractor.review.decisions import NOTE, STATUS, Action, Status

_LINK = {"link": {"candidates": True, "reason": True, "score": True}}
_NOT_KEPT: dict[str, Any] = {
    **dict.fromkeys(("id", "evidence", "links", "checks", "why", "confidence", "review"), True),
    "place": _LINK,
    "other_places": {"__all__": _LINK},
}
"""Parts of an incident that a decision's snapshot goes without: they are no values, or can be found again."""


@dataclass(slots=True)
class Verdict:
    """Where an incident stands: by whose decision, when, and which fields were set by hand."""

    status: Status = "open"
    who: str | None = None
    when: dt.datetime | None = None
    note: str | None = None
    fields: list[str] = field(default_factory=list)
    origin: str | None = None

    def as_review(self, again: list[str]) -> Review:
        """The same as part of the record; with a reason to look `again` it is open."""
        return Review(
            status="open" if again else self.status,
            reviewer=self.who,
            time=self.when,
            note=self.note,
            fields=sorted(self.fields),
            origin=self.origin,
            again=again,
        )


def replay(incident: Incident, actions: Iterable[Action]) -> tuple[Incident, Verdict]:
    """The incident after `actions` (effective ones, in their order), and where it stands. The original stays as it is.

    Raises ValueError where an action makes no valid record.
    """
    data = incident.model_dump(mode="json")
    verdict = Verdict()
    for action in actions:
        if action.record is not None and action.record.id == incident.id:
            verdict.who, verdict.when = action.who, action.when
            verdict.origin = action.incident if action.kind == "split" else "ledger"
        for change in action.changes:
            if change.incident != incident.id:
                continue
            verdict.who, verdict.when = action.who, action.when
            if change.field == STATUS:
                verdict.status = change.new
                if change.new == "merged":
                    verdict.origin = action.incident
            elif change.field == NOTE:
                verdict.note = change.new
            else:
                put(data, change.field, change.new)
                kept = {path: pieces for path, pieces in data["evidence"].items() if not _below(path, change.field)}
                added = {path: [one.model_dump() for one in pieces] for path, pieces in change.evidence.items()}
                data["evidence"] = kept | added
                if change.field not in verdict.fields:
                    verdict.fields.append(change.field)
    return Incident.model_validate(data), verdict


def _below(path: str, field: str) -> bool:
    return path == field or path.startswith(f"{field}.")


def put(data: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a dotted path; raises ValueError where there is no such path."""
    *parents, last = path.split(".")
    inner: Any = data
    for name in parents:
        inner = inner.get(name) if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or last not in inner:
        raise ValueError(f"{path}: no such field")
    inner[last] = value


def get(incident: Incident, path: str) -> Any:
    """The value at a dotted path as plain JSON; raises ValueError where there is no such path."""
    value: Any = incident.model_dump(mode="json")
    for name in path.split("."):
        if not isinstance(value, dict) or name not in value:
            raise ValueError(f"{path}: no such field")
        value = value[name]
    return value


def snapshot(incident: Incident) -> dict[str, Any]:
    """What an action keeps of the incident that it was done to; `Incident(id=…, **snapshot)` is a record again."""
    return incident.model_dump(mode="json", exclude=_NOT_KEPT, exclude_defaults=True) | {"text": incident.text}


def leaves(values: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The values of a snapshot by their dotted path, without those that are empty; lists are one value."""
    if isinstance(values, dict):
        for name, inner in values.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif values not in (None, []):
        yield path, values
