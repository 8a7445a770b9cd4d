"""Decisions back onto records: after a new conversion they follow their incidents, or say why they can't."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from extractor.model import Evidence, Incident, Report
from extractor.review.decisions import Action, Change, effective
from extractor.review.replay import leaves, replay, snapshot

SAME_WORDS = 75.0
"""`token_sort_ratio` of two texts from which a decision about one may belong to the other: a paragraph that was cut
anew at a page break keeps 80 and more of 100, another event in the same set phrases told at the same place and day
is held apart by the date, place and number of killed, which count with it."""
_TEXT, _DATE, _PLACE, _KILLED = 0.55, 0.2, 0.15, 0.1


@dataclass(slots=True)
class Attached:
    """The decisions about one report as they lie on its records now.

    `actions`: with the ids and offsets of today. `added`: incidents that reviewers made. `again`: incident → why it
    must be looked at again. `lost`: what was decided about incidents that are no longer there.
    """

    actions: list[Action] = field(default_factory=list)
    added: list[Incident] = field(default_factory=list)
    again: dict[str, list[str]] = field(default_factory=dict)
    lost: list[Incident] = field(default_factory=list)


def attach(report: Report, actions: Sequence[Action]) -> Attached:
    """Put the decisions about a report onto its incidents: by id, else by their words, day, place and killed."""
    result = Attached()
    holding = effective(actions)
    incidents = {incident.id: incident for incident in report.incidents}
    for action in holding:
        if action.record is not None:
            incidents.setdefault(action.record.id, action.record)
            result.added.append(action.record)
    moved, lost = _moved(holding, incidents, report.incidents)
    result.actions = [_renamed(action, moved) for action in actions]
    holding = effective(result.actions)
    for incident in incidents.values():
        own = [action for action in holding if incident.id in action.touched]
        if own:
            _fit(result, incident, own, _last_seen(result.actions, incident.id))
    for incident in lost:
        result.lost.append(incident)
        result.again[incident.id] = [
            "the report was converted anew, and no incident has these words any more; what was decided is kept here"
        ]
    return result


def _moved(
    actions: Sequence[Action], incidents: dict[str, Incident], told: Sequence[Incident]
) -> tuple[dict[str, str], list[Incident]]:
    """Old id → id of today, of incidents that have another one now; and those that are found nowhere."""
    gone: dict[str, Incident] = {}
    for action in actions:
        for name in action.touched - incidents.keys():
            values = action.values if name == action.incident else {}
            if values or name not in gone:
                gone[name] = _remembered(name, values)
    decided = {name for action in actions for name in action.touched}
    free = {incident.id: incident for incident in told if incident.id not in decided}
    moved: dict[str, str] = {}
    lost = []
    for name, old in gone.items():
        best = max(free.values(), key=lambda one: _likeness(old, one), default=None)
        if best is not None and old.text and _likeness(old, best) >= SAME_WORDS / 100:
            moved[name] = best.id
            del free[best.id]
        else:
            lost.append(old)
    return moved, lost


def _remembered(name: str, values: dict[str, object]) -> Incident:
    try:
        return Incident.model_validate({"text": ""} | values | {"id": name})
    except ValidationError:  # written by an older version of the record
        return Incident(id=name, text=str(values.get("text", "")))


def _likeness(one: Incident, other: Incident) -> float:
    from rapidfuzz.fuzz import token_sort_ratio

    text = token_sort_ratio(one.text, other.text)
    if text < SAME_WORDS:
        return 0.0
    return (
        _TEXT * text / 100
        + _DATE * (one.date.start == other.date.start)
        + _PLACE * (one.place.name == other.place.name)
        + _KILLED * (one.killed.total == other.killed.total)
    )


def _renamed(action: Action, moved: dict[str, str]) -> Action:
    if not moved.keys() & action.touched:
        return action
    changes = [
        change.model_copy(update={"incident": moved.get(change.incident, change.incident)}) for change in action.changes
    ]
    return action.model_copy(update={"incident": moved.get(action.incident, action.incident), "changes": changes})


def _last_seen(actions: Sequence[Action], name: str) -> Incident | None:
    """An incident as it stood after the last action about it, an undo among them; None where that is not known."""
    last = next((action for action in reversed(actions) if action.incident == name), None)
    return _remembered(name, last.values) if last is not None and last.values else None


def _fit(result: Attached, incident: Incident, own: Sequence[Action], seen: Incident | None) -> None:
    """Hold the decisions about an incident against what it says now; the reasons to look again go to `result`.

    `seen` is what the reviewer left it as.
    """
    reasons: list[str] = []
    for action in own:
        for change in action.changes:
            if change.incident == incident.id:
                reasons += _relocated(change, incident.text)
    try:
        now, verdict = replay(incident, own)
    except ValueError as error:
        result.again[incident.id] = [f"what was decided no longer fits the record: {error}"]
        return
    if seen is not None:
        before, after = dict(leaves(snapshot(seen))), dict(leaves(snapshot(now)))
        if before.pop("text", None) != after.pop("text", None):
            reasons.append("the words of its paragraph were read differently")
        for path in sorted(before.keys() | after.keys()):
            if path not in _UNTOLD and before.get(path) != after.get(path):
                reasons.append(f"{path} was {_shown(before.get(path))} and is read as {_shown(after.get(path))} now")
    if reasons and (verdict.status != "open" or verdict.fields):
        result.again[incident.id] = list(dict.fromkeys(reasons))


_UNTOLD = ("pages", "sections")
"""What may differ after a new conversion without making a decision doubtful."""


def _shown(value: object) -> str:
    return "empty" if value in (None, []) else str(value)


def _relocated(change: Change, text: str) -> list[str]:
    """Move the evidence of a change to where its words stand in `text`; the reasons where they don't."""
    reasons = []
    for path, pieces in change.evidence.items():
        for piece in pieces:
            if not _stands(piece, text) and not _moved_to(piece, text):
                reasons.append(f"the words “{piece.quote}” that {path} was set by no longer stand in its text")
    return reasons


def _stands(piece: Evidence, text: str) -> bool:
    return piece.start is None or piece.end is None or text[piece.start : piece.end] == piece.quote


def _moved_to(piece: Evidence, text: str) -> bool:
    """Whether the words stand once elsewhere in the text; `piece` is then moved there."""
    if text.count(piece.quote) != 1:
        return False
    piece.start = text.index(piece.quote)
    piece.end = piece.start + len(piece.quote)
    return True
