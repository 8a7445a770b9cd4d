"""Numbers: written in every form and read back, with what the text says of how exact they are."""

from __future__ import annotations

import pathlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.annotate.numbers import NumberMention, find_numbers, number_before
from extractor.knowledge import load_knowledge

ROOT = pathlib.Path(__file__).resolve().parents[2]
KNOWLEDGE = load_knowledge([ROOT / "patterns/en"])

# fmt: off
ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# fmt: on

QUALIFIERS = {
    "at_least": [
        "at least {}",
        "more than {}",
        "no less than {}",
        "no fewer than {}",
        "over {}",
        "≥{}",
        "{}+",
        "{} or more",
    ],
    "about": ["about {}", "approximately {}", "around {}", "nearly {}", "some {}", "close to {}", "~{}", "{} or so"],
    "at_most": ["up to {}", "at most {}", "no more than {}", "fewer than {}", "≤{}"],
}


def spelled(number: int, hyphen: str = "-", joint: str = " and ") -> str:
    """A number below a million in words."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (hyphen + ONES[number % 10] if number % 10 else "")
    scale, word = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = number % scale
    link = joint if rest < 100 else " "
    return f"{spelled(number // scale, hyphen, joint)} {word}" + (link + spelled(rest, hyphen, joint) if rest else "")


def only(text: str) -> NumberMention:
    """The one number of a text."""
    mentions = find_numbers(KNOWLEDGE.annotate(text), KNOWLEDGE)
    assert len(mentions) == 1, [text[m.start : m.end] for m in mentions]
    return mentions[0]


WRITERS = {
    "digits": str,
    "commas": "{:,}".format,
    "words": spelled,
    "words without hyphens": lambda number: spelled(number, hyphen=" "),
    "words without and": lambda number: spelled(number, joint=" "),
    "capitals": lambda number: spelled(number).capitalize(),
}


@given(number=st.integers(1, 999_999), form=st.sampled_from(sorted(WRITERS)))
def test_a_number_is_written_and_read_back(number: int, form: str) -> None:
    written = WRITERS[form](number)
    text = f"There were {written} houses."
    mention = only(text)
    assert (mention.value, mention.qualifier) == (number, "exact")
    assert text[mention.start : mention.end] == written


@given(
    number=st.integers(2, 99_999),
    form=st.sampled_from(["digits", "words", "commas"]),
    says=st.sampled_from(sorted(QUALIFIERS)),
    data=st.data(),
)
def test_qualifiers_keep_the_number_and_say_how_exact_it_is(
    number: int, form: str, says: str, data: st.DataObject
) -> None:
    wording = data.draw(st.sampled_from(QUALIFIERS[says]))
    write = WRITERS[form] if "{}+" not in wording else str  # signs go with digits
    written = wording.format(write(number))
    text = f"It burnt {written} houses."
    mention = only(text)
    assert (mention.value, mention.qualifier) == (number, says)
    assert text[mention.start : mention.end] == written


@given(
    low=st.integers(1, 998),
    more=st.integers(1, 500),
    form=st.sampled_from(["{}-{}", "{}–{}", "{} to {}", "between {} and {}", "{} or {}"]),
    words=st.booleans(),
)
@example(low=500, more=500, form="between {} and {}", words=True)  # "five hundred and one thousand"
def test_a_range_has_both_ends(low: int, more: int, form: str, words: bool) -> None:
    write = spelled if words and "-" not in form and "–" not in form else str
    written = form.format(write(low), write(low + more))
    text = f"It burnt {written} houses."
    mention = only(text)
    assert (mention.low, mention.high, mention.qualifier, mention.value) == (low, low + more, "range", None)
    assert text[mention.start : mention.end] == written


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("a dozen", 12),
        ("two dozen", 24),
        ("half a dozen", 6),
        ("a hundred", 100),
        ("a hundred and ten", 110),
        ("both", 2),
    ],
)
def test_dozens_and_hundreds(written: str, number: int) -> None:
    assert only(f"It burnt {written} houses.").value == number


@pytest.mark.parametrize(
    "written",
    [
        "several",
        "dozens of",
        "a number of",
        "an unknown number of",
        "hundreds of",
        "several dozen",
        "a few",
        "scores of",
    ],
)
def test_vague_words_are_no_numbers(written: str) -> None:
    mention = only(f"It burnt {written} houses.")
    assert mention.vague
    assert mention.qualifier == "vague"


def test_of_two_qualifiers_the_outer_one_counts() -> None:
    assert only("It burnt at least some 20 houses.").qualifier == "at_least"


def test_two_numbers_side_by_side_stay_two() -> None:
    text = "Five houses and 12 cars burnt."
    assert [m.value for m in find_numbers(KNOWLEDGE.annotate(text), KNOWLEDGE)] == [5, 12]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The crew fired four missiles.", 4),
        ("The crew fired a missile.", 1),
        ("The crew fired 12 heavy missiles.", 12),
        ("The crew fired a number of missiles.", None),
        ("One of the missiles fell short.", None),
        ("The crew fired missiles.", None),
    ],
)
def test_the_number_before_a_thing(text: str, value: int | None) -> None:
    annotation = KNOWLEDGE.annotate(text)
    at = next(i for i, token in enumerate(annotation.doc) if token.text.startswith("missile"))
    found = number_before(annotation, at)
    assert (found[0] if found else None) == value
    if found:
        assert text[found[1] : found[2]].lower() in ("four", "a", "12")


@given(st.text(max_size=80))
def test_any_text_is_read_and_offsets_lie_in_it(text: str) -> None:
    for mention in find_numbers(KNOWLEDGE.annotate(text), KNOWLEDGE):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.first < mention.last
        assert mention.low is None or mention.high is not None
