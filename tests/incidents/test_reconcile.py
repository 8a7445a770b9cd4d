import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import evidence, incident, report

from extractor.incidents.reconcile import describe, reconcile
from extractor.model import Count, Period, Reconciliation, Scope, Toll

MARCH = {"start": dt.date(2019, 3, 1), "end": dt.date(2019, 3, 31)}
PERIOD = Period(**MARCH)


def toll(killed: int | Count | None = None, **fields: Any) -> Toll:
    scope = Scope(**{**MARCH, **fields.pop("scope", {})})
    count = killed if isinstance(killed, Count) else Count(total=killed, qualifier="exact" if killed else None)
    return Toll(quote=fields.pop("quote", "a total"), page=1, scope=scope, killed=count, **fields)


def lines(*tolls: Toll, incidents: Any = (), **fields: Any) -> list[Reconciliation]:
    return reconcile(report(*incidents, tolls=list(tolls), period=PERIOD, **fields))


def status(*tolls: Toll, incidents: Any = ()) -> list[tuple[str, str]]:
    return [(line.measure, line.status) for line in lines(*tolls, incidents=incidents)]


TOLD = [
    incident("a", actors=["ISIS"], governorate="Homs", killed=4),
    incident("b", actors=["Russian forces"], governorate="Idlib", killed=6),
]


def test_a_total_is_held_against_what_is_told() -> None:
    assert status(toll(10), incidents=TOLD) == [("killed", "agrees")]
    assert status(toll(30), incidents=TOLD) == [("killed", "partial")]
    assert status(toll(9), incidents=TOLD) == [("killed", "differs")]
    assert status(toll(Count(total=9, qualifier="at_least")), incidents=TOLD) == [("killed", "agrees")]


def test_where_all_is_told_fewer_differ_too() -> None:
    assert status(toll(11, told_here=True), incidents=TOLD) == [("killed", "differs")]
    vague = incident("c", killed=Count(qualifier="vague"))
    assert status(toll(11, told_here=True), incidents=[*TOLD, vague]) == [("killed", "can't tell")]


def test_the_scope_chooses_the_incidents() -> None:
    assert status(toll(4, scope={"perpetrators": ["ISIS"]}), incidents=TOLD) == [("killed", "agrees")]
    assert status(toll(6, scope={"governorate": "Idlib"}), incidents=TOLD) == [("killed", "agrees")]
    april = {"start": dt.date(2019, 3, 20), "end": dt.date(2019, 3, 31)}
    assert status(toll(1, scope=april), incidents=TOLD) == [("killed", "partial")]


@pytest.mark.parametrize(
    "scope",
    [
        {"start": dt.date(2011, 3, 1), "end": dt.date(2019, 3, 31)},
        {"start": dt.date(2019, 1, 1), "end": None},
        {"start": None, "end": dt.date(2019, 3, 31)},
        {"victims": "under torture"},
        {"group": "in the camps"},
    ],
)
def test_what_counts_more_or_other_than_the_report_tells_can_not_be_told(scope: dict[str, Any]) -> None:
    assert status(toll(3, scope=scope), incidents=TOLD) == [("killed", "can't tell")]


def test_a_section_counts_with_all_that_is_filed_in_it() -> None:
    """An incident by two allies stands under the heading of one: its total may count it or not."""
    section = ["A. Russian forces"]
    filed = [
        incident("a", actors=["Russian forces"], killed=6, sections=section),
        incident("b", actors=["the alliance"], killed=5, sections=section),
    ]
    for stated in (6, 11):
        [line] = lines(toll(stated, scope={"perpetrators": ["Russian forces"]}), incidents=filed)
        assert (line.status, line.extracted) == ("agrees", stated)
    [line] = lines(toll(20, scope={"perpetrators": ["Russian forces"]}), incidents=filed)
    assert (line.status, line.extracted) == ("partial", 11)
    assert "6" in line.reason


def test_a_section_is_known_by_the_values_that_its_heading_gave() -> None:
    heading = {"perpetrators.0.actor": [evidence("Government forces", "heading")]}
    filed = incident(
        "a", actors=["Syrian regime forces"], killed=5, sections=["B. Government forces"], evidence=heading
    )
    other = incident("b", actors=["the alliance"], killed=2, sections=["B. Government forces"])
    [line] = lines(toll(7, scope={"perpetrators": ["Syrian regime forces"]}), incidents=[filed, other])
    assert (line.status, line.extracted) == ("agrees", 7)


def test_a_governorate_is_not_the_longer_one_of_like_name() -> None:
    filed = [
        incident("a", governorate="Damascus", killed=1, sections=["Damascus governorate"]),
        incident("b", governorate="Damascus suburbs", killed=9, sections=["Damascus suburbs governorate"]),
    ]
    assert status(toll(1, scope={"governorate": "Damascus"}), incidents=filed) == [("killed", "agrees")]


def test_parts_are_added_up() -> None:
    whole = toll(Count(total=10, children=3))
    parts = [
        toll(Count(total=6, children=1), scope={"perpetrators": ["ISIS"]}),
        toll(Count(total=4, children=2), scope={"group": "Other parties"}),
    ]
    sums = [line for line in lines(whole, *parts) if line.reason.startswith("its parts")]
    assert [(line.measure, line.stated, line.status) for line in sums] == [
        ("killed", 10, "agrees"),
        ("killed.children", 3, "agrees"),
    ]
    parts[1].killed.total = 5
    sums = [line for line in lines(whole, *parts) if line.reason.startswith("its parts")]
    assert [(line.extracted, line.status) for line in sums] == [(11, "differs"), (3, "agrees")]


def test_silent_parts_may_hold_the_rest() -> None:
    whole = toll(Count(total=10, children=5))
    parts = [
        toll(Count(total=6, children=1), scope={"perpetrators": ["ISIS"]}),
        toll(Count(total=2, children=1), scope={"perpetrators": ["Russian forces"]}),
        toll(2, scope={"group": "Other parties"}),
    ]
    sums = {line.measure: line.status for line in lines(whole, *parts) if line.reason.startswith("its parts")}
    assert sums == {"killed": "agrees", "killed.children": "can't tell"}


def test_a_share_is_reckoned_from_the_stated_numbers() -> None:
    whole = toll(Count(total=200, children=60, women=45))
    share = {"measure": "killed", "scope": {"victims": "women and children"}}
    assert ("percent of killed", "agrees") in status(whole, toll(percent=53.0, **share))
    assert ("percent of killed", "agrees") in status(whole, toll(percent=52.0, **share))
    assert ("percent of killed", "differs") in status(whole, toll(percent=63.0, **share))
    assert ("percent of killed", "can't tell") in status(toll(percent=53.0, **share))


def test_the_distribution_by_holder_is_added_up_against_the_section() -> None:
    section = ["A. Russian forces"]
    filed = [incident(name, actors=["Russian forces"], sections=section) for name in "abc"]
    parts = [
        toll(incidents=number, scope={"perpetrators": ["Russian forces"], "control": [holder]})
        for number, holder in ((4, "ISIS"), (3, "armed opposition factions"))
    ]
    summed = [line for line in lines(*parts, incidents=filed) if "4 + 3" in line.reason]
    assert [(line.stated, line.extracted, line.status) for line in summed] == [(7, 3, "partial")]


@given(st.lists(st.integers(1, 500), min_size=2, max_size=8), st.integers(-3, 3))
def test_a_sum_agrees_exactly_when_it_is_right(numbers: list[int], slip: int) -> None:
    whole = toll(sum(numbers) + slip) if sum(numbers) + slip > 0 else toll(1)
    parts = [toll(number, scope={"perpetrators": [f"party {n}"]}) for n, number in enumerate(numbers)]
    [line] = [line for line in lines(whole, *parts) if line.reason.startswith("its parts")]
    assert (line.status == "agrees") == (whole.killed.total == sum(numbers))


def test_a_scope_is_told_in_words() -> None:
    scope = Scope(**MARCH, perpetrators=["ISIS"], control=["Russian forces"], governorate="Homs", victims="children")
    assert describe(scope) == "ISIS; Homs; controlled by Russian forces; children; 2019-03"
    assert describe(Scope(start=dt.date(2019, 3, 2))) == "since 2019-03-02"
    assert describe(Scope()) == "all"
