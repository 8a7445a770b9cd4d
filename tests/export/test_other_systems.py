"""The tables and entities of other systems, held against their own manners."""

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from followthemoney import model
from frictionless import validate
from records import evidence, incident, report
from sample_reports import exported, full, reports

from extractor.export import package
from extractor.export.formats import FORMATS
from extractor.model import Count, Incident, Place, PlaceLink, Victims, When


def rows(name: str, *incidents: Incident, **choices: object) -> list[dict[str, str]]:
    made = exported(name, [report(*incidents)] if incidents else None, **choices)
    return list(csv.DictReader(io.StringIO(made.decode(), newline="")))


def row(name: str, one: Incident | None = None, **choices: object) -> dict[str, str]:
    return rows(name, one or full(), **choices)[0]


def span(start: str, end: str, precision: Any = "day") -> When:
    return When(start=dt.date.fromisoformat(start), end=dt.date.fromisoformat(end), precision=precision)


@pytest.mark.parametrize(
    ("when", "acled", "ucdp"),
    [
        (span("2020-05-03", "2020-05-03"), "1", "1"),
        (span("2020-05-03", "2020-05-05"), "2", "2"),
        (span("2020-05-03", "2020-05-09"), "2", "3"),
        (span("2020-05-01", "2020-05-31", "month"), "3", "4"),
        (span("2020-01-01", "2020-12-31", "year"), "", "5"),
        (When(), "", ""),
    ],
)
def test_time_precision_codes(when: When, acled: str, ucdp: str) -> None:
    one = incident(date=when)
    assert (row("acled", one)["time_precision"], row("ucdp", one)["date_prec"]) == (acled, ucdp)
    assert (row("acled", one)["event_date"] == "") == (acled == "")


@pytest.mark.parametrize(
    ("precision", "acled", "ucdp"),
    [("settlement", "1", "1"), ("subdistrict", "2", "3"), ("governorate", "3", "4"), (None, "", "")],
)
def test_place_precision_codes(precision: str | None, acled: str, ucdp: str) -> None:
    link = PlaceLink(status="linked", lat=1.5, lon=2.5, precision=precision)
    one = full().model_copy(update={"place": Place(name="Nur", link=link)})
    assert (row("acled", one)["geo_precision"], row("ucdp", one)["where_prec"]) == (acled, ucdp)


def test_acled_terms_and_codes() -> None:
    one = incident(
        event_type="shelling", actors=["Russian forces", "ISIS"], victims=Victims(status="civilians"), killed=3
    )
    made = row("acled", one)
    assert (made["event_type"], made["sub_event_type"]) == (
        "Explosions/Remote violence",
        "Shelling/artillery/missile attack",
    )
    parties = ("actor1", "assoc_actor_1", "inter1", "actor2", "inter2", "interaction", "fatalities")
    assert [made[name] for name in parties] == ["Russian forces", "ISIS", "8", "Civilians", "7", "78", "3"]


def test_acled_says_nothing_that_the_text_does_not() -> None:
    one = incident(event_type="shooting", actors=["Guards of the Dam"], day=None)
    made = row("acled", one)
    empty = ("event_date", "event_type", "inter1", "actor2", "interaction", "fatalities", "country", "geo_precision")
    assert [made[name] for name in empty] == [""] * len(empty)


def test_dozens_become_a_number_only_when_asked() -> None:
    words = {"killed.qualifier": [evidence("Dozens of people")]}
    one = incident(killed=Count(qualifier="vague"), evidence=words)
    assert (row("acled", one)["fatalities"], row("acled", one)["tags"]) == ("", "")
    asked = row("acled", one, conventional=True)
    assert (asked["fatalities"], asked["tags"]) == ("12", "fatalities by convention for “dozens of”")
    for other in (incident(killed=Count(min=24, max=36, qualifier="range"), evidence=words), incident(killed=7)):
        assert row("acled", other, conventional=True)["fatalities"] in ("", "7")
    assert row("ucdp", one, conventional=True)["best"] == ""


def test_ucdp_estimates() -> None:
    ranged = incident(killed=Count(min=24, max=31, qualifier="range"), victims=Victims(status="civilians"))
    made = row("ucdp", ranged)
    assert [made[name] for name in ("best", "low", "high", "deaths_civilians")] == ["", "24", "31", ""]
    made = row("ucdp")
    assert [made[name] for name in ("best", "deaths_civilians", "geom_wkt")] == ["1", "1", "POINT (40.125 -3.25)"]


def test_hxl_tags_are_well_formed_and_stand_below_the_header() -> None:
    tags = rows("hxl")[0]
    for tag in tags.values():
        assert re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag), tag
    assert len(set(tags.values())) == len(tags)
    assert (tags["killed"], tags["latitude"], tags["governorate"]) == ("#affected+killed+num", "#geo+lat", "#adm1+name")
    assert rows("hxl")[1:] == rows("csv")


def test_ftm_entities_are_valid_and_joined() -> None:
    entities = {}
    for line in exported("ftm").splitlines():
        entity = model.get_proxy(json.loads(line))
        assert entity.schema.validate({"properties": entity.properties}) is None
        entities[entity.id] = entity
    schemas = [entity.schema.name for entity in entities.values()]
    assert (schemas.count("Document"), schemas.count("Event"), schemas.count("Person")) == (2, 3, 1)
    event = next(one for one in entities.values() if one.schema.name == "Event" and one.get("recordId") == ["full"])
    names = {entities[id].caption for id in event.get("involved")}
    assert names == {"Northern forces", "Guards of the Dam", "Naila Sarouf"}
    assert entities[event.first("proof")].get("fileName") == ["June 2020 №1.pdf"]
    assert (event.get("startDate"), event.get("endDate")) == (["2020-05-03"], ["2020-05-04"])
    address = entities[event.first("addressEntity")]
    assert (address.get("latitude"), address.get("longitude")) == (["-3.25"], ["40.125"])
    assert "killed: 1" in event.get("notes")


def test_uwazi_manners() -> None:
    made = row("uwazi")
    assert made["geolocation"] == "-3.25|40.125"
    assert made["date"] == "2020-05-03:2020-05-04"
    assert made["perpetrators"] == "Northern forces|Guards of the Dam"
    assert made["link"] == "Kafr Nur|https://maps.example/@-3.25,40.125"
    assert row("uwazi", incident(actors=["A|B", "C"]))["perpetrators"] == "A/B|C"
    assert row("uwazi", incident(day=None))["date"] == ""


def test_bayanat_manners() -> None:
    made = row("bayanat")
    assert (made["event_from_date"], made["event_to_date"]) == ("2020-05-03", "2020-05-04")
    assert next(csv.reader([made["tags"]])) == ["Northern forces", "Guards of the Dam", "rocket", "mortar shell"]
    assert made["event_comments"] == "killed: 1, exact, women 1; injured: vague"


def test_addresses_are_listed_once() -> None:
    made = exported("urls", [*reports(), *reports()]).decode().splitlines()
    assert made == ["https://maps.example/@-3.25,40.125", "https://media.example/naila-sarouf.jpg"]


@pytest.mark.parametrize("name", [name for name, format in FORMATS.items() if format.media_type == "text/csv"])
def test_no_cell_of_any_table_is_a_formula(name: str) -> None:
    for cells in csv.reader(io.StringIO(exported(name).decode("utf-8-sig"), newline="")):
        for cell in cells:
            assert not cell.startswith(("=", "+", "-", "@")) or re.fullmatch(r"-?[\d.]+(\|-?[\d.]+)?", cell)


@pytest.mark.parametrize("name", FORMATS)
def test_a_data_package_holds_any_format(name: str, tmp_path: Path) -> None:
    format = FORMATS[name]
    path = tmp_path / f"incidents{format.ending}"
    path.write_bytes(exported(name))
    (tmp_path / package.NAME).write_bytes(package.describe(path.name, path.read_bytes(), format))
    told = validate(tmp_path / package.NAME)
    assert told.valid, told.flatten(["type", "note"])
    path.write_bytes(path.read_bytes() + b"\n")
    assert not validate(tmp_path / package.NAME).valid
