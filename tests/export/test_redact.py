"""Redaction: nothing of what is taken out is left in the bytes of any format, and offsets still hold."""

import io
import re
import zipfile
from collections import Counter
from dataclasses import asdict

import pytest
from records import evidence, incident, report
from sample_reports import exported, full, reports

from extractor.errors import CallError
from extractor.export.formats import FORMATS
from extractor.export.redact import BLOCK, parse_kinds, redact
from extractor.gazetteer.gazetteer import open_gazetteer
from extractor.gazetteer.records import km
from extractor.knowledge.load import pattern_dirs
from extractor.model import (
    AdminArea,
    Check,
    HyperLink,
    Incident,
    OtherPlace,
    PlaceLink,
    Reconciliation,
    Report,
    Scope,
    Toll,
    Unused,
    Victims,
)

TEXT = (
    "Naila al-Sarouf, a teacher, was killed near the mill at 35.4126, 36.7581. "
    "NAILA AL-SAROUF lived at 35°24'45\"N. Yusef Madar, a resident, told us that Sarouf had fled. "
    "See https://media.example/naila-sarouf.jpg and www.maps.example/@35.4126,36.7581."
)
SECRETS = {
    "names": ["naila", "sarouf", "yusef", "madar"],
    "coordinates": [
        "35.4126",
        "36.7581",
        "35°24",
        "-3.25",
        "40.125",
        "list:77",
        "list:78",
        "Kafr Noor",
        "-3.5",
        "40.75",
    ],
    "links": ["media.example", "maps.example"],
}


def secret() -> Incident:
    """An incident that holds its secrets in every kind of field."""
    start = TEXT.index("Sarouf had")
    place = full().place
    return incident(
        "0011223344556677",
        place="Kafr Nur",
        text=TEXT,
        victims=Victims(named=["Naila al-Sarouf"]),
        sections=["The killing of Naila Sarouf"],
        checks=[Check(code="x", severity="info", message="is Sarouf the same?", quotes=["Naila al-Sarouf, a teacher"])],
        links=full().links,
        other_places=[OtherPlace(name="Azraq", role="near", link=place.link)],
        evidence={
            "killed.total": [evidence("Naila al-Sarouf", start=0), evidence("Sarouf had", start=start)],
            "place.site": [evidence("al-Sarouf", start=6)],
        },
        why=["Sarouf is named twice"],
    ).model_copy(update={"place": place.model_copy(update={"site": "the house of Naila"})})


def secrets() -> Report:
    toll = "Among the dead is Naila al-Sarouf (35.4126, 36.7581)"
    return report(
        secret(),
        file="naila-sarouf.pdf",
        title="Who killed Naila Sarouf?",
        tolls=[Toll(quote=toll, page=1, sections=["Sarouf"])],
        reconciliation=[
            Reconciliation(
                scope=Scope(group="Naila al-Sarouf's family"), measure="killed", stated=1, extracted=1,
                status="agrees", reason="Sarouf is counted", quote=toll, page=1,
            )
        ],
        unused=[Unused(page=2, text="Madar said that Naila was alone: http://media.example/x", reason="law")],
        checks=[Check(code="y", severity="info", message="Naila?", quotes=["Yusef Madar"])],
    )  # fmt: skip


def content(name: str, made: bytes) -> str:
    if name != "xlsx":
        return made.decode("utf-8", errors="replace") + made.decode("utf-16-le", errors="replace")
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        return "".join(book.read(entry).decode("utf-8", errors="replace") for entry in book.namelist())


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_redacted_is_left_in_any_format(name: str) -> None:
    shared = redact(secrets(), frozenset(SECRETS))
    made = content(name, exported(name, [shared])).casefold()
    left = [word for words in SECRETS.values() for word in words if word.casefold() in made]
    assert left == []


@pytest.mark.parametrize("kind", SECRETS)
def test_each_kind_takes_out_its_own_and_changes_no_offset(kind: str) -> None:
    shared = redact(secrets(), frozenset({kind}))
    text = shared.to_json()
    assert [word for word in SECRETS[kind] if word.casefold() in text.casefold()] == []
    (one,) = shared.incidents
    assert len(one.text) == len(TEXT)
    for found in (piece for pieces in one.evidence.values() for piece in pieces):
        assert found.start is not None and one.text[found.start : found.end] == found.quote
    others = [word for other, words in SECRETS.items() if other != kind for word in words[:1]]
    assert any(word.casefold() in text.casefold() for word in others)


def test_nothing_else_changes() -> None:
    (one,) = redact(secrets(), frozenset({"names"})).incidents
    assert one.text[: TEXT.index(",")] == BLOCK * len("Naila al-Sarouf")
    assert one.text.startswith(BLOCK * 15 + ", a teacher, was killed near the mill at 35.4126")
    assert (one.place.name, one.killed, one.date) == ("Kafr Nur", secret().killed, secret().date)


def test_a_place_keeps_its_administrative_areas() -> None:
    (one,) = redact(secrets(), frozenset({"coordinates"})).incidents
    link = one.place.link
    assert link is not None
    assert [(area.level, area.name) for area in link.admin] == [(1, "Northland"), (3, "Upper Nur")]
    assert (link.name, link.precision, link.lat, link.id, link.candidates) == (
        "Upper Nur",
        "subdistrict",
        None,
        None,
        [],
    )
    assert [one.url for one in one.links] == ["https://media.example/naila-sarouf.jpg"]


def test_a_point_becomes_the_rough_middle_of_its_area() -> None:
    gazetteer = open_gazetteer(pattern_dirs())
    listed = [one for held in gazetteer.open_stores for one in held.all_records() if len(one.admin) == 3 and one.point]
    areas = Counter(one.admin for one in listed)
    area = max(areas, key=lambda one: (areas[one], str(one)))
    points = {one.point for one in listed if one.admin == area}
    made = full()
    for point in sorted(points):
        link = PlaceLink(status="linked", lat=point[0], lon=point[1], admin=[AdminArea(**asdict(one)) for one in area])
        made.place.link = link
        coarse = redact(report(made), frozenset({"coordinates"})).incidents[0].place.link
        assert coarse is not None and coarse.lat is not None and coarse.lon is not None
        assert (coarse.lat, coarse.lon) not in points
        assert km((coarse.lat, coarse.lon), point) < 60
    assert (coarse.lat, coarse.lon) == (round(coarse.lat, 1), round(coarse.lon, 1))


def test_ids_are_new_stable_and_told_by_no_word() -> None:
    first, again = (redact(secrets(), frozenset({"names"})).incidents[0].id for _ in range(2))
    assert first == again != secret().id
    renamed = Report.model_validate_json(secrets().to_json().replace("Naila", "Hanan"))
    assert redact(renamed, frozenset({"names"})).incidents[0].id == first


def test_names_that_a_user_adds_go_too() -> None:
    made = report(incident(text="The boy Omar Fadel lived here. Omar's dog was there; a rumor went round."))
    shared = redact(made, frozenset({"names"}), ["Omar Fadel"])
    assert shared.incidents[0].text == "The boy ██████████ lived here. ████'s dog was there; a rumor went round."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The witness Samir Haddad saw it.", "Samir Haddad"),
        ("Samir Abu Haddad, a local activist, saw it.", "Samir Abu Haddad"),
        ("According to Dr. Rima, it burned.", "Rima"),
        ("The brothers Omar and Hasan Nasri hid.", "Hasan Nasri"),
        ("The brothers Omar and Hasan Nasri hid.", "Omar"),
        ("Among the dead was Rawan Diab, 9.", "Rawan Diab"),
        ("“It burned,” said the shopkeeper, Umm Layla Nasri.", "Layla Nasri"),
    ],
)
def test_witnesses_are_known_by_the_words_around_them(text: str, name: str) -> None:
    shared = redact(report(incident(text=text)), frozenset({"names"}))
    assert name not in shared.incidents[0].text
    assert not any(part in shared.incidents[0].text for part in name.split() if part != "Abu")


@pytest.mark.parametrize(
    "text",
    [
        "The Rural Rights Network said so.",
        "It was said on Monday that the City burned.",
        "Survivors told of attacks in Nurland, told year by year.",
        "According to residents, Talbisa said no.",
    ],
)
def test_no_organisation_is_taken_for_a_witness(text: str) -> None:
    assert redact(report(incident(text=text)), frozenset({"names"})).incidents[0].text == text


def test_a_party_of_the_conflict_keeps_its_name() -> None:
    made = report(
        incident(
            actors=["Hassan Brigade"], text="Hassan Brigade shot Hassan Nouri.", victims=Victims(named=["Hassan Nouri"])
        )
    )
    (one,) = redact(made, frozenset({"names"})).incidents
    assert (one.perpetrators[0].actor, one.text) == ("Hassan Brigade", "Hassan Brigade shot ████████████.")


def test_a_name_that_shares_a_word_with_a_place_goes_and_the_place_alone_stays() -> None:
    made = report(incident(place="Tell al Osman", text="Tell al Osman said no; Riyad al Osman, a resident, said yes."))
    (one,) = redact(made, frozenset({"names"})).incidents
    assert "Riyad" not in one.text and "Osman" not in one.text and one.text.startswith("Tell al ")
    made = report(incident(place="Tell Osman", text="Tell Osman said no."))
    assert redact(made, frozenset({"names"})).incidents[0].text == "Tell Osman said no."


def test_links_and_addresses_in_the_text_go() -> None:
    made = report(
        incident(text="See https://x.example/a.", links=[HyperLink(url="https://x.example", text="a", kind="web")])
    )
    (one,) = redact(made, frozenset({"links"})).incidents
    assert one.links == [] and re.fullmatch(f"See {BLOCK}+", one.text)


def test_kinds_are_read_or_refused() -> None:
    assert parse_kinds("names, links") == {"names", "links"}
    with pytest.raises(CallError, match="--redact faces: give some of names, coordinates, links"):
        parse_kinds("names,faces")


def test_reports_without_secrets_stay_as_they_are_but_for_ids() -> None:
    made = report(incident(text="Two people were killed at 10.30 in 2019, 12.5 km off."), title="March 2019")
    shared = redact(made, frozenset(SECRETS))
    shared.incidents[0].id = made.incidents[0].id
    assert shared == made
    assert redact(reports()[0], frozenset()) == reports()[0]
