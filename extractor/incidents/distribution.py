"""Victims that are shared out among places: in one sentence ("seven wounded in A, four in B, three each in C and D"),
or in a list ("… killing 11 people, distributed as follows: - Five civilians in A. - Three, including a child, in B.").

Each share is an event of its own. A sentence is only taken for one where it names no period, at least three shares
follow each other, and each of them names a settlement: what is shared out among governorates or months is a statistic.
So it is with a list, where two such items are enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from extractor.annotate.casualties import Casualty, count_people, find_casualties
from extractor.annotate.dates import DateMention, find_dates
from extractor.annotate.numbers import NumberMention, find_numbers
from extractor.annotate.places import PlaceMention, PlaceNames, find_places
from extractor.annotate.tellings import Outcome
from extractor.incidents.passage import Heading, Passage
from extractor.knowledge import Annotation, Knowledge
from extractor.model import Count

_FEWEST, _FEWEST_ITEMS = 3, 2
_FEW_DAYS = 3
_PERIODS = ("month", "year", "range", "since", "until", "during")


@dataclass(frozen=True, slots=True)
class Share:
    """Tokens first..last with one place, and the people told of there."""

    first: int
    last: int
    casualty: Casualty


def find_shares(
    annotation: Annotation,
    knowledge: Knowledge,
    first: int,
    last: int,
    casualties: Sequence[Casualty],
    places: Sequence[PlaceMention],
    dates: Sequence[DateMention],
) -> list[Share]:
    """The shares of the sentence of tokens first..last, in its order; none where it is no such sentence."""
    told = [casualty for casualty in casualties if first <= casualty.first < last]
    if not told or any(first <= date.first < last and _is_period(date) for date in dates):
        return []
    numbers = [n for n in find_numbers(annotation, knowledge) if first <= n.first < last and n.value and not n.article]
    if len(numbers) < _FEWEST:
        return []
    settled = [p for p in places if first <= p.first < last and p.role in ("in", "none") and _settlement(p)]
    shares: list[Share] = []
    run = 0
    for number, stop in zip(numbers, [*(n.first for n in numbers[1:]), last], strict=True):
        inside = [place for place in settled if number.last <= place.first < stop and not place.chained]
        if not inside:
            shares, run = ([], 0) if run < _FEWEST else (shares, run)
            continue
        run += 1
        shares += _split(annotation, number, stop, inside, told[0])
    return shares if run >= _FEWEST else []


def list_shares(
    passages: Sequence[Passage], knowledge: Knowledge, names: PlaceNames
) -> dict[tuple[int, int], Casualty]:
    """The people that the items of lists count where the line above tells what became of them, by the item's key."""
    found: dict[tuple[int, int], Casualty] = {}
    for _, group in groupby(passages, key=lambda passage: id(passage.lead)):
        items = list(group)
        outcome = _outcome_of(items[0].lead, knowledge) if items[0].lead is not None else None
        if outcome is None:
            continue
        shares = {passage.key: _counted(passage.annotation, knowledge, names, outcome) for passage in items}
        told = {key: casualty for key, casualty in shares.items() if casualty is not None}
        if len(told) >= _FEWEST_ITEMS:
            found |= told
    return found


def _outcome_of(lead: Heading, knowledge: Knowledge) -> Outcome | None:
    """What became of the people that a line above a list shares out: of several outcomes the one told first."""
    if any(_is_period(date) for date in find_dates(lead.annotation, knowledge)):
        return None
    told = [
        casualty for casualty in find_casualties(lead.annotation, knowledge) if casualty.kind in ("event", "update")
    ]
    return told[0].outcome if told else None


def _counted(annotation: Annotation, knowledge: Knowledge, names: PlaceNames, outcome: Outcome) -> Casualty | None:
    """The people that an item begins with, before the settlement that it names; none where a verb says what befell
    them."""
    places = [place for place in find_places(annotation, names) if _settlement(place) and place.role == "in"]
    if not places or places[0].first == 0 or find_casualties(annotation, knowledge):
        return None
    casualty = count_people(annotation, knowledge, 0, places[0].first, outcome)
    return casualty if casualty is not None and casualty.count.total is not None else None


def _is_period(date: DateMention) -> bool:
    """Whether a date is so long that what is shared out in it is a statistic; "8 and 9 March" is not."""
    low, high = date.low, date.high
    if date.kind == "range" and low.day and high.day and low.month == high.month and low.year == high.year:
        return high.day - low.day > _FEW_DAYS
    return date.kind in _PERIODS


def _settlement(place: PlaceMention) -> bool:
    return not (place.admin is not None and place.kind is None) and (place.known or place.kind is not None)


def _split(
    annotation: Annotation, number: NumberMention, stop: int, places: Sequence[PlaceMention], told: Casualty
) -> list[Share]:
    """One share, or one for each place where the number holds for each of them."""
    count = Count(total=number.value, min=number.low, max=number.high, qualifier=number.qualifier)
    casualty = Casualty(
        number.first, number.last, number.start, number.end, told.outcome, "event", count, status=told.status
    )
    casualty.spans["total"] = (number.start, number.end)
    each = any(annotation.plays(i, "each") for i in range(number.last, places[0].first))
    parts = list(places) if each else [places[0]]
    ends = [*(place.first for place in parts[1:]), stop]
    starts = [number.first, *(place.first for place in parts[1:])]
    return [Share(start, end, casualty) for start, end in zip(starts, ends, strict=True)]
