"""The words of a paragraph as plain lists, each with what the lexicon of numbers and victims says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from extractor.knowledge import KEPT, Annotation, Knowledge
from extractor.knowledge.schema import (
    CasualtyEntry,
    DateWordEntry,
    GrammarEntry,
    NamePartEntry,
    NumberEntry,
    PersonEntry,
)

_NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Lexeme:
    """What the lexicon says of one word: as a number, as a person, and its parts in grammar.

    Months, weekdays, words that begin a day ("yesterday", "last") and the small words inside names count as parts in
    grammar: "month", "weekday", "begins a day", "name part".
    """

    number: NumberEntry | None = None
    person: PersonEntry | None = None
    plural: bool = False
    roles: frozenset[str] = _NONE


UNKNOWN = Lexeme()
_DAYS = ("relative", "determiner", "day part")
_BEHIND = ["\0", "\0"]


@lru_cache(maxsize=4)
def lexicon(knowledge: Knowledge) -> dict[str, Lexeme]:
    """Single words in lower case → their lexeme, for everything that is looked up and not matched."""
    words: dict[str, Lexeme] = {}
    for number in knowledge.of(NumberEntry):
        for word in number.words:
            words.setdefault(word, Lexeme()).number = number
    for person in knowledge.of(PersonEntry):
        for word in person.words:
            words.setdefault(word, Lexeme()).person = person
        for word in person.plural:
            lexeme = words.setdefault(word, Lexeme())
            lexeme.person, lexeme.plural = person, True
    roles = [(grammar.name, grammar.words) for grammar in knowledge.of(GrammarEntry)]
    for day in knowledge.of(DateWordEntry):
        if day.role in ("month", "weekday", *_DAYS):
            role: str = "begins a day" if day.role in _DAYS else day.role
            roles.append((role, [*day.words, *day.weak]))
    roles += [("name part", part.phrases) for part in knowledge.of(NamePartEntry)]
    for role, members in roles:
        for word in members:
            lexeme = words.setdefault(word, Lexeme())
            lexeme.roles |= {role}
    return words


@lru_cache(maxsize=4)
def _endings(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    return {grammar.name: tuple(grammar.endings) for grammar in knowledge.of(GrammarEntry) if grammar.endings}


@dataclass(slots=True)
class Words:
    """A paragraph's tokens: printed and lower-case forms, character offsets, lexemes, roles of whole phrases.

    Behind the last word stand two empty ones, so that a reader may look ahead without asking whether it ends there.
    """

    text: list[str] = field(default_factory=list)
    low: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    lexemes: list[Lexeme] = field(default_factory=list)
    phrases: dict[int, tuple[str, int]] = field(default_factory=dict)  # first token → role, token after the last
    endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what words of some kind end in
    told: frozenset[int] = field(default_factory=frozenset)  # first tokens of casualty words

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.start)

    def is_(self, i: int, role: str) -> bool:
        """Whether token `i` has that part in grammar."""
        return role in self.lexemes[i].roles

    def any_of(self, i: int, roles: frozenset[str]) -> bool:
        """Whether token `i` has one of those parts in grammar."""
        return not roles.isdisjoint(self.lexemes[i].roles)

    def phrase(self, i: int, role: str) -> int | None:
        """The token after a phrase with that part that begins at token `i`."""
        found = self.phrases.get(i)
        return found[1] if found is not None and found[0] == role else None

    def ends(self, i: int, ending: str) -> bool:
        """Whether token `i` ends as words of that kind do."""
        return self.low[i].endswith(self.endings.get(ending, ()))

    def casualty(self, i: int) -> bool:
        """Whether a casualty word begins at token `i`."""
        return i in self.told

    def tight(self, i: int) -> bool:
        """Whether nothing stands between token `i` and the one before it."""
        return 0 < i < len(self.start) and self.start[i] == self.end[i - 1]


@lru_cache(maxsize=KEPT)
def read_words(annotation: Annotation, knowledge: Knowledge) -> Words:
    """The words of `annotation`; they are shared, and not to be changed."""
    known = lexicon(knowledge)
    low = [token.norm for token in annotation.doc]
    words = Words(
        [token.text for token in annotation.doc] + _BEHIND,
        low + _BEHIND,
        annotation.starts,
        annotation.ends,
        [known.get(word, UNKNOWN) for word in low] + [UNKNOWN] * len(_BEHIND),
        endings=_endings(knowledge),
    )
    for mention in annotation.of(GrammarEntry):
        words.phrases[mention.first] = (mention.entry.name, mention.last)
    words.told = frozenset(mention.first for mention in annotation.of(CasualtyEntry))
    return words
