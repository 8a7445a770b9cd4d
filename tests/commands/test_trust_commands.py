from pathlib import Path

import pytest
from records import incident, report
from typer.testing import CliRunner

from extractor.cli import app
from extractor.model import Reconciliation, Report, Scope, Unused


def line(status: str) -> Reconciliation:
    scope = Scope(perpetrators=["ISIS"], governorate="Homs")
    return Reconciliation(
        scope=scope, measure="killed", stated=10, extracted=4, status=status, reason="4 told", quote="ten", page=2
    )  # type: ignore[arg-type]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    def write(name: str, made: Report) -> None:
        (tmp_path / name).write_text(made.to_json(), encoding="utf-8")

    unused = [
        Unused(page=1, text="In all 40 died.", reason="running total"),
        Unused(page=2, text="War crimes.", reason="law"),
    ]
    write("one.json", report(incident("a"), unused=unused, reconciliation=[line("partial")]))
    return tmp_path


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*map(str, arguments)])
    return result.exit_code, result.stdout


def test_reconcile_prints_each_line(out: Path) -> None:
    code, text = run("reconcile", out)
    assert code == 0
    for word in ("ISIS; Homs", "killed", "10", "4", "partial", "4 told"):
        assert word in text


def test_reconcile_falls_short_where_a_total_differs(out: Path) -> None:
    (out / "two.json").write_text(report(sha256="1" * 64, reconciliation=[line("differs")]).to_json(), encoding="utf-8")
    assert run("reconcile", out)[0] == 1


def test_ledger_prints_what_was_left_out_and_why(out: Path) -> None:
    code, text = run("ledger", out)
    assert code == 0
    assert "In all 40 died." in text
    assert "running total" in text
    _, chosen = run("ledger", out, "--reason", "law")
    assert "War crimes." in chosen
    assert "In all 40 died." not in chosen


def test_words_of_a_report_are_no_markup(tmp_path: Path) -> None:
    odd = Unused(page=1, text="The [bold]blast[/bold] of [Monday]", reason="law")
    (tmp_path / "one.json").write_text(report(unused=[odd]).to_json(), encoding="utf-8")
    assert "The [bold]blast[/bold] of [Monday]" in run("ledger", tmp_path)[1]


@pytest.mark.parametrize("command", ["reconcile", "ledger", "link", "verify", "changes"])
def test_help_has_an_example(command: str) -> None:
    code, text = run(command, "--help")
    assert code == 0
    assert "Example" in text
