"""What the sides differ in, as one list that every report shows in its own form."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from extractor.compare.comparison import Comparison, Pair
from extractor.compare.fields import evidence_paths
from extractor.compare.judge import Verdict
from extractor.compare.records import Record
from extractor.model import Evidence

VERDICT_WORDS: dict[Verdict, str] = {
    "correct": "right",
    "partial": "partly right",
    "incorrect": "wrong",
    "missing": "missing",
    "spurious": "extra",
}
"""The verdicts in plain words: missing is what only the curated side has, extra what only the extracted side has."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a pair, or (with no field) a whole record that one side lacks."""

    pair: Pair
    number: int
    field: str
    verdict: str
    curated: str
    extracted: str
    note: str
    evidence: tuple[Evidence, ...] = ()


def differences(comparison: Comparison, everything: bool = False) -> Iterator[Difference]:
    """All differences in the order of the pairs; `everything` gives the fields that agree, too.

    A missed or invented record is one difference, not one for each of its fields.
    """
    for number, pair in enumerate(comparison.pairs, 1):
        record = pair.curated or pair.extracted
        assert record is not None
        if pair.kind != "matched":
            label, note = clean(record.label()), clean("; ".join(pair.notes))
            kind = pair.group.kind if pair.group else pair.kind
            sides = ("", label) if pair.curated is None else (label, "")
            yield Difference(pair, number, "", kind, *sides, note)
            continue
        if pair.group:
            yield Difference(pair, number, "", pair.group.kind, "", "", "; ".join(pair.notes))
        for name, judgement in pair.fields.items():
            verdict = judgement.tolerant or judgement.strict
            if verdict is None or (verdict == "correct" and not everything):
                continue
            notes = [judgement.note, *(note for note in pair.notes if note.startswith(f"{name} "))]
            yield Difference(
                pair,
                number,
                name,
                VERDICT_WORDS[verdict],
                written(pair.curated, name),
                written(pair.extracted, name),
                "; ".join(note for note in notes if note),
                evidence_of(pair.extracted, name),
            )


def written(record: Record | None, field: str) -> str:
    """A field as the side wrote it, "" where it says nothing."""
    return clean(record.written.get(field, "")) if record else ""


def evidence_of(record: Record | None, field: str) -> tuple[Evidence, ...]:
    """The words that a field of an extracted record rests on."""
    if record is None:
        return ()
    patterns = evidence_paths(field)
    return tuple(
        piece
        for path, pieces in record.evidence.items()
        if any(fnmatchcase(path, pattern) for pattern in patterns)
        for piece in pieces
    )


def clean(text: str) -> str:
    """`text` on one line without control characters, which could move a terminal's cursor."""
    signs = " ".join(text.split())
    return "".join("\ufffd" if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in signs)


def pair_title(pair: Pair, with_report: bool = True) -> str:
    """Report, date and place of a pair in a few words."""
    record = pair.curated or pair.extracted
    assert record is not None
    parts = [written(record, "date_start"), written(record, "place")]
    if with_report:
        parts.insert(0, record.report or "")
    return " · ".join(part for part in map(clean, parts) if part) or clean(record.where)


def why_paired(pair: Pair) -> str:
    """What speaks for the pair and what against it, with the score; "" where there is none."""
    return pair.match.why() if pair.match else ""
