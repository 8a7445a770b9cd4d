import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import incident

from extractor.incidents.confidence import BASE, SIGNS, WEIGHTS, confidence
from extractor.model import Check, Incident, Place

DOCS = Path(__file__).resolve().parents[2] / "docs"
CODES = sorted(set(WEIGHTS) - {name for name, _, _ in SIGNS})


def sure() -> Incident:
    """A record of which nothing speaks against."""
    return incident(event_type="airstrike", evidence={}).model_copy(
        update={"place": Place(name="Talbisa", kind="city", governorate="Homs"), "date": incident(day=None).date}
    )


def doubted(*codes: str) -> Incident:
    checks = [Check(code=code, severity="warning", message=f"doubt {code}") for code in codes]
    return sure().model_copy(update={"checks": checks})


def test_without_a_reason_it_is_that_of_clean_records() -> None:
    assert confidence(sure()) == (round(BASE, 3), ["no doubt was found"])


@given(st.sets(st.sampled_from(CODES)), st.sampled_from(CODES))
def test_a_further_doubt_never_makes_a_record_surer(codes: set[str], code: str) -> None:
    before, _ = confidence(doubted(*sorted(codes)))
    after, why = confidence(doubted(*sorted(codes | {code})))
    assert 0 < after <= before < 1
    assert f"doubt {code}" in why


def test_the_weightiest_reason_comes_first() -> None:
    _, why = confidence(doubted(*CODES))
    weights = [WEIGHTS[line.removeprefix("doubt ")] for line in why]
    assert weights == sorted(weights)


def test_what_weighs_nothing_is_no_reason() -> None:
    assert confidence(doubted("place-nil")) == confidence(sure())


def test_every_weight_is_of_a_check_or_a_sign_and_below_one() -> None:
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", (DOCS / "checks.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(WEIGHTS) <= documented | {name for name, _, _ in SIGNS}
    assert all(0 < weight < 1 for weight in WEIGHTS.values())


@pytest.mark.parametrize("name", [name for name, _, _ in SIGNS])
def test_every_sign_is_explained_in_the_docs(name: str) -> None:
    assert f"`{name}`" in (DOCS / "confidence.md").read_text(encoding="utf-8")
