"""Whom the text holds responsible for an event, and how surely; who held the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from extractor.annotate.actors import ActorMention, find_actors
from extractor.annotate.dates import DateContext, DateMention, resolve
from extractor.incidents.draft import Draft
from extractor.incidents.events import event_kinds
from extractor.incidents.statements import Statement
from extractor.knowledge.schema import ActorEntry
from extractor.layout.model import Block
from extractor.model import Certainty, Control, Perpetrator

NO_CONTEXT = DateContext(None, None, None, None, ())
# From the surest to the least sure: of several signs the weakest is the certainty of the attribution.
CERTAINTIES: tuple[Certainty, ...] = ("stated", "believed", "disputed", "under_investigation", "unidentified")
# Turns of phrase that throw doubt on an attribution, the strongest first.
_DOUBTS: tuple[tuple[str, Certainty], ...] = (
    ("under investigation", "under_investigation"),
    ("disputed", "disputed"),
    ("believed", "believed"),
)
# A belief is about the party where an acting party stands within so many words: "we believe were Russian".
_BEFORE, _AFTER = 8, 10


def read_perpetrators(draft: Draft) -> list[Perpetrator]:
    """Those who acted: as the event says, else its story's lead, else the headings."""
    statements = [statement for statement in draft.statements if statement.skipped is None]
    found = _agents(draft, statements)
    doubt = _doubt(draft, statements)
    if doubt == "unidentified" or (not found and _unidentified(draft, statements)):
        named = [one for one in found if one.actor != "unidentified"]
        if not named:
            return [Perpetrator(actor="unidentified", certainty="unidentified")]
    if not found and draft.event.done_by is not None:
        statements = draft.event.done_by.statements
        found, doubt = _agents(draft, statements), doubt or _doubt(draft, statements)
    if found:
        _claim_heading(draft)
    found = found or _agents(draft, _lead(draft, statements)) or _from_headings(draft)
    if not found:
        return [Perpetrator(actor=None, certainty=doubt)] if doubt == "under_investigation" else []
    result = [one for one in found if one.actor != "unidentified"] or found
    for perpetrator in result:
        if perpetrator.actor == "unidentified":
            perpetrator.certainty = "unidentified"
        elif doubt is not None and CERTAINTIES.index(doubt) > CERTAINTIES.index(perpetrator.certainty):
            perpetrator.certainty = doubt
    return result


def _lead(draft: Draft, statements: Sequence[Statement]) -> list[Statement]:
    """Headline and lead, where they can be of this event: not where both name a kind of event, and another one."""
    mine, theirs = event_kinds(statements), event_kinds(draft.lead)
    return [] if mine and theirs and mine.isdisjoint(theirs) else draft.lead


def _agents(draft: Draft, statements: Iterable[Statement]) -> list[Perpetrator]:
    """The acting parties of the lines of a card, or of the first sentence that has any; headlines are asked last,
    and specific names go before vague ones."""
    ordered = sorted(statements, key=lambda statement: (draft.again(statement), statement.headline))
    card = [actor for statement in ordered if draft.sums_up(statement) for actor in statement.actors]
    for statement in ordered:
        acting = card if card else [actor for actor in statement.actors if actor.agent is not None]
        if card and not statement.actors:
            continue
        found: list[Perpetrator] = []
        argued = statement.has("argument")
        undecided = argued or any(actor.alternative for actor in acting) or any(s.has("which of them") for s in ordered)
        for actor in [a for a in acting if not a.fallback] or acting:
            believed = actor.believed or argued
            certainty: Certainty = "unidentified" if actor.unidentified else "believed" if believed else "stated"
            for name in actor.actors:
                if all(one.actor != name for one in found):
                    path = f"perpetrators.{len(found)}.actor"
                    draft.quote(path, statement.passage, actor.start, actor.end, f"actor: {actor.agent}")
                    found.append(Perpetrator(actor=name, certainty=certainty))
        if found:
            return _as_alliance(draft, found) if undecided else found
    return []


def _as_alliance(draft: Draft, found: list[Perpetrator]) -> list[Perpetrator]:
    """Parties of which the text says that it was one or the other: the alliance of just these, where there is one."""
    names = {one.actor for one in found}
    for entry in draft.setting.knowledge.of(ActorEntry):
        if entry.members and names == set(entry.members):
            return [found[0].model_copy(update={"actor": entry.name})]
    return found


def _from_headings(draft: Draft) -> list[Perpetrator]:
    for block, actor in _heading_actors(draft):
        draft.quote_block("perpetrators.0.actor", block, actor.start, actor.end, "heading", "heading")
        certainty: Certainty = "unidentified" if actor.unidentified else "stated"
        return [Perpetrator(actor=name, certainty=certainty, source="heading") for name in actor.actors]
    return []


def _claim_heading(draft: Draft) -> None:
    for block, actor in _heading_actors(draft):
        for name in actor.actors:
            draft.claim_block("perpetrators", name, block, actor.start, actor.end, "heading")
        return


def _heading_actors(draft: Draft) -> Iterator[tuple[Block, ActorMention]]:
    """The first party that each heading above the event names, the nearest first; of a line that leads to a list one
    that acts."""
    passage = draft.event.passages[0]
    for heading in reversed(passage.above):
        actors = find_actors(heading.annotation, [], [])
        actors = [actor for actor in actors if actor.agent] if heading is passage.lead else actors
        if actors:
            yield heading.block, actors[0]


def _unidentified(draft: Draft, statements: Sequence[Statement]) -> bool:
    """Whether the event says that nobody knows who did it."""
    for statement in statements:
        for cue in statement.cues:
            if cue.entry.name == "unidentified":
                draft.quote("perpetrators.0.actor", statement.passage, cue.start, cue.end, "unidentified")
                return True
    return False


def _doubt(draft: Draft, statements: Sequence[Statement]) -> Certainty | None:
    """The strongest doubt that the statements of the event throw on who did it; a card's rating goes first."""
    for statement in statements:
        if statement.doubt is not None:
            draft.quote("perpetrators.0.certainty", statement.passage, statement.start, statement.end, "rating")
            return statement.doubt
    for name, certainty in _DOUBTS:
        for statement in statements:
            for cue in statement.cues:
                if cue.entry.name == name and (name != "believed" or _about_actor(statement, cue.first)):
                    draft.quote("perpetrators.0.certainty", statement.passage, cue.start, cue.end, name)
                    return certainty
    return None


def _about_actor(statement: Statement, token: int) -> bool:
    return any(-_BEFORE <= actor.first - token <= _AFTER and actor.agent is not None for actor in statement.actors)


def read_control(draft: Draft, place: str | None) -> Control:
    """Who held the place at the time, and who holds it now: as the event says, else where the report introduces the
    place, if the event lies within the time that it gives, or behind it where it says who has held the place since."""
    day = draft.event.date.start if draft.event.date is not None else None
    control = _control(draft, [_still_held(statement, day) for statement in draft.statements])
    if not control.then and not control.now:
        control = _of_areas(draft)
    told = draft.setting.held.get(place.lower()) if place is not None and not control.then else None
    if day is not None and not control.then:
        lasting = [s for s in draft.statements if s.control and _since(s, day)]
        control.then = _control(draft, [_as_then(statement) for statement in lasting]).then
    if not told or day is None:
        return control
    since = _control(draft, told[1:])
    if _holds_on(day, told[0]):
        elsewhere = _control(draft, told[:1])
        control.then, control.joint = elsewhere.then, elsewhere.joint
    elif _is_over(day, told[0]):
        control.then, control.joint = since.now, since.joint
    control.now = control.now or since.now
    return control


def _still_held(statement: Statement, day: date | None) -> Statement:
    """A sentence without those who held the place until a day before the event: "having been held by X until 2017"."""
    ends = [mention.first for mention in statement.control[1:]] + [statement.last]
    kept = []
    for mention, last in zip(statement.control, ends, strict=False):
        until = [d for d in statement.dates if d.kind == "until" and mention.first <= d.first < last]
        if day is None or not _any_before(until, day):
            kept.append(mention)
    return replace(statement, control=kept) if len(kept) < len(statement.control) else statement


def _of_areas(draft: Draft) -> Control:
    """Who holds the areas that the story says were hit ("strikes on areas held by X"), unless they hit this place."""
    statements = draft.setting.areas_held
    acting = {name for s in draft.statements for actor in s.actors if actor.agent for name in actor.actors}
    held = [holder.entry for s in statements for mention in s.held_areas for holder in mention.holders]
    holders = {name for entry in held for name in entry.parties}
    if not statements or draft.setting.another or holders & acting:
        return Control()
    return _control(draft, [replace(statements[0], control=statements[0].held_areas)])


def _since(statement: Statement, day: date) -> bool:
    """Whether a sentence says who has held the place since before a day: "The group has ruled it since January"."""
    starts = [resolve(mention, NO_CONTEXT).start for mention in statement.dates if mention.kind == "since"]
    return any(start is not None and start <= day for start in starts)


def _as_then(statement: Statement) -> Statement:
    return replace(statement, control=[replace(mention, when="then") for mention in statement.control])


def _holds_on(day: date, told: Statement) -> bool:
    """Whether what a sentence says of a time ("since 2012 until 24 March 2018") holds on a day."""
    for mention in told.dates:
        resolved = resolve(mention, NO_CONTEXT)
        if mention.kind == "since" and resolved.start is not None and day < resolved.start:
            return False
    return not _is_over(day, told)


def _is_over(day: date, told: Statement) -> bool:
    """Whether the time that a sentence gives an end to ("until 24 March 2018", "until the army came on 10 May") is over
    on a day."""
    held = told.control[0].first
    return _any_before([m for m in told.dates if m.kind == "until" or (m.kind == "date" and m.first > held)], day)


def _any_before(dates: Iterable[DateMention], day: date) -> bool:
    """Whether one of the dates, as far as its words alone tell, ends before a day."""
    ends = (resolve(mention, NO_CONTEXT).end for mention in dates)
    return any(end is not None and end < day for end in ends)


def _control(draft: Draft, statements: Iterable[Statement]) -> Control:
    control = Control()
    for statement in statements:
        for actor in statement.holders:
            control.then += [name for name in actor.actors if name not in control.then]
            draft.quote("control.then", statement.passage, actor.start, actor.end, "control")
        for mention in statement.control:
            held, path = (control.then, "control.then") if mention.when == "then" else (control.now, "control.now")
            if held:
                continue
            for holder in mention.holders:
                held += [name for name in holder.entry.parties if name not in held]
            draft.quote(path, statement.passage, mention.start, mention.end, "control")
            control.joint = control.joint or (mention.when == "then" and mention.joint)
    return control
