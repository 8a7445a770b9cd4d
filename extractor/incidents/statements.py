"""A sentence (or a line of a card, a row of a table) and all that the annotators read in it.

Statements are the units from which events are built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from extractor.annotate.actors import ActorMention, find_actors
from extractor.annotate.casualties import Casualty, find_casualties
from extractor.annotate.control import ControlMention, find_control
from extractor.annotate.dates import DateMention, find_dates, find_times
from extractor.annotate.places import PlaceMention, PlaceNames, SiteMention, find_places, find_sites
from extractor.incidents.passage import Passage
from extractor.incidents.tolls import is_statistic
from extractor.knowledge import Annotation, Knowledge, Mention
from extractor.knowledge.schema import AttackEntry, CarrierEntry, CueEntry, WeaponEntry
from extractor.model import Certainty

# Turns of phrase that say that a sentence tells of no event; their names are the reasons in the ledger.
BACKGROUND = ("legal boilerplate", "appeal", "method", "threat or plan", "habit")
# Kinds of casualty statements that belong to an event; the others count many events at once.
_OF_EVENT = ("event", "update", "denied", "unknown", "mixed")


class Found(Protocol):
    """Anything found in a paragraph: it covers tokens first..last (half open)."""

    @property
    def first(self) -> int:
        """The first token."""

    @property
    def last(self) -> int:
        """The token after the last one."""


F = TypeVar("F", bound=Found)


@dataclass(slots=True, eq=False)
class Statement:
    """Tokens first..last of a passage and the findings in them, each in the order of the text.

    `card` is the number of the card or table row that it is a line of, 0 for a sentence. `doubt` is what a card
    says of the attribution. `skipped`: why it tells of no event.
    """

    passage: Passage
    first: int
    last: int
    card: int = 0
    dates: list[DateMention] = field(default_factory=list)
    times: list[DateMention] = field(default_factory=list)
    attacks: list[Mention[AttackEntry]] = field(default_factory=list)
    weapons: list[Mention[WeaponEntry]] = field(default_factory=list)
    carriers: list[Mention[CarrierEntry]] = field(default_factory=list)
    casualties: list[Casualty] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    sites: list[SiteMention] = field(default_factory=list)
    actors: list[ActorMention] = field(default_factory=list)
    control: list[ControlMention] = field(default_factory=list)
    holders: list[ActorMention] = field(default_factory=list)
    cues: list[Mention[CueEntry]] = field(default_factory=list)
    doubt: Certainty | None = None
    skipped: str | None = None

    @property
    def start(self) -> int:
        """Its first character in the passage."""
        return self.passage.annotation.doc[self.first].idx

    @property
    def end(self) -> int:
        """The character after its last one."""
        token = self.passage.annotation.doc[self.last - 1]
        return token.idx + len(token)

    @property
    def text(self) -> str:
        """Its words, as printed."""
        return self.passage.text[self.start : self.end]

    def has(self, cue: str) -> bool:
        """Whether a turn of phrase of that name stands in it."""
        return any(mention.entry.name == cue for mention in self.cues)

    @property
    def closing(self) -> bool:
        """Whether it is nothing but a toll that closes a paragraph: "2 fatalities."."""
        return any(
            cue.entry.name == "closing toll" and cue.first == self.first and cue.last >= self.last - 1
            for cue in self.cues
        )

    @property
    def told(self) -> list[Casualty]:
        """The casualties of an event, without totals of many events."""
        return [casualty for casualty in self.casualties if casualty.kind in _OF_EVENT]

    @property
    def struck(self) -> bool:
        """Whether it tells of an attack: a word for one, or means in use."""
        if any(not attack.entry.weak for attack in self.attacks):
            return True
        return bool(self.attacks) and bool(self.weapons or self.carriers)

    @property
    def eventful(self) -> bool:
        """Whether it tells of an event of its own: an attack, people harmed, or a party that acts on a place."""
        if self.skipped is not None:
            return False
        acts = bool(self.attacks) and any(actor.agent for actor in self.actors) and bool(self.places)
        return bool(self.card) or self.struck or bool(self.told) or acts

    @property
    def settlements(self) -> list[PlaceMention]:
        """The places in it that are no governorate."""
        return [place for place in self.places if not is_admin(place)]

    @property
    def targets(self) -> list[PlaceMention]:
        """The settlements where it says that it happened; failing those, what lies between, near, or of it."""
        for roles in (("in", "none"), ("between",), ("near",), ("of",)):
            found = [place for place in self.settlements if place.role in roles and not place.chained]
            if found:
                return found
        return [place for place in self.settlements if place.role in ("in", "none", "near")]

    @property
    def areas(self) -> set[str]:
        """The canonical governorates that it names as where something is, not as where somebody comes from."""
        return {place.admin for place in self.places if is_admin(place) and place.admin and place.role != "from"}


def is_admin(place: PlaceMention) -> bool:
    """Whether a mention stands for a governorate as a whole."""
    return place.admin is not None and place.kind is None


def within(findings: Iterable[F], first: int, last: int) -> list[F]:
    """The findings that begin in tokens first..last."""
    return [finding for finding in findings if first <= finding.first < last]


def find_statements(passage: Passage, knowledge: Knowledge, names: PlaceNames) -> list[Statement]:
    """The sentences of a passage with their findings; a sentence that tells of two events comes as two."""
    annotation = passage.annotation
    dates, times = find_dates(annotation, knowledge), find_times(annotation, knowledge)
    casualties = find_casualties(annotation, knowledge)
    control = find_control(annotation)
    victims = [(casualty.first, casualty.last) for casualty in casualties]
    actors = find_actors(annotation, [(mention.first, mention.last) for mention in control], victims)
    taken = {i for found in (dates, times) for mention in found for i in range(mention.first, mention.last)}
    places = find_places(annotation, names, taken)
    sites = find_sites(annotation)
    statements = []
    for first, last in _spans(annotation, places, casualties):
        statement = Statement(
            passage,
            first,
            last,
            0,
            within(dates, first, last),
            within(times, first, last),
            within(annotation.of(AttackEntry), first, last),
            within(annotation.of(WeaponEntry), first, last),
            within(annotation.of(CarrierEntry), first, last),
            within(casualties, first, last),
            within(places, first, last),
            within(sites, first, last),
            within(actors, first, last),
            within(control, first, last),
            [],
            within(annotation.of(CueEntry), first, last),
        )
        statement.skipped = _reason_to_skip(statement)
        statements.append(statement)
    return statements


def _spans(annotation: Annotation, places: list[PlaceMention], casualties: list[Casualty]) -> Iterator[tuple[int, int]]:
    """Token ranges of the sentences, parted at a semicolon or "while" with an event and a place on either side."""
    attacks = annotation.of(AttackEntry)
    for first, last in annotation.sentences:
        begin = first
        for i in range(first + 1, last - 1):
            if annotation.doc[i].text != ";" and not annotation.plays(i, "parts clauses"):
                continue
            if all(_tells(attacks, casualties, places, *side) for side in ((begin, i), (i + 1, last))):
                yield begin, i
                begin = i
        yield begin, last


def _tells(
    attacks: list[Mention[AttackEntry]], casualties: list[Casualty], places: list[PlaceMention], first: int, last: int
) -> bool:
    settled = [place for place in within(places, first, last) if not is_admin(place) and place.role in ("in", "none")]
    return bool(settled) and bool(within(attacks, first, last) or within(casualties, first, last))


def _reason_to_skip(statement: Statement) -> str | None:
    for cue in statement.cues:
        if cue.entry.name in BACKGROUND:
            return cue.entry.name
    return is_statistic(statement.passage.annotation, statement.first, statement.last)
