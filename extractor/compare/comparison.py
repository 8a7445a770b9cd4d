"""Two sides compared: records paired, every field judged, the verdicts counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from extractor.compare.align import Group, Match, align
from extractor.compare.fields import CORE, FIELDS
from extractor.compare.figures import Drawn, Figures, Interval, intervals, summed
from extractor.compare.judge import Judgement, judge
from extractor.compare.records import Record, Side
from extractor.compare.sampled import Sample, sample_of
from extractor.compare.tolerances import Tolerances

PairKind = Literal["matched", "missed", "invented"]
PAIR_KINDS: tuple[PairKind, ...] = get_args(PairKind)

ALL_FIELDS = "all fields"

FEW_RECORDS = 5
"""From this many records on, a column that is blank throughout is worth a note."""


@dataclass(slots=True)
class Pair:
    """A curated record and its extracted one; one of them is None where a side has no partner.

    `fields` holds the judgements of the fields that at least one side fills; `notes` what else is to be said, as that
    it is part of a group.
    """

    curated: Record | None
    extracted: Record | None
    match: Match | None
    fields: dict[str, Judgement]
    weight: float = 1
    notes: list[str] = field(default_factory=list)
    group: Group | None = None

    @property
    def kind(self) -> PairKind:
        """matched, missed (only curated) or invented (only extracted)."""
        return "missed" if self.extracted is None else "invented" if self.curated is None else "matched"

    @property
    def differs(self) -> bool:
        """Whether anything about the pair is not simply right."""
        return self.kind != "matched" or any(judgement.tolerant != "correct" for judgement in self.fields.values())


@dataclass(slots=True)
class Comparison:
    """Everything that the reports show. `strict` and `tolerant` go by field, `ALL_FIELDS` last."""

    curated: Side
    extracted: Side
    across: bool
    fields: tuple[str, ...]
    tolerances: Tolerances
    pairs: list[Pair]
    groups: list[tuple[Group, Record, list[Record]]]
    strict: dict[str, Figures]
    tolerant: dict[str, Figures]
    sample: Sample | None
    intervals: dict[str, Interval]
    notes: list[str]

    def of_kind(self, kind: PairKind) -> list[Pair]:
        """The pairs of one kind."""
        return [pair for pair in self.pairs if pair.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        """How many records found a partner or none, then the groups that there are."""
        counts: dict[str, int] = {kind: len(self.of_kind(kind)) for kind in PAIR_KINDS}
        for group, _, _ in self.groups:
            counts[group.kind] = counts.get(group.kind, 0) + 1
        return counts

    @property
    def differs(self) -> bool:
        """Whether the sides differ anywhere."""
        return any(pair.differs for pair in self.pairs)


def compare(
    extracted: Side,
    curated: Side,
    tolerances: Tolerances,
    fields: Sequence[str] = CORE,
    across: bool | None = None,
    common_days: bool = False,
) -> Comparison:
    """Compare two sides.

    Of `fields`, those are scored that the curated side has a column for. `across` tells whether records may be paired
    over the bounds of reports; None decides by whether both sides name the reports. `common_days` leaves out, across
    reports, what is dated outside the days that both sides cover.
    """
    notes: list[str] = []
    sample = sample_of(curated)
    records = (curated.records, extracted.records)
    if sample is not None:
        records, across = sample.restricted(curated.records, extracted.records), False
        notes += sample.notes
    elif across is None:
        across = not _reports_shared(*records)
    if sample is None and not across:
        records = _one_report(curated, extracted, notes)
    elif sample is None:
        records = _common_days(records, common_days, notes)
    scored = tuple(name for name in fields if name in curated.fields)
    notes += _blank_columns(records[0], scored)
    alignment = align(*records, across, tolerances)
    literal = {name: name not in curated.by_vocabulary | extracted.by_vocabulary for name in scored}
    pairs = _pairs(records, alignment.matches, scored, literal, tolerances)
    groups = _mark_groups(alignment.groups, pairs, records)
    _mark_exchanged(pairs)
    _mark_nearest(alignment.nearest, pairs, records)
    if sample is not None:
        for pair in pairs:
            pair.weight = sample.weight((pair.curated or pair.extracted).report)  # type: ignore[union-attr]
    strict, tolerant = _count(pairs, scored, tolerances)
    sure = {name: intervals(_drawn(sample, pairs, name, scored)) for name in (*scored, ALL_FIELDS)} if sample else {}
    return Comparison(
        curated, extracted, across, scored, tolerances, pairs, groups, strict, tolerant, sample, sure, notes
    )


# --- what is compared with what --------------------------------------------------------------------------------


def _reports_shared(curated: Iterable[Record], extracted: Iterable[Record]) -> bool:
    """Whether both sides say of every record in which report it stands."""
    return all(record.report for side in (curated, extracted) for record in side)


def _one_report(curated: Side, extracted: Side, notes: list[str]) -> tuple[list[Record], list[Record]]:
    """The records of the reports that the curated side covers. A single coded report needs no matching name."""
    if len(curated.covers) == 1 and len(extracted.covers) <= 1:
        (name,) = curated.covers
        return curated.records, [_renamed(record, name) for record in extracted.records]
    if others := sorted(extracted.covers - curated.covers):
        shown = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
        notes.append(f"reports that nobody coded by hand, left out: {shown}")
    notes += _namesakes(extracted)
    return curated.records, [record for record in extracted.records if record.report in curated.covers]


def _common_days(
    sides: tuple[list[Record], list[Record]], common_days: bool, notes: list[str]
) -> tuple[list[Record], list[Record]]:
    """The records of the days that both sides cover; all of them, with a note, unless that is asked for."""
    days = [[day for record in side if (day := record.days())] for side in sides]
    if not all(days):
        return sides
    first = max(min(day.first for day in side) for side in days)
    last = min(max(day.last for day in side) for side in days)
    kept = []
    for side, name, counted in zip(sides, ("curated", "extracted"), ("missed", "invented"), strict=True):
        inside = [record for record in side if not (day := record.days()) or (day.last >= first and day.first <= last)]
        if outside := len(side) - len(inside):
            end = "left out" if common_days else f"counted as {counted}; --common-days leaves them out"
            notes.append(f"{outside:,} of {len(side):,} {name} records lie outside {first} to {last}: {end}")
        kept.append(inside)
    return (kept[0], kept[1]) if common_days else sides


def _namesakes(side: Side) -> list[str]:
    """A note for each name that several files of a side go by."""
    files: dict[str, set[str]] = defaultdict(set)
    for record in side.records:
        files[record.report or ""].add(record.written.get("file", ""))
    return [f"taken for one report: {', '.join(sorted(names))}" for _, names in sorted(files.items()) if len(names) > 1]


def _renamed(record: Record, report: str) -> Record:
    return record if record.report == report else replace(record, report=report)


def _blank_columns(curated: Sequence[Record], fields: Iterable[str]) -> list[str]:
    if len(curated) < FEW_RECORDS:
        return []
    blank = [name for name in fields if not any(name in record.values for record in curated)]
    if not blank:
        return []
    return [f"curated columns blank throughout: {', '.join(blank)}; if they weren't coded, name others with --fields"]


# --- pairs -----------------------------------------------------------------------------------------------------


def _pairs(
    records: tuple[list[Record], list[Record]],
    matches: Iterable[Match],
    fields: Sequence[str],
    literal: Mapping[str, bool],
    tolerances: Tolerances,
) -> list[Pair]:
    """Curated records in their order, then what only the extracted side has."""
    curated, extracted = records
    by_curated = {match.curated: match for match in matches}

    def judged(one: Record | None, other: Record | None) -> dict[str, Judgement]:
        judgements = {}
        for name in fields:
            if (one and name in one.unread) or (other and name in other.unread):
                continue
            ours, theirs = (record.values.get(name) if record else None for record in (one, other))
            judgement = judge(FIELDS[name], ours, theirs, tolerances, literal[name])
            if judgement.tolerant or judgement.strict:
                judgements[name] = judgement
        return judgements

    pairs = []
    for index, record in enumerate(curated):
        match = by_curated.get(index)
        partner = extracted[match.extracted] if match else None
        pairs.append(Pair(record, partner, match, judged(record, partner)))
    taken = {match.extracted for match in by_curated.values()}
    pairs += [
        Pair(None, record, None, judged(None, record)) for index, record in enumerate(extracted) if index not in taken
    ]
    return pairs


def _mark_groups(
    groups: Iterable[Group], pairs: Iterable[Pair], records: tuple[list[Record], list[Record]]
) -> list[tuple[Group, Record, list[Record]]]:
    """Write each group on the pairs that it explains."""
    of_record = {id(record): pair for pair in pairs for record in (pair.curated, pair.extracted) if record}
    told = []
    for group in groups:
        side, other = records if group.one_is_curated else records[::-1]
        one, several = side[group.one], [other[index] for index in group.several]
        told.append((group, one, several))
        for record in several:
            pair = of_record[id(record)]
            pair.group = group
            pair.notes.append(_group_note(group, one, len(several)))
    return told


def _group_note(group: Group, one: Record, several: int) -> str:
    whose = "curated" if group.one_is_curated else "extracted"
    if group.kind == "repeated":
        return f"repeated: one of {several} that tell the same as the {whose} {one.label()}"
    return f"{group.kind}: one of {several} that the {whose} side tells as one, {one.label()} ({group.why})"


def _mark_exchanged(pairs: Sequence[Pair]) -> None:
    """Note where two pairs of one report have each other's date or place."""
    wrong: dict[tuple[str, str | None, str, str], list[Pair]] = defaultdict(list)

    def written(pair: Pair, name: str) -> tuple[str, str, str | None]:
        one, other = pair.curated, pair.extracted
        assert one is not None and other is not None
        return one.written.get(name, ""), other.written.get(name, ""), other.report

    for name in ("date_start", "place"):
        for pair in pairs:
            if pair.kind == "matched" and name in pair.fields and pair.fields[name].tolerant == "incorrect":
                ours, theirs, report = written(pair, name)
                for twin in wrong[name, report, theirs, ours]:
                    for one, other in ((pair, twin), (twin, pair)):
                        assert other.curated is not None
                        one.notes.append(f"{name} exchanged with {other.curated.label()}")
                wrong[name, report, ours, theirs].append(pair)


def _mark_nearest(nearest: Iterable[Match], pairs: Sequence[Pair], records: tuple[list[Record], list[Record]]) -> None:
    """Say of each missed record which extracted one comes nearest, and why it isn't the partner."""
    of_record = {id(record): pair for pair in pairs for record in (pair.curated, pair.extracted) if record}
    for match in nearest:
        pair, other = of_record[id(records[0][match.curated])], records[1][match.extracted]
        if pair.group is None:
            taken = "" if of_record[id(other)].curated is None else ", paired with another"
            pair.notes.append(f"nearest: {other.label()}{taken} ({match.why()})")


# --- figures ---------------------------------------------------------------------------------------------------


def _count(
    pairs: Iterable[Pair], fields: Sequence[str], tolerances: Tolerances
) -> tuple[dict[str, Figures], dict[str, Figures]]:
    strict = {name: Figures() for name in fields}
    tolerant = {name: Figures(credit=tolerances.credit) for name in fields}
    for pair in pairs:
        for name, judgement in pair.fields.items():
            if judgement.strict:
                strict[name].add(judgement.strict, pair.weight)
            if judgement.tolerant:
                tolerant[name].add(judgement.tolerant, pair.weight)
    strict[ALL_FIELDS] = summed(strict.values(), 0)
    tolerant[ALL_FIELDS] = summed(tolerant.values(), tolerances.credit)
    return strict, tolerant


def _drawn(sample: Sample, pairs: Iterable[Pair], name: str, fields: Sequence[str]) -> list[Drawn]:
    """The strict figures of a field, or of all, by sampled paragraph; a coded paragraph without incidents counts."""
    figures = {unit.sample: Figures() for unit in sample.coded}
    for pair in pairs:
        record = pair.curated or pair.extracted
        assert record is not None and record.report is not None
        for of in fields if name == ALL_FIELDS else (name,):
            if of in pair.fields and (verdict := pair.fields[of].strict):
                figures[record.report].add(verdict)
    return [Drawn(unit.stratum, sample.weight(unit.sample), figures[unit.sample]) for unit in sample.coded]
