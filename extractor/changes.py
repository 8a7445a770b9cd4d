"""What another version of the rules made of the same files: new, gone and changed incidents, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from pydantic import Field

from extractor.model import Incident, Record, Report

_APART = {"id", "evidence", "checks", "why", "sections", "pages"}
"""Parts of a record that are no values of the incident; of its checks, the codes are compared."""

_SAME_WORDS = 0.5
"""Share of two texts' words from which two incidents with different ids tell the same event."""


class FieldChange(Record):
    """One value that differs; null stands for none."""

    field: str = Field(description="dotted path of the value")
    old: Any = None
    new: Any = None


class IncidentChange(Record):
    """One incident that differs. `new_id` is set where its id changed as well."""

    file: str
    id: str
    new_id: str | None = None
    kind: Literal["new", "gone", "changed"]
    label: str = Field(description="day and place, for a reader")
    fields: list[FieldChange] = Field([])


class Changes(Record):
    """The difference between two conversions of the same files."""

    reports: int = Field(description="files that stand in both")
    only_old: list[str] = Field([], description="files converted only the first time")
    only_new: list[str] = Field([], description="files converted only the second time")
    same: int = Field(description="incidents without any difference")
    incidents: list[IncidentChange] = Field([])

    @property
    def found(self) -> bool:
        """Whether anything differs."""
        return bool(self.incidents or self.only_old or self.only_new)


def compare_runs(old: Iterable[Report], new: Iterable[Report]) -> Changes:
    """What changed from `old` to `new`. Reports are matched by the hash of their file, incidents by their id;
    those left over, by the words of their text.
    """
    before = {report.report.sha256: report for report in old}
    after = {report.report.sha256: report for report in new}
    both = [sha for sha in before if sha in after]
    changes = Changes(
        reports=len(both),
        only_old=sorted(report.report.file for sha, report in before.items() if sha not in after),
        only_new=sorted(report.report.file for sha, report in after.items() if sha not in before),
        same=0,
    )
    for sha in sorted(both, key=lambda sha: (after[sha].report.file, sha)):
        for one, other in _pairs(before[sha].incidents, after[sha].incidents):
            change = _change(after[sha].report.file, one, other)
            if change is None:
                changes.same += 1
            else:
                changes.incidents.append(change)
    return changes


def _pairs(old: Sequence[Incident], new: Sequence[Incident]) -> Iterator[tuple[Incident | None, Incident | None]]:
    """Old and new of each incident, in the order of the new ones; those that are gone come last."""
    by_id = {incident.id: incident for incident in old}
    found = {incident.id: by_id.pop(incident.id) for incident in new if incident.id in by_id}
    for incident in new:
        if incident.id not in found:
            alike = max(by_id.values(), key=lambda other: _shared(incident, other), default=None)
            if alike is not None and _shared(incident, alike) >= _SAME_WORDS:
                found[incident.id] = by_id.pop(alike.id)
    for incident in new:
        yield found.get(incident.id), incident
    for incident in by_id.values():
        yield incident, None


def _shared(one: Incident, other: Incident) -> float:
    """The words that two incidents' texts share, of the longer one's; 0 where day and place both differ."""
    if one.date.start != other.date.start and one.place.name != other.place.name:
        return 0.0
    words, others = set(one.text.casefold().split()), set(other.text.casefold().split())
    return len(words & others) / max(1, len(words), len(others))


def _change(file: str, old: Incident | None, new: Incident | None) -> IncidentChange | None:
    if new is None or old is None:
        told = old or new
        assert told is not None
        return IncidentChange(file=file, id=told.id, kind="gone" if new is None else "new", label=_label(told))
    values, others = _values(old), _values(new)
    fields = [
        FieldChange(field=path, old=values.get(path), new=others.get(path))
        for path in dict.fromkeys([*values, *others])
        if values.get(path) != others.get(path)
    ]
    if not fields and old.id == new.id:
        return None
    return IncidentChange(
        file=file,
        id=old.id,
        new_id=new.id if new.id != old.id else None,
        kind="changed",
        label=_label(new),
        fields=fields,
    )


def _values(incident: Incident) -> dict[str, Any]:
    """The incident's values by their dotted path; lists of plain values as one, the codes of its checks as one."""
    values = dict(_leaves(incident.model_dump(mode="json", exclude=_APART), ""))
    values["checks"] = sorted(check.code for check in incident.checks)
    return {path: value for path, value in values.items() if value not in (None, [])}


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for number, item in enumerate(value):
            yield from _leaves(item, f"{path}[{number}]")
    else:
        yield path, value


def _label(incident: Incident) -> str:
    day = incident.date.start.isoformat() if incident.date.start else "no date"
    return f"{day} {incident.place.name or 'no place'}"
