"""Who was killed, injured, missing or detained in an event, and what the text says of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Literal

from extractor.annotate.casualties import Casualty, added, combine
from extractor.annotate.tellings import Outcome
from extractor.incidents.draft import Draft
from extractor.incidents.statements import Statement
from extractor.model import Count, Victims

_GROUPS = ("children", "women", "men", "fighters")
OUTCOMES: tuple[Outcome, ...] = ("killed", "injured", "missing", "detained")


def read_counts(draft: Draft) -> dict[Outcome, Count]:
    """The count of each outcome, from all statements of the event in the order of the text.

    The lines of a card are the report's own summing up: sentences count only for what its lines don't say.
    """
    counts: dict[Outcome, Count] = {}
    for outcome in OUTCOMES:
        told = _told(draft, outcome)
        lines = [casualty.count for statement, casualty in told if draft.sums_up(statement)]
        prose = combine([casualty for statement, casualty in told if not draft.sums_up(statement)])
        counts[outcome] = _filled(reduce(added, lines), prose) if lines else prose
        for statement, casualty in told:
            total = casualty.count.total
            if casualty.kind == "mixed":
                said = statement.passage.text[casualty.start : casualty.end]
                draft.claim("casualties", said, statement.passage, casualty.start, casualty.end)
            if casualty.kind == "event" and total is not None and total != counts[outcome].total:
                draft.claim(f"{outcome}.total", str(total), statement.passage, casualty.start, casualty.end)
            for name, (start, end) in casualty.spans.items():
                if getattr(counts[outcome], name, None) is not None or name == "total":
                    draft.quote(f"{outcome}.{name}", statement.passage, start, end, "casualties")
    return counts


def read_victims(draft: Draft, counts: Mapping[Outcome, Count]) -> Victims:
    """Their standing, family, origin and names; of one family only where that is said of all of them."""
    told = [pair for outcome in ("killed", "injured") for pair in _told(draft, outcome)]
    victims = Victims(status=_status({casualty.status for _, casualty in told if casualty.status}))
    for statement, casualty in told:
        if casualty.status is not None:
            draft.quote("victims.status", statement.passage, casualty.start, casualty.end, "victims")
        if casualty.same_family and casualty.count.total in (None, counts[casualty.outcome].total):
            victims.same_family = True
            draft.quote("victims.same_family", statement.passage, casualty.start, casualty.end, "victims")
        if casualty.origin is not None and statement.has("displaced") and victims.displaced_from is None:
            start, end = casualty.origin
            victims.displaced_from = statement.passage.text[start:end]
            draft.quote("victims.displaced_from", statement.passage, start, end, "origin")
        victims.named += [name for name in casualty.named if name not in victims.named]
    return victims


def _filled(lines: Count, prose: Count) -> Count:
    """The count of a card or row, with the groups that only the sentences tell where they tell the same total."""
    if lines.qualifier is None:
        return prose
    if prose.total is not None and prose.total == lines.total:
        told = {name: getattr(prose, name) for name in _GROUPS if getattr(lines, name) is None}
        return lines.model_copy(update=told)
    return lines


def _told(draft: Draft, outcome: str) -> list[tuple[Statement, Casualty]]:
    ordered = sorted(draft.event.statements, key=lambda s: (draft.again(s), s.headline, s.passage.key, s.first))
    return [(s, casualty) for s in ordered if s.skipped is None for casualty in s.told if casualty.outcome == outcome]


def _status(said: set[str]) -> Literal["civilians", "individuals", "fighters", "mixed"] | None:
    """The one word used of them; a specific word beside "people" counts; fighters beside others are mixed."""
    if not said:
        return None
    if "mixed" in said or ("fighters" in said and len(said) > 1):
        return "mixed"
    if "fighters" in said:
        return "fighters"
    return "civilians" if "civilians" in said else "individuals"
