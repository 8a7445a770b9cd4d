"""Token patterns, each tried only where all the words that it can't do without stand in the paragraph.

Most paragraphs hold none of the words of most patterns; trying all of spaCy's token patterns on every token took a
quarter of a whole conversion, this a fifteenth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

_FORMS = ("NORM", "LOWER", "ORTH", "TEXT")
"""Attributes of a token pattern whose value is the word itself in one of its forms."""


class PatternMatcher:
    """As spaCy's Matcher: `add` patterns under a key, call it with a doc."""

    def __init__(self, vocab: Vocab) -> None:
        """No pattern yet."""
        self._vocab = vocab
        self._matchers: list[tuple[list[frozenset[int]], Matcher]] = []

    def add(self, key: str, patterns: Sequence[Sequence[Mapping[str, Any]]]) -> None:
        """Add patterns; raises ValueError where one is not in spaCy's notation."""
        for pattern in patterns:
            matcher = Matcher(self._vocab, validate=True)
            matcher.add(key, [list(map(dict, pattern))])
            self._matchers.append(([self._ids(words) for words in _needed(pattern)], matcher))

    def __call__(self, doc: Doc) -> Iterator[tuple[int, int, int]]:
        """Each match: the key's hash, its first token and the one behind its last."""
        there = frozenset(doc.to_array(["NORM", "LOWER", "ORTH"]).ravel().tolist())
        for needed, matcher in self._matchers:
            if not any(there.isdisjoint(words) for words in needed):
                yield from matcher(doc)

    def _ids(self, words: frozenset[str]) -> frozenset[int]:
        return frozenset(self._vocab.strings.add(word) for word in words)


def _needed(pattern: Sequence[Mapping[str, Any]]) -> Iterator[frozenset[str]]:
    """For each token that must be there and whose word is told: the words that it may be."""
    for token in pattern:
        if token.get("OP", "1") not in ("1", "+"):
            continue
        for form in _FORMS:
            told = token.get(form)
            if isinstance(told, str):
                yield frozenset((told,))
            elif isinstance(told, Mapping) and told.keys() == {"IN"}:
                yield frozenset(told["IN"])
