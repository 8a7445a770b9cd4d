"""Dates and times of day: finding them, and resolving them against what the text says elsewhere.

Nothing is ever filled in from the day on which the program runs: a part that neither the words nor the context
give stays unknown, and then the date does.
"""

from __future__ import annotations

import calendar
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from extractor.annotate.date_grammar import Found, Reader, impossible, lexicon, may_tell
from extractor.annotate.date_parts import DateMention, Day
from extractor.knowledge import KEPT, Annotation, Knowledge
from extractor.knowledge.folding import fold

__all__ = ["DateContext", "DateMention", "Precision", "ResolvedDate", "find_dates", "find_times", "resolve"]

Precision = Literal["day", "month", "year", "none"]

_NEW_YEAR = 300  # days apart in one year from which two dates rather lie in two: 30 December, then "2 January"
_SAME_NEWS = 31  # days from publication within which a date told before leaves "on Friday" to the publication


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """First and last day of what is meant. `precision` none: not known, then both are null."""

    start: date | None
    end: date | None
    precision: Precision
    time_of_day: str | None = None
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DateContext:
    """What a date may take its missing parts from.

    `published`, `period`: of the report. `heading`: the date of the heading above. `previous`: the date told
    before. `years`: all years that the text states.
    """

    published: date | None
    period: tuple[date, date] | None
    heading: ResolvedDate | None
    previous: ResolvedDate | None
    years: tuple[int, ...]


# ---------------------------------------------------------------------------------------------- finding


@lru_cache(maxsize=KEPT)
def find_dates(annotation: Annotation, knowledge: Knowledge) -> Sequence[DateMention]:
    """The dates of a paragraph in the order of the text; none of them overlap."""
    reader = _reader(annotation, knowledge)
    return [] if reader is None else _mentions(annotation, reader, reader.dates())


@lru_cache(maxsize=KEPT)
def find_times(annotation: Annotation, knowledge: Knowledge) -> Sequence[DateMention]:
    """The times of day and clock times in the order of the text, those beside a date too."""
    reader = _reader(annotation, knowledge)
    return [] if reader is None else _mentions(annotation, reader, reader.times())


@lru_cache(maxsize=1)  # dates and times of a paragraph are asked for one after the other
def _reader(annotation: Annotation, knowledge: Knowledge) -> Reader | None:
    text, known = fold(annotation.text.replace("\t", "|")), lexicon(knowledge)  # no date reaches over two cells
    return Reader(text, known) if may_tell(text, known) else None


def _mentions(annotation: Annotation, reader: Reader, found: Sequence[Found]) -> list[DateMention]:
    mentions = []
    for one in found:
        start, end = reader.start[one.first], reader.end[one.last - 1]
        first, last = bisect_right(annotation.starts, start) - 1, bisect_left(annotation.starts, end)
        mine = one.staged and one.low.month is None if one.kind == "since" else one.low.month is not None
        years = tuple(sorted({day.year for day in (one.low, one.high) if mine and day.year is not None}))
        said = one.low, one.high, one.offset, years, one.time, one.clock
        mentions.append(DateMention(start, end, first, last, one.kind, *said))
    return mentions


# ---------------------------------------------------------------------------------------------- resolving


def resolve(mention: DateMention, context: DateContext) -> ResolvedDate:
    """The days that `mention` means, as far as it and the context say; see `ResolvedDate`.

    A problem is a sentence in plain words: a date that no calendar has, a weekday that is not the date's.
    """
    found = _resolve(mention, context)
    return replace(found, time_of_day=mention.time_of_day)


_UNKNOWN = ResolvedDate(None, None, "none")


def _resolve(mention: DateMention, context: DateContext) -> ResolvedDate:
    if mention.kind == "time":
        return _UNKNOWN
    if mention.offset is not None:
        return _away(mention, context)
    if mention.low.weekday is not None and mention.low.day is None:
        return _weekday(mention, context)
    return _stated(mention, context)


def _stated(mention: DateMention, context: DateContext) -> ResolvedDate:
    """A date by its own parts; month and year come from the context where the words don't give them."""
    low, high = _with_months(mention.low, mention.high, context)
    low, high = _with_years(low, high, context)
    faults = [fault for day in (low, high) if (fault := day.problem or _fault(day))]
    if faults:
        return replace(_UNKNOWN, problems=list(dict.fromkeys(faults)))
    if low.year is None or high.year is None or (low.day is not None and low.month is None):
        return _UNKNOWN
    start, end = _first_day(low), _last_day(high)
    if end < start:
        return replace(_UNKNOWN, problems=[f"impossible range: it would end on {end}, before it begins on {start}"])
    precision: Precision = "year" if low.month is None else "day" if low.day or high.day else "month"
    if (low.day is None) != (high.day is None):  # "between July 2017 and 5 October 2017"
        precision = "month"
    problems = [said for day in ((low,) if low == high else (low, high)) if (said := _mismatch(day))]
    return ResolvedDate(start, end, precision, None, problems)


def _fault(day: Day) -> str | None:
    return impossible(day.year, day.month, day.day or 1) if day.month is not None else None


def _first_day(day: Day) -> date:
    return date(day.year or 0, day.month or 1, day.day or 1)


def _last_day(day: Day) -> date:
    year, month = day.year or 0, day.month or 12
    return date(year, month, day.day or calendar.monthrange(year, month)[1])


def _mismatch(day: Day) -> str | None:
    """The problem where the weekday beside a date is not that of the date."""
    if day.weekday is None or day.day is None or _first_day(day).isoweekday() == day.weekday:
        return None
    when = _first_day(day)
    was, said = calendar.day_name[when.weekday()], calendar.day_name[day.weekday - 1]
    return f"{when.day} {calendar.month_name[when.month]} {when.year} was a {was}, and the text says {said}"


# -- parts from the context


def _with_months(low: Day, high: Day, context: DateContext) -> tuple[Day, Day]:
    """Days without a month ("the 25th") in the month of the date told before, or of the heading."""
    if low.day is None or low.month is not None:
        return low, high
    for told in (context.previous, context.heading):
        if told is None or told.start is None or told.end is None:
            continue
        year, month = told.start.year, told.start.month
        if (year, month) == (told.end.year, told.end.month):
            return replace(low, year=year, month=month), replace(high, year=year, month=month)
    return low, high


def _with_years(low: Day, high: Day, context: DateContext) -> tuple[Day, Day]:
    """Both ends with a year, taken from the context where the words give none."""
    if high.year is None and high.month is not None:
        high = replace(high, year=_year(high, context))
    if low.year is None and low.month is not None and high.year is not None:
        back = high.month is not None and low.month > high.month
        low = replace(low, year=high.year - back)
    return low, high


def _year(day: Day, context: DateContext) -> int | None:
    """The year of a date without one.

    That in which it lies under the heading or in the period of the report; else the only year that the text
    states, that of the date told before, of the heading, of the period, of the publication. What happened after
    the publication can't be reported: such a date belongs to the year before. A weekday that is not the date's in that
    year decides for the one other year that the text states in which it is.
    """
    heading = context.heading
    spans = [(heading.start, heading.end)] if heading is not None and heading.start and heading.end else []
    spans += [context.period] if context.period else []
    for start, end in spans:
        for year in range(start.year, end.year + 1):
            dated = replace(day, year=year)
            if not _fault(dated) and start <= _last_day(dated) and _first_day(dated) <= end:
                return year
    shared = [start.year for start, end in spans if start.year == end.year]
    if len(context.years) == 1:
        year = context.years[0]
    elif context.previous is not None and context.previous.start is not None:
        year = _nearest_year(day, context.previous.start)
    elif shared:
        year = shared[0]
    elif context.published is not None:
        year = context.published.year
    else:
        return None
    dated = replace(day, year=year)
    if context.published is not None and not _fault(dated) and _first_day(dated) > context.published:
        year -= 1
    return _by_weekday(day, year, context)


def _by_weekday(day: Day, year: int, context: DateContext) -> int:
    """`year`, or where the weekday told is not that of the day in it, the one year told in which it is."""
    if day.weekday is None or day.day is None or _fits(day, year):
        return year
    published = [context.published.year] if context.published is not None else []
    fitting = {told for told in (*context.years, *published) if _fits(day, told)}
    return fitting.pop() if len(fitting) == 1 else year


def _fits(day: Day, year: int) -> bool:
    dated = replace(day, year=year)
    return not _fault(dated) and _mismatch(dated) is None


def _nearest_year(day: Day, other: date) -> int:
    dated = replace(day, year=other.year)
    if _fault(dated):
        return other.year
    away = (_first_day(dated) - other).days
    return other.year + (away < -_NEW_YEAR) - (away > _NEW_YEAR)


# -- days told by another day


def _weekday(mention: DateMention, context: DateContext) -> ResolvedDate:
    """A weekday alone: the last one up to the day of publication.

    Unless the text is telling of another time: its last date lies far off ("as they came from Friday prayers" in
    a report on years ago), or the day would lie outside of the period that the report covers.
    """
    if context.published is None or mention.low.weekday is None or mention.high.weekday is None:
        return _UNKNOWN
    told = context.previous.end if context.previous is not None else None
    if told is not None and abs((context.published - told).days) > _SAME_NEWS:
        return _UNKNOWN
    high = _weekday_until(context.published, mention.high.weekday)
    return _in_period(ResolvedDate(_weekday_until(high, mention.low.weekday), high, "day"), context)


def _weekday_until(last: date, weekday: int) -> date:
    return last - timedelta(days=(last.isoweekday() - weekday) % 7)


def _in_period(found: ResolvedDate, context: DateContext) -> ResolvedDate:
    if context.period is not None and found.start is not None and found.end is not None:
        start, end = context.period
        if found.end < start or found.start > end:
            return _UNKNOWN
    return found


def _away(mention: DateMention, context: DateContext) -> ResolvedDate:
    """A day, month or year so and so far from another. Weeks and vague distances name no day."""
    offset = mention.offset
    if offset is None or offset.amount is None or offset.unit == "week":
        return _UNKNOWN
    if offset.anchor == "published":
        anchor = _day(context.published) if context.published else _UNKNOWN
    elif offset.anchor == "stated":
        anchor = _stated(mention, context)
    else:
        anchor = context.previous or context.heading or _UNKNOWN
    if anchor.start is None or anchor.end is None:
        return replace(_UNKNOWN, problems=anchor.problems if offset.anchor == "stated" else [])
    found = _shifted(mention, anchor, anchor.start, anchor.end)
    return _in_period(found, context) if offset.anchor == "published" else found


def _day(day: date) -> ResolvedDate:
    return ResolvedDate(day, day, "day")


def _shifted(mention: DateMention, anchor: ResolvedDate, start: date, end: date) -> ResolvedDate:
    unit, amount = (mention.offset.unit, mention.offset.amount or 0) if mention.offset else ("day", 0)
    if unit == "year":
        return _year_away(mention.low.month, amount, anchor, start)
    if unit == "month":
        if anchor.precision == "year" or (start.year, start.month) != (end.year, end.month):
            return _UNKNOWN
        return _month_of(start.year + (start.month - 1 + amount) // 12, (start.month - 1 + amount) % 12 + 1)
    if anchor.precision != "day" or (amount == 0 and start != end):
        return _UNKNOWN
    weekday = mention.low.weekday if mention.offset and mention.offset.anchor != "stated" else None
    origin = end if amount > 0 else start
    if weekday is None:
        return _moved(origin, amount)
    if amount > 0:
        return _day(_weekday_until(origin + timedelta(days=7), weekday))
    if amount < 0:
        return _day(_weekday_until(origin - timedelta(days=1), weekday))
    if mention.offset and mention.offset.anchor == "previous" and origin.isoweekday() != weekday:
        return _UNKNOWN  # "that same Friday" after a date that is none
    return _day(_weekday_until(origin, weekday))


def _moved(origin: date, days: int) -> ResolvedDate:
    try:
        return _day(origin + timedelta(days=days))
    except OverflowError:  # "999999999 days later"
        return _UNKNOWN


def _month_of(year: int, month: int) -> ResolvedDate:
    if not date.min.year <= year <= date.max.year:
        return _UNKNOWN
    day = Day(year, month)
    return ResolvedDate(_first_day(day), _last_day(day), "month")


def _year_away(month: int | None, amount: int, anchor: ResolvedDate, start: date) -> ResolvedDate:
    """A year by its distance, or a month by that of its year: "last October" is the last one before the anchor's."""
    if month is not None:
        return _month_of(start.year if amount < 0 and month < start.month else start.year + amount, month)
    year = start.year + amount
    if not date.min.year <= year <= date.max.year:
        return _UNKNOWN
    return ResolvedDate(date(year, 1, 1), date(year, 12, 31), "year")
