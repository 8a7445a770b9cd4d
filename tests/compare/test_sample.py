"""A blank sheet drawn without showing the extraction, coded by hand, read back with confidence intervals."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from made_reports import incident, report
from typer.testing import CliRunner

from extractor.cli import app
from extractor.compare.comparison import ALL_FIELDS, compare
from extractor.compare.figures import Drawn, Figures, intervals
from extractor.compare.records import read_side
from extractor.compare.sampled import SHEET_COLUMNS, draw, paragraphs, write_sheet
from extractor.compare.tolerances import read_tolerances
from extractor.errors import CallError
from extractor.model import Check, Report

DAY = dt.date(2019, 5, 1)


def archive() -> list[Report]:
    """Two publishers with 20 and 10 paragraphs, every third one without an incident, some in doubt."""
    reports = []
    for publisher, count in (("one", 20), ("two", 10)):
        told, passed = [], []
        for number in range(count):
            if number % 3 == 2:
                passed.append(f"In {publisher} number {number} nothing was told of an attack, only of a total.")
                continue
            doubts = [Check(code="x", severity="warning", message="a doubt")] if number % 5 == 0 else []
            place = f"{publisher.title()}ville {number}"
            told.append(
                incident(number, place, number + 1, DAY + dt.timedelta(days=number), checks=doubts, confidence=0.9)
            )
        reports.append(report(f"{publisher}.pdf", *told, unused=tuple(passed), publisher=publisher))
    return reports


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "OUT"
    folder.mkdir()
    for made in archive():
        (folder / f"{made.report.file}.json").write_text(made.to_json(), encoding="utf-8")
    return folder


def test_the_sheet_shows_the_text_and_nothing_that_was_extracted(out: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sample.csv"
    result = CliRunner().invoke(app, ["sample", str(out), "-n", "12", "--by", "publisher,year", "-o", str(sheet)])
    assert result.exit_code == 0, result.output
    rows = rows_of(sheet)
    assert len(rows) == 12
    assert len({row["text"] for row in rows}) == 12
    assert all(row[name] == "" for row in rows for name in SHEET_COLUMNS[SHEET_COLUMNS.index("incident") :])
    assert {row["file"] for row in rows} == {"one.pdf", "two.pdf"}


def test_an_existing_sheet_is_never_written_over(out: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sample.csv"
    sheet.write_text("somebody's work", encoding="utf-8")
    assert CliRunner().invoke(app, ["sample", str(out), "-o", str(sheet)]).exit_code == 2
    assert sheet.read_text(encoding="utf-8") == "somebody's work"


def test_the_same_seed_draws_the_same_and_another_one_not() -> None:
    pieces = paragraphs(archive(), ["publisher"])
    assert draw(pieces, 10, 1, False) == draw(pieces, 10, 1, False)
    assert draw(pieces, 10, 1, False) != draw(pieces, 10, 2, False)


def test_strata_are_drawn_in_proportion_and_carry_their_size() -> None:
    rows = draw(paragraphs(archive(), ["publisher"]), 15, 1, False)
    assert Counter(row["file"] for row in rows) == {"one.pdf": 10, "two.pdf": 5}
    assert {(row["file"], row["stratum_size"]) for row in rows} == {("one.pdf", 20), ("two.pdf", 10)}


def test_the_doubtful_come_first_and_more_often_with_their_own_size() -> None:
    pieces = paragraphs(archive(), [])
    rows = draw(pieces, 12, 1, True)
    sizes = [row["stratum_size"] for row in rows]
    assert sizes == [10] * 8 + [20] * 4
    doubts = {piece.text: piece.doubt for piece in pieces}
    assert min(doubts[str(row["text"])] for row in rows[:8]) >= max(doubts[str(row["text"])] for row in rows[8:])


def test_more_strata_than_paragraphs_are_refused() -> None:
    with pytest.raises(CallError, match="groups"):
        draw(paragraphs(archive(), ["publisher"]), 1, 1, False)


def test_a_paragraph_inside_another_is_drawn_once() -> None:
    inner = "Shells hit Heish and killed 2 people."
    made = report(
        "r.pdf", incident(1, "Heish", 2, DAY, inner), incident(2, "Heish", 3, DAY, f"Before. {inner}\nAfter, 3.")
    )
    assert [piece.text for piece in paragraphs([made], [])] == [f"Before. {inner}\nAfter, 3."]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("start", ["=1+1 ", "-IDPs- ", "\x07", "x" * 40_000])
def test_a_text_of_any_kind_finds_its_incident_again(tmp_path: Path, suffix: str, start: str) -> None:
    made = report("r.pdf", incident(1, "Heish", 2, DAY, f"{start}Shells hit Heish and killed 2 people."))
    sheet = tmp_path / f"sheet{suffix}"
    (row,) = draw(paragraphs([made], []), 1, 1, False)
    write_sheet(sheet, [row | {"incident": "yes", "place": "Heish", "killed": 2, "date_start": "2019-05-01"}])
    path = tmp_path / "r.json"
    path.write_text(made.to_json(), encoding="utf-8")
    found = compare(read_side(path), read_side(sheet), read_tolerances())
    assert [pair.kind for pair in found.pairs] == ["matched"]


def code(sheet: Path, wrong: set[str], left: int = 0) -> None:
    """Fill the sheet as a coder would that knows the truth: the extraction is right but in `wrong` paragraphs."""
    truth = {(made.report.file, told.text): told for made in archive() for told in made.incidents}
    book = openpyxl.load_workbook(sheet)
    page = book.active
    assert page is not None
    names = [cell.value for cell in page[1]]
    for number, cells in enumerate(page.iter_rows(min_row=2)):
        if number < left:
            continue
        row = dict(zip(names, cells, strict=True))
        told = truth.get((str(row["file"].value), str(row["text"].value)))
        row["incident"].value = "yes" if told else "no"
        if told:
            row["date_start"].value = row["date_end"].value = told.date.start
            row["place"].value, row["governorate"].value = told.place.name, told.place.governorate
            row["event_type"].value, row["perpetrators"].value = told.event_type, "Syrian regime forces"
            row["perpetrator_certainty"].value = "stated"
            assert told.killed.total is not None
            row["killed"].value = told.killed.total + (row["sample"].value in wrong)
    book.save(sheet)


def drawn_sheet(out: Path, tmp_path: Path, *options: str) -> Path:
    sheet = tmp_path / "sample.xlsx"
    result = CliRunner().invoke(app, ["sample", str(out), "-n", "15", "-o", str(sheet), *options])
    assert result.exit_code == 0, result.output
    return sheet


def test_a_coded_sheet_gives_figures_for_the_whole_with_their_intervals(out: Path, tmp_path: Path) -> None:
    sheet = drawn_sheet(out, tmp_path)
    code(sheet, wrong={"S001", "S002", "S003", "S004"})
    found = compare(read_side(out), read_side(sheet), read_tolerances())
    assert found.sample is not None
    assert {pair.kind for pair in found.pairs} == {"matched"}
    killed = found.strict["killed"]
    assert killed.incorrect in (2, 4, 6, 8), "each sampled paragraph stands for two"
    assert killed.correct + killed.incorrect == 2 * len(found.pairs)
    low, high = found.intervals["killed"].f1
    assert 0 < low < killed.f1 < high < 1
    assert found.intervals["place"].f1[1] == pytest.approx(1)
    assert found.intervals["place"].f1[0] < 1, "fifteen paragraphs can't prove that all is right"
    assert found.intervals[ALL_FIELDS].f1[0] > low, "all fields are surer than the worst of them"


def test_rows_that_are_not_coded_are_not_counted(out: Path, tmp_path: Path) -> None:
    sheet = drawn_sheet(out, tmp_path)
    code(sheet, wrong=set(), left=5)
    found = compare(read_side(out), read_side(sheet), read_tolerances())
    assert found.sample is not None
    assert len(found.sample.coded) == 10
    assert any("5 of 15" in note for note in found.notes)
    assert not found.of_kind("invented")


def test_a_blank_sheet_is_refused(out: Path, tmp_path: Path) -> None:
    sheet = drawn_sheet(out, tmp_path)
    result = CliRunner().invoke(app, ["diff", str(out), str(sheet)])
    assert result.exit_code == 2
    assert "nothing is coded yet" in result.output


def test_the_sample_finds_missed_and_invented_incidents(out: Path, tmp_path: Path) -> None:
    sheet = drawn_sheet(out, tmp_path)
    code(sheet, wrong=set())
    book = openpyxl.load_workbook(sheet)
    page = book.active
    assert page is not None
    names = [cell.value for cell in page[1]]
    rows = [dict(zip(names, cells, strict=True)) for cells in page.iter_rows(min_row=2)]
    passed = next(row for row in rows if row["incident"].value == "no")
    passed["incident"].value, passed["place"].value, passed["killed"].value = "yes", "Nowhere", 3
    told = next(row for row in rows if row["incident"].value == "yes" and row["place"].value != "Nowhere")
    for name in names[names.index("incident") :]:
        told[name].value = None
    told["incident"].value = "no"
    book.save(sheet)
    found = compare(read_side(out), read_side(sheet), read_tolerances())
    assert [len(found.of_kind(kind)) for kind in ("missed", "invented")] == [1, 1]  # type: ignore[arg-type]


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Many samples of 40 paragraphs from 400, drawn by strata of unlike quality and unlike shares."""
    chance = random.Random(7)
    population = [("good", chance.random() < 0.95) for _ in range(300)] + [
        ("bad", chance.random() < 0.6) for _ in range(100)
    ]
    truth = sum(right for _, right in population) / len(population)
    held = 0
    for _ in range(400):
        drawn = []
        for stratum, size in (("good", 300), ("bad", 100)):
            for _, right in chance.sample([unit for unit in population if unit[0] == stratum], 20):
                figures = Figures(correct=right, incorrect=not right)
                drawn.append(Drawn(stratum, size / 20, figures))
        low, high = intervals(drawn).precision
        held += low <= truth <= high
    assert 0.92 <= held / 400 <= 1
