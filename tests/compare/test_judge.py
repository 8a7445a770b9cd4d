"""A value against another, in the field's own terms."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.compare.fields import FIELDS, Day, Number, Spot
from extractor.compare.judge import Judgement, judge
from extractor.compare.tolerances import read_tolerances
from extractor.errors import CallError

TOLERANCES = read_tolerances()


def day(text: str, first: str = "", last: str = "") -> Day:
    on = dt.date.fromisoformat(text)
    return Day(on, dt.date.fromisoformat(first or text), dt.date.fromisoformat(last or text))


def verdicts(field: str, curated: Any, extracted: Any, *changes: str, literal: bool = True) -> tuple[Any, Any]:
    found = judge(FIELDS[field], curated, extracted, read_tolerances(changes), literal)
    return found.strict, found.tolerant


@pytest.mark.parametrize(
    ("curated", "extracted", "expected"),
    [
        (day("2017-10-05"), day("2017-10-05"), ("correct", "correct")),
        (day("2017-10-05"), day("2017-10-06"), ("incorrect", "partial")),
        (day("2017-10-05"), day("2017-10-09"), ("incorrect", "incorrect")),
        (day("2017-10-01", "2017-10-01", "2017-10-31"), day("2017-10-13"), ("incorrect", "partial")),
        (day("2017-10-05"), None, ("missing", "missing")),
        (None, day("2017-10-05"), ("spurious", "spurious")),
        (None, None, (None, None)),
    ],
)
def test_dates(curated: Any, extracted: Any, expected: Any) -> None:
    assert verdicts("date_start", curated, extracted) == expected


def test_day_and_month_exchanged_is_said() -> None:
    found = judge(FIELDS["date_start"], day("2017-10-05"), day("2017-05-10"), TOLERANCES)
    assert found.tolerant == "incorrect"
    assert "exchanged" in found.note


@pytest.mark.parametrize(
    ("curated", "extracted", "expected"),
    [
        (Number(13), Number(13), ("correct", "correct")),
        (Number(13), Number(14), ("incorrect", "incorrect")),
        (Number(13, low=13), Number(15), ("incorrect", "partial")),
        (Number(13, low=13), Number(12), ("incorrect", "incorrect")),
        (Number(low=5, high=7), Number(6), ("spurious", "partial")),
        (Number(low=5, high=7), Number(8), ("spurious", "incorrect")),
        (Number(6), Number(low=5, high=7), ("missing", "partial")),
        (Number(low=5, high=7), Number(low=5, high=7), (None, "correct")),
        (Number(low=5, high=7), Number(low=6, high=9), (None, "partial")),
        (Number(20, about=True), Number(22), ("incorrect", "partial")),
        (Number(0), None, ("missing", "missing")),
        (Number(0), Number(0), ("correct", "correct")),
    ],
)
def test_numbers(curated: Any, extracted: Any, expected: Any) -> None:
    assert verdicts("killed", curated, extracted) == expected


@pytest.mark.parametrize(
    ("curated", "extracted", "expected"),
    [
        (Spot("al Baghouz"), Spot("Al-Baghuz"), ("correct", "correct")),
        (Spot("Bokamal"), Spot("Deir ez-Zor/al-Bokamal"), ("correct", "correct")),
        (Spot("Heish"), Spot("Saraqeb"), ("incorrect", "incorrect")),
        (Spot("Heish", point=(35.5456, 36.6448)), Spot("Saraqeb", point=(35.55, 36.65)), ("incorrect", "partial")),
        (Spot("Heish", others=("Saraqeb",)), Spot("Saraqeb"), ("incorrect", "partial")),
    ],
)
def test_places(curated: Any, extracted: Any, expected: Any) -> None:
    assert verdicts("place", curated, extracted) == expected


@pytest.mark.parametrize(
    ("field", "curated", "extracted", "literal", "expected"),
    [
        ("perpetrators", ("ISIS",), ("ISIS",), True, ("correct", "correct")),
        ("perpetrators", ("Daesh",), ("ISIS",), True, ("incorrect", "correct")),
        ("perpetrators", ("Daesh",), ("ISIS",), False, ("correct", "correct")),
        ("perpetrators", ("ISIS", "Russian forces"), ("ISIS",), True, ("incorrect", "partial")),
        ("perpetrators", ("ISIS",), ("Russian forces",), True, ("incorrect", "incorrect")),
        ("weapons", ("shell",), ("mortar shell",), True, ("incorrect", "partial")),
        ("event_type", ("airstrike",), ("drone strike",), True, ("incorrect", "partial")),
        ("event_type", ("Air raid",), ("airstrike",), True, ("incorrect", "correct")),
        ("event_type", ("Air raid",), ("airstrike",), False, ("correct", "correct")),
        ("event_type", ("airstrike", "drone strike"), ("drone strike",), True, ("correct", "correct")),
        ("governorate", ("Deir Ez-Zour",), ("Deir ez-Zor",), True, ("incorrect", "correct")),
        ("governorate", ("Deir Ez-Zour",), ("Deir ez-Zor",), False, ("correct", "correct")),
        ("governorate", ("Homs",), ("Hama",), False, ("incorrect", "incorrect")),
        ("coordinates", (35.0, 36.0), (35.001, 36.0), True, ("correct", "correct")),
        ("coordinates", (35.0, 36.0), (35.03, 36.0), True, ("incorrect", "partial")),
    ],
)
def test_names_and_words(field: str, curated: Any, extracted: Any, literal: bool, expected: Any) -> None:
    assert verdicts(field, curated, extracted, literal=literal) == expected


def test_tolerances_can_be_changed() -> None:
    assert verdicts("date_start", day("2017-10-05"), day("2017-10-08"), "days=3")[1] == "partial"
    assert verdicts("killed", Number(100), Number(95), "count_share=0.1")[1] == "partial"
    assert verdicts("killed", Number(100), Number(80), "count_share=0.1")[1] == "incorrect"


@pytest.mark.parametrize("change", ["day=3", "days", "days=soon", "count_share=2", "broader=1"])
def test_a_wrong_tolerance_is_refused(change: str) -> None:
    with pytest.raises(CallError, match="--tolerance"):
        read_tolerances([change])


numbers = st.none() | st.builds(
    Number,
    st.none() | st.integers(0, 50),
    st.none() | st.integers(0, 50),
    st.none() | st.integers(0, 50),
    st.booleans(),
)
MIRROR = {"missing": "spurious", "spurious": "missing"}


@given(numbers, numbers)
def test_exchanging_the_sides_exchanges_missing_and_spurious(one: Number | None, other: Number | None) -> None:
    ours = judge(FIELDS["killed"], one, other, TOLERANCES)
    theirs = judge(FIELDS["killed"], other, one, TOLERANCES)
    assert MIRROR.get(ours.strict or "", ours.strict) == theirs.strict
    assert MIRROR.get(ours.tolerant or "", ours.tolerant) == theirs.tolerant


@given(numbers.filter(lambda number: number is not None))
def test_a_value_is_right_against_itself(number: Number) -> None:
    found = judge(FIELDS["killed"], number, number, TOLERANCES)
    expected = Judgement("correct" if number.total is not None else None, "correct")
    assert found == expected
