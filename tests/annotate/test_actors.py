"""Parties, and which of them acts; all sentences here are our own."""

from __future__ import annotations

import pathlib

import pytest

from extractor.annotate.actors import ActorMention, find_actors, read_parties
from extractor.knowledge import load_knowledge

ROOT = pathlib.Path(__file__).resolve().parents[2]
KNOWLEDGE = load_knowledge([ROOT / "patterns/en", ROOT / "patterns/syria"])

REGIME, RUSSIA, TURKEY = "Syrian regime forces", "Russian forces", "Turkish forces"
SDF, HTS = "Syrian Democratic Forces", "Hay'at Tahrir al Sham"
FACTIONS, SNA = "armed opposition factions", "Syrian National Army"


def find(text: str) -> list[ActorMention]:
    return find_actors(KNOWLEDGE.annotate(text), [], [])


def agents(text: str) -> list[str]:
    """The names of those that act, in the order of the text."""
    return [name for actor in find(text) if actor.agent is not None for name in actor.actors]


def others(text: str) -> list[str]:
    """The names of those that are named and don't act."""
    return [name for actor in find(text) if actor.agent is None for name in actor.actors]


@pytest.mark.parametrize(
    ("text", "rule", "actor"),
    [
        ("The town was shelled by Syrian regime forces.", "by", REGIME),
        ("The town was shelled by fighters of ISIS.", "by", "ISIS"),
        ("Bombs dropped by a Russian Su-34 hit the town.", "by", RUSSIA),
        ("An airstrike by Russian warplanes hit the town.", "by", RUSSIA),
        ("Missiles fired by US forces hit the base.", "by", "US forces"),
        ("Two men died at the hands of ISIS.", "by", "ISIS"),
        ("Syrian regime forces shelled the town.", "subject", REGIME),
        ("ISIS killed two men.", "subject", "ISIS"),
        ("Syrian Democratic Forces arrested three men.", "subject", SDF),
        ("Hay'at Tahrir al Sham (HTS) shelled the town.", "subject", HTS),
        ("ISIS is responsible for the attack.", "subject", "ISIS"),
        ("ISIS claimed responsibility for the attack.", "means", "ISIS"),
        ("Syrian regime artillery hit the town.", "means", REGIME),
        ("Syrian regime forces' artillery shelling hit the town.", "means", REGIME),
        ("A Turkish drone hit a car.", "means", TURKEY),
        ("A Turkish military drone hit a car.", "means", TURKEY),
        ("The town was subjected to Turkish shelling.", "means", TURKEY),
        ("A boy died in an airstrike of the Jaish al Islam.", "of", "Jaish al Islam"),
        ("Clashes between ISIS and farmers killed a boy.", "between", "ISIS"),
        ("Warplanes we believe were Russian fired missiles.", "predicate", RUSSIA),
        ("Residents blame Hezbollah for the attack.", "accused", "Hezbollah"),
    ],
)
def test_a_party_acts_by_the_words_around_it(text: str, rule: str, actor: str) -> None:
    [found] = find(text)
    assert (found.agent, found.actors) == (rule, (actor,))


@pytest.mark.parametrize(
    ("text", "acting", "named"),
    [
        ("Syrian regime forces were shelled by ISIS.", ["ISIS"], [REGIME]),
        ("Syrian regime forces had been targeted by ISIS.", ["ISIS"], [REGIME]),
        ("A shell fired by regime forces at ISIS fighters hit a house.", [REGIME], ["ISIS"]),
        ("US forces raided the house of an ISIS member.", ["US forces"], ["ISIS"]),
        ("Shells hit a checkpoint of the Syrian Democratic Forces.", [], [SDF]),
        ("ISIS attacked a checkpoint of Hezbollah, killing nine.", ["ISIS"], ["Hezbollah"]),
        ("An airstrike targeted ISIS fighters.", [], ["ISIS"]),
        ("Three members of ISIS were killed.", [], ["ISIS"]),
        ("Two men from Hezbollah were wounded by a mine.", [], ["Hezbollah"]),
        ("ISIS, which Turkish forces had bombed, withdrew.", [TURKEY], ["ISIS"]),
        ("ISIS is not responsible for the attack.", [], ["ISIS"]),
        ("ISIS is responsive.", [], ["ISIS"]),
        # who only tells of it
        ("Hezbollah said that shells hit the town.", [], ["Hezbollah"]),
        ("The Syrian Democratic Forces reported that a drone hit a car.", [], [SDF]),
        ("Government forces said ISIS had shelled the town.", ["ISIS"], [REGIME]),
        ("The Turkish army announced that it had shelled the town.", [TURKEY], []),
    ],
)
def test_who_was_hit_and_who_tells_of_it_does_not_act(text: str, acting: list[str], named: list[str]) -> None:
    assert (agents(text), others(text)) == (acting, named)


@pytest.mark.parametrize(
    ("text", "acting"),
    [
        ("Two men were killed by ISIS and Hezbollah.", ["ISIS", "Hezbollah"]),
        ("Two men were killed by ISIS, Hezbollah and the Turkish army.", ["ISIS", "Hezbollah", TURKEY]),
        ("Fighters of ISIS and of Hezbollah shelled the town.", ["ISIS", "Hezbollah"]),
        ("Clashes between ISIS and the Syrian Democratic Forces killed a boy.", ["ISIS", SDF]),
        ("Turkish forces and ISIS clashed.", [TURKEY, "ISIS"]),
        ("Regime forces, backed by Russian forces, shelled the town.", [REGIME, RUSSIA]),
        # one phrase that names two parties
        ("An attack by armed opposition factions/ Syrian National Army killed a man.", [FACTIONS, SNA]),
        ("Syrian regime and Russian forces bombed the town.", [RUSSIA, REGIME]),
        # and one party whose name is made of two
        ("Syrian-Russian alliance forces bombed the town.", ["Syrian-Russian alliance forces"]),
    ],
)
def test_parties_that_act_together(text: str, acting: list[str]) -> None:
    assert agents(text) == acting


@pytest.mark.parametrize(
    ("text", "believed"),
    [
        ("Gunmen believed to belong to ISIS opened fire on a car.", True),
        ("Residents accuse ISIS of the attack.", True),
        ("The attack was attributed to ISIS.", True),
        ("ISIS opened fire on a car.", False),
        ("A car was shot at by ISIS.", False),
    ],
)
def test_an_accusation_is_a_belief(text: str, believed: bool) -> None:
    [actor] = find(text)
    assert actor.agent is not None
    assert actor.believed is believed


def test_nobody_knows_who() -> None:
    [actor] = find("Unidentified gunmen opened fire on a car.")
    assert (actor.actors, actor.unidentified) == (("unidentified",), True)
    assert actor.agent is not None


def test_a_vague_name_is_marked_as_one() -> None:
    vague, named = find("The regime is not alone: Syrian regime forces shelled the town.")
    assert (vague.fallback, named.fallback) == (True, False)


def test_the_short_name_in_brackets_is_the_same_party() -> None:
    [actor] = find("The Syrian Democratic Forces (SDF) arrested three men.")
    assert actor.actors == (SDF,)
    doc = KNOWLEDGE.annotate("The Syrian Democratic Forces (SDF) arrested three men.").doc
    assert doc[actor.last - 1].text == "SDF"


@pytest.mark.parametrize(
    "text",
    [
        "Turkish language classes were held in the school.",
        "A Russian family left the town.",
        "The village is small.",  # "is" is not IS
        "It was a hard winter.",
    ],
)
def test_words_that_name_no_party(text: str) -> None:
    assert find(text) == []


def test_inside_control_and_among_the_victims_nobody_acts() -> None:
    annotation = KNOWLEDGE.annotate("In the town that ISIS held, Hezbollah shelled a house.")
    control = [(i, i + 2) for i, token in enumerate(annotation.doc) if token.text == "ISIS"]
    assert [(actor.actors, actor.agent) for actor in find_actors(annotation, control, [])] == [
        (("ISIS",), None),
        (("Hezbollah",), "subject"),
    ]
    annotation = KNOWLEDGE.annotate("Two ISIS fighters and a boy died when Hezbollah shelled a house.")
    victims = [(0, 6)]
    assert [actor.agent for actor in find_actors(annotation, [], victims)] == [None, "subject"]


def test_offsets_are_those_of_the_words() -> None:
    text = "On Monday, Hay’at Tahrir al-Sham (HTS) and Turkish artillery shelled the town."
    assert [text[actor.start : actor.end] for actor in find(text)] == ["Hay’at Tahrir al-Sham", "Turkish"]


def test_the_field_of_a_card_names_only_parties() -> None:
    annotation = KNOWLEDGE.annotate("Turkish army; Kadir Brigade and unknown gunmen")
    found = read_parties(annotation, 0, len(annotation.doc), believed=True)
    assert [(actor.actors, actor.agent, actor.unidentified) for actor in found] == [
        ((TURKEY,), "field", False),
        (("Kadir Brigade",), "field", False),
        (("unidentified",), "field", True),
    ]
    assert {actor.believed for actor in found} == {True}
