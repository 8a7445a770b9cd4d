"""What the README shows is run, and what it says of continuous integration is true."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
SHELL = re.findall(r"```sh\n(.*?)```", README, re.S)
SET_UP = [block for block in SHELL if "pip install" in block]
SHOWN = [line for block in SHELL if block not in SET_UP for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the samples, and what the commands before have written."""
    path = tmp_path_factory.mktemp("readme")
    (path / "samples").symlink_to(ROOT / "samples")
    return path


def test_two_commands_do_all_the_set_up_and_the_second_one_is_what_continuous_integration_runs() -> None:
    main, tests = SET_UP
    assert "extractor convert 'samples/*.pdf'" in main
    assert tests.strip() in (ROOT / ".ci" / "run").read_text()


def test_the_commands_of_the_readme(folder: Path) -> None:
    """All in one test: a command reads what the ones before it have written."""
    scripts = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "EXTRACTOR_HOME": str(folder / "home"),
    }
    assert len(SHOWN) > 10
    for line in SHOWN:
        result = subprocess.run(["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True)
        assert result.returncode == (1 if "exit 1" in line else 0), line + "\n" + result.stdout + result.stderr


def test_the_python_of_the_readme(folder: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    result = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert re.search(r"^2017-03-\d\d ", result.stdout, re.M)


def test_every_page_that_the_readme_names_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
