"""Patterns are data: they check themselves, a fault is one line, and a folder of one's own is enough to add to them."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extractor import Options, convert
from extractor.cli import app

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "patterns.md"


def patterns(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["patterns", *map(str, arguments)])


def folder(tmp_path: Path, **files: str) -> Path:
    mine = tmp_path / "mine"
    mine.mkdir(exist_ok=True)
    for name, text in files.items():
        (mine / f"{name}.toml").write_text(text)
    return mine


def test_every_pattern_recognises_its_examples_and_no_counter_example() -> None:
    result = patterns("check")
    assert result.exit_code == 0, result.output
    assert re.search(r"\d+ entries, [1-9]\d+ examples, 0 failed", result.stdout)


def test_an_example_that_fails_is_named_with_its_file(tmp_path: Path) -> None:
    entry = '[[weapon]]\nname = "trebuchet"\nphrases = ["trebuchet"]\nexamples = ["A catapult fired."]\n'
    mine = folder(tmp_path, w=entry)
    result = patterns("check", "--patterns", mine)
    assert result.exit_code == 1
    says = "w.toml [[weapon]] 1 (name = 'trebuchet'): does not recognise its example: A catapult fired."
    assert says in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[weapon]]\nname = "x"\nphrases = "no list"\n', "[[weapon]] number 1 (name = 'x'): phrases"),
        ('[[weapon]]\nphrases = ["x"]\n', "[[weapon]] number 1: name"),
        ('[[wepon]]\nname = "x"\n', "unknown table [[wepon]]"),
        ('[[weapon]\nname = "x"\n', "not readable as TOML"),
        ('[[weapon]]\nname = "x"\npatterns = [[{NORMM = "x"}]]\n', "patterns:"),
        ('[[weapon]]\nname = "x"\nweight = 3\n', "weight"),
    ],
)
def test_a_bad_pattern_is_one_clear_line(tmp_path: Path, text: str, said: str) -> None:
    result = patterns("check", "--patterns", folder(tmp_path, bad=text))
    assert result.exit_code == 2
    (line,) = result.stderr.strip().splitlines()
    assert said in line
    assert "bad.toml" in line


def guide(name: str) -> str:
    """The block of the guide that begins with the name of a file of one's own."""
    blocks = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(), re.S)
    return next(block for block in blocks if block.startswith(f"# mine/{name}.toml"))


def test_the_guide_adds_a_weapon_an_actor_control_words_and_a_publisher(tmp_path: Path) -> None:
    files = {name: guide(name) for name in ("weapons", "actors", "control", "publishers")}
    mine = folder(tmp_path, **files)
    assert patterns("check", "--patterns", mine).exit_code == 0
    report = tmp_path / "report.txt"
    report.write_text(
        "River Watch, daily note\n\n"
        "On 3 May 2019, FRB fighters fired two hell cannon shells at Tal Abyad city in Raqqa governorate, "
        "killing a man. The city was kept by ISIS at the time.\n"
    )
    before, after = convert(report), convert(report, Options(patterns=(mine,)))
    (incident,) = after.incidents
    assert after.report.publisher == "river-watch"
    assert [(weapon.name, weapon.count) for weapon in incident.weapons] == [("hell cannon shell", 2)]
    assert [perpetrator.actor for perpetrator in incident.perpetrators] == ["Free River Brigade"]
    assert incident.control.then == ["ISIS"]
    assert before.report.publisher is None
    assert before.incidents[0].control.then == []


def test_a_later_entry_of_the_same_name_replaces_the_earlier(tmp_path: Path) -> None:
    mine = folder(tmp_path, w='[[weapon]]\nname = "barrel bomb"\nphrases = ["keg bomb(s)"]\n')
    assert "keg bombs" in patterns("explain", "They dropped keg bombs.", "--patterns", mine).stdout
    assert "│ barrel bomb" not in patterns("explain", "They dropped barrel bombs.", "--patterns", mine).stdout


def test_explain_names_the_words_and_the_entry() -> None:
    shown = patterns("explain", "Helicopters dropped two barrel bombs.").stdout
    assert re.search(r"barrel bombs +│ weapon +│ barrel bomb +│ weapons.toml", shown)


def test_an_unknown_kind_is_one_line() -> None:
    result = patterns("list", "wepon")
    assert result.exit_code == 2
    assert "wepon: no such kind of entry" in result.stderr
