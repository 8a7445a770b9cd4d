"""How well the confidence holds: of the values said to be 0.9 sure, are nine in ten right?

    python benchmarks/confidence.py SCORE.py GOLD.jsonl=PDFS [GOLD.jsonl=PDFS …] [--fit]

SCORE.py pairs extracted records with curated ones and judges each field; GOLD.jsonl holds the curated incidents of each
text by its `id`, which is the name of its PDF in the folder PDFS. Prints the reliability table of docs/confidence.md.
With --fit it also measures the weights anew, each against all others (logistic regression, pulled towards the weights
in PRIOR where records are few), and prints the table for weights that were measured on other texts (five folds).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from extractor.converter import Converter
from extractor.export.flat import flat_row
from extractor.incidents.confidence import SIGNS
from extractor.model import Incident

BOUNDS = (0.0, 0.7, 0.8, 0.9, 0.95, 0.97, 1.01)
FOLDS = 5
PULL = 0.5  # strength of the pull: as if so many records had spoken for the prior
VALUES_A_VOICE = 2  # values of one record are right or wrong together: two of them count as one

# What a reason is taken to weigh before any record is seen; 1 for all others. Those that never weigh are told apart.
PRIOR = {
    **dict.fromkeys(("subset-above-total", "parts-above-total", "range-reversed", "date-after-publication"), 0.5),
    **dict.fromkeys(("date-conflict", "similar-incident"), 0.6),
    **dict.fromkeys(("date-heading", "date-outside-period", "names-count", "count-mixed", "count-conflict"), 0.7),
    **dict.fromkeys(("date-weekday", "governorate-text", "governorate-heading", "perpetrator-heading"), 0.8),
    **dict.fromkeys(("perpetrator-text", "map-link-far", "attribution-open", "text-unread"), 0.8),
    **dict.fromkeys(("place-kind", "place-tie", "place-missing", "attribution-disputed"), 0.9),
}
LEAST = 0.95  # a warning puts a record below those without one, however often such records were right
SILENT = {"place-nil", "attribution-unidentified", "count-vague", "count-fewer", "attribution-believed"}


@dataclass(frozen=True, slots=True)
class Told:
    """An extracted incident, and how many of the values that it states are right."""

    text: str
    incident: Incident
    stated: int
    right: int

    @property
    def reasons(self) -> set[str]:
        found = {check.code for check in self.incident.checks}
        return (found | {name for name, _, says in SIGNS if says(self.incident)}) - SILENT


def read(score: Any, gold: Path, pdfs: Path, converter: Converter) -> list[Told]:
    curated = {line["id"]: line["incidents"] for line in map(json.loads, gold.read_text(encoding="utf-8").splitlines())}
    fields = [name for name in score.CORE if any(name in record for records in curated.values() for record in records)]
    told = []
    for pdf in sorted(pdfs.glob("*.pdf")):
        report = converter.convert(pdf)
        rows = [flat_row(report, incident) for incident in report.incidents]
        got = [score.record({k: "" if v is None else str(v) for k, v in row.items()}, fields) for row in rows]
        wanted = [score.record(record, fields) for record in curated.get(pdf.stem, [])]
        partner = {b: a for a, b in score.align(wanted, got) if a is not None and b is not None}
        for number, (incident, record) in enumerate(zip(report.incidents, got, strict=True)):
            stated = [name for name in fields if record[name] not in (None, "", (), frozenset(), set())]
            other = wanted[partner[number]] if number in partner else None
            right = [n for n in stated if other is not None and score.equal(n, other[n], record[n])]
            told.append(Told(pdf.stem, incident, len(stated), len(right)))
    return told


def table(told: list[Told], sure: np.ndarray) -> None:
    print("| confidence | incidents | values | said | right |\n|---|---|---|---|---|")
    for low, high in pairwise(BOUNDS):
        inside = [(one, p) for one, p in zip(told, sure, strict=True) if low <= p < high]
        stated = sum(one.stated for one, _ in inside)
        if stated:
            said = sum(p * one.stated for one, p in inside) / stated
            right = sum(one.right for one, _ in inside) / stated
            print(f"| {low:.2f}–{min(high, 1):.2f} | {len(inside)} | {stated} | {said:.3f} | {right:.3f} |")


def fit(told: list[Told], names: list[str]) -> np.ndarray:
    """The log odds of the base and of each reason."""
    x = np.array([[name in one.reasons for name in names] for one in told], dtype=float)
    stated, right = np.array([one.stated for one in told]), np.array([one.right for one in told])
    prior = np.array([math.log(PRIOR.get(name, 1.0)) for name in names])

    def loss(w: np.ndarray) -> float:
        p = 1 / (1 + np.exp(-(w[0] + x @ w[1:])))
        likelihood = (right * np.log(p + 1e-9) + (stated - right) * np.log(1 - p + 1e-9)).sum() / VALUES_A_VOICE
        return float(PULL * ((w[1:] - prior) ** 2).sum() - likelihood)

    # a doubt never makes a record surer
    bounds = [(None, None), *((None, math.log(LEAST) if name in PRIOR else 0.0) for name in names)]
    return np.array(minimize(loss, np.concatenate([[3.5], prior]), method="L-BFGS-B", bounds=bounds).x)


def predicted(told: list[Told], names: list[str], w: np.ndarray) -> np.ndarray:
    x = np.array([[name in one.reasons for name in names] for one in told], dtype=float)
    return np.array(1 / (1 + np.exp(-(w[0] + x @ w[1:]))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("score", type=Path)
    parser.add_argument("corpora", nargs="+", metavar="GOLD=PDFS")
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    spec = importlib.util.spec_from_file_location("score", options.score)
    assert spec is not None and spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    converter = Converter()
    told: list[Told] = []
    for corpus in options.corpora:
        gold, pdfs = map(Path, corpus.split("="))
        told += read(score, gold, pdfs, converter)
    print(f"{len(told)} incidents, {sum(t.stated for t in told)} values, {sum(t.right for t in told)} of them right\n")
    table(told, np.array([one.incident.confidence or 0.0 for one in told]))
    if not options.fit:
        return
    names = sorted({name for one in told for name in one.reasons} | set(PRIOR))
    weights = fit(told, names)
    print(f"\nBASE = {1 / (1 + math.exp(-weights[0])):.3f}")
    for weight, name in sorted(zip(np.exp(weights[1:]), names, strict=True)):
        if weight < 0.97:
            print(f'    "{name}": {weight:.2f},  # {sum(name in one.reasons for one in told)} records')
    texts = {text: number % FOLDS for number, text in enumerate(sorted({one.text for one in told}))}
    sure = np.zeros(len(told))
    for fold in range(FOLDS):
        inside = np.array([texts[one.text] == fold for one in told])
        learnt = fit([one for one, held in zip(told, inside, strict=True) if not held], names)
        sure[inside] = predicted([one for one, held in zip(told, inside, strict=True) if held], names, learnt)
    print("\nWeights measured on other texts:\n")
    table(told, sure)


if __name__ == "__main__":
    main()
