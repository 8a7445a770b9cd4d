"""A document → its incidents and the ledger of what became none: the stages from passages to records, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby, zip_longest
from typing import TypeVar

from extractor.annotate.dates import DateContext, ResolvedDate, find_dates, resolve
from extractor.annotate.places import PlaceMention, PlaceNames
from extractor.incidents.assemble import assemble
from extractor.incidents.checks import Claim
from extractor.incidents.distribution import list_shares
from extractor.incidents.draft import Setting
from extractor.incidents.events import (
    Event,
    Story,
    build_events,
    event_dates,
    event_kinds,
    last_total,
    merge_events,
    merge_headlines,
    overlap,
    sums_up,
)
from extractor.incidents.fields import field_statements, table_rows
from extractor.incidents.passage import Passage
from extractor.incidents.statements import Statement, find_statements, is_admin, within
from extractor.incidents.where import heading_place
from extractor.knowledge import Annotation, Knowledge
from extractor.knowledge.schema import CasualtyEntry, CueEntry, PlaceKindEntry
from extractor.model import Incident, ReportFacts, Unused

Told = TypeVar("Told")

# A text of up to this many passages and without headings is one story: headline, lead and body tell the same events.
_LONGEST_STORY = 30
# From so many different days on, told by most of its paragraphs, a text is a log.
_LOG, _LOG_SHARE = 4, 0.6
# "killed 24 people in two towns": the least number of parts that a sum has.
_PARTS_OF_SUM = 2
# Kinds of events, by the codebook's names.
_ARREST, _TORTURE = "arrest or abduction", "torture death"
_LONGEST = 92  # days between the first and the last one of a siege or an offensive that is told as one event
_PRISON = "prison"  # the category of sites where people are held
# A teaser is a headline or a line cut off, a paragraph of a text is longer.
_TEASER = 200
# "Tabqa, on the Euphrates in Raqqa governorate": so many words may stand between.
_TOPIC = 6
# How many statements of headline and lead may lend a later event of the same story its means, party and governorate.
_LEAD = 3


@dataclass(slots=True)
class Extraction:
    """The incidents of a document in the order of the text, each with what the report says against it, and the ledger
    of what became none."""

    incidents: list[tuple[Incident, list[Claim]]] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)


def extract(passages: Sequence[Passage], facts: ReportFacts, knowledge: Knowledge, names: PlaceNames) -> Extraction:
    """The incidents that the passages tell, and for every passage with a trigger and no incident the reason."""
    headed = any(passage.headings for passage in passages)
    news = not headed and len(passages) <= _LONGEST_STORY
    statements = _statements(passages, knowledge, names, titles=news)
    context = _context(statements, facts)
    news = news and not _is_log(statements, context)
    events: list[tuple[Event, Story]] = []
    leftovers: list[Statement] = []
    for part in [statements] if news else _sections(statements):
        dated = _with_heading(context, part, knowledge)
        story = build_events(part, dated, "story" if news else "section")
        context = replace(context, previous=story.last_date)
        for event in story.events:
            _date_of_heading(event, dated.heading, knowledge)
            _date_of_lead(event, dated, knowledge)
            if not event.targets:
                event.placed_above = heading_place(event.passages[0], names)
        if news:
            merge_headlines(story)
        events += [(event, story) for event in story.events]
        leftovers += story.leftovers
    inside = _within(statements, _areas(statements), knowledge)
    kept = merge_events([event for event, _ in events], names, inside)
    stories = {id(event): story for event, story in events}
    result, used = Extraction(), set[tuple[int, int]]()
    lead = _lead(statements) if news else None  # before what is no incident is set aside: it may still lend
    parts = _parts_of_sum(kept) if news and kept else []
    if parts:
        _lend_day(kept[0], parts)
    found: list[Event] = []
    for event in kept:
        if news:
            _inherit_date(event, stories[id(event)], statements, context)
        reason = _no_incident(event, stories[id(event)], news)
        if parts and event is kept[0]:
            reason = "total of what is told place by place"
        elif not news and sums_up(event, kept):
            reason = "sum of several events"
        elif news and _arrest_of_the_dead(event, kept):
            reason = "arrest of one who died in custody"
        if reason is None:
            found.append(event)
            continue
        for statement in event.statements:
            statement.skipped = statement.skipped or reason
        leftovers += event.statements
    setting = _setting(statements, kept, found, knowledge, names, lead)
    for event in found:
        another = _another_day(event, kept[0]) or event.statements[0].has("another event")
        own = replace(setting, lead=_lead_of(event, setting.lead, kept), another=another)
        result.incidents.append(assemble(event, own, facts.sha256))
        used.update(passage.key for passage in event.passages)
    result.unused = _ledger(leftovers, used)
    return result


def _setting(
    statements: Sequence[Statement],
    kept: Sequence[Event],
    found: Sequence[Event],
    knowledge: Knowledge,
    names: PlaceNames,
    lead: Sequence[Statement] | None,
) -> Setting:
    """What the events found may inherit: from the lead of a news text, from what a report says of their places."""
    told = Counter(passage.key for event in kept for passage in event.passages)
    shared = frozenset(key for key, number in told.items() if number > 1)
    if lead is not None:
        areas_held = [s for event in kept for s in event.statements if s.held_areas]
        return Setting(knowledge, names, lead, shared, areas_held=areas_held)
    in_events = {id(statement) for event in found for statement in event.statements}
    apart = [statement for statement in statements if id(statement) not in in_events]
    areas, held = _areas(statements), _held(apart)
    inside = _within(statements, {*areas, *held}, knowledge)
    return Setting(knowledge, names, (), shared, _also_of_parts(areas, inside), _also_of_parts(held, inside))


def _statements(
    passages: Sequence[Passage], knowledge: Knowledge, names: PlaceNames, *, titles: bool
) -> list[Statement]:
    """All statements in the order of the text: sentences, lines of cards, rows of tables."""
    cards = field_statements(passages, knowledge, names)
    shares = list_shares(passages, knowledge, names)
    statements: list[Statement] = []
    teasers = False
    for passage in passages:
        teasers = _teasers(passage, teasers)
        if passage.block.kind == "table":
            statements += table_rows(passage, knowledge, names)
        elif passage.key in cards:
            statements.append(cards[passage.key])
        elif passage.block.kind != "title" or titles:
            found = find_statements(passage, knowledge, names, shares.get(passage.key))
            for statement in found if teasers else []:
                statement.skipped = "teaser of another text"
            statements += found
    return statements


def _lead(statements: Sequence[Statement]) -> list[Statement]:
    """Headlines and the first sentence that tells of an event: what they say holds for what says nothing."""
    lead: list[Statement] = []
    for statement in statements:
        if statement.eventful:
            lead.append(statement)
            if not statement.headline or len(lead) == _LEAD:
                break
    return lead


def _lead_of(event: Event, lead: Sequence[Statement], events: Sequence[Event]) -> list[Statement]:
    """The lead without sentences that tell an event of another day: they say nothing of this one."""
    others = [other for other in events if other is not event and _another_day(event, other)]
    apart = {id(statement) for other in others for statement in other.statements if not statement.headline}
    return [statement for statement in lead if id(statement) not in apart]


def _another_day(event: Event, other: Event) -> bool:
    """Whether two events happened on different days; that somebody told of one on another day says nothing."""
    return not event.spoken and not other.spoken and not overlap(event.date, other.date)


def _is_log(statements: Sequence[Statement], context: DateContext) -> bool:
    """Whether each paragraph tells of another day: a log or bulletin, whose entries are apart from each other."""
    days: dict[tuple[int, int], set[tuple[date | None, date | None]]] = {}
    for statement in statements:
        if statement.headline:
            continue
        told = days.setdefault(statement.passage.key, set())
        for mention in event_dates(statement):
            resolved = resolve(mention, context)
            if resolved.precision == "day":
                told.add((resolved.start, resolved.end))
    dated = [told for told in days.values() if told]
    return len(set().union(*dated)) >= _LOG and len(dated) >= _LOG_SHARE * len(days)


def _teasers(passage: Passage, before: bool) -> bool:
    """Whether a passage is a teaser of another text: under "Related news", up to the next full paragraph."""
    if len(passage.text) > _TEASER:
        return False
    above = [passage.annotation, *(heading.annotation for heading in passage.headings[-1:])]
    return before or any(cue.entry.name == "other texts" for one in above for cue in one.of(CueEntry))


def _context(statements: Sequence[Statement], facts: ReportFacts) -> DateContext:
    years = sorted({year for statement in statements for mention in statement.dates for year in mention.years})
    period = (facts.period.start, facts.period.end) if facts.period else None
    return DateContext(facts.published, period, None, None, tuple(years))


def _sections(statements: Sequence[Statement]) -> Iterator[list[Statement]]:
    """The statements under one chain of headings."""
    for _, part in groupby(statements, key=lambda statement: statement.passage.headings):
        yield list(part)


def _areas(statements: Sequence[Statement]) -> dict[str, tuple[Statement, PlaceMention]]:
    """Where the report says in which governorate a place lies ("Arbin, in Rural Damascus governorate"), by the name of
    the place; places that it puts into two are left out."""
    told: dict[str, tuple[Statement, PlaceMention]] = {}
    twice: set[str] = set()
    for statement in statements:
        for place, admin in zip(statement.places, statement.places[1:], strict=False):
            topic = place.first == statement.first and admin.first - place.last <= _TOPIC and _says_so(statement, admin)
            if is_admin(place) or not is_admin(admin) or not (admin.chained or topic) or place.role in ("from", "near"):
                continue
            key = place.name.lower()
            if told.setdefault(key, (statement, admin))[1].admin != admin.admin:
                twice.add(key)
    return {key: value for key, value in told.items() if key not in twice}


def _says_so(statement: Statement, admin: PlaceMention) -> bool:
    """Whether a word for a governorate stands beside its name: "Raqqa governorate"."""
    kinds = statement.passage.annotation.of(PlaceKindEntry)
    return admin.role == "in" and any(k.entry.admin and admin.first <= k.first < admin.last for k in kinds)


def _held(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    """Sentences that tell of no event and say who held a place over a time, with the next one where it says who has
    held it since, by the name of the place: the one they name, or the one that their paragraph is about."""
    told: dict[str, list[Statement]] = {}
    for _, paragraph in groupby(statements, key=lambda statement: statement.passage.key):
        topic: str | None = None
        last: list[Statement] | None = None
        for statement in paragraph:
            lasting = any(mention.kind in ("since", "until") for mention in statement.dates)
            if last is not None and statement.control and all(mention.when == "now" for mention in statement.control):
                last.append(statement)
            last = None
            settlements = statement.settlements
            if topic is None and settlements and settlements[0].first == statement.first:
                topic = settlements[0].name.lower()
            if statement.control and lasting:
                before = [place for place in settlements if place.first < statement.control[0].first]
                name = before[0].name.lower() if before else topic
                if name is not None and name not in told:
                    last = told[name] = [statement]
    return told


def _within(statements: Sequence[Statement], topics: Collection[str], knowledge: Knowledge) -> dict[str, str]:
    """The settlement that the report puts a part of one into ("the First District of Tabqa"), by the part's name: in so
    many words, or by the heading that names one of the `topics`. Parts that it puts into two are left out."""
    inside = {entry.name for entry in knowledge.of(PlaceKindEntry) if entry.inside}
    found: dict[str, set[str]] = {}
    headed: dict[str, set[str]] = {}
    for statement in statements:
        for part, whole in zip_longest(statement.places, statement.places[1:]):
            if part is None or part.kind not in inside:
                continue
            if whole is not None and whole.chained and not is_admin(whole) and not (whole.around or whole.direction):
                found.setdefault(part.name.lower(), set()).add(whole.name.lower())
            for heading in statement.passage.headings:
                words = f" {' '.join(token.text.lower() for token in heading.annotation.doc)} "
                named = {topic for topic in topics if f" {topic} " in words}
                headed.setdefault(part.name.lower(), set()).update(named)
    return {part: min(wholes) for part, wholes in {**headed, **found}.items() if len(wholes) == 1}


def _also_of_parts(told: Mapping[str, Told], inside: Mapping[str, str]) -> dict[str, Told]:
    """What is told of a settlement holds for its parts, of which nothing else is told."""
    return {**{part: told[whole] for part, whole in inside.items() if whole in told}, **told}


def _with_heading(context: DateContext, part: Sequence[Statement], knowledge: Knowledge) -> DateContext:
    """The context with the date of the nearest heading that states one."""
    heading_date: ResolvedDate | None = None
    for heading in part[0].passage.headings if part else ():
        for mention in find_dates(heading.annotation, knowledge):
            resolved = resolve(mention, replace(context, heading=heading_date))
            if resolved.precision != "none":
                heading_date = resolved
    if heading_date is not None and heading_date.precision == "day":
        context = replace(context, previous=heading_date)  # "on the same day"
    return replace(context, heading=heading_date)


def _date_of_heading(event: Event, heading: ResolvedDate | None, knowledge: Knowledge) -> None:
    """An event without a day of its own, below a heading that is a day, is of that day."""
    if heading is None or heading.precision != "day":
        return
    if (
        event.date is None
        or event.date.precision in ("month", "year")
        or (event.date.start is None and not event.dated)
    ):
        event.date, event.dated, event.dated_in = heading, None, None
        for above in event.passages[0].headings:
            mentions = find_dates(above.annotation, knowledge)
            if mentions:
                event.dated_above = (above.block, mentions[0].start, mentions[0].end)


def _date_of_lead(event: Event, context: DateContext, knowledge: Knowledge) -> None:
    """An item of a list that names no day is of the day that the line above the list names."""
    lead = event.passages[0].lead
    if lead is None or event.dated is not None or (event.date is not None and event.date.start is not None):
        return
    for mention in find_dates(lead.annotation, knowledge):
        resolved = resolve(mention, context)
        if resolved.precision == "day":
            time = event.date.time_of_day if event.date is not None else None
            event.date = replace(resolved, time_of_day=time or resolved.time_of_day)
            event.dated_above = (lead.block, mention.start, mention.end)
            return


def _inherit_date(event: Event, story: Story, statements: Sequence[Statement], context: DateContext) -> None:
    """An event of a news text without a date takes that of "the first raid by X in 2023", where X did it, else the day
    of its story, where the story told but one before it."""
    if event.date is not None and event.date.start is not None:
        return
    parties = _parties(event.statements)
    for statement in statements:
        if statement.has("first of its kind") and (not parties or parties & _parties([statement])):
            for mention in event_dates(statement):
                resolved = resolve(mention, context)
                if resolved.start is not None:
                    time = event.date.time_of_day if event.date is not None else None
                    event.date, event.dated, event.dated_in = replace(resolved, time_of_day=time), mention, statement
                    return
    if event.date is not None:
        return
    donors = [other for other in story.events if other.date is not None and other.date.start is not None]
    days = {(other.date.start, other.date.end) for other in donors if other.date is not None}
    first = donors[0] if donors else None
    if first is None or first.date is None or len(days) != 1 or first.date.precision != "day":
        return
    if first.statements[0].passage.key <= event.statements[0].passage.key:
        event.date, event.dated, event.dated_in = first.date, first.dated, first.dated_in


def _parties(statements: Sequence[Statement]) -> set[str]:
    return {name for s in statements for actor in s.actors if actor.agent for name in actor.actors}


def _parts_of_sum(events: Sequence[Event]) -> list[Event]:
    """The events of a news text whose dead the first one adds up ("killed 24 people in two towns", then 17 in one and 7
    in the other): that one is no incident. None where it adds up nothing."""
    event, *others = events
    total = last_total(event)
    parts = [other for other in others if last_total(other) and overlap(event.date, other.date)]
    shared = any(statement.share for one in events for statement in one.statements)
    if shared or len(parts) < _PARTS_OF_SUM or sum(last_total(part) or 0 for part in parts) != total:
        return []
    return parts


def _lend_day(event: Event, parts: Sequence[Event]) -> None:
    """What names no day is of the day of the sum that it is a part of."""
    for part in parts:
        if event.date is not None and (part.date is None or (part.date.start is None and part.dated is None)):
            time = part.date.time_of_day if part.date is not None else None
            part.date = replace(event.date, time_of_day=time or event.date.time_of_day)
            part.dated, part.dated_in = event.dated, event.dated_in


def _no_incident(event: Event, story: Story, news: bool) -> str | None:
    """Why an event is no incident: nothing says where, or neither when nor who was harmed."""
    placed = bool(event.located) or _in_a_prison(event)
    area = any(is_admin(place) for statement in event.statements for place in statement.places)
    dated = event.date is not None
    harmed = any(statement.told for statement in event.statements)
    struck = any(statement.struck for statement in event.statements)
    if any(_withdrawn(heading.annotation) for heading in event.passages[0].headings):
        return "withdrawn"
    counted = any(c.count.total or c.count.min for statement in event.statements for c in statement.told)
    if event.date is not None and (_long(event.date) or (counted and _of_months(event.date))):
        return "total of a period"
    if _is_shared_out(event, story):
        return "total of what is told place by place"
    if not placed and any(statement.share for other in story.events for statement in other.statements):
        return "total of what is told place by place"
    if not (placed or struck) and counted and event.date is not None and event.date.precision in ("month", "year"):
        return "total of a period"
    if not placed and not (counted and dated and (area or struck)):
        return "no place"
    if not dated and not harmed and not (news and struck):
        return "no date and no casualties"
    if not struck and not harmed:
        return "no attack and no casualties"
    return None


def _arrest_of_the_dead(event: Event, events: Sequence[Event]) -> bool:
    """Whether an event is the earlier arrest of the one person of whose death in custody the same text tells."""
    if event_kinds(event.statements) != {_ARREST}:
        return False
    told = [casualty for statement in event.statements for casualty in statement.told]
    if any(casualty.outcome != "detained" or casualty.count.total != 1 for casualty in told):
        return False
    return any(
        other is not event and last_total(other) == 1 and _TORTURE in event_kinds(other.statements) for other in events
    )


def _is_shared_out(event: Event, story: Story) -> bool:
    """Whether the dead of an event are those that a list or sentence of its story shares out among places."""
    shares = [other for other in story.events if any(statement.share for statement in other.statements)]
    if event in shares or not shares:
        return False
    return last_total(event) == sum(last_total(share) or 0 for share in shares)


def _in_a_prison(event: Event) -> bool:
    """Whether people died in a prison with a name, which is no settlement and says where all the same."""
    return any(
        site.category == _PRISON and statement.is_named(site) and any(c.outcome == "killed" for c in statement.told)
        for statement in event.statements
        for site in statement.sites
    )


def _long(date: ResolvedDate) -> bool:
    """Whether a stretch of days is meant that is too long for one event."""
    days = (date.end - date.start).days if date.start is not None and date.end is not None else 0
    return date.precision == "day" and days > _LONGEST


def _of_months(date: ResolvedDate) -> bool:
    """Whether a stretch of months is meant, and neither a month nor a year."""
    return (
        date.precision == "month"
        and date.start is not None
        and (date.start.year, date.start.month)
        != (
            (date.end or date.start).year,
            (date.end or date.start).month,
        )
    )


def _withdrawn(annotation: Annotation) -> bool:
    return any(cue.entry.name == "withdrawn" for cue in annotation.of(CueEntry))


def _ledger(leftovers: Sequence[Statement], used: set[tuple[int, int]]) -> list[Unused]:
    """One line for each passage with a trigger that became no incident."""
    unused: dict[tuple[int, int], Unused] = {}
    for statement in leftovers:
        passage = statement.passage
        harm = within(passage.annotation.of(CasualtyEntry), statement.first, statement.last)
        trigger = statement.attacks or statement.casualties or (harm and (statement.places or statement.dates))
        if passage.key in used or passage.key in unused or not trigger:
            continue
        page = passage.block.page_at(statement.start)
        reason = statement.skipped or "nothing says where or when it happened, or who was harmed"
        unused[passage.key] = Unused(page=page or 1, text=passage.text, reason=reason)
    return [unused[key] for key in sorted(unused)]
