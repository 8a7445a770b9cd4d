"""How sure a record is, from reasons that a person can weigh: the checks on it and what it rests on.

The confidence is the share of an incident's values that is expected to be right. It starts from that of a record
without a doubt and every reason found multiplies the odds. docs/confidence.md tells how the weights were measured and
how well the result holds on the development texts.
"""

from __future__ import annotations

from extractor.model import Incident

BASE = 0.97
"""Share of values that are right in a record with no reason against it."""

# Odds ratio of each reason; below 1 it speaks against the record. The key is a check's code or a sign of its own.
WEIGHTS: dict[str, float] = {
    "date-weekday": 0.7,
    "date-conflict": 0.6,
    "date-missing": 0.3,
    "date-outside-period": 0.5,
    "date-after-publication": 0.3,
    "place-missing": 0.3,
    "place-tie": 0.8,
    "place-nil": 0.8,
    "governorate-heading": 0.7,
    "governorate-gazetteer": 0.6,
    "attribution-open": 0.8,
    "attribution-disputed": 0.7,
    "attribution-missing": 0.8,
    "count-conflict": 0.5,
    "count-mixed": 0.6,
    "count-vague": 0.8,
    "subset-above-total": 0.3,
    "parts-above-total": 0.3,
    "similar-incident": 0.5,
}


def confidence(incident: Incident) -> tuple[float, list[str]]:
    """The confidence in an incident, 0 to 1, and the reasons for it, weightiest first."""
    odds = BASE / (1 - BASE)
    reasons: list[tuple[float, str]] = []
    for check in incident.checks:
        weight = WEIGHTS.get(check.code, 1.0)
        if weight != 1.0:
            odds *= weight
            reasons.append((weight, check.message))
    why = [message for _, message in sorted(reasons)]
    return round(odds / (1 + odds), 3), why or ["no doubt was found"]
