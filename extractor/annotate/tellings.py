"""A telling of casualties, and several tellings of one event to one count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractor.model import Count, VictimStatus

Outcome = Literal["killed", "injured", "missing", "detained"]
Kind = Literal["event", "update", "denied", "unknown", "mixed", "total"]

_NUMBERS = ("total", "children", "women", "men", "fighters")


@dataclass(slots=True)
class Casualty:
    """One telling of people killed, injured, missing or detained.

    Tokens first..last and characters start..end (half open) cover the victims with their parts, and the casualty
    word where it stands beside them. A count without qualifier holds parts alone ("among the dead were two children").
    `spans`: the characters that each number of `count` rests on. `origin`: those of the name of the place that the
    victims are from. `named`: the victims' names. `further`: besides people told before ("another woman"); `known`: the
    same people as before ("the man").
    """

    first: int
    last: int
    start: int
    end: int
    outcome: Outcome
    kind: Kind
    count: Count = field(default_factory=Count)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    status: VictimStatus | None = None
    same_family: bool = False
    origin: tuple[int, int] | None = None
    named: list[str] = field(default_factory=list)
    further: bool = False
    known: bool = False


def combine(casualties: Sequence[Casualty]) -> Count:
    """One count of all tellings of one event and one outcome, in the order of the text.

    A later update replaces what was told; people told to be further ones, and people who can't be the same (women
    after children), add; a first number replaces a vague word; equal numbers fill in each other's parts. Otherwise
    the first telling stands, and `disagreements` says what speaks against it.
    """
    result = Count()
    counted: list[Casualty] = []  # tellings of different people that make up the result
    parts: list[Count] = []  # told apart from the number: "among the dead were two children"
    retold: list[Count] = []  # tellings that neither added nor replaced: an update may show that they were further ones
    for casualty in casualties:
        count = casualty.count
        if casualty.kind not in _COUNTED:
            continue
        if count.qualifier is None:
            parts.append(count)
        elif not counted or (result.total == 0 and count.total):
            result, counted = count.model_copy(), [casualty]
        elif casualty.kind == "update":
            result, retold = _updated(result, retold, count), []
        elif result.qualifier == "vague" and count.qualifier != "vague":
            result = _filled(count, result)
        elif _adds(counted, casualty) and count.total is not None and result.total is not None:
            result = added(result, count)
            counted.append(casualty)
        elif count.total is not None and count.total == result.total:
            result = _filled(count, result) if result.qualifier == "exact" else _filled(result, count)
        else:
            retold.append(count)
    for count in parts:
        _fill(result, count)
    return result


_COUNTED = ("event", "update", "denied")


def _updated(result: Count, retold: Sequence[Count], count: Count) -> Count:
    """An update with the parts that were told before it, of all whom it may count."""
    whole = result
    for other in retold:
        whole = added(whole, other)
    return _filled(count, whole if whole.total == count.total else result)


def _adds(counted: Sequence[Casualty], casualty: Casualty) -> bool:
    return casualty.further or all(_others(one, casualty) for one in counted)


def _others(one: Casualty, two: Casualty) -> bool:
    """Whether two tellings must be of different people: children and women, a named man and several fighters."""
    if two.known or set(one.named) & set(two.named):
        return False
    groups_one, groups_two = _whole_groups(one), _whole_groups(two)
    if {one.status, two.status} == {"fighters", "civilians"} and "fighters" in (groups_one | groups_two):
        return one.count.fighters is None or two.count.fighters is None
    if groups_one and groups_two:
        return not groups_one & groups_two and not {"men", "fighters"} <= groups_one | groups_two
    named, group = (one, groups_two) if one.named else (two, groups_one)
    return bool(named.named) and named.count.total == 1 and group == {"fighters"} and named.count.fighters is None


def _whole_groups(casualty: Casualty) -> set[str]:
    """The groups that make up all of a count; none where some people are in no group."""
    count = casualty.count
    told = {name: getattr(count, name) for name in _NUMBERS[1:] if getattr(count, name)}
    if told and sum(told.values()) == count.total:
        return set(told)
    return set()


def _filled(count: Count, other: Count) -> Count:
    result = count.model_copy()
    _fill(result, other)
    return result


def _fill(count: Count, other: Count) -> None:
    """Take over the parts that `count` lacks and has room for."""
    for name in _NUMBERS[1:]:
        part = getattr(other, name)
        if getattr(count, name) is None and part is not None and (count.total is None or part <= count.total):
            setattr(count, name, part)


def added(one: Count, two: Count) -> Count:
    """Two counts of different people as one."""
    result = Count()
    for name in (*_NUMBERS, "min", "max"):
        values = [value for value in (getattr(one, name), getattr(two, name)) if value is not None]
        whole = name in _NUMBERS[1:] or len(values) == 2
        setattr(result, name, sum(values) if values and whole else None)
    inexact = [count.qualifier for count in (one, two) if count.qualifier != "exact"]
    result.qualifier = inexact[0] if inexact else "exact"
    return result


def disagreements(casualties: Sequence[Casualty]) -> list[tuple[Casualty, Casualty]]:
    """Pairs of tellings of one event and outcome with different numbers, where neither is an update nor adds."""
    told = [c for c in casualties if c.kind == "event" and c.count.total is not None and not c.further and not c.known]
    return [(told[0], other) for other in told[1:] if other.count.total != told[0].count.total]
