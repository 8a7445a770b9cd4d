"""The same incident across reports: which records of several reports tell one event. Linked, never merged.

Splink (Fellegi and Sunter's model) compares every two incidents that share a day, or a place within one month
or year where a report tells no day. The weights are fixed, so that the same reports give the same links:
nothing is trained on the data at hand.
"""

from __future__ import annotations

import datetime as dt
import logging
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import Field

from extractor.errors import CallError
from extractor.model import Incident, Record, Report

if TYPE_CHECKING:
    import pyarrow as pa

LINK_PROBABILITY = 0.9
"""Pairs from here on are linked. On generated archives (benchmarks/relate.py) 99.7 % of the links are then right and
90 % of the pairs found among 20,000 incidents of ten years, 97.4 % and 90 % among 100,000."""

PRIOR = 1e-4
"""Of two incidents taken at random, the share that is one event: the archive of one country holds some ten
thousand events and a handful of tellings of each. Fixed, so that a link doesn't depend on the other files."""

_MOST_DAYS = 31  # a range longer than a month is no day to meet on


@dataclass(frozen=True, slots=True)
class _Level:
    """One outcome of a comparison: in words, as SQL, and how often it is met among same and other events."""

    says: str
    sql: str
    same: float
    other: float


_KM = (
    "2 * 6371 * asin(sqrt(pow(sin(radians(lat_r - lat_l) / 2), 2)"
    " + cos(radians(lat_l)) * cos(radians(lat_r)) * pow(sin(radians(lon_r - lon_l) / 2), 2)))"
)
_SHARED = "len(list_intersect(words_l, words_r)) / greatest(1, least(len(words_l), len(words_r)))"


def _numbers(name: str) -> tuple[_Level, ...]:
    low, high = f"{name}_low", f"{name}_high"
    return (
        _Level("", f"{low}_l IS NULL OR {low}_r IS NULL", 1, 1),
        _Level(f"none {name}", f"{high}_l = 0 AND {high}_r = 0", 0.3, 0.25),
        _Level(f"same small number {name}", f"{low}_l = {low}_r AND {high}_l = {high}_r AND {high}_l <= 2", 0.2, 0.15),
        _Level(f"same number {name}", f"{low}_l = {low}_r AND {high}_l = {high}_r", 0.25, 0.03),
        _Level(
            f"numbers {name} close",
            f"{low}_l <= greatest({high}_r + 1, 1.3 * {high}_r) AND {low}_r <= greatest({high}_l + 1, 1.3 * {high}_l)",
            0.2,
            0.15,
        ),
        _Level(f"different numbers {name}", "ELSE", 0.05, 0.42),
    )


# The shares among pairs of one event and among pairs of two are estimates, from reading how the same events
# are told by two publishers; benchmarks/relate.py measures what comes of them.
_COMPARISONS: dict[str, tuple[_Level, ...]] = {
    "date": (
        _Level("", "first_l IS NULL OR first_r IS NULL", 1, 1),
        _Level("same day", "first_l = first_r AND last_l = last_r AND day_l AND day_r", 0.87, 0.0004),
        _Level("dates overlap", "first_l <= last_r AND first_r <= last_l", 0.06, 0.004),
        _Level("one day apart", "first_l <= last_r + 1 AND first_r <= last_l + 1", 0.05, 0.0008),
        _Level("other days", "ELSE", 0.02, 0.9948),
    ),
    "place": (
        _Level("", "(place_l IS NULL OR place_r IS NULL) AND (gov_l IS NULL OR gov_r IS NULL OR gov_l = gov_r)", 1, 1),
        _Level("same place in the gazetteer", "gazetteer_l = gazetteer_r", 0.45, 0.003),
        _Level("same name of place", "place_l = place_r AND coalesce(gov_l, '') = coalesce(gov_r, '')", 0.2, 0.003),
        _Level("similar names of places", "jaro_winkler_similarity(place_l, place_r) >= 0.9", 0.14, 0.006),
        _Level("places less than 3 km apart", f"{_KM} < 3", 0.04, 0.004),
        _Level("one names the other's place", "len(list_intersect(places_l, places_r)) > 0", 0.09, 0.01),
        _Level("places less than 15 km apart", f"{_KM} < 15", 0.04, 0.03),
        _Level("different places", "ELSE", 0.04, 0.944),
    ),
    "perpetrator": (
        _Level("", "len(actors_l) = 0 OR len(actors_r) = 0", 1, 1),
        _Level("same perpetrator", "len(list_intersect(actors_l, actors_r)) > 0", 0.85, 0.35),
        _Level("different perpetrators", "ELSE", 0.15, 0.65),
    ),
    "event": (
        _Level("", "event_l IS NULL OR event_r IS NULL", 1, 1),
        _Level("same kind of event", "event_l = event_r", 0.8, 0.3),
        _Level("different kinds of event", "ELSE", 0.2, 0.7),
    ),
    "killed": _numbers("killed"),
    "injured": _numbers("injured"),
    "time": (
        _Level("", "time_l IS NULL OR time_r IS NULL", 1, 1),
        _Level("same time of day", "time_l = time_r", 0.75, 0.3),
        _Level("different times of day", "ELSE", 0.25, 0.7),
    ),
    "names": (
        _Level("", "len(named_l) = 0 OR len(named_r) = 0", 1, 1),
        _Level("same names of victims", "len(list_intersect(named_l, named_r)) > 0", 0.7, 0.002),
        _Level("different names of victims", "ELSE", 0.3, 0.998),
    ),
    "words": (
        _Level("", "len(words_l) < 5 OR len(words_r) < 5", 1, 1),
        _Level("most words alike", f"{_SHARED} >= 0.6", 0.4, 0.06),
        _Level("many words alike", f"{_SHARED} >= 0.35", 0.4, 0.3),
        _Level("few words alike", "ELSE", 0.2, 0.64),
    ),
}


class Reason(Record):
    """One comparison of a link, with its weight in bits: above 0 it speaks for one event, below against."""

    says: str
    weight: float


class Member(Record):
    """An incident of a report. `incident` is its id, `file` and `sha256` tell the report."""

    file: str
    sha256: str
    incident: str


class Link(Record):
    """Two incidents that tell one event, how surely, and why."""

    one: Member
    other: Member
    probability: float
    why: list[Reason]


class Telling(Record):
    """What one report says of the event, when it was published."""

    member: Member
    told: dt.date | None = Field(None, description="publication, or else the end of the reporting period")
    date: dt.date | None
    place: str | None
    place_id: str | None = Field(None, description="the gazetteer's record of the place")
    perpetrators: list[str]
    killed: int | None
    injured: int | None


class Event(Record):
    """One event with its tellings, oldest first; `revisions` says which figures changed from one to the next."""

    id: str
    tellings: list[Telling]
    revisions: list[str]


class Related(Record):
    """The links between the incidents of several reports, and the events that they make."""

    reports: int
    incidents: int
    links: list[Link]
    events: list[Event]


def relate(reports: Iterable[Report], threshold: float = LINK_PROBABILITY) -> Related:
    """Link the incidents of `reports` that tell one event, never two of the same report.

    A report given twice (the same file, by its hash) counts once. `threshold` is the probability from which
    on a pair is linked. An event holds at most one incident of each report: the surer link comes first.
    """
    unique = {report.report.sha256: report for report in reports}
    told = [(report, incident) for report in unique.values() for incident in report.incidents]
    pairs = _score([_row(number, report, incident) for number, (report, incident) in enumerate(told)], threshold)
    pairs.sort(key=lambda pair: (-pair[2], pair[0], pair[1]))
    group = _Groups([report.report.sha256 for report, _ in told])
    links = [
        Link(one=_member(*told[one]), other=_member(*told[other]), probability=round(probability, 4), why=why)
        for one, other, probability, why in pairs
        if group.join(one, other)
    ]
    events = [_event([told[number] for number in numbers]) for numbers in group.of_many()]
    events.sort(key=lambda event: (event.tellings[0].date or dt.date.max, event.id))
    return Related(reports=len(unique), incidents=len(told), links=links, events=events)


class _Groups:
    """Disjoint sets of incidents, none with two of the same report."""

    def __init__(self, reports: Sequence[str]) -> None:
        self._reports = reports
        self._group = list(range(len(reports)))
        self._members: dict[int, list[int]] = {number: [number] for number in range(len(reports))}

    def join(self, one: int, other: int) -> bool:
        """Join the groups of two incidents; false where the group would hold two of one report."""
        a, b = sorted((self._group[one], self._group[other]))
        if a == b:
            return True
        if not {self._reports[m] for m in self._members[a]}.isdisjoint(self._reports[m] for m in self._members[b]):
            return False
        for member in self._members[b]:
            self._group[member] = a
        self._members[a] += self._members.pop(b)
        return True

    def of_many(self) -> list[list[int]]:
        """The groups of two and more."""
        return [sorted(members) for members in self._members.values() if len(members) > 1]


# ------------------------------------------------------------------------------------------------ scoring


def _score(rows: list[dict[str, Any]], threshold: float) -> list[tuple[int, int, float, list[Reason]]]:
    """The pairs from `threshold` on: (row, row, probability, why)."""
    if len(rows) < 2:
        return []
    try:
        import duckdb
        import pyarrow as pa
        from splink import DuckDBAPI, Linker, SettingsCreator
        from splink.blocking_rule_library import CustomRule
    except ImportError as error:
        raise CallError("linking across reports needs splink: pip install 'extractor[link]'") from error

    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect(config={"threads": 1})  # the order of sums, and so the last digits, stay the same
    table = DuckDBAPI(connection).register(pa.Table.from_pylist(rows, schema=_schema(pa)))
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="number",
        probability_two_random_records_match=PRIOR,
        comparisons=[_comparison(name, levels) for name, levels in _COMPARISONS.items()],
        blocking_rules_to_generate_predictions=[
            CustomRule("l.days = r.days AND l.report <> r.report", arrays_to_explode=["days"]),
            CustomRule("l.span = r.span AND (len(l.days) = 0 OR len(r.days) = 0) AND l.report <> r.report"),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )
    linker = Linker(table, settings, log_level=None, validate_settings=False)
    predicted = linker.inference.predict(threshold_match_probability=threshold, warning_mode="never")
    return [
        (row["number_l"], row["number_r"], row["match_probability"], _why(row)) for row in predicted.as_record_list()
    ]


def _comparison(name: str, levels: Sequence[_Level]) -> dict[str, Any]:
    return {
        "output_column_name": name,
        "comparison_levels": [
            {"sql_condition": level.sql, "is_null_level": True}
            if not level.says
            else {
                "sql_condition": level.sql,
                "label_for_charts": level.says,
                "m_probability": level.same,
                "u_probability": level.other,
                "fix_m_probability": True,
                "fix_u_probability": True,
            }
            for level in levels
        ],
    }


def _why(row: dict[str, Any]) -> list[Reason]:
    """The outcome of each comparison, weightiest first; nothing where a side says nothing (weight 0)."""
    reasons = []
    for name, levels in _COMPARISONS.items():
        weight = row[f"mw_{name}"]
        if weight:
            level = min(levels, key=lambda level: abs(math.log2(level.same / level.other) - weight))
            reasons.append(Reason(says=level.says, weight=round(weight, 2)))
    return sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.says))


_TEXTS = ("report", "span", "place", "gov", "gazetteer", "event", "time")
_LISTS = ("places", "actors", "named", "words")
_INTEGERS = ("number", "first", "last", "killed_low", "killed_high", "injured_low", "injured_high")


def _schema(arrow: Any) -> pa.Schema:
    schema: pa.Schema = arrow.schema(
        [
            *((name, arrow.int64()) for name in _INTEGERS),
            *((name, arrow.string()) for name in _TEXTS),
            *((name, arrow.list_(arrow.string())) for name in _LISTS),
            ("days", arrow.list_(arrow.int64())),
            ("day", arrow.bool_()),
            ("lat", arrow.float64()),
            ("lon", arrow.float64()),
        ]
    )
    return schema


def _row(number: int, report: Report, incident: Incident) -> dict[str, Any]:
    start, end, link = incident.date.start, incident.date.end, incident.place.link
    first, last = (start.toordinal(), end.toordinal()) if start and end else (None, None)
    names = [incident.place.name, *incident.place.within, *(other.name for other in incident.other_places)]
    row: dict[str, Any] = {
        "number": number,
        "report": report.report.sha256,
        "first": first,
        "last": last,
        "day": incident.date.precision == "day",
        "days": [],
        "span": None,
        "place": _key(incident.place.name),
        "places": sorted({key for key in map(_key, names) if key}),
        "gov": _key(incident.place.governorate),
        "gazetteer": link.id if link is not None else None,
        "lat": link.lat if link is not None else None,
        "lon": link.lon if link is not None else None,
        "actors": sorted({p.actor for p in incident.perpetrators if p.actor is not None}),
        "event": incident.event_type,
        "time": incident.date.time_of_day,
        "named": sorted({key for key in map(_key, incident.victims.named) if key}),
        "words": sorted(set(re.findall(r"\w{4,}|\d+", incident.text.casefold()))),
    }
    for name in ("killed", "injured"):
        count = getattr(incident, name)
        row[f"{name}_low"] = count.total if count.total is not None else count.min
        row[f"{name}_high"] = count.total if count.total is not None else count.max
        if row[f"{name}_high"] is None:
            row[f"{name}_high"] = row[f"{name}_low"]
        if row[f"{name}_low"] is None:
            row[f"{name}_low"] = row[f"{name}_high"]
    if start is not None and first is not None and last is not None:
        if last - first < _MOST_DAYS:
            row["days"] = list(range(first, last + 2))  # the day after too: reports differ by a night
        if row["place"]:
            row["span"] = f"{start.year} {row['place']}"
    return row


def _key(name: str | None) -> str | None:
    """A name as its letters and digits alone."""
    return re.sub(r"\W|_", "", name.casefold()) or None if name is not None else None


# ------------------------------------------------------------------------------------------------- events


def _event(told: list[tuple[Report, Incident]]) -> Event:
    tellings = sorted(
        (_telling(report, incident) for report, incident in told),
        key=lambda telling: (telling.told or dt.date.max, telling.member.file, telling.member.incident),
    )
    return Event(id=tellings[0].member.incident, tellings=tellings, revisions=list(_revisions(tellings)))


def _telling(report: Report, incident: Incident) -> Telling:
    facts = report.report
    return Telling(
        member=_member(report, incident),
        told=facts.published or (facts.period.end if facts.period else None),
        date=incident.date.start,
        place=incident.place.name,
        place_id=incident.place.link.id if incident.place.link is not None else None,
        perpetrators=[p.actor for p in incident.perpetrators if p.actor is not None],
        killed=incident.killed.total,
        injured=incident.injured.total,
    )


def _member(report: Report, incident: Incident) -> Member:
    return Member(file=report.report.file, sha256=report.report.sha256, incident=incident.id)


def _revisions(tellings: Sequence[Telling]) -> Iterator[str]:
    """What a later report changed, each change in one line. Another spelling of a place is no change of it."""
    for field in ("date", "place", "killed", "injured"):
        before: Telling | None = None
        for telling in tellings:
            if getattr(telling, field) is None:
                continue
            if before is not None and _differs(field, before, telling):
                told = f" ({telling.told})" if telling.told else ""
                old, new = getattr(before, field), getattr(telling, field)
                yield f"{field}: {old} → {new} by {telling.member.file}{told}"
            before = telling


def _differs(field: str, one: Telling, other: Telling) -> bool:
    if field == "place":
        return None not in (one.place_id, other.place_id) and one.place_id != other.place_id
    return bool(getattr(one, field) != getattr(other, field))
