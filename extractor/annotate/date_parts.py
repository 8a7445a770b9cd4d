"""What a date mention says, before anything is resolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["date", "month", "year", "range", "weekday", "relative", "since", "until", "during", "time"]
Anchor = Literal["published", "previous", "stated"]
Unit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Day:
    """The parts of a date that the words give. `weekday`: 1 (Monday) to 7. A problem makes it no date at all."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    problem: str | None = None


NO_DAY = Day()


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance from another day: `amount` units from `anchor`; null where the words are vague ("days later").

    Anchor "published": the day of publication; "previous": the date told before; "stated": the mention's own date
    ("two days before 5 May").
    """

    anchor: Anchor
    unit: Unit
    amount: int | None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or a time of day as it is said: characters start..end, tokens first..last (half open).

    `low` and `high` are the ends of a range and alike otherwise. `offset` counts from another day; a weekday
    beside it lies on that side of the other day ("the following Friday"). `years`: those in which other dates of
    the text may lie: of days and months, for a year alone is mostly history ("captured in 2018"), as is "since
    March 2011"; but "since early 2022" is said in that year. `kind` since, until and during are scopes and no
    event's date; "time" is a time of day alone, one of the `clock` ("7 a.m.") or a part of the day.
    """

    start: int
    end: int
    first: int
    last: int
    kind: Kind
    low: Day = NO_DAY
    high: Day = NO_DAY
    offset: Offset | None = None
    years: tuple[int, ...] = ()
    time_of_day: str | None = None
    clock: bool = False
