"""Monthly reports made up by rule: clean incidents, and among them incidents and totals with a known contradiction.

All of it is invented but the names of places and parties and the calendar. Each plant names the code of the check,
or the measure of the reconciliation line, that must find it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

PLACES = {
    "Idlib": [
        ("Khan Sheikhoun", "city"),
        ("Saraqib", "city"),
        ("Binnish", "city"),
        ("Sarmin", "town"),
        ("Kafr Nubl", "city"),
    ],
    "Homs": [("Talbisa", "city"), ("al Rastan", "city"), ("Palmyra", "city")],
    "Daraa": [("Nawa", "city"), ("Inkhil", "city"), ("Tafas", "city")],
    "Deir Ez-Zour": [("al Mayadeen", "city"), ("Mahkan", "town"), ("al Bokamal", "city")],
    "Damascus suburbs": [("Douma", "city"), ("Jisreen", "town"), ("Arbin", "city")],
}
PARTIES = {
    "Syrian regime forces": "Syrian regime forces warplanes fired missiles at",
    "Russian forces": "Russian forces warplanes fired missiles at",
    "International coalition forces": "international coalition forces warplanes fired missiles at",
}
WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
YEAR, MONTH = 2017, 5
PUBLISHED = dt.date(2017, 6, 12)


def number(value: int) -> str:
    return WORDS[value] if value < len(WORDS) else str(value)


def people(value: int, one: str, many: str) -> str:
    return f"{number(value)} {one if value == 1 else many}"


@dataclass
class Told:
    """An incident to be told; what is planted in it overrides a part of its sentence."""

    day: dt.date
    party: str
    heading: str
    place: str
    kind: str
    killed: int
    children: int
    women: int
    governorate: str
    weekday: str | None = None
    second_kind: str | None = None
    lead: str | None = None
    dated: str | None = None
    toll: str | None = None
    coda: str = ""
    plants: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        weekday = self.weekday or calendar.day_name[self.day.weekday()]
        dated = f"{weekday}, {self.day:%B} {self.day.day}, {self.day.year}, " if self.dated is None else self.dated
        lead = self.lead or PARTIES[self.party]
        parts = [people(self.children, "child", "children")] if self.children else []
        parts += [people(self.women, "woman", "women")] if self.women else []
        including = f", including {' and '.join(parts)}" if parts else ""
        toll = self.toll or f"the killing of {number(self.killed)} civilians{including}"
        return (
            f"{dated}{lead} {self.place} {self.kind}, {self.governorate} governorate, which resulted in {toll}. "
            f"The {self.second_kind or self.kind} was under the control of armed opposition factions at the time of "
            f"the incident.{self.coda}"
        )


Plant = Callable[[Told], Told]


def _other(governorate: str) -> str:
    return "Homs" if governorate != "Homs" else "Daraa"


def _plant(code: str, *also: str, **changes: object) -> Plant:
    def plant(told: Told) -> Told:
        made = {name: value(told) if callable(value) else value for name, value in changes.items()}
        return replace(told, plants=frozenset({code, *also}), **made)  # type: ignore[arg-type]

    return plant


PLANTS: list[Plant] = [
    _plant("date-weekday", weekday=lambda told: calendar.day_name[(told.day.weekday() + 2) % 7]),
    _plant("date-conflict", "date-missing", dated="On May 32, 2017, ", killed=41),
    _plant("date-outside-period", day=dt.date(2017, 3, 14)),
    _plant("date-after-publication", "date-outside-period", day=dt.date(2017, 6, 20)),
    _plant("place-kind", second_kind="village"),
    _plant("governorate-heading", "governorate-gazetteer", governorate=lambda told: _other(told.governorate)),
    _plant("perpetrator-heading", party=lambda told: next(party for party in PARTIES if party != told.party)),
    _plant("subset-above-total", killed=3, children=5, women=0),
    _plant("parts-above-total", killed=6, children=4, women=4),
    _plant("count-vague", toll="the killing of dozens of civilians"),
    _plant("count-mixed", toll="12 civilians killed and injured"),
    _plant("attribution-believed", lead="warplanes we believe were Russian fired missiles at", party="Russian forces"),
    _plant("attribution-open", coda=" Investigations are still ongoing to determine the perpetrating party."),
    _plant("place-nil", place="Zarqoush al Mukhtara"),
]


@dataclass
class Made:
    """A report, what it tells with the codes planted in it, and the totals that are wrong on purpose."""

    lines: list[tuple[str, str]]  # (style, text)
    told: list[Told]
    totals: set[tuple[str, str]] = field(default_factory=set)  # (measure, quote begins with)


def make(seed: int, clean: int = 30) -> Made:
    """A report with `clean` incidents without any contradiction, one for each plant, and totals, some of them wrong."""
    chance = random.Random(seed)
    days = [dt.date(YEAR, MONTH, day) for day in range(1, 32)]
    told: list[Told] = []
    slots = [
        (party, governorate, place, kind, day)
        for party in PARTIES
        for governorate, places in PLACES.items()
        for place, kind in places
        for day in days
    ]
    chance.shuffle(slots)
    met: set[tuple[str, dt.date]] = set()
    for party, governorate, place, kind, day in slots:
        if (place, day) in met:
            continue
        met.add((place, day))
        killed = chance.randint(5, 30)
        children, women = chance.randint(0, 2), chance.randint(0, 2)
        one = Told(day, party, governorate, place, kind, killed, children, women, governorate)
        position = len(told)
        if position >= clean:
            one = replace(PLANTS[position - clean](one), heading=governorate)
            one = replace(one, party=one.party)
        told.append(one)
        if len(told) == clean + len(PLANTS):
            break
    headings = {id(one): slots_party for one, slots_party in zip(told, (o.party for o in told), strict=True)}
    return _written(told, headings, chance)


def _written(told: list[Told], headings: dict[int, str], chance: random.Random) -> Made:
    filed: dict[str, list[Told]] = {party: [] for party in PARTIES}
    for one in told:
        party = headings[id(one)]
        if "perpetrator-heading" in one.plants:
            party = next(other for other in PARTIES if other != one.party)
        filed[party].append(one)
    sums = {party: sum(_counted(one) for one in ones) for party, ones in filed.items()}
    wrong_part = chance.choice(list(PARTIES))
    stated = {party: value - (3 if party == wrong_part else 0) for party, value in sums.items()}
    total = sum(stated.values()) + 7
    counted = [one for one in told if _counted(one)]
    children = sum(one.children for one in counted) + 2
    women = sum(one.women for one in counted) + 1
    lines: list[tuple[str, str]] = [
        ("title", "Most Notable Massacres in Syria in May 2017"),
        ("text", f"Published: {PUBLISHED:%B} {PUBLISHED.day}, 2017"),
        ("part", "I. Executive Summary"),
        (
            "text",
            f"According to our register, {total} civilians were killed in those massacres, including {children} "
            f"children and {women} women. This means that 90% of all victims were women and children.",
        ),
        ("text", "The death toll of these massacres is distributed by the perpetrator party as follows:"),
        *(("text", f"- {party}: {value} civilians") for party, value in stated.items()),
        ("part", "II. Details"),
    ]
    for letter, (party, ones) in zip("ABC", filed.items(), strict=True):
        lines.append(("section", f"{letter}. {party}"))
        for governorate in PLACES:
            inside = [one for one in ones if one.heading == governorate]
            if inside:
                lines.append(("area", f"{governorate} governorate"))
            lines += [("text", one.text) for one in inside]
    totals = {("percent of killed", "This means"), ("killed", "According to our"), ("killed", wrong_part)}
    return Made(lines, told, totals)


def typeset(made: Made, path: Path) -> None:
    """Write the report as a PDF."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    styles = {
        "title": ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=18, leading=22, spaceAfter=14),
        "part": ParagraphStyle(
            "part", fontName="Helvetica-Bold", fontSize=14, leading=18, spaceBefore=10, spaceAfter=8
        ),
        "section": ParagraphStyle("section", fontName="Helvetica-Bold", fontSize=12, leading=16, spaceAfter=6),
        "area": ParagraphStyle("area", fontName="Helvetica-Bold", fontSize=10.5, leading=14, spaceAfter=6),
        "text": ParagraphStyle("text", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=9),
    }
    story = [Paragraph(text, styles[style]) for style, text in made.lines]
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build([*story, Spacer(1, 1)])


def _counted(one: Told) -> int:
    """The killed that count for a total of the month."""
    return one.killed if one.toll is None and (one.day.year, one.day.month) == (YEAR, MONTH) else 0
