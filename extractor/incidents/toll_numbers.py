"""What a number in a total counts: events, people of an outcome or a group of them, a share, other things.

Numbers that belong together ("12 attacks, which left 30 people dead, among them four children") make one draft of a
toll; each draft knows the clause that states it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from extractor.annotate.actors import ActorMention, find_actors
from extractor.annotate.dates import DateMention, find_dates
from extractor.annotate.numbers import NumberMention, find_numbers
from extractor.annotate.places import PlaceNames, find_places
from extractor.annotate.words import Words, read_words
from extractor.incidents.passage import Passage
from extractor.incidents.reconcile import names as names_words
from extractor.knowledge import Annotation, Knowledge, Mention
from extractor.knowledge.schema import CasualtyEntry, CueEntry, DateWordEntry, StatisticEntry, UnitEntry, WeaponEntry
from extractor.model import Count, Qualifier, Toll

NOUN_REACH = 4
"""Tokens between a number and its noun: "12 of the newly displaced residents"."""

PEOPLE = ("killed", "injured", "missing", "detained")

_RIGHT_BEHIND = 2  # "31 children were injured"
_BEHIND_REACH = 6  # tokens behind a number in which its group may be named: "38 of the dead were children"
_ORDINAL = re.compile(r"(\d+)([^\W\d_]+)")


@dataclass(slots=True)
class Number:
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


def number_of(mention: NumberMention, measure: str, **more: object) -> Number:
    """The number of a mention, as counting `measure`."""
    return Number(
        mention.low,
        mention.high,
        mention.qualifier,
        mention.first,
        mention.last,
        measure,
        **more,  # type: ignore[arg-type]
    )


@dataclass(slots=True)
class Draft:
    """A toll in the making: the numbers that belong together, and the tokens begin..end that state them."""

    numbers: list[Number] = field(default_factory=list)
    begin: int = 0
    end: int = 0

    @property
    def first(self) -> int:
        """The first token of its first number."""
        return min(number.first for number in self.numbers)

    @property
    def last(self) -> int:
        """The token behind its last number."""
        return max(number.last for number in self.numbers)

    @property
    def part(self) -> bool:
        """Whether it is a part of the toll before it."""
        return any(number.part for number in self.numbers)

    def has(self, measure: str) -> bool:
        """Whether it has the total of a measure already."""
        return any(number.measure == measure and number.group is None for number in self.numbers)


class Prose:
    """A passage with what its tolls are read from, each part read when it is first asked for."""

    def __init__(self, passage: Passage, knowledge: Knowledge, names: PlaceNames, headings: Sequence[str]) -> None:
        """Nothing is read yet. `headings`: all of the document; `names` tells governorates and places apart."""
        self.headings = headings
        self.passage = passage
        self.annotation = passage.annotation
        self.knowledge = knowledge
        self.names = names

    @cached_property
    def words(self) -> Words:
        """The words of the passage."""
        return read_words(self.annotation, self.knowledge)

    @cached_property
    def dates(self) -> Sequence[DateMention]:
        """The dates in it."""
        return find_dates(self.annotation, self.knowledge)

    @cached_property
    def numbers(self) -> list[NumberMention]:
        """The numbers that are no part of a date and stand for something: "some" and "a" alone don't."""
        dated = {i for date in self.dates for i in range(date.first, date.last)}
        return [
            number
            for number in find_numbers(self.annotation, self.knowledge)
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
        """The parties in it."""
        return find_actors(self.annotation, [], [])

    def cues(self, name: str, first: int, last: int) -> list[Mention[CueEntry]]:
        """The turns of phrase of that name among tokens first..last."""
        return [cue for cue in self.annotation.of(CueEntry) if cue.entry.name == name and first <= cue.first < last]

    def tells(self, first: int, last: int) -> bool:
        """Whether a sentence names a day or a place, as those of an event do."""
        return any(first <= date.first < last for date in self.dates) or any(
            first <= place < last for place, _, _ in self.places
        )

    def settled(self, first: int, last: int) -> bool:
        """Whether a sentence names a place that is no governorate: below a line that announces a toll, an incident."""
        return any(first <= place < last and admin is None for place, _, admin in self.places)


# --- what a number counts -----------------------------------------------------------------------------------


def counted(
    prose: Prose,
    mention: NumberMention,
    casualties: Sequence[Mention[CasualtyEntry]],
    before: Number | None,
    first: int,
    last: int,
) -> Number | None:
    """What a number of the sentence first..last counts; None where it is nothing that tolls are made of.

    `before` is the number before it in the sentence, whose unit it may share.
    """
    annotation, words, after = prose.annotation, prose.words, mention.last
    percent = prose.cues("percent", after, after + 1)
    if percent:
        of = _share_of(annotation, words, percent[0].last, last)
        if of is None and before is not None and before.measure == "percent":
            of = before.of  # "40% of all massacres, Russian forces for 23%"
        return number_of(mention, "percent", of=of) if of is not None else None
    unit = next((u for u in annotation.of(UnitEntry) if after <= u.first < after + NOUN_REACH), None)
    noun = _noun(words, after, last)
    if unit is not None and (noun is None or unit.first < noun[0]) and _unbroken(words, after, unit.first):
        return number_of(mention, "incidents", of=unit.entry.measure if unit.entry.measure != "incidents" else None)
    if noun is not None:
        outcome = _outcome(casualties, mention, prose.passage)
        told = any(noun[0] < casualty.first <= noun[0] + _RIGHT_BEHIND for casualty in casualties)
        if noun[1] is not None and not told and before is not None and before.measure in PEOPLE:
            outcome = before.measure  # "left 90 people dead, among them 21 children, and 130 injured"
        return number_of(mention, outcome, group=noun[1]) if outcome is not None else None
    behind = next((c for c in casualties if after <= c.first <= after + 1 and _unbroken(words, after, c.first)), None)
    if behind is not None:
        # "38 of the dead were children": a group of those counted before
        group = _group_behind(words, behind.last, last) if words.is_(after, "of") else None
        return number_of(mention, behind.entry.outcome, group=group)
    return _bare(prose, mention, casualties, before, first, last)


def _bare(
    prose: Prose,
    mention: NumberMention,
    casualties: Sequence[Mention[CasualtyEntry]],
    before: Number | None,
    first: int,
    last: int,
) -> Number | None:
    """A number without a noun: behind a label ("Deaths under torture: 38"), or in the unit of the one before."""
    annotation, words, start, after = prose.annotation, prose.words, mention.first, mention.last
    if start > first and words.text[start - 1] == ":":
        label = next((c for c in casualties if c.first < start), None)
        if label is not None:
            return number_of(mention, label.entry.outcome)
        weapon = next((w for w in annotation.of(WeaponEntry) if first <= w.first < start), None)
        if weapon is not None:
            return number_of(mention, "other", of=weapon.entry.name)
    closing = after >= last or words.text[after] in (".", ",", ";")
    if before is None:
        total = [c for c in casualties if c.first < start]
        if closing and total and words.is_(start - 1, "to"):
            return number_of(mention, total[-1].entry.outcome)
        return None
    if before.measure in ("percent", "other"):
        return None
    group = _group_behind(words, after, last)
    if group is not None:
        return number_of(mention, before.measure, group=group)
    if prose.cues("part of it", before.last, start) and closing:
        return number_of(mention, before.measure, part=True)
    if after < last and (words.is_(after, "of") or words.is_(after, "part of a number")):
        return number_of(mention, before.measure, part=True)
    return None


def running_count(prose: Prose, sign: Mention[StatisticEntry] | None, first: int, last: int) -> Number | None:
    """The number of "the 49th person to die", "the seventh attack since …"."""
    if sign is None or sign.entry.name != "running count":
        return None
    value = _ordinal(prose.words.low[sign.first], prose.knowledge)
    if value is None:
        return None
    reach = sign.first + 1 + NOUN_REACH
    unit = next((u for u in prose.annotation.of(UnitEntry) if sign.first < u.first < reach), None)
    if unit is not None:
        return Number(value, value, "exact", sign.first, unit.last, "incidents")
    told = next((c for c in prose.annotation.of(CasualtyEntry) if sign.first < c.first < last), None)
    return Number(value, value, "exact", sign.first, sign.last, told.entry.outcome) if told is not None else None


def _ordinal(word: str, knowledge: Knowledge) -> int | None:
    words, endings = _ordinals(knowledge)
    match = _ORDINAL.fullmatch(word)
    return int(match[1]) if match and match[2] in endings else words.get(word)


@lru_cache(maxsize=4)
def _ordinals(knowledge: Knowledge) -> tuple[dict[str, int], frozenset[str]]:
    """Words for places in a row with their numbers, and what makes a number one ("49th")."""
    entries = [entry for entry in knowledge.of(DateWordEntry) if entry.role == "ordinal" and entry.numbered]
    endings = [word for entry in knowledge.of(DateWordEntry) if entry.role == "ordinal suffix" for word in entry.words]
    return {word: number for entry in entries for number, word in enumerate(entry.words, 1)}, frozenset(endings)


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
    for k in range(i, min(i + NOUN_REACH, last)):
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
    for annotation in above(passage):
        for told in annotation.of(CasualtyEntry):
            if told.entry.outcome != "casualties":
                return told.entry.outcome
    return None


def above(passage: Passage) -> list[Annotation]:
    """The line that leads to a list, then the headings from the nearest on."""
    return [heading.annotation for heading in reversed(passage.above)]


# --- numbers → tolls ----------------------------------------------------------------------------------------


def drafts_of(numbers: Sequence[Number]) -> list[Draft]:
    """Numbers → tolls: a number of the same kind opens another; a group belongs to the total before it."""
    drafts: list[Draft] = []
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
            drafts.append(Draft())
        drafts[-1].numbers.append(number)
    return drafts


def set_bounds(drafts: Sequence[Draft], words: Words, first: int, last: int) -> None:
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


def fill(toll: Toll, number: Number) -> None:
    """Write a number into its field of the toll."""
    if number.measure == "percent":
        toll.percent, toll.measure = float(number.low or 0), number.of
    elif number.measure == "other":
        toll.number, toll.measure = number.low, number.of
    elif number.measure == "incidents":
        toll.incidents, toll.measure = number.low, number.of
    elif number.measure in PEOPLE:
        count: Count = getattr(toll, number.measure)
        if number.group is not None:
            setattr(count, number.group, number.low)
            if count.qualifier is None:  # the group is all that is counted: "seven children have died"
                count.total, count.qualifier = number.low, number.qualifier
        elif number.qualifier == "range":
            count.min, count.max, count.qualifier = number.low, number.high, "range"
        else:
            count.total, count.qualifier = number.low, number.qualifier
