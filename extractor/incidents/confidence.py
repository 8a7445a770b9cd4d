"""How sure a record is, from reasons that a person can weigh: the checks on it and what its values rest on.

The confidence is the share of an incident's values that are expected to be right. It starts from that of a record
without any doubt, and every reason found multiplies the odds. docs/confidence.md tells how the weights were measured
and how well they hold; benchmarks/confidence.py measures them again.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from extractor.model import Incident

BASE = 0.983
"""Share of values that are right in a record with no reason against it."""


def _inherited(incident: Incident, field: str) -> bool:
    """Whether a value rests on words outside of the incident's own text and headings."""
    pieces = [found[0] for path, found in incident.evidence.items() if path.startswith(field) and found]
    return any(piece.source == "document" for piece in pieces)


# What makes a record less sure, apart from its checks: (name, in words, test).
SIGNS: tuple[tuple[str, str, Callable[[Incident], bool]], ...] = (
    ("no-governorate", "nothing says in which governorate it happened", lambda i: i.place.governorate is None),
    (
        "no-kind",
        "no word like town or village stands beside the place",
        lambda i: i.place.name is not None and i.place.kind is None,
    ),
    ("coarse-date", "the text tells no day", lambda i: i.date.start is not None and i.date.precision != "day"),
    (
        "reckoned-date",
        "the date is reckoned from another one",
        lambda i: (
            not any(c.isdigit() for e in i.evidence.get("date.start", [])[:1] for c in e.quote)
            and i.date.start is not None
        ),
    ),
    ("no-means", "nothing says by what means", lambda i: i.event_type in (None, "other")),
    (
        "lent-party",
        "the party is named elsewhere in the report",
        lambda i: _inherited(i, "perpetrators"),
    ),
    ("from-table", "it stands in a table", lambda i: any(e.source == "table" for f in i.evidence.values() for e in f)),
)

# Odds ratio of each reason, by the code of a check or the name of a sign; those that are not listed weigh nothing.
WEIGHTS: dict[str, float] = {
    "no-governorate": 0.24,
    "governorate-gazetteer": 0.26,
    "coarse-date": 0.37,
    "lent-party": 0.43,
    "no-means": 0.45,
    "from-table": 0.49,
    "date-after-publication": 0.50,
    "range-reversed": 0.50,
    "reckoned-date": 0.57,
    "no-kind": 0.58,
    "parts-above-total": 0.58,
    "date-conflict": 0.60,
    "similar-incident": 0.60,
    "text-unread": 0.60,
    "date-missing": 0.61,
    "count-conflict": 0.65,
    "count-mixed": 0.67,
    "governorate-heading": 0.68,
    "date-heading": 0.70,
    "names-count": 0.70,
    "subset-above-total": 0.70,
    "date-outside-period": 0.79,
    "governorate-text": 0.80,
    "perpetrator-text": 0.80,
    "attribution-missing": 0.82,
    "perpetrator-heading": 0.86,
    "map-link-far": 0.93,
    "attribution-disputed": 0.95,
    "attribution-open": 0.95,
    "date-weekday": 0.95,
    "place-kind": 0.95,
    "place-missing": 0.95,
    "place-tie": 0.95,
}


def confidence(incident: Incident) -> tuple[float, list[str]]:
    """The confidence in an incident, 0 to 1, and the reasons for it in words, the weightiest first."""
    found = {check.code: check.message for check in incident.checks}
    found |= {name: words for name, words, says in SIGNS if says(incident)}
    weights = {words: WEIGHTS[name] for name, words in found.items() if name in WEIGHTS}
    odds = BASE / (1 - BASE) * math.prod(weights.values())
    why = [words for words, _ in sorted(weights.items(), key=lambda item: (item[1], item[0]))]
    return round(odds / (1 + odds), 3), why or ["no doubt was found"]
