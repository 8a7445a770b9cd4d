"""A document → its incidents, tolls and what was left out: the stages from passages to records, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from extractor.annotate.dates import DateContext, ResolvedDate, find_dates, resolve
from extractor.annotate.places import PlaceNames
from extractor.incidents.assemble import Setting, assemble
from extractor.incidents.events import Event, Story, build_events, event_dates, merge_events
from extractor.incidents.passage import Passage
from extractor.incidents.statements import Statement, find_statements, is_admin
from extractor.knowledge import Knowledge
from extractor.model import Incident, ReportFacts, Unused

# A text of up to this many passages is one story: its headline, lead and body tell the same events.
_SHORT_TEXT = 30


@dataclass(slots=True)
class Extraction:
    """The incidents of a document in the order of the text, and the ledger of what became none."""

    incidents: list[Incident] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)


def extract(passages: Sequence[Passage], facts: ReportFacts, knowledge: Knowledge, names: PlaceNames) -> Extraction:
    """The incidents that the passages tell, and for every passage with a trigger and no incident the reason."""
    told = [passage for passage in passages if passage.block.kind != "table"]
    statements = [statement for passage in told for statement in find_statements(passage, knowledge, names)]
    context = _context(statements, facts)
    short = len(told) <= _SHORT_TEXT and not any(passage.headings for passage in told)
    events: list[tuple[Event, Setting, Story]] = []
    stories = [statements] if short else _split(statements)
    leftovers: list[Statement] = []
    for part in stories:
        story = build_events(part, _with_heading(context, part, knowledge))
        story.events = merge_events(story.events)
        lead = _lead(part) if short else []
        for event in story.events:
            events.append((event, Setting(facts.sha256, names, lead), story))
        leftovers += story.leftovers
    result = Extraction()
    used: set[int] = set()
    for event, setting, story in events:
        _inherit_date(event, story, short)
        reason = _no_incident(event, short)
        if reason is not None:
            leftovers += event.statements
            for statement in event.statements:
                statement.skipped = statement.skipped or reason
            continue
        incident = assemble(event, setting, story)
        result.incidents.append(incident)
        used.update(passage.index for passage in event.passages)
    result.unused = _ledger(leftovers, used)
    return result


def _context(statements: Sequence[Statement], facts: ReportFacts) -> DateContext:
    years = sorted({year for statement in statements for mention in statement.dates for year in mention.years})
    period = (facts.period.start, facts.period.end) if facts.period else None
    return DateContext(facts.published, period, None, None, tuple(years))


def _split(statements: Sequence[Statement]) -> list[list[Statement]]:
    """One story a passage, but for passages that take up the one before ("The attack also …")."""
    stories: list[list[Statement]] = []
    for statement in statements:
        same = stories and stories[-1][-1].passage.index == statement.passage.index
        continues = (
            stories
            and stories[-1][-1].passage.headings == statement.passage.headings
            and statement.passage.block.kind != "list_item"
            and statement.first == 0
            and not event_dates(statement)
            and not statement.settlements
        )
        if same or continues:
            stories[-1].append(statement)
        else:
            stories.append([statement])
    return stories


def _with_heading(context: DateContext, part: Sequence[Statement], knowledge: Knowledge) -> DateContext:
    """The context with the date of the nearest heading that states one."""
    heading_date: ResolvedDate | None = None
    for heading in part[0].passage.headings if part else ():
        for mention in find_dates(heading.annotation, knowledge):
            resolved = resolve(mention, DateContext(context.published, context.period, heading_date, None, context.years))
            if resolved.precision != "none":
                heading_date = resolved
    return DateContext(context.published, context.period, heading_date, None, context.years)


def _lead(part: Sequence[Statement]) -> list[Statement]:
    """Headline and lead: the first statements that tell of an event."""
    return [statement for statement in part if statement.eventful][:3]


def _inherit_date(event: Event, story: Story, short: bool) -> None:
    """An event without a date takes that of its story, where the story has but one."""
    if event.date is not None:
        return
    days: set[tuple[date | None, date | None]] = {
        (other.date.start, other.date.end) for other in story.events if other.date is not None and other.date.start
    }
    if short and len(days) == 1:
        donor = next(other for other in story.events if other.date is not None and other.date.start)
        event.date, event.dated, event.dated_in = donor.date, donor.dated, donor.dated_in


def _no_incident(event: Event, short: bool) -> str | None:
    """Why an event is no incident: nothing says where, or neither when nor who was harmed."""
    placed = any(statement.settlements for statement in event.statements)
    area = any(is_admin(place) for statement in event.statements for place in statement.places)
    dated = event.date is not None
    harmed = any(statement.told for statement in event.statements)
    struck = any(statement.struck for statement in event.statements)
    if not placed and not (area and dated) and not (dated and harmed and struck):
        return "no place"
    if not dated and not harmed and not (short and struck):
        return "no date and no casualties"
    if not struck and not harmed:
        return "no attack and no casualties"
    return None


def _ledger(leftovers: Sequence[Statement], used: set[int]) -> list[Unused]:
    """One line for each passage with a trigger that became no incident."""
    unused: dict[int, Unused] = {}
    for statement in leftovers:
        passage = statement.passage
        if passage.index in used or passage.index in unused or not (statement.attacks or statement.casualties):
            continue
        unused[passage.index] = Unused(
            page=passage.block.page_at(0) or 1, text=passage.text, reason=statement.skipped or "no event of its own"
        )
    return [unused[index] for index in sorted(unused)]
