"""One value against another, in the field's own terms: right, partly right, wrong, missing or spurious.

The five verdicts are those of the MUC evaluations (Chinchor and Sundheim 1993), as nervaluate counts them.
Each comparison gets two: a strict one that knows no tolerance, and a tolerant one.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from extractor.compare.fields import Day, Field, Number, Point, Spot, Value, Words
from extractor.compare.names import folded, one_place, shipped_vocabulary, similar_places
from extractor.compare.tolerances import Tolerances
from extractor.gazetteer.records import km

Verdict = Literal["correct", "partial", "incorrect", "missing", "spurious"]

VERDICTS: tuple[Verdict, ...] = ("correct", "partial", "incorrect", "missing", "spurious")

SAME_SPOT_KM = 1.0
"""Two points this near are one: coordinates of a place are rounded, and are taken from its edge or its middle."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The strict and the tolerant verdict, None where there is nothing to compare, and what sets the values apart."""

    strict: Verdict | None
    tolerant: Verdict | None
    note: str = ""


def judge(
    field: Field, curated: Value | None, extracted: Value | None, tolerances: Tolerances, literal: bool = True
) -> Judgement:
    """Compare two values of a field; `literal` takes names strictly as written, not through the vocabulary.

    "missing" is what only the curated side has, "spurious" what only the extracted side has. A range without a
    total counts as a value for the tolerant verdict alone.
    """
    one_sided = _presence(_plainly(curated), _plainly(extracted))
    if curated is None or extracted is None:
        return Judgement(one_sided, _presence(curated is not None, extracted is not None))
    strict, tolerant, note = _COMPARE[field.kind](curated, extracted, field, tolerances, literal)
    return Judgement(one_sided if one_sided or not _plainly(curated) else strict, tolerant, note)


def _plainly(value: Value | None) -> bool:
    return value.total is not None if isinstance(value, Number) else value is not None


def _presence(curated: bool, extracted: bool) -> Verdict | None:
    if curated == extracted:
        return None
    return "missing" if curated else "spurious"


_Result = tuple[Verdict, Verdict, str]
_RIGHT: _Result = ("correct", "correct", "")


def _wrong(note: str = "") -> _Result:
    return "incorrect", "incorrect", note


def _partly(note: str) -> _Result:
    return "incorrect", "partial", note


def _day(curated: Day, extracted: Day, field: Field, tolerances: Tolerances, literal: bool) -> _Result:
    if curated.on == extracted.on:
        return _RIGHT
    off = (extracted.on - curated.on).days
    note = f"{abs(off)} day{'s' if abs(off) > 1 else ''} {'later' if off > 0 else 'earlier'}"
    if exchanged(curated.on) == extracted.on:
        note += ", day and month exchanged"
    for whole, part, which in ((curated, extracted, "curated"), (extracted, curated, "extracted")):
        if whole.first <= part.first and part.last <= whole.last:
            return _partly(f"the {which} dates span the other ones")
    return _partly(note) if abs(off) <= tolerances.days else _wrong(note)


def exchanged(day: dt.date) -> dt.date | None:
    """The date with day and month exchanged, where there is such a date."""
    return dt.date(day.year, day.day, day.month) if day.day <= 12 and day.day != day.month else None


def _number(curated: Number, extracted: Number, field: Field, tolerances: Tolerances, literal: bool) -> _Result:
    if curated.total is not None and curated.total == extracted.total:
        return _RIGHT
    if curated.total is not None and extracted.total is not None:
        off = extracted.total - curated.total
        note = f"{abs(off):,} {'more' if off > 0 else 'fewer'}"
        share = tolerances.about_share if curated.about or extracted.about else tolerances.count_share
        if abs(off) <= share * max(curated.total, extracted.total):
            return _partly(f"{note}, within {share:.0%}")
        if _holds(curated, extracted.total) or _holds(extracted, curated.total):
            return _partly(f"{note}, within the bounds stated")
        return _wrong(note)
    if (curated.low, curated.high) == (extracted.low, extracted.high):
        return _RIGHT
    low = max(bound.low or 0 for bound in map(_bounds, (curated, extracted)))
    high = min(_high(bound) for bound in map(_bounds, (curated, extracted)))
    return _partly("the ranges overlap") if low <= high else _wrong("outside the range stated")


def _bounds(number: Number) -> Number:
    return number if number.total is None else Number(low=number.total, high=number.total)


def _high(number: Number) -> float:
    return math.inf if number.high is None else number.high


def _holds(bound: Number, total: int) -> bool:
    """Whether a total lies within stated bounds; no bound holds nothing."""
    return (bound.low, bound.high) != (None, None) and (bound.low or 0) <= total <= _high(bound)


def _names(curated: Words, extracted: Words, field: Field, tolerances: Tolerances, literal: bool) -> _Result:
    vocabulary, kind = shipped_vocabulary(), field.vocabulary or ""
    written = [frozenset(map(folded, names)) for names in (curated, extracted)]
    first, second = (vocabulary.keys(kind, names) for names in (curated, extracted))
    if written[0] == written[1] or (first == second and not literal):
        return _RIGHT
    if first == second:
        return "incorrect", "correct", "other names for the same"
    notes = []
    if lacking := first - second:
        notes.append(f"lacks {vocabulary.shown(lacking)}")
    if further := second - first:
        notes.append(f"adds {vocabulary.shown(further)}")
    wider = [frozenset().union(*(vocabulary.broader(key) for key in keys)) for keys in (first, second)]
    if first & wider[1] or second & wider[0]:
        notes.append("a broader name")
        return _partly("; ".join(notes))
    return _partly("; ".join(notes)) if first & second else _wrong("; ".join(notes))


def _place(curated: Spot, extracted: Spot, field: Field, tolerances: Tolerances, literal: bool) -> _Result:
    if folded(curated.name) == folded(extracted.name):
        return _RIGHT
    if similar_places(curated.name, extracted.name):
        return "correct", "correct", "spelled otherwise"
    if one_place(curated.name, extracted.name):
        return "incorrect", "correct", "spelled otherwise"
    apart = None
    if curated.point and extracted.point:
        apart = km(curated.point, extracted.point)
        if apart <= tolerances.kilometres:
            return _partly(f"{apart:.1f} km apart")
    for one, other in ((curated, extracted), (extracted, curated)):
        if any(one_place(one.name, name) for name in other.others):
            return _partly(f"“{one.name}” is a further place of the other")
    return _wrong(f"{apart:,.0f} km apart" if apart is not None else "")


def _area(curated: Words, extracted: Words, field: Field, tolerances: Tolerances, literal: bool) -> _Result:
    result = _text(curated, extracted, field, tolerances, literal)
    if result[1] != "correct" and any(one_place(a, b) for a in curated for b in extracted):
        return "incorrect" if literal else "correct", "correct", "spelled otherwise"
    return result


def _text(curated: Words, extracted: Words, field: Field, tolerances: Tolerances, literal: bool) -> _Result:
    first, second = (frozenset(map(folded, words)) for words in (curated, extracted))
    if first & second:
        return _RIGHT
    if field.vocabulary:
        vocabulary = shipped_vocabulary()
        first, second = (vocabulary.keys(field.vocabulary, words) for words in (curated, extracted))
        if first & second:
            return ("incorrect", "correct", "another word for the same") if literal else _RIGHT
    broader = {folded(narrow): folded(wide) for narrow, wide in tolerances.broader.get(field.name, {}).items()}
    if any(broader.get(word) in second for word in first) or any(broader.get(word) in first for word in second):
        return _partly("a broader word")
    return _wrong()


def _flag(curated: bool, extracted: bool, field: Field, tolerances: Tolerances, literal: bool) -> _Result:
    return _RIGHT if curated == extracted else _wrong()


def _point(curated: Point, extracted: Point, field: Field, tolerances: Tolerances, literal: bool) -> _Result:
    apart = km(curated, extracted)
    if apart <= SAME_SPOT_KM:
        return _RIGHT
    note = f"{apart:,.1f} km apart"
    return _partly(note) if apart <= tolerances.kilometres else _wrong(note)


_COMPARE: dict[str, Callable[[Any, Any, Field, Tolerances, bool], _Result]] = {
    "day": _day,
    "number": _number,
    "names": _names,
    "place": _place,
    "area": _area,
    "text": _text,
    "flag": _flag,
    "point": _point,
}
