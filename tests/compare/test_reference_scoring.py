"""The strict figures are those of the codebook's reference scoring, counted by its own script."""

from __future__ import annotations

import csv
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.compare.comparison import ALL_FIELDS, compare
from extractor.compare.fields import CORE
from extractor.compare.records import read_side
from extractor.compare.tolerances import read_tolerances

from mutations import gold_rows, write_extracted  # isort: skip

SHARED = Path(__file__).resolve().parents[3] / "shared"
SCORE = SHARED / "tools" / "score.py"
SEED = SHARED / "gold" / "seed_incidents.csv"
REPORTS = SHARED / "corpus" / "reports" / "gold.jsonl"

pytestmark = pytest.mark.skipif(not SCORE.is_file(), reason="the reference scoring lies beside the project")


def reference(gold: Path, extracted: Path) -> tuple[dict[str, tuple[int, ...]], float]:
    """Field → right, wrong, missing, spurious; and the F1 of all fields."""
    command = [sys.executable, str(SCORE), str(gold), str(extracted)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = re.findall(r"^(\w+) +(\d+) +(\d+) +(\d+) +(\d+) ", printed, re.MULTILINE)
    f1 = re.search(r"all fields: .* F1 ([\d.]+)", printed)
    assert f1 is not None
    return {field: tuple(map(int, counts)) for field, *counts in lines}, float(f1[1])


def damaged(rows: list[dict[str, str]], seed: int, rate: float) -> list[dict[str, str]]:
    """The rows with values lost or taken from other rows, rows lost, and some told twice."""
    chance = random.Random(seed)
    out = []
    for row in rows:
        if chance.random() < rate / 2:
            continue
        worse = dict(row)
        for name in CORE:
            if chance.random() < rate:
                worse[name] = chance.choice(rows)[name] if chance.random() < 0.7 else ""
        out.append(worse)
        if chance.random() < rate / 2:
            out.append({**worse, "killed": str(chance.randint(1, 9))})
    chance.shuffle(out)
    return out


@pytest.mark.parametrize(
    ("gold", "seed", "rate"),
    [(SEED, 0, 0.0), (SEED, 1, 0.05), (SEED, 2, 0.1), (SEED, 3, 0.15), (REPORTS, 0, 0.0), (REPORTS, 1, 0.1)],
)
def test_the_figures_are_the_reference_ones(gold: Path, seed: int, rate: float, tmp_path: Path) -> None:
    extracted = tmp_path / "extracted.csv"
    write_extracted(extracted, damaged(gold_rows(gold), seed, rate))
    counted, f1 = reference(gold, extracted)
    found = compare(read_side(extracted), read_side(gold), read_tolerances())
    assert found.fields == CORE
    ours = {
        name: (figures.correct, figures.incorrect, figures.missing, figures.spurious)
        for name, figures in found.strict.items()
        if name != ALL_FIELDS
    }
    assert ours == counted
    assert found.strict[ALL_FIELDS].f1 == pytest.approx(f1, abs=5e-5)


def test_a_report_that_the_gold_leaves_empty_counts_against_precision(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "R1", "incidents": []}\n{"id": "R2", "incidents": [{"place": "Heish", "killed": 2}]}\n')
    extracted = tmp_path / "extracted.csv"
    with extracted.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([["incident_id", "file", "place", "killed"], ["a", "R1.pdf", "Saraqeb", 1]])
        writer.writerows([["b", "R2.pdf", "Heish", 2], ["c", "R3.pdf", "Idlib", 3]])
    found = compare(read_side(extracted), read_side(gold), read_tolerances())
    assert reference(gold, extracted)[0]["killed"] == (1, 0, 0, 1)
    assert (found.strict["killed"].correct, found.strict["killed"].spurious) == (1, 1)
    assert any("R3" in note for note in found.notes)
