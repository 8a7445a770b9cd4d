"""kill -9 of a run or of its workers, at any moment: what is done stays, and the next run makes the same bytes."""

import contextlib
import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest
from archives import contents, finish, make_archive, report_text, start

psutil = pytest.importorskip("psutil", reason="finds the workers of a run")

RUNS = int(os.environ.get("KILLS", "4"))
"""Set KILLS=50 for the long test."""

if sys.platform == "win32":
    pytest.skip("signals are not the same on Windows", allow_module_level=True)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], float]:
    """An archive, what a quiet run makes of it, and the seconds that takes."""
    folder = tmp_path_factory.mktemp("kill")
    archive = make_archive(folder / "archive", 24)
    (archive / "bad.pdf").write_text("<html>")
    started = time.monotonic()
    code, _, err = finish(start("convert", archive, "-o", folder / "out", "--jobs", "2"))
    assert (code, "bad.pdf: not a PDF" in err) == (1, True), err
    return archive, contents(folder / "out"), time.monotonic() - started


@pytest.mark.parametrize("seed", range(RUNS))
def test_a_killed_run_goes_on_to_the_same_bytes(
    seed: int, undisturbed: tuple[Path, dict[str, bytes], float], tmp_path: Path
) -> None:
    archive, expected, seconds = undisturbed
    chance = random.Random(seed)
    command = ("convert", archive, "-o", tmp_path / "out", "--jobs", "2")
    process = start(*command)
    time.sleep(chance.uniform(0, seconds))
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    victims = [process.pid] if chance.random() < 0.5 else [child.pid for child in children if chance.random() < 0.7]
    for pid in victims:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    finish(process)
    for name, record in contents(tmp_path / "out").items():
        if name.endswith(".json"):  # whole or not there, at any moment
            assert record == expected[name]
    assert not psutil.wait_procs(children, timeout=60)[1], "a worker outlived its run"
    code, _, err = finish(start(*command))
    assert code == 1, err
    assert contents(tmp_path / "out") == expected


def test_ctrl_c_stops_cleanly_and_keeps_what_is_done(tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "archive", 3)
    endless = archive / "z endless.txt"
    endless.write_text(report_text(1) * 200_000)
    out = tmp_path / "out"
    process = start("convert", archive, "-o", out, "--jobs", "1")
    while process.poll() is None and len(list(out.rglob("*.json"))) < 3:
        time.sleep(0.01)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    code, output, err = finish(process)
    assert (code, output) == (130, "")
    assert err == "extractor: stopped; what is done is kept: run again to go on\n"
    assert not psutil.wait_procs(children, timeout=60)[1]
    before = contents(out)
    assert len(before) == 3
    endless.unlink()
    assert finish(start("convert", archive, "-o", out))[0] == 0
    after = contents(out)
    assert after.pop("incidents.csv")
    assert after == before
