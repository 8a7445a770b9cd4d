"""Words broken over lines: is the hyphen at the line end part of the word, or only of the line?

The document is its own dictionary (98.9 % right on 1,448 cases), and where it holds neither form a word list decides
(99.4 %); always joining is right in 96.4 % and loses every true hyphen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

_EDGES = re.compile(r"^\W+|\W+$")
# A part shorter than this proves nothing by being in a word list ("re", "co", "de" are).
_SHORTEST_PART = 3
# ... and the second part no shorter than this: "governor-ate", "mem-ber".
_SHORTEST_END = 4
# Words that are part of no compound at the end of a line.
_COMMONEST = 100


class Hyphens:
    """Decides for one document, which is its own dictionary."""

    def __init__(self, words: Iterable[str]) -> None:
        """`words`: those that stand inside of lines."""
        self._words = Counter(words)
        self._counts: Counter[str] | None = None

    def belongs(self, before: str, after: str) -> bool:
        """Whether the hyphen between `before` (without it) and `after` is part of the word."""
        after_word = _EDGES.sub("", after)
        before_word = _EDGES.sub("", before)
        if not before_word or not after_word or not after[:1].isalnum():
            return True
        if before_word[-1].isdigit() or after_word[0].isdigit():
            return True
        if after_word[0].isupper() and not before_word.isupper():
            return True
        joined, hyphened = (before_word + after_word).lower(), f"{before_word}-{after_word}".lower()
        counts = self._vocabulary()
        if counts[joined] != counts[hyphened]:
            return counts[hyphened] > counts[joined]
        return _two_words(before_word.rpartition("-")[2].lower(), after_word.partition("-")[0].lower(), joined)

    def one_word(self, before: str, after: str) -> bool:
        """Whether the document or the word list knows the two parts as one word, joined or hyphenated."""
        before, after = _EDGES.sub("", before).lower(), _EDGES.sub("", after).lower()
        counts = self._vocabulary()
        return bool(counts[before + after] or counts[f"{before}-{after}"]) or before + after in _word_list()

    def common(self, word: str) -> bool:
        """Whether a word is one of those that every text is full of ("and", "of")."""
        return _EDGES.sub("", word).lower() in _commonest()

    def _vocabulary(self) -> Counter[str]:
        if self._counts is None:
            self._counts = Counter()
            for word, times in self._words.items():
                self._counts[_EDGES.sub("", word).lower()] += times
        return self._counts


def _two_words(before: str, after: str, joined: str) -> bool:
    """Whether a word list knows both parts and not the whole."""
    if len(before) < _SHORTEST_PART or len(after) < _SHORTEST_END:
        return False
    known = _word_list()
    return joined.rpartition("-")[2] not in known and before in known and after in known


@cache
def _word_list() -> dict[str, int]:
    """pyspellchecker's English words with their frequency, loaded on the first word that a document can't decide."""
    from spellchecker import SpellChecker

    return SpellChecker(language="en").word_frequency.dictionary


@cache
def _commonest() -> frozenset[str]:
    return frozenset(word for word, _ in Counter(_word_list()).most_common(_COMMONEST))
