"""Statements → events: which sentences tell of one event, and which begin another.

Each statement that tells of an event joins the event that it is bound to most strongly, or begins a new one. What
binds and what parts is a sum of named weights, so that every decision can be explained and tuned in one place.
Nothing is filled in here: inheritance (date, governorate, means) happens in `assemble`, where the record shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Literal

from extractor.annotate.dates import DateContext, DateMention, ResolvedDate, resolve
from extractor.annotate.places import PlaceMention, PlaceNames
from extractor.gazetteer import same_consonants, same_name
from extractor.incidents.passage import Passage
from extractor.incidents.statements import WHO_HELD, Statement
from extractor.layout.model import Block

# Date mentions that are no event's own date: "since the start of 2017", "until July".
_SCOPES = ("since", "until", "during")
# Words before the date of a dispatch ("BEIRUT, "), and within the brackets behind it.
_DATELINE = 6
# From so many dead on a number of its own brings a paragraph and a row together.
_TELLS = 5
# Days of the longest month.
_A_MONTH = 31
# Words from a word for speaking to its day: "said in a statement on Thursday".
_SPEECH = 5
# Words from a day to the word that says that somebody heard of it then.
_LEARNED = 4
# Kinds of places that are named after, or lie in, a city that another sentence names.
_PARTS = ("neighborhood", "camp", "area", "road", "base", "farm")
_WHOLES = ("city", "town", "district", None)
# An event takes up a sentence without a word of an attack from up to so many passages before it.
_ELABORATION_REACH = 3

# From this rank on a word names a kind of event outright; below it stand "attack", "killed", "bombed", "explosion".
TELLING = 20

# What binds a statement to an event (above 0) or parts it (below 0). Tuned on one half of the development corpora.
CARD = 20.0  # lines of one card are one event, those of two cards never
DATE_CLASH = -6.0
DATE_OPEN = -1.5  # both tell a day of their own, in words that can't be compared
DATE_SAME = 1.0
DATE_WITHIN = -2.5  # an attack on a day, after one of which only its month is told
PLACE_SAME = 3.0
PLACE_INSIDE = 1.5
PLACE_OTHER = -4.0
PLACE_OTHER_UNSTRUCK = -2.0  # a place in a sentence that tells of no attack: a home, a hospital
PLACE_FOUND = 1.0  # a sentence without an attack of its own says where what nothing placed yet happened
AREA_OTHER = -3.0
NOTHING_NEW = 2.0  # neither a day nor a place of its own
TAKEN_UP = 2.0  # "the attack", "the shelling"
ANOTHER = -3.0  # "in another attack"
ACTOR_OTHER = -2.0
TYPE_OTHER = -1.5
CLOCK_OTHER = -2.0  # an attack at another hour of the clock: "At 7 a.m. …", "before nine o'clock that same morning"
COUNT_SAME = 1.5
COUNT_ONE = 0.5  # one victim on either side says little
COUNT_OTHER = -2.0
SAME_PEOPLE = 4.0  # "the two wounded people", "the man"
PEOPLE_BELOW = 2.0  # people told of without an attack, in the paragraph of the event
FURTHER_PEOPLE = 2.0  # "30 other people were injured"
UNPLACED = -2.0  # a sentence of a news text that names no place stays with the event before down to this
SAME_PASSAGE = 1.0
NEXT_PASSAGE = {"story": -0.5, "section": -2.5}  # paragraphs of a short text go on; those of a report stand alone
NEW_ITEM = -3.0  # another item of a list


@dataclass(slots=True, eq=False)
class Event:
    """One event: its statements in the order of the text, and its date as far as the text tells it."""

    statements: list[Statement]
    date: ResolvedDate | None = None
    dated: DateMention | None = None
    dated_in: Statement | None = None
    spoken: bool = False  # nothing but the day on which somebody told of it is known
    dated_above: tuple[Block, int, int] | None = None  # the words of the heading that gives the date
    placed_above: tuple[Block, PlaceMention] | None = None  # the heading that names the place, and the place
    placed_by: Event | None = None  # the event before it, where it happened "in the same place"
    done_by: Event | None = None  # the event before it, where "the same aircraft" did it

    @property
    def passages(self) -> list[Passage]:
        """The passages that tell it, in order, each once."""
        seen = {statement.passage.key: statement.passage for statement in self.statements}
        return [seen[key] for key in sorted(seen)]

    @property
    def targets(self) -> list[PlaceMention]:
        """The settlements where its statements say that it happened; those of a headline only where it stands alone."""
        body = [place for statement in self.statements if not statement.headline for place in statement.targets]
        return body or [place for statement in self.statements for place in statement.targets]

    @property
    def places(self) -> list[PlaceMention]:
        """All settlements that its statements name as where something is."""
        return [place for statement in self.statements for place in _there(statement)]

    @property
    def located(self) -> list[PlaceMention]:
        """Where it happened: its targets, or the place of the event that it takes up, else that of the heading."""
        if self.placed_by is not None:  # what only says more of it ("aircraft operating over X") doesn't count
            own = [place for s in self.statements if s.eventful for place in s.targets]
            return own or self.placed_by.located
        return self.targets or ([self.placed_above[1]] if self.placed_above is not None else [])

    @property
    def areas(self) -> set[str]:
        """The governorates that its statements name."""
        return {area for statement in self.statements for area in statement.areas}

    @property
    def headline(self) -> bool:
        """Whether only headlines tell it."""
        return all(statement.headline for statement in self.statements)

    @property
    def cards(self) -> set[int]:
        """The cards that its statements are lines of."""
        return {statement.card for statement in self.statements if statement.card}


@dataclass(slots=True)
class Story:
    """A stretch of text whose sentences may tell of the same events, and what came of it."""

    events: list[Event] = field(default_factory=list)
    leftovers: list[Statement] = field(default_factory=list)  # statements that no event took
    last_date: ResolvedDate | None = None  # the last day told, from which the next text may count on


def event_dates(statement: Statement) -> list[DateMention]:
    """The dates of a statement that may be an event's own: not how long something lasted, not the day of a dispatch,
    not the year in which somebody was born."""
    lives = {cue.last for cue in statement.cues if cue.entry.name == "born"}
    return [
        m
        for m in statement.dates
        if m.kind not in _SCOPES and not _of_dateline(statement, m) and not {m.first, m.first + 1} & lives
    ]


def _of_dateline(statement: Statement, mention: DateMention) -> bool:
    """The day on which an agency wrote: "BEIRUT, March 9 (Agency) - …"."""
    doc = statement.passage.annotation.doc
    if (
        mention.first - statement.first > _DATELINE
        or statement.passage.annotation.text[mention.end : mention.end + 2] != " ("
    ):
        return False
    close = next(
        (i for i in range(mention.last, min(mention.last + _DATELINE, len(doc) - 1)) if doc[i].text == ")"), None
    )
    return close is not None and doc[close + 1].text in ("-", "–", "—")


def of_speech(statement: Statement, mention: DateMention) -> bool:
    """Whether a day is that on which somebody spoke or heard of it ("medics said on Wednesday"), or on which the number
    of dead rose: the event's only where no other is told."""
    annotation = statement.passage.annotation
    behind = range(mention.last, min(mention.last + _LEARNED, statement.last))
    if any(annotation.plays(i, "learns") for i in behind):
        return True  # "On Monday his family learned that he had died on Saturday"
    if mention.kind in ("weekday", "relative") and any(casualty.kind == "update" for casualty in statement.told):
        return True
    for i in range(mention.first - 1, max(statement.first, mention.first - _SPEECH) - 1, -1):
        if annotation.plays(i, "reports"):
            return mention.kind in ("weekday", "relative")
        if annotation.doc[i].is_punct:
            return False
    return False


def build_events(statements: Sequence[Statement], context: DateContext, manner: Literal["story", "section"]) -> Story:
    """Group the statements of a stretch of text into events.

    `manner`: "story" where all paragraphs may tell of the same events (a news text), "section" where each paragraph
    of a section tells of its own.
    """
    story = Story()
    closed = {statement.passage.key for statement in statements if statement.closing}
    for statement in statements:
        if (
            len(story.events) > 1
            and statement.controls_several
            and (manner == "story" or _same_passage(statement, story.events[-2]))
        ):
            story.events[-2].statements.append(statement)
        current = story.events[-1] if story.events else None
        mention, resolved = (None, None) if _only_denies(statement) else _date(statement, context, current)
        if not statement.eventful:
            background = resolved is not None and (resolved.precision == "year" or bool(statement.control))
            if resolved is not None and resolved.start is not None and background:
                context = replace(context, previous=resolved)  # "The summer of 2017 had been quiet."
            apart = current is not None and _another_scene(statement, resolved, current)
            taker = None if apart else _elaborated(statement, story.events)
            if taker is None and current is not None and _says_who_held_it(statement, current):
                taker = current
            if taker is None and statement.skipped is None and statement.attacks and statement.targets:
                taker = _bound(statement, resolved, mention, story.events, manner, closed)
            if taker is None:
                story.leftovers.append(statement)
            if taker is not None and taker.spoken:
                _redate(taker, statement, mention, resolved)
            while taker is not None:
                taker.statements.append(statement)
                taker = taker.placed_by if statement.control else None
            continue
        opened = (
            current is not None and mention is None and _opens_another(story.leftovers, statement, current, context)
        )
        event = None if opened else _bound(statement, resolved, mention, story.events, manner, closed)
        if event is None and manner == "section" and _says_nothing(statement, mention):
            story.leftovers.append(statement)  # "The group killed people for wanting to leave."
        elif event is None:
            event = Event([statement], resolved, mention, statement if mention else None)
            event.spoken = mention is not None and of_speech(statement, mention)
            _take_opening(event, story, context)
            if statement.has("same party"):
                event.done_by = current
            later = mention is not None and mention.kind == "relative"  # "Five hours later, the hospital of the city"
            near = current is not None and (manner == "story" or later or _same_passage(statement, current))
            if not event.targets and near and statement.at_same_place:
                event.placed_by = current
            story.events.append(event)
        else:
            event.statements.append(statement)
            _redate(event, statement, mention, resolved)
        if resolved is not None and _names_a_time(resolved):
            context = replace(context, previous=resolved)
    story.last_date = context.previous
    return story


def _redate(event: Event, statement: Statement, mention: DateMention | None, resolved: ResolvedDate | None) -> None:
    """Give an event the date of one of its statements, where that says more than what it has."""
    if mention is None or resolved is None or _late_death(statement):
        return
    spoken = of_speech(statement, mention)
    if (
        event.date is None
        or (event.spoken and not spoken)
        or (event.date.start is None and resolved.start is not None)
        or (event.date.precision in ("month", "year") and resolved.precision == "day")
    ):
        event.date, event.dated, event.dated_in, event.spoken = resolved, mention, statement, spoken


def _names_a_time(resolved: ResolvedDate) -> bool:
    """Whether other dates may count on from it: not from a stretch of months ("between August and January")."""
    if resolved.start is None or resolved.end is None:
        return False
    return resolved.precision != "month" or (resolved.end - resolved.start).days < _A_MONTH


def _only_denies(statement: Statement) -> bool:
    """Whether a sentence only says that nobody was hurt: its day is of something else ("… having been moved out the
    evening before")."""
    denied = bool(statement.told) and all(casualty.kind == "denied" for casualty in statement.told)
    return denied and not statement.struck and not statement.targets


def _says_who_held_it(statement: Statement, event: Event) -> bool:
    """Whether a sentence says who has held the place of the event right before it since when: "The group has ruled the
    city since January"."""
    held = statement.skipped == WHO_HELD and not statement.settlements
    return held and statement.at_same_place and _same_passage(statement, event)


def _says_nothing(statement: Statement, mention: DateMention | None) -> bool:
    """Whether a sentence that would begin an event names neither day nor place nor number."""
    return not _may_begin(statement) and mention is None and not statement.targets and not statement.card


def _opens_another(leftovers: Sequence[Statement], statement: Statement, current: Event, context: DateContext) -> bool:
    """Whether the sentence right before one that names no day and place sets another scene: "On the night of 27 March
    it was a house in the Second District. Nineteen people were killed."."""
    before = leftovers[-1] if leftovers else None
    if before is None or before.skipped is not None or statement.targets or before.last != statement.first:
        return False
    return before.passage.key == statement.passage.key and _another_scene(
        before, _date(before, context, current)[1], current
    )


def _another_scene(statement: Statement, resolved: ResolvedDate | None, current: Event) -> bool:
    """Whether a sentence, whose date is `resolved`, names another day and another place than the event told last."""
    if resolved is None or resolved.precision != "day" or not statement.targets or current.date is None:
        return False
    return not overlap(resolved, current.date) and not _any_same(statement.targets, current.targets)


def _take_opening(event: Event, story: Story, context: DateContext) -> None:
    """The sentences right before the first one of an event, in its paragraph, that no event took: they say when and
    where ("All day helicopters circled over X. Barrel bombs killed eleven people.")."""
    first = event.statements[0]
    opening: list[Statement] = []
    for before in reversed(story.leftovers):
        if before.passage.key != first.passage.key or before.skipped is not None or before.last != first.first:
            break
        opening.insert(0, before)
        first = before
    while opening and not (opening[0].targets or event_dates(opening[0]) or opening[0].times):
        opening.pop(0)
    places, dates = [s for s in opening if s.targets], [s for s in opening if event_dates(s)]
    if not opening or (event.targets and places) or (event.dated and dates):
        return
    del story.leftovers[-len(opening) :]
    event.statements[:0] = opening
    if event.dated is None and dates:
        told = [(*_date(statement, context, None), statement) for statement in dates]
        days = [one for one in told if one[1] is not None and one[1].precision == "day"]
        event.dated, event.date, event.dated_in = (days or told)[0]


def _bound(
    statement: Statement,
    resolved: ResolvedDate | None,
    mention: DateMention | None,
    events: Sequence[Event],
    manner: Literal["story", "section"],
    closed: set[tuple[int, int]],
) -> Event | None:
    """The event that a statement is bound to most strongly, the latest of equals; None where none binds it."""
    if statement.passage.key in closed and events and events[-1].statements[-1].passage.key == statement.passage.key:
        return events[-1]  # a paragraph that closes with its own toll tells of one event
    if statement.share:
        return None
    if not statement.headline:  # a headline is given to an event of the body afterwards
        events = [event for event in events if not event.headline]
    best, strength = None, 0.0
    if events and not statement.card and not _may_begin(statement):
        return events[-1] if manner == "story" or _same_passage(statement, events[-1]) else None
    for event in reversed(events):
        bond = sum(weight for _, weight in bonds(statement, resolved, mention, event, manner))
        if bond > strength:
            best, strength = event, bond
    if best is None and manner == "story" and events and not (statement.targets or statement.areas or statement.card):
        # alone it would be no incident: it stays with the event told last unless much speaks against it
        bond = sum(weight for _, weight in bonds(statement, resolved, mention, events[-1], manner))
        return events[-1] if bond >= UNPLACED else None
    return best


def _same_passage(statement: Statement, event: Event) -> bool:
    return event.statements[-1].passage.key == statement.passage.key


def _may_begin(statement: Statement) -> bool:
    """Whether a sentence may begin an event: it tells of an attack, or of people with a number or names."""
    counted = any(c.count.total is not None or c.count.min is not None for c in statement.told)
    return statement.struck or counted or not statement.told


def bonds(
    statement: Statement,
    resolved: ResolvedDate | None,
    mention: DateMention | None,
    event: Event,
    manner: Literal["story", "section"],
) -> list[tuple[str, float]]:
    """What binds a statement to an event and what parts them, by name."""
    found: list[tuple[str, float]] = []
    if statement.card or any(s.card and not s.passage.row for s in event.statements):  # below a table nothing goes on
        if statement.card in event.cards:
            return [("line of the same card", CARD)]
        if statement.card or statement.passage.headings != event.statements[0].passage.headings:
            return [("another card", -CARD)]
        return [("below its card", CARD)]
    found += _date_bond(statement, resolved, mention, event, manner)
    found += _place_bond(statement, event)
    if not statement.targets and not mention:
        found.append(("nothing new", NOTHING_NEW))
    if statement.has("taken up"):
        found.append(("taken up", TAKEN_UP))
    if statement.has("another event"):
        found.append(("another event", ANOTHER))
    mine, theirs = _agents([statement]), _agents(event.statements)
    if mine and theirs and mine.isdisjoint(theirs):
        found.append(("another party", ACTOR_OTHER))
    hours, told = _hours([statement]), _hours(event.statements)
    if statement.struck and hours and told and hours.isdisjoint(told):
        found.append(("another hour", CLOCK_OTHER))
    kind, kinds = event_kinds([statement]), event_kinds(event.statements)
    if kind and kinds and kind.isdisjoint(kinds):
        found.append(("another kind of event", TYPE_OTHER))
    same = any(told.passage.key == statement.passage.key for told in event.statements)
    if statement.struck or not same:
        found += _count_bond(statement, event)
    elif statement.told:
        found.append(("people of the same paragraph", PEOPLE_BELOW))
    if any(casualty.known for casualty in statement.told) and not statement.struck:
        found.append(("the same people", SAME_PEOPLE))
    elsewhere = any(name == "another place" for name, _ in found)  # "another four people died in Y"
    if any(casualty.further for casualty in statement.told) and not statement.struck and not elsewhere:
        found.append(("further people", FURTHER_PEOPLE))
    last = event.statements[-1].passage
    if same:
        found.append(("same paragraph", SAME_PASSAGE))
    else:
        found.append(("another paragraph", NEXT_PASSAGE[manner]))
        if statement.passage.block.kind == "list_item" and last.block.kind == "list_item":
            found.append(("another item", NEW_ITEM))
    return found


def _date_bond(
    statement: Statement,
    resolved: ResolvedDate | None,
    mention: DateMention | None,
    event: Event,
    manner: Literal["story", "section"],
) -> list[tuple[str, float]]:
    if mention is None or event.dated is None or _late_death(statement):
        return []
    spoken = event.spoken or of_speech(statement, mention)
    if resolved is not None and event.date is not None and resolved.start is not None and event.date.start is not None:
        if event.date.precision == "month" and resolved.precision == "day" and statement.struck and manner == "section":
            return [("a day of its month", DATE_WITHIN)]
        if overlap(resolved, event.date):
            return [("same day", DATE_SAME)]
        eve = abs((resolved.start - event.date.start).days) == 1  # told of on the day after
        return [] if spoken and (eve or statement.has("taken up")) else [("another day", DATE_CLASH)]
    same = _words(statement, mention) & _words(event.dated_in or event.statements[0], event.dated)
    if same:
        return [("same words of date", DATE_SAME)]
    vague = {mention.kind, event.dated.kind} & {"year", "month"}  # "in 2023" goes with "today"
    counted = mention.offset is not None and mention.offset.anchor == "previous"  # "eight days before the truce"
    return [] if spoken or (vague and not counted) else [("a date of its own", DATE_OPEN)]


def _words(statement: Statement, mention: DateMention) -> set[str]:
    tokens = statement.passage.annotation.doc[mention.first : mention.last]
    return {token.norm for token in tokens if token.is_alpha and not token.is_stop}


def _place_bond(statement: Statement, event: Event) -> list[tuple[str, float]]:
    mine, theirs = statement.targets, event.targets
    found: list[tuple[str, float]] = []
    settled = _there(statement)
    if mine and theirs:
        if _any_same(mine, theirs):
            found.append(("same place", PLACE_SAME))
        elif _any_same(mine, event.places) or _any_same(settled, theirs) or _parts(mine, theirs):
            found.append(("part of the place", PLACE_INSIDE))
        else:
            found.append(("another place", PLACE_OTHER if statement.struck else PLACE_OTHER_UNSTRUCK))
    elif mine and not event.located and not statement.eventful:
        found.append(("says where", PLACE_FOUND))
    areas = event.areas
    if statement.areas and areas and statement.areas.isdisjoint(areas) and not found:
        found.append(("another governorate", AREA_OTHER))
    return found


def _there(statement: Statement) -> list[PlaceMention]:
    """The settlements of a statement that are where it happened or contain it."""
    there = [place for place in statement.settlements if place.role not in ("from", "near", "between")]
    return there or [place for place in statement.targets if place.role == "from"]


def _any_same(some: Iterable[PlaceMention], others: Sequence[PlaceMention]) -> bool:
    return any(same_name(one.name, other.name) for one in some for other in others)


def _parts(mine: Sequence[PlaceMention], theirs: Sequence[PlaceMention]) -> bool:
    """A neighborhood, camp or area beside the bare name of a city, a village beside nothing but the land around a town:
    it may well lie in it."""
    if all(place.around for place in mine) != all(place.around for place in theirs):
        return True
    return any(
        part.kind in _PARTS and whole.kind in _WHOLES and part.kind != whole.kind and not _has_whole(part, told)
        for a in mine
        for b in theirs
        for part, whole, told in ((a, b, mine), (b, a, theirs))
    )


def _has_whole(part: PlaceMention, told: Sequence[PlaceMention]) -> bool:
    """Whether the city of a part is told beside it: "in the Y neighborhood" of "districts of Aleppo"."""
    return any(other is not part and other.kind in _WHOLES and other.kind not in _PARTS for other in told)


def _agents(statements: Iterable[Statement]) -> set[str]:
    return {name for s in statements for actor in s.actors if actor.agent for name in actor.actors}


def _hours(statements: Iterable[Statement]) -> set[str | None]:
    """The times of the clock that the statements tell, as said."""
    return {mention.time_of_day for statement in statements for mention in statement.times if mention.clock}


def event_kinds(statements: Iterable[Statement]) -> set[str]:
    """The kinds of event that the statements name outright; weak words fit every kind."""
    return {
        mention.entry.event_type
        for statement in statements
        for mention in statement.signs
        if mention.entry.event_type is not None and mention.entry.rank >= TELLING
    }


def _count_bond(statement: Statement, event: Event) -> list[tuple[str, float]]:
    for outcome in ("killed", "injured", "detained", "missing"):
        told = [c for s in event.statements for c in s.told if c.outcome == outcome]
        mine = {c.count.total for c in statement.told if c.outcome == outcome and c.count.total is not None}
        theirs = {c.count.total for c in told if c.count.total is not None}
        if not mine or not theirs:
            continue
        if not mine.isdisjoint(theirs):
            return [("same number", COUNT_SAME if max(mine & theirs) > 1 else COUNT_ONE)]
        if not any(c.kind == "update" for c in (*statement.told, *told)):
            return [("another number", COUNT_OTHER)]
    return []


def _date(
    statement: Statement, context: DateContext, current: Event | None
) -> tuple[DateMention | None, ResolvedDate | None]:
    """The date of what a statement tells. Of several, that of the wounding counts, not that of the death."""
    mentions = event_dates(statement)
    if not mentions:
        return None, None
    mentions = sorted(mentions, key=lambda mention: (of_speech(statement, mention), _of_that_day(mention)))
    chosen = next((m for m in mentions if resolve(m, context).precision != "none"), mentions[0])
    if len(mentions) > 1 and _of_wounds(statement):
        wounds = next(cue for cue in statement.cues if cue.entry.name == "wounds")
        later = [mention for mention in mentions if mention.first >= wounds.first]
        chosen = next((m for m in reversed(later) if resolve(m, context).precision == "day"), chosen)
    if current is not None and current.date is not None and current.date.start is not None:
        context = replace(context, previous=current.date)
    before = [
        resolve(mention, context) for mention in statement.dates if mention.first < chosen.first and mention.years
    ]
    context = replace(context, previous=before[-1]) if before and before[-1].start is not None else context
    return chosen, resolve(chosen, context)


def _of_that_day(mention: DateMention) -> bool:
    """Whether it is the day told before, by "hours later": a day of its own beside it says more."""
    return mention.offset is not None and mention.offset.anchor == "previous" and mention.offset.amount == 0


def _of_wounds(statement: Statement) -> bool:
    """Whether it tells of a death from wounds, and not of "15 people wounded in" an attack."""
    return statement.has("wounds") and any(casualty.outcome == "killed" for casualty in statement.told)


def _late_death(statement: Statement) -> bool:
    """A later death of an earlier event's wounded: its day is no event's."""
    return _of_wounds(statement) or (
        not statement.struck
        and not statement.settlements
        and bool(statement.told)
        and all(c.kind == "update" for c in statement.told)
    )


def _elaborated(statement: Statement, events: Sequence[Event]) -> Event | None:
    """The event that a sentence without an event of its own says more of: who held the place, who is thought to have
    done it, where exactly it was."""
    if statement.skipped is not None or not events:
        return None
    event = _meant(statement, events) if statement.control else events[-1]
    same = event.statements[-1].passage.key == statement.passage.key
    distance = statement.passage.index - event.statements[-1].passage.index
    if distance > _ELABORATION_REACH:
        return None
    same_section = statement.passage.headings == event.statements[-1].passage.headings
    # "X claimed responsibility for the attack", but not "X is responsible for the attack of 28 May"
    claims = any(actor.agent for actor in statement.actors) and not event_dates(statement)
    doubts = any(statement.has(cue) for cue in ("under investigation", "unidentified", "disputed", "believed"))
    if statement.control and (same or (same_section and not event_dates(statement))):
        return event
    if same or statement.has("taken up"):
        useful = (
            doubts
            or claims
            or statement.weapons
            or (same and (statement.settlements or statement.sites or statement.places))
        )
        return event if useful else None
    return None


def _meant(statement: Statement, events: Sequence[Event]) -> Event:
    """The event whose place a sentence names or takes up by its kind ("The camp lies in an area held by …"), the latest
    where several or none do."""
    latest = events[-1]
    if _any_same(statement.settlements, latest.targets):
        return latest
    kinds = {mention.subject_kind for mention in statement.control if mention.subject_kind is not None}
    told = {place.kind for place in latest.targets}
    by_kind = not statement.settlements and None not in told and told.isdisjoint(kinds)
    for event in reversed(events):
        if event.headline or event.statements[-1].passage.headings != statement.passage.headings:
            continue
        taken_up = by_kind and any(place.kind in kinds for place in event.targets)
        if taken_up or _any_same(statement.settlements, event.targets):
            return event
    return latest


def overlap(one: ResolvedDate | None, two: ResolvedDate | None) -> bool:
    """Whether two dates may be of one event: one of them is open, or they have a day in common."""
    if one is None or two is None or one.start is None or two.start is None:
        return True
    return one.start <= (two.end or two.start) and two.start <= (one.end or one.start)


def merge_headlines(story: Story) -> None:
    """Give events that only a headline tells to the event of the body that they are bound to most strongly."""
    told = [event for event in story.events if not event.headline]
    for event in [event for event in story.events if event.headline] if told else []:
        bonds_of = [
            (
                sum(
                    weight
                    for statement in event.statements
                    for _, weight in bonds(statement, event.date, event.dated, other, "story")
                ),
                other,
            )
            for other in told
        ]
        strength, best = max(bonds_of, key=lambda pair: pair[0])
        story.events.remove(event)
        if strength > DATE_CLASH:
            mine = _of_its_own(event.statements, best, [other for other in told if other is not best])
            best.statements = sorted([*mine, *best.statements], key=lambda s: (s.passage.key, s.first))
            undated = best.date is None or best.date.start is None
            if undated and event.date is not None and event.date.start is not None:
                best.date, best.dated, best.dated_in = event.date, event.dated, event.dated_in
        else:
            story.leftovers += event.statements


def _of_its_own(headlines: Sequence[Statement], event: Event, others: Sequence[Event]) -> list[Statement]:
    """Headlines that tell of several fates without those that the body tells in other events alone: "… arrests 13; one
    dies in custody"."""
    mine = {casualty.outcome for statement in event.statements for casualty in statement.told}
    theirs = {casualty.outcome for other in others for statement in other.statements for casualty in statement.told}
    away = theirs - mine
    return [
        replace(one, casualties=[casualty for casualty in one.casualties if casualty.outcome not in away])
        if any(casualty.outcome in away for casualty in one.told) and any(c.outcome in mine for c in one.told)
        else one
        for one in headlines
    ]


def merge_events(events: Sequence[Event], names: PlaceNames, inside: Mapping[str, str]) -> list[Event]:
    """Join what a report tells twice: a highlight and its section, a paragraph and its row in a table.

    Same place, same day, and numbers of dead that are equal, or missing on the side of a row or card. Where the numbers
    are equal, two names that a list gives to one place are the same place, and so are a part of a place and the whole,
    and for a paragraph and a row two names of the same consonants.
    `inside`: name of a part in lower case → name of the whole.
    """
    kept: list[Event] = []
    for event in events:
        twin = next((other for other in kept if _told_twice(other, event, names, inside)), None)
        if twin is None:
            kept.append(event)
            continue
        twin.statements = sorted([*twin.statements, *event.statements], key=lambda s: (s.passage.key, s.first))
        if twin.date is None or twin.date.start is None:
            twin.date, twin.dated, twin.dated_in = event.date, event.dated, event.dated_in
    return kept


def _told_twice(one: Event, two: Event, names: PlaceNames, inside: Mapping[str, str]) -> bool:
    mine, theirs = _totals(one), _totals(two)
    undated = one.date is not None and one.date.start is None and _is_row(two) and two.date is not None
    if undated and max({*mine} & {*theirs}, default=0) >= _TELLS and _any_same(one.located, two.located):
        return True  # "Eight days before the buses came": the row says when
    if not _same_day(one, two):
        return False
    if set(mine) & set(theirs):
        same = _any_same(one.located, two.located) or _one_place(one, two, names, inside)
        return same or (_is_row(one) != _is_row(two) and _any_alike(one.located, two.located))
    if (mine and theirs) or not _any_same(one.located, two.located):
        return False
    again = two.statements[0].passage.headings != one.statements[0].passage.headings
    told = [casualty for statement in two.statements for casualty in statement.told]
    return bool(one.cards) != bool(two.cards) or (again and not told)  # a row; a list of films in an annex


def _is_row(event: Event) -> bool:
    return all(statement.passage.row for statement in event.statements)


def _any_alike(some: Iterable[PlaceMention], others: Sequence[PlaceMention]) -> bool:
    return any(same_consonants(one.name, other.name) for one in some for other in others)


def _same_day(one: Event, two: Event) -> bool:
    if one.date is None or two.date is None or one.date.start is None or two.date.start is None:
        return False
    return overlap(one.date, two.date)


def _one_place(one: Event, two: Event, names: PlaceNames, inside: Mapping[str, str]) -> bool:
    """Whether a list gives the names of both to one place, or those of the wholes that the report puts them into."""
    mine, theirs = (
        frozenset().union(*(names.records(name) for place in event.located for name in _with_whole(place, inside)))
        for event in (one, two)
    )
    return not mine.isdisjoint(theirs)


def _with_whole(place: PlaceMention, inside: Mapping[str, str]) -> list[str]:
    whole = inside.get(place.name.lower())
    return [place.name] if whole is None else [place.name, whole]


def sums_up(event: Event, events: Iterable[Event]) -> bool:
    """Whether an event is the row of a table that adds up others of its day and place: "market (two strikes)"."""
    if not _is_row(event):
        return False
    parts = [o for o in events if o is not event and _same_day(o, event) and _any_same(o.located, event.located)]
    totals = [last_total(part) or 0 for part in parts]
    several = sum(total > 0 for total in totals) > 1
    return several and any(sum(chosen) == last_total(event) for chosen in (totals, *combinations(totals, 2)))


def last_total(event: Event) -> int | None:
    """The number of dead that an event was told with last."""
    return next(reversed(_totals(event)), None)


def _totals(event: Event) -> list[int]:
    """The numbers of dead that an event was told with, in order."""
    told = [casualty for statement in event.statements for casualty in statement.told if casualty.outcome == "killed"]
    return [casualty.count.total for casualty in told if casualty.count.total is not None]
