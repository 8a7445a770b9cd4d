"""What words that a reviewer selected say for a field, read as the extractor itself reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from extractor.knowledge import Knowledge
from extractor.knowledge.schema import ActorEntry, AttackEntry, CarrierEntry, PlaceKindEntry, SiteEntry, WeaponEntry
from extractor.model import Report

_NAMES: dict[str, tuple[tuple[type, Callable[[Any], str | None]], ...]] = {
    "event_type": (
        (AttackEntry, lambda entry: entry.event_type),
        (WeaponEntry, lambda entry: entry.event_type),
        (CarrierEntry, lambda entry: entry.event_type),
    ),
    "weapons.name": ((WeaponEntry, lambda entry: entry.called or entry.name),),
    "perpetrators.actor": ((ActorEntry, lambda entry: entry.name),),
    "control.then": ((ActorEntry, lambda entry: entry.name),),
    "control.now": ((ActorEntry, lambda entry: entry.name),),
    "place.kind": ((PlaceKindEntry, lambda entry: entry.name),),
    "target.category": ((SiteEntry, lambda entry: entry.category),),
}
_COUNTS = ("killed", "injured", "missing", "detained")


def read_value(field: str, words: str, report: Report, knowledge: Knowledge) -> str | int | None:
    """The value of `field` that `words` say beyond doubt, or None: then a person must say it."""
    annotation = knowledge.annotate(words)
    if field.startswith("date."):
        return _date(field, annotation, report, knowledge)
    if field.split(".")[0] in _COUNTS:
        from extractor.annotate.numbers import find_numbers

        numbers = {number.value for number in find_numbers(annotation, knowledge)}
        return numbers.pop() if len(numbers) == 1 else None
    for kind, name in _NAMES.get(field, ()):
        mentions: list[Any] = annotation.of(kind)
        found = {name(mention.entry) for mention in mentions} - {None}
        if len(found) == 1:
            return found.pop()
    return None


def _date(field: str, annotation: Any, report: Report, knowledge: Knowledge) -> str | None:
    from extractor.annotate.dates import DateContext, find_dates, find_times, resolve

    if field == "date.time_of_day":
        times = {mention.time_of_day for mention in find_times(annotation, knowledge)}
        return times.pop() if len(times) == 1 else None
    facts = report.report
    period = (facts.period.start, facts.period.end) if facts.period else None
    years = sorted({one.date.start.year for one in report.incidents if one.date.start})
    context = DateContext(facts.published, period, None, None, tuple(years))
    found = [resolve(mention, context) for mention in find_dates(annotation, knowledge)]
    if len(found) != 1 or found[0].precision != "day" or found[0].start is None or found[0].end is None:
        return None
    return (found[0].end if field == "date.end" else found[0].start).isoformat()
