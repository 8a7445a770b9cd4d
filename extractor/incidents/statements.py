"""A sentence and everything that the annotators read in it: the unit from which events are built."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.annotate.actors import ActorMention, find_actors
from extractor.annotate.casualties import Casualty, find_casualties
from extractor.annotate.control import ControlMention, find_control
from extractor.annotate.dates import DateMention, find_dates, find_times
from extractor.annotate.places import PlaceMention, PlaceNames, SiteMention, find_places, find_sites
from extractor.incidents.passage import Passage
from extractor.incidents.tolls import is_statistic
from extractor.knowledge import Knowledge, Mention
from extractor.knowledge.schema import AttackEntry, CarrierEntry, CueEntry, Entry, WeaponEntry

# Cues that say that a sentence tells of no event; their names are the reasons in the ledger.
BACKGROUND = ("legal boilerplate", "appeal", "method", "threat or plan", "habit")


@dataclass(slots=True)
class Statement:
    """One sentence of a passage: tokens first..last, and the findings in it, each in the order of the text."""

    passage: Passage
    first: int
    last: int
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
    cues: list[Mention[CueEntry]] = field(default_factory=list)
    skipped: str | None = None  # why it tells of no event

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
    def told(self) -> list[Casualty]:
        """The casualties of an event, without totals, denials of knowledge and mixed figures."""
        return [casualty for casualty in self.casualties if casualty.kind in ("event", "update", "denied", "unknown", "mixed")]

    @property
    def struck(self) -> bool:
        """Whether it tells of an attack: a word for one, or means in use."""
        if any(not attack.entry.weak for attack in self.attacks):
            return True
        return bool(self.attacks) and bool(self.weapons or self.carriers)

    @property
    def eventful(self) -> bool:
        """Whether it tells of an event of its own."""
        return self.skipped is None and (self.struck or bool(self.told) or self._weak_but_placed)

    @property
    def _weak_but_placed(self) -> bool:
        """A weak word ("attack", "hit") counts beside a party that acts and a place."""
        return bool(self.attacks) and any(actor.agent for actor in self.actors) and bool(self.places)

    @property
    def settlements(self) -> list[PlaceMention]:
        """The places in it that are no governorate."""
        return [place for place in self.places if not is_admin(place)]


def is_admin(place: PlaceMention) -> bool:
    """Whether a mention stands for a governorate as a whole."""
    return place.admin is not None and place.kind is None


def find_statements(passage: Passage, knowledge: Knowledge, names: PlaceNames) -> list[Statement]:
    """The sentences of a passage with their findings."""
    annotation = passage.annotation
    dates = find_dates(annotation, knowledge)
    times = find_times(annotation, knowledge)
    casualties = find_casualties(annotation, knowledge)
    control = find_control(annotation)
    spans = [(casualty.first, casualty.last) for casualty in casualties]
    actors = find_actors(annotation, [(mention.first, mention.last) for mention in control], spans)
    dated = {i for date in dates for i in range(date.first, date.last)}
    places = [
        place for place in find_places(annotation, names) if dated.isdisjoint(range(place.first, place.last))
    ]
    sites = find_sites(annotation)
    statements = []
    for first, last in annotation.sentences:
        inside = lambda finding: first <= finding.first < last  # noqa: E731, B023
        statement = Statement(
            passage, first, last,
            [*filter(inside, dates)], [*filter(inside, times)],
            _within(annotation.of(AttackEntry), first, last),
            _within(annotation.of(WeaponEntry), first, last),
            _within(annotation.of(CarrierEntry), first, last),
            [*filter(inside, casualties)], [*filter(inside, places)], [*filter(inside, sites)],
            [*filter(inside, actors)], [*filter(inside, control)],
            _within(annotation.of(CueEntry), first, last),
        )
        statement.skipped = _reason_to_skip(statement)
        statements.append(statement)
    return statements


def _within(mentions: list[Mention[Entry]] | list, first: int, last: int) -> list:  # type: ignore[type-arg]
    return [mention for mention in mentions if first <= mention.first < last]


def _reason_to_skip(statement: Statement) -> str | None:
    for cue in statement.cues:
        if cue.entry.name in BACKGROUND:
            return cue.entry.name
    return is_statistic(statement.passage.annotation, statement.first, statement.last)
