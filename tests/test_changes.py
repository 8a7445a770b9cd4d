import datetime as dt
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from records import incident, report
from typer.testing import CliRunner

from extractor.changes import compare_runs
from extractor.cli import app
from extractor.model import Check

TEXT = "On Monday shells fell on the market of the town and killed four people who had come to buy bread."


def test_the_same_records_have_no_changes() -> None:
    made = report(incident("a", killed=4), incident("b"))
    found = compare_runs([made], [made])
    assert (found.same, found.incidents, found.found) == (2, [], False)


def test_a_changed_value_is_told_with_its_path() -> None:
    old, new = incident("a", killed=4), incident("a", killed=5)
    new.checks = [Check(code="count-vague", severity="info", message="words")]
    [change] = compare_runs([report(old)], [report(new)]).incidents
    assert (change.kind, change.id, change.new_id) == ("changed", "a", None)
    assert [(field.field, field.old, field.new) for field in change.fields] == [
        ("killed.total", 4, 5),
        ("checks", None, ["count-vague"]),
    ]


def test_new_and_gone_incidents_are_told() -> None:
    other = incident("b", day=dt.date(2019, 8, 9), place="Rastan", text="Another thing altogether.")
    found = compare_runs([report(incident("a", text=TEXT))], [report(other)])
    assert [(change.kind, change.id) for change in found.incidents] == [("new", "b"), ("gone", "a")]


def test_an_incident_with_another_id_is_known_by_its_words() -> None:
    old, new = incident("a", text=TEXT), incident("b", text=TEXT + " Two more died.")
    [change] = compare_runs([report(old)], [report(new)]).incidents
    assert (change.kind, change.id, change.new_id) == ("changed", "a", "b")


def test_files_that_stand_on_one_side_are_named() -> None:
    one, other = report(sha256="1" * 64, file="one.pdf"), report(sha256="2" * 64, file="two.pdf")
    found = compare_runs([one], [other])
    assert (found.only_old, found.only_new, found.reports) == (["one.pdf"], ["two.pdf"], 0)


@given(st.permutations("abcde"))
def test_the_order_of_incidents_is_no_change(names: list[str]) -> None:
    old = report(*(incident(name) for name in "abcde"))
    assert not compare_runs([old], [report(*(incident(name) for name in names))]).found


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(report(incident("a", killed=4)).to_json(), encoding="utf-8")
    (tmp_path / "new.json").write_text(report(incident("a", killed=5)).to_json(), encoding="utf-8")
    run = CliRunner().invoke(app, ["changes", str(tmp_path / "old.json"), str(tmp_path / "new.json")])
    assert run.exit_code == 1
    assert "killed.total" in run.stdout
    run = CliRunner().invoke(app, ["changes", str(tmp_path / "old.json"), str(tmp_path / "new.json"), "--json"])
    assert json.loads(run.stdout)["incidents"][0]["fields"] == [{"field": "killed.total", "old": 4, "new": 5}]
    run = CliRunner().invoke(app, ["changes", str(tmp_path / "old.json"), str(tmp_path / "old.json")])
    assert run.exit_code == 0
