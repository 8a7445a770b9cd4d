"""What a user gets who installs the package: built here once, installed into environments of its own, far from here."""

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "Scripts/python.exe" if os.name == "nt" else "bin/python"


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command as a user calls it: nothing of this checkout or of this environment leads the way to the code."""
    outside = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment = {**outside, "EXTRACTOR_HOME": str(cwd / "home")}
    return subprocess.run([str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist; the wheel is built from the sdist, as `python -m build` does it."""
    folder = tmp_path_factory.mktemp("dist")
    result = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture(scope="module")
def python(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment into which the wheel was installed without extras."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=True)
    (wheel,) = built.glob("*.whl")
    result = run(home / PYTHON, "-m", "pip", "install", "--quiet", wheel, cwd=built)
    if result.returncode and "No matching distribution" in result.stderr:
        pytest.skip("the package index can't be asked for what the package needs")
    assert result.returncode == 0, result.stderr
    return home / PYTHON


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder elsewhere with a copy of one sample."""
    path = tmp_path_factory.mktemp("elsewhere")
    (path / "monthly.pdf").write_bytes((ROOT / "samples" / "monthly.pdf").read_bytes())
    return path


@pytest.fixture(scope="module")
def converted(python: Path, folder: Path) -> Path:
    """The same folder, with the report's record in it."""
    result = extractor(python, folder, "convert", "monthly.pdf", "-o", "monthly.json")
    assert result.returncode == 0, result.stderr
    return folder


def extractor(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(python, "-c", "from extractor.cli import main; main()", *arguments, cwd=folder)


def committed(*folders: str) -> set[str]:
    """The files of the checkout below these folders, but for what running the code leaves there."""
    files = (path for name in folders for path in (ROOT / name).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}


def test_the_wheel_holds_the_code_and_the_knowledge_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    knowledge = {f"extractor/_{name}" for name in committed("patterns")}
    assert names == committed("extractor") | knowledge


def test_the_sdist_holds_all_that_its_own_tests_need(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert committed("extractor", "patterns", "samples", "tests", "docs", ".ci") <= names
    assert {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml"} <= names


def test_the_installed_package_converts_a_report_from_another_folder(python: Path, folder: Path) -> None:
    where = run(python, "-c", "import extractor; print(extractor.__file__)", cwd=folder).stdout
    assert not Path(where).is_relative_to(ROOT)
    result = extractor(python, folder, "convert", "monthly.pdf", "-o", "monthly.csv")
    assert result.returncode == 0, result.stderr
    rows = (folder / "monthly.csv").read_text(encoding="utf-8").splitlines()
    curated = (ROOT / "samples" / "monthly.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == len(curated)


def test_the_installed_package_finds_its_patterns_and_they_hold(python: Path, folder: Path) -> None:
    result = extractor(python, folder, "patterns", "check")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    "call",
    [
        "export monthly.json --to xlsx -o monthly.xlsx",
        "export monthly.json --to parquet -o monthly.parquet",
        "export monthly.json --to sqlite -o monthly.db",
        "export monthly.json --to ftm",
        "link monthly.json monthly.json",
        "review open monthly.json",
        "review apply monthly.json",
        "sample monthly.json -o sheet.xlsx",
        "summary monthly.json --html page.html",
        "convert monthly.pdf -o out --scheduler local",
    ],
)
def test_what_needs_an_extra_says_so_in_one_line(call: str, python: Path, converted: Path) -> None:
    result = extractor(python, converted, *call.split())
    assert result.returncode == 2, result.stderr
    assert re.fullmatch(r"extractor: .*pip install 'extractor\[\w+\]'\n", result.stderr)


@pytest.mark.parametrize("call", ["summary monthly.json", "ledger monthly.json", "verify monthly.json"])
def test_what_needs_no_extra_works_without(call: str, python: Path, converted: Path) -> None:
    result = extractor(python, converted, *call.split())
    assert result.returncode == 0, result.stderr
