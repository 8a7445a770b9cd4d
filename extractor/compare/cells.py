"""One cell of a hand-made sheet → a value, or the reason why it can't be read. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import PatternError
from extractor.knowledge import pattern_dirs

CellValue = str | int | float | bool | dt.date | dt.datetime | dt.time | None
"""What a cell of any kind of file holds."""

DayOrder = Literal["ymd", "dmy", "mdy"]

FIRST_SERIAL, LAST_SERIAL = 10_000, 80_000
"""Day numbers of a spreadsheet (1927 to 2119) that are taken for dates where a date is due."""

_SERIAL_ZERO = dt.date(1899, 12, 30)  # Excel counts from 1900 and believes that 1900 was a leap year


class CellWords(BaseModel):
    """The file `curated/cells.toml`."""

    model_config = ConfigDict(extra="forbid")

    articles: list[str]
    empty: list[str]
    yes: list[str]
    no: list[str]
    sums: list[str]
    range_marks: list[str]
    range_openers: list[str]
    date_languages: list[str]
    qualifiers: dict[Literal["at_least", "at_most", "about"], list[str]]
    vague: dict[Literal["words"], list[str]]
    numbers: dict[str, int]


@lru_cache(maxsize=1)
def cell_words() -> CellWords:
    """How people write in cells, from the shipped patterns; raises PatternError where that file is spoilt."""
    for folder in pattern_dirs():
        path = folder / "cells.toml"
        if folder.name == "curated" and path.is_file():
            try:
                return CellWords.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
            except (tomllib.TOMLDecodeError, ValidationError) as error:
                raise PatternError(f"{path}: {' '.join(str(error).split())}") from error
    raise PatternError("patterns/curated/cells.toml is missing; install the package again")


class UnreadableCellError(ValueError):
    """The cell holds something that can't be read as its field; the text says why."""


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `start` to `end`, as exact as `precision`."""

    start: dt.date
    end: dt.date
    precision: Literal["day", "month", "year"] = "day"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of people with what the cell says of its exactness; `rest` is what stands behind it."""

    total: int | None = None
    low: int | None = None
    high: int | None = None
    qualifier: str | None = None
    rest: str = ""


def cell_text(value: CellValue) -> str:
    """The cell as text: days in ISO, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def says_nothing(value: CellValue) -> bool:
    """Whether a cell is empty, or a sign for it ("n/a")."""
    return value is None or cell_text(value).casefold() in cell_words().empty


def read_days(value: CellValue, order: DayOrder = "dmy") -> Days:
    """A day, a range of days, a month or a year; raises UnreadableCellError.

    `order` settles "05/10/2017". A number is a spreadsheet's day number. Nothing that is missing is filled in.
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return Days(value, value)
    text = cell_text(value)
    if re.fullmatch(r"\d{5}", text) and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        day = _SERIAL_ZERO + dt.timedelta(days=int(text))
        return Days(day, day)
    return _read_days(text, order)


@lru_cache(maxsize=100_000)
def _read_days(text: str, order: DayOrder) -> Days:
    single = _one_date(text, order)
    if single is not None:
        return single
    for first, last in _halves(text):
        end = _one_date(last, order)
        if end is None and (leading := re.match(r"[^\W\d]+\.?\s", first)):  # "October 5-7, 2017"
            end = _one_date(leading[0] + last, order)
        if end is None:
            continue
        start = _one_date(first, order) or _borrowing(first, last, end, order)
        if start is not None and start.start <= end.end:
            return Days(start.start, end.end, end.precision)
    raise UnreadableCellError("no date, or not a whole one")


def _borrowing(first: str, last: str, end: Days, order: DayOrder) -> Days | None:
    """The first half of "5-7 October 2017" or "5 October to 7 November 2017" with month and year of the second."""
    rest = last.split(None, 1)[1] if " " in last else ""
    for tail in (rest, str(end.end.year)):
        if tail and (start := _one_date(f"{first} {tail}", order)):
            return start
    return None


def _halves(text: str) -> list[tuple[str, str]]:
    """Every way to part a text at a range mark, words of opening dropped."""
    words = cell_words()
    openers = "|".join(re.escape(word) for word in words.range_openers)
    text = re.sub(rf"^(?:{openers})\s+", "", text, flags=re.IGNORECASE)
    halves = []
    for mark in sorted(words.range_marks, key=len, reverse=True):
        bounds = rf"\s+{re.escape(mark)}\s+" if mark.isalpha() else rf"\s*{re.escape(mark)}\s*"
        halves += [
            (text[: m.start()].strip(), text[m.end() :].strip()) for m in re.finditer(bounds, text, re.IGNORECASE)
        ]
    return [(first, last) for first, last in halves if first and last]


def _one_date(text: str, order: DayOrder) -> Days | None:
    text = text.strip()
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?", text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: \d{1,2}:\d{2}.*)?", text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        month, day = (first, second) if order == "mdy" else (second, first)
        return _day(year, month, day)
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})", text) or re.fullmatch(r"(\d{1,2})[-/.](\d{4})", text):
        year, month = sorted((int(match[1]), int(match[2])), reverse=True)
        return _month(year, month)
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return Days(dt.date(int(text), 1, 1), dt.date(int(text), 12, 31), "year")
    if not any(character.isalpha() for character in text) or not re.search(r"\d{4}", text):
        return None
    return _worded(text)


def _day(year: int, month: int, day: int) -> Days | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    found = dt.date(year, month, day)
    return Days(found, found)


def _month(year: int, month: int) -> Days | None:
    if not 1 <= month <= 12:
        return None
    return Days(dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1]), "month")


def _worded(text: str) -> Days | None:
    """ "13 October 2017", "Friday, October 13, 2017", "October 2017", in the languages of the cells."""
    import dateparser

    languages = cell_words().date_languages
    numbers = re.findall(r"\d+", text)
    if len(numbers) == 2:
        found = dateparser.parse(text, languages=languages, settings={"REQUIRE_PARTS": ["day", "month", "year"]})
        return _day(found.year, found.month, found.day) if found else None
    if len(numbers) == 1:
        found = dateparser.parse(text, languages=languages, settings={"REQUIRE_PARTS": ["month", "year"]})
        return _month(found.year, found.month) if found else None
    return None


def day_order(texts: list[str], fallback: DayOrder) -> tuple[DayOrder, bool]:
    """The order of day and month that all numeric dates of a column allow, and whether the column settles it."""
    pairs = [(int(m[1]), int(m[2])) for text in texts if (m := re.match(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}", text))]
    if not pairs:
        return fallback, True
    day_first = any(first > 12 for first, _ in pairs)
    month_first = any(second > 12 for _, second in pairs)
    if day_first != month_first:
        return ("dmy" if day_first else "mdy"), True
    return fallback, False


_GROUPED = r"\d{1,3}(?:[,.'’ \u00a0\u202f]\d{3})+|\d+"
_AMOUNT = re.compile(rf"({_GROUPED})(?:\.0+)?(?!\d)")


def read_amount(value: CellValue) -> Amount:
    """A number of people as sheets write it: 13, "1,234", "13+", "~20", "5-7", "dozens"; raises UnreadableCellError."""
    if isinstance(value, bool):
        raise UnreadableCellError("yes or no where a number is due")
    if isinstance(value, (dt.date, dt.time)):
        raise UnreadableCellError("a date where a number is due (did the spreadsheet turn “5-7” into a date?)")
    if isinstance(value, (int, float)):
        if value < 0 or (isinstance(value, float) and not value.is_integer()):
            raise UnreadableCellError("not a whole number of people")
        return _exact(int(value))
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in cell_text(value)).casefold()
    words = cell_words()
    if text in words.vague["words"]:
        return Amount(qualifier="vague")
    for first, last in _halves(text):
        low, high = _number(first), _number(last)
        if low is not None and high is not None and low < high:
            return Amount(None, low, high, "range")
    if (plain := _number(text)) is not None:
        return _exact(plain)
    for qualifier, marks in words.qualifiers.items():
        for mark in sorted(marks, key=len, reverse=True):
            bare = text.removeprefix(mark).strip() if text.startswith(mark) else text.removesuffix(mark).strip()
            if bare != text and (number := _number(bare)) is not None:
                low = number if qualifier == "at_least" else None
                high = number if qualifier == "at_most" else None
                return Amount(number, low, high, qualifier)
    if match := re.fullmatch(rf"({_GROUPED})\s*((?:[(\[;]|,\s).*)", text):
        number = _number(match[1])
        if number is not None:
            return Amount(number, number, number, "exact", match[2])
    raise UnreadableCellError("no number of people")


def _exact(number: int) -> Amount:
    return Amount(number, number, number, "exact")


def _number(text: str) -> int | None:
    if text in cell_words().numbers:
        return cell_words().numbers[text]
    if match := _AMOUNT.fullmatch(text):
        return int(re.sub(r"\D", "", match[1]))
    return None


def read_flag(value: CellValue) -> bool:
    """Yes or no; raises UnreadableCellError."""
    text = cell_text(value).casefold()
    if text in cell_words().yes:
        return True
    if text in cell_words().no:
        return False
    raise UnreadableCellError("neither yes nor no")


def read_degrees(value: CellValue, limit: int) -> float:
    """A latitude (limit 90) or longitude (limit 180) in decimal degrees; raises UnreadableCellError."""
    text = cell_text(value)
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        text = text.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text) or abs(float(text)) > limit:
        raise UnreadableCellError(f"no degrees between -{limit} and {limit}")
    return float(text)
