"""The whole record of each sample, byte for byte: a change anywhere in the house shows here as a diff to be read.

After a change that is meant, write the goldens anew and read what `git diff` says before it is committed:

    pytest tests/goldens --rewrite-goldens && git diff --stat tests/goldens
"""

import difflib
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.converter import Converter
from extractor.model import MadeBy

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "samples"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.pdf"))
_SHOWN = 60  # lines of a difference


@pytest.fixture(scope="module")
def converter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Converter]:
    """A converter that knows no list of places but our own, whatever the user has added."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXTRACTOR_HOME", str(tmp_path_factory.mktemp("home")))
        yield Converter()


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str, converter: Converter, request: pytest.FixtureRequest) -> None:
    report = converter.convert(SAMPLES / f"{name}.pdf")
    report.report.made_by = MadeBy(extractor="", reader="")  # versions change without the record changing
    made, golden = report.to_json(), HERE / f"{name}.json"
    if request.config.getoption("--rewrite-goldens"):
        golden.write_text(made, encoding="utf-8")
    told = golden.read_text(encoding="utf-8")
    if made != told:
        lines = difflib.unified_diff(told.splitlines(), made.splitlines(), "golden", "now", lineterm="", n=2)
        pytest.fail(
            "\n".join([f"{name}.json no longer is what is made (see this file's head):", *list(lines)[:_SHOWN]])
        )


def test_there_is_a_golden_for_every_sample() -> None:
    assert NAMES
    assert sorted(path.stem for path in HERE.glob("*.json")) == NAMES
