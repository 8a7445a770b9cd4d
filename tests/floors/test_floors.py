"""The scores of the samples and of the development corpora: a floor never falls silently."""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.cli import app

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = ROOT / "../shared"
FONTS = Path("/usr/share/fonts/truetype/liberation")
FLOORS = tomllib.loads((HERE / "floors.toml").read_text())
ROW = re.compile(r"^(\w+) +(\d+) +(\d+) +(\d+) +(\d+) ", re.M)

needs_corpora = pytest.mark.skipif(not SHARED.is_dir(), reason="the development corpora are not beside the project")


def converted(paths: list[Path], out: Path) -> Path:
    result = CliRunner().invoke(app, ["convert", *map(str, paths), "--format", "csv", "-o", str(out), "--jobs", "2"])
    assert result.exit_code in (0, 1), result.stderr
    return out


def folder_of(corpus: dict[str, object]) -> Path:
    """Where the texts of a corpus lie: here, or beside the project."""
    return HERE if corpus.get("own") else SHARED


def gold_of(name: str, corpus: dict[str, object], folder: Path) -> Path:
    """The gold of one corpus alone: the texts of its prefix, or the one report."""
    path = folder_of(corpus) / str(corpus["gold"])
    if path.suffix == ".csv":
        return path
    wanted = str(corpus["prefix"]) if "prefix" in corpus else name
    lines = [line for line in path.read_text().splitlines() if json.loads(line)["id"].startswith(wanted)]
    assert lines
    out = folder / f"{name}.gold.jsonl"
    out.write_text("\n".join(lines) + "\n")
    return out


def pdfs_of(name: str, corpus: dict[str, object], folder: Path) -> list[Path]:
    """The PDFs of a corpus: as they are, or typeset from its texts or its one report."""
    if "pdf" in corpus:
        return [SHARED / str(corpus["pdf"])]
    if not FONTS.is_dir():
        pytest.skip(f"the corpora can't be typeset without the Liberation fonts in {FONTS}")
    if "report" in corpus:
        written, pdf = folder_of(corpus) / str(corpus["report"]), folder / f"{name}.pdf"
        call = [sys.executable, str(SHARED / "tools/typeset_report.py"), str(written), str(pdf)]
        subprocess.run(call, check=True, capture_output=True)
        return [pdf]
    texts = folder / f"{name}.texts.jsonl"
    lines = (folder_of(corpus) / str(corpus["texts"])).read_text().splitlines()
    wanted = [line for line in lines if json.loads(line)["id"].startswith(str(corpus["prefix"]))]
    texts.write_text("\n".join(wanted) + "\n")
    tool = SHARED / "tools/typeset.py"
    subprocess.run([sys.executable, str(tool), str(texts), str(folder / name)], check=True, capture_output=True)
    return sorted((folder / name).glob("*.pdf"))


def f1(rows: Iterator[re.Match[str]], fields: list[str] | None) -> float:
    """Micro F1 over the rows of the scorer's table: right, wrong, missing, spurious."""
    right = wrong = missing = spurious = 0
    for row in rows:
        if fields is None or row[1] in fields:
            right, wrong, missing, spurious = (
                total + int(row[k]) for k, total in enumerate((right, wrong, missing, spurious), 2)
            )
    return 2 * right / (2 * right + 2 * wrong + missing + spurious)


@needs_corpora
@pytest.mark.parametrize("name", list(FLOORS["corpus"]))
def test_corpus(name: str, tmp_path: Path) -> None:
    corpus = FLOORS["corpus"][name]
    table = converted(pdfs_of(name, corpus, tmp_path), tmp_path / f"{name}.csv")
    call = [sys.executable, str(SHARED / "tools/score.py"), str(gold_of(name, corpus, tmp_path)), str(table)]
    call += ["--all-fields"] if corpus.get("all_fields") else []
    score = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    reached = f1(ROW.finditer(score), corpus.get("fields"))
    print(f"{name}: F1 {reached:.4f}, floor {corpus['f1']}")
    assert reached >= corpus["f1"], score


@needs_corpora
def test_the_corpora_are_those_that_the_floors_were_measured_on() -> None:
    for path, digest in FLOORS["sha256"].items():
        assert hashlib.sha256((SHARED / path).read_bytes()).hexdigest() == digest, path


@pytest.mark.parametrize("name", list(FLOORS["sample"]))
def test_sample(name: str, tmp_path: Path) -> None:
    table = converted([ROOT / "samples" / f"{name}.pdf"], tmp_path / f"{name}.csv")
    floor = FLOORS["sample"][name]["f1"]
    call = ["diff", str(table), str(ROOT / "samples" / f"{name}.csv"), "--fail-under", str(floor)]
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 0, result.stdout + result.stderr
