"""What the command shows and writes: the terminal, the page, data, a proposal; and its exit codes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from made_reports import incident, report
from typer.testing import CliRunner, Result

from extractor.cli import app
from extractor.compare.comparison import Comparison, compare
from extractor.compare.page import as_html
from extractor.compare.records import read_side
from extractor.compare.terminal import console, show
from extractor.compare.tolerances import read_tolerances

HOSTILE = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>'
LINK = "javascript:alert(3)"


@pytest.fixture
def extracted(tmp_path: Path) -> Path:
    made = report(
        "r.pdf",
        incident(1, "Saraqeb", 4, dt.date(2019, 5, 1)),
        incident(2, "Heish", 2, dt.date(2019, 5, 2), f"On 2 May {HOSTILE} shells hit Heish and killed 2 {LINK}"),
        incident(3, "Kansafra", 7, dt.date(2019, 5, 3)),
    )
    path = tmp_path / "r.json"
    path.write_text(made.to_json(), encoding="utf-8")
    return path


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    path = tmp_path / "curated.csv"
    rows = [
        ["date", "place", "perpetrator", "killed"],
        ["2019-05-01", "Saraqeb", "Syrian Army", "5"],
        ["2019-05-02", HOSTILE, LINK, "2"],
        ["2019-06-09", "=cmd|' /C calc'!A0", "ISIS", "9"],
    ]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["diff", *map(str, arguments)])


def compared(extracted: Path, curated: Path) -> Comparison:
    return compare(read_side(extracted), read_side(curated), read_tolerances())


class Page(HTMLParser):
    """Every tag with its attributes, and the text that is shown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.shown = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.shown += data


def test_hostile_text_stays_text(extracted: Path, curated: Path) -> None:
    page = Page(as_html(compared(extracted, curated)))
    names = [tag for tag, _ in page.tags]
    assert names.count("script") == 1
    assert not {"img", "a", "iframe", "link", "object", "base"} & set(names)
    attributes = [(name, value or "") for _, attrs in page.tags for name, value in attrs.items()]
    assert not [name for name, _ in attributes if name.startswith("on") or name in ("href", "src", "style")]
    assert HOSTILE in page.shown
    assert LINK in page.shown


def test_the_page_lets_only_its_own_script_run(extracted: Path, curated: Path) -> None:
    page = Page(as_html(compared(extracted, curated)))
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.count("sha256-") == 2


def test_the_page_marks_the_words_that_a_value_rests_on(extracted: Path, curated: Path) -> None:
    text = as_html(compared(extracted, curated))
    assert re.search(r'<mark class="differs" data-fields="killed"[^>]*>4</mark>', text)
    assert re.search(r'<mark data-fields="place"[^>]*>Saraqeb</mark>', text)


def test_the_page_is_the_same_each_time(extracted: Path, curated: Path) -> None:
    assert as_html(compared(extracted, curated)) == as_html(compared(extracted, curated))


def test_no_cell_of_the_csv_is_a_formula(extracted: Path, curated: Path) -> None:
    result = run(extracted, curated, "--csv", "-")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["field"] for row in rows} >= {"", "killed"}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_markdown_shows_hostile_text_as_it_is(extracted: Path, curated: Path) -> None:
    result = run(extracted, curated, "--markdown", "-")
    assert "<script>" not in result.stdout
    assert "| **all fields** |" in result.stdout
    tables = [line for line in result.stdout.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} <= {7, 11}


def test_json_tells_everything(extracted: Path, curated: Path) -> None:
    found = json.loads(run(extracted, curated, "--json", "-").stdout)
    assert found["records"] == {"matched": 1, "missed": 2, "invented": 2}
    killed = next(pair["fields"]["killed"] for pair in found["pairs"] if pair["kind"] == "matched")
    assert (killed["curated"], killed["extracted"], killed["strict"]) == ("5", "4", "incorrect")
    assert found["strict"]["killed"]["incorrect"] == 1
    assert found["curated"]["maps"]


def test_the_proposal_leaves_the_curated_file_alone(extracted: Path, curated: Path, tmp_path: Path) -> None:
    before = curated.read_bytes()
    proposal = tmp_path / "proposal.csv"
    run(extracted, curated, "--update-curated", proposal)
    assert curated.read_bytes() == before
    rows = list(csv.DictReader(proposal.open(encoding="utf-8", newline="")))
    assert ("replace", "killed", "5", "4") in {(r["change"], r["field"], r["curated"], r["proposed"]) for r in rows}
    assert {row["accept"] for row in rows} == {""}
    assert next(row for row in rows if row["field"] == "killed")["where"].endswith("row 2, column 4")
    assert [row for row in rows if row["change"] == "add a record"]


def test_nothing_is_written_over_what_is_compared(extracted: Path, curated: Path) -> None:
    before = curated.read_bytes()
    assert run(extracted, curated, "--update-curated", curated).exit_code == 2
    assert run(extracted, curated, "--html", extracted).exit_code == 2
    assert curated.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 1),
        (("--fail-under", "0.1"), 0),
        (("--fail-under", "0.99"), 1),
        (("--fail-under", "0.1", "--fail-under", "killed.total=0.99"), 1),
        (("--fail-under", "place.name=0.2"), 0),
        (("--fail-under", "kiled=0.9"), 2),
        (("--fail-under", "much"), 2),
        (("--fail-under", "control.then=0.5"), 2),
        (("--fields", "colour"), 2),
        (("--map", "no such map"), 2),
        (("--tolerance", "days=x"), 2),
    ],
)
def test_exit_codes(extracted: Path, curated: Path, arguments: tuple[str, ...], code: int) -> None:
    result = run(extracted, curated, *arguments)
    assert result.exit_code == code
    assert "Traceback" not in result.output


def test_no_difference_is_exit_code_0(extracted: Path) -> None:
    result = run(extracted, extracted)
    assert result.exit_code == 0
    assert "No differences" in result.stdout


def test_the_guessed_map_is_shown_written_and_used(extracted: Path, curated: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    result = run(extracted, curated, "--write-map", path)
    assert result.exit_code == 0
    assert "perpetrator" in result.stderr
    text = path.read_text(encoding="utf-8").replace('field = "killed"', 'field = "injured"')
    path.write_text(text, encoding="utf-8")
    found = json.loads(run(extracted, curated, "--map", path, "--json", "-").stdout)
    assert "injured" in found["strict"]
    assert "killed" not in found["strict"]


@pytest.mark.parametrize("name", ["acled", "ucdp", "airwars", "codebook", "guess"])
def test_a_written_map_reads_back_as_the_same(name: str, tmp_path: Path) -> None:
    from extractor.compare.columns import chosen_map, write_map

    path = tmp_path / "map.toml"
    path.write_text(write_map(chosen_map(name)), encoding="utf-8")
    assert chosen_map(str(path)) == chosen_map(name)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_no_line_is_wider_than_the_terminal(extracted: Path, curated: Path, width: int) -> None:
    from rich.console import Console

    stream = io.StringIO()
    show(compared(extracted, curated), [], 20, Console(file=stream, width=width, markup=False, highlight=False))
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert sum(line.startswith("all fields") for line in lines) == 1
    assert sum("killed" in line for line in lines) >= 2, "the figures, and the difference"


def test_text_of_a_sheet_cannot_steer_the_terminal(extracted: Path, tmp_path: Path) -> None:
    path = tmp_path / "steering.csv"
    path.write_text("date,place,killed\n2019-05-01,\x1b[2JSaraqeb[bold red],5\n", encoding="utf-8")
    result = run(extracted, path)
    assert "\x1b" not in result.output
    assert "[bold" in result.output


def test_without_a_terminal_there_is_no_colour() -> None:
    assert not console().is_terminal
