"""Numbers in digits, in words and mixed, with the words that say how exact they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.annotate.words import Words, read_words
from extractor.knowledge import KEPT, Annotation, Knowledge
from extractor.knowledge.schema import NumberEntry, QualifierEntry
from extractor.model import Qualifier

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_SCALES_TO_ADD = 1000  # "two thousand three hundred": what is counted so far is closed from here on


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number phrase: characters start..end, tokens first..last (half open), qualifiers included.

    `low` and `high` are alike but in a range, and null where the word is vague. `article`: only "a" or "an".
    `core` is the first token of the number itself.
    """

    start: int
    end: int
    first: int
    last: int
    low: int | None
    high: int | None
    qualifier: Qualifier
    core: int
    article: bool = False

    @property
    def value(self) -> int | None:
        """The number, where it is one."""
        return self.low if self.low == self.high else None

    @property
    def vague(self) -> bool:
        """Whether it says that there were some, and not how many."""
        return self.low is None


@lru_cache(maxsize=KEPT)
def find_numbers(annotation: Annotation, knowledge: Knowledge) -> Sequence[NumberMention]:
    """All numbers of a paragraph in the order of the text; ages, dates and percentages are numbers too."""
    words = read_words(annotation, knowledge)
    phrases = {m.first: (m.entry.value, m.last) for m in annotation.of(NumberEntry)}
    before: dict[int, tuple[int, Qualifier]] = {}
    after: dict[int, tuple[int, Qualifier]] = {}
    for mention in annotation.of(QualifierEntry):
        if mention.entry.after:
            after[mention.first] = (mention.last, mention.entry.says)
        else:
            before[mention.last] = (mention.first, mention.entry.says)
    found: list[NumberMention] = []
    i, size = 0, len(words)
    while i < size:
        lexeme = words.lexemes[i]
        readable = i in phrases or lexeme.number is not None or words.text[i][0].isdigit()
        number = _range(words, i, phrases) if readable else None
        if number is None:
            i += 1
            continue
        number = _qualified(words, number, before, after)
        found.append(number)
        i = number.last
    return found


def _simple(
    words: Words, i: int, phrases: dict[int, tuple[int | None, int]], *, joins: bool = True
) -> NumberMention | None:
    """One number at token `i`: "13", "thirteen", "a hundred and ten", "two dozen", "several".

    `joins`: whether an "and" may stand inside it.
    """
    if i >= len(words):
        return None
    if i in phrases:
        value, last = phrases[i]
        return _mention(words, i, last, value)
    total, current = 0, None  # what is closed by "thousand", and what is being counted
    scaled = tens = False  # whether a scale, or a word like "twenty", stands right before
    k = last = i
    while k < len(words):
        entry = words.lexemes[k].number
        if _DIGITS.fullmatch(words.text[k]):
            if current is not None:
                break
            current = int(words.text[k].replace(",", ""))
        elif entry is None:
            counted = total if current is None else current
            joined = joins and scaled and words.is_(k, "joins number") and _goes_on(words, k + 1, counted)
            hyphen = words.low[k] == "-" and k > i and words.tight(k) and words.tight(k + 1)
            if not joined and not (hyphen and _continues(words, k + 1, tens)):
                break
            k += 1
            continue
        elif entry.value is None:
            if k == i:
                return _mention(words, i, k + 1 + words.is_(k + 1, "of"), None)
            break
        elif entry.article:
            if k > i:
                break
            if not _is_scale(words, k + 1):
                return replace(_mention(words, i, i + 1, 1), article=True)
            current = 1
        elif entry.scale:
            if k == i:
                return None
            if entry.value >= _SCALES_TO_ADD:
                total, current = total + (current or 1) * entry.value, None
            else:
                current = (current or 1) * entry.value
            scaled, tens = True, False
        elif current is None or (scaled and current % 100 == 0 and entry.value < 100):
            current = (current or 0) + entry.value
            tens, scaled = entry.value >= 20 and entry.value % 10 == 0, False
        elif tens and entry.value < 10:
            current, tens = current + entry.value, False
        else:
            break
        k += 1
        last = k
    return _closed(words, i, last, total, current)


def _closed(words: Words, i: int, last: int, total: int, current: int | None) -> NumberMention | None:
    if current is None and not total:
        return None
    return _mention(words, i, last, total + (current or 0))


def _is_scale(words: Words, i: int) -> bool:
    entry = words.lexemes[i].number
    return entry is not None and entry.scale


def _goes_on(words: Words, i: int, counted: int) -> bool:
    """Whether "and" before token `i` joins a number to what is counted: not in "one hundred and one hundred"."""
    j = i
    while _below_hundred(words, j) or (j > i and words.text[j] == "-"):
        j += 1
    follows = words.lexemes[j].number
    if follows is None or follows.value is None or not follows.scale:
        return j > i
    return j > i and (follows.value >= _SCALES_TO_ADD or counted % _SCALES_TO_ADD == 0)


def _below_hundred(words: Words, i: int) -> bool:
    entry = words.lexemes[i].number
    return entry is not None and entry.value is not None and not entry.scale and not entry.article


def _continues(words: Words, i: int, tens: bool) -> bool:
    """Whether the word after a hyphen belongs to the number before it: "twenty-five", "two-hundred"."""
    entry = words.lexemes[i].number
    if entry is None or entry.value is None or entry.article:
        return False
    return entry.scale or (tens and entry.value < 10)


def _mention(words: Words, first: int, last: int, value: int | None) -> NumberMention:
    qualifier: Qualifier = "vague" if value is None else "exact"
    return NumberMention(words.start[first], words.end[last - 1], first, last, value, value, qualifier, first)


def _range(words: Words, i: int, phrases: dict[int, tuple[int | None, int]]) -> NumberMention | None:
    """A number at token `i`, together with a second one that makes it a range."""
    one = _simple(words, i, phrases)
    between = i > 0 and words.is_(i - 1, "between")
    if between and one is not None and not words.is_(one.last, "and"):  # "between five hundred and one thousand"
        one = _simple(words, i, phrases, joins=False)
    if one is None or one.low is None or one.article:
        return one
    k = one.last
    if k + 1 >= len(words):
        return one
    joint = words.lexemes[k].roles
    if words.low[k] == "-":
        digits = words.text[i][0].isdigit() and words.text[k + 1][0].isdigit()
        if not (digits or (words.tight(k) and words.tight(k + 1))):
            return one
    elif "and" in joint:
        if not between:
            return one
    elif "to" in joint:
        if i > 0 and words.is_(i - 1, "from"):
            return one
    elif "or" not in joint:
        return one
    two = _simple(words, k + 1, phrases)
    if two is None or two.low is None or two.article or two.low <= one.low:
        return one
    first = i - 1 if between else i
    return NumberMention(words.start[first], two.end, first, two.last, one.low, two.low, "range", i)


def _qualified(
    words: Words,
    number: NumberMention,
    before: dict[int, tuple[int, Qualifier]],
    after: dict[int, tuple[int, Qualifier]],
) -> NumberMention:
    """The number with its qualifiers. Of two ("at least some 20") the outer one counts."""
    first, last, says = number.first, number.last, number.qualifier
    while first in before:
        first, outer = before[first]
        says = outer if says != "vague" else says
    if number.article and first < number.first:  # "over a child", "about a house" qualify no number
        return number
    while last in after:
        last, outer = after[last]
        says = outer if says != "vague" else says
    if (first, last) == (number.first, number.last):
        return number
    return replace(
        number,
        start=words.start[first],
        end=words.end[last - 1],
        first=first,
        last=last,
        qualifier="range" if number.qualifier == "range" else says,
    )


def number_before(annotation: Annotation, i: int) -> tuple[int, int, int] | None:
    """The number of the things named at token `i` ("four missiles", "a shell"): value, first and last character.

    None where the number is vague ("a number of") or stands further off than two words.
    """
    words = read_words(annotation, annotation.knowledge)
    for number in reversed(find_numbers(annotation, annotation.knowledge)):  # "in 2018 a shell": the nearest counts
        if 0 <= i - number.last <= 2 and all(words.text[k][0].isalpha() for k in range(number.last, i)):
            if number.value is None or any(words.is_(k, "of") for k in range(number.last, i)):
                return None
            return number.value, number.start, number.end
    return None
