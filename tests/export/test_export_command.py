"""`extractor export` and the formats of `extractor convert`, through the command line."""

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from frictionless import validate
from sample_reports import rejected, reports
from typer.testing import CliRunner, Result

from extractor.cli import app
from extractor.export.formats import FORMATS

DOCS = Path(__file__).resolve().parents[2] / "docs/exports.md"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "OUT"
    folder.mkdir()
    for number, made in enumerate(reports()):
        (folder / f"{number}.pdf.json").write_text(made.to_json(), encoding="utf-8")
    return folder


def extractor(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_and_standard_output_hold_the_same(name: str, out: Path, tmp_path: Path) -> None:
    file = tmp_path / f"made{FORMATS[name].ending}"
    told = extractor("export", out, "--to", name, "-o", file)
    piped = extractor("export", out, "--to", name)
    assert (told.exit_code, told.stdout) == (0, "")
    assert file.read_bytes() == piped.stdout_bytes
    for loss in FORMATS[name].losses:
        assert loss in told.stderr and loss in piped.stderr


@pytest.mark.parametrize("name", FORMATS)
def test_losses_are_told_as_markdown(name: str) -> None:
    told = extractor("export", "--to", name, "--losses").stdout
    assert told.startswith(f"## What {FORMATS[name].title} can't carry\n\n")
    assert all(f"\n- {loss}\n" in told for loss in FORMATS[name].losses) or "Nothing is lost." in told


def test_what_is_wanting_is_counted(out: Path, tmp_path: Path) -> None:
    told = extractor("export", out, "--to", "geojson", "-o", tmp_path / "x.geojson").stderr
    assert "\n2 incidents have no geometry: their place is not settled\n" in told
    (tmp_path / "reviewed.json").write_text(rejected().to_json(), encoding="utf-8")
    told = extractor("export", tmp_path / "reviewed.json", "--to", "csv", "-o", tmp_path / "x.csv").stderr
    assert "\n1 incidents that a reviewer rejected or merged into another are left out\n" in told


def test_datasette_metadata_stands_beside_the_database(out: Path, tmp_path: Path) -> None:
    extractor("export", out, "--to", "sqlite", "-o", tmp_path / "x.db")
    assert "x" in json.loads((tmp_path / "x.db.metadata.json").read_text())["databases"]


def test_a_package_is_a_folder(out: Path, tmp_path: Path) -> None:
    assert extractor("export", out, "--to", "hxl", "--package", "-o", tmp_path / "shared").exit_code == 0
    assert validate(tmp_path / "shared/datapackage.json").valid


def test_redacted_with_names_of_the_user(out: Path, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Kafr Nur\n", encoding="utf-8")
    told = extractor("export", out, "--to", "csv", "--redact", "names", "--names", tmp_path / "names.txt")
    assert "Kafr" not in told.stdout and "Kafr" in extractor("export", out, "--to", "csv").stdout
    assert "read the result before you share it" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--to", "dbase"], "dbase: no such format; there are json"),
        ([], "say --to FORMAT"),
        (["--to", "csv", "--package"], "a data package is a folder; give -o FOLDER"),
        (["--to", "csv", "--redact", "faces"], "--redact faces: give some of names"),
        (["--to", "csv", "--names", "x"], "--names goes with --redact names"),
        (["--to", "csv", "--redact", "names", "--names", "absent"], "absent: can't be read as UTF-8 text"),
    ],
)
def test_wrong_calls_are_one_line(arguments: list[str], says: str, out: Path) -> None:
    told = extractor("export", out, *arguments)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.startswith(f"extractor: {says}") and told.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "library"),
    [("xlsx", "openpyxl"), ("sqlite", "sqlite_utils"), ("parquet", "pyarrow"), ("ftm", "followthemoney")],
)
def test_an_absent_library_is_one_line(name: str, library: str, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for loaded in [one for one in sys.modules if one.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, loaded)

    class Absent:
        @staticmethod
        def find_spec(wanted: str, *_: object) -> ModuleType | None:
            if wanted.split(".")[0] == library:
                raise ModuleNotFoundError(f"No module named {library!r}", name=library)
            return None

    monkeypatch.setattr(sys, "meta_path", [Absent, *sys.meta_path])
    told = extractor("export", out, "--to", name)
    extra = FORMATS[name].extra
    assert (told.exit_code, told.stderr) == (
        2,
        f"extractor: {name} needs {library}: pip install 'extractor[{extra}]'\n",
    )


def test_convert_writes_formats_and_redacts(tmp_path: Path) -> None:
    text = "A missile killed Naila Sarouf, 9, in Saraqeb city on 3 March 2019.\n"
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    assert extractor("convert", tmp_path / "one.txt", "-o", tmp_path / "x.xlsx").exit_code == 0
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["incidents"]
    assert sheet.max_row == 2
    plain = extractor("convert", tmp_path / "one.txt")
    assert "Sarouf" in plain.stdout
    shared = extractor("convert", tmp_path / "one.txt", "--redact", "names")
    assert shared.exit_code == 0 and "Sarouf" not in shared.stdout and "Saraqeb" in shared.stdout
    refused = extractor("convert", tmp_path / "one.txt", "-o", tmp_path / "OUT", "--redact", "names")
    assert refused.exit_code == 2 and "a folder keeps whole records" in refused.stderr


def test_the_documentation_tells_of_every_format() -> None:
    told = DOCS.read_text(encoding="utf-8")
    for format in FORMATS.values():
        assert f"| `{format.name}` |" in told
        assert format.extra is None or f"`{format.extra}`" in told


def test_the_help_is_quick_for_it_imports_no_library() -> None:
    code = "import extractor.cli, sys; sys.exit(any(one in sys.modules for one in ('openpyxl', 'pyarrow', 'pydantic')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
