"""Sheets as people make them: everything is read, or listed by its cell."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from extractor.compare.fields import Day, Number, Spot
from extractor.compare.records import Record, Side, read_side
from extractor.errors import CallError, ReadError


def workbook(path: Path, rows: list[list[Any]], merged: tuple[str, ...] = (), title: str = "2017") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    return path


@pytest.fixture
def messy(tmp_path: Path) -> Side:
    """A title over everything, groups of columns over their names, a date over three rows, sums at the end."""
    rows: list[list[Any]] = [
        ["Incidents documented by our office", None, None, None, None, None, None],
        ["last changed in May", None, None, None, None, None, None],
        [],
        ["Date", "Location", "Province", "Killed", None, "Wounded", "Who did it?"],
        [None, None, None, "total", "children", None, None],
        [dt.date(2017, 10, 13), "Deir ez-Zor/al-Bokamal", "دير الزور", "13+", 2, "~20", "Assad regime"],
        [None, "Mahkan", "دير الزور", "5-7", None, "1,250", "Daesh"],
        [None, "قرية الباغوز", "Deir Ez-Zour", "dozens", None, None, "ISIS"],
        ["14 October 2017", "Khan Sheikhoun", "Idlib", "3 (one child)", 1, "n/a", "Russian air force"],
        ["15/10/2017", "Saraqeb", "Idlib", "see report", None, 4.0, "Russian Forces"],
        ["spring", "Heish", "Idlib", 2, None, "٧", ""],
        ["Hama governorate", None, None, None, None, None, None],
        [43023, "Kafr Zita", "Hama", "four", None, None, "Syrian Army"],
        ["Total", None, None, 44, 3, 1281, None],
    ]
    merged = ("A1:G1", "A2:G2", "D4:E4", "A6:A8", "A12:G12")
    return read_side(workbook(tmp_path / "messy.xlsx", rows, merged))


def test_every_record_is_found_under_its_header(messy: Side) -> None:
    assert [record.written["place"] for record in messy.records] == [
        "Deir ez-Zor/al-Bokamal",
        "Mahkan",
        "قرية الباغوز",
        "Khan Sheikhoun",
        "Saraqeb",
        "Heish",
        "Kafr Zita",
    ]


def test_dates_of_every_form(messy: Side) -> None:
    days = [record.days() for record in messy.records]
    merged = dt.date(2017, 10, 13)
    expected = [merged, merged, merged, dt.date(2017, 10, 14), dt.date(2017, 10, 15), None, dt.date(2017, 10, 15)]
    assert [day.on if day else None for day in days] == expected


def test_numbers_of_every_form(messy: Side) -> None:
    killed = [record.values.get("killed") for record in messy.records]
    assert killed == [
        Number(13, low=13),
        Number(low=5, high=7),
        None,
        Number(3),
        None,
        Number(2),
        Number(4),
    ]
    assert messy.records[2].values["killed_qualifier"] == ("vague",)
    assert [record.values.get("injured") for record in messy.records] == [
        Number(20, about=True),
        Number(1250),
        None,
        None,
        Number(4),
        Number(7),
        None,
    ]
    assert messy.records[0].values["killed_children"] == Number(2)


def test_what_cannot_be_read_is_listed_by_cell(messy: Side) -> None:
    listed = {(cell.where.rpartition("!")[2], cell.written) for cell in messy.unread}
    assert listed == {("A11", "spring"), ("D9", "3 (one child)"), ("D10", "see report")}
    assert "killed" in messy.records[4].unread, "an unreadable number is not a missing one"


def test_rows_that_are_no_records_are_noted(messy: Side) -> None:
    notes = "\n".join(messy.notes)
    assert "A12" in notes
    assert "Hama governorate" in notes
    assert "A14" in notes


def test_a_number_over_several_rows_is_counted_for_none(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Date", "Place", "Killed", "Perpetrator"],
        ["1 May 2019", "Kansafra", 9, "regime"],
        ["1 May 2019", "Kafr Nabl", None, "regime"],
    ]
    side = read_side(workbook(tmp_path / "merged.xlsx", rows, ("C2:C3",)))
    assert [record.values.get("killed") for record in side.records] == [None, None]
    assert len(side.unread) == 2


def test_a_range_turned_into_a_date_is_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Date", "Place", "Killed"], ["1 May 2019", "Kansafra", dt.date(2019, 7, 5)]]
    side = read_side(workbook(tmp_path / "turned.xlsx", rows))
    assert "5-7" in side.unread[0].why


def test_all_sheets_of_a_book_are_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", [["Date", "Place", "Killed"], ["1 May 2019", "Kansafra", 1]])
    book = openpyxl.load_workbook(path)
    second = book.create_sheet("2020")
    for row in (["Killed", "Place", "Date"], [2, "Maarzita", "2 May 2020"]):
        second.append(row)
    book.create_sheet("Notes").append(["written by hand"])
    book.save(path)
    side = read_side(path)
    assert [(record.written["place"], record.written["killed"]) for record in side.records] == [
        ("Kansafra", "1"),
        ("Maarzita", "2"),
    ]
    assert any("Notes" in note for note in side.notes)


def test_a_formula_without_a_value_is_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Date", "Place", "Killed"], ["1 May 2019", "Kansafra", "=1+1"]]
    side = read_side(workbook(tmp_path / "formula.xlsx", rows))
    assert any("C2" in note and "formula" in note for note in side.notes)


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["05/10/2017", "13/10/2017"], dt.date(2017, 10, 5)),
        (["05/10/2017", "10/13/2017"], dt.date(2017, 5, 10)),
    ],
)
def test_the_column_settles_the_order_of_day_and_month(tmp_path: Path, dates: list[str], first: dt.date) -> None:
    rows: list[list[Any]] = [["Date", "Place", "Killed"], *([date, "Kansafra", 1] for date in dates)]
    side = read_side(workbook(tmp_path / "dates.xlsx", rows))
    day = side.records[0].days()
    assert day is not None
    assert day.on == first


def test_an_open_order_of_day_and_month_is_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Date", "Place", "Killed"], ["05/10/2017", "Kansafra", 1]]
    side = read_side(workbook(tmp_path / "dates.xlsx", rows))
    assert any("dmy" in note for note in side.notes)


ACLED = {
    "event_id_cnty": "SYR1",
    "event_date": "13 October 2017",
    "sub_event_type": "Air/drone strike",
    "actor1": "Military Forces of Syria (2000-2024) Air Force",
    "admin1": "Rural Damascus",
    "location": "Jisrein",
    "latitude": "33.5",
    "longitude": "36.4",
    "fatalities": "0",
    "notes": "a strike",
}
UCDP = {
    "id": "1",
    "type_of_violence": "3",
    "side_a": "Government of Syria",
    "date_start": "2017-10-13 00:00:00.000",
    "date_end": "2017-10-14 00:00:00.000",
    "adm_1": "Dayr Az Zawr governorate",
    "where_coordinates": "Mahkan town",
    "best": "13",
    "low": "10",
    "high": "15",
}
AIRWARS = {
    "Code": "R1",
    "Date": "13 Oct 2017",
    "Location": "Mahkan",
    "Suspected belligerent": "Russian Military, Unknown",
    "Civilians killed min": "3",
    "Civilians killed max": "5",
}


def one_record(path: Path, row: dict[str, str], name: str | None = None) -> tuple[Side, Record]:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, row)
        writer.writeheader()
        writer.writerow(row)
    side = read_side(path, name)
    assert not side.unread
    return side, side.records[0]


def test_acled_is_recognised(tmp_path: Path) -> None:
    side, record = one_record(tmp_path / "acled.csv", ACLED)
    assert [used.title for used in side.maps] == ["ACLED"]
    assert record.values["perpetrators"] == ("Syrian regime forces",)
    assert record.values["governorate"] == ("Damascus suburbs",)
    assert "airstrike" in record.values["event_type"]  # type: ignore[operator]
    assert record.values["place"] == Spot("Jisrein", "Damascus suburbs", (33.5, 36.4))
    assert "killed" not in record.values, "a nought of ACLED may mean that the number isn't known"


def test_ucdp_is_recognised(tmp_path: Path) -> None:
    side, record = one_record(tmp_path / "ged.csv", UCDP)
    assert [used.title for used in side.maps] == ["UCDP-GED"]
    assert record.values["killed"] == Number(13, 10, 15)
    first, last = dt.date(2017, 10, 13), dt.date(2017, 10, 14)
    assert record.values["date_end"] == Day(last, first, last)
    assert record.values["governorate"] == ("Deir Ez-Zour",)


def test_airwars_is_recognised_and_its_range_is_a_number(tmp_path: Path) -> None:
    side, record = one_record(tmp_path / "airwars.csv", AIRWARS)
    assert [used.title for used in side.maps] == ["Airwars"]
    assert record.values["killed"] == Number(None, 3, 5)
    assert record.values["perpetrators"] == ("Russian forces", "unidentified")


@pytest.mark.parametrize("suffix", [".sqlite", ".json", ".jsonl", ".csv"])
def test_other_forms_give_the_same_records(tmp_path: Path, suffix: str) -> None:
    rows = [
        {"date": "2017-10-13", "place": "Mahkan", "killed": 13},
        {"date": "2017-10-14", "place": "Heish", "killed": 2},
    ]
    path = tmp_path / f"records{suffix}"
    if suffix == ".sqlite":
        with sqlite3.connect(path) as connection:
            connection.execute("create table incidents (date text, place text, killed integer)")
            connection.executemany("insert into incidents values (:date, :place, :killed)", rows)
    elif suffix == ".json":
        path.write_text(json.dumps(rows), encoding="utf-8")
    elif suffix == ".jsonl":
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    else:
        path.write_text("date;place;killed\n2017-10-13;Mahkan;13\n2017-10-14;Heish;2\n", encoding="utf-16")
    side = read_side(path)
    assert [(record.written["place"], record.values["killed"]) for record in side.records] == [
        ("Mahkan", Number(13)),
        ("Heish", Number(2)),
    ]


def test_a_line_separator_inside_json_lines_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(
        '{"date": "2017-10-13", "place": "Mahkan", "killed": 1, "text": "one\u2028two"}\n', encoding="utf-8"
    )
    assert len(read_side(path).records) == 1


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("missing.csv", None, ReadError),
        ("bad.json", "{", ReadError),
        ("bad.xlsx", "no workbook", ReadError),
        ("empty.csv", "", ReadError),
        ("picture.png", "x", CallError),
        ("strange.csv", "colour,shape\nred,round\n", ReadError),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(
    tmp_path: Path, name: str, content: str | None, error: type[Exception]
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(error, match=name) as caught:
        read_side(tmp_path / name)
    assert "\n" not in str(caught.value)
