"""Events → incident records: every value with the words it rests on."""

from __future__ import annotations

import calendar
import hashlib
import re

from extractor.incidents.attribution import read_control, read_perpetrators
from extractor.incidents.checks import Claim
from extractor.incidents.draft import Draft, Setting
from extractor.incidents.events import Event
from extractor.incidents.harm import read_counts, read_victims
from extractor.incidents.means import read_means
from extractor.incidents.passage import Passage
from extractor.incidents.where import read_place, read_target
from extractor.knowledge import fold
from extractor.model import HyperLink, Incident, When


def assemble(event: Event, setting: Setting, sha256: str) -> tuple[Incident, list[Claim]]:
    """The incident record of an event, without links to the gazetteer, confidence and checks, and what the report says
    against it."""
    draft = Draft(event, setting)
    passages = event.passages
    event_type, weapons = read_means(draft)
    counts = read_counts(draft)
    place, others = read_place(draft)
    incident = Incident(
        id=_identity(sha256, event),
        date=_when(draft),
        event_type=event_type,
        weapons=weapons,
        perpetrators=read_perpetrators(draft),
        place=place,
        other_places=others,
        target=read_target(draft),
        control=read_control(draft, place.name),
        **counts,
        victims=read_victims(draft, counts),
        links=[link for passage in passages for link in _links(draft, passage)],
        sections=passages[0].sections,
        text="\n".join(passage.text for passage in passages),
        pages=sorted({page for passage in passages for page in passage.block.pages}),
    )
    incident.evidence = dict(sorted(draft.evidence.items()))
    return incident, draft.claims


def _identity(sha256: str, event: Event) -> str:
    first = min(event.statements, key=lambda s: (s.passage.key, s.first))
    return identity(sha256, first.passage.block.page_at(first.start), first.text)


def identity(sha256: str, page: int | None, sentence: str) -> str:
    """The id of an incident: a hash of the file and of the sentence that first tells it. Rules may change, it stays."""
    words = re.sub(r"\W+", "", fold(sentence).lower())
    return hashlib.sha256(f"{sha256}|{page}|{words}".encode()).hexdigest()[:16]


def _when(draft: Draft) -> When:
    event = draft.event
    when = When()
    if event.date is not None:
        resolved = event.date
        when = When(
            start=resolved.start, end=resolved.end, precision=resolved.precision, time_of_day=resolved.time_of_day
        )
        if event.dated is not None and event.dated_in is not None:
            paths = ["date.start", "date.end", "date.precision"] if when.start else ["date.precision"]
            if when.time_of_day is not None:
                paths.append("date.time_of_day")
            for path in paths:
                draft.quote(path, event.dated_in.passage, event.dated.start, event.dated.end, "date")
        elif event.dated_above is not None:
            for path in ("date.start", "date.end", "date.precision"):
                draft.quote_block(path, *event.dated_above, "heading", "heading")
        if event.dated is not None and event.dated_in is not None:
            for problem in resolved.problems:
                path = "date.weekday" if when.start else "date.start"
                value = calendar.day_name[when.start.weekday()] if when.start else problem
                draft.claim(path, value, event.dated_in.passage, event.dated.start, event.dated.end)
    if when.time_of_day is None:
        for statement in sorted(draft.statements, key=lambda statement: not statement.eventful):
            times = [mention for mention in statement.times if mention.time_of_day]
            if times and statement.skipped is None:
                when.time_of_day = times[0].time_of_day
                draft.quote("date.time_of_day", statement.passage, times[0].start, times[0].end, "time of day")
                break
    return when


def _links(draft: Draft, passage: Passage) -> list[HyperLink]:
    """The links of a passage; where it tells several events, those over the sentences of this one."""
    own = [(s.start, s.end) for s in draft.event.statements if s.passage.key == passage.key]
    return [
        HyperLink(url=link.url, text=passage.text[link.start : link.end], kind=link.kind, lat=link.lat, lon=link.lon)
        for link in passage.block.links
        if passage.key not in draft.setting.shared or any(start <= link.start < end for start, end in own)
    ]
