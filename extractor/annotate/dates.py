"""Dates and times of day: a grammar that finds them, and their resolving against what the text says elsewhere.

Finding reads words only (`patterns/*/dates.toml`) and keeps what is said: parts of dates, ranges, distances from
another day. Resolving turns that into days with the help of a `DateContext`. Nothing is ever filled in from the
day on which the program runs: a part that neither the words nor the context give stays unknown.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from extractor.knowledge import Annotation, Knowledge
from extractor.knowledge.schema import DateOrderEntry, DateRole, DateWordEntry, NumberEntry

Precision = Literal["day", "month", "year", "none"]
Kind = Literal["date", "month", "year", "range", "weekday", "relative", "since", "until", "during"]
Anchor = Literal["published", "previous"]
Unit = Literal["hour", "day", "week", "month", "year"]

_FIRST_YEAR, _LAST_YEAR = 1900, 2099  # a number of four digits outside of these is no year
_NEW_YEAR = 300  # days apart in one year from which two dates rather lie in two: 30 December, then "2 January"


@dataclass(frozen=True, slots=True)
class Day:
    """The parts of a date that the words give. `weekday`: 1 (Monday) to 7. A problem makes it no date at all."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance from another day: `amount` units from `anchor`; null where the words are vague ("days later")."""

    anchor: Anchor
    unit: Unit
    amount: int | None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or a time of day as it is said: characters start..end, tokens first..last (half open).

    `low` and `high` are the ends of a range and alike otherwise. `offset` counts from another day; together with
    a weekday it says on which side of that day the weekday lies. `years`: those that it states for an event;
    a `since` states none. `kind` since, until and during are scopes and no event's date.
    """

    start: int
    end: int
    first: int
    last: int
    kind: Kind | Literal["time"]
    low: Day = Day()
    high: Day = Day()
    offset: Offset | None = None
    years: tuple[int, ...] = ()
    time_of_day: str | None = None


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


# ------------------------------------------------------------------------------------------------ finding


def find_dates(annotation: Annotation, knowledge: Knowledge) -> list[DateMention]:
    """The dates of a paragraph in the order of the text; none of them overlap."""
    words = _read(annotation, knowledge)
    return [] if words is None else list(_mentions(annotation, words, words.dates))


def find_times(annotation: Annotation, knowledge: Knowledge) -> list[DateMention]:
    """The times of day and clock times in the order of the text, those beside a date too."""
    words = _read(annotation, knowledge)
    return [] if words is None else list(_mentions(annotation, words, words.times))


@dataclass(frozen=True, slots=True)
class _Term:
    """One way to write an entry: its words in lower case. `value` of a numbered one is its place in the list."""

    words: tuple[str, ...]
    entry: DateWordEntry
    value: int | None
    weak: bool


@dataclass(frozen=True, slots=True)
class _Lexicon:
    terms: dict[str, list[_Term]]  # by the first word, the longest first
    numbers: dict[str, int]
    triggers: frozenset[str]
    day_first: bool | None


# A paragraph without one of these words, and without a year, a clock time or a date of numbers, has no date.
_TRIGGERS: tuple[DateRole, ...] = (
    "month", "weekday", "relative", "day part", "meridiem", "direction", "day", "week", "month unit", "year unit",
)  # fmt: skip
_PIECE = re.compile(
    r"\d{1,4}([./-])\d{1,2}\1\d{1,4}(?![\d])"  # 14/03/2017, 2017-03-14
    r"|\d{1,2}:\d{2}(?!\d)(?::\d{2}(?!\d))?"  # 10:30
    r"|\d+(?:[.,]\d+)*"  # 5, 2017, 2,014, 7.30
    r"|[^\W\d_]+|\S"
)
_WORD = re.compile(r"[^\W\d_]+|\d[\d:]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?::[0-5]\d)?")
_CLOSERS = (".", ",", ";", ":", ")", "]", "!", "?", "-", '"', "'")


@lru_cache(maxsize=4)
def _lexicon(knowledge: Knowledge) -> _Lexicon:
    terms: dict[str, list[_Term]] = {}
    for entry in knowledge.of(DateWordEntry):
        for weak, phrases in ((False, entry.words), (True, entry.weak)):
            for number, phrase in enumerate(phrases, start=1):
                value = number if entry.numbered else entry.value
                for written in {phrase, phrase.replace("-", " ")}:
                    words = tuple(match[0] for match in _PIECE.finditer(written.lower()))
                    terms.setdefault(words[0], []).append(_Term(words, entry, value, weak))
    for same in terms.values():
        same.sort(key=lambda term: -len(term.words))
    numbers = {
        word: number.value
        for number in knowledge.of(NumberEntry)
        if number.value is not None and not number.scale
        for word in number.words
    }
    triggers = {word for word, same in terms.items() for term in same if term.entry.role in _TRIGGERS}
    orders = knowledge.of(DateOrderEntry)
    return _Lexicon(terms, numbers, frozenset(triggers), orders[-1].day_first if orders else None)


def _read(annotation: Annotation, knowledge: Knowledge) -> _Words | None:
    """The words of a paragraph, or None where none of them can belong to a date."""
    lexicon = _lexicon(knowledge)
    text = annotation.doc.text
    for word in _WORD.findall(text.lower()):
        if word in lexicon.triggers or word[0].isdigit() and (len(word) == 4 or ":" in word):
            return _Words(text, lexicon)
    return _Words(text, lexicon) if _NUMERIC.search(text) else None


@dataclass(slots=True)
class _Found:
    """What was read at a place: pieces first..last (half open)."""

    first: int
    last: int
    kind: Kind | Literal["time"]
    low: Day = Day()
    high: Day = Day()
    offset: Offset | None = None
    time: str | None = None


def _mentions(annotation: Annotation, words: _Words, read: Callable[[int], list[_Found]]) -> Iterator[DateMention]:
    offsets = [token.idx for token in annotation.doc]
    i = 0
    while i < len(words.low):
        found = read(i)
        for one in found:
            start, end = words.start[one.first], words.end[one.last - 1]
            years = {day.year for day in (one.low, one.high) if day.year is not None and one.kind != "since"}
            first, last = bisect_right(offsets, start) - 1, bisect_left(offsets, end)
            yield DateMention(
                start, end, first, last, one.kind, one.low, one.high, one.offset, tuple(sorted(years)), one.time
            )
        i = max([i + 1, *(one.last for one in found)])


class _Words:
    """A paragraph cut into words, numbers and marks, and the grammar of dates over them.

    Every reader takes the place where it begins and gives what it read and the place behind it, or None.
    """

    def __init__(self, text: str, lexicon: _Lexicon) -> None:
        self.lexicon = lexicon
        self.text: list[str] = []
        self.start: list[int] = []
        self.end: list[int] = []
        for match in _PIECE.finditer(text):
            self.text.append(match[0])
            self.start.append(match.start())
            self.end.append(match.end())
        self.low = [piece.lower() for piece in self.text]

    # -- words

    def term(self, i: int, *roles: DateRole) -> tuple[_Term, int] | None:
        """The longest term at `i` that plays one of the roles."""
        if i >= len(self.low):
            return None
        for term in self.lexicon.terms.get(self.low[i], ()):
            if term.entry.role not in roles:
                continue
            last = i + len(term.words)
            if tuple(self.low[i:last]) == term.words and (not term.weak or self.text[i][0].isupper()):
                return term, last
        return None

    def skip(self, i: int, *roles: DateRole) -> int:
        """The place behind a word of one of the roles at `i`, or `i`."""
        term = self.term(i, *roles)
        return term[1] if term else i

    def mark(self, i: int, *marks: str) -> int:
        """The place behind one of the marks at `i`, or `i`."""
        return i + 1 if i < len(self.low) and self.low[i] in marks else i

    def tight(self, i: int) -> bool:
        """Whether nothing stands between piece `i` and the one before it."""
        return 0 < i < len(self.low) and self.start[i] == self.end[i - 1]

    def closed(self, i: int) -> bool:
        """Whether what ends before `i` can stand as a date there: nothing counted follows ("May 3 and 20 people")."""
        return i >= len(self.low) or self.low[i] in _CLOSERS or self._small(i)

    def _small(self, i: int) -> bool:
        small: tuple[DateRole, ...] = (
            "in", "on", "at", "by", "of", "from", "since", "until", "during", "before", "after", "and", "to", "day part",
        )  # fmt: skip
        return self.term(i, *small) is not None

    # -- parts of dates

    def weekday(self, i: int) -> tuple[int, int] | None:
        term = self.term(i, "weekday")
        return (term[0].value or 0, term[1]) if term else None

    def month(self, i: int) -> tuple[int, int, bool] | None:
        """Month, place behind, and whether the word can mean something else; "the month of" may lead."""
        k = self.skip(i, "the")
        unit = self.term(k, "month unit")
        of = self.term(unit[1], "of") if unit else None
        term = self.term(of[1] if of else i, "month")
        if term is None or not self.text[term[1] - len(term[0].words)][0].isupper():
            return None
        last = term[1]
        if (
            self.mark(last, ".") > last
            and len(self.low[last - 1]) <= 4
            and self.low[last - 1] != term[0].entry.name.lower()
        ):
            last += 1  # "Oct." at whose dot the patterns have no form of their own
        return term[0].value or 0, last, term[0].weak and of is None

    def year(self, i: int) -> tuple[int, int] | None:
        if (
            i < len(self.low)
            and _YEAR.fullmatch(self.low[i])
            and not (self.tight(i + 1) and self.text[i + 1].isalpha())
        ):
            return int(self.low[i]), i + 1
        return None

    def ordinal(self, i: int) -> tuple[int, int] | None:
        """A day by its ordinal: "8th", "eighth"."""
        if i < len(self.low) and self.low[i].isdigit() and self.tight(i + 1):
            suffix = self.term(i + 1, "ordinal suffix")
            return (int(self.low[i]), suffix[1]) if suffix and len(self.low[i]) <= 2 else None
        term = self.term(i, "ordinal")
        return (term[0].value or 0, term[1]) if term else None

    def number_of_day(self, i: int) -> tuple[int, int] | None:
        ordinal = self.ordinal(i)
        if ordinal:
            return ordinal
        if i < len(self.low) and self.low[i].isdigit() and len(self.low[i]) <= 2 and int(self.low[i]):
            if self.tight(i + 1) and self.text[i + 1][0].isalpha():
                return None
            return int(self.low[i]), i + 1
        return None

    def days(self, i: int) -> tuple[list[_DayOfMonth], int] | None:
        """Days of one month: "8", "the 8th and 9th", "14-15", "3, 4 and 5", "Friday 3 to Sunday 5"."""
        one = self._day_of_month(i, "first")
        if one is None:
            return None
        found = [one]
        while True:
            last = found[-1].last
            joint = self._joint(last)
            if joint is None:
                break
            how, k = joint
            following = self._day_of_month(k, how)
            if following is None or following.day <= found[-1].day:
                break
            found.append(following)
        while found[-1].joint == "list":  # a list ends with "and"; "May 3, 20 civilians" is none
            found.pop()
        return found, found[-1].last

    def _day_of_month(self, i: int, joint: str) -> _DayOfMonth | None:
        weekday = self.weekday(i)
        k = self.mark(weekday[1], ",") if weekday else i
        day = self.number_of_day(self.skip(k, "the"))
        return _DayOfMonth(i, day[1], day[0], weekday[0] if weekday else None, joint) if day else None

    def _joint(self, i: int) -> tuple[str, int] | None:
        """What ties two days: a dash or "to" (through), "and" (both), a comma (list)."""
        k = self.mark(i, "-", "/")
        if k > i:
            return "through", k
        k = self.skip(i, "to", "until")
        if k > i:
            return "through", k
        comma = self.mark(i, ",")
        k = self.skip(comma, "and", "or")
        if k > comma:
            return "both", k
        return ("list", comma) if comma > i else None

    # -- whole dates

    def single(self, i: int, *, bare: bool) -> list[_Found] | None:
        """One date, or days of one month, or a month, or (where a word led to it: `bare`) a year."""
        weekday = self.weekday(i)
        if weekday is not None:
            return self._with_weekday(i, weekday) or self._days_first(i)
        return self._numeric(i) or self._days_first(i) or self._month_first(i, bare=bare) or self._of_year(i, bare=bare)

    def _with_weekday(self, i: int, weekday: tuple[int, int]) -> list[_Found] | None:
        """ "Tuesday morning, October 31, 2017", "Friday, 6 October", "Saturday"."""
        time = self.time(weekday[1])
        k = self.mark(time.last if time else weekday[1], ",")
        k = self.mark(k, "(")
        k = self.skip(self.skip(k, "on"), "the")
        dated = self._numeric(k) or self._days_first(k) or self._month_first(k, bare=False)
        said = time.time if time else None
        if dated and dated[0].low.day is not None and dated[0].low.weekday is None:
            dated[0].low = replace(dated[0].low, weekday=weekday[0])
            if dated[0].kind == "date":
                dated[0].high = dated[0].low
            dated[0].first, dated[0].time = i, said
            return dated
        if dated and self._days_first(i):
            return None
        last = time.last if time else weekday[1]
        day = Day(weekday=weekday[0])
        return [_Found(i, last, "weekday", day, day, time=said)]

    def _days_first(self, i: int) -> list[_Found] | None:
        """ "14 May 2017", "the 8th and 9th of May", "6-Oct-17"."""
        days = self.days(i)
        while days:
            k = self.skip(self.mark(days[1], "-"), "of")
            month = self.month(k)
            if month:
                year, last = self._year_behind(month[1])
                return self._dates(days[0], month[0], year, i, last)
            days = (days[0][:-1], days[0][-2].last) if len(days[0]) > 1 else None
        return None

    def _month_first(self, i: int, *, bare: bool) -> list[_Found] | None:
        """ "October 31, 2017", "September 14-15, 2017", "October 2017", "October"."""
        month = self.month(i)
        if month is None:
            return None
        days = self.days(self.mark(month[1], "-"))
        while days:
            year, last = self._year_behind(days[1])
            only = len(days[0]) == 1 and not self._counts(days[1])
            if year is not None or only or (len(days[0]) > 1 and self.closed(last)):
                return self._dates(days[0], month[0], year, i, last)
            days = (days[0][:-1], days[0][-2].last) if len(days[0]) > 1 else None
        year, last = self._year_behind(month[1])
        if year is None and month[2] and not bare:
            return None
        day = Day(year, month[0])
        return [_Found(i, last, "month", day, day)]

    def _counts(self, i: int) -> bool:
        """Whether the number before `i` goes on: "May 20.5", "May 3%"."""
        return self.tight(i) and self.low[i] in ("%", "/", ":")

    def _of_year(self, i: int, *, bare: bool) -> list[_Found] | None:
        """ "2017", "2017 March 5" (a word led to it)."""
        year = self.year(i) if bare else None
        if year is None:
            return None
        day = Day(year[0])
        return [_Found(i, year[1], "year", day, day)]

    def _year_behind(self, i: int) -> tuple[int | None, int]:
        """The year behind a day or month, with the comma, "of" or dash before it."""
        k = self.skip(self.mark(i, ",", "-"), "of", "in")
        year = self.year(k)
        if year:
            return year[0], year[1]
        if (
            self.low[i : i + 1] == ["-"]
            and self.tight(i)
            and self.tight(i + 1)
            and re.fullmatch(r"\d\d", self.low[i + 1])
        ):
            return 2000 + int(self.low[i + 1]), i + 2
        return None, i

    def _dates(self, days: list[_DayOfMonth], month: int, year: int | None, first: int, last: int) -> list[_Found]:
        """One range, or single dates where the days are told apart ("3 and 9 May")."""
        whole = [Day(year, month, day.day, day.weekday, _impossible(year, month, day.day)) for day in days]
        if len(days) == 1:
            return [_Found(first, last, "date", whole[0], whole[0])]
        apart = any(b.joint != "through" and b.day != a.day + 1 for a, b in zip(days, days[1:], strict=False))
        if not apart:
            return [_Found(first, last, "range", whole[0], whole[-1])]
        found = [_Found(day.first, day.last, "date", one, one) for day, one in zip(days, whole, strict=True)]
        found[0].first, found[-1].last = first, last
        return found

    def _numeric(self, i: int) -> list[_Found] | None:
        """ "14/03/2017", "2017-03-14"."""
        match = _NUMERIC.fullmatch(self.low[i]) if i < len(self.low) else None
        if match is None:
            return None
        one, two, three = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4 and len(match[4]) <= 2:
            year, month, day = one, two, three
        elif len(match[1]) <= 2 and len(match[4]) in (2, 4):
            year = three if len(match[4]) == 4 else 2000 + three
            order = self.lexicon.day_first
            if order is None and one != two:
                order = True if one > 12 else False if two > 12 else None
                if order is None:
                    doubt = Day(year, problem=f"{match[0]} can be read with the day or the month first")
                    return [_Found(i, i + 1, "date", doubt, doubt)]
            elif two > 12 >= one:
                order = False
            elif one > 12 >= two:
                order = True
            day, month = (one, two) if order else (two, one)
        else:
            return None
        if not _FIRST_YEAR <= year <= _LAST_YEAR or not day:
            return None
        whole = Day(year, month, day, None, _impossible(year, month, day))
        return [_Found(i, i + 1, "date", whole, whole)]

    # -- ranges, times around, scopes

    def dates(self, i: int) -> list[_Found]:
        """What a date mention at `i` says; empty where none begins."""
        low = self.low[i]
        if low not in self.lexicon.terms and not low[0].isdigit():
            return []
        return self._led(i) or self._timed(i, bare=False) or []

    def _led(self, i: int) -> list[_Found] | None:
        """A date behind a word that leads to it: a scope, "between", "from", "in"."""
        led = self.term(i, "since", "until", "during", "by", "before", "after", "between", "from", "in")
        if led is None:
            return None
        role = led[0].entry.role
        k = led[1]
        if role in ("between", "from"):
            return self._between(i, k, role)
        if role == "in":
            found = self._timed(k, bare=True)
            return found if found and found[0].kind in ("month", "year", "range") else None
        found = self._timed(k, bare=True)
        if not found or (role != "until" and found[0].kind == "relative"):
            return None
        kinds: dict[DateRole, Kind] = {"since": "since", "after": "since", "during": "during"}
        kind: Kind = kinds.get(role, "until")
        if kind == "during" and found[0].kind not in ("month", "year", "range"):
            return found
        found[0].first, found[0].kind = i, kind
        return found

    def _between(self, i: int, k: int, role: DateRole) -> list[_Found] | None:
        found = self._timed(k, bare=True, joint="and" if role == "between" else "to")
        if found and role == "between" and len(found) == 2:
            found = [
                _Found(i, found[1].last, "range", found[0].low, found[1].high, time=found[0].time or found[1].time)
            ]
        if not found or (role == "between" and found[0].kind != "range"):
            return None
        if role == "from" and found[0].kind != "range":
            return found if found[0].kind not in ("year", "month") else None
        if len(found) == 1:
            found[0].first = i
        return found

    def _timed(self, i: int, *, bare: bool, joint: DateRole | None = None) -> list[_Found] | None:
        """A date or range with the time of day before or behind it."""
        time = self.time(i)
        k = i
        if time is not None:
            k = self.mark(time.last, ",")
            k = self.skip(k, "of", "on", "in")
        found = self._range(k, bare=bare, joint=joint)
        if not found:
            return None
        if time is not None:
            found[0].first = i
            found[0].time = found[0].time or time.time
        elif found[-1].time is None:
            behind = self._time_behind(found[-1].last)
            if behind is not None:
                found[-1].last, found[-1].time = behind.last, behind.time
        return found

    def _time_behind(self, i: int) -> _Found | None:
        k = self.mark(i, ",")
        led = self.term(k, "at", "in")
        k = self.skip(self.skip(led[1] if led else k, "about"), "the")
        time = self.time(k)
        return time if time and (led or k == i) else None

    def _range(self, i: int, *, bare: bool, joint: DateRole | None) -> list[_Found] | None:
        k = self._stage(i)
        found = self.single(k, bare=bare or k > i)
        if not found:
            return None
        found[0].first = i
        if len(found) > 1:
            return found
        one = found[0]
        return self._through(one, joint) or found

    def _stage(self, i: int) -> int:
        """The place behind "early", "the end of", "mid-"."""
        k = self.skip(i, "the")
        stage = self.term(k, "stage")
        if stage is None:
            return i
        k = self.mark(stage[1], "-")
        of = self.term(k, "of")
        k = of[1] if of else k
        return self.skip(k, "the") if self.month(self.skip(k, "the")) or self.year(self.skip(k, "the")) else k

    def _through(self, one: _Found, joint: DateRole | None) -> list[_Found] | None:
        """The range that begins with `one`."""
        k = self.mark(one.last, "-")
        if k == one.last:
            roles: tuple[DateRole, ...] = ("and",) if joint == "and" else ("to", "until")
            led = self.term(one.last, *roles)
            if led is None:
                return None
            k = led[1]
        k = self._stage(k)
        other = self.single(k, bare=one.kind in ("year", "month"))
        if not other or len(other) > 1 or other[0].kind == "range" or one.kind == "range":
            return None
        low, high = _share_year(one.low, other[0].low)
        if low.month is None and high.month is not None and low.weekday is None:
            return None
        return [_Found(one.first, other[0].last, "range", low, high, time=one.time or other[0].time)]

    # -- times of day

    def times(self, i: int) -> list[_Found]:
        """A time of day at `i`; empty where none begins."""
        time = self.time(i)
        return [time] if time else []

    def time(self, i: int) -> _Found | None:
        """ "dawn", "early hours of the morning", "10:30", "7 a.m.", "3:00 to 5:00 pm"."""
        part = self.term(i, "day part")
        if part:
            return _Found(i, part[1], "time", time=part[0].entry.time)
        last = self._clock(i)
        return _Found(i, last, "time", time=self._as_said(i, last)) if last else None

    def _clock(self, i: int) -> int | None:
        if i >= len(self.low):
            return None
        exact = _CLOCK.fullmatch(self.low[i]) is not None
        if (
            not exact
            and not (self.low[i].isdigit() and int(self.low[i]) <= 24)
            and self.low[i] not in self.lexicon.numbers
        ):
            return None
        meridiem = self.term(i + 1, "meridiem")
        if meridiem:
            return meridiem[1]
        return i + 1 if exact and ":" in self.low[i] else None

    def _as_said(self, i: int, last: int) -> str:
        said = self.text[i]
        for k in range(i + 1, last):
            said += self.text[k] if self.tight(k) else f" {self.text[k]}"
        return said


@dataclass(frozen=True, slots=True)
class _DayOfMonth:
    first: int
    last: int
    day: int
    weekday: int | None
    joint: str  # how it is tied to the day before it


def _impossible(year: int | None, month: int, day: int) -> str | None:
    """What is wrong with a date that no calendar has."""
    if not 1 <= month <= 12:
        return f"impossible date: there is no month {month}"
    longest = calendar.monthrange(2000 if year is None else year, month)[1]  # 2000: a leap year
    if 1 <= day <= longest:
        return None
    when = calendar.month_name[month] if year is None or month != 2 else f"{calendar.month_name[month]} {year}"
    return f"impossible date: {when} has {longest} days, not {day}"


def _share_year(low: Day, high: Day) -> tuple[Day, Day]:
    """The ends of a range, each with the year that only the other one states."""
    if low.year is None and high.year is not None and low.month is not None:
        back = high.month is not None and low.month > high.month
        low = replace(low, year=high.year - back)
    elif high.year is None and low.year is not None and high.month is not None:
        on = low.month is not None and high.month < low.month
        high = replace(high, year=low.year + on)
    return low, high


# ---------------------------------------------------------------------------------------------- resolving


def resolve(mention: DateMention, context: DateContext) -> ResolvedDate:
    """The days that `mention` means, as far as it and the context say; see `ResolvedDate`."""
    time = mention.time_of_day
    unknown = ResolvedDate(None, None, "none", time)
    faults = [day.problem for day in (mention.low, mention.high) if day.problem]
    if faults:
        return replace(unknown, problems=list(dict.fromkeys(faults)))
    if mention.kind == "time":
        return unknown
    if mention.low.weekday is not None and mention.low.day is None:
        return _weekday(mention, context)
    low, high = _with_years(mention.low, mention.high, context)
    if low.year is None or high.year is None:
        return unknown
    if low.day is not None:
        faults = [fault for day in (low, high) if (fault := _impossible(day.year, day.month or 0, day.day or 1))]
        if faults:
            return replace(unknown, problems=list(dict.fromkeys(faults)))
    start, end = _first_day(low), _last_day(high)
    if end < start:
        return replace(unknown, problems=[f"impossible range: {end} lies before {start}"])
    precision: Precision = "day" if low.day and high.day else "month" if low.month else "year"
    problems = [said for day in ((low,) if low == high else (low, high)) if (said := _mismatch(day))]
    return ResolvedDate(start, end, precision, time, problems)


def _first_day(day: Day) -> date:
    return date(day.year or 0, day.month or 1, day.day or 1)


def _last_day(day: Day) -> date:
    year, month = day.year or 0, day.month or 12
    return date(year, month, day.day or calendar.monthrange(year, month)[1])


def _mismatch(day: Day) -> str | None:
    """The problem where the weekday beside a date is not that of the date."""
    if day.weekday is None or day.day is None:
        return None
    when = _first_day(day)
    if when.isoweekday() == day.weekday:
        return None
    was, said = calendar.day_name[when.weekday()], calendar.day_name[day.weekday - 1]
    return f"{when.isoformat()} was a {was}; the text says {said}"


def _weekday(mention: DateMention, context: DateContext) -> ResolvedDate:
    """A weekday alone: the last one up to the day of publication."""
    if context.published is None:
        return ResolvedDate(None, None, "none", mention.time_of_day)
    high = _last_weekday(context.published, mention.high.weekday or 1)
    low = _last_weekday(high, mention.low.weekday or 1)
    return ResolvedDate(low, high, "day", mention.time_of_day)


def _last_weekday(until: date, weekday: int) -> date:
    return until - timedelta(days=(until.isoweekday() - weekday) % 7)


def _with_years(low: Day, high: Day, context: DateContext) -> tuple[Day, Day]:
    """Both ends with a year, taken from the context where the words give none."""
    if high.year is None and high.month is not None:
        high = replace(high, year=_year(high, context))
    if low.year is None:
        low = high if low.month == high.month and low.day == high.day else _share_year(low, high)[0]
    return low, high


def _year(day: Day, context: DateContext) -> int | None:
    """The year of a date without one: that of the text, the date before it, the heading, the period, the publication.

    What happened after the publication can't be reported: such a date belongs to the year before.
    """
    year = None
    if len(context.years) == 1:
        year = context.years[0]
    if year is None and context.previous is not None and context.previous.start is not None:
        year = _nearest_year(day, context.previous.start)
    if year is None and context.heading is not None and context.heading.start is not None:
        year = _year_within(day, context.heading.start, context.heading.end or context.heading.start)
    if year is None and context.period is not None:
        year = _year_within(day, *context.period)
    if year is None and context.published is not None:
        year = context.published.year
    if year is not None and context.published is not None and _too_late(replace(day, year=year), context.published):
        year -= 1
    return year


def _too_late(day: Day, published: date) -> bool:
    return not _impossible(day.year, day.month or 1, day.day or 1) and _first_day(day) > published


def _nearest_year(day: Day, other: date) -> int:
    if _impossible(other.year, day.month or 1, day.day or 1):
        return other.year
    away = (_first_day(replace(day, year=other.year)) - other).days
    return other.year + (away < -_NEW_YEAR) - (away > _NEW_YEAR)


def _year_within(day: Day, start: date, end: date) -> int | None:
    """The year in which `day` lies between two days; the only year that there is, where it lies in none."""
    for year in range(start.year, end.year + 1):
        if not _impossible(year, day.month or 1, day.day or 1):
            if start <= _last_day(replace(day, year=year)) and _first_day(replace(day, year=year)) <= end:
                return year
    return start.year if start.year == end.year else None
