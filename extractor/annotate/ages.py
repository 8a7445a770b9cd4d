"""Ages told of people: "a 9-year-old", "aged 9 and 12", "(45)", ", 20,", "a boy of six", "four under the age of 18"."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.annotate.numbers import NumberMention
from extractor.annotate.words import Words

ADULT = 18  # the codebook: whoever is younger is a child
_OLDEST = 115
_MARKS_BEHIND = (",", ".", ";", ")", "-")


class Ages:
    """The reader of ages in one paragraph. `numbers`: its numbers by their first token, without dates."""

    def __init__(self, words: Words, numbers: Mapping[int, NumberMention]) -> None:
        """Nothing is read yet."""
        self.words = words
        self.numbers = numbers

    def before(self, i: int) -> tuple[int, int] | None:
        """The age of "9-year-old girl" at token `i`, and the token behind "old"."""
        number = self.numbers.get(i)
        if number is None or number.value is None:
            return None
        unit = self._unit(number.last)
        if unit is None or not unit[2]:
            return None
        return (number.value if unit[0] else 0), unit[1]

    def behind(self, k: int) -> tuple[list[int], int] | None:
        """The ages told from token `k` on, behind people, and the token behind them; of a range, both ends."""
        words, size = self.words, len(self.words)
        opener = words.text[k] if k < size and words.text[k] in (",", "(") else ""
        j = k + 1 if opener else k
        if j >= size:
            return None
        marked = of = False
        if words.is_(j, "age"):
            marked, j = True, j + 1
            if j < size and words.text[j] == ":":
                j += 1
        elif j + 1 < size and words.is_(j, "relative") and words.is_(j + 1, "be"):
            marked, j = True, j + 2
        elif words.is_(j, "of") and not opener:
            of, j = True, j + 1
        elif not opener:
            return None
        listed = self._list(j)
        if listed is None:
            return None
        ages, j, written = listed
        unit = self._unit(j)
        if unit is not None:
            if not unit[0]:
                ages = [0] * len(ages)
            j = unit[1]
        if opener == "(":
            return (ages, j + 1) if j < size and words.text[j] == ")" else None
        if unit is not None and (unit[2] or marked):
            return ages, j
        ends = j >= size or words.text[j] in _MARKS_BEHIND or words.is_(j, "and")
        if marked and not of and (ends or not words.text[j].islower() or words.is_(j, "preposition")):
            return ages, j
        if of and unit is None and (ends or words.any_of(j, _AFTER_AGE) or words.casualty(j)):
            return ages, j
        if opener == "," and written and ends and unit is None:
            return ages, j
        return None

    def under(self, k: int) -> int | None:
        """Behind a number: the token behind "under 18", "under the age of 18", "below 15 years"."""
        words, size = self.words, len(self.words)
        number = self.numbers.get(k)
        if number is not None and number.qualifier == "at_most" and number.core > number.first:
            return self._behind_limit(number)
        if k >= size or not words.is_(k, "below"):
            return None
        j = k + 1
        while j < size and (words.is_(j, "the") or words.is_(j, "age") or words.is_(j, "of")):
            j += 1
        number = self.numbers.get(j)
        return self._behind_limit(number) if number is not None else None

    def _behind_limit(self, number: NumberMention) -> int | None:
        if number.value is None or number.value > ADULT:
            return None
        unit = self._unit(number.last)
        return unit[1] if unit is not None else number.last

    def _list(self, j: int) -> tuple[list[int], int, bool] | None:
        """Numbers that may be ages ("nine and eleven", "6, 9 and 12"), the token behind, whether all are in digits."""
        words = self.words
        ages: list[int] = []
        written = True
        k = j
        while (number := self.numbers.get(k)) is not None and not number.article and number.low is not None:
            assert number.high is not None
            if number.high > _OLDEST:
                break
            ages += [number.low] if number.low == number.high else [number.low, number.high]
            written = written and words.text[number.core][0].isdigit()
            k = j = number.last
            if k < len(words) and words.text[k] == ",":
                k += 1
            if k < len(words) and words.is_(k, "and"):
                k += 1
            if k == j:
                break
        return (ages, j, written) if ages else None

    def _unit(self, k: int) -> tuple[bool, int, bool] | None:
        """ "-year-old", "years old", "months", "years of age": whether years, the token behind, whether of a life."""
        words, size = self.words, len(self.words)
        j = k + 1 if k < size and words.text[k] == "-" else k
        if j >= size or not (words.is_(j, "years") or words.is_(j, "months")):
            return None
        years = words.is_(j, "years")
        j += 1
        behind = j + 1 if j < size and words.text[j] == "-" else j
        if behind < size and words.is_(behind, "old"):
            return years, behind + 1, True
        if j + 1 < size and words.is_(j, "of") and words.is_(j + 1, "age"):
            return years, j + 2, True
        return years, j, False


_AFTER_AGE = frozenset({"auxiliary", "be", "relative", "preposition", "clause"})
