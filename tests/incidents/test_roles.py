"""A sentence of known roles comes back with them, whatever its order, voice and punctuation.

The sentences are made up from parts: who fired what, how many, at which place, on which day, and what came of it.
Each manner of telling puts the same parts in another order; whatever is drawn, every field must be what was put in.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.converter import Converter
from extractor.model import Incident, Report

WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
PARTIES = {
    "Syrian regime forces": ("Syrian regime forces", "regime forces", "the Syrian army", "government forces"),
    "Russian forces": ("Russian forces", "the Russian military"),
    "ISIS": ("ISIS", "the Islamic State (ISIS)", "Daesh"),
    "Hay'at Tahrir al Sham": ("Hay'at Tahrir al Sham", "Hay’at Tahrir al-Sham (HTS)"),
    "Syrian Democratic Forces": ("the Syrian Democratic Forces", "the SDF", "the Syrian Democratic Forces (SDF)"),
    "armed opposition factions": ("armed opposition factions", "opposition factions"),
    "Turkish forces": ("Turkish forces", "the Turkish army"),
}
PLACES = {
    "Idlib": ("Saraqib", "Binnish", "Sarmin", "Kafr Nubl", "Zorbin"),
    "Homs": ("Talbisa", "al Rastan", "Tir Maalla"),
    "Daraa": ("Nawa", "Inkhil", "Tafas"),
    "Deir Ez-Zour": ("al Mayadeen", "Mahkan", "al-Bukamal"),
    "Damascus suburbs": ("Douma", "Jisreen", "Arbin"),
}
WRITTEN = {"Damascus suburbs": ("Damascus suburbs", "Rural Damascus"), "Daraa": ("Daraa", "Dar’a")}
KINDS = ("city", "town", "village")


@dataclass(frozen=True)
class Munition:
    """A munition, how it is sent on its way, and what an event with it is."""

    name: str
    sent: str  # the past tense and participle
    onto: str
    event_type: str
    delivery: str | None


MUNITIONS = (
    Munition("artillery shell", "fired", "at", "shelling", "artillery"),
    Munition("mortar shell", "fired", "at", "shelling", None),
    Munition("rocket", "launched", "at", "shelling", None),
    Munition("barrel bomb", "dropped", "on", "airstrike", None),
)


@dataclass(frozen=True)
class Told:
    """What happened, and which words are chosen for it."""

    day: dt.date
    place: str
    kind: str
    governorate: str
    party: str
    munition: Munition
    pieces: int
    killed: int
    children: int
    women: int
    injured: int
    status: str
    control: str | None
    # the words
    dated: str
    placed: str
    named: str
    area: str
    digits: bool
    subsets: str
    held: str

    # --- parts of a sentence ------------------------------------------------------------------------------

    @property
    def when(self) -> str:
        weekday, month = calendar.day_name[self.day.weekday()], calendar.month_name[self.day.month]
        return self.dated.format(weekday=weekday, month=month, day=self.day.day, year=self.day.year)

    @property
    def where(self) -> str:
        return self.placed.format(place=self.place, kind=self.kind, area=self.area)

    @property
    def pieces_sent(self) -> str:
        name = self.munition.name
        if self.pieces == 1:
            return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
        return f"{self.number(self.pieces)} {name}s"

    def number(self, value: int) -> str:
        return str(value) if self.digits or value >= len(WORDS) else WORDS[value]

    def people(self, value: int) -> str:
        one, many = {"civilians": ("civilian", "civilians"), "individuals": ("person", "people")}[self.status]
        return f"{self.number(value)} {one if value == 1 else many}"

    @property
    def dead(self) -> str:
        parts = [
            f"{self.number(value)} {one if value == 1 else many}"
            for value, one, many in ((self.children, "child", "children"), (self.women, "woman", "women"))
            if value
        ]
        group = self.subsets.format(" and ".join(parts), ", ".join(parts)) if parts else ""
        return self.people(self.killed) + group

    @property
    def hurt(self) -> str:
        return f"{self.number(self.injured)} other{'s' if self.injured > 1 else ''}"

    @property
    def toll(self) -> str:
        """A clause of its own: who was killed and injured."""
        dead = f"{self.dead} {self.be(self.killed)} killed"
        return f"{dead} and {self.hurt} {self.be(self.injured)} injured" if self.injured else dead

    @property
    def killing(self) -> str:
        """A participle that hangs on the clause before."""
        return f"killing {self.dead}" + (f" and injuring {self.hurt}" if self.injured else "")

    @property
    def nominal(self) -> str:
        return f"the killing of {self.dead}" + (f" and the injury of {self.hurt}" if self.injured else "")

    @property
    def killed_them(self) -> str:
        """The predicate of the attack or of who did it."""
        return f"killed {self.dead}" + (f" and injured {self.hurt}" if self.injured else "")

    @property
    def left(self) -> str:
        return f"{self.dead} dead" + (f" and {self.hurt} injured" if self.injured else "")

    @property
    def bare(self) -> str:
        """The place without its governorate."""
        return f"{self.place} {self.kind}"

    @property
    def held_by(self) -> str:
        """An inserted clause that says who held the place."""
        return f"which was under the control of {PARTIES[self.control][0]}, " if self.control else ""

    @staticmethod
    def be(value: int) -> str:
        return "was" if value == 1 else "were"

    @property
    def lives(self) -> str:
        return self.dead + (f" and injured {self.hurt}" if self.injured else "")

    @property
    def launch(self) -> str:
        """The predicate of who did it, up to the place."""
        return f"{self.munition.sent} {self.pieces_sent} {self.munition.onto}"

    @property
    def sent(self) -> str:
        return f"{self.named} {self.launch} {self.where}"

    @property
    def was_hit(self) -> str:
        return f"{self.where} was hit by {self.pieces_sent} {self.munition.sent} by {self.named}"

    @property
    def pieces_hit(self) -> str:
        return f"{self.pieces_sent} {self.munition.sent} by {self.named} hit {self.where}"

    @property
    def were_sent(self) -> str:
        return f"{self.pieces_sent} had been {self.munition.sent} by {self.named}"

    @property
    def attack(self) -> str:
        return f"an attack by {self.named} with {self.pieces_sent} on {self.where}"

    @property
    def headline(self) -> str:
        return f"{self.people(self.killed)} killed in {self.place}"

    @property
    def ends(self) -> str:
        """The sentence that says who held the place."""
        if self.control is None:
            return ""
        return " " + self.held.format(kind=self.kind, holder=PARTIES[self.control][0])


MANNERS = {
    "active, date first": "On {t.when}, {t.sent}, {t.killing}.{t.ends}",
    "active, date last": "{t.sent} on {t.when}, {t.killing}.{t.ends}",
    "active, relative clause": "On {t.when}, {t.sent}, which resulted in {t.nominal}.{t.ends}",
    "active, two sentences": "On {t.when}, {t.sent}. {t.toll}.{t.ends}",
    "active, taken up": "On {t.when}, {t.sent}. The attack {t.killed_them}.{t.ends}",
    "active, place first": "In {t.where}, {t.named} {t.killed_them} with {t.pieces_sent} on {t.when}.{t.ends}",
    "passive, date first": "On {t.when}, {t.was_hit}, {t.killing}.{t.ends}",
    "passive, date last": "{t.was_hit} on {t.when}. {t.toll}.{t.ends}",
    "passive, of the victims": "On {t.when}, {t.toll} by {t.pieces_sent} in {t.where}. {t.were_sent}.{t.ends}",
    "means as subject": "On {t.when}, {t.pieces_hit}, {t.killing}.{t.ends}",
    "toll first": "{t.toll} when {t.pieces_hit} on {t.when}.{t.ends}",
    "toll first, as": "{t.toll} as {t.sent} on {t.when}.{t.ends}",
    "date, then toll": "On {t.when}, {t.toll} when {t.sent}.{t.ends}",
    "participle first": "{t.killing}, {t.party} {t.launch} {t.where} on {t.when}.{t.ends}",
    "nominal": "{t.attack} on {t.when} resulted in {t.nominal}.{t.ends}",
    "nominal, date first": "On {t.when}, {t.attack} led to {t.nominal}.{t.ends}",
    "nominal, left dead": "On {t.when}, {t.attack} left {t.left}.{t.ends}",
    "nominal, claimed lives": "{t.attack} claimed the lives of {t.lives} on {t.when}.{t.ends}",
    "colon": "{t.when}: {t.sent}; {t.toll}.{t.ends}",
    "dashes": "{t.when} – {t.sent} – {t.toll}.{t.ends}",
    "brackets": "On {t.when}, {t.sent} ({t.toll}).{t.ends}",
    "control in the sentence": "On {t.when}, {t.sent}, {t.held_by}{t.killing}.",
    "dateline": "{t.area} governorate: On {t.when}, {t.named} {t.launch} {t.bare}, {t.killing}.{t.ends}",
    "headline and body": "{t.headline}\n\nOn {t.when}, {t.sent}, {t.killing}.{t.ends}",
    "headline of the attack": "{t.named} shell {t.place}\n\n{t.toll} when {t.pieces_hit} on {t.when}.{t.ends}",
    "two paragraphs": "On {t.when}, {t.sent}.\n\nThe attack resulted in {t.nominal}.{t.ends}",
}

DATES = (
    "{day} {month} {year}",
    "{month} {day}, {year}",
    "{weekday}, {day} {month} {year}",
    "{weekday}, {month} {day}, {year}",
    "{weekday} {day} {month} {year}",
)
PLACED = (
    "{place} {kind} in {area} governorate",
    "{place} {kind} in {area}",
    "{place} {kind}, {area} governorate",
    "{place} {kind} ({area} governorate)",
    "the {kind} of {place} in {area} governorate",
    "the {kind} of {place} in {area}",
    "{place} {kind} in the eastern {area} countryside",
)
SUBSETS = (", including {0}", " (including {0})", ", among them {0}", " ({1})")
HELD = (
    "The {kind} was under the control of {holder} at the time of the incident.",
    "The {kind} was controlled by {holder}.",
    "At the time, the {kind} was held by {holder}.",
)


@st.composite
def tellings(draw: st.DrawFn) -> Told:
    governorate = draw(st.sampled_from(sorted(PLACES)))
    party = draw(st.sampled_from(sorted(PARTIES)))
    killed = draw(st.integers(1, 40))
    children = draw(st.integers(0, min(killed - 1, 4)))
    women = draw(st.integers(0, min(killed - 1 - children, 4))) if children < killed else 0
    return Told(
        day=draw(st.dates(dt.date(2012, 1, 1), dt.date(2023, 12, 31))),
        place=draw(st.sampled_from(PLACES[governorate])),
        kind=draw(st.sampled_from(KINDS)),
        governorate=governorate,
        party=party,
        munition=draw(st.sampled_from(MUNITIONS)),
        pieces=draw(st.integers(1, 6)),
        killed=killed,
        children=children,
        women=women,
        injured=draw(st.integers(0, 40)),
        status=draw(st.sampled_from(("civilians", "individuals"))),
        control=draw(st.sampled_from((None, *sorted(set(PARTIES) - {party})))),
        dated=draw(st.sampled_from(DATES)),
        placed=draw(st.sampled_from(PLACED if governorate != "Damascus suburbs" else PLACED[:-1])),
        named=draw(st.sampled_from(PARTIES[party])),
        area=draw(st.sampled_from(WRITTEN.get(governorate, (governorate,)))),
        digits=draw(st.booleans()),
        subsets=draw(st.sampled_from(SUBSETS)),
        held=draw(st.sampled_from(HELD)),
    )


def capital(text: str) -> str:
    """The text with a capital at the head of each sentence."""
    return re.sub(r"(^|\. |\n\n)([a-z])", lambda found: found[1] + found[2].upper(), text)


@pytest.fixture(scope="module")
def converter() -> Converter:
    return Converter()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roles") / "report.txt"


def _small(name: str | None) -> str | None:
    """A name without the capital that it has at the head of a sentence: "Al Mayadeen"."""
    return name.lower() if name else None


def read(incident: Incident) -> dict[str, object]:
    """The fields of an incident that a telling fixes."""
    return {
        "date": (incident.date.start, incident.date.end, incident.date.precision),
        "place": (_small(incident.place.name), incident.place.kind, incident.place.governorate),
        "other places": [(other.name, other.role) for other in incident.other_places],
        "event": incident.event_type,
        "weapons": [(weapon.name, weapon.count, weapon.delivery) for weapon in incident.weapons],
        "perpetrators": [(one.actor, one.certainty, one.source) for one in incident.perpetrators],
        "control": (incident.control.then, incident.control.joint, incident.control.now),
        "killed": (incident.killed.total, incident.killed.qualifier, incident.killed.children, incident.killed.women),
        "injured": incident.injured.total,
        "others harmed": (incident.missing.total, incident.detained.total),
        "status": incident.victims.status,
        "named": incident.victims.named,
    }


def put_in(told: Told) -> dict[str, object]:
    """The same fields as the telling fixes them."""
    return {
        "date": (told.day, told.day, "day"),
        "place": (_small(told.place), told.kind, told.governorate),
        "other places": [],
        "event": told.munition.event_type,
        "weapons": [(told.munition.name, told.pieces, told.munition.delivery)],
        "perpetrators": [(told.party, "stated", "text")],
        "control": ([told.control] if told.control else [], False, []),
        "killed": (told.killed, "exact", told.children or None, told.women or None),
        "injured": told.injured or None,
        "others harmed": (None, None),
        "status": told.status,
        "named": [],
    }


def traced(report: Report) -> None:
    """Every quote stands in the incident's text where the record says."""
    for incident in report.incidents:
        for path, pieces in incident.evidence.items():
            for piece in pieces:
                assert piece.start is not None, path
                assert incident.text[piece.start : piece.end] == piece.quote, path


@pytest.mark.parametrize("manner", MANNERS)
@settings(derandomize=True, max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=tellings())
def test_known_roles_come_back(manner: str, converter: Converter, page: Path, told: Told) -> None:
    text = capital(MANNERS[manner].format(t=told))
    page.write_text(text + "\n", encoding="utf-8")
    report = converter.convert(page)
    assert [read(incident) for incident in report.incidents] == [put_in(told)], text
    traced(report)
