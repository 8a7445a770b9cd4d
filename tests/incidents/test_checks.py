import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from records import evidence, incident, report

from extractor.incidents import checks as module
from extractor.incidents.checks import Claim, check_incident, check_report, check_together
from extractor.model import (
    AdminArea,
    Candidate,
    Check,
    Count,
    HyperLink,
    Incident,
    OtherPlace,
    Period,
    Perpetrator,
    Place,
    PlaceLink,
    Reconciliation,
    Scope,
    Victims,
)

ROOT = Path(__file__).resolve().parents[2]
IDLIB = [AdminArea(level=1, name="Idlib")]


def found(one: Incident, *claims: Claim, control: bool = False, **facts: Any) -> dict[str, Check]:
    checks = check_incident(one, report(**facts).report, claims, always_control=control)
    return {check.code: check for check in checks}


def clean(**fields: Any) -> Incident:
    return incident(actors=["ISIS"], **fields)


def claim(field: str, value: str, quote: str = "words", source: Any = "text") -> Claim:
    return Claim(field, value, evidence(quote, source))


def linked(status: Any = "linked", **fields: Any) -> Place:
    link = PlaceLink(status=status, **{"name": "Talbisa", "lat": 34.84, "lon": 36.73, "admin": IDLIB, **fields})
    return Place(name="Talbisa", governorate="Idlib", link=link)


def candidate(area: str, kind: float = 1.0) -> Candidate:
    parts = {"name": 1.0, "kind": kind, "governorate": float(area == "Idlib")}
    return Candidate(
        id="x:1", name="Talbisa", lat=34.84, lon=36.73, admin=[AdminArea(level=1, name=area)], score=0.9, parts=parts
    )


def test_a_record_without_any_doubt_raises_none() -> None:
    assert found(clean()) == {}
    assert found(clean(killed=4), published=dt.date(2019, 4, 1)) == {}


@pytest.mark.parametrize(
    ("code", "one", "claims"),
    [
        ("date-weekday", clean(), [claim("date.weekday", "Monday")]),
        ("date-conflict", clean(), [claim("date.start", "2019-03-32")]),
        ("date-missing", clean(day=None), []),
        ("date-heading", clean(sections=["Attacks in 2016"]), []),
        ("place-missing", clean(place=None), []),
        ("place-kind", clean(place="Talbisa").model_copy(update={"place": Place(name="Talbisa", kind="village")}),
         [claim("place.kind", "town")]),
        ("governorate-heading", clean(governorate="Homs"), [claim("place.governorate", "Hama", source="heading")]),
        ("governorate-text", clean(governorate="Homs"), [claim("place.governorate", "Hama")]),
        ("perpetrator-heading", clean(), [claim("perpetrators", "Russian forces", source="heading")]),
        ("perpetrator-text", clean(), [claim("perpetrators", "Russian forces")]),
        ("attribution-missing", incident(), []),
        ("count-conflict", clean(killed=4), [claim("killed.total", "6")]),
        ("count-fewer", clean(killed=4), [claim("killed.total", "3")]),
        ("count-mixed", clean(), [claim("casualties", "12 killed and injured")]),
        ("count-vague", clean(killed=Count(qualifier="vague")), []),
        ("subset-above-total", clean(killed=Count(total=2, children=3)), []),
        ("parts-above-total", clean(killed=Count(total=4, children=3, women=2)), []),
        ("range-reversed", clean(killed=Count(min=9, max=3)), []),
    ],
)  # fmt: skip
def test_each_contradiction_has_its_check(code: str, one: Incident, claims: list[Claim]) -> None:
    assert list(found(one, *claims)) == [code]


@pytest.mark.parametrize(
    ("certainty", "code"),
    [
        ("believed", "attribution-believed"),
        ("under_investigation", "attribution-open"),
        ("disputed", "attribution-disputed"),
        ("unidentified", "attribution-unidentified"),
    ],
)
def test_every_hedge_is_told(certainty: Any, code: str) -> None:
    assert list(found(incident(perpetrators=[Perpetrator(actor="ISIS", certainty=certainty)]))) == [code]


def test_while_it_is_investigated_a_heading_contradicts_nothing() -> None:
    one = incident(perpetrators=[Perpetrator(actor="the alliance", certainty="under_investigation")])
    assert list(found(one, claim("perpetrators", "ISIS", source="heading"))) == ["attribution-open"]


def test_a_range_of_years_in_a_heading_holds_all_between() -> None:
    assert found(clean(sections=["Attacks from 2018 to 2020"])) == {}
    assert "date-heading" in found(clean(sections=["2011–2015"]))
    assert found(clean(sections=["Attacks in 2016", "March 2019"])) == {}  # the nearest heading with a year counts


def test_the_gazetteer_is_asked_where_the_place_lies() -> None:
    assert found(clean().model_copy(update={"place": linked()})) == {}
    elsewhere = linked(admin=[AdminArea(level=1, name="Homs")])
    check = found(clean().model_copy(update={"place": elsewhere}))["governorate-gazetteer"]
    assert "Idlib" in check.message
    assert "Homs" in check.message


def test_a_name_that_lies_only_elsewhere_is_told() -> None:
    nil = linked("nil", admin=[], candidates=[candidate("Homs")])
    assert set(found(clean().model_copy(update={"place": nil}))) == {"place-nil", "governorate-gazetteer"}
    other_kind = linked("nil", admin=[], candidates=[candidate("Homs", kind=0.2)])
    assert set(found(clean().model_copy(update={"place": other_kind}))) == {"place-nil"}
    code_only = linked(admin=[AdminArea(level=1, name="IQ.15")])
    assert found(clean().model_copy(update={"place": code_only})) == {}


def test_ties_are_told() -> None:
    assert "place-tie" in found(clean().model_copy(update={"place": linked("tie")}))


def test_a_map_link_far_from_the_place_is_told() -> None:
    far = HyperLink(url="https://maps.example/", text="Talbisa town", kind="map", lat=35.9, lon=36.7)
    near = far.model_copy(update={"lat": 34.85})
    place = {"place": linked()}
    assert found(clean(links=[near]).model_copy(update=place)) == {}
    assert "map-link-far" in found(clean(links=[far]).model_copy(update=place))
    taken = {"place": linked("report link", lat=35.9, lon=36.7, candidates=[candidate("Idlib")])}
    assert "map-link-far" in found(clean(links=[far]).model_copy(update=taken))


def test_the_place_of_origin_is_checked_too() -> None:
    other = OtherPlace(name="al Safira", role="origin of victims", link=linked(name="al Safira").link)
    one = clean(other_places=[other])
    assert "governorate-gazetteer" in found(one, claim("other_places[0].governorate", "Raqqa"))
    assert found(one, claim("other_places[0].governorate", "Idlib")) == {}


def test_silence_on_control_is_told_where_the_publisher_always_says() -> None:
    assert "control-missing" in found(clean(), control=True)
    assert found(clean(), control=False) == {}


def test_numbers_that_are_parts_of_the_total_conflict_with_nothing() -> None:
    assert found(clean(killed=9), claim("killed.total", "4"), claim("killed.total", "5")) == {}


def test_a_list_of_names_should_be_complete() -> None:
    names = ["Omar Haddad", "Salma Haddad", "Yara Issa"]
    one = clean(killed=4, victims=Victims(named=names), text="Four people were killed:\n" + "\n".join(names))
    assert "names-count" in found(one)
    assert found(one.model_copy(update={"killed": Count(total=3, qualifier="exact")})) == {}


def test_a_day_after_publication_is_an_error() -> None:
    assert found(clean(), published=dt.date(2019, 3, 3))["date-after-publication"].severity == "error"


def test_the_period_counts_only_where_most_incidents_lie_in_it() -> None:
    march = Period(start=dt.date(2019, 3, 1), end=dt.date(2019, 3, 31))
    facts = report(period=march).report
    inside = [clean(id=str(day), day=dt.date(2019, 3, day)) for day in (1, 2, 3)]
    late = clean(id="late", day=dt.date(2019, 5, 1))
    assert [[c.code for c in checks] for checks in check_together([*inside, late], facts)] == [
        [], [], [], ["date-outside-period"],
    ]  # fmt: skip
    assert check_together([inside[0], late, clean(id="x", day=dt.date(2018, 1, 1))], facts) == [[], [], []]


def test_two_incidents_that_look_the_same_point_at_each_other() -> None:
    facts = report().report
    one, other = clean(id="one", killed=4), clean(id="other", killed=4)
    first, second = check_together([one, other], facts)
    assert [check.code for check in (*first, *second)] == ["similar-incident"] * 2
    assert "other" in first[0].message
    for different in (
        clean(id="other", killed=5),
        clean(id="other", killed=4, place="Rastan"),
        clean(id="other", killed=4, day=dt.date(2019, 3, 5)),
        incident("other", killed=4, actors=["Russian forces"]),
    ):
        assert check_together([one, different], facts) == [[], []]


def test_a_long_stretch_that_no_rule_read_is_told() -> None:
    words = " ".join(["word"] * 40)
    text = f"On Monday {words} three people were killed."
    spans = {
        "date.start": [evidence("Monday", start=3)],
        "killed.total": [evidence("three", start=text.index("three"))],
    }
    check = found(clean(text=text, evidence=spans))["text-unread"]
    assert check.quotes == [words]
    assert found(clean(text=text.replace(words, "word"), evidence=spans)) == {}


def test_a_total_that_differs_is_a_doubt_on_the_report() -> None:
    line = Reconciliation(
        scope=Scope(),
        measure="killed",
        stated=10,
        extracted=11,
        status="differs",
        reason="11 told",
        quote="ten",
        page=1,
    )
    made = report(reconciliation=[line, line.model_copy(update={"status": "partial"})])
    assert [(check.code, check.quotes) for check in check_report(made)] == [("total-differs", ["ten"])]


def test_every_code_stands_in_the_catalogue_and_every_code_there_is_raised() -> None:
    written = set(
        re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs/checks.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    source = Path(module.__file__).read_text(encoding="utf-8")
    source += (ROOT / "extractor/converter.py").read_text(encoding="utf-8")
    raised = set(re.findall(r'"((?:date|place|governorate|map|attribution|perpetrator|control|count|subset|parts|range|'
                            r'names|similar|text|page|total)-[a-z-]+)"', source))  # fmt: skip
    raised |= {f"governorate-{where}" for where in ("heading", "text")}
    raised |= {f"perpetrator-{where}" for where in ("heading", "text")}
    assert raised == written - {"info", "warning", "error"}
