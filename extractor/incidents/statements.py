"""A sentence (or a line of a card, a row of a table) and all that the annotators read in it.

Statements are the units from which events are built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol, TypeVar

from extractor.annotate.actors import ActorMention, find_actors
from extractor.annotate.casualties import Casualty, find_casualties
from extractor.annotate.control import ControlMention, find_control
from extractor.annotate.dates import DateMention, find_dates, find_times
from extractor.annotate.places import PlaceMention, PlaceNames, SiteMention, find_places, find_sites
from extractor.incidents.distribution import Share, find_shares
from extractor.incidents.passage import Passage
from extractor.incidents.tolls import is_statistic
from extractor.knowledge import Annotation, Knowledge, Mention
from extractor.knowledge.schema import AttackEntry, CarrierEntry, CueEntry, GrammarEntry, PlaceKindEntry, WeaponEntry
from extractor.model import Certainty

# Turns of phrase that say that a sentence tells of no event; their names are the reasons in the ledger.
BACKGROUND = ("legal boilerplate", "appeal", "method", "threat or plan", "habit", "nothing happened", "withdrawn")
# Why a sentence that begins with who had held a place since when tells of no event.
WHO_HELD = "who held the place"
_ENDS = frozenset(".!?:;)\"'”’»")
_CUT_OFF = ("...", "…")
# Words before a party that is the first of its sentence: "By then the …".
_SUBJECT = 3
# A number and the time over which it was counted stand so near each other.
_BESIDE = 1
# A place so many words behind the party that acts may be where it stands.
_AT_ACTOR = 4
# How many words may belong to what a turn of phrase says of a force, or of the reason for an event.
_REACH_BEHIND = 14
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


Sign = Mention[AttackEntry] | Mention[WeaponEntry] | Mention[CarrierEntry]


@dataclass(eq=False)
class Statement:
    """Tokens first..last of a passage and the findings in them, each in the order of the text.

    `card` is the number of the card or table row that it is a line of, 0 for a sentence. `doubt` is what a card
    says of the attribution. The findings are complete once the statement is made.
    `skipped`: why it tells of no event. `share`: it is one place's share of a sentence.
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
    held_areas: list[ControlMention] = field(default_factory=list)
    holders: list[ActorMention] = field(default_factory=list)
    cues: list[Mention[CueEntry]] = field(default_factory=list)
    doubt: Certainty | None = None
    skipped: str | None = None
    share: bool = False

    @property
    def start(self) -> int:
        """Its first character in the passage."""
        return self.passage.annotation.starts[self.first]

    @property
    def end(self) -> int:
        """The character after its last one."""
        return self.passage.annotation.ends[self.last - 1]

    @property
    def text(self) -> str:
        """Its words, as printed."""
        return self.passage.text[self.start : self.end]

    @cached_property
    def signs(self) -> list[Sign]:
        """What says of which kind the event is: attacks, munitions and carriers that have a kind of event."""
        found: list[Sign] = [*self.attacks, *self.weapons, *self.carriers]
        return [mention for mention in found if mention.entry.event_type is not None]

    def has(self, cue: str) -> bool:
        """Whether a turn of phrase of that name stands in it."""
        return any(mention.entry.name == cue for mention in self.cues)

    @cached_property
    def headline(self) -> bool:
        """Whether it is a line without a full stop at its end, or one cut off: a headline, caption or teaser."""
        text = self.passage.text.rstrip()
        return self.passage.block.kind == "title" or (
            not self.card and (text[-1:] not in _ENDS or text.endswith(_CUT_OFF))
        )

    @property
    def closing(self) -> bool:
        """Whether it is nothing but a toll that closes a paragraph: "2 fatalities."."""
        return any(
            cue.entry.name == "closing toll" and cue.first == self.first and cue.last >= self.last - 1
            for cue in self.cues
        )

    @cached_property
    def at_same_place(self) -> bool:
        """Whether it takes up the place told before: "the region was hit", "the hospital was shelled again"."""
        doc = self.passage.annotation
        if any(self.is_named(site) for site in self.sites):
            return False  # "on the Bir Basha market in the west of the city"
        return self.has("same place") or any(
            site.first > self.first and doc.plays(site.first - 1, "takes up") for site in self.sites
        )

    def is_named(self, site: SiteMention) -> bool:
        """Whether a site has a name of its own: "the Bir Basha market", "Sednaya prison"."""
        annotation = self.passage.annotation
        return annotation.doc[site.first].text[0].isupper() and not annotation.begins[site.first]

    @cached_property
    def told(self) -> list[Casualty]:
        """The casualties of an event, without totals of many events."""
        return [casualty for casualty in self.casualties if casualty.kind in _OF_EVENT]

    @cached_property
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
        return bool(self.card) or self.share or self.struck or bool(self.told) or acts

    @cached_property
    def settlements(self) -> list[PlaceMention]:
        """The places in it that are no governorate."""
        return [place for place in self.places if not is_admin(place) or place.role == "between"]

    @cached_property
    def targets(self) -> list[PlaceMention]:
        """The settlements where it says that it happened; failing those, what lies between, near, or of it, and where
        the victims are from if that is where they were hit ("a man from X, on his village")."""
        for roles in (("in", "none"), ("between",), ("near",), ("of",) if self.struck else ()):
            found = [place for place in self.settlements if place.role in roles and not place.chained]
            if found:
                return found
        at_home = ("from",) if self.has("home place") else ()
        return [place for place in self.settlements if place.role in ("in", "none", "near", *at_home)]

    @property
    def controls_several(self) -> bool:
        """Whether it says who held several places: "Both villages were under the control of X"."""
        if not self.control:
            return False
        kinds = {kind.start: kind for kind in self.passage.annotation.of(PlaceKindEntry)}
        subjects = [kinds.get(m.subject_span[0]) for m in self.control if m.subject_span is not None]
        doc = self.passage.annotation.doc
        return any(kind is not None and doc[kind.first].norm != kind.entry.name for kind in subjects)

    @cached_property
    def areas(self) -> set[str]:
        """The canonical governorates that it names as where something is, not as where somebody comes from."""
        return {place.admin for place in self.places if is_admin(place) and place.admin and place.role != "from"}


def is_admin(place: PlaceMention) -> bool:
    """Whether a mention stands for a governorate as a whole, and not for its city: "in central Damascus"."""
    return place.admin is not None and place.kind is None and place.direction != "centre"


def within(findings: Iterable[F], first: int, last: int) -> list[F]:
    """The findings that begin in tokens first..last."""
    return [finding for finding in findings if first <= finding.first < last]


def find_statements(
    passage: Passage, knowledge: Knowledge, names: PlaceNames, counted: Casualty | None = None
) -> list[Statement]:
    """The sentences of a passage with their findings; a sentence that tells of two events comes as two.

    `counted`: the people that it begins with, where it is an item of a list that shares victims out among places.
    """
    annotation = passage.annotation
    dates, times = find_dates(annotation, knowledge), find_times(annotation, knowledge)
    casualties = find_casualties(annotation, knowledge)
    control = find_control(annotation)
    victims = [(casualty.first, casualty.last) for casualty in casualties]
    actors = find_actors(annotation, [(mention.first, mention.last) for mention in control], victims)
    people = [span for casualty in casualties for span in _name_tokens(annotation, casualty)]
    taken = {i for found in (dates, times) for mention in found for i in range(mention.first, mention.last)}
    places = find_places(annotation, names, taken.union(*people))
    sites = find_sites(annotation)
    places = _launch_sites(annotation, places, actors)
    control = _of_no_launch_site(control, places)
    related = _skip_whole(passage) if counted is None else None
    statements: list[Statement] = []
    shares = {
        share.first: share
        for sentence in annotation.sentences
        for share in find_shares(annotation, knowledge, *sentence, casualties, places, dates)
    }
    for first, last in _spans(annotation, places, casualties, shares):
        reason = _behind(annotation, "reason", first, last)
        apart = reason | _behind(annotation, "one of several", first, last)
        idle = _idle(annotation, first, last) | reason
        statement = Statement(
            passage,
            first,
            last,
            0,
            within(dates, first, last),
            within(times, first, last),
            _used(annotation.of(AttackEntry), first, last, idle),
            _used(_munitions(annotation), first, last, idle),
            _used(annotation.of(CarrierEntry), first, last, idle),
            [casualty for casualty in within(casualties, first, last) if casualty.first not in apart],
            [place for place in within(places, first, last) if place.first not in reason],
            within(sites, first, last),
            _acting(within(actors, first, last), idle),
            [mention for mention in within(control, first, last) if not mention.areas],
            [mention for mention in within(control, first, last) if mention.areas],
            [],
            within(annotation.of(CueEntry), first, last),
        )
        if statement.has("argument"):
            statement.control = []  # it is the place that they fired from which somebody held
        if first in shares:
            statement.casualties, statement.share = [shares[first].casualty], True
        elif counted is not None and first == 0:
            statement.casualties, statement.share = [counted], True
        statement.skipped = (
            related or _testimony(annotation, first) or _reason_to_skip(statement) or _goes_on(statement, statements)
        )
        statements.append(statement)
    return statements


def _testimony(annotation: Annotation, first: int) -> str | None:
    """Whether the sentence at `first` begins in what a witness says of himself: it retells, in numbers of his own."""
    quotes = annotation.quotes
    before = sum(i <= first for i in quotes)
    if before % 2 == 0:
        return None
    begin = max(i for i in quotes if i <= first)
    end = next((i for i in quotes if i > first), len(annotation.doc))
    return "testimony" if any(annotation.plays(i, "first person") for i in range(begin, end)) else None


def _goes_on(statement: Statement, before: Sequence[Statement]) -> str | None:
    """Why a sentence goes on with the statistic right before it: "In addition, these operations left 225 injured"."""
    if not before or before[-1].skipped is None or before[-1].skipped in BACKGROUND:
        return None
    if statement.targets or statement.dates or not statement.told:
        return None
    several = any(
        statement.passage.annotation.plays(i, "several taken up") for i in range(statement.first, statement.last)
    )
    return before[-1].skipped if several else None


def _launch_sites(
    annotation: Annotation, places: Sequence[PlaceMention], actors: Sequence[ActorMention]
) -> list[PlaceMention]:
    """Where a party that acts is posted, or its guns, is where it fired from; where the party that is hit is posted,
    that was hit.

    "by ACTOR in X" is where it fired from as well, where the sentence names another place; so is "ACTOR's artillery in
    X shelled …".
    """
    told = []
    for place in places:
        first, last = next((s for s in annotation.sentences if s[0] <= place.first < s[1]), (0, len(annotation.doc)))
        before = [actor for actor in actors if first <= actor.first and actor.last <= place.first]
        if place.role == "posted":
            armed = [carrier for carrier in annotation.of(CarrierEntry) if first <= carrier.first < place.first]
            fires = any(a.entry.verb for a in within(annotation.of(AttackEntry), place.last, last))
            acts = before[-1].agent is not None if before else bool(armed) and fires
            place = replace(place, role="from" if acts else "in")
        elif place.role == "in" and before and before[-1].agent and place.first - before[-1].last <= _AT_ACTOR:
            place = _at_actor(annotation, place, before[-1], within(places, first, last), (first, last))
        told.append(place)
    return told


def _of_no_launch_site(control: Sequence[ControlMention], places: Sequence[PlaceMention]) -> list[ControlMention]:
    """Who holds a place, without those that hold the place fired from: "shells fired from rebel-held (eastern) X"."""
    from_there = {i for place in places if place.role == "from" for i in (place.first, place.first - 1)}
    return [mention for mention in control if not (mention.adjective and mention.last in from_there)]


def _at_actor(
    annotation: Annotation,
    place: PlaceMention,
    actor: ActorMention,
    places: Sequence[PlaceMention],
    sentence: tuple[int, int],
) -> PlaceMention:
    """A place right behind a party that acts, with no verb between: where it fired from, if the sentence tells what it
    hit elsewhere ("fired by an armed group in X, exploded in Y", "government artillery in X shelled …")."""
    verbs = [attack for attack in annotation.of(AttackEntry) if attack.entry.verb]
    aimed = any(annotation.plays(i, "aims at") for i in range(actor.last, place.first))
    told = bool(within(verbs, sentence[0], actor.first))  # "were dropped from government helicopters on X"
    if within(verbs, actor.last, place.first) or (aimed and (actor.agent == "by" or told)):
        return place
    hit = [p for p in places if p.role in ("in", "none", "near") and p.first > place.first]
    elsewhere = any(not other.chained and not is_admin(other) for other in hit)
    if actor.agent != "by":
        remote = bool(within(annotation.of(CarrierEntry), *sentence))
        elsewhere = bool(within(verbs, place.last, sentence[1])) and (elsewhere or remote)
    return replace(place, role="from") if elsewhere else place


def _idle(annotation: Annotation, first: int, last: int) -> set[int]:
    """Tokens that tell of another event ("following the explosion,"), that argue about this one ("placed the firing
    at"), or of forces which take no part: that only flew by, or only back those that act."""
    idle = _behind(annotation, "takes no part", first, last)
    for cue in annotation.of(CueEntry):
        if cue.entry.name in ("another event", "argument") and first <= cue.first < last:
            idle.update(range(cue.first, cue.last))
    return idle


def _behind(annotation: Annotation, cue_name: str, first: int, last: int) -> set[int]:
    """The tokens behind a turn of phrase, up to the next comma."""
    found: set[int] = set()
    for cue in annotation.of(CueEntry):
        if cue.entry.name == cue_name and first <= cue.first < last:
            i = cue.last
            while i < min(last, cue.last + _REACH_BEHIND) and annotation.doc[i].text not in (",", ";"):
                found.add(i)
                i += 1
    return found


def _used(findings: Iterable[F], first: int, last: int, idle: set[int]) -> list[F]:
    return [finding for finding in within(findings, first, last) if finding.first not in idle]


def _munitions(annotation: Annotation) -> list[Mention[WeaponEntry]]:
    """The munitions, without those that are part of another word: "rocket launcher", "a drone shells the town"."""
    parts: list[Mention[CarrierEntry] | Mention[AttackEntry]] = [*annotation.of(CarrierEntry)]
    parts += [attack for attack in annotation.of(AttackEntry) if attack.entry.verb]
    return [
        weapon
        for weapon in annotation.of(WeaponEntry)
        if not any(
            part.first <= weapon.first
            and weapon.last <= part.last
            and part.last - part.first > weapon.last - weapon.first
            for part in parts
        )
    ]


def _name_tokens(annotation: Annotation, casualty: Casualty) -> Iterator[range]:
    """The tokens of the victims' names: no place is named there."""
    for name in casualty.named:
        start = annotation.text.find(name, casualty.start)
        if start >= 0:
            yield annotation.inside(start, start + len(name))


def _acting(actors: Iterable[ActorMention], idle: set[int]) -> list[ActorMention]:
    return [actor for actor in actors if actor.first not in idle or actor.agent != "means"]


def _skip_whole(passage: Passage) -> str | None:
    """Why a whole passage tells of no event: it is an item of a list that a statistic introduces."""
    if passage.block.kind == "list_item" and passage.lead is not None:
        for first, last in passage.lead.annotation.sentences:
            reason = is_statistic(passage.lead.annotation, first, last)
            if reason is not None:
                return reason
    return None


def _spans(
    annotation: Annotation, places: list[PlaceMention], casualties: list[Casualty], shares: Mapping[int, Share]
) -> Iterator[tuple[int, int]]:
    """Token ranges of the sentences, parted into their shares, and at a semicolon, "while" or "and that" with an event
    and a place on either side."""
    attacks = annotation.of(AttackEntry)
    joints = {mention.first for mention in annotation.of(GrammarEntry) if mention.entry.name == "parts clauses"}
    for first, last in annotation.sentences:
        begin = first
        parts = [share for share in shares.values() if first <= share.first < last]
        for share in parts:
            if share.first > begin:
                yield begin, share.first
            yield share.first, share.last
            begin = share.last
        if parts:
            if begin < last - 1:
                yield begin, last
            continue
        for i in range(first + 1, last - 1):
            if annotation.doc[i].text != ";" and not annotation.plays(i, "parts clauses") and i not in joints:
                continue
            if all(_tells(attacks, casualties, places, *side) for side in ((begin, i), (i + 1, last))):
                yield begin, i
                begin = i
        yield begin, last


def _tells(
    attacks: list[Mention[AttackEntry]], casualties: list[Casualty], places: list[PlaceMention], first: int, last: int
) -> bool:
    settled = [p for p in within(places, first, last) if not is_admin(p) and p.role in ("in", "none", "near")]
    return bool(settled) and bool(within(attacks, first, last) or within(casualties, first, last))


def _reason_to_skip(statement: Statement) -> str | None:
    concrete = statement.struck and any(place.role == "in" for place in statement.targets)
    for cue in statement.cues:
        if cue.entry.name in BACKGROUND and not (cue.entry.name == "habit" and concrete):
            return cue.entry.name
    if _tells_who_held(statement):
        return WHO_HELD
    since = [mention.first for mention in statement.dates if mention.kind == "since"]
    if not statement.struck and any(0 <= at - told.last <= _BESIDE for told in statement.told for at in since):
        return "total of a period"  # "received over 450 wounded since May 10"
    return is_statistic(statement.passage.annotation, statement.first, statement.last)


def _tells_who_held(statement: Statement) -> bool:
    """A sentence that begins with who had held a place since when: what it says besides lies back in that time."""
    since = any(mention.kind == "since" for mention in statement.dates)
    first = [holder.first for mention in statement.control for holder in mention.holders]
    return since and bool(first) and min(first) - statement.first <= _SUBJECT
