"""Reports for the tests of the formats, with everything in them that is hard to carry."""

from __future__ import annotations

import datetime as dt
import io

from records import evidence, incident, report

from extractor.export.formats import Choices, format_named
from extractor.model import (
    AdminArea,
    Candidate,
    Check,
    Control,
    Count,
    HyperLink,
    Incident,
    OtherPlace,
    Period,
    Perpetrator,
    Place,
    PlaceLink,
    Report,
    Review,
    Target,
    Toll,
    Unused,
    Victims,
    Weapon,
    When,
)

AREAS = [AdminArea(level=1, name="Northland", code="N1"), AdminArea(level=3, name="Upper Nur", code="N103")]
TEXT = "At dawn two rockets hit Kafr Nur; dozens were hurt.\nNaila Sarouf, a teacher, died."


def full() -> Incident:
    """An incident with a value in almost every field."""
    return Incident(
        id="full",
        date=When(start=dt.date(2020, 5, 3), end=dt.date(2020, 5, 4), precision="day", time_of_day="dawn"),
        event_type="shelling",
        weapons=[Weapon(name="rocket", count=2, delivery="rocket launcher"), Weapon(name="mortar shell", count=1)],
        perpetrators=[
            Perpetrator(actor="Northern forces", certainty="stated"),
            Perpetrator(actor="Guards of the Dam", certainty="believed"),
        ],
        place=Place(
            name="Kafr Nur",
            kind="village",
            site="the mill",
            within=["Upper Valley"],
            governorate="Northland",
            link=PlaceLink(
                status="linked",
                id="list:77",
                name="Kafr Noor",
                lat=-3.25,
                lon=40.125,
                admin=AREAS,
                precision="settlement",
                score=0.9,
                source="list",
                reason="the only one",
                candidates=[Candidate(id="list:78", name="Kafr Nura", lat=-3.5, lon=40.75, score=0.5)],
            ),
        ),
        other_places=[OtherPlace(name="Tell Azraq", kind="town", role="also struck")],
        target=Target(text="the mill", category="factory"),
        control=Control(then=["River Council"], now=["Northern forces"]),
        killed=Count(total=1, min=1, max=1, qualifier="exact", women=1),
        injured=Count(qualifier="vague"),
        victims=Victims(status="civilians", same_family=False, named=["Naila Sarouf"]),
        links=[
            HyperLink(url="https://maps.example/@-3.25,40.125", text="Kafr Nur", kind="map", lat=-3.25, lon=40.125),
            HyperLink(url="https://media.example/naila-sarouf.jpg", text="died", kind="media"),
        ],
        sections=["II. Attacks", "Northland"],
        text=TEXT,
        pages=[2, 3],
        checks=[Check(code="vague", severity="info", message="“dozens” is no number", fields=["injured.total"])],
        confidence=0.75,
        why=["a vague number"],
        evidence={
            "killed.women": [evidence("Naila Sarouf, a teacher", start=TEXT.index("Naila"))],
            "injured.qualifier": [evidence("dozens", start=TEXT.index("dozens"))],
        },
    )


def formula() -> Incident:
    """Words that a spreadsheet would run."""
    return incident(
        "formula", place="=HYPERLINK(1)", day=None, text='@SUM(1+1)*cmd|"/C calc"!A0', sections=["+1", "-x"]
    )


def bare() -> Incident:
    """An incident of which nothing is known, with characters that XML can't hold."""
    return Incident(id="bare", text="Something <b>happened</b> & \x0bended\ufffe.", pages=[1])


def reports() -> list[Report]:
    """Two reports: one with everything, one with no incident."""
    first = report(
        full(),
        formula(),
        bare(),
        file="June 2020 №1.pdf",
        title="June",
        period=Period(start=dt.date(2020, 5, 1), end=dt.date(2020, 5, 31)),
        published=dt.date(2020, 6, 2),
        publisher="observers",
        tolls=[Toll(quote="In all 14 people were killed", page=1, killed=Count(total=14, qualifier="exact"))],
        checks=[Check(code="page-unread", severity="error", message="page 3 can't be read")],
        unused=[Unused(page=1, text="Nobody was killed by rules.", reason="law")],
    )
    return [first, report(sha256="1" * 64, file="empty.pdf")]


def rejected() -> Report:
    """A report with an incident that a reviewer rejected and one accepted."""
    return report(
        incident("no", review=Review(status="rejected")),
        incident("yes", review=Review(status="accepted")),
        file="r.pdf",
    )


def exported(name: str, made: list[Report] | None = None, **choices: object) -> bytes:
    """The bytes of an export of `made`, or of all sample reports."""
    stream = io.BytesIO()
    format_named(name).write(iter(reports() if made is None else made), stream, Choices(**choices))  # type: ignore[arg-type]
    return stream.getvalue()
