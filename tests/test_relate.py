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


# Another publisher on eight of the sample's incidents, in its own words, spellings and figures; and on two others.
RETOLD = """Weekly digest of a news desk

On 4 March 2017, warplanes believed to be Russian struck workshops in Jisr ash-Shughur city in Idlib, killing 15 \
civilians.

A mortar attack by ISIS on al-Joura neighbourhood of Deir ez-Zor city on 10 March 2017 killed seven civilians and \
wounded about 12.

On 17 March 2017, government mortar shells killed six civilians in an-Naimah town in Daraa.

On 18 March 2017, government artillery shelled the vegetable market of Hammuriyah town in Rural Damascus, killing 13 \
civilians.

On 21 March 2017, government helicopters dropped barrel bombs on Kafr Zeita city in Hama, killing five civilians.

On 5 April 2017, Russian warplanes struck the fuel market of al-Mayadin city in Deir ez-Zor, killing 11 civilians.

On 20 March 2017, an ISIS car bomb exploded in ash-Shaddadi city in Hasakah, killing eleven people.

On 7 March 2017, government rockets fell on the market of Urum al-Kubra town in Aleppo, killing five civilians.

On 9 March 2017, an airstrike by the international coalition killed nine civilians in Manbij city in Aleppo.

On 7 March 2017, two people were shot dead by unknown gunmen in Nawa city in Daraa.
"""


def test_what_another_publisher_retells_is_linked_and_the_rest_is_not(tmp_path: Path) -> None:
    from extractor.converter import Converter

    digest = tmp_path / "digest.txt"
    digest.write_text(RETOLD, encoding="utf-8")
    converter = Converter()
    monthly = converter.convert(Path(__file__).resolve().parents[1] / "samples/monthly.pdf")
    other = converter.convert(digest)
    related = relate([monthly, other])
    places = {incident.id: incident.place.name for made in (monthly, other) for incident in made.incidents}
    linked = {
        places[link.one.incident if link.one.file == "monthly.pdf" else link.other.incident] for link in related.links
    }
    retold = "Hamouriya; Jisr al Shoghour; Kafr Zita; Urem al Kubra; al Joura; al Mayadeen; al Naima; al Shaddadi"
    assert linked == set(retold.split("; "))
    assert len(related.links) == len(linked)
    revisions = {revision.split(" by ")[0] for event in related.events for revision in event.revisions}
    assert "killed: 12 → 13" in revisions or "killed: 13 → 12" in revisions
