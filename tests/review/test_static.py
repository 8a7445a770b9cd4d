"""The page as one file: whole, closed to everything outside, and its decisions come back."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from records import incident, report
from serving import SAMPLES, extractor


def written(out: Path, folder: Path) -> Path:
    page = folder / "review.html"
    done = extractor("review", out, "--files", SAMPLES, "--static", page)
    assert done.returncode == 0, done.stderr
    return page


def test_it_reviews_without_a_server_and_its_download_is_taken_in(
    out: Path, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    page = visit(written(out, tmp_path).as_uri())
    page.wait_for_selector(".sheet.ready .frame")
    frame, sheet = page.locator(".frame").first.bounding_box(), page.locator(".sheet").first.bounding_box()
    assert sheet["y"] < frame["y"] < sheet["y"] + sheet["height"]
    first = page.evaluate("location.hash").lstrip("#")
    page.fill("[data-path='field-killed.total']", "12")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("x")
    page.keyboard.press("u")
    with page.expect_download() as download:
        page.click("#download")
    handed = tmp_path / download.value.suggested_filename
    download.value.save_as(handed)
    lines = [json.loads(line) for line in handed.read_text("utf-8").splitlines()]
    assert [line["kind"] for line in lines] == ["edit", "accept", "split", "undo"]
    done = extractor("review", "apply", out, "--decisions", handed)
    assert "4 decisions taken in" in done.stderr
    table = (Path(f"{out}.review") / "curated.csv").read_text("utf-8")
    assert table.count("\n") == 2
    assert first in table


def test_its_policy_names_its_own_script_and_style_and_nothing_else(out: Path, tmp_path: Path) -> None:
    text = written(out, tmp_path).read_text("utf-8")
    policy = re.search(r'content-security-policy" content="([^"]*)"', text)
    assert policy
    for tag in ("style", "script"):
        found = re.findall(rf"<{tag}(?: type=\"module\")?>(.*?)</{tag}>", text, re.DOTALL)
        assert len(found) == 1
        digest = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r"(?:src|href)=\"(?!data:)", text)


def test_nothing_in_a_record_closes_the_script(tmp_path: Path, visit: Callable[..., Any]) -> None:
    out = tmp_path / "OUT"
    out.mkdir()
    text = "</script><script>document.title='owned'</script><!--<script>"
    (out / "a.json").write_text(report(incident("ab" * 8, text=text, place=text)).to_json(), "utf-8")
    page = visit(written(out, tmp_path).as_uri())
    assert page.inner_text("#passage") == text
    assert "owned" not in page.title()


def test_the_same_records_give_the_same_file(out: Path, tmp_path: Path) -> None:
    first = written(out, tmp_path).read_bytes()
    assert written(out, tmp_path).read_bytes() == first
