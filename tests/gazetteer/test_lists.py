"""Every format in which lists of places are published, as small files of our own."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.errors import GazetteerError
from extractor.gazetteer.lists import Layout, PlaceList, load_layout, read_list
from extractor.knowledge import pattern_dirs

Write = Callable[[str, str | bytes], Path]

DUMP = [
    # id, name, ascii, others, lat, lon, class, code, country, cc2, admin1 to 4, population, elevation, dem, zone, date
    "11\tNorthland\tNorthland\t\t20.0\t10.0\tA\tADM1\tEH\t\t01\t\t\t\t0\t\t\t\t2020-01-01",
    "12\tMudaynah\tMudaynah\tMedina,مدينة\t20.1\t10.1\tP\tPPLA\tEH\t\t01\t\t\t\t60000\t\t\t\t2020-01-01",
    "13\tQaryah\tQaryah\t\t20.2\t10.2\tP\tPPL\tEH\t\t01\tX1\t\t\t0\t\t\t\t2020-01-01",
    "14\tWadi Stream\tWadi Stream\t\t20.3\t10.3\tH\tWAD\tEH\t\t01\t\t\t\t0\t\t\t\t2020-01-01",
]


@pytest.fixture(scope="module")
def layout() -> Layout:
    return load_layout(pattern_dirs())


def _by_name(places: PlaceList, name: str):  # type: ignore[no-untyped-def]
    return next(record for record in places.records if record.name == name)


def test_a_dump_of_geonames(file: Write, layout: Layout) -> None:
    places = read_list(file("EH.txt", "\n".join(DUMP) + "\n"), layout)
    assert places.format == "geonames"
    assert [record.name for record in places.records] == ["Northland", "Mudaynah", "Qaryah"]  # a stream is no place
    city = _by_name(places, "Mudaynah")
    assert (city.kind, city.country, city.admin1, city.point, city.id) == (
        "city", "EH", "Northland", (20.1, 10.1), "geonames:12",
    )  # fmt: skip
    assert {name.text for name in city.names} == {"Mudaynah", "Medina", "مدينة"}
    assert _by_name(places, "Qaryah").kind == "village"


def test_a_dump_in_a_zip_beside_a_readme(file: Write, layout: Layout) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "x" * 10_000)
        archive.writestr("EH.txt", "\n".join(DUMP))
    assert len(read_list(file("EH.zip", packed.getvalue()), layout).records) == 3


def test_a_broken_line_of_a_dump_is_told_and_the_rest_is_read(file: Write, layout: Layout) -> None:
    places = read_list(file("EH.txt", "\n".join([*DUMP, "15\tcut off", DUMP[1].replace("20.1", "north")])), layout)
    assert len(places.records) == 3
    assert len(places.faults) == 2
    assert "columns" in places.faults[0]
    assert "no such point" in places.faults[1]


@pytest.mark.parametrize(
    "headings",
    [
        "ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_PCODE,NAME_EN,NAME_AR,PCODE,LATITUDE,LONGITUDE",
        "admin1Name_en,admin1Name_ar,admin1Pcode,admin2Name_en,admin2Pcode,featureName_en,featureName_ar,featurePcode,Lat,Lon",
        "Adm1 Name,adm1_ar,Adm1-Pcode,Adm2 Name,Adm2-Pcode,Place Name,Name (AR),P-Code,Y,X",
    ],
    ids=["ADM1_EN", "admin1Name_en", "words"],
)
def test_both_header_styles_of_populated_places(headings: str, file: Write, layout: Layout) -> None:
    tags = (
        "#adm1+name,#adm1+name+ar,#adm1+code,#adm2+name,#adm2+code,#loc+name,#loc+name+ar,#loc+code,#geo+lat,#geo+lon"
    )
    row = "North,الشمال,EH01,Karam,EH0101,Tal Zayt,تل زيت,C1005,20.2,10.2"
    (record,) = read_list(file("places.csv", f"{headings}\n{tags}\n{row}\n"), layout).records
    assert (record.id, record.country, record.name, record.point) == ("ocha:C1005", "EH", "Tal Zayt", (20.2, 10.2))
    assert [(area.level, area.name, area.code) for area in record.admin] == [
        (1, "North", "EH01"),
        (2, "Karam", "EH0101"),
    ]
    assert "تل زيت" in {name.text for name in record.names}


def test_a_list_of_areas_takes_the_deepest_level(file: Write, layout: Layout) -> None:
    content = "ADM1_EN,ADM1_PCODE,ADM2_EN,ADM2_PCODE,lat,lon\nNorth,EH01,Karam,EH0101,20,10\n"
    (record,) = read_list(file("adm2.csv", content), layout).records
    assert (record.name, record.kind, record.id, record.precision) == ("Karam", "district", "ocha:EH0101", "district")


def test_a_sheet_with_a_title_sheet_before_it(file: Write, layout: Layout) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["About this list"])
    sheet = book.create_sheet("places")
    sheet.append(["ADM1_EN", "NAME_EN", "PCODE", "LATITUDE", "LONGITUDE"])
    sheet.append(["North", "Tal Zayt", "C1005", 20.2, 10.2])
    sheet.append(["North", "Karam", "C1006", 20.3, 10.3])
    packed = io.BytesIO()
    book.save(packed)
    places = read_list(file("places.xlsx", packed.getvalue()), layout, country="EH")
    assert [record.point for record in places.records] == [(20.2, 10.2), (20.3, 10.3)]


SQUARE = [[[10, 20], [12, 20], [12, 22], [10, 22], [10, 20]]]


@pytest.mark.parametrize(
    ("geometry", "point"),
    [
        ({"type": "Point", "coordinates": [10.5, 20.5]}, (20.5, 10.5)),
        ({"type": "MultiPoint", "coordinates": [[10, 20], [11, 21]]}, (20.5, 10.5)),
        ({"type": "Polygon", "coordinates": SQUARE}, (21.0, 11.0)),
        ({"type": "MultiPolygon", "coordinates": [[[[0, 0], [0.1, 0], [0, 0.1], [0, 0]]], SQUARE]}, (21.0, 11.0)),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_geojson(geometry: dict[str, object], point: tuple[float, float], file: Write, layout: Layout) -> None:
    feature = {"type": "Feature", "properties": {"NAME_EN": "Tal Zayt", "ADMIN1_COD": "EH01"}, "geometry": geometry}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (record,) = read_list(file("places.geojson", content), layout).records
    assert record.point == pytest.approx(point)
    assert record.country == "EH"


def test_an_outline_without_a_kind_is_the_area_below_those_it_names(file: Write, layout: Layout) -> None:
    feature = {
        "properties": {"NAME_EN": "Karam", "ADMIN1_EN": "North"},
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }
    (record,) = read_list(file("x.geojson", json.dumps({"features": [feature]})), layout, country="EH").records
    assert record.kind == "district"


def test_bad_bytes_cost_a_letter_and_no_row(file: Write, layout: Layout) -> None:
    content = json.dumps(
        {"features": [{"properties": {"NAME_EN": "Tal", "NAME_AR": "تل زيت"}, "geometry": None}]}, ensure_ascii=False
    )
    cut = content.encode().replace('ت"'.encode(), "ت".encode()[:1] + b'"')
    rows = read_list(file("x.csv", b"name,lat,lon\nTal\xff Zayt,20,10\n"), layout, country="EH").records
    assert rows[0].name == "Tal Zayt"
    with pytest.raises(GazetteerError, match="neither a point"):
        read_list(file("x.geojson", cut), layout, country="EH")


def test_an_answer_of_wikidata_has_one_record_an_item(file: Write, layout: Layout) -> None:
    rows = [
        {
            "item": {"value": "http://www.wikidata.org/entity/Q77"},
            "itemLabel": {"value": label},
            "coord": {"value": "Point(10.2 20.2)"},
            "countryCode": {"value": "EH"},
        }
        for label in ("Tal Zayt", "تل زيت")
    ]
    places = read_list(file("query.json", json.dumps({"results": {"bindings": rows}})), layout)
    (record,) = places.records
    assert (record.id, record.point) == ("wikidata:Q77", (20.2, 10.2))
    assert [name.text for name in record.names] == ["Tal Zayt", "تل زيت"]


def test_a_column_map_for_headings_that_say_nothing_to_us(file: Write, layout: Layout) -> None:
    path = file("meine.csv", "Ort;Breite;Laenge;Kreis\nTal Zayt;20,2;10,2;North\n")
    columns = {"name": "Ort", "latitude": "Breite", "longitude": "Laenge", "admin1": "Kreis"}
    (record,) = read_list(path, layout, country="EH", columns=columns).records
    assert (record.point, record.admin1) == ((20.2, 10.2), "North")
    with pytest.raises(GazetteerError, match="Ort, Breite, Laenge"):
        read_list(path, layout, country="EH")
    with pytest.raises(GazetteerError, match="'Name'"):
        read_list(path, layout, country="EH", columns={"name": "Name"})
    with pytest.raises(GazetteerError, match="no such field"):
        read_list(path, layout, country="EH", columns={"nmae": "Ort"})


def test_compound_names_are_found_by_their_parts(file: Write, layout: Layout) -> None:
    content = "name,lat,lon\nTal Zayt - Karam,20,10\nSaada (Big),21,10\n"
    first, second = read_list(file("x.csv", content), layout, country="EH").records
    assert {name.text for name in first.names} == {"Tal Zayt - Karam", "Tal Zayt", "Karam"}
    assert {name.text for name in second.names} == {"Saada (Big)", "Saada"}


@pytest.mark.parametrize("point", ["91,10", "20,190", "0,0"])
def test_points_that_no_place_has_are_refused(point: str, file: Write, layout: Layout) -> None:
    places = read_list(file("x.csv", f"name,lat,lon\nGood,20,10\nBad,{point}\n"), layout, country="EH")
    assert [record.name for record in places.records] == ["Good"]
    assert places.faults == (f"row 3: Bad: no such point {float(point.split(',')[0])}, {float(point.split(',')[1])}",)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "no place"),
        ("head.csv", b"name,lat,lon\n", "no rows"),
        ("x.json", b"{", "not readable as JSON"),
        ("x.json", b'{"a": 1}', "neither GeoJSON"),
        ("x.zip", b"PK nonsense", "not a zip"),
        ("x.pdf", b"%PDF-1.4", "CSV, TSV, XLSX"),
        ("x.xlsx", b"nonsense", "not readable as XLSX"),
        ("x.csv", b"\x00\x01\x02\n1\n", "no column says the name"),
    ],
)
def test_what_is_no_list_is_one_line_that_names_it(
    name: str, content: bytes, says: str, file: Write, layout: Layout
) -> None:
    with pytest.raises(GazetteerError, match=says) as error:
        read_list(file(name, content), layout)
    assert name in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file(tmp_path: Path, layout: Layout) -> None:
    with pytest.raises(GazetteerError, match="no such file"):
        read_list(tmp_path / "nowhere.csv", layout)


def test_a_geometry_that_is_none_costs_its_feature(file: Write, layout: Layout) -> None:
    good = {"properties": {"NAME_EN": "Good"}, "geometry": {"type": "Point", "coordinates": [10, 20]}}
    bad = {"properties": {"NAME_EN": "Bad"}, "geometry": {"type": "Point", "coordinates": ["x"]}}
    places = read_list(file("x.geojson", json.dumps({"features": [good, bad, None]})), layout, country="EH")
    assert [record.name for record in places.records] == ["Good"]
    assert len(places.faults) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    name=st.sampled_from(["x.csv", "x.tsv", "x.json", "x.geojson", "x.xlsx", "x.zip", "x.txt"]),
    content=st.binary(max_size=200) | st.text(alphabet='name,lat\n"{}[]:0123\t\x00;|', max_size=200).map(str.encode),
)
def test_whatever_is_in_a_file_it_is_read_or_refused_in_one_line(
    name: str, content: bytes, file: Write, layout: Layout
) -> None:
    try:
        read_list(file(name, content), layout)
    except GazetteerError as error:
        assert "\n" not in str(error)
