import datetime as dt
import json
from pathlib import Path

import pytest
from records import incident, report
from typer.testing import CliRunner

from extractor.cli import app
from extractor.model import Incident, Report, Victims
from extractor.relate import Related, relate

pytest.importorskip("splink", reason="linking across reports needs the extra `link`")

DAY = dt.date(2019, 3, 4)
TEXT = "Warplanes fired missiles at the bakery of Talbisa, where people stood in line for bread, and killed {} of them."


def told(id: str, killed: int | None = 12, **fields: object) -> Incident:
    made: dict[str, object] = {
        "actors": ["Russian forces"], "governorate": "Homs", "event_type": "airstrike", "text": TEXT.format(killed),
    }  # fmt: skip
    return incident(id, killed=killed, **{**made, **fields})


def paper(letter: str, *incidents: Incident, published: dt.date | None = None) -> Report:
    return report(*incidents, sha256=letter * 64, file=f"{letter}.pdf", published=published)


def pairs(related: Related) -> set[tuple[str, str]]:
    return {(link.one.incident, link.other.incident) for link in related.links}


def test_one_event_in_two_reports_is_linked_and_explained() -> None:
    related = relate([paper("a", told("one")), paper("b", told("other"))])
    assert pairs(related) == {("one", "other")}
    assert {"same day", "same name of place", "same perpetrator"} <= {why.says for why in related.links[0].why}
    assert related.links[0].probability > 0.9


@pytest.mark.parametrize(
    "other",
    [
        told("other", day=dt.date(2019, 5, 9)),
        told("other", place="Qamishli", governorate="Hasaka", actors=["ISIS"], text="A car blew up.", killed=1),
        told("other", day=None, place=None, governorate=None),
    ],
)
def test_other_events_are_not(other: Incident) -> None:
    assert pairs(relate([paper("a", told("one")), paper("b", other)])) == set()


def test_two_incidents_of_one_report_are_never_one_event() -> None:
    assert pairs(relate([paper("a", told("one"), told("two"))])) == set()
    related = relate([paper("a", told("one"), told("two")), paper("b", told("other"))])
    assert len(related.links) == 1


def test_the_same_file_twice_is_one_report() -> None:
    related = relate([paper("a", told("one")), paper("a", told("one"))])
    assert (related.reports, related.links) == (1, [])


def test_a_toll_that_rises_is_told_as_a_revision() -> None:
    first = paper("a", told("one", killed=12), published=dt.date(2019, 3, 5))
    later = paper("b", told("other", killed=15), published=dt.date(2019, 4, 2))
    [event] = relate([later, first]).events
    assert [telling.killed for telling in event.tellings] == [12, 15]
    assert event.revisions == ["killed: 12 → 15 by b.pdf (2019-04-02)"]
    assert event.id == "one"  # the first telling's


def test_another_spelling_of_a_place_is_no_revision() -> None:
    [event] = relate([paper("a", told("one", place="Talbisa")), paper("b", told("other", place="Talbisah"))]).events
    assert event.revisions == []


def test_names_of_victims_tell_one_event_though_the_numbers_differ() -> None:
    victims = Victims(named=["Omar Haddad", "Salma Haddad"])
    one, other = told("one", victims=victims), told("other", killed=2, victims=victims, text="Two were buried.")
    assert pairs(relate([paper("a", one), paper("b", other)])) == {("one", "other")}


def test_three_reports_make_one_event() -> None:
    related = relate([paper(letter, told(letter)) for letter in "abc"])
    assert [len(event.tellings) for event in related.events] == [3]


def test_the_order_of_the_reports_makes_no_difference() -> None:
    papers = [paper(letter, told(letter), told(f"{letter}2", place="Rastan", killed=3)) for letter in "abc"]
    assert relate(papers).events == relate(reversed(papers)).events


def test_nothing_to_link() -> None:
    assert relate([]).events == []
    assert relate([paper("a")]).links == []


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(paper("a", told("one")).to_json(), encoding="utf-8")
    (tmp_path / "b.json").write_text(paper("b", told("other", killed=15)).to_json(), encoding="utf-8")
    run = CliRunner().invoke(app, ["link", str(tmp_path), "--json"])
    assert run.exit_code == 0
    assert [link["other"]["incident"] for link in json.loads(run.stdout)["links"]] == ["other"]
    run = CliRunner().invoke(app, ["link", str(tmp_path)])
    assert "killed: 12 → 15" in run.stdout
    assert "same day" in run.stdout
