"""What the records of OUT say together: figures to look at, each with how many incidents it leaves out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from extractor.model import Count, Incident, Report
from extractor.review.fields import FIELDS
from extractor.review.replay import get

UNSAID = "not said"
"""The group of incidents of which the text does not say it."""
_LEFT_OUT = ("rejected", "merged")


@dataclass(slots=True)
class People:
    """A number of people over all incidents: the sum of the totals that are stated, and how many state none."""

    total: int = 0
    children: int = 0
    women: int = 0
    stated: int = 0
    unstated: int = 0

    def add(self, count: Count) -> None:
        """Take in one incident. A range or a vague word is no total."""
        if count.total is None:
            self.unstated += any(value is not None for value in (count.min, count.max, count.qualifier))
        else:
            self.stated += 1
            self.total += count.total
        self.children += count.children or 0
        self.women += count.women or 0


@dataclass(slots=True)
class Group:
    """Incidents that have something in common, with the people killed in them."""

    incidents: int = 0
    killed: int = 0


@dataclass(slots=True)
class Spot:
    """A place that is settled on the map, and the people killed there."""

    lat: float
    lon: float
    name: str
    incidents: int = 0
    killed: int = 0


@dataclass(slots=True)
class Summary:
    """Everything that the page and the terminal show. Groups are in the order in which they are shown."""

    reports: int = 0
    incidents: int = 0
    left_out: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    killed: People = field(default_factory=People)
    injured: People = field(default_factory=People)
    months: dict[str, Group] = field(default_factory=dict)
    perpetrators: dict[str, Group] = field(default_factory=dict)
    weapons: dict[str, Group] = field(default_factory=dict)
    events: dict[str, Group] = field(default_factory=dict)
    governorates: dict[str, Group] = field(default_factory=dict)
    spots: list[Spot] = field(default_factory=list)
    unplaced: int = 0
    reconciliation: dict[str, int] = field(default_factory=dict)
    checks: dict[str, int] = field(default_factory=dict)
    coverage: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)


_GROUPS: dict[str, Callable[[Incident], list[str | None]]] = {
    "perpetrators": lambda incident: [one.actor for one in incident.perpetrators],
    "weapons": lambda incident: [one.name for one in incident.weapons],
    "events": lambda incident: [incident.event_type],
    "governorates": lambda incident: [incident.place.governorate],
}


def summarise(reports: Iterable[Report]) -> Summary:
    """The summary of some reports; incidents that a reviewer rejected or merged into another are left out."""
    result = Summary()
    groups: dict[str, dict[str, Group]] = {name: {} for name in _GROUPS}
    spots: dict[tuple[float, float], Spot] = {}
    checks: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    coverage = Counter({one.path: 0 for one in FIELDS if one.short is None})
    for report in reports:
        result.reports += 1
        totals.update(line.status for line in report.reconciliation)
        checks.update(check.code for check in report.checks)
        for incident in report.incidents:
            if incident.review is not None and incident.review.status in _LEFT_OUT:
                result.left_out += 1
                continue
            result.incidents += 1
            checks.update(check.code for check in incident.checks)
            statuses[incident.review.status if incident.review else "open"] += 1
            coverage.update(path for path in coverage if path != "place.link" and get(incident, path) not in (None, []))
            _add(result, groups, spots, incident)
    for name, found in groups.items():
        setattr(result, name, dict(sorted(found.items(), key=lambda item: (-item[1].incidents, item[0]))))
    result.months = _every_month(result.months)
    result.spots = sorted(spots.values(), key=lambda spot: (-spot.killed, spot.lat, spot.lon))
    result.reconciliation = dict(sorted(totals.items()))
    result.checks = dict(checks.most_common())
    coverage["place.link"] = result.incidents - result.unplaced
    result.coverage = dict(coverage)
    result.statuses = dict(sorted(statuses.items()))
    return result


def _add(
    result: Summary, groups: dict[str, dict[str, Group]], spots: dict[tuple[float, float], Spot], incident: Incident
) -> None:
    killed = incident.killed.total or 0
    result.killed.add(incident.killed)
    result.injured.add(incident.injured)
    start, end = incident.date.start, incident.date.end
    if start is not None:
        result.first = min(result.first or start, start)
        result.last = max(result.last or start, end or start)
    month = start.isoformat()[:7] if start and incident.date.precision in ("day", "month") else UNSAID
    _count(result.months, month, killed)
    for name, values in _GROUPS.items():
        for value in dict.fromkeys(one for one in values(incident) if one) or {UNSAID: None}:
            _count(groups[name], value, killed)
    link = incident.place.link
    if link is None or link.lat is None or link.lon is None or link.status not in ("linked", "report link"):
        result.unplaced += 1
        return
    spot = spots.setdefault((link.lat, link.lon), Spot(link.lat, link.lon, link.name or incident.place.name or ""))
    spot.incidents += 1
    spot.killed += killed


def _count(groups: dict[str, Group], name: str, killed: int) -> None:
    group = groups.setdefault(name, Group())
    group.incidents += 1
    group.killed += killed


def _every_month(months: dict[str, Group]) -> dict[str, Group]:
    """The months from the first to the last without a gap, and the undated behind them."""
    dated = sorted(month for month in months if month != UNSAID)
    result: dict[str, Group] = {}
    if dated:
        year, month = (int(part) for part in dated[0].split("-"))
        while (name := f"{year:04}-{month:02}") <= dated[-1]:
            result[name] = months.get(name, Group())
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return result | ({UNSAID: months[UNSAID]} if UNSAID in months else {})
