"""Statements → events: which sentences tell of one event, and which begin another.

Each event keeps the statements that tell it; nothing is filled in here. Inheritance (date, governorate, means)
happens in `assemble`, where it can be seen on the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extractor.annotate.dates import DateContext, DateMention, ResolvedDate, resolve
from extractor.annotate.places import PlaceMention
from extractor.gazetteer import same_name
from extractor.incidents.passage import Passage
from extractor.incidents.statements import Statement, is_admin

# Date mentions that are no event's own date: "since the start of 2017", "until July".
_SCOPES = ("since", "until", "during")
# Roles in which a place may be where it happened, the surest first.
_STRUCK = ("in", "none")


@dataclass(slots=True)
class Event:
    """One event: its statements in the order of the text, and its date as far as the text tells it."""

    statements: list[Statement]
    date: ResolvedDate | None = None
    dated: DateMention | None = None
    dated_in: Statement | None = None
    headline: bool = False  # told by a title alone so far

    @property
    def passages(self) -> list[Passage]:
        """The passages that tell it, in order, each once."""
        seen: dict[int, Passage] = {}
        for statement in self.statements:
            seen.setdefault(statement.passage.index, statement.passage)
        return [seen[index] for index in sorted(seen)]


@dataclass(slots=True)
class Story:
    """Passages that belong together: all of a short text, or those under one heading."""

    events: list[Event] = field(default_factory=list)
    leftovers: list[Statement] = field(default_factory=list)  # statements that no event took


def event_dates(statement: Statement) -> list[DateMention]:
    """The dates of a statement that may be an event's own."""
    return [mention for mention in statement.dates if mention.kind not in _SCOPES]


def struck_places(statement: Statement) -> list[PlaceMention]:
    """The settlements where a statement says that it happened; failing those, what lies near or between."""
    settled = [place for place in statement.settlements if place.role in _STRUCK and not place.chained]
    if settled:
        return settled
    return [place for place in statement.settlements if place.role in ("between", "near")]


def build_events(statements: Sequence[Statement], context: DateContext, *, headline: Statement | None = None) -> Story:
    """Group the statements of a stretch of text into events.

    `headline` is the title's statement, which seeds the first event's means and casualties.
    """
    story = Story()
    current: Event | None = None
    previous: Statement | None = None
    for statement in statements:
        if not statement.eventful:
            if current is not None and _elaborates(statement, current):
                current.statements.append(statement)
            else:
                story.leftovers.append(statement)
            previous = statement
            continue
        mention, resolved = _date(statement, context, current)
        if current is None or _begins_another(statement, current, resolved, previous):
            current = Event([statement], resolved, mention, statement if mention else None)
            story.events.append(current)
        else:
            current.statements.append(statement)
            if current.date is None or (current.date.start is None and resolved is not None):
                current.date, current.dated = resolved or current.date, mention or current.dated
                current.dated_in = statement if mention else current.dated_in
        if resolved is not None and resolved.start is not None:
            context = replace(context, previous=resolved)
        previous = statement
    return story


def _date(
    statement: Statement, context: DateContext, current: Event | None
) -> tuple[DateMention | None, ResolvedDate | None]:
    """The date of what a statement tells. Of several, that of the wounding counts, not that of the death."""
    mentions = event_dates(statement)
    if not mentions:
        return None, None
    chosen = mentions[0]
    if len(mentions) > 1 and statement.has("wounds"):
        wounds = next(cue for cue in statement.cues if cue.entry.name == "wounds")
        later = [mention for mention in mentions if mention.first >= wounds.first]
        chosen = next((mention for mention in reversed(later) if _whole(mention, context)), chosen)
    if current is not None and current.date is not None:
        context = replace(context, previous=current.date)
    return chosen, resolve(chosen, context)


def _whole(mention: DateMention, context: DateContext) -> bool:
    return resolve(mention, context).precision == "day"


def _elaborates(statement: Statement, event: Event) -> bool:
    """A sentence without an event of its own that says who held the place, or who is thought to have done it."""
    if statement.passage.index - event.statements[-1].passage.index > 3:
        return False
    if statement.skipped is not None:
        return False
    same = statement.passage.index == event.statements[-1].passage.index
    return bool(statement.control) or (same or statement.has("taken up")) and (
        statement.has("under investigation") or statement.has("unidentified") or statement.has("disputed")
        or statement.has("believed") or bool(statement.weapons)
    ) or (same and bool(statement.settlements or statement.sites))


def _begins_another(
    statement: Statement, event: Event, resolved: ResolvedDate | None, previous: Statement | None
) -> bool:
    day = event.date.start if event.date else None
    if resolved is not None and resolved.start is not None and day is not None and not _overlap(resolved, event.date):
        return not (statement.has("wounds") or _death_only(statement))
    same_passage = statement.passage.index == event.statements[-1].passage.index
    places = struck_places(statement)
    told = [place for other in event.statements for place in other.settlements]
    if places and told:
        if any(same_name(place.name, other.name) for place in places for other in told):
            return not same_passage and resolved is not None and day is not None and not _overlap(resolved, event.date)
        if any(_contains(place, other) for place in places for other in told):
            return False
        if all(other.around or other.kind in ("district",) for other in told):
            return False
        if statement.has("taken up") and same_passage and not statement.told:
            return False
        return True
    if same_passage or statement.has("taken up"):
        return statement.has("another event") and bool(places)
    if resolved is not None and resolved.start is not None and day is None and places:
        return True
    if not places and not event_dates(statement):
        return False
    return bool(places) and bool(told) or _other_area(statement, event)


def _death_only(statement: Statement) -> bool:
    return not statement.struck and not statement.settlements and all(c.kind == "update" for c in statement.told)


def _other_area(statement: Statement, event: Event) -> bool:
    mine = {place.admin for place in statement.places if is_admin(place) and place.role != "from"}
    theirs = {place.admin for other in event.statements for place in other.places if is_admin(place)}
    return bool(mine) and bool(theirs) and mine.isdisjoint(theirs)


def _contains(place: PlaceMention, other: PlaceMention) -> bool:
    """A neighbourhood or site-like area named after its city, or the reverse."""
    finer, coarser = (place, other) if place.order >= other.order else (other, place)
    return finer.kind in ("neighborhood", "camp", "area") and coarser.kind in ("city", "town", None) and finer.kind != coarser.kind


def _overlap(one: ResolvedDate, two: ResolvedDate | None) -> bool:
    if two is None or one.start is None or two.start is None:
        return True
    return one.start <= (two.end or two.start) and two.start <= (one.end or one.start)


def merge_events(events: list[Event]) -> list[Event]:
    """Join events that are one event told twice: same place, dates and numbers that don't disagree."""
    kept: list[Event] = []
    for event in events:
        twin = next((other for other in kept if _same_event(other, event)), None)
        if twin is None:
            kept.append(event)
            continue
        twin.statements = sorted(
            [*twin.statements, *event.statements], key=lambda statement: (statement.passage.index, statement.first)
        )
        if twin.date is None or twin.date.start is None:
            twin.date, twin.dated, twin.dated_in = event.date, event.dated, event.dated_in
    return kept


def _same_event(one: Event, two: Event) -> bool:
    if one.date is not None and two.date is not None and one.date.start is not None and two.date.start is not None:
        if not _overlap(one.date, two.date):
            return False
    mine = [place for statement in one.statements for place in struck_places(statement)]
    theirs = [place for statement in two.statements for place in struck_places(statement)]
    if not mine or not theirs:
        return False
    if not any(same_name(a.name, b.name) for a in mine for b in theirs):
        return False
    return _numbers_agree(one, two)


def _numbers_agree(one: Event, two: Event) -> bool:
    """Whether the totals of the two tellings are equal, or one of them has none, or one updates the other."""
    for outcome in ("killed", "injured"):
        mine = {c.count.total for s in one.statements for c in s.told if c.outcome == outcome and c.count.total is not None}
        theirs = {c.count.total for s in two.statements for c in s.told if c.outcome == outcome and c.count.total is not None}
        update = any(c.kind == "update" for event in (one, two) for s in event.statements for c in s.told)
        if mine and theirs and mine.isdisjoint(theirs) and not update:
            return False
    return True


def span(dates: Sequence[date]) -> tuple[date, date] | None:
    """First and last of some days, or None of none."""
    return (min(dates), max(dates)) if dates else None
