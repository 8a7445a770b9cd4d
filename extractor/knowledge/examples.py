"""Every pattern's own examples and counter-examples, and what recognises the words of a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.knowledge.compile import Knowledge, Mention
from extractor.knowledge.schema import ActorAdjectiveEntry, ActorEntry, Entry, kinds


@dataclass(frozen=True, slots=True)
class Fault:
    """An example that its entry does not recognise, or a counter-example that it does."""

    entry: Entry
    example: str
    counter: bool

    def __str__(self) -> str:
        """One line for the user: where it stands, what is wrong."""
        wrong = "recognises its counter-example" if self.counter else "does not recognise its example"
        return f"{self.entry.source} (name = {self.entry.name!r}): {wrong}: {self.example}"


def check_examples(knowledge: Knowledge) -> tuple[int, list[Fault]]:
    """The number of examples and counter-examples of all entries, and those that fail."""
    checked, faults = 0, []
    for entry in knowledge.entries:
        for counter, examples in ((False, entry.examples), (True, entry.counter_examples)):
            for example in examples:
                checked += 1
                if _recognises(knowledge, entry, example) == counter:
                    faults.append(Fault(entry, example, counter))
    return checked, faults


def _recognises(knowledge: Knowledge, entry: Entry, text: str) -> bool:
    annotation = knowledge.annotate(text)
    matched: list[Mention[Entry]] = [*annotation.of(type(entry))]
    if isinstance(entry, ActorEntry):  # "Russian" before a word of force
        matched += annotation.of(ActorAdjectiveEntry)
    lists = [getattr(entry, name, None) for name in ("words", "plural", "weak")]  # looked up, not matched
    words = {word for found in lists if isinstance(found, list) for word in found}
    if words & {token.norm for token in annotation.doc}:
        return True
    names = {name for mention in matched for name in (mention.entry.name, *getattr(mention.entry, "parts", ()))}
    return entry.name in names  # "rebels", made an entry of its own, stands for its actor


def explain(knowledge: Knowledge, text: str) -> Iterator[tuple[str, Entry]]:
    """What the patterns recognise in a text, in its order: the words and the entry."""
    annotation = knowledge.annotate(text)
    found = [mention for kind in kinds().values() for mention in annotation.of(kind)]
    for mention in sorted(found, key=lambda mention: (mention.start, -mention.end, mention.entry.kind)):
        yield text[mention.start : mention.end], mention.entry
