import io
from pathlib import Path

import pytest
from records import incident, report

from extractor.errors import CallError, ReadError
from extractor.reports import STDIN, read_reports

MADE = report(incident("a"))


def names(*paths: Path) -> list[str]:
    return [path.name for path, _ in read_reports(paths)]


def test_files_folders_and_lines(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.json").write_text(MADE.to_json(), encoding="utf-8")
    (tmp_path / "two.json").write_text(MADE.to_json(None), encoding="utf-8")
    (tmp_path / ".hidden.json").write_text("no record", encoding="utf-8")
    (tmp_path / "incidents.csv").write_text("no record", encoding="utf-8")
    (tmp_path / "reports.jsonl").write_text(f"{MADE.to_json(None)}\n\n{MADE.to_json(None)}\n", encoding="utf-8")
    assert names(tmp_path) == ["one.json", "two.json"]  # the lines hold the same reports once more
    assert names(tmp_path / "reports.jsonl") == ["reports.jsonl"] * 2
    assert [report for _, report in read_reports([tmp_path / "two.json"])] == [MADE]


def test_a_folder_of_lines_alone(tmp_path: Path) -> None:
    (tmp_path / "reports.jsonl").write_text(MADE.to_json(None) + "\n", encoding="utf-8")
    assert names(tmp_path) == ["reports.jsonl"]


@pytest.mark.parametrize("text", [MADE.to_json(), f"{MADE.to_json(None)}\n{MADE.to_json(None)}\n"])
def test_standard_input(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert len(list(read_reports([STDIN]))) == text.count('"schema_version"')


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "not a report record"),
        ("{", "not a report record"),
        ("[1, 2]", "not a report record"),
        ('{"schema_version": "0.9", "report": {}}', "convert the file again"),
        (MADE.to_json().replace('"incidents"', '"accidents"'), "accidents"),
    ],
)
def test_what_is_no_record_is_told_in_one_line(content: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError) as error:
        list(read_reports([file]))
    assert told in str(error.value)
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReadError, match="UTF-8"):
        list(read_reports([tmp_path]))


@pytest.mark.parametrize("name", ["no-such-folder", "."])
def test_nothing_there_is_a_wrong_call(name: str, tmp_path: Path) -> None:
    with pytest.raises(CallError):
        list(read_reports([tmp_path / name]))
