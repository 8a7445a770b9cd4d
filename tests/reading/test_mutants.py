"""Damaged files are read in part or refused in one line: no other error, no crash, no hang, no flood of memory.

Measured once with 2,000 mutants (see docs/layout.md); here a few dozen, in a process of their own with its limits.
"""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"
MEMORY = 2 * 2**30
SECONDS = 300


@pytest.mark.skipif(sys.platform == "win32", reason="limits on memory are set the Unix way")
def test_mutants() -> None:
    sources = sorted(SAMPLES.glob("*.pdf"))
    assert sources

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    count = 48
    done = subprocess.run(
        [sys.executable, str(HERE / "mutants.py"), "0", str(count), *map(str, sources)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        preexec_fn=limited,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-200:] + done.stderr[-2000:]
    outcomes = [line.split()[1] for line in done.stdout.splitlines()]
    assert len(outcomes) == count
    assert set(outcomes) == {"read", "refused"}
