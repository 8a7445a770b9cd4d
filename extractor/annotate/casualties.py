"""What became of whom: casualty words joined to the people that they are told of, and tellings to one count.

A wrong number is worse than a missing one: where a sentence leaves open who was killed, or how many, the
number stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractor.annotate.people import Item, People, groups, sums
from extractor.knowledge import Annotation, Knowledge, Mention
from extractor.knowledge.schema import CasualtyEntry, StatisticEntry
from extractor.model import Count, VictimStatus

Outcome = Literal["killed", "injured", "missing", "detained"]
Kind = Literal["event", "update", "denied", "unknown", "mixed", "total", "statistic"]

_FARTHEST = 45  # words between the victims and a verb behind them: "A man from …, named as …, was shot dead"
_NUMBERS = ("total", "children", "women", "men", "fighters")


@dataclass(slots=True)
class Casualty:
    """One telling of people killed, injured, missing or detained.

    Tokens first..last and characters start..end (half open) cover the victims with their parts, and the casualty
    word where it stands beside them. `spans`: the characters that each number of `count` rests on. `origin`: those of
    the name of the place that the victims are from. `named`: the victims' names. `further`: besides people told before
    ("another woman"); `known`: the same people as before ("the man").
    """

    first: int
    last: int
    start: int
    end: int
    outcome: Outcome
    kind: Kind
    count: Count = field(default_factory=Count)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    status: VictimStatus | None = None
    same_family: bool = False
    origin: tuple[int, int] | None = None
    named: list[str] = field(default_factory=list)
    further: bool = False
    known: bool = False


def find_casualties(annotation: Annotation, knowledge: Knowledge) -> list[Casualty]:
    """All tellings of casualties in a paragraph, in the order of the text."""
    if not annotation.of(CasualtyEntry):
        return []
    return _Reader(annotation, knowledge).read()


@dataclass(slots=True)
class _Claim:
    """A casualty word (or several joined by "and") with the people that it is told of."""

    mentions: list[Mention[CasualtyEntry]]
    items: list[Item]
    kind: Kind = "event"
    near: bool = True  # nothing but small words stand between the people and the casualty word

    @property
    def outcomes(self) -> list[str]:
        found: list[str] = []
        for mention in self.mentions:
            if mention.entry.outcome not in found:
                found.append(mention.entry.outcome)
        return found


class _Reader:
    def __init__(self, annotation: Annotation, knowledge: Knowledge) -> None:
        self.annotation = annotation
        self.people = People(annotation, knowledge)
        self.words = self.people.words

    def read(self) -> list[Casualty]:
        found: list[Casualty] = []
        for first, last in self.annotation.sentences:
            mentions = [m for m in self.annotation.of(CasualtyEntry) if first <= m.first < last]
            if not mentions:
                continue
            statistic = any(
                first <= m.first < last and ("people" in m.entry.beside or "count" in m.entry.beside)
                for m in self.annotation.of(StatisticEntry)
            )
            for claim in self._claims(mentions, first, last):
                if statistic and claim.kind == "event":
                    claim.kind = "total"
                found += self._told(claim)
        return sorted(found, key=lambda casualty: (casualty.first, casualty.outcome != "killed"))

    # --- casualty words and their people

    def _claims(self, mentions: list[Mention[CasualtyEntry]], first: int, last: int) -> list[_Claim]:
        claims: list[_Claim] = []
        taken = first  # tokens before it belong to an earlier casualty word
        clusters = self._clusters(mentions)
        for number, cluster in enumerate(clusters):
            stop = clusters[number + 1][0].first if number + 1 < len(clusters) else last
            claim = self._claim(cluster, first, taken, stop, last, claims)
            if claim is None:
                continue
            claims.append(claim)
            taken = max([taken, cluster[-1].last, *(item.last for item in claim.items)])
            if claim.items and claim.kind == "event":
                end = self._parts_behind(claim, taken, stop)
                taken = max(taken, end)
        return claims

    def _clusters(self, mentions: list[Mention[CasualtyEntry]]) -> list[list[Mention[CasualtyEntry]]]:
        """Casualty words that share their people: "killing and injuring", "dead or wounded"."""
        clusters: list[list[Mention[CasualtyEntry]]] = []
        for mention in mentions:
            if clusters and self._shares(clusters[-1][-1], mention):
                clusters[-1].append(mention)
            else:
                clusters.append([mention])
        return clusters

    def _shares(self, one: Mention[CasualtyEntry], two: Mention[CasualtyEntry]) -> bool:
        words = self.words
        between = range(one.last, two.first)
        if not between:
            return False
        joined = False
        for i in between:
            if words.is_(i, "and") or words.is_(i, "or") or words.text[i] == "/":
                joined = True
            elif not (words.is_(i, "adverb") or words.is_(i, "the") or words.is_(i, "auxiliary") or words.text[i] == ","):
                return False
        return joined

    def _claim(
        self, cluster: list[Mention[CasualtyEntry]], first: int, taken: int, stop: int, last: int, claims: list[_Claim]
    ) -> _Claim | None:
        mention, final = cluster[0], cluster[-1]
        form = final.entry.form
        negated = self._negation(mention, taken)
        if form == "toll":
            return self._toll(cluster, stop, last)
        if form == "counted":
            return self._counted(cluster, taken, last, negated)
        right: list[Item] = []
        if form in ("active", "of") or (form == "verb" and not self._passive(mention, first)):
            right = self._right(final.last, last)
            if right and form == "verb" and self._next_owns(right, stop, last) and self._left(mention.first, taken, first)[0]:
                right = []
        if right:
            return _Claim(cluster, right)
        if form in ("active", "of") and len(cluster) == 1:
            return None
        if negated is not None:
            return _Claim(cluster, [], "unknown" if self._reported(first, last, final) else "denied")
        left, near = self._left(mention.first, taken, first)
        if left:
            self._attributive(left, final, last)
            return _Claim(cluster, left, near=near)
        return None

    def _right(self, i: int, last: int) -> list[Item]:
        words = self.words
        k = i
        while k < last and words.is_(k, "adverb") and k not in self.people.numbers and not words.is_(k, "the"):
            k += 1
        if k < last and words.is_(k, "of"):
            k += 1
        items = self.people.chain(k, last)
        if items:
            return items
        if k < last and words.is_(k, "him"):
            return [Item(k, k + 1, k + 1, 1, 1, "exact", known=True)]
        return []

    def _next_owns(self, items: list[Item], stop: int, last: int) -> bool:
        """Whether the people right behind a participle are the subject of the next one: "two killed, three hurt"."""
        return stop < last and items[-1].last <= stop and all(
            self.words.is_(i, "auxiliary") or self.words.is_(i, "adverb") for i in range(items[-1].last, stop)
        )

    def _passive(self, mention: Mention[CasualtyEntry], first: int) -> bool:
        words = self.words
        i = mention.first - 1
        while i >= first and (words.is_(i, "auxiliary") or words.is_(i, "adverb")):
            if words.is_(i, "be"):
                return True
            i -= 1
        return False

    def _negation(self, mention: Mention[CasualtyEntry], taken: int) -> int | None:
        """The token that says that there were none, a few words before the casualty word."""
        words = self.words
        i = mention.first - 1
        while i >= max(taken, mention.first - 6):
            if words.is_(i, "no"):
                return i
            if words.text[i] in (";", ".", ":") or i in self.people.numbers:
                return None
            i -= 1
        return None

    def _reported(self, first: int, last: int, mention: Mention[CasualtyEntry]) -> bool:
        """Whether the sentence says that none were reported, which doesn't say that there were none."""
        near = range(max(first, mention.first - 6), min(last, mention.last + 8))
        return any(self.words.is_(i, "report") for i in near)

    def _counted(
        self, cluster: list[Mention[CasualtyEntry]], taken: int, last: int, negated: int | None
    ) -> _Claim | None:
        mention, final = cluster[0], cluster[-1]
        if negated is not None:
            return _Claim(cluster, [], "unknown" if self._reported(taken, last, final) else "denied")
        if any(m.entry.outcome == "casualties" for m in cluster):
            return _Claim(cluster, [], "mixed")
        for i in range(max(taken, mention.first - 5), mention.first):
            number = self.people.numbers.get(i)
            if number is None or number.article and number.last != mention.first:
                continue
            item = self._number_of(i, mention.first)
            if item is None:
                continue
            item.last = item.head_end = final.last
            self.people.tell(item, final.last, last)
            closing = self._alone(i, item.last, taken, last)
            return _Claim(cluster, [item], "update" if closing else "event")
        return None

    def _number_of(self, i: int, stop: int) -> Item | None:
        """A number with adjectives before a noun of casualties: "ten civilian", "two"."""
        number = self.people.numbers[i]
        words = self.words
        item = Item(i, stop, stop, number.low, number.high, number.qualifier, plural=number.low != 1)
        for k in range(number.last, stop):
            if words.text[k] in (",", ";", ":", "(", ")") or k in self.people.numbers or words.is_(k, "and"):
                return None
            person = words.lexemes[k].person
            if person is not None:
                item.group, item.status = person.group, person.status
        return item

    def _alone(self, i: int, end: int, first: int, last: int) -> bool:
        """Whether the phrase is all of its sentence: "2 fatalities." sums up what was told before."""
        words = self.words
        begins = next((pair[0] for pair in self.annotation.sentences if pair[0] <= i < pair[1]), 0)
        return i == begins and all(words.text[k] in (".", "!", ")") for k in range(end, last))

    def _toll(self, cluster: list[Mention[CasualtyEntry]], stop: int, last: int) -> _Claim | None:
        """The number behind "the death toll": "rose to 15", "reached on Sunday 20 people"."""
        words, final = self.words, cluster[-1]
        if final.entry.outcome == "casualties":
            return None
        grown = False
        for k in range(final.last, last):
            if words.text[k] in (";", "."):
                break
            grown = grown or words.is_(k, "grows")
            if grown and k in self.people.numbers:
                items = self.people.chain(k, last, closed=True)
                if items and (not items[0].bare or self.people._ends(items[0].head_end) or items[0].head_end == last):
                    return _Claim(cluster, items, "update", near=k - final.last < 4)
        return None

    # --- the people before a casualty word

    def _left(self, i: int, taken: int, first: int) -> tuple[list[Item], bool]:
        """The people before token `i`, and whether they stand right beside it."""
        words = self.words
        p = i
        passive = False
        while p > taken and (words.is_(p - 1, "auxiliary") or words.is_(p - 1, "adverb")) and p - 1 not in self.people.numbers:
            passive = passive or words.is_(p - 1, "be")
            p -= 1
        if p > taken and words.is_(p - 1, "relative"):
            p -= 1
            passive = False
        if p > taken and words.is_(p - 1, "he"):
            return [Item(p - 1, p, p, 1, 1, "exact", known=True)], True
        candidates: list[tuple[list[Item], bool]] = []
        k = max(first, taken)
        while k < p:
            items = self.people.chain(k, p, closed=True)
            if not items:
                k += 1
                continue
            candidates.append((items, self._governed(k, first)))
            k = max(items[-1].last, k + 1)
        fallback: list[Item] = []
        for items, governed in reversed(candidates):
            end = items[-1].last
            if end < p and words.text[end] == "," and end + 1 == p:
                end = p
            near = end == p
            if not near and (any(item.bare for item in items) or not self._skippable(end, p)):
                continue
            if governed and not (near and not passive):
                fallback = fallback or (items if near else [])
                continue
            return items, near
        return fallback, True

    def _governed(self, i: int, first: int) -> bool:
        words = self.words
        k = i - 1
        while k > first and (words.is_(k, "adverb") or words.is_(k, "the")):
            k -= 1
        if k < first:
            return False
        return words.is_(k, "preposition") or any(
            name == "named" and last == i for name, last in words.phrases.values()
        )

    def _skippable(self, begin: int, end: int) -> bool:
        words = self.words
        if end - begin > _FARTHEST:
            return False
        opens = (
            words.text[begin] in (",", "-", "(")
            or words.any_of(begin, frozenset({"preposition", "relative", "adverb"}))
            or begin in words.phrases
            or words.low[begin].endswith(("ed", "ing"))
        )
        if not opens:
            return False
        relative = words.is_(begin, "relative") or (begin + 1 < end and words.is_(begin + 1, "relative"))
        for k in range(begin, end):
            if words.text[k] in (";", ":") or words.is_(k, "clause"):
                return False
            if k in self.people.casualties and not relative:
                return False
        return True

    def _attributive(self, items: list[Item], final: Mention[CasualtyEntry], last: int) -> None:
        """ "the two wounded people": the word for people stands behind the casualty word."""
        words = self.words
        if not items[-1].bare or final.last >= last:
            return
        person = words.lexemes[final.last].person
        if person is not None:
            items[-1].status, items[-1].group = person.status, person.group

    def _parts_behind(self, claim: _Claim, begin: int, stop: int) -> int:
        """Parts told behind the verb: "were killed in the raid, including two children"."""
        item = claim.items[-1]
        if len(claim.items) > 1:
            item = Item(claim.items[0].first, item.head_end, item.last, None, None, "vague")
            total = sums(claim.items).total
            item.low = item.high = total
        words = self.words
        if item.parts:
            return begin
        for k in range(begin, stop):
            if words.text[k] == ";":
                break
            phrase = words.phrases.get(k)
            starts = phrase is not None and phrase[0] in ("including", "of them")
            starts = starts or (words.text[k] in (",", "-") or k == begin)
            if not starts:
                continue
            at = k
            behind = self.people._parts(item, at, stop)
            if behind is None and words.text[k] == "(" and k == begin:
                behind = self.people._bracket(item, k, stop)
            if behind is None and k == begin:
                behind = self.people._family(item, k, stop)
            if behind is not None:
                if len(claim.items) > 1:
                    claim.items[-1].parts += [part for part in item.parts]
                return behind
        return begin

    # --- records

    def _told(self, claim: _Claim) -> list[Casualty]:
        outcomes = claim.outcomes
        mixed = "casualties" in outcomes or {"killed", "injured"} <= set(outcomes)
        if "casualties" in outcomes:
            outcomes = ["killed", "injured"]
        kind = claim.kind
        if mixed and kind == "event":
            kind = "mixed"
        items = claim.items
        tokens = [(item.first, item.last) for item in items]
        if claim.near or not tokens:
            tokens += [(mention.first, mention.last) for mention in claim.mentions]
        first, last = min(t[0] for t in tokens), max(t[1] for t in tokens)
        found = []
        for outcome in outcomes:
            casualty = Casualty(
                first, last, self.words.start[first], self.words.end[last - 1], outcome, kind  # type: ignore[arg-type]
            )
            if kind == "denied":
                casualty.count = Count(total=0, min=0, max=0, qualifier="exact")
                casualty.spans["total"] = (casualty.start, casualty.end)
            elif kind not in ("mixed", "unknown"):
                self._describe(casualty, items)
            found.append(casualty)
        return found

    def _describe(self, casualty: Casualty, items: Sequence[Item]) -> None:
        words = self.words
        casualty.count = sums(items)
        first, last = items[0].first, max(item.head_end for item in items)
        casualty.spans["total"] = (words.start[first], words.end[last - 1])
        for group, _, item in groups(items):
            span = (words.start[item.first], words.end[item.head_end - 1])
            known = casualty.spans.get(group, span)
            casualty.spans[group] = (min(known[0], span[0]), max(known[1], span[1]))
        statuses = {item.status for item in items if item.status is not None}
        if len(statuses) == 1:
            casualty.status = next(iter(statuses))
        elif statuses:
            casualty.status = "mixed" if "fighters" in statuses else "civilians"
        casualty.same_family = any(item.same_family for item in items)
        casualty.origin = next((item.origin for item in items if item.origin is not None), None)
        names = [name for item in items for name in item.names]
        casualty.named = [self.annotation.text[words.start[a] : words.end[b - 1]] for a, b in names]
        casualty.further = any(item.further for item in items)
        casualty.known = all(item.known for item in items)


# --- one count of several tellings --------------------------------------------------------------------------


def combine(casualties: Sequence[Casualty]) -> Count:
    """One count of all tellings of one event and one outcome, in the order of the text.

    A later update replaces what was told; people told to be further ones add; a first number replaces a vague word;
    numbers of parts fill what an equal number left open. Otherwise the first telling stands.
    """
    result = Count()
    for casualty in casualties:
        count = casualty.count
        if casualty.kind in ("mixed", "unknown", "total", "statistic") or count.qualifier is None:
            continue
        if result.qualifier is None or casualty.kind == "update" or result.total == 0:
            previous, result = result, count.model_copy()
            if casualty.kind == "update" and previous.total == result.total:
                _fill(result, previous)
        elif result.qualifier == "vague" and count.qualifier != "vague":
            result = count.model_copy()
        elif casualty.further and count.total is not None and result.total is not None:
            result = added(result, count)
        elif count.total is not None and count.total == result.total:
            _fill(result, count)
    return result


def _fill(count: Count, other: Count) -> None:
    for name in _NUMBERS[1:]:
        if getattr(count, name) is None:
            setattr(count, name, getattr(other, name))


def added(one: Count, two: Count) -> Count:
    """Two counts of different people as one."""
    result = Count()
    for name in (*_NUMBERS, "min", "max"):
        values = [value for value in (getattr(one, name), getattr(two, name)) if value is not None]
        setattr(result, name, sum(values) if values else None)
    if one.min is None or two.min is None:
        result.min = None
    if one.max is None or two.max is None:
        result.max = None
    inexact = [count.qualifier for count in (one, two) if count.qualifier != "exact"]
    result.qualifier = inexact[0] if inexact else "exact"
    return result


def disagreements(casualties: Sequence[Casualty]) -> list[tuple[Casualty, Casualty]]:
    """Pairs of tellings of one event and outcome with different numbers, where neither is an update nor adds."""
    told = [c for c in casualties if c.kind == "event" and c.count.total is not None and not c.further and not c.known]
    return [(told[0], other) for other in told[1:] if other.count.total != told[0].count.total]


def count_people(
    annotation: Annotation,
    knowledge: Knowledge,
    first: int,
    last: int,
    outcome: Outcome,
    *,
    group: str | None = None,
    status: VictimStatus | None = None,
    bracket: str | None = None,
) -> Casualty | None:
    """The number of people that tokens first..last state where it is known that they state one ("Killed: 4 (2)").

    `group`: all of them are of that group; `bracket`: the group that a number alone in brackets counts.
    """
    people = People(annotation, knowledge)
    words = people.words
    start = next((i for i in range(first, last) if i in people.numbers), None)
    if start is None:
        items = people.chain(first, last, closed=True)
    else:
        items = people.chain(start, last, closed=True)
    if not items:
        return None
    item = items[0]
    if len(items) == 1 and item.head_end < last and words.text[item.head_end] == "(" and not item.parts:
        number = people.numbers.get(item.head_end + 1)
        if number is not None and bracket is not None and words.text[number.last] == ")" and number.value is not None:
            item.parts.append(
                Item(number.first, number.last, number.last, number.low, number.high, number.qualifier, group=bracket)
            )
    if group is not None and len(items) == 1 and item.group is None:
        item.group = group
    casualty = Casualty(first, last, words.start[first], words.end[last - 1], outcome, "event")
    reader = _Reader(annotation, knowledge)
    reader._describe(casualty, items)
    casualty.status = casualty.status or status
    return casualty
