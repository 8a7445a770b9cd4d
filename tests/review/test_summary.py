"""The summary: its sums are those of the records, what it leaves out it tells, and its page is closed and whole."""

import datetime as dt
import re
from pathlib import Path

from records import incident, report
from serving import extractor

from extractor.model import Count, Incident, Place, PlaceLink, Review
from extractor.review.summary import UNSAID, summarise
from extractor.review.summary_page import as_html


def placed(one: Incident, name: str) -> Incident:
    link = PlaceLink(status="linked", id="x:1", name=name, lat=34.5, lon=36.0)
    return one.model_copy(update={"place": Place(name=name, governorate=name, link=link)})


def test_numbers_are_sums_of_what_is_stated() -> None:
    found = summarise(
        [
            report(
                placed(incident("a", killed=Count(total=3, children=1), actors=("X", "Y")), "P"),
                incident("b", killed=Count(qualifier="vague"), actors=("X",), day=dt.date(2019, 6, 1)),
                incident("c", killed=None, day=None),
                incident("d", killed=0),
            ),
            report(incident("e", killed=50, review=Review(status="rejected")), sha256="1" * 64),
        ]
    )
    assert (found.reports, found.incidents, found.left_out) == (2, 4, 1)
    assert (found.killed.total, found.killed.children, found.killed.stated, found.killed.unstated) == (3, 1, 2, 1)
    assert {name: (group.incidents, group.killed) for name, group in found.perpetrators.items()} == {
        "X": (2, 3),
        "Y": (1, 3),
        UNSAID: (2, 0),
    }
    assert list(found.months) == ["2019-03", "2019-04", "2019-05", "2019-06", UNSAID]
    assert found.months["2019-04"].incidents == 0
    assert sum(group.incidents for group in found.months.values()) == 4
    assert (len(found.spots), found.unplaced) == (1, 3)
    assert found.coverage["killed.total"] == 2
    assert found.coverage["place.link"] == 1


def test_hostile_names_are_text_in_the_charts_too() -> None:
    name = "<script>x</script>$\\frac{1}{2}$&\"'"
    page = as_html(summarise([report(placed(incident("a", actors=(name,)), name))]), name)
    assert "<script" not in page
    assert "\\frac" in page  # a "$" starts no formula
    assert "default-src 'none'" in page
    assert not re.search(r"\b(?:src|href)=\"(?!#)(?!data:)", page)


def test_records_without_anything_still_make_a_page() -> None:
    assert "<h1>" in as_html(summarise([report()]), "empty")


def test_the_command_shows_and_writes(out: Path, tmp_path: Path) -> None:
    shown = extractor("summary", out)
    assert shown.returncode == 0, shown.stderr
    assert "By perpetrator" in shown.stdout
    page = tmp_path / "summary.html"
    for _ in range(2):
        done = extractor("summary", out, "--html", page)
        assert done.returncode == 0, done.stderr
        first = page.read_bytes()
    assert extractor("summary", out, "--html", page).returncode == 0
    assert page.read_bytes() == first
    assert page.read_text("utf-8").count("<svg") == 7
