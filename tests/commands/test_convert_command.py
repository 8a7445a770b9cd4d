import csv
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extractor.cli import app
from extractor.export.flat import FLAT_COLUMNS
from extractor.model import Report
from extractor.reports import read_reports

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
BROKEN = Path(__file__).resolve().parents[2] / "../shared/pdfs/broken"
ATTACK = "On 3 March 2019, warplanes fired two missiles at the market of Idlib city, killing {} civilians.\n"
QUIET = "The committee met on Monday and agreed on its budget for the coming year.\n"


def extractor(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["convert", *map(str, arguments)])


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    (folder / "2019").mkdir(parents=True)
    (folder / "2019" / "one.txt").write_text(ATTACK.format("four"))
    (folder / "two.txt").write_text(ATTACK.format("five"))
    return folder


@pytest.mark.parametrize("name", ["daily.pdf", "daily.txt"])
def test_one_file_goes_to_standard_output_as_json(name: str) -> None:
    result = extractor(SAMPLES / name)
    assert (result.exit_code, result.stderr) == (0, "")
    report = Report.model_validate_json(result.stdout)
    assert report.report.file == name
    assert report.incidents
    assert report.to_json() == result.stdout


def test_one_file_in_other_formats(tmp_path: Path) -> None:
    lines = extractor(SAMPLES / "daily.pdf", "--format", "jsonl").stdout
    assert lines.count("\n") == 1
    report = Report.model_validate_json(lines)
    rows = table(extractor(SAMPLES / "daily.pdf", "--format", "csv").stdout)
    assert list(rows[0]) == list(FLAT_COLUMNS)
    assert [row["incident_id"] for row in rows] == [incident.id for incident in report.incidents]
    assert {row["file"] for row in rows} == {"daily.pdf"}


def test_a_name_with_an_ending_is_one_file_of_all_reports(archive: Path, tmp_path: Path) -> None:
    result = extractor(archive, "--format", "csv", "-o", tmp_path / "all.csv")
    assert (result.exit_code, result.stdout) == (0, "")
    rows = table((tmp_path / "all.csv").read_text(encoding="utf-8"))
    assert [(row["file"], row["killed"]) for row in rows] == [("2019/one.txt", "4"), ("two.txt", "5")]
    assert extractor(archive, "-o", tmp_path / "all.jsonl").exit_code == 0
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["report"]["file"] for line in lines] == ["2019/one.txt", "two.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.csv", "all.jsonl", "archive"]


def test_several_reports_to_standard_output(archive: Path) -> None:
    assert len(table(extractor(archive, "--format", "csv").stdout)) == 2
    assert len(extractor(archive, "--format", "jsonl").stdout.splitlines()) == 2
    result = extractor(archive)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "2 reports can't be one JSON document; give -o FOLDER" in result.stderr


def test_a_name_without_ending_is_a_folder_with_everything(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = extractor(archive, "-o", out, "--jobs", "2")
    assert (result.exit_code, result.stdout) == (0, "")
    assert re.search(r"^2 files: 2 with a report · 2 pages, 2 incidents, \d+ checks$", result.stderr, re.MULTILINE)
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert names == {"2019/one.txt.json", "two.txt.json", "incidents.csv", "manifest.sqlite"}
    assert (out / "incidents.csv").read_text(encoding="utf-8") == extractor(archive, "--format", "csv").stdout
    again = extractor(archive, "-o", out)
    assert (again.exit_code, "0 converted now" in again.stderr) == (0, True)
    (archive / "two.txt").write_text(ATTACK.format("six"))
    assert "1 converted now" in extractor(archive, "-o", out, "--format", "jsonl").stderr
    assert [row["killed"] for row in table((out / "incidents.csv").read_text())] == ["4", "6"]
    assert len((out / "reports.jsonl").read_text().splitlines()) == 2
    assert [file.name for file, _ in read_reports([out])] == ["one.txt.json", "two.txt.json"]
    (archive / "two.txt").unlink()
    (out / "two.txt.json").unlink()
    assert "1 converted now" in extractor(archive, "-o", out, "--redo").stderr
    assert len((out / "reports.jsonl").read_text().splitlines()) == 1  # kept up to date from then on


def test_globs_and_copies(archive: Path, tmp_path: Path) -> None:
    shutil.copy(archive / "two.txt", archive / "two again.txt")
    result = extractor(archive / "two*", "--format", "csv")
    assert len(table(result.stdout)) == 1
    assert "2 files: 1 with a report, 1 duplicates of others" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing.pdf"], "nothing.pdf: no such file or folder"),
        (["*.nothing"], r"\*.nothing: no file matches"),
        (["empty"], "empty: holds no .pdf or .txt file"),
        (["archive", "-o", "x.csv", "--format", "json"], "x.csv: its ending says csv, --format says json"),
        (["archive", "-o", "x.doc"], "x.doc: say --format"),
        (["archive", "--redo"], "give -o FOLDER"),
        (["archive", "-o", "out", "--redo", "--retry"], "give one of them"),
        (["archive", "-o", "out", "--patterns", "nothing"], "nothing: no such folder of patterns"),
        (["archive", "-o", "out", "--patterns", "empty"], "empty: holds no patterns"),
        (["archive", "-o", "out", "--publisher", "nobody"], "--publisher nobody: no such profile; known are "),
        (["archive/two.txt", "-o", "archive/two.txt", "--format", "json"], "two.txt: is one of the reports"),
        (["archive/two.txt", "-o", "archive/two.txt/x.json"], "x.json: can't be written"),
    ],
)
def test_a_wrong_call_is_one_line_and_2(
    arguments: list[str], says: str, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(archive.parent)
    Path("empty").mkdir()
    result = extractor(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(rf"extractor: .*{says}.*\n", result.stderr)
    assert not list(Path().glob("x.*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_standard_output_is_one_line_and_2(archive: Path) -> None:
    command = [sys.executable, "-c", "from extractor.cli import main; main()", "convert", str(archive / "two.txt")]
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 2
    assert re.fullmatch(r"extractor: output: can't be used \(.*\); give another place\n", result.stderr)


def test_a_file_without_a_report_is_one_line_and_1(tmp_path: Path) -> None:
    (tmp_path / "zero.pdf").write_bytes(b"")
    result = extractor(tmp_path / "zero.pdf", "--format", "csv", "-o", tmp_path / "x.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert re.fullmatch(r"zero.pdf: the file is empty.*\n", result.stderr)
    assert not (tmp_path / "x.csv").exists()


def test_each_kind_of_bad_file_says_what_it_is(tmp_path: Path) -> None:
    bad = {
        "page.pdf": (b"<html><body>Not found</body></html>", "not a PDF"),
        "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "damaged"),
        "blank.txt": (b" \n\f\n", "no text"),
    }
    if BROKEN.is_dir():
        for name, says in {"06_userpass.pdf": "encrypted", "08_scanned.pdf": "scan without text"}.items():
            bad[name] = (BROKEN / name).read_bytes(), says
    for name, (content, _) in bad.items():
        (tmp_path / name).write_bytes(content)
    result = extractor(tmp_path, "--format", "csv")
    assert (result.exit_code, result.stdout) == (1, "")
    for name, (_, says) in bad.items():
        assert re.search(rf"^{name}: .*{says}.*$", result.stderr, re.MULTILINE)
    assert f"{len(bad)} files: 0 with a report, {len(bad)} failed" in result.stderr


def test_a_report_without_incidents_is_written_and_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "quiet.txt").write_text(QUIET)
    result = extractor(tmp_path / "quiet.txt")
    assert result.exit_code == 1
    assert Report.model_validate_json(result.stdout).incidents == []
    assert re.fullmatch("quiet.txt: no incident found.*\n", result.stderr)


def test_failures_are_named_counted_by_cause_and_cost_only_themselves(archive: Path, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (archive / name).write_text(f"<html>{name}")
    (archive / "zero.txt").write_bytes(b"")
    result = extractor(archive, "-o", tmp_path / "out")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert {line.split(":")[0] for line in lines[:3]} == {"a.pdf", "b.pdf", "zero.txt"}
    assert lines[3].startswith("5 files: 2 with a report, 3 failed")
    assert [line.strip() for line in lines[5:]] == ["2 × not a PDF", "1 × the file is empty"]
    again = extractor(archive, "-o", tmp_path / "out", "--retry")
    assert "3 converted now" in again.stderr
    assert len(table((tmp_path / "out" / "incidents.csv").read_text())) == 2


def test_all_failed_leaves_no_table_behind(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extractor(archive, "-o", out)
    for path in archive.rglob("*.txt"):
        path.write_bytes(b"")
    assert extractor(archive, "-o", out).exit_code == 1
    assert [path.name for path in out.rglob("*") if path.is_file()] == ["manifest.sqlite"]


def test_readers_give_the_same_incidents() -> None:
    one, other = (
        json.loads(extractor(SAMPLES / "numbered.pdf", "--reader", reader).stdout)
        for reader in ("pdfium", "pdfplumber")
    )
    assert one["report"]["made_by"]["reader"] != other["report"]["made_by"]["reader"]
    plain = [[(i["date"], i["killed"], i["place"]["name"]) for i in report["incidents"]] for report in (one, other)]
    assert plain[0] == plain[1]
