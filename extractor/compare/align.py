"""The best one-to-one pairing of two lists of records without a common key, then what was split or merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from extractor.compare.fields import FIELDS, Number
from extractor.compare.judge import judge
from extractor.compare.names import one_place
from extractor.compare.records import Record
from extractor.compare.similarity import ACROSS, FAR_DAYS, WITHIN, Indices, Manner, Scored, score_pairs
from extractor.compare.tolerances import Tolerances

GroupKind = Literal["split", "merged", "repeated"]

MOST_PARTS = 4
"""Records that one record may be told as; with more, sums fit by chance."""

MOST_RELATIVES = 8  # of these many, the ones that fit are looked for


@dataclass(frozen=True, slots=True)
class Match:
    """A pair of indices (curated, extracted), its score, and the score's parts that weren't nought."""

    curated: int
    extracted: int
    score: float
    parts: dict[str, float]

    def why(self) -> str:
        """What speaks for the pair and what against it, in words."""
        words = (
            f"{name.replace('_', ' ')} {'+' if part > 0 else '−'}{abs(part):.1f}" for name, part in self.parts.items()
        )
        return f"score {self.score:.1f}: {', '.join(words)}"


@dataclass(frozen=True, slots=True)
class Group:
    """One record that the other side tells as several.

    split: a curated record as several extracted ones; merged: several curated ones as one extracted; repeated: the
    same figures told again. `one` is an index of the side with one record, `several` of the other side, the partner
    of `one` first.
    """

    kind: GroupKind
    one: int
    several: tuple[int, ...]
    why: str
    one_is_curated: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """All pairs, in the order of the curated records, and the groups around them.

    `nearest` gives, for curated records without a partner, the extracted record that comes nearest, if any does.
    """

    matches: list[Match]
    nearest: list[Match]
    groups: list[Group]


def align(curated: Sequence[Record], extracted: Sequence[Record], across: bool, tolerances: Tolerances) -> Alignment:
    """Pair records one to one for the highest total score; `across` ignores in which report they stand."""
    scored = score_pairs(curated, extracted, across, tolerances)
    manner = ACROSS if across else WITHIN
    chosen = _assign(scored, len(curated), len(extracted), manner)
    kin = _kin(scored, curated, extracted)
    pairing = {match.curated: match for match in (_match(scored, n) for n in chosen)}
    groups = [
        *_groups("split", curated, extracted, pairing, kin, tolerances),
        *_groups("merged", extracted, curated, pairing, [(b, a) for a, b in kin], tolerances),
    ]
    best: dict[int, int] = {}
    for n in np.flatnonzero((scored.score > 0) & ~np.isin(scored.left, list(pairing))).tolist():
        index = int(scored.left[n])
        if index not in best or scored.score[n] > scored.score[best[index]]:
            best[index] = n
    return Alignment([pairing[index] for index in sorted(pairing)], [_match(scored, n) for n in best.values()], groups)


def _match(scored: Scored, n: int) -> Match:
    parts = {name: float(part[n]) for name, part in scored.parts.items() if part[n]}
    return Match(int(scored.left[n]), int(scored.right[n]), float(scored.score[n]), parts)


def _assign(scored: Scored, rows: int, columns: int, manner: Manner) -> list[int]:
    """Numbers of the candidate pairs that belong together: first those that agree, then of the rest what may be pairs.

    Each time those of the highest total score.
    """
    chosen: list[int] = []
    for price in sorted({max(0.0, manner.floor), manner.floor}, reverse=True):
        taken = [set(side[chosen].tolist()) for side in (scored.left, scored.right)]
        open_ = ~np.isin(scored.left, list(taken[0])) & ~np.isin(scored.right, list(taken[1]))
        chosen += _best(scored, np.flatnonzero(open_ & scored.pair & (scored.score > price)), rows, columns, price)
    return sorted(chosen, key=lambda n: int(scored.left[n]))


def _best(scored: Scored, kept: Indices, rows: int, columns: int, price: float) -> list[int]:
    """The assignment of the highest total score among the pairs `kept`, where staying alone scores `price`.

    A sparse full matching (Jonker-Volgenant as in scipy) in which each curated record may also take a column of its
    own at that price.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    if not kept.size:
        return []
    highest = float(scored.score[kept].max()) + 1.0  # the solver wants weights above nought
    cost = np.concatenate([highest - scored.score[kept], np.full(rows, highest - price)])
    row = np.concatenate([scored.left[kept], np.arange(rows)])
    column = np.concatenate([scored.right[kept], columns + np.arange(rows)])
    chosen_rows, chosen_columns = min_weight_full_bipartite_matching(
        csr_matrix((cost, (row, column)), shape=(rows, columns + rows))
    )
    number = {(int(scored.left[n]), int(scored.right[n])): int(n) for n in kept}
    pairs = zip(chosen_rows.tolist(), chosen_columns.tolist(), strict=True)
    return [number[pair] for pair in pairs if pair in number]


# --- split, merged, told again ---------------------------------------------------------------------------------


def _kin(scored: Scored, curated: Sequence[Record], extracted: Sequence[Record]) -> list[tuple[int, int]]:
    """Candidate pairs that could tell parts of one event: the dates allow it, and the places."""
    possible = np.flatnonzero((scored.parts["date"] >= 0) & (scored.parts["place"] > -1.5))
    pairs: NDArray[np.int64] = np.stack([scored.left[possible], scored.right[possible]], axis=1)
    return [(a, b) for a, b in pairs.tolist() if _near(curated[a], extracted[b])]


def _near(one: Record, other: Record) -> bool:
    days, spots = (one.days(), other.days()), (one.spot(), other.spot())
    if days[0] and days[1] and abs((days[0].first - days[1].first).days) > FAR_DAYS:
        return False
    if not spots[0] or not spots[1]:
        return bool(days[0] and days[1])
    names = [(spot.name, *spot.others) for spot in (spots[0], spots[1])]
    return any(one_place(a, b) for a in names[0] for b in names[1])


def _groups(
    kind: Literal["split", "merged"],
    ones: Sequence[Record],
    others: Sequence[Record],
    pairing: dict[int, Match],
    kin: Iterable[tuple[int, int]],
    tolerances: Tolerances,
) -> list[Group]:
    """Records of `ones` that `others` tells as several: the partner and free records whose numbers add up.

    Free is what has no partner, or one whose date or place contradicts it: a sum that fits at the same place and day
    says more. Such a pair is taken out of `pairing`.
    """
    curated_is_one = kind == "split"

    def ends(match: Match) -> tuple[int, int]:
        return (match.curated, match.extracted) if curated_is_one else (match.extracted, match.curated)

    partner = dict(ends(match) for match in pairing.values())
    loose = dict(ends(match)[::-1] for match in pairing.values() if _contradicted(match))
    free = (set(range(len(others))) - set(partner.values())) | set(loose)
    relatives: dict[int, list[int]] = defaultdict(list)
    for one, other in kin:
        relatives[one].append(other)
    groups = []

    def take(further: Iterable[int]) -> None:
        for other in further:
            free.discard(other)
            if other in loose:
                one = loose.pop(other)
                del partner[one]
                del pairing[one if curated_is_one else other]

    for one in sorted(relatives):
        first = partner.get(one)
        spare = [other for other in relatives[one] if other in free and other != first][:MOST_RELATIVES]
        if first not in relatives[one]:
            continue
        if found := _parts(ones[one], others, first, spare):
            further, why = found
            take(further)
            groups.append(Group(kind, one, (first, *further), why, curated_is_one))
    for one in sorted(relatives):
        first = partner.get(one)
        alike = [n for n in relatives[one] if n in free and n not in loose and n != first]
        again = [n for n in alike if first is not None and _same_event(others[first], others[n], tolerances)]
        if again:
            free -= set(again)
            groups.append(Group("repeated", one, (partner[one], *again), "the same figures", curated_is_one))
    return groups


def _contradicted(match: Match) -> bool:
    return match.parts.get("date", 0) < 0 or match.parts.get("place", 0) < 0


def _parts(
    one: Record, others: Sequence[Record], first: int, spare: Sequence[int]
) -> tuple[tuple[int, ...], str] | None:
    """The fewest of the spare records that, with the first, add up to one record; and the sum in words."""
    for size in range(1, MOST_PARTS):
        for further in combinations(spare, size):
            if why := _adds_up(one, [others[n] for n in (first, *further)]):
                return further, why
    return None


def _adds_up(one: Record, parts: Sequence[Record]) -> str:
    """The sum that fits, in words; "" where none does, or where another one contradicts it."""
    fitting = []
    for name in ("killed", "injured"):
        whole = one.values.get(name)
        numbers = [part.values.get(name) for part in parts]
        totals = [number.total for number in numbers if isinstance(number, Number) and number.total]
        if not isinstance(whole, Number) or whole.total is None or not totals:
            continue
        if sum(totals) == whole.total:
            if len(totals) == len(parts):
                fitting.append(f"{name} {' + '.join(map(str, totals))} = {whole.total}")
        elif len(totals) == len(parts):
            return ""
    return ", ".join(fitting)


def _same_event(one: Record, other: Record, tolerances: Tolerances) -> bool:
    """Whether two records of one side tell the same: date, place and dead known and alike, nothing else against it."""
    verdicts = {
        name: judge(FIELDS[name], one.values.get(name), other.values.get(name), tolerances).tolerant
        for name in ("date_start", "place", "killed", "injured")
    }
    known = all(name in one.values and name in other.values for name in ("date_start", "place", "killed"))
    return known and all(verdict in (None, "correct") for verdict in verdicts.values())
