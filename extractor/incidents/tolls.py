"""The totals that a report states: in prose, in lists and in tables. A total is a statistic and never an incident.

`is_statistic` tells for one sentence whether it adds up instead of telling; `find_tolls` reads the numbers of such
sentences, of the lists below a line that announces a toll, and of tables, each with what it counts and over which
time, parties and places.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from extractor.annotate.actors import ActorMention, find_actors
from extractor.annotate.dates import DateContext, DateMention, find_dates, resolve
from extractor.annotate.numbers import NumberMention, numbers_in
from extractor.annotate.places import PlaceNames, find_places
from extractor.annotate.words import Words, read_words
from extractor.incidents.passage import Passage
from extractor.incidents.reconcile import names as names_words
from extractor.knowledge import Annotation, Knowledge, Mention
from extractor.knowledge.schema import (
    ActorEntry,
    AttackEntry,
    CasualtyEntry,
    ControlEntry,
    CueEntry,
    DateWordEntry,
    FieldEntry,
    StatisticEntry,
    UnitEntry,
    WeaponEntry,
)
from extractor.layout.model import Cell, locate
from extractor.model import Count, Qualifier, Reconciliation, ReportFacts, Scope, Toll

_NOUN_REACH = 4  # tokens between a number and its noun: "12 of the newly displaced residents"
_RIGHT_BEHIND = 2  # "31 children were injured"
_BEHIND_REACH = 6  # tokens behind a number in which its group may be named: "38 of the dead were children"
_OF_INCIDENTS = frozenset(("date", "place"))  # fields of a table that tells incidents, one a row
_FEW = 3  # in running prose fewer events than this are told, not counted

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")


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
        token.like_num and not any(annotation.plays(i, "determiner") for i in range(token.i + 1, unit.first))
        for unit in annotation.of(UnitEntry)
        if first <= unit.first < last
        for token in annotation.doc[max(first, unit.first - _NOUN_REACH) : unit.first]  # not "On 3 May 2018, an attack"
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
        found = list(reader.table(passage) if passage.block.kind == "table" else reader.prose(passage))
        for toll in found:
            toll.told_here = toll.told_here or (here and passage.block.kind == "table")
        if passage.block.kind != "table":
            told_here = headings if any(toll.told_here for toll in found) else None
        tolls += found
    return tolls


@dataclass(slots=True)
class _Number:
    """A number and what it counts: events, people of an outcome (or a group of them), a share, other things."""

    low: int | None
    high: int | None
    qualifier: Qualifier
    first: int
    last: int
    measure: str  # incidents, killed, injured, missing, detained, casualties, percent, or other
    group: str | None = None  # children, women, men, fighters
    part: bool = False  # a part of the number before it, in the same unit: "62 in the first group"
    of: str | None = None  # what a share is of, what another number counts


def _number(mention: NumberMention, measure: str, **more: object) -> _Number:
    return _Number(
        mention.low,
        mention.high,
        mention.qualifier,
        mention.first,
        mention.last,
        measure,
        **more,  # type: ignore[arg-type]
    )


@dataclass(slots=True)
class _Draft:
    """A toll in the making: the numbers that belong together, and the tokens begin..end that state them."""

    numbers: list[_Number] = field(default_factory=list)
    begin: int = 0
    end: int = 0

    @property
    def first(self) -> int:
        return min(number.first for number in self.numbers)

    @property
    def last(self) -> int:
        return max(number.last for number in self.numbers)

    @property
    def part(self) -> bool:
        return any(number.part for number in self.numbers)

    def has(self, measure: str) -> bool:
        return any(number.measure == measure and number.group is None for number in self.numbers)


class _Prose:
    """A passage with what its tolls are read from, each part read when it is first asked for."""

    def __init__(self, passage: Passage, knowledge: Knowledge, names: PlaceNames, headings: Sequence[str]) -> None:
        self.headings = headings
        self.passage = passage
        self.annotation = passage.annotation
        self.knowledge = knowledge
        self.names = names

    @cached_property
    def words(self) -> Words:
        return read_words(self.annotation, self.knowledge)

    @cached_property
    def dates(self) -> list[DateMention]:
        return find_dates(self.annotation, self.knowledge)

    @cached_property
    def numbers(self) -> list[NumberMention]:
        """The numbers that are no part of a date and stand for something: "some" and "a" alone don't."""
        dated = {i for date in self.dates for i in range(date.first, date.last)}
        return [
            number
            for number in numbers_in(self.annotation, self.words)
            if not number.vague and not number.article and dated.isdisjoint(range(number.core, number.last))
        ]

    @cached_property
    def places(self) -> list[tuple[int, str, str | None]]:
        """Places by their first token: name, and the governorate where the name stands for one.

        A name counts that a list or a heading knows, or that a word like "town" stands beside.
        """
        dated = {i for date in self.dates for i in range(date.first, date.last)}
        return [
            (place.first, place.name, place.admin if place.kind is None else None)
            for place in find_places(self.annotation, self.names)
            if (place.known or place.kind is not None or any(names_words(h, place.name) for h in self.headings))
            and dated.isdisjoint(range(place.first, place.last))
        ]

    @cached_property
    def parties(self) -> list[ActorMention]:
        return find_actors(self.annotation, [], [])

    def cues(self, name: str, first: int, last: int) -> list[Mention[CueEntry]]:
        return [cue for cue in self.annotation.of(CueEntry) if cue.entry.name == name and first <= cue.first < last]

    def tells(self, first: int, last: int) -> bool:
        """Whether a sentence names a day or a place, as those of an event do."""
        return any(first <= date.first < last for date in self.dates) or any(
            first <= place < last for place, _, _ in self.places
        )

    def settled(self, first: int, last: int) -> bool:
        """Whether a sentence names a place that is no governorate: below a line that announces a toll, an incident."""
        return any(first <= place < last and admin is None for place, _, admin in self.places)


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
        prose: _Prose | None = None
        anchor: Toll | None = None  # the first toll of the passage; those behind it speak of the same time
        for first, last in passage.annotation.sentences:
            sign = _statistic(passage.annotation, first, last)
            if sign is None and not announced and anchor is None:
                continue
            prose = prose or _Prose(passage, self.knowledge, self.names, self.headings)
            numbers = list(self._numbers(prose, first, last, sign))
            # a sentence that goes on adding up counts people, and names no day or place of its own
            goes_on = not prose.tells(first, last) and any(number.measure in _PEOPLE for number in numbers)
            if sign is None and (prose.settled(first, last) if announced else not goes_on):
                continue
            drafts = _drafts(numbers)
            _set_bounds(drafts, prose.words, first, last)
            before = anchor
            for draft in drafts:
                before = self._toll(prose, draft, sign, (first, drafts[0].first), before)
                anchor = anchor or before
                yield before

    def _numbers(self, prose: _Prose, first: int, last: int, sign: Mention[StatisticEntry] | None) -> Iterator[_Number]:
        ordinal = _running_count(prose, sign, first, last)
        if ordinal is not None:
            yield ordinal
            return
        casualties = [mention for mention in prose.annotation.of(CasualtyEntry) if first <= mention.first < last]
        excepted = {cue.last for cue in prose.cues("exception", first, last)}
        few = _counts_single(prose.passage) or (sign is not None and sign.entry.name == "sum of several events")
        before: _Number | None = None
        for mention in prose.numbers:
            if not first <= mention.first < last or mention.first in excepted:
                continue
            number = _counted(prose, mention, casualties, before, first, last)
            if number is None:
                continue
            if number.measure == "incidents" and not few and (number.low or 0) < _FEW:
                continue
            yield number
            if number.group is None:
                before = number

    def _toll(
        self,
        prose: _Prose,
        draft: _Draft,
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
            _fill(toll, number)
        return toll

    # --- scope ----------------------------------------------------------------------------------------------

    def _scope(
        self,
        prose: _Prose,
        draft: _Draft,
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

    def _governorate(self, prose: _Prose, draft: _Draft) -> str | None:
        """What the label before the number names ("Damascus suburbs: three"), or a governorate beside it."""
        words, text = prose.words, prose.passage.text
        if draft.begin < draft.first and words.text[draft.first - 1] == ":":
            label = self.names.admin(text[words.start[draft.begin] : words.start[draft.first - 1]].strip())
            if label is not None:
                return label
        return next((admin for at, _, admin in prose.places if draft.begin <= at < draft.end and admin), None)

    def _parties(self, prose: _Prose, draft: _Draft, held: int | None) -> list[str]:
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
        return _names(find_actors(lead, [], [])) if lead is not None else []

    def _period(
        self,
        prose: _Prose,
        draft: _Draft,
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
        for annotation in _above(passage):
            stretch = _stretch(find_dates(annotation, self.knowledge), context, False)
            if stretch is not None:
                return stretch
        return known or (None, None)

    def _victims(self, words: Words, draft: _Draft) -> str | None:
        """The groups that a share counts: "women and children"."""
        comma = next((i for i in range(draft.last, draft.end) if words.text[i] == ","), draft.end)
        groups = [
            words.low[i]
            for i in range(draft.begin, comma)
            if (person := words.lexemes[i].person) is not None and person.group is not None
        ]
        return " and ".join(dict.fromkeys(groups)) or None

    def _group(self, prose: _Prose, draft: _Draft, scope: Scope) -> str | None:
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

    def _only(self, prose: _Prose, draft: _Draft, scope: Scope, sign: Mention[StatisticEntry] | None) -> str | None:
        """The words by which a toll counts only some of the victims: those of one kind of attack, those admitted."""
        begin, end, text = draft.begin, draft.end, prose.passage.text
        for mention in prose.annotation.of(AttackEntry):
            counted = any(number.first <= mention.first < number.last + _NOUN_REACH for number in draft.numbers)
            told = begin <= mention.first < end and not counted and not mention.entry.weak
            if told and mention.entry.event_type not in (None, "other"):
                return text[mention.start : mention.end]
        for cue in prose.cues("admitted", begin, end):
            return text[cue.start : cue.end]
        running = sign is not None and sign.entry.name == "running count"
        if running or (draft.part and scope.group is None):
            return text[prose.words.start[begin] : prose.words.end[end - 1]]
        return None

    # --- tables ---------------------------------------------------------------------------------------------

    def table(self, passage: Passage) -> Iterator[Toll]:
        """The rows of a table of totals; of a table of incidents, rows that add up others."""
        rows = passage.block.rows
        if len(rows) < 2:
            return
        header = [self.knowledge.annotate(cell.text) for cell in rows[0]]
        columns = [_column(annotation, self.knowledge) for annotation in header]
        if not any(columns) or self._is_card(rows):
            return
        told = [any(m.entry.reads in _OF_INCIDENTS for m in annotation.of(FieldEntry)) for annotation in header]
        for row in rows[max(1, passage.block.header_rows) :]:
            toll = self._row(passage, row, columns, told)
            if toll is not None:
                yield toll

    def _is_card(self, rows: Sequence[Sequence[Cell]]) -> bool:
        """Whether the first column names fields of one incident, and the second holds their values."""
        labels = [self.knowledge.annotate(row[0].text) for row in rows if len(row) == 2]
        fields = {m.entry.reads for label in labels for m in label.of(FieldEntry) if m.last == len(label.doc)}
        return not fields.isdisjoint(_OF_INCIDENTS)

    def _row(
        self, passage: Passage, row: Sequence[Cell], columns: Sequence[_Column | None], told: Sequence[bool]
    ) -> Toll | None:
        """The toll of a row; `told`: the columns that say when and where, in a table that tells incidents."""
        label = self.knowledge.annotate(row[0].text)
        total, joint = _is_total(label), self._joint(row)
        if not row[0].text.strip() or (any(told) and not total and (joint or 0) < 2):
            return None
        pieces = [piece for cell in row for piece in cell.pieces]
        toll = Toll(
            quote="\t".join(cell.text for cell in row),
            page=pieces[0].page if pieces else passage.block.page_at(0) or 1,
            boxes=[box for cell in row for box in locate(cell.pieces, 0, len(cell.text))],
            sections=passage.sections,
            incidents=joint,
        )
        filled = False
        for cell, column in zip(row, columns, strict=False):
            if column is not None:
                for number in _cell_numbers(self.knowledge.annotate(cell.text), self.knowledge, column):
                    _fill(toll, number)
                    filled = True
        if not filled:
            return None
        if any(told):
            said = [cell.text.strip() for cell, tells in zip(row, told, strict=False) if tells and cell.text.strip()]
            toll.scope.group = row[0].text.strip() if total else ", ".join(said)
            return toll
        toll.scope.perpetrators = _names(find_actors(label, [], []))
        if not toll.scope.perpetrators:
            toll.scope.governorate = self.names.admin(row[0].text.strip())
        if not (total or toll.scope.perpetrators or toll.scope.governorate):
            toll.scope.group = row[0].text.strip()
        return toll

    def _joint(self, row: Sequence[Cell]) -> int | None:
        """The number of events that a row says it adds up: "Total (9 incidents)"."""
        for cell in row:
            annotation = self.knowledge.annotate(cell.text)
            words = read_words(annotation, self.knowledge)
            for number in numbers_in(annotation, words) if annotation.of(UnitEntry) else ():
                if any(unit.first == number.last for unit in annotation.of(UnitEntry)):
                    return number.value
        return None


def _is_total(label: Annotation) -> bool:
    """Whether the first cell of a row says that the row adds up the others."""
    return any(cue.entry.name == "total row" and cue.first == 0 for cue in label.of(CueEntry))


# --- what a number counts -----------------------------------------------------------------------------------

_PEOPLE = ("killed", "injured", "missing", "detained")


def _counted(
    prose: _Prose,
    mention: NumberMention,
    casualties: Sequence[Mention[CasualtyEntry]],
    before: _Number | None,
    first: int,
    last: int,
) -> _Number | None:
    annotation, words, after = prose.annotation, prose.words, mention.last
    percent = prose.cues("percent", after, after + 1)
    if percent:
        of = _share_of(annotation, words, percent[0].last, last)
        if of is None and before is not None and before.measure == "percent":
            of = before.of  # "40% of all massacres, Russian forces for 23%"
        return _number(mention, "percent", of=of) if of is not None else None
    unit = next((u for u in annotation.of(UnitEntry) if after <= u.first < after + _NOUN_REACH), None)
    noun = _noun(words, after, last)
    if unit is not None and (noun is None or unit.first < noun[0]) and _unbroken(words, after, unit.first):
        return _number(mention, "incidents", of=unit.entry.measure if unit.entry.measure != "incidents" else None)
    if noun is not None:
        outcome = _outcome(casualties, mention, prose.passage)
        told = any(noun[0] < casualty.first <= noun[0] + _RIGHT_BEHIND for casualty in casualties)
        if noun[1] is not None and not told and before is not None and before.measure in _PEOPLE:
            outcome = before.measure  # "left 90 people dead, among them 21 children, and 130 injured"
        return _number(mention, outcome, group=noun[1]) if outcome is not None else None
    behind = next((c for c in casualties if after <= c.first <= after + 1 and _unbroken(words, after, c.first)), None)
    if behind is not None:
        # "38 of the dead were children": a group of those counted before
        group = _group_behind(words, behind.last, last) if words.is_(after, "of") else None
        return _number(mention, behind.entry.outcome, group=group)
    return _bare(prose, mention, casualties, before, first, last)


def _bare(
    prose: _Prose,
    mention: NumberMention,
    casualties: Sequence[Mention[CasualtyEntry]],
    before: _Number | None,
    first: int,
    last: int,
) -> _Number | None:
    """A number without a noun: behind a label ("Deaths under torture: 38"), or in the unit of the one before."""
    annotation, words, start, after = prose.annotation, prose.words, mention.first, mention.last
    if start > first and words.text[start - 1] == ":":
        label = next((c for c in casualties if c.first < start), None)
        if label is not None:
            return _number(mention, label.entry.outcome)
        weapon = next((w for w in annotation.of(WeaponEntry) if first <= w.first < start), None)
        if weapon is not None:
            return _number(mention, "other", of=weapon.entry.name)
    closing = after >= last or words.text[after] in (".", ",", ";")
    if before is None:
        total = [c for c in casualties if c.first < start]
        if closing and total and words.is_(start - 1, "to"):
            return _number(mention, total[-1].entry.outcome)
        return None
    if before.measure in ("percent", "other"):
        return None
    group = _group_behind(words, after, last)
    if group is not None:
        return _number(mention, before.measure, group=group)
    if prose.cues("part of it", before.last, start) and closing:
        return _number(mention, before.measure, part=True)
    if after < last and (words.is_(after, "of") or words.is_(after, "part of a number")):
        return _number(mention, before.measure, part=True)
    return None


def _running_count(prose: _Prose, sign: Mention[StatisticEntry] | None, first: int, last: int) -> _Number | None:
    """The number of "the 49th person to die", "the seventh attack since …"."""
    if sign is None or sign.entry.name != "running count":
        return None
    value = _ordinal(prose.words.low[sign.first], prose.knowledge)
    if value is None:
        return None
    reach = sign.first + 1 + _NOUN_REACH
    unit = next((u for u in prose.annotation.of(UnitEntry) if sign.first < u.first < reach), None)
    if unit is not None:
        return _Number(value, value, "exact", sign.first, unit.last, "incidents")
    told = next((c for c in prose.annotation.of(CasualtyEntry) if sign.first < c.first < last), None)
    return _Number(value, value, "exact", sign.first, sign.last, told.entry.outcome) if told is not None else None


def _ordinal(word: str, knowledge: Knowledge) -> int | None:
    match = _ORDINAL.fullmatch(word)
    return int(match[1]) if match else _ordinals(knowledge).get(word)


@lru_cache(maxsize=4)
def _ordinals(knowledge: Knowledge) -> dict[str, int]:
    entries = [entry for entry in knowledge.of(DateWordEntry) if entry.role == "ordinal" and entry.numbered]
    return {word: number for entry in entries for number, word in enumerate(entry.words, 1)}


def _share_of(annotation: Annotation, words: Words, i: int, last: int) -> str | None:
    """What a percentage is of: incidents, or killed, injured … people; None where it is of something else."""
    for k in range(i, min(i + _BEHIND_REACH, last)):
        if any(unit.first == k for unit in annotation.of(UnitEntry)):
            return "incidents"
        casualty = next((c for c in annotation.of(CasualtyEntry) if c.first == k), None)
        if casualty is not None:
            return casualty.entry.outcome
        person = words.lexemes[k].person
        if person is not None:
            return "killed" if person.group is None else None
    return None


def _noun(words: Words, i: int, last: int) -> tuple[int, str | None] | None:
    """The word for people behind token `i`: (its token, the group that it names), or None."""
    for k in range(i, min(i + _NOUN_REACH, last)):
        person = words.lexemes[k].person
        if person is not None:
            return k, person.group
        if not words.text[k][0].isalpha() or words.lexemes[k].number is not None or words.is_(k, "of"):
            return None
    return None


def _unbroken(words: Words, first: int, last: int) -> bool:
    return all(words.text[i][0].isalpha() or words.text[i] == "-" for i in range(first, last))


def _group_behind(words: Words, i: int, last: int) -> str | None:
    """The group behind "38 of the dead were children"."""
    for k in range(i, min(i + _BEHIND_REACH, last)):
        person = words.lexemes[k].person
        if person is not None and person.group is not None:
            return person.group
        if words.text[k] in (",", ";", "."):
            return None
    return None


def _outcome(casualties: Sequence[Mention[CasualtyEntry]], mention: NumberMention, passage: Passage) -> str | None:
    """What became of people that are counted: the nearest word for it in the sentence, else in the line above."""
    if casualties:
        # of two at like distance the one behind the number: "12 workers killed and 31 injured"
        nearest = min(
            casualties,
            key=lambda c: c.first - mention.last if c.first >= mention.last else 1.5 * (mention.first - c.last) + 0.5,
        )
        return nearest.entry.outcome
    for annotation in _above(passage):
        for told in annotation.of(CasualtyEntry):
            if told.entry.outcome != "casualties":
                return told.entry.outcome
    return None


def _above(passage: Passage) -> list[Annotation]:
    """The line that leads to a list, then the headings from the nearest on."""
    lead = [passage.lead] if passage.lead is not None else []
    return [*lead, *(heading.annotation for heading in reversed(passage.headings))]


def _announced(passage: Passage) -> bool:
    """Whether the line above a list, or the nearest heading, says that totals follow."""
    above = _above(passage)[: 2 if passage.lead is not None else 1]
    return any(
        bool(annotation.of(StatisticEntry)) or any(cue.entry.name == "toll heading" for cue in annotation.of(CueEntry))
        for annotation in above
    )


def _counts_single(passage: Passage) -> bool:
    """Whether a passage is an item of a list of numbers, in which one event is a number too."""
    return passage.block.kind == "list_item" or (passage.lead is not None and bool(passage.lead.of(StatisticEntry)))


# --- numbers → tolls ----------------------------------------------------------------------------------------


def _drafts(numbers: Sequence[_Number]) -> list[_Draft]:
    """Numbers → tolls: a number of the same kind opens another; a group belongs to the total before it."""
    drafts: list[_Draft] = []
    for number in numbers:
        if number.measure == "casualties":
            continue
        owner = None
        if number.group is not None:
            owner = next((draft for draft in reversed(drafts) if draft.has(number.measure) and not draft.part), None)
        if owner is not None:
            owner.numbers.append(number)
            continue
        alone = number.part or number.measure in ("percent", "other")
        if not drafts or alone or drafts[-1].part or drafts[-1].has(number.measure) or drafts[-1].has("percent"):
            drafts.append(_Draft())
        drafts[-1].numbers.append(number)
    return drafts


def _set_bounds(drafts: Sequence[_Draft], words: Words, first: int, last: int) -> None:
    """Cut a sentence into the clauses of its tolls: each begins behind the last mark before its first number."""
    begin = first
    if drafts:
        begin = max([first, *(i + 1 for i in range(first, drafts[0].first) if words.text[i] == ";")])
    for position, draft in enumerate(drafts):
        draft.begin = begin
        end = last
        if position + 1 < len(drafts):
            following = drafts[position + 1].first
            own = draft.numbers[0].last
            marks = [i + 1 for i in range(own, following) if words.text[i] in (",", ";", ":", ".")]
            ands = [i for i in range(own, following) if words.is_(i, "and")]
            end = (marks or ands or [following])[-1]
        begin = end
        stop = last if draft.last > end else end  # a group told at the end belongs to the first number
        draft.begin, draft.end = _trim(words, draft.begin, stop)


def _trim(words: Words, begin: int, end: int) -> tuple[int, int]:
    """The range without marks and joining words at its ends."""
    while begin < end - 1 and (not words.text[begin][0].isalnum() or words.is_(begin, "and")):
        begin += 1
    while end - 1 > begin and (words.text[end - 1] in (",", ";", ":", "-", "(") or words.is_(end - 1, "and")):
        end -= 1
    return begin, end


def _fill(toll: Toll, number: _Number) -> None:
    if number.measure == "percent":
        toll.percent, toll.measure = float(number.low or 0), number.of
    elif number.measure == "other":
        toll.number, toll.measure = number.low, number.of
    elif number.measure == "incidents":
        toll.incidents, toll.measure = number.low, number.of
    elif number.measure in _PEOPLE:
        count: Count = getattr(toll, number.measure)
        if number.group is not None:
            setattr(count, number.group, number.low)
            if count.qualifier is None:  # the group is all that is counted: "seven children have died"
                count.total, count.qualifier = number.low, number.qualifier
        elif number.qualifier == "range":
            count.min, count.max, count.qualifier = number.low, number.high, "range"
        else:
            count.total, count.qualifier = number.low, number.qualifier


# --- scope --------------------------------------------------------------------------------------------------


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


# --- cells --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column counts. `group`: of its numbers, or with `bracketed` of those that stand in brackets in it."""

    measure: str
    group: str | None = None
    bracketed: bool = False


def _column(annotation: Annotation, knowledge: Knowledge) -> _Column | None:
    """What the column under a header counts, or None."""
    words = read_words(annotation, knowledge)
    opened = annotation.text.find("(")
    people = [
        (words.start[i], lexeme.person.group) for i, lexeme in enumerate(words.lexemes) if lexeme.person is not None
    ]
    group = next(((at, group) for at, group in people if group is not None), None)
    casualty = next(iter(annotation.of(CasualtyEntry)), None)
    if casualty is not None and casualty.entry.outcome != "casualties":
        if group is None:
            return _Column(casualty.entry.outcome)
        return _Column(casualty.entry.outcome, group[1], bracketed=0 <= opened < group[0])
    if annotation.of(UnitEntry):
        return _Column("incidents")
    return _Column("killed", group[1]) if group is not None else None


def _cell_numbers(annotation: Annotation, knowledge: Knowledge, column: _Column) -> Iterator[_Number]:
    """The number of a cell, and that in brackets behind it: "33–35 (12)"."""
    numbers = [n for n in numbers_in(annotation, read_words(annotation, knowledge)) if not n.vague]
    opened = annotation.text.find("(") if "(" in annotation.text else len(annotation.text)
    for number in [number for number in numbers if number.start < opened][:1]:
        yield _number(number, column.measure, group=None if column.bracketed else column.group)
    for number in [number for number in numbers if number.start > opened][:1]:
        if column.bracketed:
            yield _number(number, column.measure, group=column.group)


# --- tables that add themselves up --------------------------------------------------------------------------


def check_tables(passages: Sequence[Passage], knowledge: Knowledge) -> list[Reconciliation]:
    """The total rows of tables of incidents against the rows above them, over a page break too."""
    lines: list[Reconciliation] = []
    rows: list[Sequence[Cell]] = []
    header: list[str] = []
    for passage in passages:
        if passage.block.kind != "table" or not passage.block.rows:
            continue
        names = [" ".join(cell.text.split()) for cell in passage.block.rows[0]]
        rows = rows if names == header else []
        header = names
        headers = [knowledge.annotate(name) for name in names]
        if not any(m.entry.reads in _OF_INCIDENTS for annotation in headers for m in annotation.of(FieldEntry)):
            continue  # a table of totals: its rows are tolls, held against its total like any others
        columns = [_column(annotation, knowledge) for annotation in headers]
        for row in passage.block.rows[max(1, passage.block.header_rows) :]:
            if any(columns) and row and _is_total(knowledge.annotate(row[0].text)):
                lines += _total_row(row, rows, columns, knowledge, passage)
                rows = []
            else:
                rows.append(row)
    return lines


def _total_row(
    row: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    columns: Sequence[_Column | None],
    knowledge: Knowledge,
    passage: Passage,
) -> Iterator[Reconciliation]:
    for position, column in enumerate(columns):
        if column is None or position >= len(row):
            continue
        stated = list(_cell_numbers(knowledge.annotate(row[position].text), knowledge, column))
        above = [
            list(_cell_numbers(knowledge.annotate(other[position].text), knowledge, column))
            for other in rows
            if position < len(other)
        ]
        for number in stated:
            for bound in ("low", "high") if number.low != number.high else ("low",):
                found = [getattr(n, bound) or 0 for cell in above for n in cell if n.group == number.group]
                measure = f"{number.measure}.{number.group}" if number.group else number.measure
                if number.low != number.high:
                    measure += ".min" if bound == "low" else ".max"
                value = getattr(number, bound)
                pieces = [piece for cell in row for piece in cell.pieces]
                yield Reconciliation(
                    scope=Scope(group=row[0].text.strip()),
                    measure=measure,
                    stated=value,
                    extracted=sum(found),
                    status="agrees" if sum(found) == value else "differs",
                    reason=f"the rows above it: {' + '.join(map(str, found))} = {sum(found)}",
                    quote="\t".join(cell.text for cell in row),
                    page=pieces[0].page if pieces else passage.block.page_at(0) or 1,
                )
