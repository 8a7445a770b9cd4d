"""Doubts about a finished incident, in words that a reviewer can act on. `docs/checks.md` is the catalogue.

A check never changes a value. Where two texts conflict it quotes both. What the record can't hold, the
other side of a contradiction, comes in as a `Claim`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import token_sort_ratio

from extractor.model import (
    AdminArea,
    Candidate,
    Certainty,
    Check,
    Count,
    Evidence,
    Incident,
    PlaceLink,
    Report,
    ReportFacts,
    Severity,
)

MAP_LINK_KM = 10.0
"""A map link farther than this from the gazetteer's point is a doubt: the links of 100 linked places lie
within 5 km of their records (RESEARCH 5), and towns with their fields are rarely wider."""

SAME_TEXT = 85.0
"""`token_sort_ratio` above which two texts of one day and place tell the same: two tellings of one event in
the development texts reach 86 and more, two shellings of one town told in a publisher's set phrases 80."""

UNREAD_WORDS = 30
"""Words between two values of a record from which on they are worth a look: of the values of such records in the
development texts 81 % are right, of the others 91 %."""

_NAMESAKE = 0.95
"""Share of a name, and of a kind, from which a record of the gazetteer is one of that very name."""

_SETTLEMENTS = frozenset({"city", "town", "village"})  # kinds of the codebook that exclude each other
_NAMES_OF_A_LIST = 3  # names on as many lines of their own are a list that should be complete


@dataclass(frozen=True, slots=True)
class Claim:
    """What the report also says of a field of the record: the other side of a possible contradiction.

    `field` is a dotted path of the record, with `value` as the record would hold it: "place.governorate",
    "place.kind", "perpetrators", "killed.total" …, also "other_places[0].governorate" (which has no column of
    its own). "date.weekday" claims a weekday that is not that of the date, "date.start" a day that does not
    exist or that was given up, "casualties" the words for killed and injured together.
    """

    field: str
    value: str
    evidence: Evidence


def check_incident(
    incident: Incident, report: ReportFacts, claims: Sequence[Claim] = (), *, always_control: bool = False
) -> list[Check]:
    """Every doubt about one incident, in the order of the record.

    `claims` are the values that the assembler read and did not take. `always_control`: the publisher always
    says who controlled the place, so that silence is worth a look.
    """
    return [
        *_date_checks(incident, report, claims),
        *_place_checks(incident, claims),
        *_perpetrator_checks(incident, claims),
        *_control_checks(incident, always_control),
        *_count_checks(incident, claims),
        *_unread_checks(incident),
    ]


def check_together(incidents: Sequence[Incident], report: ReportFacts) -> list[list[Check]]:
    """For each incident, the doubts that only its neighbours raise: another that looks the same, a day outside of
    the reporting period. The period counts only where most incidents lie in it; else it is not one of incidents
    ("Cards revised in June").
    """
    by_day: dict[dt.date, list[int]] = defaultdict(list)
    for number, incident in enumerate(incidents):
        if incident.date.start is not None:
            by_day[incident.date.start].append(number)
    checks: list[list[Check]] = [[] for _ in incidents]
    outside = [number for numbers in by_day.values() for number in numbers if _outside(incidents[number], report)]
    if 2 * len(outside) < sum(map(len, by_day.values())):
        for number in outside:
            checks[number].append(_outside_period(incidents[number], report))
    for numbers in by_day.values():
        for number in numbers:
            for other in numbers:
                if number != other and _look_the_same(incidents[number], incidents[other]):
                    checks[number].append(_similar(incidents[other]))
    return checks


def check_report(report: Report) -> list[Check]:
    """Doubts about the report as a whole: totals of its own that do not add up."""
    return [
        Check(
            code="total-differs",
            severity="warning",
            message=f"A stated total does not fit ({line.measure}): {line.reason}",
            fields=["reconciliation"],
            quotes=[line.quote],
        )
        for line in report.reconciliation
        if line.status == "differs"
    ]


# ---------------------------------------------------------------------------------------------- date


def _date_checks(incident: Incident, report: ReportFacts, claims: Sequence[Claim]) -> Iterator[Check]:
    start, end = incident.date.start, incident.date.end
    quotes = _quotes(incident, "date")
    for claim in _of(claims, "date.weekday"):
        yield _check(
            "date-weekday",
            "warning",
            f"The date given is a {claim.value}, which is not the weekday that stands beside it.",
            ["date.start"],
            [*quotes, claim.evidence.quote],
        )
    for claim in _of(claims, "date.start"):
        yield _check(
            "date-conflict",
            "warning",
            f"The text also gives a date that does not exist or does not agree: {claim.value}.",
            ["date.start"],
            [*quotes, claim.evidence.quote],
        )
    if start is None or end is None:
        yield _check("date-missing", "warning", "No date can be told from the text.", ["date.start"], quotes)
        return
    yield from _heading_years(incident, start, end)
    if report.published is not None and start > report.published:
        yield _check(
            "date-after-publication",
            "error",
            f"The date lies after the report's own publication ({report.published}).",
            ["date.start"],
            [*quotes, *(e.quote for e in report.evidence.get("published", [])[:1])],
        )


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _heading_years(incident: Incident, start: dt.date, end: dt.date) -> Iterator[Check]:
    """The year against those that the nearest heading with a year names ("Attacks in 2016", "2011–2014")."""
    for heading in reversed(incident.sections):
        years = [int(year) for year in _YEAR.findall(heading)]
        if years:
            if not min(years) <= end.year or not start.year <= max(years):
                message = f"The date lies in {start.year}; the heading above says {' and '.join(map(str, years))}."
                yield _check("date-heading", "warning", message, ["date.start"], [*_quotes(incident, "date"), heading])
            return


# ---------------------------------------------------------------------------------------------- place


def _place_checks(incident: Incident, claims: Sequence[Claim]) -> Iterator[Check]:
    place = incident.place
    if place.name is None:
        yield _check("place-missing", "warning", "No named place can be told from the text.", ["place.name"], [])
    for claim in _of(claims, "place.kind"):
        if {claim.value, place.kind} <= _SETTLEMENTS and claim.value != place.kind:
            yield _check(
                "place-kind",
                "warning",
                f"The text calls the place a {place.kind} and a {claim.value}.",
                ["place.kind"],
                [*_quotes(incident, "place.kind"), claim.evidence.quote],
            )
    for claim in _of(claims, "place.governorate"):
        if place.governorate is None or _same(claim.value, place.governorate):
            continue
        where = "heading" if claim.evidence.source == "heading" else "text"
        yield _check(
            f"governorate-{where}",
            "warning",
            f"The record says {place.governorate}; the {where} also says {claim.value}.",
            ["place.governorate"],
            [*_quotes(incident, "place.governorate"), claim.evidence.quote],
        )
    if place.link is not None:
        yield from _link_checks("place", place.name, place.link)
        yield from _gazetteer_checks("place", place.governorate, place.link, _quotes(incident, "place.governorate"))
        yield from _map_checks(incident, place.link)
    for number, other in enumerate(incident.other_places):
        for claim in _of(claims, f"other_places[{number}].governorate"):
            if other.link is not None:
                yield from _gazetteer_checks(f"other_places[{number}]", claim.value, other.link, [claim.evidence.quote])


def _link_checks(field: str, name: str | None, link: PlaceLink) -> Iterator[Check]:
    if name is None:
        return
    reason = f": {link.reason}" if link.reason else "."
    if link.status == "nil":
        yield _check("place-nil", "info", f"No gazetteer record fits {name}{reason}", [f"{field}.link"], [name])
    elif link.status == "tie":
        yield _check(
            "place-tie", "warning", f"Several places may be meant by {name}{reason}", [f"{field}.link"], [name]
        )


def _gazetteer_checks(field: str, governorate: str | None, link: PlaceLink, quotes: list[str]) -> Iterator[Check]:
    """The governorate of the text against that of the gazetteer's record, or, where none fits, of all of that name."""
    if governorate is None:
        return
    if link.status == "nil":
        namesakes = [candidate for candidate in link.candidates if _same_name_and_kind(candidate)]
        areas = list(dict.fromkeys(area for candidate in namesakes for area in _areas(candidate.admin)))
        found = " and ".join(areas) if areas and not any(_same(area, governorate) for area in areas) else None
        name = namesakes[0].name if namesakes else None
    else:
        name = link.name
        found = next((area for area in _areas(link.admin) if not _same(area, governorate)), None)
    if found is not None:
        yield _check(
            "governorate-gazetteer",
            "warning",
            f"The text says {governorate}; by the gazetteer {name} lies in {found}.",
            [f"{field}.governorate", f"{field}.link"],
            quotes,
        )


def _areas(admin: Sequence[AdminArea]) -> list[str]:
    """The names of the governorate; where a list knows it by its code alone ("IQ.15"), none."""
    return [area.name for area in admin if area.level == 1 and not _CODE.fullmatch(area.name)]


_CODE = re.compile(r"[A-Z]{2}\.\w+")


def _same_name_and_kind(candidate: Candidate) -> bool:
    return all(candidate.parts.get(part, 0.0) >= _NAMESAKE for part in ("name", "kind"))


def _map_checks(incident: Incident, link: PlaceLink) -> Iterator[Check]:
    """The report's own map link over the name of the place against the gazetteer's record of it."""
    name, lat, lon = link.name, link.lat, link.lon
    if link.status == "report link":  # the point is that of the link: the gazetteer's is that of its best candidate
        best = next((c for c in link.candidates if _same_name_and_kind(c) and c.parts.get("governorate") == 1.0), None)
        name, lat, lon = (best.name, best.lat, best.lon) if best is not None else (None, None, None)
    if lat is None or lon is None:
        return
    for hyperlink in incident.links:
        if hyperlink.kind != "map" or hyperlink.lat is None or hyperlink.lon is None:
            continue
        if hyperlink.text and not _names(hyperlink.text, incident.place.name):
            continue
        distance = _km(hyperlink.lat, hyperlink.lon, lat, lon)
        if distance > MAP_LINK_KM:
            yield _check(
                "map-link-far",
                "warning",
                f"The report's map link lies {distance:.0f} km from the gazetteer's {name}.",
                ["place.link", "links"],
                [hyperlink.text],
            )


# ---------------------------------------------------------------------------------------- perpetrator

_HEDGES: dict[Certainty, tuple[str, Severity, str]] = {
    "believed": ("attribution-believed", "info", "The text names the perpetrator as a belief, not as a fact."),
    "under_investigation": (
        "attribution-open",
        "warning",
        "The text says that the perpetrator is still being investigated.",
    ),
    "disputed": ("attribution-disputed", "warning", "The text tells of a dispute about the perpetrator."),
    "unidentified": ("attribution-unidentified", "info", "The text says that the perpetrator is not known."),
}


def _perpetrator_checks(incident: Incident, claims: Sequence[Claim]) -> Iterator[Check]:
    quotes = _quotes(incident, "perpetrators")
    if not incident.perpetrators:
        yield _check("attribution-missing", "info", "The text names no perpetrator.", ["perpetrators"], [])
    hedges = {perpetrator.certainty for perpetrator in incident.perpetrators}
    for certainty, (code, severity, message) in _HEDGES.items():
        if certainty in hedges:
            yield _check(code, severity, message, ["perpetrators"], quotes)
    if not hedges or "under_investigation" in hedges:
        return  # the text leaves the actor open: a heading that files it under one does not contradict it
    actors = [perpetrator.actor for perpetrator in incident.perpetrators if perpetrator.actor is not None]
    for claim in _of(claims, "perpetrators"):
        if actors and not any(_same(claim.value, actor) for actor in actors):
            where = "heading" if claim.evidence.source == "heading" else "text"
            yield _check(
                f"perpetrator-{where}",
                "warning",
                f"The record says {', '.join(actors)}; the {where} also says {claim.value}.",
                ["perpetrators"],
                [*quotes, claim.evidence.quote],
            )


def _control_checks(incident: Incident, always_control: bool) -> Iterator[Check]:
    if always_control and not incident.control.then:
        message = "This publisher always says who controlled the place; here no such words were found."
        yield _check("control-missing", "info", message, ["control.then"], [])


# --------------------------------------------------------------------------------------------- counts

_COUNTS = ("killed", "injured", "missing", "detained")


def _count_checks(incident: Incident, claims: Sequence[Claim]) -> Iterator[Check]:
    for name in _COUNTS:
        count: Count = getattr(incident, name)
        yield from _arithmetic(incident, name, count)
        if count.qualifier == "vague":
            message = f"The number of {name} is told in a vague word; no number can be given."
            yield _check("count-vague", "info", message, [f"{name}.total"], _quotes(incident, name))
        yield from _other_counts(incident, name, count, _of(claims, f"{name}.total"))
    mixed = list(dict.fromkeys(claim.evidence.quote for claim in _of(claims, "casualties")))
    if mixed:
        yield _check(
            "count-mixed",
            "warning",
            "Killed and injured are told as one number; the text does not tell them apart.",
            ["killed.total", "injured.total"],
            mixed,
        )
    yield from _name_checks(incident)


def _other_counts(incident: Incident, name: str, count: Count, claims: Sequence[Claim]) -> Iterator[Check]:
    """Other numbers of the same people: more than the record has, or fewer (an earlier figure, or a part of it)."""
    values = [int(claim.value) for claim in claims]
    if count.total is None or sum(values) == count.total:
        return
    for claim, value in zip(claims, values, strict=True):
        if value == count.total:
            continue
        more = value > count.total
        yield _check(
            "count-conflict" if more else "count-fewer",
            "warning" if more else "info",
            f"The record says {count.total} {name}; the text also says {value}"
            + (", which is more." if more else ": an earlier figure, or a part of them."),
            [f"{name}.total"],
            [*_quotes(incident, f"{name}.total"), claim.evidence.quote],
        )


def _arithmetic(incident: Incident, name: str, count: Count) -> Iterator[Check]:
    if count.min is not None and count.max is not None and count.min > count.max:
        message = f"The range of {name} runs backwards: {count.min} to {count.max}."
        yield _check("range-reversed", "error", message, [f"{name}.min", f"{name}.max"], _quotes(incident, name))
    most = count.total if count.total is not None else count.max
    if most is None:
        return
    parts = {part: getattr(count, part) for part in ("children", "women", "men", "fighters")}
    above = {part: number for part, number in parts.items() if number is not None and number > most}
    for part, number in above.items():
        yield _check(
            "subset-above-total",
            "error",
            f"{number} {part} among {most} {name}: more than all of them.",
            [f"{name}.{part}", f"{name}.total"],
            [*_quotes(incident, f"{name}.{part}"), *_quotes(incident, f"{name}.total")],
        )
    apart = [part for part in ("children", "women", "men") if parts[part] is not None]
    total = sum(parts[part] for part in apart)
    if not above and total > most:
        yield _check(
            "parts-above-total",
            "error",
            f"{' + '.join(f'{parts[part]} {part}' for part in apart)} are {total}, more than {most} {name}.",
            [f"{name}.total", *(f"{name}.{part}" for part in apart)],
            [*_quotes(incident, f"{name}.total"), *(q for p in apart for q in _quotes(incident, f"{name}.{p}"))],
        )


def _name_checks(incident: Incident) -> Iterator[Check]:
    """A list of names should have as many as were killed; names inside a sentence may be only some of them."""
    names, killed = incident.victims.named, incident.killed.total
    if not names or killed is None or incident.killed.qualifier != "exact":
        return
    lines = {line.strip() for line in incident.text.split("\n")}
    listed = [name for name in names if any(_leads(line, name) for line in lines)]
    if len(listed) >= _NAMES_OF_A_LIST and len(listed) == len(names) and len(names) != killed:
        yield _check(
            "names-count",
            "warning",
            f"{killed} killed are stated, and {len(names)} names listed.",
            ["killed.total", "victims.named"],
            [*_quotes(incident, "killed.total"), *names],
        )


def _leads(line: str, name: str) -> bool:
    return re.match(rf"\W*(?:\d+\W+)?{re.escape(name)}", line) is not None


# ------------------------------------------------------------------------------------------------ text


def _unread_checks(incident: Incident) -> Iterator[Check]:
    """The longest stretch of words between two values of one paragraph that no value rests on."""
    spans = sorted(
        (piece.start, piece.end)
        for pieces in incident.evidence.values()
        for piece in pieces
        if piece.source == "text" and piece.start is not None and piece.end is not None
    )
    longest, reached = "", 0
    for number, (start, end) in enumerate(spans):
        between = incident.text[reached:start] if number else ""
        if "\n" not in between and len(between.split()) > len(longest.split()):
            longest = between.strip()
        reached = max(reached, end)
    if len(longest.split()) >= UNREAD_WORDS:
        message = f"{len(longest.split())} words between two values were read by no rule."
        yield _check("text-unread", "info", message, ["text"], [longest])


# ------------------------------------------------------------------------------------------ neighbours


def _look_the_same(one: Incident, other: Incident) -> bool:
    if one.place.name is None or other.place.name is None or not _same(one.place.name, other.place.name):
        return False
    if one.event_type != other.event_type or one.date.end != other.date.end:
        return False
    if None not in (one.date.time_of_day, other.date.time_of_day) and one.date.time_of_day != other.date.time_of_day:
        return False
    actors = [{p.actor for p in incident.perpetrators if p.actor is not None} for incident in (one, other)]
    if all(actors) and actors[0].isdisjoint(actors[1]):
        return False
    if (one.killed.total, one.injured.total) == (other.killed.total, other.injured.total):
        if one.killed.total or one.injured.total:
            return True
        return token_sort_ratio(one.text, other.text) >= SAME_TEXT
    return False


def _outside(incident: Incident, report: ReportFacts) -> bool:
    start, end, period = incident.date.start, incident.date.end, report.period
    return period is not None and start is not None and end is not None and (end < period.start or start > period.end)


def _outside_period(incident: Incident, report: ReportFacts) -> Check:
    assert report.period is not None
    return _check(
        "date-outside-period",
        "warning",
        f"The date lies outside the reporting period ({report.period.start} to {report.period.end}).",
        ["date.start"],
        [*_quotes(incident, "date"), *(piece.quote for piece in report.evidence.get("period", [])[:1])],
    )


def _similar(other: Incident) -> Check:
    message = f"Another incident of this report has the same day, place, kind and numbers: {other.id}."
    return _check("similar-incident", "warning", message, ["id"], [other.text[:200]])


# --------------------------------------------------------------------------------------------- helpers


def _check(code: str, severity: Severity, message: str, fields: list[str], quotes: list[str]) -> Check:
    return Check(code=code, severity=severity, message=message, fields=fields, quotes=list(dict.fromkeys(quotes)))


def _of(claims: Sequence[Claim], field: str) -> list[Claim]:
    return [claim for claim in claims if claim.field == field]


def _quotes(incident: Incident, field: str) -> list[str]:
    """The first quote of each value at or below `field`."""
    return [
        evidence[0].quote
        for path, evidence in incident.evidence.items()
        if evidence and (path == field or path.startswith((f"{field}.", f"{field}[")))
    ]


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _names(text: str, name: str | None) -> bool:
    return name is None or _plain(name) in _plain(text) or _plain(text) in _plain(name)


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres on a sphere of 6,371 km."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))
