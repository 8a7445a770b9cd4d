"""Token patterns, each tried only where all the words that it can't do without stand in the paragraph.

Most paragraphs hold none of the words of most patterns; trying all of spaCy's token patterns on every token took a
quarter of a whole conversion, this a fortieth. Patterns that are nothing but words are matched as phrases: spaCy asks
Python about each token for each list of words in a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, NamedTuple

from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

_MOST_PHRASES = 2000
"""A pattern that stands for more phrases than this is matched token by token; the largest in English has 1050."""
_TIMES = re.compile(r"\{(\d+),(\d+)\}")
_MANY = 4
"""A token that may be repeated so many times more or less is written out: a pattern with "{1,24}" took 0.9 s where its
first words were met, and takes 0.3 ms."""
_FORMS = ("NORM", "LOWER", "ORTH", "TEXT")
"""Attributes of a token pattern whose value is the word itself in one of its forms."""


class _Tried(NamedTuple):
    """A pattern that is tried where a word of each of the `needed` sets is there."""

    needed: Sequence[frozenset[int]]
    matcher: Matcher

    def may_match(self, there: frozenset[int]) -> bool:
        return not any(there.isdisjoint(words) for words in self.needed)


class PatternMatcher:
    """As spaCy's Matcher: `add` patterns under a key, call it with a doc."""

    def __init__(self, vocab: Vocab) -> None:
        """No pattern yet."""
        self._vocab = vocab
        self._phrases = PhraseMatcher(vocab, attr="NORM")
        self._always: list[_Tried] = []
        self._by_word: dict[int, list[_Tried]] = {}

    def add(self, key: str, patterns: Sequence[Sequence[Mapping[str, Any]]]) -> None:
        """Add patterns; raises ValueError where one is not in spaCy's notation."""
        for pattern in patterns:
            Matcher(self._vocab, validate=True).add(key, [list(map(dict, pattern))])
            matcher = Matcher(self._vocab)
            matcher.add(key, list(_of_fixed_length(pattern)))
            phrases = self._written_out(pattern)
            if phrases:
                self._phrases.add(key, [Doc(self._vocab, words=words) for words in phrases])
                continue
            needed = sorted((self._ids(words) for words in _needed(pattern)), key=len)
            if not needed:
                self._always.append(_Tried(needed, matcher))
            for word in needed[0] if needed else ():
                self._by_word.setdefault(word, []).append(_Tried(needed[1:], matcher))

    def __call__(self, doc: Doc) -> Iterator[tuple[int, int, int]]:
        """Each match: the key's hash, its first token and the one behind its last."""
        yield from self._phrases(doc)
        forms: Any = doc.to_array(["NORM", "LOWER", "ORTH"])
        there: frozenset[int] = frozenset(forms.ravel().tolist())
        told = [tried for word in self._by_word.keys() & there for tried in self._by_word[word]]
        for matcher in {tried.matcher: None for tried in [*self._always, *told] if tried.may_match(there)}:
            yield from matcher(doc)

    def _written_out(self, pattern: Sequence[Mapping[str, Any]]) -> list[list[str]]:
        """All phrases that a pattern stands for, where it is nothing but words, some optional; else none."""
        choices: list[list[list[str]]] = []
        for token in pattern:
            words, op = _words(token.get("NORM")), token.get("OP", "1")
            if not words or op not in ("1", "?") or not token.keys() <= {"NORM", "OP"}:
                return []
            if any(self._vocab[word].norm_ != word for word in words):
                return []
            choices.append([[word] for word in words] + ([[]] if op == "?" else []))
        if prod(map(len, choices)) > _MOST_PHRASES:
            return []
        return [phrase for parts in product(*choices) if (phrase := [word for part in parts for word in part])]

    def _ids(self, words: frozenset[str]) -> frozenset[int]:
        return frozenset(self._vocab.strings.add(word) for word in words)


def _of_fixed_length(pattern: Sequence[Mapping[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The patterns that a pattern stands for whose tokens repeat many times ("{1,24}"): one for each number of times.

    spaCy takes each time for another token that may be left out, and follows every choice of them.
    """
    choices: list[list[list[dict[str, Any]]]] = []
    for token in map(dict, pattern):
        times = _TIMES.fullmatch(token.get("OP", ""))
        if times is not None and int(times[2]) - int(times[1]) >= _MANY:
            token = {name: value for name, value in token.items() if name != "OP"}
            choices.append([[token] * number for number in range(int(times[1]), int(times[2]) + 1)])
        else:
            choices.append([[token]])
    for parts in product(*choices):
        if any(parts):
            yield [token for part in parts for token in part]


def _needed(pattern: Sequence[Mapping[str, Any]]) -> Iterator[frozenset[str]]:
    """For each token that must be there and whose word is told: the words that it may be."""
    for token in pattern:
        if token.get("OP", "1") not in ("1", "+"):
            continue
        for form in _FORMS:
            words = _words(token.get(form))
            if words:
                yield words


def _words(told: Any) -> frozenset[str]:
    """The words that an attribute of a token may have; none where they can't be listed."""
    if isinstance(told, str):
        return frozenset((told,))
    return frozenset(told["IN"]) if isinstance(told, Mapping) and told.keys() == {"IN"} else frozenset()
