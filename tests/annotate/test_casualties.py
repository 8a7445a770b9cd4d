"""Casualties: who was killed, injured, missing or detained, and how many; all sentences here are our own."""

from __future__ import annotations

import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.annotate.casualties import Casualty, combine, count_people, disagreements, find_casualties
from extractor.knowledge import load_knowledge
from extractor.knowledge.schema import CasualtyEntry, GrammarEntry, NumberEntry, PersonEntry

ROOT = pathlib.Path(__file__).resolve().parents[2]
KNOWLEDGE = load_knowledge([ROOT / "patterns/en", ROOT / "patterns/syria"])


def find(text: str) -> list[Casualty]:
    return find_casualties(KNOWLEDGE.annotate(text), KNOWLEDGE)


def told(text: str) -> list[tuple[str, object]]:
    """The outcomes of a text with what their counts say, short: 3, (5, 9), ">=4", "vague", with parts behind."""
    return [(casualty.outcome, short(casualty)) for casualty in find(text)]


def short(casualty: Casualty) -> object:
    count = casualty.count
    if casualty.kind in ("mixed", "unknown", "total"):
        return casualty.kind
    number: object = count.total
    if count.qualifier == "range":
        number = (count.min, count.max)
    elif count.qualifier != "exact":
        number = f"{count.qualifier} {count.total}" if count.total is not None else count.qualifier
    parts = {
        name: getattr(count, name)
        for name in ("children", "women", "men", "fighters")
        if getattr(count, name) is not None
    }
    return (number, parts) if parts else number


KILLED = [
    # numbers and forms
    ("Nine people were killed.", 9),
    ("Two dozen people were killed.", 24),
    ("1,034 civilians were killed in the raids.", 1034),
    ("A hundred and ten people died.", 110),
    ("A total of 25 people were killed.", 25),
    ("At least six people were killed.", "at_least 6"),
    ("≥4 people were killed.", "at_least 4"),
    ("12+ killed in the strike.", "at_least 12"),
    ("Close to 20 people were killed.", "about 20"),
    ("Up to ten people were killed.", "at_most 10"),
    ("Between 24 and 31 people were killed.", (24, 31)),
    ("5–9 people were killed.", (5, 9)),
    ("Several people were killed.", "vague"),
    ("A number of civilians were killed.", "vague"),
    # people beside people
    ("Killing him, his wife and five children, the shell hit a house.", (7, {"children": 5, "women": 1})),
    ("The shell killed him and a passer-by.", 2),
    ("The shell killed him, and five people were injured.", 1),
    (
        "It killed six people, including two children (a boy and his sister) and one woman.",
        (6, {"children": 2, "women": 1}),
    ),
    ("Seven people (the mother and six children) were killed.", (7, {"children": 6, "women": 1})),
    ("The group claimed to have killed two farmers.", 2),
    # a share without a number is nothing to count
    ("Eighteen people, many of them children, were killed.", 18),
    ("Eighteen people, mostly women and children, were killed.", 18),
    ("Eighteen people (nearly all civilians) were killed.", 18),
    ("A raid killed 18 people, several of them women.", 18),
    ("Fourteen of them burned to death.", 14),
    # verbs and nouns, both voices
    ("The shell killed three people.", 3),
    ("The mortar fire, killing three people, went on.", 3),
    ("The raid resulted in the killing of three people.", 3),
    ("It led to the death of three people.", 3),
    ("It caused three deaths.", 3),
    ("It left three people dead.", 3),
    ("It left three dead.", 3),
    ("The blast claimed the lives of three people.", 3),
    ("The blast claimed three lives.", 3),
    ("Three people lost their lives.", 3),
    ("Three people died.", 3),
    ("Three fatalities were reported.", 3),
    ("Three people were martyred.", 3),
    ("Three people were kil*led.", 3),
    ("Three people succumbed to their wounds.", 3),
    ("Three villagers were shot dead.", 3),
    ("Snipers shot dead three villagers.", 3),
    ("Killed: 3.", 3),
    ("Three killed in airstrike on market", 3),
    # who was hit by whom
    ("ISIS members killed two shepherds in the steppe.", 2),
    ("Two shepherds were killed by three ISIS members.", 2),
    ("Four missiles killed two shepherds.", 2),
    ("Regime forces killed 2.", 2),
    # people who are named, counted by kinship, aged
    ("Khaled Darwish and Samer Issa were killed.", 2),
    ("The blast killed Khaled Darwish, 45, Samer Issa, 12, and Omar Taleb, 30.", (3, {"children": 1})),
    ("Ahmad and his son were killed.", 2),
    ("A mother and her three children were killed.", (4, {"children": 3, "women": 1})),
    ("A couple and their two daughters were killed.", 4),
    ("Two civilians, Khaled Darwish and Samer Issa, were killed.", 2),
    (
        "A girl and a woman, identified respectively as Rima Saleh and Huda Saleh, were killed.",
        (2, {"children": 1, "women": 1}),
    ),
    ("A teacher, Maha Saleh, and her pupil were killed.", 2),
    ("A 9-year-old girl was killed.", (1, {"children": 1})),
    ("A 16-year-old was killed.", (1, {"children": 1})),
    ("A nephew of fifteen was killed.", (1, {"children": 1})),
    ("A man, aged 45, was killed.", (1, {"men": 1})),
    ("Two brothers, aged 9 and 20, were killed.", (2, {"children": 1})),
    ("The deaths of Sami Ali and Rami Ali, two brothers, shocked the town.", 2),
    ("One of the workers was killed.", 1),
    ("The driver, a hired taxi man, was killed.", (1, {"men": 1})),
    ("A family of five was killed.", 5),
    ("A man was killed along with his two sons.", (3, {"men": 1})),
    ("No fewer than three (3) people were killed.", "at_least 3"),
    ("Several people, three of them policemen, were killed.", "vague"),
    # lists and parts
    ("Two women and a child were killed.", (3, {"children": 1, "women": 2})),
    ("The blast killed two soldiers and a civilian, a tea seller, at once.", (3, {"fighters": 2})),
    ("It killed two students of the college, a taxi driver and an old woman.", (4, {"women": 1})),
    ("Twelve shoppers and passers-by were killed.", 12),
    ("Ten women and children were killed.", 10),
    ("Six people, including two children and a woman, were killed.", (6, {"children": 2, "women": 1})),
    ("Six people were killed in the raid, including two children.", (6, {"children": 2})),
    ("Six people (2 children, 1 woman) were killed.", (6, {"children": 2, "women": 1})),
    ("Six people were killed, two of them children.", (6, {"children": 2})),
    ("Six people were killed, of whom two were children and one a woman.", (6, {"children": 2, "women": 1})),
    ("Six people, two children among them, were killed.", (6, {"children": 2})),
    ("Six people were killed, all of them children.", (6, {"children": 6})),
    ("Six people were killed, most of them women and children.", 6),
    ("Six people were killed: two women, three children and a man.", (6, {"children": 3, "women": 2, "men": 1})),
    ("Six people were killed, including four under the age of 18.", (6, {"children": 4})),
    ("Three children, two boys and a girl, were killed.", (3, {"children": 3})),
    ("Seven people from one family, including an infant and four women, died.", (7, {"children": 1, "women": 4})),
    ("Five fighters, including two commanders, were killed.", (5, {"fighters": 5})),
    ("Eight members of ISIS were killed.", (8, {"fighters": 8})),
    # none
    ("No one was killed.", 0),
    ("No civilians were killed.", 0),
    ("The shell killed nobody.", 0),
    ("It caused no deaths.", 0),
    ("A shell killed two men, a doctor and a nurse.", (2, {"men": 2})),
    ("It killed eight fighters of ISIS and five from the other side.", (13, {"fighters": 8})),
    ("A man from Mahkan in western Rif Hama has died.", (1, {"men": 1})),
    ("It killed ten people, eight of them children under 15.", (10, {"children": 8})),
    # what stands behind them
    ("It killed two people, medics and residents said.", 2),
    ("It killed two men, a witness said.", (2, {"men": 2})),
    ("A shell killed a man and a woman Tuesday.", (2, {"women": 1, "men": 1})),
    ("A shell killed two women and a child last week.", (3, {"children": 1, "women": 2})),
    ("A shell killed two women and a child nearby.", (3, {"children": 1, "women": 2})),
    ("It killed two women, and a child fled to the hills.", (2, {"women": 2})),
    # what the sentence leaves open
    ("It killed two men and a boy barefoot.", ("vague", {"men": 2})),
    ("It killed two children and a fettler.", ("vague", {"children": 2})),
    ("Three people were killed and injured.", "mixed"),
    ("The raid killed or injured nine people.", "mixed"),
    ("Since the start of 2017, 325 people have been killed.", "total"),
]


@pytest.mark.parametrize(("text", "expected"), KILLED, ids=[text for text, _ in KILLED])
def test_killed(text: str, expected: object) -> None:
    assert [number for outcome, number in told(text) if outcome == "killed"] == [expected]


OUTCOMES = [
    ("Two people were killed and five were injured.", [("killed", 2), ("injured", 5)]),
    ("Two killed, five injured in shelling", [("killed", 2), ("injured", 5)]),
    ("1 killed 2 injured", [("killed", 1), ("injured", 2)]),
    ("It killed two and injured three others.", [("killed", 2), ("injured", 3)]),
    ("It left two dead and five wounded.", [("killed", 2), ("injured", 5)]),
    ("It killed a man and a child was injured.", [("killed", (1, {"men": 1})), ("injured", (1, {"children": 1}))]),
    ("A nurse was killed while about 20 others were wounded.", [("killed", 1), ("injured", "about 20")]),
    ("Eleven people were killed, and dozens more were injured.", [("killed", 11), ("injured", "vague")]),
    ("Man killed, two boys injured", [("killed", (1, {"men": 1})), ("injured", (2, {"children": 2}))]),
    ("Killed: 4. Injured: 12.", [("killed", 4), ("injured", 12)]),
    ("The patrol arrested three students and a teacher.", [("detained", 4)]),
    ("Gunmen abducted two aid workers.", [("detained", 2)]),
    ("Four men were taken away.", [("detained", (4, {"men": 4}))]),
    ("Five people are missing.", [("missing", 5)]),
    ("Two brothers were kidnapped and later killed.", [("killed", 2), ("detained", 2)]),
    ("Three men were wounded, two of whom later died.", [("injured", (3, {"men": 3})), ("killed", 2)]),
    ("A man who was wounded on Monday died today.", [("killed", (1, {"men": 1}))]),
    ("The raid injured a child, and damaged a school and three houses.", [("injured", (1, {"children": 1}))]),
    ("There were no casualties.", [("killed", 0), ("injured", 0)]),
    ("It did not cause any casualties.", [("killed", 0), ("injured", 0)]),
    ("No casualties were reported.", [("killed", "unknown"), ("injured", "unknown")]),
    ("There were no reports of casualties.", [("killed", "unknown"), ("injured", "unknown")]),
    ("No breach involving casualties was registered.", [("killed", "unknown"), ("injured", "unknown")]),
    ("It caused casualties.", [("killed", "mixed"), ("injured", "mixed")]),
]


@pytest.mark.parametrize(("text", "expected"), OUTCOMES, ids=[text for text, _ in OUTCOMES])
def test_outcomes_are_kept_apart(text: str, expected: list[tuple[str, object]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The shelling destroyed 40 houses and 3 cars.",
        "It killed 200 sheep.",
        "Government forces captured Tel Ward and two villages.",
        "Two fighters executed an airstrike.",
        "Two fettlers and two children were killed.",  # whether fettlers are people no list says
        "The rule protects civilians who will die otherwise.",
        "We could not establish whether any fighter died.",
        "They came in order to kill five people.",
        "The number of dead is expected to rise.",
        "On 9 October 2016 the market burnt.",
        "Of those killed we know little.",
    ],
)
def test_nothing_is_made_of_what_is_no_casualty(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Two civilians were killed.", "civilians"),
        ("Two people were killed.", "individuals"),
        ("Two fighters were killed.", "fighters"),
        ("Two fighters and a civilian were killed.", "mixed"),
        ("Two civilian men were killed.", "civilians"),
        ("Two men were killed.", None),
        ("Khaled Darwish was killed.", None),
    ],
)
def test_standing_is_only_what_is_said(text: str, status: str | None) -> None:
    assert [casualty.status for casualty in find(text)] == [status]


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Five civilians from the same family were killed.", True),
        ("Five civilians were killed, all from one family.", True),
        ("Five members of the al Darwish family were killed.", True),
        ("A family of five was killed.", True),
        ("Ahmad and his son were killed.", True),
        ("A couple and their four children were killed.", True),
        ("Two brothers were killed.", True),
        ("Two brothers and a neighbour were killed.", False),
        ("A shopkeeper and his employee were killed.", False),
        ("Five civilians, including three from one family, were killed.", False),
        ("Five civilians were killed.", False),
    ],
)
def test_one_family(text: str, family: bool) -> None:
    assert [casualty.same_family for casualty in find(text)] == [family]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("Two people from Tel Ward village were killed.", "Tel Ward"),
        (
            "It killed five civilians from one family -IDPs from al Safra city, eastern suburbs- including two women.",
            "al Safra",
        ),
        ("A woman displaced from Tel Ward was injured.", "Tel Ward"),
        ("A man from Tel Ward in the western suburbs, named as Sami Darwish, was shot dead.", "Tel Ward"),
        ("Two people were killed.", None),
    ],
)
def test_the_home_of_the_victims(text: str, origin: str | None) -> None:
    (casualty,) = find(text)
    assert (text[slice(*casualty.origin)] if casualty.origin else None) == origin


def test_a_relative_by_the_first_name_alone() -> None:
    (one,) = find("His brother Omar died a day later.")
    assert (one.count.total, list(one.named)) == (1, ["Omar"])
    (both,) = find("It killed a man and his brother Monday evening.")
    assert (both.count.total, list(both.named)) == (2, [])


def test_names_of_victims() -> None:
    (casualty,) = find("A man, named as Sami al-Darwish, and his brother were killed.")
    assert casualty.named == ["Sami al-Darwish"]
    assert casualty.count.total == 2


def test_every_number_is_quoted() -> None:
    text = "Last night nine civilians, including four children and two women, were killed."
    (casualty,) = find(text)
    assert {name: text[slice(*span)] for name, span in casualty.spans.items()} == {
        "total": "nine civilians",
        "children": "four children",
        "women": "two women",
    }
    assert text[casualty.start : casualty.end] == "nine civilians, including four children and two women, were killed"


# --- generated sentences ------------------------------------------------------------------------------------

NUMBERS = st.integers(1, 60)
GROUPS = st.fixed_dictionaries({"children": st.integers(0, 9), "women": st.integers(0, 9)})
WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}
ONE = {"children": "child", "women": "woman", "civilians": "civilian"}
KILLING = {
    "passive": "{victims} were killed in {place}{rest}",
    "active": "A warplane bombed {place} and killed {victims}{rest}",
    "gerund": "A warplane bombed {place}, killing {victims}{rest}",
    "noun": "The bombing of {place} resulted in the killing of {victims}{rest}",
    "death": "The bombing of {place} led to the death of {victims}{rest}",
    "lives": "The bombing of {place} claimed the lives of {victims}{rest}",
    "front": "In {place}, {victims} were killed{rest}",
    "died": "On 4 March 2019, {victims} died in {place}{rest}",
    "left": "The bombing of {place} left {victims} dead{rest}",
}
INJURING = [
    ", and {other} others were injured",
    ", while {other} others were wounded",
    " and injuring {other} others",
    ", injuring {other} more",
]
WHERE = ["Ramla", "the town of Ramla", "Tel Ward village, eastern suburbs of the city"]


def written(number: int, noun: str, data: st.DataObject) -> str:
    digits = number not in WORDS or data.draw(st.booleans())
    return f"{number if digits else WORDS[number]} {ONE[noun] if number == 1 else noun}"


@given(total=NUMBERS, other=st.integers(2, 60), form=st.sampled_from(sorted(KILLING)), data=st.data())
def test_a_generated_sentence_gives_its_counts_back(total: int, other: int, form: str, data: st.DataObject) -> None:
    parts = {name: number for name, number in data.draw(GROUPS).items() if number}
    if sum(parts.values()) > total:
        parts = {}
    victims = written(total, "civilians", data)
    if parts:
        listed = " and ".join(written(number, name, data) for name, number in parts.items())
        victims += data.draw(st.sampled_from([f", including {listed},", f" ({listed})", f", among them {listed},"]))
    rest = data.draw(st.sampled_from(["", *(clause.format(other=other) for clause in INJURING)]))
    text = KILLING[form].format(victims=victims, place=data.draw(st.sampled_from(WHERE)), rest=rest) + "."
    text = text.replace(" were ", " was ") if total == 1 else text
    text = text[0].upper() + text[1:].replace(",,", ",").replace(",.", ".")
    by_outcome = {casualty.outcome: casualty for casualty in find(text)}
    killed = by_outcome.pop("killed")
    assert killed.count.total == total, text
    assert {name: number for name in parts if (number := getattr(killed.count, name))} == parts, text
    assert {name for name in ("children", "women", "men", "fighters") if getattr(killed.count, name)} == set(parts), (
        text
    )
    assert killed.status == "civilians", text
    assert {outcome: casualty.count.total for outcome, casualty in by_outcome.items()} == (
        {"injured": other} if rest else {}
    )
    quote = text[slice(*killed.spans["total"])].lower()
    assert quote.split()[0] in (str(total), WORDS.get(total)), text


VOCABULARY = sorted(
    {phrase for entry in KNOWLEDGE.of(CasualtyEntry) for phrase in entry.phrases}
    | {word for entry in KNOWLEDGE.of(PersonEntry) for word in (*entry.words, *entry.plural)[:9]}
    | {word for entry in KNOWLEDGE.of(GrammarEntry) for word in (*entry.words, *entry.phrases)[:9]}
    | {word for entry in KNOWLEDGE.of(NumberEntry) for word in entry.words}
    | {
        ",",
        ".",
        ";",
        ":",
        "(",
        ")",
        "-",
        "Khaled Darwish",
        "Ahmad",
        "5",
        "12",
        "2017",
        "March",
        "9-year-old",
        "(3)",
        "3–5",
        "ISIS",
    }
)


@given(st.lists(st.sampled_from(VOCABULARY), max_size=30))
def test_any_words_are_read_and_offsets_lie_in_the_text(words: list[str]) -> None:
    text = " ".join(words)
    casualties = find(text)
    assert casualties == sorted(casualties, key=lambda casualty: casualty.first)
    for casualty in casualties:
        assert 0 <= casualty.start < casualty.end <= len(text)
        assert casualty.first < casualty.last
        for span in casualty.spans.values():
            assert text[slice(*span)].strip()
        assert all(name in text for name in casualty.named)
        assert casualty.count.total is None or casualty.count.total >= 0
    for outcome in ("killed", "injured"):
        same = [casualty for casualty in casualties if casualty.outcome == outcome]
        combine(same)
        disagreements(same)


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    find(text)


# --- several tellings ---------------------------------------------------------------------------------------


def whole(text: str, outcome: str = "killed") -> tuple[int | None, str | None, dict[str, int]]:
    """The combined count of a text of several paragraphs."""
    count = combine([c for paragraph in text.split("\n") for c in find(paragraph) if c.outcome == outcome])
    parts = {
        name: number
        for name in ("children", "women", "men", "fighters")
        if (number := getattr(count, name)) is not None
    }
    return count.total, count.qualifier, parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # told again: not added
        (
            "Four killed in shelling\nFour civilians, including a child, were killed on Monday.",
            (4, "exact", {"children": 1}),
        ),
        ("Four people were killed. The killing of four people shocked the town.", (4, "exact", {})),
        ("A man was killed. The man was 40 years old and died on the way.", (1, "exact", {"men": 1})),
        ("Civilians killed in shelling\nFour civilians were killed.", (4, "exact", {})),
        ("12 killed in shelling\nAt least 12 people were killed.", (12, "at_least", {})),
        # an update replaces
        ("Nine people were killed. Two died later, bringing the death toll to 11.", (11, "exact", {})),
        (
            "Three children died, and their aunt died later, bringing the toll to four.",
            (4, "exact", {"children": 3, "women": 1}),
        ),
        ("Seven soldiers and 5 civilians were hurt, killing 12. 12 fatalities.", (12, "exact", {})),
        ("It caused three deaths at first. The clinic later registered five dead.", (5, "exact", {})),
        # further people add
        ("A child was killed. A second child died later.", (2, "exact", {"children": 2})),
        ("A man was killed. Another man was killed in the same strike.", (2, "exact", {"men": 2})),
        ("A woman was killed. A child was also killed.", (2, "exact", {"children": 1, "women": 1})),
        (
            "A woman was killed. A child was also killed.\nWoman, child killed",
            (2, "exact", {"children": 1, "women": 1}),
        ),
        ("A woman was killed. A child was also killed.\nChild killed", (2, "exact", {"children": 1, "women": 1})),
        ("Rami Darwish was killed. At least 37 ISIS fighters were killed.", (38, "at_least", {"fighters": 37})),
        ("It killed four fighters and hurt 15. Five civilians were also killed.", (9, "exact", {"fighters": 4})),
        ("It killed four people and hurt 15. A girl was also killed by a stray bullet.", (5, "exact", {"children": 1})),
        ("It killed two people.\nThe raid also killed two people.", (2, "exact", {})),
        ("Clashes killed three fighters, while two civilians were killed by shells.", (5, "exact", {"fighters": 3})),
        # parts told apart
        ("Five people were killed. Among the dead were two children.", (5, "exact", {"children": 2})),
        (
            "It caused five deaths and no fewer than 20 injuries; two of the dead were women.",
            (5, "exact", {"women": 2}),
        ),
        # no number to be had
        ("No casualties were reported.", (None, None, {})),
        ("Three people were killed and injured.", (None, None, {})),
        ("Since the start of 2017, 325 people have been killed.", (None, None, {})),
        ("No one was killed.", (0, "exact", {})),
    ],
)
def test_tellings_combine(text: str, expected: tuple[int | None, str | None, dict[str, int]]) -> None:
    assert whole(text) == expected


def test_others_beside_the_dead_are_no_further_injured() -> None:
    assert whole("Five people were injured.\nIt killed two people and injured five others.", "injured") == (
        5,
        "exact",
        {},
    )


def test_tellings_that_disagree_keep_the_first_and_are_named() -> None:
    casualties = find("Four people were killed in the raid. A medic speaks of six people killed.")
    assert combine(casualties).total == 4
    assert [(one.count.total, two.count.total) for one, two in disagreements(casualties)] == [(4, 6)]


@given(total=st.integers(2, 99), times=st.integers(1, 4))
def test_the_same_told_again_changes_nothing(total: int, times: int) -> None:
    (once,) = find(f"{total} civilians, including one child, were killed.")
    assert combine([once] * times) == combine([once])
    assert disagreements([once] * times) == []


# --- fields of cards and tables -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4", (4, "exact", {})),
        ("4 (2)", (4, "exact", {"children": 2})),
        ("1 (2)", (1, "exact", {"children": 2})),  # a fault of the source: as it stands, for the checks to see
        ("≥4 (0)", (4, "at_least", {"children": 0})),
        ("30+", (30, "at_least", {})),
        ("3–5 (2)", (None, "range", {"children": 2})),
        ("about 20", (20, "about", {})),
        ("13 (5 children, 2 women)", (13, "exact", {"children": 5, "women": 2})),
        ("5 (all men)", (5, "exact", {"men": 5})),
        ("0", (0, "exact", {})),
        ("dozens", (None, "vague", {})),
        ("Sami Ali, 29, and Rima Ali, 9", (2, "exact", {"children": 1})),
        ("civilians: 7", (7, "exact", {})),
    ],
)
def test_the_value_of_a_field(value: str, expected: tuple[int | None, str, dict[str, int]]) -> None:
    annotation = KNOWLEDGE.annotate(value)
    casualty = count_people(annotation, KNOWLEDGE, 0, len(annotation.doc), "killed", bracket="children")
    assert casualty is not None
    parts = {
        name: number for name in ("children", "women", "men") if (number := getattr(casualty.count, name)) is not None
    }
    assert (casualty.count.total, casualty.count.qualifier, parts) == expected


def test_a_field_that_counts_a_group() -> None:
    annotation = KNOWLEDGE.annotate("5")
    casualty = count_people(annotation, KNOWLEDGE, 0, 1, "killed", group="fighters", status="fighters")
    assert casualty is not None
    assert (casualty.count.total, casualty.count.fighters, casualty.status) == (5, 5, "fighters")


def test_a_field_without_people_is_nothing() -> None:
    annotation = KNOWLEDGE.annotate("not known")
    assert count_people(annotation, KNOWLEDGE, 0, 2, "killed") is None
