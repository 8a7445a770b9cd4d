"""The totals that a report states: in prose, in lists and in tables. A total is a statistic and never an incident.

`is_statistic` tells for one sentence whether it adds up instead of telling; `find_tolls` reads the numbers of such
sentences, of the lists below a line that announces a toll, and of tables, each with what it counts and over which
time, parties and places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractor.annotate.actors import ActorMention, find_actors
from extractor.annotate.control import find_control
from extractor.annotate.dates import DateContext, find_dates, resolve
from extractor.annotate.numbers import NumberMention, numbers_in
from extractor.annotate.places import PlaceNames, find_places
from extractor.annotate.words import Words, read_words
from extractor.incidents.passage import Passage
from extractor.knowledge import Annotation, Knowledge, Mention
from extractor.knowledge.schema import ActorEntry, CasualtyEntry, CueEntry, StatisticEntry, UnitEntry, WeaponEntry
from extractor.layout.model import Cell
from extractor.model import Count, ReportFacts, Scope, Toll

Outcome = Literal["killed", "injured", "missing", "detained"]
_OUTCOMES: tuple[Outcome, ...] = ("killed", "injured", "missing", "detained")

_NOUN_REACH = 4  # tokens between a number and its noun: "1,249 newly displaced elderly people"
_NUMBER_REACH = 4  # tokens between a number and a noun that is matched behind it


# ---------------------------------------------------------------------------------------------- is it one?


def is_statistic(annotation: Annotation, first: int, last: int) -> str | None:
    """Why the sentence of tokens first..last is a statistic and tells of no event; None where it may tell of one.

    The turns of phrase stand in `patterns/` (`[[statistic]]`), each with its reason.
    """
    for mention in annotation.of(StatisticEntry):
        if first <= mention.first < last and all(
            _stands(annotation, need, mention, first, last) for need in mention.entry.beside
        ):
            return mention.entry.name
    return None


def _stands(annotation: Annotation, need: str, mention: Mention[StatisticEntry], first: int, last: int) -> bool:
    events = lambda: _numbered(annotation, annotation.of(UnitEntry), first, last)  # noqa: E731
    people = lambda: _numbered(annotation, annotation.of(CasualtyEntry), first, last, anywhere=True)  # noqa: E731
    match need:
        case "events":
            return events()
        case "people":
            return people()
        case "count":
            return events() or people()
        case _:
            parties = [
                *annotation.of(ActorEntry),
                *(c for c in annotation.of(CueEntry) if c.entry.name == "other parties"),
            ]
            return any(party.last == mention.first for party in parties)


def _numbered(
    annotation: Annotation,
    mentions: Sequence[Mention[UnitEntry]] | Sequence[Mention[CasualtyEntry]],
    first: int,
    last: int,
    anywhere: bool = False,
) -> bool:
    """Whether a number stands a few tokens before one of the mentions, or anywhere in the sentence with one."""
    inside = [mention for mention in mentions if first <= mention.first < last]
    if anywhere:
        return bool(inside) and any(token.like_num for token in annotation.doc[first:last])
    return any(
        token.like_num
        for mention in inside
        for token in annotation.doc[max(first, mention.first - _NUMBER_REACH) : mention.first]
    )


# ---------------------------------------------------------------------------------------------- the tolls


def find_tolls(
    passages: Sequence[Passage], knowledge: Knowledge, facts: ReportFacts, names: PlaceNames | None = None
) -> list[Toll]:
    """Every total that the passages state, in the order of the text. `names` tells governorates apart."""
    reader = _Reader(knowledge, facts, names)
    tolls: list[Toll] = []
    for passage in passages:
        if passage.block.kind == "table":
            tolls += reader.table(passage)
        elif passage.block.kind != "title":
            tolls += reader.prose(passage)
    return tolls


@dataclass(slots=True)
class _Number:
    """A number and what it counts: events, people of an outcome (or a group of them), a share, other things."""

    mention: NumberMention
    measure: str  # incidents, killed, injured, missing, detained, percent, or the name of another thing
    group: str | None = None  # children, women, men, fighters
    part: bool = False  # a part of the number before it, in the same unit: "62 in the first group"
    of: str | None = None  # of a share: the measure that it is a share of
    words: str | None = None  # the thing counted, where no field holds it


@dataclass(slots=True)
class _Draft:
    """A toll in the making: the numbers that belong together."""

    numbers: list[_Number] = field(default_factory=list)

    @property
    def first(self) -> int:
        return min(number.mention.first for number in self.numbers)

    @property
    def last(self) -> int:
        return max(number.mention.last for number in self.numbers)

    def has(self, measure: str) -> bool:
        return any(number.measure == measure and number.group is None for number in self.numbers)


class _Reader:
    """Reads the tolls of one report."""

    def __init__(self, knowledge: Knowledge, facts: ReportFacts, names: PlaceNames | None) -> None:
        self.knowledge = knowledge
        self.facts = facts
        self.names = names

    # ------------------------------------------------------------------------------------------ prose

    def prose(self, passage: Passage) -> Iterator[Toll]:
        """The tolls of a paragraph or list item."""
        annotation = passage.annotation
        announced = _announced(passage)
        context: _Context | None = None
        for first, last in annotation.sentences:
            reason = is_statistic(annotation, first, last)
            if reason is None and not announced and not (context and not self._tells(annotation, first, last)):
                continue
            context = context or self._context(passage)
            yield from self._sentence(context, first, last, reason)

    def _tells(self, annotation: Annotation, first: int, last: int) -> bool:
        """Whether a sentence names a day or a place, as those of an event do."""
        days = any(first <= date.first < last for date in find_dates(annotation, self.knowledge))
        return days or (
            self.names is not None and any(first <= place.first < last for place in find_places(annotation, self.names))
        )

    def _context(self, passage: Passage) -> _Context:
        words = read_words(passage.annotation, self.knowledge)
        dates = find_dates(passage.annotation, self.knowledge)
        dated = {i for date in dates for i in range(date.first, date.last)}
        numbers = [n for n in numbers_in(passage.annotation, words) if dated.isdisjoint(range(n.core, n.last))]
        return _Context(passage, words, numbers)

    def _sentence(self, context: _Context, first: int, last: int, reason: str | None) -> Iterator[Toll]:
        numbers = list(self._numbers(context, first, last, reason))
        drafts = _drafts(context, numbers)
        for position, draft in enumerate(drafts):
            begin = drafts[position - 1].last if position else first
            end = drafts[position + 1].first if position + 1 < len(drafts) else last
            yield self._toll(context, draft, begin, end, (first, last))

    def _numbers(self, context: _Context, first: int, last: int, reason: str | None) -> Iterator[_Number]:
        annotation, words = context.passage.annotation, context.words
        casualties = [m for m in annotation.of(CasualtyEntry) if first <= m.first < last]
        inherited = _inherited_outcome(context.passage)
        before: _Number | None = None
        for mention in context.numbers:
            if not first <= mention.first < last or (mention.low is None and mention.high is None):
                continue
            number = self._counted(annotation, words, mention, casualties, inherited, before, last)
            if number is not None:
                yield number
                if number.group is None:
                    before = number

    def _counted(
        self,
        annotation: Annotation,
        words: Words,
        mention: NumberMention,
        casualties: list[Mention[CasualtyEntry]],
        inherited: Outcome | None,
        before: _Number | None,
        last: int,
    ) -> _Number | None:
        after = mention.last
        share = _percent(words, after, last)
        if share is not None:
            return _share(annotation, words, mention, share, last)
        unit = next((u for u in annotation.of(UnitEntry) if after <= u.first <= after + _NOUN_REACH), None)
        noun = _noun(words, after, last)
        casualty = next((c for c in casualties if c.first == after or (c.first == after + 1 and noun is None)), None)
        if unit is not None and (noun is None or unit.first < noun[0]) and not _broken(words, after, unit.first):
            if mention.article:
                return None
            return _Number(
                mention, "incidents", words=None if unit.entry.measure == "incidents" else unit.entry.measure
            )
        if mention.article:
            return None
        if noun is not None:
            _, group = noun
            outcome = _outcome(casualties, mention, inherited)
            return _Number(mention, outcome, group) if outcome is not None else None
        if casualty is not None:
            return _Number(mention, casualty.entry.outcome)
        return self._bare(annotation, words, mention, casualties, before, last)

    def _bare(
        self,
        annotation: Annotation,
        words: Words,
        mention: NumberMention,
        casualties: list[Mention[CasualtyEntry]],
        before: _Number | None,
        last: int,
    ) -> _Number | None:
        """A number without a noun: behind a label ("Deaths under torture: 38"), or in the unit of the one before."""
        start = mention.first
        colon = start > 0 and words.text[start - 1] == ":"
        if colon:
            label = [c for c in casualties if c.first < start]
            if label and label[0].entry.outcome != "casualties":
                return _Number(mention, label[0].entry.outcome)
            weapon = next((w for w in annotation.of(WeaponEntry) if w.first < start), None)
            return _Number(mention, "other", words=weapon.entry.name) if weapon is not None else None
        group = _group_behind(words, mention.last, last)
        if group is not None and before is not None:
            return _Number(mention, before.measure, group)
        closing = mention.last >= last - 1 or words.text[mention.last] in (".", ",", ";")
        if closing and before is None and casualties and words.is_(start - 1, "to"):
            return _Number(mention, casualties[-1].entry.outcome)
        if before is None or before.measure in ("percent", "other"):
            return None
        if words.is_(mention.last, "of") or (mention.last < last and annotation.doc[mention.last].text.islower()):
            return _Number(mention, before.measure, part=True)
        return None

    # ------------------------------------------------------------------------------------------ scope

    def _toll(self, context: _Context, draft: _Draft, begin: int, end: int, sentence: tuple[int, int]) -> Toll:
        passage, words = context.passage, context.words
        begin, end = _trim(words, begin, end)
        start, stop = words.start[begin], words.end[end - 1]
        toll = Toll(
            quote=passage.text[start:stop],
            page=passage.block.page_at(start) or 1,
            boxes=passage.block.locate(start, stop),
            scope=self._scope(passage, begin, end, sentence, draft),
            sections=passage.sections,
        )
        for number in draft.numbers:
            _fill(toll, number)
        return toll

    def _scope(self, passage: Passage, begin: int, end: int, sentence: tuple[int, int], draft: _Draft) -> Scope:
        annotation = passage.annotation
        scope = Scope()
        control = find_control(annotation)
        held = [(mention.first, mention.last) for mention in control]
        scope.control = [
            name
            for mention in control
            if begin <= mention.first < end
            for holder in mention.holders
            for name in (holder.entry.parts or [holder.entry.name])
        ]
        parties = _outside(find_actors(annotation, held, []), held)
        near = [party for party in parties if begin <= party.first < end] or [
            party for party in parties if sentence[0] <= party.first < begin
        ][-1:]
        if not near and passage.lead is not None:
            near = find_actors(passage.lead, [], [])
        scope.perpetrators = list(dict.fromkeys(name for party in near for name in party.actors))
        scope.governorate = self._governorate(annotation, begin, end)
        scope.start, scope.end = self._period(passage, sentence)
        cues = [cue for cue in annotation.of(CueEntry) if begin <= cue.first < end]
        named = next((cue for cue in cues if cue.entry.name in ("all parties", "other parties")), None)
        if named is not None:
            scope.group = passage.text[named.start : named.end]
        if any(number.measure == "percent" for number in draft.numbers):
            scope.victims = self._victims(passage, begin, end)
        return scope

    def _governorate(self, annotation: Annotation, begin: int, end: int) -> str | None:
        if self.names is None:
            return None
        for place in find_places(annotation, self.names):
            if begin <= place.first < end and place.admin is not None and place.kind is None:
                return place.admin
        return None

    def _period(self, passage: Passage, sentence: tuple[int, int]) -> tuple:  # type: ignore[type-arg]
        facts = self.facts
        known = (facts.period.start, facts.period.end) if facts.period else None
        context = DateContext(facts.published, known, None, None, ())
        for annotation, inside in (
            (passage.annotation, sentence),
            *([(passage.lead, (0, len(passage.lead.doc)))] if passage.lead is not None else []),
            *((heading.annotation, (0, len(heading.annotation.doc))) for heading in reversed(passage.headings)),
        ):
            for date in find_dates(annotation, self.knowledge):
                if inside[0] <= date.first < inside[1]:
                    resolved = resolve(date, context)
                    if resolved.start is not None:
                        return resolved.start, resolved.end
        return known or (None, None)

    def _victims(self, passage: Passage, begin: int, end: int) -> str | None:
        words = read_words(passage.annotation, self.knowledge)
        groups = [
            words.low[i]
            for i in range(begin, end)
            if words.lexemes[i].person is not None and words.lexemes[i].person.group is not None  # type: ignore[union-attr]
        ]
        return " and ".join(dict.fromkeys(groups)) or None

    # ------------------------------------------------------------------------------------------ tables

    def table(self, passage: Passage) -> Iterator[Toll]:
        """The rows of a table of totals."""
        rows = passage.block.rows
        if len(rows) < 2:
            return
        columns = [self._column(cell) for cell in rows[0]]
        if not any(columns):
            return
        for row in rows[max(1, passage.block.header_rows) :]:
            toll = self._row(passage, row, columns)
            if toll is not None:
                yield toll

    def _column(self, cell: Cell) -> tuple[str, str | None] | None:
        """What a column counts: (measure, group), or None."""
        annotation = self.knowledge.annotate(cell.text)
        words = read_words(annotation, self.knowledge)
        group = next((p.group for lexeme in words.lexemes if (p := lexeme.person) is not None and p.group), None)
        casualty = next(iter(annotation.of(CasualtyEntry)), None)
        if casualty is not None:
            return casualty.entry.outcome, None
        if annotation.of(UnitEntry):
            return "incidents", None
        return ("killed", group) if group is not None else None

    def _row(
        self, passage: Passage, row: Sequence[Cell], columns: Sequence[tuple[str, str | None] | None]
    ) -> Toll | None:
        quote = "\t".join(cell.text for cell in row)
        pieces = [piece for cell in row for piece in cell.pieces]
        toll = Toll(
            quote=quote, page=pieces[0].page if pieces else passage.block.page_at(0) or 1, sections=passage.sections
        )
        filled = False
        for cell, column in zip(row, columns, strict=False):
            if column is None:
                continue
            annotation = self.knowledge.annotate(cell.text)
            numbers = numbers_in(annotation, read_words(annotation, self.knowledge))
            if numbers:
                _fill(toll, _Number(numbers[0], column[0], column[1]))
                filled = True
        if not filled or not row[0].text.strip():
            return None
        label = self.knowledge.annotate(row[0].text)
        toll.scope.perpetrators = [name for party in find_actors(label, [], []) for name in party.actors]
        if self.names is not None and not toll.scope.perpetrators:
            toll.scope.governorate = self.names.admin(row[0].text.strip())
        if not toll.scope.perpetrators and toll.scope.governorate is None:
            toll.scope.group = row[0].text.strip()
        return toll


@dataclass(slots=True)
class _Context:
    """A passage with its words and those numbers in it that are no part of a date."""

    passage: Passage
    words: Words
    numbers: list[NumberMention]


def _announced(passage: Passage) -> bool:
    """Whether the line above a list, or the heading, says that totals follow."""
    above = [passage.lead] if passage.lead is not None else []
    above += [heading.annotation for heading in passage.headings[-1:]]
    return any(
        bool(annotation.of(StatisticEntry)) or any(cue.entry.name == "toll heading" for cue in annotation.of(CueEntry))
        for annotation in above
    )


def _inherited_outcome(passage: Passage) -> Outcome | None:
    """What the line above a list, or a heading, counts: "The death toll is distributed as follows:"."""
    above = [passage.lead] if passage.lead is not None else []
    above += [heading.annotation for heading in reversed(passage.headings)]
    for annotation in above:
        for mention in annotation.of(CasualtyEntry):
            if mention.entry.outcome != "casualties":
                return mention.entry.outcome
    return None


def _drafts(context: _Context, numbers: Sequence[_Number]) -> list[_Draft]:
    """Numbers → tolls: a number of the same kind opens another; a group belongs to the total before it."""
    drafts: list[_Draft] = []
    for number in numbers:
        if number.measure == "casualties":
            continue
        if number.group is not None and drafts:
            owner = next(
                (d for d in reversed(drafts) if d.has(number.measure) and not any(n.part for n in d.numbers)), None
            )
            if owner is not None:
                owner.numbers.append(number)
                continue
        alone = number.part or number.measure in ("percent", "other")
        if not drafts or alone or drafts[-1].has(number.measure) or drafts[-1].numbers[-1].part:
            drafts.append(_Draft())
        drafts[-1].numbers.append(number)
    return drafts


def _fill(toll: Toll, number: _Number) -> None:
    mention = number.mention
    if number.measure == "percent":
        toll.percent = float(mention.low) if mention.low is not None else None
        toll.measure = number.of
        return
    if number.measure == "incidents":
        toll.incidents = mention.low
        toll.measure = number.words
        return
    if number.measure == "other":
        toll.measure = number.words
        return
    count: Count | None = getattr(toll, number.measure, None)
    if count is None:
        return
    if number.group is not None:
        setattr(count, number.group, mention.low)
        if count.total is None and count.min is None:
            count.total, count.qualifier = mention.low, mention.qualifier
        return
    count.qualifier = mention.qualifier
    if mention.qualifier == "range":
        count.min, count.max = mention.low, mention.high
    else:
        count.total = mention.low


def _percent(words: Words, i: int, last: int) -> int | None:
    """The token behind the sign or word for percent at token `i`, or None."""
    if i < last and words.low[i] in ("%", "percent"):
        return i + 1
    if i + 1 < last and words.low[i] == "per" and words.low[i + 1] == "cent":
        return i + 2
    return None


def _share(annotation: Annotation, words: Words, mention: NumberMention, behind: int, last: int) -> _Number | None:
    for i in range(behind, min(behind + 6, last)):
        if any(unit.first == i for unit in annotation.of(UnitEntry)):
            return _Number(mention, "percent", of="incidents")
        casualty = next((c for c in annotation.of(CasualtyEntry) if c.first == i), None)
        if casualty is not None:
            return _Number(mention, "percent", of=casualty.entry.outcome)
        if words.lexemes[i].person is not None:
            return _Number(mention, "percent", of="killed")
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


def _broken(words: Words, first: int, last: int) -> bool:
    return any(not (words.text[i][0].isalpha() or words.text[i] == "-") for i in range(first, last))


def _group_behind(words: Words, i: int, last: int) -> str | None:
    """The group behind "38 of the dead were …", "22 of them …"."""
    for k in range(i, min(i + 6, last)):
        person = words.lexemes[k].person
        if person is not None and person.group is not None:
            return person.group
        if words.text[k] in (",", ";", "."):
            return None
    return None


def _outcome(
    casualties: Sequence[Mention[CasualtyEntry]], mention: NumberMention, inherited: Outcome | None
) -> str | None:
    """What happened to the people of a number: the nearest word for it in the sentence, or what the line above says."""
    if not casualties:
        return inherited
    nearest = min(
        casualties,
        key=lambda c: (c.first - mention.last) if c.first >= mention.last else 1.5 * (mention.first - c.last) + 0.5,
    )
    return nearest.entry.outcome


def _outside(parties: Sequence[ActorMention], spans: Sequence[tuple[int, int]]) -> list[ActorMention]:
    return [p for p in parties if not any(first <= p.first < last for first, last in spans)]


def _trim(words: Words, begin: int, end: int) -> tuple[int, int]:
    """The range without marks and joining words at its ends."""
    while begin < end - 1 and (not words.text[begin][0].isalnum() or words.is_(begin, "and")):
        begin += 1
    while end - 1 > begin and (words.text[end - 1] in (",", ";", ":", "-", "(") or words.is_(end - 1, "and")):
        end -= 1
    return begin, end
