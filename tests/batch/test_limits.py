"""A file that hangs, eats memory or crashes its reader costs itself alone."""

import sys
import zlib
from pathlib import Path

import pytest
from archives import Run, report_text

from extractor import Conversion, convert_many
from extractor.batch import Limits
from extractor.errors import CallError

BROKEN = Path(__file__).resolve().parents[2] / "../shared/pdfs/broken"


def endless_text(megabytes: int) -> str:
    return report_text(1) * (megabytes * 1024 * 1024 // len(report_text(1)))


def by_name(paths: Path, limits: Limits) -> dict[str, Conversion]:
    return {Path(done.path).name: done for done in convert_many(paths, jobs=1, limits=limits)}


def bomb(megabytes: int) -> bytes:
    """A PDF of one page whose stream of text, some hundred kilobytes, unpacks to so many megabytes."""
    packer = zlib.compressobj(9)
    space = b" " * (1024 * 1024)
    packed = b"".join(packer.compress(space) for _ in range(megabytes)) + packer.flush()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    tail = b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + tail


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_converted(tmp_path: Path) -> None:
    (tmp_path / "a endless.txt").write_text(endless_text(30))
    (tmp_path / "b short.txt").write_text(report_text(1))
    done = by_name(tmp_path, Limits(seconds=1))
    assert done["a endless.txt"].report is None
    assert done["a endless.txt"].reason == "took longer than 1 s; --time-limit allows more"
    assert done["b short.txt"].report


@pytest.mark.skipif(sys.platform != "linux", reason="the address space can be limited on Linux only")
def test_a_file_that_eats_memory_is_given_up_and_the_next_is_converted(tmp_path: Path) -> None:
    (tmp_path / "a endless.txt").write_text(endless_text(30))
    (tmp_path / "b bomb.pdf").write_bytes(bomb(200))
    (tmp_path / "c short.txt").write_text(report_text(1))
    done = by_name(tmp_path, Limits(megabytes=64))
    for name in ("a endless.txt", "b bomb.pdf"):
        assert done[name].report is None
        assert "64 MiB" in (done[name].reason or "")
    assert done["c short.txt"].report


def test_every_broken_file_is_named_with_its_reason(tmp_path: Path, run: Run) -> None:
    if not BROKEN.is_dir():
        pytest.skip("../shared/pdfs/broken is not there")
    _, outcomes = run(BROKEN, tmp_path / "out", limits=Limits(megabytes=400))
    assert len(outcomes) == len(list(BROKEN.glob("*.pdf")))
    for name, outcome in outcomes.items():
        assert outcome.record or outcome.reason, name
        assert "internal error" not in (outcome.reason or ""), outcome.trace
    reasons = {name[:2]: outcome.reason or "" for name, outcome in outcomes.items()}
    says = {"01": "0 bytes", "02": "not a PDF", "03": "damaged", "04": "damaged", "06": "encrypted", "08": "scan"}
    for number, words in (says | {"15": "400 MiB", "17": "damaged"}).items():
        assert words in reasons[number]
    assert "not read" in reasons["21"] or "page 2" in reasons["21"]


def test_what_is_wanting_in_a_report_is_told_with_it(tmp_path: Path) -> None:
    (tmp_path / "quiet.txt").write_text("The committee met on Monday and agreed on its budget.\n")
    [done] = convert_many(tmp_path, jobs=1)
    assert done.report and done.report.incidents == []
    assert done.reason and done.reason.startswith("no incident found")


def test_many_takes_one_path_or_several_and_yields_each_file_once(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(report_text(number))
    paths = [tmp_path / "0.txt", str(tmp_path / "[123].txt"), tmp_path / "1.txt"]
    assert sorted(done.path[-5:] for done in convert_many(paths, jobs=2)) == ["0.txt", "1.txt", "2.txt", "3.txt"]
    with pytest.raises(CallError, match="no such file"):
        next(convert_many(tmp_path / "nothing"))
