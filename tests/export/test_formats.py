"""Every format is opened by a reader that is not ours, and gives back what it claims to carry."""

import csv
import io
import json
import sqlite3
from pathlib import Path

import duckdb
import openpyxl
import pytest
import shapely
from fastkml import kml
from fastkml.validator import validate
from geojson_pydantic import FeatureCollection
from sample_reports import exported, full, rejected, reports

from extractor.export.flat import FLAT_COLUMNS, flat_row
from extractor.export.formats import FORMATS
from extractor.model import Report

INCIDENTS = [(made, one) for made in reports() for one in made.incidents]


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_reports_give_the_same_bytes(name: str) -> None:
    assert exported(name) == exported(name)


@pytest.mark.parametrize("name", FORMATS)
def test_no_report_and_no_incident_are_written_too(name: str) -> None:
    assert exported(name, []) != b"" or name in ("jsonl", "ftm", "urls")
    exported(name, reports()[1:])


@pytest.mark.parametrize("name", [name for name, format in FORMATS.items() if not format.whole])
def test_what_a_reviewer_rejected_is_left_out(name: str) -> None:
    made = rejected()
    kept = made.model_copy(update={"incidents": made.incidents[1:]})
    assert exported(name, [made]) == exported(name, [kept])


def test_json_is_an_array_of_records() -> None:
    made = json.loads(exported("json"))
    assert [Report.model_validate(one) for one in made] == reports()
    assert json.loads(exported("json", reports()[1:]))[0]["schema_version"] == "1.0"


def test_json_lines_are_records() -> None:
    assert [Report.model_validate_json(line) for line in exported("jsonl").splitlines()] == reports()


def test_csv_and_its_byte_order_mark() -> None:
    plain = exported("csv")
    assert exported("csv-bom") == b"\xef\xbb\xbf" + plain
    rows = list(csv.DictReader(io.StringIO(plain.decode(), newline="")))
    assert tuple(rows[0]) == FLAT_COLUMNS
    assert rows[0]["place"], rows[0]["injured"] == ("Kafr Nur", "")
    assert rows[1]["place"] == "'=HYPERLINK(1)"


def test_xlsx_is_typed_filtered_and_linked() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported("xlsx", pdfs="../pdf/")))
    assert book.sheetnames == ["incidents", "totals", "checks", "unused"]
    sheet = book["incidents"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("A2", True)
    header = [cell.value for cell in sheet[1]]
    for (made, one), cells in zip(INCIDENTS, sheet.iter_rows(min_row=2), strict=True):
        row = dict(zip(header, cells, strict=True))
        for name, value in flat_row(made, one).items():
            shown = row[name].value
            assert (shown.date().isoformat() if row[name].is_date else shown) == value
        assert row["page"].hyperlink.target == f"../pdf/June%202020%20%E2%84%961.pdf#page={one.pages[0]}"
    assert [cell.value for cell in book["totals"][2]][:5] == [
        "June 2020 №1.pdf",
        1,
        "In all 14 people were killed",
        None,
        14,
    ]
    assert {row[2].value for row in book["checks"].iter_rows(min_row=2)} == {"vague", "page-unread"}
    assert book["unused"]["D2"].value == "Nobody was killed by rules."


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported("xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert "=HYPERLINK(1)" in [cell.value for cell in cells]


def test_sqlite_has_normalised_tables_and_full_text(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(exported("sqlite"))
    base = sqlite3.connect(tmp_path / "x.db")
    base.row_factory = sqlite3.Row
    assert base.execute("pragma integrity_check").fetchone()[0] == "ok"
    assert base.execute("pragma foreign_key_check").fetchall() == []

    def rows(query: str) -> list[dict[str, object]]:
        return [dict(row) for row in base.execute(query)]

    assert [row["file"] for row in rows("select file from reports")] == ["June 2020 №1.pdf", "empty.pdf"]
    assert [row["id"] for row in rows("select id from incidents")] == ["full", "formula", "bare"]
    key = "where incident = 1"
    assert rows(f"select harm, total, qualifier, women from victims {key}") == [
        {"harm": "killed", "total": 1, "qualifier": "exact", "women": 1},
        {"harm": "injured", "total": None, "qualifier": "vague", "women": None},
    ]
    assert [(row["name"], row["count"]) for row in rows(f"select * from weapons {key}")] == [
        ("rocket", 2), ("mortar shell", 1),
    ]  # fmt: skip
    assert [row["certainty"] for row in rows(f"select * from actors {key}")] == ["stated", "believed"]
    assert [(row["role"], row["name"], row["admin3"]) for row in rows(f"select * from places {key}")] == [
        ("place", "Kafr Nur", "Upper Nur"), ("within", "Upper Valley", None), ("also struck", "Tell Azraq", None),
    ]  # fmt: skip
    for row in rows("select e.*, i.text from evidence e join incidents i on i.key = e.incident"):
        assert str(row["text"])[row["start"] : row["end"]] == row["quote"]
    assert [row["code"] for row in rows("select code from checks order by incident")] == ["page-unread", "vague"]
    found = "select i.id from incidents_fts f join incidents i on i.key = f.rowid where incidents_fts match 'teacher'"
    assert [row["id"] for row in rows(found)] == ["full"]
    assert rows("select name from names") == [{"name": "Naila Sarouf"}]


def test_datasette_metadata_tells_of_every_table(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(exported("sqlite"))
    made = FORMATS["sqlite"].companions("x.db")
    told = json.loads(made["x.db.metadata.json"])["databases"]["x"]["tables"]
    names = sqlite3.connect(tmp_path / "x.db").execute("select name from sqlite_master where type = 'table'")
    assert {name for (name,) in names if "_fts" not in name} == set(told)


def test_geojson_is_valid_and_complete() -> None:
    made = FeatureCollection.model_validate_json(exported("geojson"))
    first = made.features[0]
    assert first.geometry is not None
    assert tuple(first.geometry.coordinates) == (40.125, -3.25)
    assert [feature.geometry is None for feature in made.features] == [False, True, True]
    expected = {
        name: value for name, value in flat_row(reports()[0], full()).items() if name[1:4] not in ("ati", "ong")
    }
    assert first.properties == expected | {"text": full().text}
    assert "crs" not in json.loads(exported("geojson"))


def test_kml_is_valid_and_complete(tmp_path: Path) -> None:
    (tmp_path / "x.kml").write_bytes(exported("kml"))
    assert validate(file_to_validate=tmp_path / "x.kml")
    document = kml.KML.from_string(exported("kml").decode().split("\n", 1)[1]).features[0]
    marks = [mark for folder in document.features for mark in folder.features]
    assert (marks[0].geometry.x, marks[0].geometry.y) == (40.125, -3.25)
    assert [mark.geometry is None for mark in marks] == [False, True, True]
    told = {data.name: data.value for data in marks[0].extended_data.elements}
    row = {name: str(value) for name, value in flat_row(reports()[0], full()).items() if value is not None}
    assert told == row | {"text": full().text}
    assert (str(marks[0].times.begin), str(marks[0].times.end)) == ("2020-05-03", "2020-05-04")
    assert "&lt;b&gt;" in marks[2].description


def test_parquet_is_typed_and_has_geometry(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(exported("parquet"))
    columns = ", ".join(f'"{name}"' for name in FLAT_COLUMNS)
    rows = duckdb.sql(f"select {columns}, sections, geometry from read_parquet('{path}')").fetchall()
    for (made, one), row in zip(INCIDENTS, rows, strict=True):
        shown = [value.isoformat() if hasattr(value, "isoformat") else value for value in row[:-2]]
        assert shown == list(flat_row(made, one).values())
        assert row[-2] == one.sections
    assert shapely.from_wkb(bytes(rows[0][-1])).equals(shapely.Point(40.125, -3.25))
    (geo,) = duckdb.sql(f"select value from parquet_kv_metadata('{path}') where key = 'geo'").fetchall()[0]
    assert json.loads(geo)["columns"]["geometry"]["encoding"] == "WKB"
