"""Verdicts counted: precision, recall and F1, strict and with partial credit, and how sure they are in a sample."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from extractor.compare.judge import VERDICTS, Verdict

CONFIDENCE = 0.95
_Z = 1.959963984540054  # the normal quantile for 95 %


@dataclass(slots=True)
class Figures:
    """How many values got which verdict; a value that is partly right counts as `credit` of a right one.

    Precision is over what was extracted, recall over what was coded. Wrong values count against both.
    Where there is nothing to be right about, they are 1.
    """

    correct: float = 0
    partial: float = 0
    incorrect: float = 0
    missing: float = 0
    spurious: float = 0
    credit: float = 0

    def add(self, verdict: Verdict, weight: float = 1) -> None:
        """Count one verdict."""
        setattr(self, verdict, getattr(self, verdict) + weight)

    @property
    def empty(self) -> bool:
        """Whether there was nothing to compare."""
        return not (self.extracted or self.curated)

    @property
    def right(self) -> float:
        """Right values, partly right ones by their credit."""
        return self.correct + self.credit * self.partial

    @property
    def extracted(self) -> float:
        """Values on the extracted side."""
        return self.correct + self.partial + self.incorrect + self.spurious

    @property
    def curated(self) -> float:
        """Values on the curated side."""
        return self.correct + self.partial + self.incorrect + self.missing

    @property
    def precision(self) -> float:
        """Share of the extracted values that are right."""
        return self.right / self.extracted if self.extracted else 1.0

    @property
    def recall(self) -> float:
        """Share of the curated values that were found."""
        return self.right / self.curated if self.curated else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def summed(figures: Iterable[Figures], credit: float) -> Figures:
    """All fields together: each value weighs the same."""
    total = Figures(credit=credit)
    for figure in figures:
        for verdict in VERDICTS:
            total.add(verdict, getattr(figure, verdict))
    return total


@dataclass(frozen=True, slots=True)
class Interval:
    """The 95 % confidence intervals of precision, recall and F1 (low, high)."""

    precision: tuple[float, float]
    recall: tuple[float, float]
    f1: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The figures of one sampled paragraph, the stratum it was drawn from, and how many it stands for."""

    stratum: str
    weight: float
    figures: Figures


def intervals(drawn: Sequence[Drawn]) -> Interval:
    """Confidence intervals of figures estimated from a stratified sample of paragraphs.

    Each figure is a ratio of two weighted totals. Its variance is that of the ratio estimator (Taylor linearisation,
    paragraphs as clusters within strata); from it comes the effective size of the sample, and with that the
    interval of Wilson (1927), which stays within 0 and 1 and has a width where everything is right. (Dean and Pagano
    2015 compare such intervals for surveys.)
    """

    def interval(top: list[float], bottom: list[float]) -> tuple[float, float]:
        return _wilson([unit.stratum for unit in drawn], [unit.weight for unit in drawn], top, bottom)

    units = [unit.figures for unit in drawn]
    return Interval(
        interval([unit.right for unit in units], [unit.extracted for unit in units]),
        interval([unit.right for unit in units], [unit.curated for unit in units]),
        interval([2 * unit.right for unit in units], [unit.extracted + unit.curated for unit in units]),
    )


def _wilson(strata: Sequence[str], weights: list[float], top: list[float], bottom: list[float]) -> tuple[float, float]:
    weighted_top, weighted_bottom = np.multiply(weights, top), np.multiply(weights, bottom)
    whole = weighted_bottom.sum()
    if not whole:
        return 0.0, 1.0
    share = float(weighted_top.sum() / whole)
    residual = weighted_top - share * weighted_bottom
    variance = 0.0
    for stratum in sorted(set(strata)):
        inside = residual[[other == stratum for other in strata]]
        if len(inside) > 1:
            variance += len(inside) / (len(inside) - 1) * float(((inside - inside.mean()) ** 2).sum())
    variance /= whole**2
    units = sum(1 for value in bottom if value)
    size = share * (1 - share) / variance if variance > 0 and 0 < share < 1 else units
    middle = (share + _Z**2 / (2 * size)) / (1 + _Z**2 / size)
    half = _Z / (1 + _Z**2 / size) * math.sqrt(share * (1 - share) / size + _Z**2 / (4 * size**2))
    return max(0.0, middle - half), min(1.0, middle + half)
