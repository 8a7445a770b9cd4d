"""The report's own totals against each other and against the incidents that were read from it.

Where a total counts just what the report tells, a difference is a mistake of the report or of the extraction, found
without curated data. Where the report tells a selection, the same line says how much of the whole it tells.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal

from extractor.model import Count, Incident, Reconciliation, Report, Scope, Toll

Status = Literal["agrees", "partial", "differs", "can't tell"]

_PEOPLE = ("killed", "injured", "missing", "detained")
_GROUPS = ("children", "women", "men", "fighters")
_ROUNDING = 1.0  # percentage points: reports round up, down and to the nearest
_STEM = 4  # letters that a word of a scope must share with one of a heading: "Syrian", "Syria"

# The parts of a scope by which a total may be split.
_SPLITS = ("perpetrators", "governorate", "control")


def reconcile(report: Report) -> list[Reconciliation]:
    """One line for each number of each total that something in the report can be held against."""
    told = _Told(report)
    lines: list[Reconciliation] = []
    for toll in report.tolls:
        if toll.percent is not None:
            lines += _share(toll, report.tolls)
        elif not _adds_up_a_table(toll):
            lines += _against_incidents(toll, told)
    lines += _parts(report.tolls, told)
    return lines


def describe(scope: Scope) -> str:
    """A scope in one line, for a table."""
    parts = [", ".join(scope.perpetrators), scope.group, scope.governorate]
    parts += [f"controlled by {', '.join(scope.control)}" if scope.control else None, scope.victims]
    if scope.start is not None and scope.end is not None:
        whole_month = scope.start.day == 1 and (scope.start.year, scope.start.month) == (
            scope.end.year,
            scope.end.month,
        )
        parts.append(f"{scope.start:%Y-%m}" if whole_month else f"{scope.start} to {scope.end}")
    elif scope.start is not None:
        parts.append(f"since {scope.start}")
    elif scope.end is not None:
        parts.append(f"until {scope.end}")
    return "; ".join(part for part in parts if part) or "all"


def _adds_up_a_table(toll: Toll) -> bool:
    """Whether it is the total row of a table that tells incidents: it is held against the rows of that table."""
    return toll.scope.group is not None and toll.quote.startswith(f"{toll.scope.group}\t")


# --- numbers ------------------------------------------------------------------------------------------------


def _measures(toll: Toll) -> Iterator[str]:
    """The names of the numbers that a total states, apart from percentages and numbers of other things."""
    if toll.incidents is not None and toll.measure is None:
        yield "incidents"
    for name in _PEOPLE:
        count: Count = getattr(toll, name)
        yield from (f"{name}.{bound}" for bound in ("min", "max") if getattr(count, bound) is not None)
        if count.total is not None:
            yield name
        yield from (f"{name}.{group}" for group in _GROUPS if getattr(count, group) is not None)


def _stated(toll: Toll, measure: str) -> int | None:
    if measure == "incidents":
        return toll.incidents if toll.measure is None else None
    name, _, part = measure.partition(".")
    value: int | None = getattr(getattr(toll, name), part or "total")
    return value


def _sum(incidents: Sequence[Incident], measure: str) -> int:
    """What the incidents add up to; of a minimum or a range its lower end, or for `.max` the upper one."""
    if measure == "incidents":
        return len(incidents)
    name, _, part = measure.partition(".")
    total = 0
    for incident in incidents:
        count: Count = getattr(incident, name)
        if part in _GROUPS:
            total += getattr(count, part) or 0
            continue
        bounds = (count.total, count.max, count.min) if part == "max" else (count.total, count.min)
        total += next((bound for bound in bounds if bound is not None), 0)
    return total


def _line(
    toll: Toll, measure: str, stated: float, extracted: float | None, status: Status, reason: str
) -> Reconciliation:
    return Reconciliation(
        scope=toll.scope,
        measure=measure,
        stated=stated,
        extracted=extracted,
        status=status,
        reason=reason,
        quote=toll.quote,
        page=toll.page,
    )


# --- against the incidents ----------------------------------------------------------------------------------


class _Told:
    """What a report tells, by the scope of a total: by the values of its incidents, and by the sections."""

    def __init__(self, report: Report) -> None:
        self.incidents = report.incidents
        self.period = report.report.period
        areas = [incident.place.governorate for incident in report.incidents]
        areas += [toll.scope.governorate for toll in report.tolls]
        self.areas = list(dict.fromkeys(area for area in areas if area is not None))
        self.headings = list(dict.fromkeys(heading for i in report.incidents for heading in i.sections))
        self.named: dict[str, list[str]] = {}  # words → headings that hold them, as far as they were asked for
        self.filed: dict[tuple[str, str], set[str]] = defaultdict(set)  # (field, value) → headings that say it
        for incident in report.incidents:
            for field, values in (
                ("perpetrators", [p.actor for p in incident.perpetrators]),
                ("place.governorate", [incident.place.governorate]),
            ):
                pieces = [e for path, found in incident.evidence.items() if path.startswith(field) for e in found]
                quotes = [piece.quote for piece in pieces if piece.source == "heading"]
                for value in values:
                    if value is not None:
                        self.filed[field, value] |= {
                            heading for heading in incident.sections if any(quote in heading for quote in quotes)
                        }

    def by_values(self, scope: Scope) -> list[Incident]:
        """The incidents whose own values lie in the scope."""
        return [i for i in self._within(scope) if self._has_values(i, scope) and self._is_about(i, scope.group)]

    def by_section(self, scope: Scope) -> list[Incident]:
        """The incidents that stand in a section of the scope, where its headings name one."""
        return [i for i in self._within(scope) if self._in_section(i, scope)]

    def _within(self, scope: Scope) -> list[Incident]:
        """The incidents of the scope's time and control; without a date they may be of it."""
        start, end = scope.start, scope.end
        return [
            incident
            for incident in self.incidents
            if (incident.date.end is None or start is None or incident.date.end >= start)
            and (incident.date.start is None or end is None or incident.date.start <= end)
            and (not scope.control or set(incident.control.then) == set(scope.control))
        ]

    def _has_values(self, incident: Incident, scope: Scope) -> bool:
        actors = {perpetrator.actor for perpetrator in incident.perpetrators}
        return (not scope.perpetrators or not actors.isdisjoint(scope.perpetrators)) and (
            scope.governorate is None or incident.place.governorate == scope.governorate
        )

    def _in_section(self, incident: Incident, scope: Scope) -> bool:
        named: list[set[str]] = []
        for field, values in (
            ("perpetrators", scope.perpetrators),
            ("place.governorate", [scope.governorate] if scope.governorate else []),
        ):
            if values:
                named.append({h for value in values for h in [*self.filed[field, value], *self._naming(value)]})
        if scope.group is not None:
            named.append(set(self._naming(scope.group)))
        return bool(named) and all(not headings.isdisjoint(incident.sections) for headings in named)

    def _naming(self, words: str) -> list[str]:
        """The headings that hold the words, or a word of the same stem, and no longer name ("Damascus suburbs")."""
        if words not in self.named:
            longer = [name for name in self.areas if name != words and words in name]
            self.named[words] = [
                h for h in self.headings if names(h, words) and not any(names(h, name) for name in longer)
            ]
        return self.named[words]

    def _is_about(self, incident: Incident, group: str | None) -> bool:
        """Whether a group that no field holds is a place of the incident or stands above it."""
        if group is None:
            return True
        places = [incident.place.name, *incident.place.within]
        return any(place is not None and names(place, group) for place in places) or any(
            names(heading, group) for heading in incident.sections
        )


def names(text: str, words: str) -> bool:
    """Whether `text` holds `words`, or for one word a word of the same stem ("Syrian", "Part A. Syria")."""
    if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE):
        return True
    one = words.casefold()
    if " " in one or len(one) < _STEM:
        return False
    return any(
        len(word) >= _STEM and (one.startswith(word) or word.startswith(one))
        for word in re.findall(r"\w+", text.casefold())
    )


def _against_incidents(toll: Toll, told: _Told) -> Iterator[Reconciliation]:
    by_values, by_section = told.by_values(toll.scope), told.by_section(toll.scope)
    for measure in _measures(toll):
        stated = _stated(toll, measure)
        assert stated is not None
        yield _compare(toll, measure, stated, by_values, by_section, told)


def _compare(
    toll: Toll, measure: str, stated: int, by_values: list[Incident], by_section: list[Incident], told: _Told
) -> Reconciliation:
    sums = [(_sum(by_values, measure), "in all")]
    if by_section:
        sums = [(_sum(by_section, measure), "in its section"), (sums[0][0], "by the values of each incident")]
    found, where = next((pair for pair in sums if pair[0] == stated), sums[0])
    others = [f"{number} {said}" for number, said in sums if number != found]
    apart = f" ({', '.join(others)})" if others else ""
    counted = f"{found:,} told {where}{apart}"
    doubt = _untellable(toll, told)
    if found == stated:
        return _line(toll, measure, stated, found, "agrees", counted)
    if doubt is not None:
        return _line(toll, measure, stated, found or None, "can't tell", doubt)
    if toll.told_here:
        vague = [i for i in by_section or by_values if _is_open(i, measure)]
        if vague and found < stated:
            return _line(toll, measure, stated, found, "can't tell", f"{counted}; {len(vague)} state no number")
        return _line(toll, measure, stated, found, "differs", counted)
    if found < stated:
        return _line(toll, measure, stated, found, "partial", f"{counted}: the report does not tell all of them")
    if toll.scope == Scope():
        return _line(toll, measure, stated, None, "can't tell", "it does not say what it counts")
    if _at_least(toll, measure):
        return _line(toll, measure, stated, found, "agrees", f"{counted}, at least as many as stated")
    return _line(toll, measure, stated, found, "differs", counted)


def _untellable(toll: Toll, told: _Told) -> str | None:
    """Why a total can't be held against the incidents of this report."""
    scope, period = toll.scope, told.period
    if not told.incidents:
        return "no incident was found in the report"
    if scope.victims is not None:
        return f"it counts {scope.victims} only"
    if scope.group is not None and not told.by_values(scope) and not told.by_section(scope):
        return f"no value or heading says which incidents are meant by “{scope.group}”"
    start, end = scope.start, scope.end
    if start is None and end is None:
        return None
    if start is None or end is None or (period is not None and (start < period.start or end > period.end)):
        return "it covers more time than the report does"
    return None


def _is_open(incident: Incident, measure: str) -> bool:
    """Whether an incident says that there were some and not how many."""
    if measure == "incidents":
        return False
    count: Count = getattr(incident, measure.partition(".")[0])
    mixed = any(check.code == "count-mixed" for check in incident.checks)
    return count.qualifier == "vague" or (mixed and count.total is None)


def _at_least(toll: Toll, measure: str) -> bool:
    if measure == "incidents":
        return False
    count: Count = getattr(toll, measure.partition(".")[0])
    return count.qualifier == "at_least"


# --- against each other -------------------------------------------------------------------------------------


def _share(toll: Toll, tolls: Sequence[Toll]) -> Iterator[Reconciliation]:
    """A stated percentage against the numbers that the report states."""
    assert toll.percent is not None
    measure = f"percent of {toll.measure}"
    others = [other for other in tolls if other.percent is None and _same_time(toll.scope, other.scope)]
    alike = [other for other in others if _same_parties(toll.scope, other.scope)]
    for other in others:
        whole = _stated(other, toll.measure or "killed")
        part = _part(toll, other, alike) if whole else None
        if not whole or part is None:
            continue
        number, said = part
        found = round(100 * number / whole, 1)
        status: Status = "agrees" if abs(found - toll.percent) <= _ROUNDING else "differs"
        yield _line(toll, measure, toll.percent, found, status, f"{said} of {whole:,}")
        return
    yield _line(toll, measure, toll.percent, None, "can't tell", "the report states no numbers to reckon it from")


def _part(share: Toll, whole: Toll, alike: Sequence[Toll]) -> tuple[int, str] | None:
    """The number that a share is of, and how it is made up: groups of the whole itself, or another total of those of
    the same time and parties (`alike`).
    """
    scope = share.scope
    if scope.victims is not None:
        groups = [group for group in _GROUPS if group in re.findall(r"\w+", scope.victims)]
        numbers = [getattr(whole.killed, group) for group in groups]
        if not groups or share.measure != "killed" or None in numbers or not _same_parties(scope, whole.scope):
            return None
        return sum(numbers), "(" + " + ".join(f"{number:,}" for number in numbers) + ")"
    if _split_of(whole.scope) or not _split_of(scope):
        return None
    for other in alike:
        number = _stated(other, share.measure or "killed")
        if number is not None:
            return number, f"{number:,}"
    return None


def _same_time(one: Scope, other: Scope) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _same_parties(one: Scope, other: Scope) -> bool:
    return all(getattr(one, split) == getattr(other, split) for split in (*_SPLITS, "group"))


def _split_of(scope: Scope) -> str | None:
    """By what a total is split off from a larger one: its most particular part."""
    if scope.control:
        return "control"
    if scope.governorate is not None:
        return "governorate"
    return "perpetrators" if scope.perpetrators or scope.group is not None else None


def _parts(tolls: Sequence[Toll], told: _Told) -> Iterator[Reconciliation]:
    """Totals that split a larger one, against it; where none is stated, their sum against the incidents."""
    lists: dict[tuple[str, str], list[Toll]] = defaultdict(list)
    for toll in tolls:
        split = _split_of(toll.scope)
        if split is not None and toll.percent is None and toll.scope.victims is None and not _adds_up_a_table(toll):
            lists[split, _list_key(toll, split)].append(toll)
    unsplit: dict[str, list[Toll]] = defaultdict(list)
    for toll in tolls:
        if toll.percent is None:
            unsplit[_list_key(toll, "")].append(toll)
    for (split, key), parts in lists.items():
        rest = _rest(parts[0].scope, split)
        wholes = [toll for toll in unsplit[key] if toll not in parts]
        for measure in dict.fromkeys(measure for part in parts for measure in _measures(part)):
            whole = next((t for t in wholes if _stated(t, measure) is not None), None)
            numbers = [_stated(part, measure) for part in parts]
            known = [number for number in numbers if number is not None]
            if len(known) < 2:
                continue
            if whole is not None:
                yield _sum_line(whole, measure, known, len(numbers) - len(known))
            elif split == "control" and len(known) == len(numbers):
                toll = parts[0].model_copy(update={"scope": rest, "quote": " / ".join(p.quote for p in parts)})
                line = _compare(toll, measure, sum(known), told.by_values(rest), told.by_section(rest), told)
                line.reason = f"{' + '.join(map(str, known))} stated, {line.reason}"
                yield line


def _list_key(toll: Toll, split: str) -> str:
    """What the members of one list of totals share: headings, and the scope but for what they are split by."""
    times = {} if toll.told_here else {"start": toll.scope.start, "end": toll.scope.end}
    rest = _rest(toll.scope, split).model_copy(update={"start": None, "end": None})
    return "\x1f".join([rest.model_dump_json(), str(times), str(toll.told_here), *toll.sections])


def _rest(scope: Scope, split: str) -> Scope:
    """A scope without what its total is split by."""
    update: dict[str, object] = {split: [] if split in ("perpetrators", "control") else None} if split else {}
    if split == "perpetrators":
        update["group"] = None
    return scope.model_copy(update=update)


def _sum_line(whole: Toll, measure: str, parts: Sequence[int], silent: int) -> Reconciliation:
    stated, found = _stated(whole, measure), sum(parts)
    assert stated is not None
    reason = f"its parts: {' + '.join(f'{part:,}' for part in parts)} = {found:,}"
    if found == stated:
        return _line(whole, measure, stated, found, "agrees", reason)
    if found < stated and silent:
        return _line(whole, measure, stated, found, "can't tell", f"{reason}; {silent} of the parts state no number")
    return _line(whole, measure, stated, found, "differs", reason)
