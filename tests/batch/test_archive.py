import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from archives import Run, contents, make_archive, report_text

from extractor.batch import Batch, Entry, Setup, find_sources, open_engine
from extractor.batch.engine import Engine
from extractor.errors import CallError, ExtractorError
from extractor.model import Report
from extractor.options import Options


def rows(out: Path) -> dict[str, Entry]:
    with sqlite3.connect(out / "manifest.sqlite") as database:
        return {row[0]: Entry(*row) for row in database.execute("select * from files")}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return make_archive(tmp_path / "archive", 4)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def todo(plan: object) -> list[str]:
    return [source.name for source in plan.todo]  # type: ignore[attr-defined]


def test_one_json_a_report_under_the_archives_folders_and_a_row_for_each(archive: Path, out: Path, run: Run) -> None:
    _, outcomes = run(archive, out)
    names = {"2019-01/note 0.txt", "2019-02/note 1.txt", "2019-03/note 2.txt", "2019-01/note 3.txt"}
    assert outcomes.keys() == names
    assert contents(out).keys() == {f"{name}.json" for name in names}
    entries = rows(out)
    assert entries.keys() == names
    for name, entry in entries.items():
        report = Report.model_validate_json((out / f"{name}.json").read_bytes())
        assert (report.report.file, report.report.sha256) == (name, entry.sha256)
        assert (entry.status, entry.incidents, entry.pages) == ("done", len(report.incidents), 1)
        assert entry.size == (archive / name).stat().st_size
        assert entry.rules and entry.finished and entry.seconds is not None
        assert report.incidents[0].killed.total == 2


def test_a_second_run_does_only_what_is_new_changed_or_lost(archive: Path, out: Path, run: Run) -> None:
    run(archive, out)
    before = contents(out)
    assert todo(run(archive, out)[0]) == []
    (archive / "new.txt").write_text(report_text(9))
    (archive / "2019-02/note 1.txt").write_text(report_text(8))
    (out / "2019-03/note 2.txt.json").unlink()
    plan, _ = run(archive, out)
    assert todo(plan) == ["2019-02/note 1.txt", "2019-03/note 2.txt", "new.txt"]
    after = contents(out)
    assert {name for name in before if after[name] != before[name]} == {"2019-02/note 1.txt.json"}


def test_other_rules_make_all_anew(archive: Path, out: Path, run: Run, tmp_path: Path) -> None:
    run(archive, out)
    own = tmp_path / "own patterns"
    own.mkdir()
    (own / "weapons.toml").write_text("# nothing yet\n", encoding="utf-8")
    plan, _ = run(archive, out, options=Options(patterns=(own,)))
    assert len(plan.todo) == 4
    assert todo(run(archive, out, options=Options(patterns=(own,)))[0]) == []


def test_redo_makes_all_anew_and_the_same(archive: Path, out: Path, run: Run) -> None:
    run(archive, out)
    before = contents(out)
    plan, _ = run(archive, out, "redo")
    assert len(plan.todo) == 4
    assert contents(out) == before


def test_what_failed_is_tried_again_and_retry_does_nothing_else(archive: Path, out: Path, run: Run) -> None:
    (archive / "bad.pdf").write_text("<html>")
    _, outcomes = run(archive, out)
    assert outcomes["bad.pdf"].reason and outcomes["bad.pdf"].reason.startswith("not a PDF")
    assert rows(out)["bad.pdf"].status == "failed"
    assert todo(run(archive, out)[0]) == ["bad.pdf"]
    (archive / "new.txt").write_text(report_text(9))
    (archive / "bad.pdf").unlink()
    shutil.copy(archive / "2019-02/note 1.txt", archive / "bad.pdf")
    assert todo(run(archive, out, "retry")[0]) == ["bad.pdf"]
    assert "new.txt" not in rows(out)


def test_a_report_whose_file_went_bad_does_not_stay(archive: Path, out: Path, run: Run) -> None:
    run(archive, out)
    (archive / "2019-02/note 1.txt").write_bytes(b"")
    run(archive, out)
    assert "2019-02/note 1.txt.json" not in contents(out)
    assert rows(out)["2019-02/note 1.txt"].status == "failed"


def test_the_same_bytes_are_converted_once(archive: Path, out: Path, run: Run) -> None:
    for name in ("0 first.txt", "z last.txt"):
        shutil.copy(archive / "2019-01/note 0.txt", archive / name)
    plan, _ = run(archive, out)
    assert todo(plan) == ["0 first.txt", "2019-01/note 3.txt", "2019-02/note 1.txt", "2019-03/note 2.txt"]
    entries = rows(out)
    for name in ("2019-01/note 0.txt", "z last.txt"):
        assert (entries[name].status, entries[name].same_as) == ("duplicate", "0 first.txt")
        assert f"{name}.json" not in contents(out)


def test_a_copy_that_comes_later_does_not_take_the_reports_name(archive: Path, out: Path, run: Run) -> None:
    run(archive, out)
    before = contents(out)
    shutil.copy(archive / "2019-01/note 0.txt", archive / "0 copy.txt")
    assert todo(run(archive, out)[0]) == []
    assert rows(out)["0 copy.txt"].same_as == "2019-01/note 0.txt"
    assert contents(out) == before


def test_a_renamed_file_takes_its_report_along(archive: Path, out: Path, run: Run) -> None:
    run(archive, out)
    (archive / "2019-01/note 0.txt").rename(archive / "renamed.txt")
    plan, _ = run(archive, out)
    assert (todo(plan), plan.vanished) == (["renamed.txt"], ())
    assert "2019-01/note 0.txt.json" not in contents(out)
    assert "2019-01/note 0.txt" not in rows(out)


def test_a_report_whose_file_is_gone_is_kept_and_named(archive: Path, out: Path, run: Run) -> None:
    run(archive, out)
    (archive / "2019-01/note 0.txt").unlink()
    before = contents(out)
    assert run(archive, out)[0].vanished == ("2019-01/note 0.txt",)
    assert contents(out) == before
    (out / "2019-01/note 0.txt.json").unlink()
    assert run(archive, out)[0].vanished == ()
    assert "2019-01/note 0.txt" not in rows(out)


def test_a_part_of_an_archive_leaves_the_rest_alone(archive: Path, out: Path, run: Run, engine: Engine) -> None:
    run(archive, out)
    before = contents(out)
    some = find_sources([os.fspath(archive / "2019-01/*.txt"), os.fspath(archive / "2019-02/*.txt")])
    with Batch(some, out, Setup(), engine) as batch:
        plan = batch.plan()
    assert (plan.todo, plan.vanished) == ((), ())
    assert contents(out) == before


def test_two_files_that_differ_in_their_ending_have_two_reports(archive: Path, out: Path, run: Run) -> None:
    (archive / "2019-01/note 0.TXT").write_text(report_text(5))
    run(archive, out)
    assert {"2019-01/note 0.txt.json", "2019-01/note 0.TXT.json"} <= contents(out).keys()


def test_one_worker_writes_the_same_bytes_as_two(archive: Path, out: Path, run: Run, tmp_path: Path) -> None:
    run(archive, out)
    with open_engine(jobs=1) as one, Batch(find_sources([str(archive)]), tmp_path / "one", Setup(), one) as batch:
        assert len(list(batch.convert(batch.plan()))) == 4
    assert contents(tmp_path / "one") == contents(out)


def test_a_folder_is_one_archives_and_one_runs(archive: Path, out: Path, run: Run, engine: Engine) -> None:
    run(archive, out)
    with pytest.raises(CallError, match=r"holds the reports of .*archive, not of .*2019-01"):
        run(archive / "2019-01", out)
    with Batch(find_sources([str(archive)]), out, Setup(), engine), pytest.raises(CallError, match="another run"):
        run(archive, out)
    run(archive, out)


def test_a_folder_that_cannot_be_used_is_a_wrong_call(archive: Path, out: Path, run: Run) -> None:
    out.write_text("a file")
    with pytest.raises(CallError, match="not a folder"):
        run(archive, out)
    out.unlink()
    run(archive, out)
    (out / "manifest.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(CallError, match=r"damaged.*remove it"):
        run(archive, out)


def test_patterns_that_cannot_be_used_end_the_run_in_one_line(
    archive: Path, out: Path, run: Run, tmp_path: Path
) -> None:
    with pytest.raises(ExtractorError, match="no such folder of patterns"):
        run(archive, out, options=Options(patterns=(tmp_path / "nothing",)))
    assert contents(out) == {}
