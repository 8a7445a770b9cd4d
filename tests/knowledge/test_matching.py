"""The sieve before the token patterns loses nothing: it finds what spaCy's own matcher finds."""

from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.matcher import Matcher

from extractor.knowledge.matching import PatternMatcher

NLP = spacy.blank("en")
WORDS = ("car", "Car", "bomb", "laden", "with", "two", "2", ",")

word = st.sampled_from(WORDS)
told = st.one_of(
    st.builds(lambda form, value: {form: value}, st.sampled_from(["LOWER", "NORM", "ORTH", "TEXT"]), word),
    st.builds(
        lambda form, values: {form: {"IN": values}}, st.sampled_from(["LOWER", "TEXT"]), st.lists(word, min_size=1)
    ),
    st.builds(lambda values: {"LOWER": {"NOT_IN": values}}, st.lists(word, min_size=1)),
    st.just({"LIKE_NUM": True}),
    st.just({"LOWER": {"REGEX": "^[cb]"}}),
)
token = st.builds(
    lambda told, op: told | ({"OP": op} if op else {}),
    told,
    st.sampled_from(["", "?", "*", "+", "!", "{0,2}", "{1,2}", "{0,5}", "{2,6}"]),
)
pattern = st.lists(token, min_size=1, max_size=4)


@given(st.lists(pattern, min_size=1, max_size=3), st.lists(word, max_size=12).map(" ".join))
def test_it_finds_what_spacy_finds(patterns: list[list[dict[str, Any]]], text: str) -> None:
    plain, sieved = Matcher(NLP.vocab), PatternMatcher(NLP.vocab)
    for matcher in (plain, sieved):
        matcher.add("key", patterns)
    doc = NLP(text)
    assert set(sieved(doc)) == set(plain(doc))


def test_a_pattern_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="LOWERED"):
        PatternMatcher(NLP.vocab).add("key", [[{"LOWERED": "car"}]])


def test_a_gap_of_many_words_takes_no_time_of_its_own() -> None:
    matcher = PatternMatcher(NLP.vocab)
    matcher.add("key", [[{"LOWER": "car"}, {"OP": "{1,60}"}, {"LOWER": "bomb"}]])
    assert [(first, last) for _, first, last in matcher(NLP("car " + "with " * 60 + "bomb"))] == [(0, 62)]
