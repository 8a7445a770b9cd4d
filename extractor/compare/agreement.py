"""How far two human coders agree beyond chance: Cohen's kappa and Krippendorff's alpha, from NLTK."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from extractor.compare.comparison import Comparison, Pair
from extractor.compare.differences import written
from extractor.compare.fields import FIELDS, Number
from extractor.compare.names import folded
from extractor.errors import CallError

NOTHING = "(nothing)"
"""The label of a field that a coder left empty: leaving it empty is a decision, too."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Both coefficients for one field over the matched pairs; None where one label is all there is, or nothing."""

    field: str
    pairs: int
    kappa: float | None
    alpha: float | None


def agreement(comparison: Comparison) -> list[Agreement]:
    """The agreement of two human sides, field by field; raises CallError without NLTK.

    Values that the comparison takes for the same get the same label. Kappa takes labels as nominal. So does alpha, but
    for numbers: there it takes those that both coders give, with the squared difference as the distance (interval
    data). Only matched pairs can be compared: records that one coder lacks are in the figures, not in here.
    """
    try:
        from nltk.metrics.agreement import AnnotationTask
    except ImportError as error:
        raise CallError("agreement of two coders needs NLTK: pip install 'extractor[compare]'") from error
    matched = comparison.of_kind("matched")
    found = []
    for name in comparison.fields:
        labels = [(pair, _labels(pair, name)) for pair in matched if _coded(pair, name)]
        nominal = [(coder, n, label) for n, (_, both) in enumerate(labels) for coder, label in enumerate(both)]
        if len({label for _, _, label in nominal}) < 2:
            found.append(Agreement(name, len(labels), None, None))
            continue
        task = AnnotationTask(data=nominal)
        alpha = task.alpha()
        if FIELDS[name].kind == "number":
            numbers = [numbers for pair, _ in labels if (numbers := _numbers(pair, name))]
            data = [(coder, n, number) for n, both in enumerate(numbers) for coder, number in enumerate(both)]
            spread = len({number for _, _, number in data}) > 1
            alpha = AnnotationTask(data=data, distance=lambda a, b: float((a - b) ** 2)).alpha() if spread else None
        found.append(Agreement(name, len(labels), task.kappa(), alpha))
    return found


def _coded(pair: Pair, name: str) -> bool:
    return not any(record and name in record.unread for record in (pair.curated, pair.extracted))


def _labels(pair: Pair, name: str) -> tuple[Hashable, Hashable]:
    ours, theirs = (folded(written(record, name)) or NOTHING for record in (pair.curated, pair.extracted))
    judgement = pair.fields.get(name)
    same = judgement is None or judgement.tolerant == "correct"
    return (ours, ours) if same else (ours, theirs)


def _numbers(pair: Pair, name: str) -> tuple[int, int] | None:
    ours, theirs = (record.values.get(name) if record else None for record in (pair.curated, pair.extracted))
    if isinstance(ours, Number) and isinstance(theirs, Number) and ours.total is not None and theirs.total is not None:
        return ours.total, theirs.total
    return None
