"""Which records could be one: blocking, and a score for every pair that shares a block, part by part."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractor.compare.fields import FIELDS, Day, Spot
from extractor.compare.judge import judge
from extractor.compare.names import folded, one_place, skeletons
from extractor.compare.records import Record
from extractor.compare.tolerances import Tolerances
from extractor.gazetteer.records import km

Indices = NDArray[np.int64]
Levels = NDArray[np.float64]

WEIGHTS = {"date": 3.0, "place": 3.0, "killed": 2.0, "injured": 1.5, "perpetrators": 1.0, "event_type": 0.5}
"""What an agreement weighs: the figures of the codebook's reference scoring."""

FAR_DAYS = 7
"""Dates further apart than this tell of two events, unless everything else agrees."""

FAR_KM = 50.0
"""So do places further apart than this; it's about the length of a governorate."""

LARGEST_BLOCK = 20_000
"""Pairs that one coarse block may add; what a larger one would find, the finer blocks find too."""

LARGEST_REPORT = 250_000
"""Pairs up to which the records of one report are all compared with each other."""

_CELL = 0.1  # degrees of the map that are a block: about 10 km

_LONGEST_SPAN = 400  # days of one record that are blocked on: a year and a bit


@dataclass(frozen=True, slots=True)
class Manner:
    """How a part of a pair counts: alike, nearly, different, far apart; and the score up to which there's no pair.

    `near_at_floor` is what nearly counts where the floor is asked for. `words` weighs the words that both texts share,
    `details` the other fields that agree.
    """

    near: float
    near_at_floor: float
    differs: float
    far: float
    floor: float
    words: float
    details: float


WITHIN = Manner(near=0.01, near_at_floor=-0.4, differs=-0.4, far=-0.4, floor=-1.0, words=0.05, details=0.05)
"""Two codings of one report: few candidates, so that whatever doesn't contradict itself is a pair (as in the
reference scoring)."""

ACROSS = Manner(near=0.4, near_at_floor=0.4, differs=-0.4, far=-1.0, floor=3.5, words=2.0, details=0.5)
"""Two collections: many events a day and many a town, so that a pair needs two good reasons."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidate pairs (`left[n]`, `right[n]`: curated and extracted record) with the score and its parts.

    `pair` says whether the score is above the floor.
    """

    left: Indices
    right: Indices
    score: Levels
    pair: NDArray[np.bool_]
    parts: dict[str, Levels]


def score_pairs(curated: Sequence[Record], extracted: Sequence[Record], across: bool, tolerances: Tolerances) -> Scored:
    """Score every pair of records that share a block; within reports, both must be of one report."""
    manner = ACROSS if across else WITHIN
    left, right = _candidates(curated, extracted, across, tolerances)
    levels: dict[str, Levels] = {}
    for name in WEIGHTS:
        levels[name] = _levels(name, curated, extracted, left, right, manner, tolerances)
    parts = {name: weight * levels[name] for name, weight in WEIGHTS.items()}
    parts["words"] = manner.words * _shared_words(curated, extracted, left, right)
    parts["details"] = manner.details * _shared_details(curated, extracted, left, right)
    order = np.abs(left / max(1, len(curated)) - right / max(1, len(extracted)))
    # 0.01 as in the reference scoring: with nothing to tell records apart, a pair is better than none
    total = np.asarray(sum(parts.values()) + 0.01 - 1e-4 * order)
    near = sum(weight * (levels[name] == manner.near) for name, weight in WEIGHTS.items())
    pair = total + near * (manner.near_at_floor - manner.near) > manner.floor
    return Scored(left, right, total, pair, parts)


# --- blocking --------------------------------------------------------------------------------------------------


def _candidates(
    curated: Sequence[Record], extracted: Sequence[Record], across: bool, tolerances: Tolerances
) -> tuple[Indices, Indices]:
    """Index pairs worth a score, each once, in the order of the curated records."""
    pads = (tolerances.days, 0)
    blocks: dict[tuple[Hashable, ...], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, records in enumerate((curated, extracted)):
        for index, record in enumerate(records):
            for key in _keys(record, side, pads[side], None if across else record.report or ""):
                blocks[key][side].append(index)
    found = [np.zeros(0, dtype=np.int64)]
    for (kind, *_), (lefts, rights) in blocks.items():
        if 0 < len(lefts) * len(rights) <= (LARGEST_REPORT if kind == "report" else LARGEST_BLOCK):
            pairs = np.multiply.outer(np.array(lefts, dtype=np.int64), np.int64(len(extracted)))
            found.append((pairs[:, None] + np.array(rights, dtype=np.int64)[None, :]).ravel())
    codes = np.unique(np.concatenate(found))
    return codes // max(1, len(extracted)), codes % max(1, len(extracted))


def _keys(record: Record, side: int, pad: int, report: str | None) -> Iterator[tuple[Hashable, ...]]:
    """The blocks of a record. Two records that could be one share a block."""
    if report is not None:
        yield ("report", report)
    days, spot = record.days(), record.spot()
    dates, months = _span(days, pad)
    places = _place_keys(spot)
    toll = tuple(record.written.get(name, "") for name in ("killed", "injured"))
    for date in dates:
        yield ("day", report, date)
        for place in places:
            yield ("day, place", report, date, place)
    for place in places:
        yield ("place, undated", report, place, 1 - side)  # where it meets those of the other side without a date
        if not dates:
            yield ("place, undated", report, place, side)
        yield ("place, toll", report, place, toll)
        for month in months:
            yield ("place, month", report, place, month)
    if any(toll):
        for month in months or {0}:
            yield ("toll, month", report, toll, month)


def _span(days: Day | None, pad: int) -> tuple[range, set[int]]:
    if days is None:
        return range(0), set()
    last = min(days.last, days.first + dt.timedelta(days=_LONGEST_SPAN))
    span = range(days.first.toordinal() - pad, last.toordinal() + pad + 1)
    around = (days.first - dt.timedelta(days=FAR_DAYS), days.first, last, last + dt.timedelta(days=FAR_DAYS))
    return span, {day.year * 12 + day.month for day in around}


def _place_keys(spot: Spot | None) -> set[Hashable]:
    """The folded words of the names of a place, by the gazetteer's rules, and the cells of the map around it."""
    if spot is None:
        return set()
    keys: set[Hashable] = {word for name in (spot.name, *spot.others) for word in skeletons(name)}
    if spot.point is not None:
        row, column = int(spot.point[0] // _CELL), int(spot.point[1] // _CELL)
        keys |= {(row + up, column + right) for up in (0, 1) for right in (0, 1)}  # neighbours share one of four
    return keys


# --- scoring ---------------------------------------------------------------------------------------------------


def _levels(
    name: str,
    curated: Sequence[Record],
    extracted: Sequence[Record],
    left: Indices,
    right: Indices,
    manner: Manner,
    tolerances: Tolerances,
) -> Levels:
    """How far each pair agrees in a part: 1 alike, then as `manner` says, 0 where a side says nothing."""
    field = FIELDS["date_start" if name == "date" else name]

    def level(one: Any, other: Any) -> float:
        if one is None or other is None:
            return 0.0
        judgement = judge(field, one, other, tolerances)
        if judgement.tolerant == "correct":
            apart = manner is ACROSS and name == "place" and _far(one, other)
            return manner.near if apart else 1.0
        if judgement.tolerant == "partial":
            return manner.near
        return manner.far if _far(one, other) else manner.differs

    return _by_distinct(_part(name, curated), _part(name, extracted), left, right, level)


def _part(name: str, records: Iterable[Record]) -> list[Any]:
    return [record.days() if name == "date" else record.values.get(name) for record in records]


def _far(one: Any, other: Any) -> bool:
    """Whether two dates or two places are too far apart for one event."""
    if isinstance(one, Day):
        return bool(max(one.first - other.last, other.first - one.last) > dt.timedelta(days=FAR_DAYS))
    if isinstance(one, Spot):
        if one.point and other.point:
            return km(one.point, other.point) > FAR_KM
        if one.governorate and other.governorate:
            return not one_place(one.governorate, other.governorate)
    return False


def _by_distinct(
    ones: Sequence[Any], others: Sequence[Any], left: Indices, right: Indices, level: Callable[[Any, Any], float]
) -> Levels:
    """`level` for each pair, called once for each distinct pair of values: names and dates come again and again."""
    first, second = dict.fromkeys(ones), dict.fromkeys(others)
    place = [{value: code for code, value in enumerate(values)} for values in (first, second)]
    codes = [
        np.array([numbers[value] for value in values], dtype=np.int64)
        for numbers, values in zip(place, (ones, others), strict=True)
    ]
    if not left.size:
        return np.zeros(0)
    pairs, back = np.unique(codes[0][left] * len(second) + codes[1][right], return_inverse=True)
    known, other = list(first), list(second)
    values = np.array([level(known[pair // len(second)], other[pair % len(second)]) for pair in pairs.tolist()])
    return np.asarray(values[back])


def _shared_words(curated: Sequence[Record], extracted: Sequence[Record], left: Indices, right: Indices) -> Levels:
    """Cosine of the words of both texts, rare words weighing more; 0 where a side has no text."""
    from scipy.sparse import csr_matrix

    texts = [Counter(folded(record.text).split()) for record in (*curated, *extracted)]
    columns = {word: number for number, word in enumerate(dict.fromkeys(word for text in texts for word in text))}
    if not columns or not left.size:
        return np.zeros(left.size)
    counts = [len(text) for text in texts]
    column = np.array([columns[word] for text in texts for word in text], dtype=np.int64)
    spread = np.bincount(column, minlength=len(columns))
    rarity = np.log((1 + len(texts)) / spread)[column]
    row = np.repeat(np.arange(len(texts)), counts)
    length = np.sqrt(np.bincount(row, weights=rarity**2, minlength=len(texts)))
    length[length == 0] = 1
    matrix = csr_matrix((rarity / length[row], (row, column)), shape=(len(texts), len(columns)))
    cosine = np.zeros(left.size)
    for start in range(0, left.size, 100_000):  # in pieces, so that memory stays small
        piece = slice(start, start + 100_000)
        product = matrix[left[piece]].multiply(matrix[right[piece] + len(curated)])
        cosine[piece] = np.asarray(product.sum(axis=1)).ravel()
    return cosine


def _shared_details(curated: Sequence[Record], extracted: Sequence[Record], left: Indices, right: Indices) -> Levels:
    """Share of the further fields known on both sides that are written alike."""
    names = [name for name in FIELDS if name not in (*WEIGHTS, "date_start", "date_end", "coordinates")]
    known, alike = np.zeros(left.size), np.zeros(left.size)
    for name in names:
        codes: dict[str, int] = {"": 0}
        ones, others = (
            np.array([codes.setdefault(folded(r.written.get(name, "")), len(codes)) for r in records], dtype=np.int64)
            for records in (curated, extracted)
        )
        if left.size and ones.any() and others.any():
            both = (ones[left] > 0) & (others[right] > 0)
            known += both
            alike += both & (ones[left] == others[right])
    return np.divide(alike, known, out=np.zeros(left.size), where=known > 0)
