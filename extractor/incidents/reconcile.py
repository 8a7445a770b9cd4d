"""The report's own totals against each other and against the incidents that were read from it.

Where everything is told, a total that differs is an error of the report or of the extraction, found without curated
data. Where the report tells a selection, the same line says how much of the whole it tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from extractor.model import Count, Incident, Reconciliation, Report, Scope, Toll

_MEASURES = ("killed", "killed.children", "killed.women", "injured")


def reconcile(report: Report) -> list[Reconciliation]:
    """One line for each number of each total that something of the report can be held against."""
    lines: list[Reconciliation] = []
    for toll in report.tolls:
        lines += _against_incidents(toll, report.incidents)
    return lines


def _against_incidents(toll: Toll, incidents: Sequence[Incident]) -> Iterator[Reconciliation]:
    told = [incident for incident in incidents if _in_scope(incident, toll.scope)]
    for measure, stated in _stated(toll):
        extracted = _sum(told, measure)
        yield _line(toll, measure, stated, extracted)


def _stated(toll: Toll) -> Iterator[tuple[str, int]]:
    if toll.incidents is not None and toll.measure is None:
        yield "incidents", toll.incidents
    for measure in _MEASURES:
        value = _value(toll, measure)
        if value is not None:
            yield measure, value


def _value(record: Toll | Incident, measure: str) -> int | None:
    name, _, part = measure.partition(".")
    count: Count = getattr(record, name)
    value: int | None = getattr(count, part or "total")
    return value


def _sum(incidents: Sequence[Incident], measure: str) -> int:
    if measure == "incidents":
        return len(incidents)
    return sum(_value(incident, measure) or 0 for incident in incidents)


def _line(toll: Toll, measure: str, stated: int, extracted: int) -> Reconciliation:
    if stated == extracted:
        status, reason = "agrees", "the incidents add up to it"
    elif extracted < stated:
        status, reason = "partial", f"the report tells {extracted} of {stated}"
    else:
        status, reason = "differs", f"the incidents add up to {extracted}"
    return Reconciliation(
        scope=toll.scope,
        measure=measure,
        stated=stated,
        extracted=extracted,
        status=status,  # type: ignore[arg-type]
        reason=reason,
        quote=toll.quote,
        page=toll.page,
    )


def _in_scope(incident: Incident, scope: Scope) -> bool:
    tests: list[Callable[[], bool]] = []
    if scope.start is not None and scope.end is not None:
        start, end = scope.start, scope.end
        tests.append(lambda: incident.date.start is None or start <= incident.date.start <= end)
    if scope.perpetrators:
        tests.append(lambda: bool({p.actor for p in incident.perpetrators} & set(scope.perpetrators)))
    if scope.governorate is not None:
        tests.append(lambda: incident.place.governorate == scope.governorate)
    if scope.control:
        tests.append(lambda: set(incident.control.then) == set(scope.control))
    return all(test() for test in tests)
