import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.export.flat import FLAT_COLUMNS, flat_row, uncell, write_csv
from extractor.model import (
    Check,
    Control,
    Count,
    Incident,
    MadeBy,
    OtherPlace,
    Perpetrator,
    Place,
    PlaceLink,
    Report,
    ReportFacts,
    Victims,
    Weapon,
    When,
)


def report_of(*incidents: Incident) -> Report:
    facts = ReportFacts(file="monthly.pdf", sha256="0", pages=3, made_by=MadeBy(extractor="0", reader="pdfium"))
    return Report(report=facts, incidents=list(incidents))


def row_of(**fields: object) -> dict[str, object]:
    incident = Incident(id="i1", text="", **fields)  # type: ignore[arg-type]
    return dict(flat_row(report_of(incident), incident))


def written(*incidents: Incident) -> list[dict[str, str]]:
    stream = io.StringIO(newline="")
    write_csv([report_of(*incidents)], stream)
    return list(csv.DictReader(io.StringIO(stream.getvalue(), newline="")))


def test_what_is_unknown_is_empty_never_zero() -> None:
    row = row_of()
    filled = {name: value for name, value in row.items() if value is not None}
    assert filled == {"file": "monthly.pdf", "date_precision": "none", "incident_id": "i1"}


def test_the_columns_are_the_contract_in_its_order() -> None:
    row = row_of()
    assert tuple(row) == FLAT_COLUMNS
    listed = "file page date_start date_end date_precision time_of_day event_type weapons weapon_count delivery"
    listed += " perpetrators perpetrator_certainty place place_kind site governorate control control_now killed"
    listed += " killed_min killed_max killed_qualifier killed_children killed_women killed_men killed_fighters injured"
    assert list(FLAT_COLUMNS[: len(listed.split())]) == listed.split()
    assert FLAT_COLUMNS[-6:] == ("latitude", "longitude", "place_id", "checks", "confidence", "incident_id")


def test_a_full_record() -> None:
    row = row_of(
        date=When(start=dt.date(2020, 5, 3), end=dt.date(2020, 5, 4), precision="day", time_of_day="dawn"),
        weapons=[
            Weapon(name="rocket", count=2, delivery="helicopter"),
            Weapon(name="barrel bomb", count=3, delivery="helicopter"),
            Weapon(delivery="warplane"),
        ],
        perpetrators=[
            Perpetrator(actor="Alpha forces", certainty="stated"),
            Perpetrator(actor="Beta forces", certainty="believed"),
        ],
        place=Place(
            name="Tell Azraq",
            within=["Upper Valley"],
            link=PlaceLink(status="linked", id="x:1", lat=-3.5, lon=40.0),
        ),
        other_places=[OtherPlace(name="Kafr Nur", role="also struck")],
        control=Control(then=["Alpha forces", "Gamma group"], joint=True, now=["Beta forces"]),
        killed=Count(total=0, qualifier="exact", children=0),
        injured=Count(min=5, max=9, qualifier="range", fighters=2),
        victims=Victims(status="civilians", same_family=False),
        pages=[7, 8],
        checks=[Check(code="late", severity="info", message="."), Check(code="odd", severity="warning", message=".")],
    )
    expected = {
        "page": 7,
        "date_start": "2020-05-03",
        "date_end": "2020-05-04",
        "weapons": "rocket; barrel bomb",
        "weapon_count": 5,
        "delivery": "helicopter; warplane",
        "perpetrators": "Alpha forces; Beta forces",
        "perpetrator_certainty": "believed",
        "other_places": "Kafr Nur (also struck); Upper Valley (within)",
        "control": "Alpha forces; Gamma group",
        "killed": 0,
        "killed_children": 0,
        "killed_women": None,
        "injured": None,
        "injured_min": 5,
        "injured_max": 9,
        "injured_fighters": 2,
        "same_family": "no",
        "latitude": -3.5,
        "place_id": "x:1",
        "checks": "late; odd",
    }
    assert {name: row[name] for name in expected} == expected


def test_an_actor_that_is_only_doubted_leaves_its_certainty() -> None:
    row = row_of(perpetrators=[Perpetrator(actor=None, certainty="under_investigation")])
    assert (row["perpetrators"], row["perpetrator_certainty"]) == (None, "under_investigation")


@pytest.mark.parametrize(("status", "shown"), [("linked", True), ("report link", True), ("tie", False), ("nil", False)])
def test_only_a_settled_place_has_coordinates(status: str, shown: bool) -> None:
    link = PlaceLink(status=status, id="x:1", lat=1.0, lon=2.0)  # type: ignore[arg-type]
    row = row_of(place=Place(name="Nur", link=link))
    assert [row[name] for name in ("latitude", "longitude", "place_id")] == (
        [1.0, 2.0, "x:1"] if shown else [None, None, None]
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_run_as_a_formula(start: str) -> None:
    (row,) = written(Incident(id="i1", text="", place=Place(name=f"{start}HYPERLINK(1)")))
    assert row["place"] == f"'{start}HYPERLINK(1)"


def test_a_negative_number_stays_a_number() -> None:
    link = PlaceLink(status="linked", lat=-12.5, lon=-0.25)
    (row,) = written(Incident(id="-17", text="", place=Place(name="Nur", link=link)))
    assert (row["latitude"], row["longitude"], row["incident_id"]) == ("-12.5", "-0.25", "-17")


def test_reports_without_incidents_leave_the_header() -> None:
    stream = io.StringIO(newline="")
    write_csv([report_of()], stream)
    assert stream.getvalue() == ",".join(FLAT_COLUMNS) + "\r\n"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_text_comes_back_from_its_cell(text: str) -> None:
    (row,) = written(Incident(id="i1", text="", place=Place(site=text)))
    if not text.startswith("'"):
        assert uncell(row["site"]) == text
