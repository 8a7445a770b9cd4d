"""The grammar of dates and times of day, over the words of a paragraph (`[[date_word]]` of the patterns).

A paragraph is cut into pieces (words, numbers, marks). Every reader takes the piece at which it begins and gives
what it read and the piece behind it, or None. Nothing is resolved here, see `dates`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extractor.annotate.date_parts import NO_DAY, Anchor, Day, Kind, Offset, Unit
from extractor.knowledge import Knowledge
from extractor.knowledge.schema import DateOrderEntry, DateRole, DateWordEntry, NumberEntry

_FIRST_YEAR, _LAST_YEAR = 1900, 2099  # a number of four digits outside of these is no year

# A paragraph without one of these words, and without a year, a clock time or a date of numbers, has no date.
_TRIGGERS: frozenset[DateRole] = frozenset(
    ("month", "weekday", "relative", "day part", "meridiem", "direction", "day", "week", "month unit", "year unit")
)
# Roles that only tie dates together or lead to a time; no mention begins with them.
_INNER: frozenset[DateRole] = frozenset(
    ("ordinal suffix", "meridiem", "direction", "and", "or", "to", "of", "on", "at")
)
# Small words that may follow a number which is a day; after another word it counts things ("May 3 and 20 people").
_SMALL: tuple[DateRole, ...] = (
    "in", "on", "at", "by", "of", "from", "since", "until", "during", "before", "after", "and", "or", "to", "day part",
)  # fmt: skip
_CLOSERS = frozenset(".,;:)]!?-\"'")
_UNITS: dict[DateRole, Unit] = {"hour": "day", "day": "day", "week": "week", "month unit": "month", "year unit": "year"}

_PIECE = re.compile(
    r"(?<![\w/.=])\d{1,4}([./-])\d{1,2}\1\d{1,4}(?![\w/=-]|\.\d)"  # 14/03/2017, 2017-03-14
    r"|\d{1,2}:\d{2}(?!\d)(?::\d{2}(?!\d))?"  # 10:30
    r"|(?:19|20)\d\d(?=\.\d{1,3}(?![\d.]))"  # 2018.12: a footnote's mark at the end of a sentence
    r"|\d+(?:[.,]\d+)*"  # 5, 2017, 2,014, 7.30
    r"|[^\W\d_]+|\S"
)
_WORD = re.compile(r"[^\W\d_]+|\d[\d:]*")
_MARKS = frozenset(",-/.(")  # may stand inside of a date
_YEAR = re.compile(r"(?:19|20)\d\d")
_MILITARY = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")  # "at 1930 hours"
_TWO_DIGITS = re.compile(r"\d\d")
_NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?::[0-5]\d)?")


class Term(NamedTuple):
    """One way to write an entry: its words in lower case. `value` of a numbered one is its place in the list."""

    words: tuple[str, ...]
    role: DateRole
    entry: DateWordEntry
    value: int
    weak: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of dates, ready to be looked up."""

    terms: dict[str, list[Term]]  # by the first word, the longest first
    numbers: dict[str, int | None]  # "two": 2, "several": None
    triggers: frozenset[str]  # first words of what a date can't do without
    alone: frozenset[str]  # those of them that need no other word behind them: "May", not the "the" of "the other day"
    openers: frozenset[str]
    times: frozenset[str]  # first words of times of day, and of what only looks like one
    words: frozenset[str]  # all that may stand in a date
    day_first: bool | None


@lru_cache(maxsize=4)
def lexicon(knowledge: Knowledge) -> Lexicon:
    """The words of dates that `knowledge` holds."""
    terms: dict[str, list[Term]] = {}
    for entry in knowledge.of(DateWordEntry):
        for weak, phrases in ((False, entry.words), (True, entry.weak)):
            for number, phrase in enumerate(phrases, start=1):
                value = number if entry.numbered else entry.value or 0
                for written in sorted({phrase, phrase.replace("-", " ")}):
                    words = tuple(match[0] for match in _PIECE.finditer(written.lower()))
                    terms.setdefault(words[0], []).append(Term(words, entry.role, entry, value, weak))
    for same in terms.values():
        same.sort(key=lambda term: -len(term.words))
    numbers = {word: number.value for number in knowledge.of(NumberEntry) if not number.scale for word in number.words}
    triggers = {word for word, same in terms.items() for term in same if term.role in _TRIGGERS}
    alone = {word for word, same in terms.items() for t in same if t.role in _TRIGGERS and len(t.words) == 1}
    times = {word for word, same in terms.items() if any(term.role in ("day part", "name") for term in same)}
    openers = {word for word, same in terms.items() if any(term.role not in _INNER for term in same)}
    orders = knowledge.of(DateOrderEntry)
    vocabulary = {word for same in terms.values() for term in same for word in term.words}
    return Lexicon(
        terms=terms,
        numbers=numbers,
        triggers=frozenset(triggers),
        alone=frozenset(alone),
        openers=frozenset(openers | numbers.keys()),
        times=frozenset(times | numbers.keys()),
        words=frozenset(vocabulary | numbers.keys()),
        day_first=orders[-1].day_first if orders else None,
    )


def may_tell(text: str, known: Lexicon) -> bool:
    """Whether a paragraph holds any word without which there is no date: a cheap test for most of the text."""
    words = _WORD.findall(text.lower())
    for word, behind in pairwise([*words, "\0"]):
        if word in known.alone or (word[0].isdecimal() and (len(word) == 4 or ":" in word)):
            return True
        if word in known.triggers and (behind in known.words or behind[0].isdecimal()):
            return True
    return _NUMERIC.search(text) is not None


@dataclass(slots=True)
class Found:
    """What was read at a place: pieces first..last (half open); the rest as in `DateMention`."""

    first: int
    last: int
    kind: Kind
    low: Day = NO_DAY
    high: Day = NO_DAY
    offset: Offset | None = None
    time: str | None = None
    clock: bool = False  # a time of the clock, not a part of the day
    staged: bool = False  # a part of a month or year: "early 2022", "the start of 2022"


class _DayOfMonth(NamedTuple):
    first: int
    last: int
    day: int
    weekday: int | None
    joint: str  # how it is tied to the day before it: through, both, list


class Reader:
    """The pieces of a paragraph and the readers over them."""

    def __init__(self, text: str, known: Lexicon) -> None:
        """Cut `text`, which must be folded (plain dashes and quotes)."""
        self.known = known
        pieces = list(_PIECE.finditer(text))
        self.text: list[str] = [piece[0] for piece in pieces]
        self.start = [piece.start() for piece in pieces]
        self.end = [piece.end() for piece in pieces]
        self.numeric = [piece[1] is not None for piece in pieces]  # a date of three numbers that stands free
        self.low = [piece.lower() for piece in self.text]
        self.terms: list[Sequence[Term]] = [known.terms.get(piece, ()) for piece in self.low]
        self.terms.append(())  # behind the last piece

    def dates(self) -> list[Found]:
        """All dates in the order of the text."""
        found: list[Found] = []
        i = 0
        for hot in [k for k, piece in enumerate(self.low) if self._tells(piece)]:
            lead = hot
            while lead > i and self._may_lead(lead - 1):
                lead -= 1
            i = max(i, lead)
            while i <= hot:
                if self._may_begin(i):
                    read, last = self._at(i)
                    found += read
                    i = max(last, i + 1)
                else:
                    i += 1
        self._share_years(found)
        return found

    def _may_begin(self, i: int) -> bool:
        """Whether a date may begin with piece `i`: most of the words that may, "the" and "in", lead to none."""
        piece = self.low[i]
        if piece[0].isdecimal() or piece in self.known.alone:
            return True
        return piece in self.known.openers and i + 1 < len(self.low) and self._may_lead(i + 1)

    def _may_lead(self, i: int) -> bool:
        """Whether piece `i` can stand in a date before the first piece that tells of one."""
        piece = self.low[i]
        return piece in self.known.words or piece[0].isdecimal() or piece in _MARKS

    def _tells(self, piece: str) -> bool:
        """Whether a piece is one of those without which there is no date."""
        return piece in self.known.triggers or (piece[0].isdecimal() and len(piece) >= 4)

    def times(self) -> list[Found]:
        """All times of day in the order of the text, those beside a date too."""
        found: list[Found] = []
        i = 0
        while i < len(self.low):
            name = time = None
            if self.low[i] in self.known.times or self.low[i][0].isdecimal():
                name = self._term(i, "name")
                time = None if name else self._time(i)
            if time:
                found.append(time)
            i = name[1] if name else time.last if time else i + 1
        return found

    # ------------------------------------------------------------------------------------------ words

    def _term(self, i: int, *roles: DateRole) -> tuple[Term, int] | None:
        """The longest term at `i` that plays one of the roles, and the piece behind it."""
        for term in self.terms[i]:
            if term.role not in roles or (term.weak and not self.text[i][0].isupper()):
                continue
            last = i + len(term.words)
            if last == i + 1 or tuple(self.low[i:last]) == term.words:
                return term, last
        return None

    def _skip(self, i: int, *roles: DateRole) -> int:
        """The piece behind a word of one of the roles at `i`, or `i`."""
        term = self._term(i, *roles)
        return term[1] if term else i

    def _mark(self, i: int, *marks: str) -> int:
        """The piece behind one of the marks at `i`, or `i`."""
        return i + 1 if i < len(self.low) and self.low[i] in marks else i

    def _tight(self, i: int) -> bool:
        """Whether nothing stands between piece `i` and the one before it."""
        return 0 < i < len(self.low) and self.start[i] == self.end[i - 1]

    def _closed(self, i: int) -> bool:
        """Whether no word follows that the number before `i` could count."""
        return i >= len(self.low) or self.low[i] in _CLOSERS or self._term(i, *_SMALL) is not None

    def _number(self, i: int) -> tuple[int | None, int] | None:
        """A number in digits or words, "twenty-two" too; None for a vague word ("several days later")."""
        if i >= len(self.low):
            return None
        word = self.low[i]
        if word.isdecimal():
            return int(word), i + 1
        if word not in self.known.numbers:
            return None
        tens, k = self.known.numbers[word], self._mark(i + 1, "-")
        units = self.known.numbers.get(self.low[k]) if k < len(self.low) else None
        if tens and units and tens >= 20 and tens % 10 == 0 and units < 10:
            return tens + units, k + 1
        return tens, i + 1

    # ------------------------------------------------------------------------------------------ parts

    def _weekday(self, i: int) -> tuple[int, int] | None:
        term = self._term(i, "weekday")
        return (term[0].value, term[1]) if term else None

    def _month(self, i: int) -> tuple[Term, int] | None:
        """A month's name, with a capital; "the month of" may lead to it."""
        unit = self._term(self._skip(i, "the"), "month unit")
        of = self._term(unit[1], "of") if unit else None
        term = self._term(of[1] if of else i, "month")
        if term is None or not self.text[term[1] - len(term[0].words)][0].isupper():
            return None
        return (term[0]._replace(weak=False), term[1]) if of else term

    def _year(self, i: int) -> tuple[int, int] | None:
        if (
            i < len(self.low)
            and _YEAR.fullmatch(self.low[i])
            and not (self._tight(i + 1) and self.text[i + 1].isalpha())
        ):
            return int(self.low[i]), i + 1
        return None

    def _ordinal(self, i: int) -> tuple[int, int] | None:
        """A day by its ordinal: "8th", "eighth"."""
        if i < len(self.low) and self.low[i].isdecimal():
            suffix = self._term(i + 1, "ordinal suffix") if self._tight(i + 1) and len(self.low[i]) <= 2 else None
            return (int(self.low[i]), suffix[1]) if suffix else None
        term = self._term(i, "ordinal")
        return (term[0].value, term[1]) if term else None

    def _day_number(self, i: int) -> tuple[int, int] | None:
        ordinal = self._ordinal(i)
        if ordinal or i >= len(self.low):
            return ordinal
        number = self.low[i]
        if not number.isdecimal() or len(number) > 2 or not int(number):
            return None
        glued = self._tight(i + 1) and (self.text[i + 1][0].isalpha() or self.text[i + 1] in "%°")
        ratio = self._tight(i + 1) and self.text[i + 1] == ":" and self._tight(i + 2)  # not "March 3: …"
        return None if glued or ratio else (int(number), i + 1)

    def _day_of_month(self, i: int, joint: str) -> _DayOfMonth | None:
        weekday = self._weekday(i)
        k = self._mark(weekday[1], ",") if weekday else i
        day = self._day_number(self._skip(k, "the"))
        return _DayOfMonth(i, day[1], day[0], weekday[0] if weekday else None, joint) if day else None

    def _days(self, i: int) -> list[_DayOfMonth]:
        """Days of one month: "8", "the 8th and 9th", "14-15", "3, 4 and 5", "Friday 3 to Sunday 5"."""
        one = self._day_of_month(i, "first")
        if one is None:
            return []
        days = [one]
        while (joint := self._joint(days[-1].last)) is not None:
            following = self._day_of_month(joint[1], joint[0])
            if following is None or following.day <= days[-1].day:
                break
            days.append(following)
        return _whole_list(days)

    def _joint(self, i: int) -> tuple[str, int] | None:
        """What ties two days: a dash or "to" (through), "and" (both), a comma (list)."""
        k = self._skip(self._mark(i, "-", "/"), "to", "until")
        if k > i:
            return "through", k
        comma = self._mark(i, ",")
        k = self._skip(comma, "and", "or")
        if k > comma:
            return "both", k
        return ("list", comma) if comma > i else None

    def _time(self, i: int) -> Found | None:
        """ "dawn", "early hours of the morning", "10:30", "7 a.m.", "3:00 to 5:00 pm"."""
        part = self._term(i, "day part")
        if part:
            return Found(i, part[1], "time", time=part[0].entry.time)
        last = self._clock(i)
        if last is None:
            return None
        until = self._skip(self._mark(last, "-"), "to", "until", "and")
        end = self._clock(until) if until > last else None
        return Found(i, end or last, "time", time=self._as_said(i, end or last), clock=True)

    def _clock(self, i: int) -> int | None:
        if i >= len(self.low):
            return None
        low = self.low[i]
        exact = _CLOCK.fullmatch(low) is not None
        hours = (
            self._term(i + 1, "hour") if _MILITARY.fullmatch(low) and self._led_by(i, "at", "about", "from") else None
        )
        if hours:
            return hours[1]
        if not exact and not (low.isdecimal() and 0 < int(low) <= 24) and not self.known.numbers.get(low):
            return None
        meridiem = self._term(i + 1, "meridiem")
        if meridiem:
            return meridiem[1]
        return i + 1 if exact and ":" in low else None

    def _as_said(self, i: int, last: int) -> str:
        return "".join(self.text[k] if k == i or self._tight(k) else f" {self.text[k]}" for k in range(i, last))

    # ------------------------------------------------------------------------------------------ single dates

    def _single(self, i: int, *, bare: bool) -> list[Found]:
        """One date, or days of one month, or a month, or (where a word led to it: `bare`) a year."""
        weekday = self._weekday(i)
        if weekday is not None:
            return self._days_first(i) or self._after_weekday(i, weekday)
        return (
            self._numeric(i)
            or self._days_first(i)
            or self._month_first(i, bare=bare)
            or self._year_first(i)
            or self._of_year(i, bare=bare)
        )

    def _after_weekday(self, i: int, weekday: tuple[int, int]) -> list[Found]:
        """ "Tuesday morning, October 31, 2017", "Friday, 20/10/2017", "Saturday"."""
        time = self._time(weekday[1])
        last = time.last if time else weekday[1]
        said = time.time if time else None
        k = self._mark(self._mark(last, ","), "(")
        k = self._skip(k, "on")
        dated = self._numeric(k) or self._days_first(k) or self._month_first(k, bare=False)
        if len(dated) == 1 and dated[0].kind in ("date", "range") and dated[0].low.weekday is None:
            one = dated[0]
            low = replace(one.low, weekday=weekday[0])
            high = low if one.kind == "date" else one.high
            last = self._mark(one.last, ")") if self.low[k - 1] == "(" else one.last
            return [replace(one, first=i, last=last, low=low, high=high, time=said)]
        if self.terms[i][0].weak and not time:  # "Sun", "Mon"
            return []
        day = Day(weekday=weekday[0])
        return [Found(i, last, "weekday", day, day, time=said)]

    def _days_first(self, i: int) -> list[Found]:
        """ "14 May 2017", "the 8th and 9th of May", "6-Oct-17", "the 25th of the month", "the 25th"."""
        days = self._days(i)
        while days:
            last = days[-1].last
            dash = self._mark(last, "-", "/")
            unit = self._term(last, "day")  # "the 31st day of October", but not "the first days of"
            k = dash if dash > last else unit[1] if unit and unit[0].value == 1 else last
            month = self._month(self._skip(k, "of"))
            if month:
                year, behind = self._year_behind(month[1], short=dash > last)
                return self._dates(days, month[0].value, year, i, behind)
            of_month = self._of_the_month(last)
            if of_month or (self._skip(i, "the") > i and self._ordinal(last - 2) and self._closed(last)):
                return self._dates(days, None, None, i, of_month or last)
            days = _whole_list(days[:-1])
        return []

    def _of_the_month(self, i: int) -> int | None:
        """The piece behind "of the month", "of that month"."""
        of = self._term(i, "of")
        determiner = self._term(of[1], "determiner", "the") if of else None
        unit = self._term(determiner[1], "month unit") if determiner else None
        return unit[1] if unit else None

    def _month_first(self, i: int, *, bare: bool) -> list[Found]:
        """ "October 31, 2017", "September 14-15, 2017", "October 2017", "October"."""
        month = self._month(i)
        if month is None:
            return []
        number, last = month[0].value, month[1]
        led_in = self._led_by(i, "in")  # "in May 5 people died"
        days = self._days(self._mark(last, "-", ","))
        while days:
            year, behind = self._year_behind(days[-1].last)
            alone = len(days) == 1 and not led_in
            if year is None and self._mark(last, ",") > last:
                break
            if year is not None or alone or self._closed(behind):
                found = self._dates(days, number, year, i, behind)
                if found:
                    return found
            days = _whole_list(days[:-1])
        year, behind = self._year_behind(last)
        if (
            year is None
            and month[0].weak
            and not bare
            and not self._led_by(i, "in", "of")
            and not self._month_follows(last)
        ):
            return []
        day = Day(year, number)
        return [Found(i, behind, "month", day, day)]

    def _year_first(self, i: int) -> list[Found]:
        """ "2017 October 31", "2017, 31 October"."""
        year = self._year(i)
        k = self._mark(year[1], ",", "-") if year else i
        found = self._days_first(k) or self._month_first(k, bare=False) if year else []
        if year is None or len(found) != 1 or found[0].low.day is None or found[0].low.year is not None:
            return []
        one = found[0]
        return [replace(one, first=i, low=replace(one.low, year=year[0]), high=replace(one.high, year=year[0]))]

    def _led_by(self, i: int, *roles: DateRole) -> bool:
        return i > 0 and self._term(i - 1, *roles) is not None

    def _month_follows(self, i: int) -> bool:
        """Whether a range or pair of months goes on here: "March to May", "March and April"."""
        k = self._skip(self._mark(i, "-", "/"), "to", "until", "and", "or")
        return k > i and self._month(k) is not None

    def _of_year(self, i: int, *, bare: bool) -> list[Found]:
        """ "2017", "2015/16", "1991-94" (a word led to it), "the year 2017"."""
        unit = self._term(self._skip(i, "the"), "year unit")
        year = self._year(unit[1] if unit else i) if bare or unit else None
        if year is None or (year[0] % 1000 == 0 and not unit and not self._closed(year[1])):  # "in 2000 houses"
            return []
        day = Day(year[0])
        last = year[1]
        dash = self._mark(last, "/", "-")
        if dash > last and self._tight(dash) and _TWO_DIGITS.fullmatch(self.low[dash]):
            end = year[0] - year[0] % 100 + int(self.low[dash])
            if end == year[0] + 1 or (end > year[0] and end % 100 > 12):  # "2005-11" may be a month
                return [Found(i, dash + 1, "range", day, Day(end))]
        return [Found(i, last, "year", day, day)]

    def _year_behind(self, i: int, *, short: bool = False) -> tuple[int | None, int]:
        """The year behind a day or month, with the comma, "of" or dash before it; `short`: "6-Oct-17"."""
        year = self._year(self._skip(self._mark(i, ",", "-", ".", "/"), "of", "in"))
        if year:
            return year
        if short and self._mark(i, "-") > i and self._tight(i + 1) and _TWO_DIGITS.fullmatch(self.low[i + 1]):
            return 2000 + int(self.low[i + 1]), i + 2
        return None, i

    def _dates(
        self, days: Sequence[_DayOfMonth], month: int | None, year: int | None, first: int, last: int
    ) -> list[Found]:
        """One range, or single dates where the days don't follow one another ("3 and 9 May").

        A number above 31 beside a month counts something, unless a year makes it a date that can't be.
        """
        if year is None and any(day.day > 31 for day in days):
            return []
        whole = [
            Day(year, month, d.day, d.weekday, impossible(year, month, d.day) if month is not None else None)
            for d in days
        ]
        if len(days) == 1:
            return [Found(first, last, "date", whole[0], whole[0])]
        if all(b.joint == "through" or b.day == a.day + 1 for a, b in pairwise(days)):
            return [Found(first, last, "range", whole[0], whole[-1])]
        found = [Found(d.first, d.last, "date", one, one) for d, one in zip(days, whole, strict=True)]
        found[0].first, found[-1].last = first, last
        return found

    def _numeric(self, i: int) -> list[Found]:
        """ "14/03/2017", "2017-03-14", "25-26/11/2017"."""
        if i >= len(self.low):
            return []
        match = _NUMERIC.fullmatch(self.low[i]) if self.numeric[i] else None
        if match is not None:
            day = self._numbers(match)
            return [Found(i, i + 1, "date", day, day)] if day else []
        before = self._day_number(i)
        dash = self._mark(before[1], "-") if before else i
        match = _NUMERIC.fullmatch(self.low[dash]) if before and before[1] < dash < len(self.low) else None
        high = self._numbers(match) if match else None
        if before is None or high is None or high.day is None or before[0] >= high.day:
            return []
        return [Found(i, dash + 1, "range", replace(high, day=before[0], problem=None), high)]

    def _numbers(self, match: re.Match[str]) -> Day | None:
        """A date of three numbers. Day or month first is told by the numbers, else by the patterns, else unknown."""
        one, two, three = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4 and len(match[4]) <= 2:
            year, month, day = one, two, three
        elif len(match[1]) <= 2 and len(match[4]) in (2, 4):
            year = three if len(match[4]) == 4 else 2000 + three
            day_first = self.known.day_first
            if (one > 12) != (two > 12):
                day_first = one > 12
            if day_first is None and one != two:
                return Day(year, problem=f"ambiguous date: in {match[0]} the day or the month may stand first")
            day, month = (two, one) if day_first is False else (one, two)
        else:
            return None
        if not (_FIRST_YEAR <= year <= _LAST_YEAR and 0 < day <= 31 and 0 < month <= 31):
            return None
        return Day(year, month, day, None, impossible(year, month, day))

    # ------------------------------------------------------------------------------------------ told by another day

    def _relative(self, i: int) -> Found | None:
        """ "yesterday evening", "that same afternoon", "the following Friday", "last month", "two days later"."""
        term = self._term(i, "relative")
        if term:
            entry = term[0].entry
            part = self._term(term[1], "day part")
            time = part[0].entry.time if part else entry.time
            return Found(
                i, part[1] if part else term[1], "relative", offset=_offset(entry, "day", term[0].value), time=time
            )
        return self._determined(i) or self._away(i)

    def _determined(self, i: int) -> Found | None:
        """A determiner with a time of day, a weekday, a month or a unit: "last night", "the same month"."""
        determiner = self._term(i, "determiner")
        if determiner is None:
            return None
        (words, _, entry, value, _), k = determiner
        named = self._term(k, "day part", "weekday", "month", "day", "week", "month unit", "year unit")
        if named is None:
            return None
        role, last = named[0].role, named[1]
        if role == "day part":
            return Found(i, last, "relative", offset=_offset(entry, "day", value), time=named[0].entry.time)
        if role == "weekday":
            if entry.anchor == "previous" and len(words) == 1:  # "said that Friday …"
                return None
            time = self._time(last)
            day = Day(weekday=named[0].value)
            return Found(
                i,
                time.last if time else last,
                "relative",
                day,
                day,
                _offset(entry, "day", value),
                time.time if time else None,
            )
        if role == "month":
            if entry.anchor == "previous" or self._day_number(last) or self._year_behind(last)[0]:
                return None
            day = Day(month=named[0].value)
            return Found(i, last, "relative", day, day, _offset(entry, "year", value))
        if named[0].value != 1:  # "in the following days"
            return None
        return Found(i, last, "relative", offset=_offset(entry, _UNITS[role], value))

    def _away(self, i: int) -> Found | None:
        """ "two days later", "half an hour earlier", "days later", "the night before", "two days before 5 May"."""
        about = self._skip(i, "about")
        half = self._term(about, "half")
        begin = half[1] if half else about
        number = self._number(begin)
        article = None if number else self._term(begin, "the")
        k = number[1] if number else article[1] if article else begin
        unit = self._term(k, "hour", "day", "week", "month unit", "year unit", *(("day part",) if article else ()))
        if unit is None:
            return None
        role = unit[0].role
        k = self._and_a_half(unit[1])
        direction = self._term(k, "direction")
        beside = None if direction else self._term(k, "before", "after")
        led = direction or beside
        if (
            led is None
            or (article and (direction or role not in ("day", "day part")))
            or not (number or article or direction)
        ):
            return None
        amount = number[0] if number else 1 if article else None
        if number and i >= 2 and self._term(i - 1, "or", "to") and self._number(i - 2):  # "two or three days later"
            amount = None
        if role == "hour" and amount is not None:
            amount //= unit[0].value
        if amount and (about > i or k > unit[1]):  # "less than 24 hours later", "a day and a half later"
            amount = None
        signed = None if amount is None else amount * led[0].value
        anchor: Anchor = led[0].entry.anchor or "previous"
        found = Found(
            i, led[1], "relative", offset=Offset(anchor, _UNITS.get(role, "day"), signed), time=unit[0].entry.time
        )
        if beside:
            other = self._single(led[1], bare=False)
            if len(other) == 1 and other[0].kind == "date":
                found.offset = Offset("stated", _UNITS.get(role, "day"), signed)
                found.low, found.high, found.last = other[0].low, other[0].high, other[0].last
            elif led[1] < len(self.low) and self.low[led[1]] not in _CLOSERS:  # "a day after the event": which one?
                found.offset = Offset(anchor, _UNITS.get(role, "day"), None)
        return found

    def _and_a_half(self, i: int) -> int:
        k = self._skip(i, "and")
        half = self._term(self._skip(k, "every"), "half") if k > i else None
        return half[1] if half else i

    # ------------------------------------------------------------------------------------------ ranges and scopes

    def _at(self, i: int) -> tuple[list[Found], int]:
        """What a date mention at `i` says and the piece behind it; nothing where none begins."""
        name = self._term(i, "name")
        if name:
            return [], name[1]
        every = self._term(i, "every")
        weekday = self._weekday(every[1]) if every else None
        if weekday:
            return [], weekday[1]
        found = self._led(i) or self._timed(i, bare=False)
        return found, found[-1].last if found else i + 1

    def _led(self, i: int) -> list[Found]:
        """A date behind a word that makes it a scope, or leads to a year: "since 2011", "in 2017"."""
        led = self._term(i, "since", "until", "during", "by", "before", "after", "in")
        if led is None:
            return []
        role, k = led[0].role, led[1]
        found = self._timed(k, bare=True)
        if not found or role == "in":
            return found
        stated = found[0].kind in ("date", "month", "year", "range") and self._time(k) is None
        kind: Kind = "since" if role in ("since", "after") else "during" if role == "during" else "until"
        scope = stated and (kind != "during" or found[0].kind != "date")
        if not scope and role not in ("since", "until"):
            return found
        return [replace(found[0], first=i, kind=kind), *found[1:]]

    def _timed(self, i: int, *, bare: bool) -> list[Found]:
        """A date or range with the time of day before or behind it."""
        time = self._time(i)
        k = self._skip(self._mark(time.last, ","), "of", "on", "in") if time else i
        found = self._spanned(k, bare=bare)
        if not found:
            return []
        if time is not None:
            loose = found[0].time is not None and self._led_by(i, "before", "after")  # "before nine that morning"
            found[0].first, found[0].time = i, found[0].time if loose else time.time
        elif found[-1].time is None:
            behind = self._time_behind(found[-1].last)
            if behind is not None:
                found[-1].last, found[-1].time = behind.last, behind.time
        return found

    def _time_behind(self, i: int) -> Found | None:
        """A time of day behind a date: "evening", "at dawn", ", at around 7 a.m.", "in the morning"."""
        k = self._mark(i, ",", "(")
        led = self._term(k, "at", "in")
        if k > i and self.low[i] == "," and not led:
            return None
        time = self._time(self._skip(self._skip(led[1] if led else k, "about"), "the"))
        if time and self.low[i] == "(":
            time.last = self._mark(time.last, ")")
        return time

    def _spanned(self, i: int, *, bare: bool) -> list[Found]:
        """A date or range, "between … and …", "from … to …"."""
        led = self._term(i, "between", "from")
        if led is None:
            return self._range(i, bare=bare, joint="to")
        if led[0].role == "between":
            found = self._range(led[1], bare=True, joint="and")
            if len(found) == 2:  # "between 3 and 9 May"
                found = [replace(found[1], kind="range", low=found[0].low)]
            return [replace(found[0], first=i)] if found and found[0].kind == "range" else []
        found = self._range(led[1], bare=True, joint="to")
        if found and found[0].kind == "range":
            return [replace(found[0], first=i)]
        return found if found and found[0].kind in ("date", "weekday", "relative") else []

    def _range(self, i: int, *, bare: bool, joint: DateRole) -> list[Found]:
        relative = self._relative(i)
        if relative:
            return [relative]
        half = self._half(i, bare=bare)
        if half:
            return [half]
        k = self._stage(i)
        found = self._single(k, bare=bare or k > i)
        if not found:
            return []
        found[0].first, found[0].staged = i, k > i
        if len(found) > 1:
            return found
        self._weekday_behind(found[0])
        return [self._through(found[0], joint) or found[0]]

    def _stage(self, i: int) -> int:
        """The piece behind "early", "the end of", "mid-"."""
        stage = self._term(self._skip(i, "the"), "stage")
        if stage is None:
            return i
        return self._skip(self._skip(self._mark(stage[1], "-"), "of"), "the")

    def _half(self, i: int, *, bare: bool) -> Found | None:
        """ "the first half of 2019", "the third quarter of 2017"; of a month the half is the month."""
        ordinal = self._ordinal(self._skip(i, "the"))
        part = self._term(ordinal[1], "half") if ordinal else None
        of = self._term(part[1], "of") if part else None
        if ordinal is None or part is None or of is None:
            return None
        found = self._single(of[1], bare=True)
        if len(found) != 1 or found[0].kind not in ("month", "year"):
            return None
        one = replace(found[0], first=i)
        months = part[0].value
        if one.kind == "month" or ordinal[0] * months > 12:
            return one
        low = replace(one.low, month=(ordinal[0] - 1) * months + 1)
        return replace(one, kind="range", low=low, high=replace(one.low, month=ordinal[0] * months))

    def _weekday_behind(self, one: Found) -> None:
        """A weekday behind a date, in brackets or between commas: "5 May 2017 (Friday)"."""
        if one.kind != "date" or one.low.weekday is not None:
            return
        bracket = self._mark(one.last, "(")
        weekday = self._weekday(bracket if bracket > one.last else self._mark(one.last, ","))
        if weekday is None:
            return
        behind = self._mark(weekday[1], ")")
        if bracket > one.last and behind > weekday[1]:
            one.last = behind
        elif bracket == one.last and (behind >= len(self.low) or self.low[behind] in (",", ".", ";", ")")):
            one.last = weekday[1]
        else:
            return
        one.low = one.high = replace(one.low, weekday=weekday[0])

    def _through(self, one: Found, joint: DateRole) -> Found | None:
        """The range that begins with `one`."""
        if one.kind == "range":
            return None
        k = self._mark(one.last, "-")
        if k == one.last:
            roles: tuple[DateRole, ...] = ("and",) if joint == "and" else ("to", "until")
            led = self._term(one.last, *roles) or (self._term(one.last, "and", "or") if one.kind == "month" else None)
            if led is None:
                return None
            k = led[1]
        stage = self._stage(k)
        other = self._single(stage, bare=stage > k or one.kind in ("year", "month"))
        if len(other) != 1 or other[0].kind == "range":
            return None
        self._weekday_behind(other[0])
        low, high = _share_year(one.low, other[0].low)
        if (low.month is None) != (high.month is None) and "weekday" in (one.kind, other[0].kind):
            return None
        if one.kind == "month" and other[0].kind == "year" and low.year is None:
            return None
        if (
            joint != "and"
            and self._term(one.last, "and", "or")
            and (high.month or 0) - (low.month or 0) not in (1, -11)
        ):
            return None
        return Found(one.first, other[0].last, "range", low, high, time=one.time or other[0].time)

    def _share_years(self, found: list[Found]) -> None:
        """Give dates the year of the one behind them: "on 3 May, 5 May and 9 June 2017"."""
        for one, other in reversed([*pairwise(found)]):
            told = one.low.month is not None and one.low.year is None and one.offset is None
            if not told or other.low.year is None or other.offset is not None:
                continue
            if self._skip(self._mark(one.last, ",", "/"), "and", "or") == other.first:
                one.low, _ = _share_year(one.low, other.low)
                one.high, _ = _share_year(one.high, other.low)


def _offset(entry: DateWordEntry, unit: Unit, amount: int) -> Offset:
    return Offset(entry.anchor or "previous", unit, amount)


def _whole_list(days: list[_DayOfMonth]) -> list[_DayOfMonth]:
    """Days without the last ones that only a comma ties: a list ends with "and"; "May 3, 20 civilians" is none."""
    while days and days[-1].joint == "list":
        days = days[:-1]
    return days


def impossible(year: int | None, month: int, day: int) -> str | None:
    """What is wrong with a date that no calendar has; None of a date that there is. No year: a leap year."""
    if not 1 <= month <= 12:
        return f"impossible date: there is no month {month}"
    longest = calendar.monthrange(2000 if year is None else year, month)[1]
    if 1 <= day <= longest:
        return None
    when = calendar.month_name[month] if year is None or month != 2 else f"{calendar.month_name[month]} {year}"
    return f"impossible date: {when} has {longest} days, and the text says {day}"


def _share_year(low: Day, high: Day) -> tuple[Day, Day]:
    """The ends of a range, each with the year that only the other one states."""
    if low.year is None and high.year is not None and low.month is not None:
        back = high.month is not None and low.month > high.month
        low = replace(low, year=high.year - back)
    elif high.year is None and low.year is not None and high.month is not None:
        on = low.month is not None and high.month < low.month
        high = replace(high, year=low.year + on)
    return low, high
