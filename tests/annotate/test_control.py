"""Who holds a place, then and now; all sentences here are our own."""

from __future__ import annotations

import pathlib

import pytest

from extractor.annotate.control import ControlMention, find_control
from extractor.knowledge import load_knowledge

ROOT = pathlib.Path(__file__).resolve().parents[2]
KNOWLEDGE = load_knowledge([ROOT / "patterns/en", ROOT / "patterns/syria"])

REGIME, HTS, SDF = "Syrian regime forces", "Hay'at Tahrir al Sham", "Syrian Democratic Forces"
FACTIONS, SNA = "armed opposition factions", "Syrian National Army"


def find(text: str) -> list[ControlMention]:
    return find_control(KNOWLEDGE.annotate(text))


def held(text: str) -> list[tuple[str, list[str]]]:
    found = find(text)
    return [(one.when, [name for holder in one.holders for name in holder.entry.parties]) for one in found]


@pytest.mark.parametrize(
    ("text", "holders"),
    [
        # the holder behind
        ("The town was under the control of ISIS at the time of the incident.", ["ISIS"]),
        ("The town was controlled by ISIS.", ["ISIS"]),
        ("The town is controlled by ISIS.", ["ISIS"]),
        ("The town was held by ISIS at the time.", ["ISIS"]),
        ("The town was in the hands of ISIS.", ["ISIS"]),
        ("The town was then under the control of ISIS.", ["ISIS"]),
        ("Shells hit Nawa town, controlled by ISIS, killing two people.", ["ISIS"]),
        ("Shells hit Nawa town (under the control of ISIS).", ["ISIS"]),
        # the holder before
        ("ISIS controlled the town.", ["ISIS"]),
        ("ISIS was in control of the town.", ["ISIS"]),
        ("The town, which ISIS held, was shelled by Hezbollah.", ["ISIS"]),
        ("Local militias hold both towns.", ["local militias"]),
        # the holder inside
        ("The town was under ISIS control.", ["ISIS"]),
        ("The town is under Syrian National Army control.", [SNA]),
        ("The town was under Hezbollah's control.", ["Hezbollah"]),
        # one word
        ("Shells hit the ISIS-held town of Nawa.", ["ISIS"]),
        ("Shells hit the SDF-controlled town of Nawa.", [SDF]),
        ("Shells hit the rebel-held town of Nawa.", [FACTIONS]),
        ("Regime-controlled Nawa was hit.", [REGIME]),
    ],
)
def test_who_held_it_then(text: str, holders: list[str]) -> None:
    assert held(text) == [("then", holders)]


@pytest.mark.parametrize(
    "text",
    [
        "The town is currently under the control of ISIS.",
        "The town is now controlled by ISIS.",
        "The town is now in the hands of ISIS.",
        "ISIS now controls it.",
    ],
)
def test_who_holds_it_now(text: str) -> None:
    assert held(text) == [("now", ["ISIS"])]


@pytest.mark.parametrize(
    "text",
    [
        "The town was held by Hezbollah at the time, and is now under the control of Syrian regime forces.",
        "The town was under the control of Hezbollah, and is currently under the control of Syrian regime forces.",
        "Then controlled by Hezbollah, the town is now controlled by Syrian regime forces.",
    ],
)
def test_then_and_now_in_one_sentence(text: str) -> None:
    assert held(text) == [("then", ["Hezbollah"]), ("now", [REGIME])]


@pytest.mark.parametrize(
    "text", ["The Hezbollah-run health ministry said so.", "An ISIS-run court jailed two men in Nawa."]
)
def test_who_runs_an_office_holds_no_place(text: str) -> None:
    assert held(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The town was under the joint control of ISIS and Hay'at Tahrir al Sham.",
        "The town was controlled jointly by ISIS and Hay'at Tahrir al Sham.",
        "The town was under the control of ISIS and Hay'at Tahrir al Sham at the time.",
        "The town was under the control of ISIS, together with Hay'at Tahrir al Sham.",
        "ISIS and Hay'at Tahrir al Sham were in control of the town.",
    ],
)
def test_joint_holders(text: str) -> None:
    [mention] = find(text)
    assert [holder.entry.name for holder in mention.holders] == ["ISIS", HTS]
    assert mention.joint


def test_one_holder_is_not_joint() -> None:
    [mention] = find("The town was under the control of ISIS.")
    assert not mention.joint


@pytest.mark.parametrize(
    "text",
    [
        "The shells came from areas controlled by Syrian regime forces.",
        "The rockets were fired from an area controlled by ISIS.",
        "People fled areas under the control of ISIS.",
        "ISIS took control of the town.",
        "Hezbollah lost control over the town.",
        "The driver lost control of the car.",
        "The town was under the control of its elders.",
    ],
)
def test_what_says_nothing_of_this_place(text: str) -> None:
    assert held(text) == []


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Syrian regime forces shelled the town, which was under the control of ISIS.", "ISIS"),
        ("An attack by Syrian regime forces on the ISIS-held town killed a man.", "ISIS"),
        ("An attack by Syrian regime forces on the rebel-held town killed a man.", FACTIONS),
        ("The town, held by ISIS, was shelled by Syrian regime forces.", "ISIS"),
        ("Russian forces bombed Nawa town in Daraa, under the control of ISIS.", "ISIS"),
    ],
)
def test_the_party_that_acts_is_no_holder(text: str, holder: str) -> None:
    assert held(text) == [("then", [holder])]


def test_the_group_is_the_party_named_last() -> None:
    assert held("ISIS entered Nawa in 2014. The group ruled the city at the time.") == [("then", ["ISIS"])]
    assert held("ISIS entered Nawa in 2014. The group has ruled the city since.") == [("now", ["ISIS"])]
    assert held("The council ruled the city at the time.") == []


def test_the_words_and_what_they_are_said_of() -> None:
    text = "On 3 May, shells hit Nawa. The village was under the control of ISIS."
    [mention] = find(text)
    assert text[mention.start : mention.end] == "was under the control of ISIS"
    assert mention.subject_kind == "village"
    assert mention.subject_span is not None
    assert text[slice(*mention.subject_span)] == "village"
