"""Archives of small reports of our own, and the command line as a user starts it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from extractor.batch import Outcome, Plan

Run = Callable[..., tuple[Plan, dict[str, Outcome]]]

PLACES = ("Idlib city", "Kafr Nabl town", "Saraqeb city", "al Bokamal city", "Douma city")


def report_text(number: int) -> str:
    """A one-page report that tells one incident; no two numbers give the same."""
    day, killed = 1 + number % 28, 2 + number // 28
    return (
        f"Note {number}\n\n"
        f"On {day} March 2019, at dawn, warplanes fired two missiles at the market of {PLACES[number % 5]}, "
        f"killing {killed} civilians, including a child, and injuring {killed + 7} others.\n"
    )


def make_archive(folder: Path, count: int) -> Path:
    """A folder with so many reports, each in a folder of its month."""
    for number in range(count):
        path = folder / f"2019-{1 + number % 3:02}" / f"note {number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report_text(number), encoding="utf-8")
    return folder


def contents(out: Path) -> dict[str, bytes]:
    """All that a run left in a folder, but for the manifest (it tells times)."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and not path.name.startswith("manifest.sqlite")
    }


def incidents_in(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(path.read_bytes())["incidents"]
    return found


def start(*arguments: str | Path, **more: object) -> subprocess.Popen[str]:
    """The command line, as a user starts it."""
    command = [sys.executable, "-c", "from extractor.cli import main; main()", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)  # type: ignore[call-overload,no-any-return]


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Its exit code, output and messages."""
    out, err = process.communicate(timeout=240)
    return process.returncode, out, err
