"""How sure a record is, from reasons that a person can weigh: the checks on it and what its values rest on.

The confidence is the share of an incident's values that are expected to be right. It starts from that of a record
without any doubt, and every reason found multiplies the odds. docs/confidence.md tells how the weights were measured
and how well they hold; benchmarks/confidence.py measures them again.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from extractor.model import Incident

BASE = 0.968
"""Share of values that are right in a record with no reason against it."""

_LONG = 900  # characters of a text that is likely to tell of more than one event
_WEAK_LINK = 0.9  # score of the gazetteer below which another place of a like name is likely
_SEVERAL = 3  # other places from which on it is likely that the wrong one was taken for the place


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
    ("many-places", "several places are named", lambda i: len(i.other_places) >= _SEVERAL),
    (
        "weak-link",
        "the gazetteer's record is only like the name",
        lambda i: i.place.link is not None and i.place.link.score is not None and i.place.link.score < _WEAK_LINK,
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
    ("long-text", "the text is long and may tell of more than one event", lambda i: len(i.text) > _LONG),
)

# Odds ratio of each reason, by the code of a check or the name of a sign; those that are not listed weigh nothing.
WEIGHTS: dict[str, float] = {
    "no-governorate": 0.26,
    "control-missing": 0.41,
    "from-table": 0.43,
    "date-after-publication": 0.50,
    "no-means": 0.50,
    "range-reversed": 0.50,
    "reckoned-date": 0.52,
    "parts-above-total": 0.53,
    "place-missing": 0.53,
    "attribution-missing": 0.55,
    "subset-above-total": 0.56,
    "date-conflict": 0.60,
    "similar-incident": 0.60,
    "date-missing": 0.61,
    "attribution-disputed": 0.66,
    "no-kind": 0.66,
    "date-outside-period": 0.67,
    "place-tie": 0.68,
    "count-mixed": 0.70,
    "date-heading": 0.70,
    "lent-party": 0.70,
    "names-count": 0.70,
    "weak-link": 0.70,
    "count-conflict": 0.73,
    "governorate-text": 0.80,
    "long-text": 0.80,
    "perpetrator-text": 0.80,
    "text-unread": 0.80,
    "perpetrator-heading": 0.82,
    "governorate-gazetteer": 0.83,
    "governorate-heading": 0.85,
    "map-link-far": 0.85,
    "date-weekday": 0.89,
    "attribution-open": 0.90,
    "many-places": 0.94,
    "place-kind": 0.97,
}


def confidence(incident: Incident) -> tuple[float, list[str]]:
    """The confidence in an incident, 0 to 1, and the reasons for it in words, the weightiest first."""
    found = {check.code: check.message for check in incident.checks}
    found |= {name: words for name, words, says in SIGNS if says(incident)}
    weights = {words: WEIGHTS[name] for name, words in found.items() if name in WEIGHTS}
    odds = BASE / (1 - BASE) * math.prod(weights.values())
    why = [words for words, _ in sorted(weights.items(), key=lambda item: (item[1], item[0]))]
    return round(odds / (1 + odds), 3), why or ["no doubt was found"]
