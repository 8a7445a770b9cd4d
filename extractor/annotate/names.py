"""Names of people, told by their capitals: "Khaled Hanifa", "Abdul Rahim al-Housh", "Ahmad" before "and his son"."""

from __future__ import annotations

from collections.abc import Container

from extractor.annotate.ages import Ages
from extractor.annotate.words import Words

_NO_PART_OF_A_NAME = frozenset(
    {"auxiliary", "be", "preposition", "clause", "relative", "possessive", "month", "weekday", "no", "the"}
)


class Names:
    """The reader of people's names in one paragraph. `other`: first tokens of parties, numbers and kinds of places."""

    def __init__(self, words: Words, ages: Ages, other: Container[int]) -> None:
        """Nothing is read yet."""
        self.words = words
        self.ages = ages
        self.other = other

    def at(self, i: int, stop: int) -> int | None:
        """The token behind a name at token `i`: of two capitalised words or more, or of one with an age or kin."""
        words = self.words
        k, capitals = i, 0
        while k < stop and k not in self.other and not words.casualty(k):
            hyphen = capitals and words.text[k] == "-" and k + 1 < stop and words.tight(k) and words.tight(k + 1)
            if self.capital(k):
                capitals += 1
            elif not hyphen and not self._particle(k, stop):
                break
            k += 1
        if capitals >= 2 or (capitals == 1 and self._one_word(k, stop)):
            return k
        return None

    def listed(self, i: int, stop: int) -> tuple[list[tuple[int, int]], int]:
        """The names of the list at token `i`, with their ages passed over, and the token behind them."""
        words = self.words
        names: list[tuple[int, int]] = []
        j = end = i
        while (behind := self.at(j, stop)) is not None:
            names.append((j, behind))
            age = self.ages.behind(behind)
            end = j = age[1] if age is not None else behind
            if j < stop and words.text[j] == ",":
                j += 1
            if j < stop and words.is_(j, "and"):
                j += 1
            if j == end:
                break
        return names, end

    def capital(self, k: int) -> bool:
        """Whether token `k` may be a word of a name."""
        words = self.words
        first = words.text[k][:1]
        return (
            first.isalpha()
            and first.isupper()
            and words.lexemes[k].person is None
            and not words.any_of(k, _NO_PART_OF_A_NAME)
        )

    def _particle(self, k: int, stop: int) -> bool:
        words = self.words
        if not words.is_(k, "name part") or k + 1 >= stop:
            return False
        tied = words.text[k + 1] == "-" and words.tight(k + 1)
        return tied or (not words.is_(k, "particle or preposition") and self.capital(k + 1))

    def _one_word(self, k: int, stop: int) -> bool:
        words = self.words
        if k + 1 < stop and words.is_(k, "and") and words.is_(k + 1, "possessive"):
            return True
        age = self.ages.behind(k)
        return age is not None and age[1] <= stop
