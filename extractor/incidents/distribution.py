"""One sentence that shares its victims out among places: "seven wounded in A, four in B, three each in C and D".

Each share is an event of its own. A sentence is only taken for one where it names no period, at least three shares
follow each other, and each of them names a settlement: what is shared out among governorates or months is a statistic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.annotate.casualties import Casualty
from extractor.annotate.dates import DateMention
from extractor.annotate.numbers import NumberMention, find_numbers
from extractor.annotate.places import PlaceMention
from extractor.knowledge import Annotation, Knowledge
from extractor.model import Count

_FEWEST = 3
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
    if not told or any(first <= date.first < last and date.kind in _PERIODS for date in dates):
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
