"""Known differences between two sides are reported as what they are, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutations import FORTY, Mutated, gold_rows, mutate, write_curated, write_extracted

from extractor.compare.comparison import Comparison, compare
from extractor.compare.records import Record, read_side
from extractor.compare.tolerances import read_tolerances

HERE = Path(__file__).resolve()
SAMPLES = HERE.parents[2] / "samples"
SHARED = HERE.parents[3] / "shared"
GOLDS = [SAMPLES / "*.csv", SHARED / "gold" / "seed_incidents.csv", SHARED / "corpus" / "reports" / "gold.jsonl"]


def rows_of(gold: Path) -> list[dict[str, str]]:
    files = [file for file in sorted(gold.parent.glob(gold.name)) if not file.stem.endswith("_tolls")]
    if not files:
        pytest.skip(f"{gold} lies beside the project only where it is developed")
    rows = [row for file in files for row in gold_rows(file)]
    # a number in the thousands, for its separator
    largest = max(rows, key=lambda row: int(row["injured"]) if row["injured"].isdigit() else 0)
    largest["injured"] = "1250"
    return [row | {"n": str(number)} for number, row in enumerate(rows, 1)]


def compared(made: Mutated, folder: Path) -> Comparison:
    write_extracted(folder / "extracted.csv", made.extracted)
    write_curated(folder / "curated.xlsx", made.curated)
    curated = read_side(folder / "curated.xlsx")
    assert not curated.unread
    return compare(read_side(folder / "extracted.csv"), curated, read_tolerances())


def number_of(record: Record | None) -> str:
    return record.written["record_id"] if record else ""


def reported(comparison: Comparison) -> set[tuple[str, str, str]]:
    """Everything that the comparison reports, in the form of `Mutated.expected`."""
    found = {(number_of(one), "", group.kind) for group, one, _ in comparison.groups}
    for pair in comparison.pairs:
        number = number_of(pair.curated or pair.extracted)
        if pair.kind != "matched":
            if pair.group is None:
                found.add((number, "", pair.kind))
            continue
        assert number_of(pair.curated) == number_of(pair.extracted), "paired with another record"
        for name, judgement in pair.fields.items():
            part = pair.group is not None and name not in ("date_start", "date_end", "place", "governorate")
            if judgement.tolerant not in (None, "correct") and not part:
                found.add((number, name, judgement.tolerant))
    return found


@pytest.mark.parametrize("gold", GOLDS, ids=lambda gold: gold.stem if gold.stem != "*" else "samples")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_forty_mutations_are_reported_as_what_they_are(gold: Path, seed: int, tmp_path: Path) -> None:
    made = mutate(rows_of(gold), seed, FORTY)
    assert made.count == 40
    comparison = compared(made, tmp_path)
    assert reported(comparison) == made.expected
    notes = {number_of(pair.curated): " ".join(pair.notes) for pair in comparison.pairs}
    for first, second in made.exchanged:
        assert "place exchanged with" in notes[first]
        assert "place exchanged with" in notes[second]


def test_without_mutations_nothing_is_reported(tmp_path: Path) -> None:
    comparison = compared(mutate(rows_of(GOLDS[0]), 1, {}), tmp_path)
    assert not comparison.differs
    assert len(comparison.of_kind("matched")) == len(comparison.pairs)
