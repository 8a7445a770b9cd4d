"""An incident in the making: an event, and the evidence of every value that is read from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extractor.annotate.places import PlaceMention, PlaceNames
from extractor.incidents.checks import Claim
from extractor.incidents.events import Event
from extractor.incidents.passage import Passage
from extractor.incidents.statements import Statement
from extractor.knowledge import Knowledge
from extractor.layout.model import Block
from extractor.model import Evidence, Source


@dataclass(frozen=True, slots=True)
class Setting:
    """What an event may inherit from: headline and lead of its story; and what its reading needs to know.

    `lead`: statements whose means, parties and governorate hold for what says none. `shared`: keys of the passages
    that tell other events too. `areas`: names of places in lower case → where the report says in which governorate
    they lie. `held`: the same for who held them over a time, and since. `another`: the event is told as another one, or
    of another day than the first: headlines say nothing of its means and parties. `areas_held`: sentences of its story
    that say who holds the areas that were hit.
    """

    knowledge: Knowledge
    names: PlaceNames
    lead: Sequence[Statement] = ()
    shared: frozenset[tuple[int, int]] = frozenset()
    areas: Mapping[str, tuple[Statement, PlaceMention]] = field(default_factory=dict)
    held: Mapping[str, Sequence[Statement]] = field(default_factory=dict)
    another: bool = False
    areas_held: Sequence[Statement] = ()


@dataclass(slots=True)
class Draft:
    """An event with what it may inherit, and where evidence is collected, and what else the
    report says of a field (`claims`: the other side of a possible contradiction).

    `offsets`: key of a passage → where its text begins in the incident's text.
    """

    event: Event
    setting: Setting
    offsets: dict[tuple[int, int], int] = field(default_factory=dict)
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lay the passages of the event one after the other, a line feed between them."""
        position = 0
        for passage in self.event.passages:
            self.offsets[passage.key] = position
            position += len(passage.text) + 1

    @property
    def lead(self) -> list[Statement]:
        """The statements outside of the event whose means and parties may hold for it."""
        own = {id(statement) for statement in self.event.statements}
        lead = [statement for statement in self.setting.lead if id(statement) not in own]
        return [statement for statement in lead if not (statement.headline and self.setting.another)]

    @property
    def statements(self) -> list[Statement]:
        """The statements that tell the event: lines of its card, sentences, what only elaborates; last of all
        the row of a table that tells again what sentences tell."""
        return sorted(self.event.statements, key=lambda s: (self.again(s), not s.card, s.skipped is not None))

    def again(self, statement: Statement) -> bool:
        """Whether a statement is a row of a table that tells again what sentences tell."""
        return bool(statement.passage.row) and any(not other.passage.row for other in self.event.statements)

    def sums_up(self, statement: Statement) -> bool:
        """Whether a statement is a line of a card, or the row that tells the event: the report's own summing up."""
        return bool(statement.card) and not self.again(statement)

    def quote(self, path: str, passage: Passage, start: int, end: int, rule: str) -> None:
        """Record the words start..end of a passage as evidence of the value at `path`."""
        base = self.offsets.get(passage.key)
        source: Source = "document" if base is None else "table" if passage.row else "text"
        self._add(path, passage.block, start, end, rule, source, base)

    def claim(self, path: str, value: str, passage: Passage, start: int, end: int) -> None:
        """Record that the words start..end of a passage say `value` of the field at `path`."""
        base = self.offsets.get(passage.key)
        source: Source = "document" if base is None else "table" if passage.row else "text"
        self.claims.append(Claim(path, value, _evidence(passage.block, start, end, "claim", source, base)))

    def claim_block(self, path: str, value: str, block: Block, start: int, end: int, source: Source) -> None:
        """Record that words outside the incident's text say `value` of the field at `path`."""
        self.claims.append(Claim(path, value, _evidence(block, start, end, "claim", source, None)))

    def quote_block(self, path: str, block: Block, start: int, end: int, rule: str, source: Source) -> None:
        """Record words that stand outside the incident's text: in a heading or elsewhere in the document."""
        self._add(path, block, start, end, rule, source, None)

    def _add(self, path: str, block: Block, start: int, end: int, rule: str, source: Source, base: int | None) -> None:
        piece = _evidence(block, start, end, rule, source, base)
        pieces = self.evidence.setdefault(path, [])
        if piece not in pieces:
            pieces.append(piece)


def _evidence(block: Block, start: int, end: int, rule: str, source: Source, base: int | None) -> Evidence:
    """The words start..end of a block. `base`: where its text begins in the incident's; None where it is outside."""
    return Evidence(
        quote=block.text[start:end],
        page=block.page_at(start),
        start=None if base is None else base + start,
        end=None if base is None else base + end,
        boxes=block.locate(start, end),
        rule=rule,
        source=source,
    )
