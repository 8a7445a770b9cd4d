"""`extractor explain` shows how a page was read, and draws it."""

from pathlib import Path

from PIL import Image
from typer.testing import CliRunner

from extractor.cli import app

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "monthly.pdf"


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["explain", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_blocks_of_a_page_with_kind_and_rule() -> None:
    code, out, err = run(SAMPLE, "--page", 4)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert any("heading 3" in line and "Idlib governorate" in line for line in lines)
    assert any("caption" in line for line in lines) and any("furniture" in line for line in lines)
    assert all(line.split()[0] == "4" and line.endswith("]") for line in lines)


def test_all_pages_in_order() -> None:
    code, out, _ = run(SAMPLE)
    numbers = [int(line.split()[0]) for line in out.splitlines()]
    assert code == 0
    assert set(numbers) == set(range(1, 10))


def test_the_drawing_shows_frames_over_the_page(tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    code, _, _ = run(SAMPLE, "--page", 4, "--draw", picture)
    assert code == 0
    colours = {colour for _, colour in Image.open(picture).getcolors(100_000) or []}
    assert {(0xD7, 0x30, 0x1F), (0x21, 0x71, 0xB5), (0xE6, 0x85, 0x0E)} <= colours


def test_wrong_calls(tmp_path: Path) -> None:
    assert run(SAMPLE, "--page", 99)[0] == 2
    assert "--page" in run(SAMPLE, "--draw", tmp_path / "x.png")[2]
    code, out, err = run(tmp_path / "none.pdf")
    assert (code, out) == (1, "") and err.count("\n") == 1 and "no such file" in err
