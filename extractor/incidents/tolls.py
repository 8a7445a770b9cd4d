"""The totals that a report states: in prose, in lists and in tables. A total is a statistic and never an incident.

`is_statistic` tells for one sentence whether it adds up instead of telling; `find_tolls` reads the numbers of such
sentences, of the lists below a line that announces a toll, and of tables, each with what it counts and over which
time, parties and places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from extractor.annotate.actors import ActorMention, find_actors
from extractor.annotate.dates import DateContext, DateMention, find_dates, resolve
from extractor.annotate.places import PlaceNames
from extractor.annotate.words import Words
from extractor.incidents.passage import Passage
from extractor.incidents.reconcile import names as names_words
from extractor.incidents.toll_numbers import (
    NOUN_REACH,
    PEOPLE,
    Draft,
    Number,
    Prose,
    above,
    counted,
    drafts_of,
    fill,
    running_count,
    set_bounds,
)
from extractor.incidents.toll_tables import table_tolls
from extractor.knowledge import Annotation, Knowledge, Mention
from extractor.knowledge.schema import (
    ActorEntry,
    AttackEntry,
    CasualtyEntry,
    ControlEntry,
    CueEntry,
    StatisticEntry,
    UnitEntry,
)
from extractor.model import ReportFacts, Scope, Toll

_FEW = 3  # in running prose fewer events than this are told, not counted


# --- is it one? ---------------------------------------------------------------------------------------------


def is_statistic(annotation: Annotation, first: int, last: int) -> str | None:
    """Why the sentence of tokens first..last is a statistic and tells of no event; None where it may tell of one.

    The turns of phrase stand in `patterns/` (`[[statistic]]`), each with its reason.
    """
    mention = _statistic(annotation, first, last)
    return mention.entry.name if mention is not None else None


def _statistic(annotation: Annotation, first: int, last: int) -> Mention[StatisticEntry] | None:
    for mention in annotation.of(StatisticEntry):
        if first <= mention.first < last and all(
            _stands_beside(annotation, need, mention, first, last) for need in mention.entry.beside
        ):
            return mention
    return None


def _stands_beside(annotation: Annotation, need: str, mention: Mention[StatisticEntry], first: int, last: int) -> bool:
    if need == "events":
        return _events_counted(annotation, first, last)
    if need == "people":
        return _people_counted(annotation, first, last)
    if need == "count":
        return _events_counted(annotation, first, last) or _people_counted(annotation, first, last)
    if need == "list":
        return annotation.doc[last - 1].text == ":"
    ends = {party.last for party in annotation.of(ActorEntry)}
    ends |= {cue.last for cue in annotation.of(CueEntry) if cue.entry.name == "other parties"}
    return mention.first in ends


def _events_counted(annotation: Annotation, first: int, last: int) -> bool:
    """Whether a number stands a few words before a word for events."""
    return any(
        annotation.doc[k].like_num and not any(annotation.plays(i, "determiner") for i in range(k + 1, unit.first))
        for unit in annotation.of(UnitEntry)
        if first <= unit.first < last
        for k in range(max(first, unit.first - NOUN_REACH), unit.first)  # not "On 3 May 2018, an attack"
    )


def _people_counted(annotation: Annotation, first: int, last: int) -> bool:
    """Whether a number and a word for what became of people stand in the sentence."""
    return any(first <= mention.first < last for mention in annotation.of(CasualtyEntry)) and any(
        token.like_num for token in annotation.doc[first:last]
    )


# --- the tolls ----------------------------------------------------------------------------------------------


def find_tolls(passages: Sequence[Passage], knowledge: Knowledge, facts: ReportFacts, names: PlaceNames) -> list[Toll]:
    """Every total that the passages state, in the order of the text. `names` tells governorates and places apart."""
    reader = _Reader(knowledge, facts, names, passages)
    tolls: list[Toll] = []
    told_here: tuple[str, ...] | None = None  # the headings under which a line said that the numbers are those told
    for passage in passages:
        headings = tuple(passage.sections)
        here = told_here == headings
        found = list(table_tolls(passage, knowledge, names) if passage.block.kind == "table" else reader.prose(passage))
        for toll in found:
            toll.told_here = toll.told_here or (here and passage.block.kind == "table")
        if passage.block.kind != "table":
            told_here = headings if any(toll.told_here for toll in found) else None
        tolls += found
    return tolls


class _Reader:
    """Reads the tolls of one report."""

    def __init__(
        self, knowledge: Knowledge, facts: ReportFacts, names: PlaceNames, passages: Sequence[Passage]
    ) -> None:
        self.knowledge = knowledge
        self.facts = facts
        self.names = names
        self.headings = list(dict.fromkeys(heading for passage in passages for heading in passage.sections))

    # --- prose ----------------------------------------------------------------------------------------------

    def prose(self, passage: Passage) -> Iterator[Toll]:
        """The tolls of a paragraph, list item or title."""
        if passage.block.kind == "title":
            return
        announced = _announced(passage)
        prose: Prose | None = None
        anchor: Toll | None = None  # the first toll of the passage; those behind it speak of the same time
        for first, last in passage.annotation.sentences:
            sign = _statistic(passage.annotation, first, last)
            if sign is None and not announced and anchor is None:
                continue
            prose = prose or Prose(passage, self.knowledge, self.names, self.headings)
            numbers = list(self._numbers(prose, first, last, sign))
            # a sentence that goes on adding up counts people, and names no day or place of its own
            goes_on = not prose.tells(first, last) and any(number.measure in PEOPLE for number in numbers)
            if sign is None and (prose.settled(first, last) if announced else not goes_on):
                continue
            drafts = drafts_of(numbers)
            set_bounds(drafts, prose.words, first, last)
            before = anchor
            for draft in drafts:
                before = self._toll(prose, draft, sign, (first, drafts[0].first), before)
                anchor = anchor or before
                yield before

    def _numbers(self, prose: Prose, first: int, last: int, sign: Mention[StatisticEntry] | None) -> Iterator[Number]:
        ordinal = running_count(prose, sign, first, last)
        if ordinal is not None:
            yield ordinal
            return
        casualties = [mention for mention in prose.annotation.of(CasualtyEntry) if first <= mention.first < last]
        excepted = {cue.last for cue in prose.cues("exception", first, last)}
        few = _counts_single(prose.passage) or (sign is not None and sign.entry.name == "sum of several events")
        before: Number | None = None
        for mention in prose.numbers:
            if not first <= mention.first < last or mention.first in excepted:
                continue
            number = counted(prose, mention, casualties, before, first, last)
            if number is None:
                continue
            if number.measure == "incidents" and not few and (number.low or 0) < _FEW:
                continue
            yield number
            if number.group is None:
                before = number

    def _toll(
        self,
        prose: Prose,
        draft: Draft,
        sign: Mention[StatisticEntry] | None,
        opening: tuple[int, int],
        before: Toll | None,
    ) -> Toll:
        passage, words = prose.passage, prose.words
        start, stop = words.start[draft.begin], words.end[draft.end - 1]
        toll = Toll(
            quote=passage.text[start:stop],
            page=passage.block.page_at(start) or 1,
            boxes=passage.block.locate(start, stop),
            scope=self._scope(prose, draft, sign, opening, before),
            told_here=bool(prose.cues("told here", draft.begin, draft.end))
            or (before is not None and before.told_here),
            sections=passage.sections,
        )
        for number in draft.numbers:
            fill(toll, number)
        return toll

    def _scope(
        self,
        prose: Prose,
        draft: Draft,
        sign: Mention[StatisticEntry] | None,
        opening: tuple[int, int],
        before: Toll | None,
    ) -> Scope:
        begin, end = draft.begin, draft.end
        scope = Scope()
        held = next((m.last for m in prose.annotation.of(ControlEntry) if begin <= m.first < end), None)
        if held is not None:
            scope.control = _names([party for party in prose.parties if held <= party.first < end])
        scope.perpetrators = self._parties(prose, draft, held)
        scope.governorate = self._governorate(prose, draft)
        scope.start, scope.end = self._period(prose, draft, sign, opening, before)
        if draft.numbers[0].measure == "percent":
            scope.victims = self._victims(prose.words, draft)
        scope.group = self._group(prose, draft, scope)
        scope.victims = scope.victims or self._only(prose, draft, scope, sign)
        return scope

    def _governorate(self, prose: Prose, draft: Draft) -> str | None:
        """What the label before the number names ("Damascus suburbs: three"), or a governorate beside it."""
        words, text = prose.words, prose.passage.text
        if draft.begin < draft.first and words.text[draft.first - 1] == ":":
            label = self.names.admin(text[words.start[draft.begin] : words.start[draft.first - 1]].strip())
            if label is not None:
                return label
        return next((admin for at, _, admin in prose.places if draft.begin <= at < draft.end and admin), None)

    def _parties(self, prose: Prose, draft: Draft, held: int | None) -> list[str]:
        """The parties right before the number; else those that act behind it; else those of the line above a list."""
        inside = [p for p in prose.parties if draft.begin <= p.first < draft.end and (held is None or p.first < held)]
        before = [party for party in inside if party.last <= draft.first]
        joined: list[ActorMention] = []
        for party in reversed(before):
            if joined and not _tied(prose.words, party.last, joined[0].first):
                break
            joined.insert(0, party)
        if joined:
            return _names(joined)
        acting = [party for party in inside if party.agent is not None]
        if acting:
            return _names(acting)
        lead = prose.passage.lead
        return _names(find_actors(lead.annotation, [], [])) if lead is not None else []

    def _period(
        self,
        prose: Prose,
        draft: Draft,
        sign: Mention[StatisticEntry] | None,
        opening: tuple[int, int],
        before: Toll | None,
    ) -> tuple[dt.date | None, dt.date | None]:
        """The time beside the number, or before the sentence's first one; else that of the toll before, the line or
        the heading above, the report.
        """
        facts, passage = self.facts, prose.passage
        known = (facts.period.start, facts.period.end) if facts.period is not None else None
        if prose.cues("over the period", draft.begin, draft.end):
            return known or (None, None)
        if prose.cues("since the year began", draft.begin, draft.end):
            last = facts.published or (facts.period.end if facts.period is not None else None)
            return (dt.date(last.year, 1, 1), None) if last is not None else (None, None)
        context = DateContext(facts.published, known, None, None, ())
        running = sign is not None and sign.entry.name == "running total"
        for first, last_token in ((draft.begin, draft.end), opening):
            dates = [date for date in prose.dates if first <= date.first < last_token]
            stretch = _stretch(dates, context, running)
            if stretch is not None:
                return stretch
        if sign is not None and sign.entry.name == "running count":
            return None, None
        if before is not None:
            return before.scope.start, before.scope.end
        for annotation in above(passage):
            stretch = _stretch(find_dates(annotation, self.knowledge), context, False)
            if stretch is not None:
                return stretch
        return known or (None, None)

    def _victims(self, words: Words, draft: Draft) -> str | None:
        """The groups that a share counts: "women and children"."""
        comma = next((i for i in range(draft.last, draft.end) if words.text[i] == ","), draft.end)
        groups = [
            words.low[i]
            for i in range(draft.begin, comma)
            if (person := words.lexemes[i].person) is not None and person.group is not None
        ]
        return " and ".join(dict.fromkeys(groups)) or None

    def _group(self, prose: Prose, draft: Draft, scope: Scope) -> str | None:
        """Whose or where, in words that no field holds: other parties, a place, a country that a heading names."""
        begin, end, text = draft.begin, draft.end, prose.passage.text
        others = prose.cues("other parties", begin, draft.first + 1)
        if others and not scope.perpetrators:
            return text[others[0].start : others[0].end]
        for place, name, admin in prose.places:
            if begin <= place < end and admin is None:
                return name
        for unit in prose.annotation.of(UnitEntry):
            word = prose.words.text[unit.first - 1] if unit.first > begin else ""
            if begin < unit.first < end and word[:1].isupper() and any(names_words(h, word) for h in self.headings):
                return word  # "the Syrian ones" under a heading "Part A. Syria"
        return None

    def _only(self, prose: Prose, draft: Draft, scope: Scope, sign: Mention[StatisticEntry] | None) -> str | None:
        """The words by which a toll counts only some of the victims: those of one kind of attack, those admitted."""
        begin, end, text = draft.begin, draft.end, prose.passage.text
        for mention in prose.annotation.of(AttackEntry):
            counted = any(number.first <= mention.first < number.last + NOUN_REACH for number in draft.numbers)
            told = begin <= mention.first < end and not counted and not mention.entry.weak
            if told and mention.entry.event_type not in (None, "other"):
                return text[mention.start : mention.end]
        for cue in prose.cues("admitted", begin, end):
            return text[cue.start : cue.end]
        running = sign is not None and sign.entry.name == "running count"
        if running or (draft.part and scope.group is None):
            return text[prose.words.start[begin] : prose.words.end[end - 1]]
        return None


def _announced(passage: Passage) -> bool:
    """Whether the line above a list, or the nearest heading, says that totals follow."""
    near = above(passage)[: 2 if passage.lead is not None else 1]
    return any(
        bool(annotation.of(StatisticEntry)) or any(cue.entry.name == "toll heading" for cue in annotation.of(CueEntry))
        for annotation in near
    )


def _counts_single(passage: Passage) -> bool:
    """Whether a passage is an item of a list of numbers, in which one event is a number too."""
    return passage.block.kind == "list_item" or (
        passage.lead is not None and bool(passage.lead.annotation.of(StatisticEntry))
    )


def _names(parties: Iterator[ActorMention] | Sequence[ActorMention]) -> list[str]:
    return list(dict.fromkeys(name for party in parties for name in party.actors))


def _tied(words: Words, first: int, last: int) -> bool:
    """Whether only joining words stand between two parties: "X and the Y"."""
    between = range(first, last)
    return len(between) <= 2 and any(words.is_(i, "and") or words.text[i] in (",", "/", "-") for i in between)


def _stretch(
    dates: Sequence[DateMention], context: DateContext, running: bool
) -> tuple[dt.date | None, dt.date | None] | None:
    """The time that the first of the dates stands for; "since" has no end, "until" no beginning.

    `running`: the sentence runs on from a day that it names ("Since the truce took effect on 9 July …").
    """
    for date in dates:
        resolved = resolve(date, context)
        if resolved.start is None and resolved.end is None:
            continue
        if date.kind == "since" or (running and resolved.precision == "day"):
            return resolved.start, None
        if date.kind == "until":
            return None, resolved.end
        return resolved.start, resolved.end
    return None
