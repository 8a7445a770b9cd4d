"""What is one incident, what are several, what is none: whole texts, cards, tables and sections; all are our own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from extractor.converter import Converter
from extractor.model import Incident, Report

SHELL = "On 3 May 2018, a shell killed two people in Talbisa city in Homs."


@pytest.fixture(scope="module")
def converter() -> Converter:
    return Converter()


class Reader:
    """Converts texts, and PDFs made of headings, paragraphs and tables."""

    def __init__(self, converter: Converter, folder: Path) -> None:
        self.converter, self.folder = converter, folder

    def text(self, *paragraphs: str) -> Report:
        path = self.folder / "report.txt"
        path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
        return self.converter.convert(path)

    def pdf(self, *parts: str | Sequence[Sequence[str]]) -> Report:
        """A part is a paragraph, a heading ("# …", "## …") or the rows of a ruled table."""
        styles = getSampleStyleSheet()
        ruled = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
        story: list[object] = []
        for part in parts:
            if not isinstance(part, str):
                story.append(Table([list(row) for row in part], style=ruled))
            elif part.startswith("#"):
                marks, words = part.split(" ", 1)
                story.append(Paragraph(words, styles[f"Heading{len(marks)}"]))
            else:
                story.append(Paragraph(part, styles["BodyText"]))
            story.append(Spacer(1, 6))
        path = self.folder / "report.pdf"
        SimpleDocTemplate(str(path), invariant=1).build(story)
        return self.converter.convert(path)


@pytest.fixture
def reader(converter: Converter, tmp_path: Path) -> Reader:
    return Reader(converter, tmp_path)


def short(incident: Incident) -> tuple[str, str | None, int | None, int | None]:
    """The first day, the place, how many were killed and injured."""
    return (
        str(incident.date.start),
        incident.place.name,
        incident.killed.total,
        incident.injured.total,
    )


def told(report: Report) -> list[tuple[str, str | None, int | None, int | None]]:
    return [short(incident) for incident in report.incidents]


def ledger(report: Report) -> list[tuple[str, str]]:
    """The reasons of what became no incident, with the first two words of each."""
    return [(one.reason, " ".join(one.text.split()[:2])) for one in report.unused]


ONE = ("2018-05-03", "Talbisa", 2, None)

# --- several in a text ----------------------------------------------------------------------------------------


def test_several_in_a_paragraph(reader: Reader) -> None:
    report = reader.text(
        "On 3 May 2018, Syrian regime forces shelled Talbisa city in Homs, killing two people. On 5 May 2018, a "
        "landmine exploded in Nawa city in Daraa and killed a boy. On the same day, Russian warplanes bombed Binnish "
        "city in Idlib, injuring four people."
    )
    assert told(report) == [ONE, ("2018-05-05", "Nawa", 1, None), ("2018-05-05", "Binnish", None, 4)]
    assert [incident.place.governorate for incident in report.incidents] == ["Homs", "Daraa", "Idlib"]
    assert [[one.actor for one in incident.perpetrators] for incident in report.incidents] == [
        ["Syrian regime forces"],
        [],
        ["Russian forces"],
    ]
    assert len({incident.id for incident in report.incidents}) == 3
    assert len({incident.text for incident in report.incidents}) == 1


@pytest.mark.parametrize("joint", ["; ", ", while ", ". Meanwhile, ", ". Separately, ", ". In another attack, "])
def test_two_in_a_sentence_or_behind_a_word_that_parts_them(joint: str, reader: Reader) -> None:
    report = reader.text(
        f"On 3 May 2018, shells killed two people in Talbisa city in Homs{joint}a landmine killed a boy in Nawa city "
        "in Daraa."
    )
    assert [(place, killed) for _, place, killed, _ in told(report)] == [("Talbisa", 2), ("Nawa", 1)]
    assert [incident.event_type for incident in report.incidents] == ["shelling", "landmine or remnant explosion"]


def test_places_struck_together_are_one(reader: Reader) -> None:
    [incident] = reader.text("On 3 May 2018, shells hit Talbisa city and Houla city in Homs, killing five.").incidents
    assert short(incident) == ("2018-05-03", "Talbisa", 5, None)
    assert [(other.name, other.role) for other in incident.other_places] == [("Houla", "also struck")]


def test_the_shares_of_places_are_incidents_of_their_own(reader: Reader) -> None:
    report = reader.text(
        "On 3 May 2018, Syrian regime forces shelled the north of Homs. Three people were killed in Talbisa city, two "
        "in Houla city and one each in al Rastan city and Tir Maalla village."
    )
    assert [(incident.place.name, incident.killed.total) for incident in report.incidents] == [
        ("Talbisa", 3),
        ("Houla", 2),
        ("al Rastan", 1),
        ("Tir Maalla", 1),
    ]
    assert {str(incident.date.start) for incident in report.incidents} == {"2018-05-03"}
    assert {one.actor for incident in report.incidents for one in incident.perpetrators} == {"Syrian regime forces"}


def test_an_event_of_another_day_inherits_nothing(reader: Reader) -> None:
    report = reader.text(
        "On 3 May 2018, Russian forces shelled Talbisa city in Homs, killing two people. On 4 May 2018, shells killed "
        "three people in Nawa city."
    )
    assert told(report) == [ONE, ("2018-05-04", "Nawa", 3, None)]
    assert (report.incidents[1].place.governorate, report.incidents[1].perpetrators) == (None, [])


# --- one, told in several sentences ---------------------------------------------------------------------------


def test_one_over_several_paragraphs(reader: Reader) -> None:
    report = reader.text(
        "On 3 May 2018, Syrian regime forces fired shells at Talbisa city in Homs.",
        "The shelling killed two people, a man and his daughter.",
        "Six others were injured.",
        "The city was under the control of armed opposition factions.",
    )
    [incident] = report.incidents
    assert short(incident) == ("2018-05-03", "Talbisa", 2, 6)
    assert incident.control.then == ["armed opposition factions"]
    assert incident.victims.same_family is True
    assert incident.text.count("\n") == 3
    assert report.unused == []


def test_headline_and_body_are_one(reader: Reader) -> None:
    report = reader.text("Two killed in Talbisa as shells hit market", SHELL)
    [incident] = report.incidents
    assert short(incident) == ONE
    assert incident.text.startswith("Two killed in Talbisa")


def test_a_highlight_and_its_section_are_one(reader: Reader) -> None:
    report = reader.pdf(
        "# Bulletin",
        "## Highlights",
        "On 3 May 2018, shells killed eleven people in Talbisa city in Homs.",
        "## Details",
        "On 3 May 2018, Syrian regime forces shelled a market in Talbisa city in Homs and killed eleven people, "
        "including three children.",
    )
    [incident] = report.incidents
    assert short(incident) == ("2018-05-03", "Talbisa", 11, None)
    assert incident.killed.children == 3
    assert [one.actor for one in incident.perpetrators] == ["Syrian regime forces"]


@pytest.mark.parametrize(
    "later",
    [
        " One of the injured died later, bringing the death toll to three.",
        " The death toll later rose to three.",
        " The toll has risen to three dead.",
    ],
)
@pytest.mark.parametrize("paragraph", [False, True])
def test_an_update_replaces_the_figure(later: str, paragraph: bool, reader: Reader) -> None:
    report = reader.text(SHELL, later.strip()) if paragraph else reader.text(SHELL + later)
    assert [(place, killed) for _, place, killed, _ in told(report)] == [("Talbisa", 3)]


def test_a_later_death_is_the_attacks(reader: Reader) -> None:
    report = reader.text(
        "On 3 May 2018, a shell injured a woman in Talbisa city in Homs. She died of her wounds on 6 May 2018."
    )
    [incident] = report.incidents
    assert (str(incident.date.start), incident.killed.total) == ("2018-05-03", 1)


def test_the_day_goes_before_the_month(reader: Reader) -> None:
    report = reader.text("Shells hit Talbisa city in Homs in May 2018. The shelling killed two people on 3 May.")
    assert told(report) == [ONE]


def test_the_same_place_and_the_same_party_are_taken_up(reader: Reader) -> None:
    report = reader.text(
        "On 3 May 2018, Russian warplanes bombed Saraqib city in Idlib, killing two people. Five hours later, the same "
        "warplanes struck Binnish city, killing four. On 6 May 2018, the city was hit again and a child was killed."
    )
    assert told(report) == [
        ("2018-05-03", "Saraqib", 2, None),
        ("2018-05-03", "Binnish", 4, None),
        ("2018-05-06", "Binnish", 1, None),
    ]
    assert [one.actor for one in report.incidents[1].perpetrators] == ["Russian forces"]


def test_who_claims_an_attack_did_it(reader: Reader) -> None:
    blast = "On 3 May 2018, a car bomb exploded in Talbisa city in Homs, killing two people."
    [claimed] = reader.text(blast + " ISIS claimed responsibility for the attack.").incidents
    assert [one.actor for one in claimed.perpetrators] == ["ISIS"]
    [open_] = reader.text(blast + " No group has claimed responsibility for the attack.").incidents
    assert open_.perpetrators == []


@pytest.mark.parametrize("people", ["dozens", "dozens of people", "several people", "a number of civilians"])
@pytest.mark.parametrize("head", ["On 3 May 2018, {} were", "In the morning of 3 May 2018, {} were"])
def test_an_uncounted_toll_is_kept_as_one(head: str, people: str, reader: Reader) -> None:
    [incident] = reader.text(f"{head.format(people)} injured by shells in Talbisa city in Homs.").incidents
    assert short(incident) == ("2018-05-03", "Talbisa", None, None)
    assert (incident.injured.qualifier, incident.killed.qualifier) == ("vague", None)


def test_what_is_said_of_the_source_of_the_news_is_not_said_of_the_attack(reader: Reader) -> None:
    [incident] = reader.text("On 3 May 2018, Hezbollah said a shell hit Talbisa city in Homs, killing two.").incidents
    assert short(incident) == ONE
    assert incident.perpetrators == []
    assert [(weapon.name, weapon.count) for weapon in incident.weapons] == [("shell", 1)]


# --- what is none ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Since the start of 2018, 325 people have been killed in Homs governorate.", "running total"),
        (
            "In 2018, 31 people were killed in Homs governorate: 14 in May, 10 in June and 7 in July.",
            "total of a period",
        ),
        ("The attack has violated Security Council resolution 2254.", "legal boilerplate"),
        ("We call on all parties to stop the shelling of hospitals.", "appeal"),
        ("The army threatened to shell Nawa city in Daraa on 9 May 2018.", "threat or plan"),
        ("On 4 May 2018, there were rumours of a shelling in Nawa city; nothing had happened.", "nothing happened"),
        ("No attack on Nawa city was recorded on 4 May 2018.", "nothing happened"),
        ("“I saw four people killed when a shell hit my house in Nawa city on 4 May 2018,” he said.", "testimony"),
        ("Nawa city is shelled almost daily.", "habit"),
        ("A child was killed.", "no place"),
    ],
)
def test_no_incident_and_the_reason_for_it(text: str, reason: str, reader: Reader) -> None:
    report = reader.pdf("# Bulletin", "## Homs", SHELL, "## Other news", text)
    assert told(report) == [ONE]
    assert ledger(report) == [(reason, " ".join(text.split()[:2]))]


@pytest.mark.parametrize("line", ["Related news", "Related news:", "Read also", "Latest news"])
def test_headlines_of_other_texts(line: str, reader: Reader) -> None:
    report = reader.text(SHELL, line, "Three people killed by a mine in Nawa", "Two children injured in Binnish")
    assert told(report) == [ONE]
    assert ledger(report) == [("teaser of another text", "Three people"), ("teaser of another text", "Two children")]


def test_a_withdrawn_entry(reader: Reader) -> None:
    report = reader.pdf("# Log", "## Entry 1 (withdrawn)", SHELL, "## Entry 2", SHELL.replace("Talbisa", "Houla"))
    assert told(report) == [("2018-05-03", "Houla", 2, None)]
    assert [one.reason for one in report.unused] == ["withdrawn"]


def test_a_list_that_a_total_introduces(reader: Reader) -> None:
    report = reader.text(
        SHELL,
        "In May 2018, the team documented 12 massacres, distributed by governorate as follows:",
        "- Homs: seven massacres, 40 people killed",
        "- Idlib: five massacres, 31 people killed",
    )
    assert told(report) == [ONE]


# --- cards ----------------------------------------------------------------------------------------------------

FIELDS = {
    "Date": "3 May 2018",
    "Location": "Talbisa city, Homs governorate",
    "Suspected perpetrator": "Syrian regime forces",
    "Type of attack": "Barrel bombs",
    "Killed": "5 (2 children)",
    "Injured": "7",
}


def is_the_card(incident: Incident) -> None:
    assert short(incident) == ("2018-05-03", "Talbisa", 5, 7)
    assert incident.killed.children == 2
    assert (incident.place.kind, incident.place.governorate) == ("city", "Homs")
    assert [(one.actor, one.certainty) for one in incident.perpetrators] == [("Syrian regime forces", "believed")]
    assert [weapon.name for weapon in incident.weapons] == ["barrel bomb"]


def test_a_card_of_lines(reader: Reader) -> None:
    [incident] = reader.text(*(f"{name}: {value}" for name, value in FIELDS.items())).incidents
    is_the_card(incident)


def test_a_card_on_one_line(reader: Reader) -> None:
    [incident] = reader.text(" | ".join(f"{name}: {value}" for name, value in FIELDS.items())).incidents
    is_the_card(incident)


def test_a_card_in_a_table(reader: Reader) -> None:
    [incident] = reader.pdf("# Cards", list(FIELDS.items())).incidents
    is_the_card(incident)
    [piece] = incident.evidence["killed.total"]
    assert incident.text[piece.start : piece.end] == piece.quote


def test_a_repeated_field_begins_another_card(reader: Reader) -> None:
    report = reader.text(
        "Date: 3 May 2018",
        "Location: Talbisa city, Homs",
        "Killed: 2",
        "Date: 4 May 2018",
        "Location: Nawa city, Daraa",
        "Killed: 3",
        "Injured: unknown",
    )
    assert told(report) == [ONE, ("2018-05-04", "Nawa", 3, None)]


# --- tables ---------------------------------------------------------------------------------------------------

HEADER = ("Date", "Place", "Governorate", "Perpetrator", "Killed", "Injured")


def test_a_table_of_incidents(reader: Reader) -> None:
    report = reader.pdf(
        "# Log of May 2018",
        "The table lists what was recorded.",
        (
            HEADER,
            ("3 May 2018", "Talbisa city", "Homs", "Syrian regime forces", "2", "5"),
            ("4 May 2018", "Nawa city", "Daraa", "unknown", "3", "-"),
            ("5 May 2018", "Binnish city", "Idlib", "Russian forces", "0", "11"),
            ("Total", "", "", "", "5", "16"),
        ),
    )
    assert told(report) == [
        ("2018-05-03", "Talbisa", 2, 5),
        ("2018-05-04", "Nawa", 3, None),
        ("2018-05-05", "Binnish", 0, 11),
    ]
    assert [incident.place.governorate for incident in report.incidents] == ["Homs", "Daraa", "Idlib"]
    assert [[one.actor for one in incident.perpetrators] for incident in report.incidents] == [
        ["Syrian regime forces"],
        ["unidentified"],
        ["Russian forces"],
    ]
    for incident in report.incidents:
        [piece] = incident.evidence["killed.total"]
        assert piece.source == "table"
        assert incident.text[piece.start : piece.end] == piece.quote == str(incident.killed.total)


def test_a_row_and_its_paragraph_are_one(reader: Reader) -> None:
    report = reader.pdf(
        "# Log of May 2018",
        "On 3 May 2018, Syrian regime forces shelled a market in Talbisa city in Homs, killing two people.",
        (
            HEADER,
            ("3 May 2018", "Talbisa city", "Homs", "Syrian regime forces", "2", "5"),
            ("4 May 2018", "Nawa city", "Daraa", "unknown", "3", "-"),
        ),
    )
    assert told(report) == [("2018-05-03", "Talbisa", 2, 5), ("2018-05-04", "Nawa", 3, None)]


def test_a_table_of_totals_is_no_table_of_incidents(reader: Reader) -> None:
    report = reader.pdf(
        "# Log of May 2018", SHELL, (("Governorate", "Killed", "Injured"), ("Homs", "14", "20"), ("Idlib", "9", "3"))
    )
    assert told(report) == [ONE]


# --- headings -------------------------------------------------------------------------------------------------


def test_a_heading_gives_party_and_governorate_and_is_named_as_their_source(reader: Reader) -> None:
    report = reader.pdf(
        "# Massacres in May 2018",
        "## A. Syrian regime forces",
        "### Homs governorate",
        "On 3 May, shells killed two people in Talbisa city.",
        "### Daraa governorate",
        "On 4 May, barrel bombs killed three people in Nawa city.",
        "## B. Russian forces",
        "### Idlib governorate",
        "On 5 May, missiles killed four people in Binnish city.",
    )
    assert told(report) == [ONE, ("2018-05-04", "Nawa", 3, None), ("2018-05-05", "Binnish", 4, None)]
    assert [
        (incident.place.governorate, [(one.actor, one.source) for one in incident.perpetrators])
        for incident in report.incidents
    ] == [
        ("Homs", [("Syrian regime forces", "heading")]),
        ("Daraa", [("Syrian regime forces", "heading")]),
        ("Idlib", [("Russian forces", "heading")]),
    ]
    first = report.incidents[0]
    assert first.sections[-1] == "Homs governorate"
    for path in ("place.governorate", "perpetrators.0.actor"):
        [piece] = first.evidence[path]
        assert (piece.source, piece.start, piece.end) == ("heading", None, None)
        assert piece.quote in ("Homs", "Homs governorate", "Syrian regime forces")


def test_the_sentence_goes_before_the_heading(reader: Reader) -> None:
    report = reader.pdf(
        "# Massacres in May 2018",
        "## A. Syrian regime forces",
        "### Homs governorate",
        "On 3 May 2018, ISIS shelled Nawa city in Daraa governorate and killed two people.",
        "On 4 May 2018, shells killed three people in Talbisa city, among them a farmer on the way to his field.",
    )
    incident = report.incidents[0]
    assert incident.place.governorate == "Daraa"
    assert [(one.actor, one.source) for one in incident.perpetrators] == [("ISIS", "text")]
    assert {"place.governorate", "perpetrators"} & {field for check in incident.checks for field in check.fields}


def test_a_heading_of_a_day_dates_what_stands_below_it(reader: Reader) -> None:
    report = reader.pdf(
        "# Log of May 2018",
        "## Thursday, 3 May 2018",
        "A shell killed two people in Talbisa city in Homs.",
        "At dawn, a mine killed a boy in Nawa city in Daraa.",
        "## Friday, 4 May 2018",
        "A drone strike injured four people in Binnish city in Idlib.",
    )
    assert told(report) == [ONE, ("2018-05-03", "Nawa", 1, None), ("2018-05-04", "Binnish", None, 4)]
    assert report.incidents[1].date.time_of_day == "dawn"
    [piece] = report.incidents[0].evidence["date.start"]
    assert (piece.source, piece.quote) == ("heading", "Thursday, 3 May 2018")


def test_the_year_of_a_heading_completes_a_date(reader: Reader) -> None:
    report = reader.pdf(
        "# Attacks on markets",
        "## Attacks in 2017",
        "On 3 May, a shell killed two people in Talbisa city in Homs.",
        "## Attacks in 2018",
        "On 3 May, a shell killed two people in Nawa city in Daraa.",
    )
    assert told(report) == [("2017-05-03", "Talbisa", 2, None), ("2018-05-03", "Nawa", 2, None)]


# --- what a report says once of a place ------------------------------------------------------------------------

INTRODUCED = (
    "Tabqa, which officials call New Tabqa, lies on the river in Raqqa governorate. ISIS had held the town since "
    "August 2014, until the Syrian Democratic Forces took the last houses on 10 May 2017. The SDF have "
    "held it ever since."
)


def test_what_introduces_a_town_holds_for_its_numbered_districts(reader: Reader) -> None:
    report = reader.pdf(
        "# Report",
        "## How this was written",
        "The team spoke with residents of the town in the months that followed, and was shown films and photographs "
        "of the places. It wrote to the parties, and none of them has replied to its questions until today.",
        "## Tabqa",
        INTRODUCED,
        "On 3 April 2017 an airstrike hit a bakery in the First District of Tabqa, killing four people.",
        "On 6 June 2017 shells fell on the Second District, killing two people.",
    )
    first, second = report.incidents
    assert (first.place.name, first.control.then) == ("First District", ["ISIS"])
    assert (second.place.name, second.control.then) == ("Second District", ["Syrian Democratic Forces"])


def test_a_sentence_that_sets_another_scene_opens_another_event(reader: Reader) -> None:
    report = reader.pdf(
        "# Report",
        "## Rashaf",
        "At dawn on 11 February 2017 shells fell on a bakery in Rashaf town. The baker was killed. On the night of 27 "
        "March 2017 it was a house in Tell Amud village. Nineteen people were killed.",
    )
    assert [(str(i.date.start), i.killed.total) for i in report.incidents] == [("2017-02-11", 1), ("2017-03-27", 19)]


def test_the_day_of_a_dispatch_is_no_event_and_a_sum_is_no_incident(reader: Reader) -> None:
    report = reader.text(
        "Raids kill 24 people",
        "BEIRUT, March 9, 2018 (Sample News) - Air strikes killed at least 24 people in two towns of the eastern "
        "Ghouta on March 8, 2018, rescuers said.",
        "Warplanes hit houses in Hamouriyeh town, killing 17 people.",
        "In Jisreen town, rockets killed seven people.",
    )
    assert [(i.place.name, str(i.date.start), i.killed.total) for i in report.incidents] == [
        ("Hamouriyeh", "2018-03-08", 17),
        ("Jisreen", "2018-03-08", 7),
    ]


def test_a_card_goes_on_over_lines_that_nobody_knows(reader: Reader) -> None:
    report = reader.text(
        "Date: 6 October 2016",
        "Place: as-Sakhour district, Aleppo city",
        "Type: aerial bombardment",
        "Munitions: barrel bombs (2)",
        "Killed: 2",
        "Basis: helicopters seen and heard",
        "Alleged perpetrator: could not be determined",
        "Control at the time: armed opposition groups",
    )
    (one,) = report.incidents
    assert [weapon.name for weapon in one.weapons] == ["barrel bomb"]
    assert [(p.actor, p.certainty) for p in one.perpetrators] == [("unidentified", "unidentified")]
    assert one.control.then == ["armed opposition factions"]


def test_artillery_on_the_outskirts_of_a_town_fires_and_is_not_hit(reader: Reader) -> None:
    (one,) = reader.text(
        "On 22 July 2021, Syrian regime forces artillery stationed on the outskirts of Talbisa city fired a shell at a "
        "house in Nawa village, killing four people."
    ).incidents
    assert one.place.name == "Nawa"


def test_an_hour_later_is_another_event_and_both_villages_are_held_by_the_same(reader: Reader) -> None:
    first, second = reader.text(
        "On 16 August 2019, warplanes fired missiles at Talbisa village, killing eleven people.",
        "Roughly an hour later, warplanes fired a missile at a vehicle on the road linking Talbisa with Nawa village, "
        "killing one person. Both villages were under the control of ISIS at the time of the attacks.",
    ).incidents
    assert (first.killed.total, first.control.then) == (11, ["ISIS"])
    assert (second.killed.total, second.place.name, second.control.then) == (1, "Talbisa", ["ISIS"])


# --- investigations: places of headings, arguments, alliances -----------------------------------------------------


def test_the_place_of_the_heading_is_inherited_and_marked(reader: Reader) -> None:
    incidents = reader.pdf(
        "# The war on two towns",
        "## CHAPTER 1: TALBISA",
        "On 3 May 2018, a government helicopter dropped a barrel bomb on a maternity ward. A midwife was killed.",
        "## Nawa and Binnish",
        "On 5 May 2018, a shell hit a house in Nawa, killing two people.",
        "On 6 May 2018, a shell hit a school and killed three children.",
    ).incidents
    assert [incident.place.name for incident in incidents] == ["Talbisa", "Nawa", None]  # the second heading names two
    sources = [[piece.source for piece in one.evidence.get("place.name", [])] for one in incidents]
    assert sources == [["heading"], ["text"], []]


def test_what_is_concluded_from_circumstances_is_believed(reader: Reader) -> None:
    (one,) = reader.text(
        "On 3 May 2018, shells fell on Talbisa city, killing two people. Four witnesses placed the firing at a base in "
        "Nawa, which government forces held at the time."
    ).incidents
    assert [(p.actor, p.certainty) for p in one.perpetrators] == [("Syrian regime forces", "believed")]
    assert (one.place.name, one.control.then) == ("Talbisa", [])


@pytest.mark.parametrize(
    "told",
    [
        "Syrian or Russian warplanes bombed Talbisa city",
        "Warplanes, Russian or Syrian aircraft according to residents, bombed Talbisa city",
        "Russian or Syrian regime forces bombed Talbisa city",
    ],
)
def test_one_or_the_other_is_their_alliance(told: str, reader: Reader) -> None:
    (one,) = reader.text(f"On 3 May 2018, {told}, killing two people.").incidents
    assert [p.actor for p in one.perpetrators] == ["Syrian-Russian alliance forces"]


def test_one_and_the_other_are_both(reader: Reader) -> None:
    (one,) = reader.text("On 3 May 2018, Syrian and Russian warplanes bombed Talbisa city.").incidents
    assert [p.actor for p in one.perpetrators] == ["Syrian regime forces", "Russian forces"]


def test_another_hour_of_the_same_day_is_another_event(reader: Reader) -> None:
    report = reader.text(
        "On 3 May 2018 at around 7 a.m. a warplane fired two missiles at the market of Talbisa city. Eight people died "
        "there. Half an hour later the jet returned and hit the same spot, killing two rescuers. Before nine o'clock "
        "that same morning a shell hit an ambulance on the road between Talbisa and Nawa; the driver was killed."
    )
    assert [(i.place.name, i.killed.total, i.event_type) for i in report.incidents] == [
        ("Talbisa", 8, "airstrike"),
        ("Talbisa", 2, "airstrike"),
        ("Talbisa", 1, "shelling"),
    ]


def test_rows_of_an_annex_under_other_spellings_and_sums_of_rows(reader: Reader) -> None:
    report = reader.pdf(
        "# Talbisa",
        "On 3 May 2018, at 7 a.m., a missile hit a market in Talbisa, killing eight people.",
        "On 3 May 2018, at 9:30 a.m., a missile hit a hospital in Talbisa, killing four people.",
        "# Arbin",
        "On 9 May 2018, a shell killed three people in Arbin.",
        "# Annex",
        [
            ["Date", "Place", "Killed"],
            ["3 May 2018", "Talbiseh", "12"],
            ["9 May 2018", "Irbin", "3"],
            ["11 May 2018", "Nawa", "2"],
        ],
    )
    assert [(i.place.name, i.killed.total) for i in report.incidents] == [
        ("Talbisa", 8),
        ("Talbisa", 4),
        ("Arbin", 3),
        ("Nawa", 2),
    ]
    assert ("sum of several events", "3 May") in ledger(report)


def test_an_introduction_is_no_incident(reader: Reader) -> None:
    report = reader.pdf(
        "# Those who left",
        "The group killed people for wanting to leave. On 2 April 2017, its snipers opened fire on a family in Nawa, "
        "killing a woman and her daughter.",
    )
    assert told(report) == [("2017-04-02", "Nawa", 2, None)]


# --- the manner of news agencies -----------------------------------------------------------------------------------


def test_the_day_of_speaking_gives_way_to_the_day_of_the_event(reader: Reader) -> None:
    (one,) = reader.text(
        "Published: Wednesday 7 April 2021",
        "A girl fetching water was shot dead by a sniper, a lawyer said on Wednesday.",
        "The girl was hit in the head around noon on Tuesday in Nawa town, her brother told the agency.",
    ).incidents
    assert short(one) == ("2021-04-06", "Nawa", 1, None)


def test_the_day_of_speaking_is_the_events_where_no_other_is_told(reader: Reader) -> None:
    (one,) = reader.text(
        "Published: Wednesday 7 April 2021",
        "A shell killed two people in Nawa town, medics said on Wednesday.",
    ).incidents
    assert short(one) == ("2021-04-07", "Nawa", 2, None)


def test_the_holder_of_a_place_is_told_of_the_event_there(reader: Reader) -> None:
    first, second = reader.text(
        "On 3 May 2018, rockets landed on the Atma camp, killing six people. Warplanes later bombed Nawa village.",
        "The camp lies in an area held by Hay'at Tahrir al Sham.",
    ).incidents
    assert (first.place.name, first.control.then) == ("Atma", ["Hay'at Tahrir al Sham"])
    assert (second.place.name, second.control.then) == ("Nawa", [])


def test_where_a_gun_stood_says_nothing_of_the_place(reader: Reader) -> None:
    (one,) = reader.text(
        "On 3 May 2018, a shell hit a clinic in Nawa city, fired by artillery based in an area under joint control of "
        "Syrian regime forces and ISIS. Two nurses were injured. We have been unable to determine which party fired "
        "it. The city is under the control of armed opposition factions."
    ).incidents
    assert one.control.then == ["armed opposition factions"]
    assert [p.certainty for p in one.perpetrators] == ["unidentified"]


def test_weapons_of_a_headline_are_those_of_the_event_that_names_them(reader: Reader) -> None:
    first, second = reader.text(
        "Missiles and mortar shells: two attacks in one day",
        "On 3 May 2018, government warplanes fired missiles at Nawa city, killing four women.",
        "Mortar shells fell on Talbisa city on 3 May 2018, killing two men.",
    ).incidents
    assert [[weapon.name for weapon in one.weapons] for one in (first, second)] == [["missile"], ["mortar shell"]]


def test_a_raid_that_only_takes_people_is_an_arrest(reader: Reader) -> None:
    took, killed = reader.text(
        "On 3 May 2018, government forces raided Nawa village, detaining three farmers.",
        "On 5 May 2018, government forces raided Talbisa village, detaining three farmers and killing a man.",
    ).incidents
    assert (took.event_type, killed.event_type) == ("arrest or abduction", "ground raid")


def test_the_neighborhood_told_later_is_the_place_in_the_city(reader: Reader) -> None:
    (one,) = reader.text(
        "On 3 May 2018, an air strike on a school in Nawa city killed nine people.",
        "The aircraft fired two missiles at the second floor of the school in the Sharqi neighborhood.",
    ).incidents
    assert (one.place.name, one.place.kind) == ("Sharqi", "neighborhood")


def test_the_years_of_a_period_that_reaches_over_new_year(reader: Reader) -> None:
    report = reader.pdf(
        "# Shelled and starved, November 2015 to January 2016",
        "# What we saw",
        "On November 1, a shell killed two people in Talbisa. On January 5, a shell killed a man in Nawa.",
        [["No.", "Date", "Place", "Killed"], ["3", "Nov 4", "Binnish", "4"], ["4", "Jan 9", "Atma", "2"]],
        "Spellings are those of the census.",
    )
    assert [str(one.date.start) for one in report.incidents] == ["2015-11-01", "2016-01-05", "2015-11-04", "2016-01-09"]
    assert "Spellings" not in report.incidents[-1].text


def test_an_item_is_of_the_day_and_governorate_of_the_line_above_its_list(reader: Reader) -> None:
    report = reader.text(
        "On Sunday 19 April 2015, we documented the following in Aleppo governorate:",
        "- Warplanes bombed the Sharqi neighborhood at dawn, killing four women.",
        "- A sniper shot a man dead in Nawa village.",
    )
    assert told(report) == [("2015-04-19", "Sharqi", 4, None), ("2015-04-19", "Nawa", 1, None)]
    assert [one.place.governorate for one in report.incidents] == ["Aleppo", "Aleppo"]
    assert {piece.source for piece in report.incidents[1].evidence["date.start"]} == {"heading"}


def test_his_fighters_act_for_the_party_named_before(reader: Reader) -> None:
    (one,) = reader.text(
        "ISIS has banned residents from leaving. On 3 May 2018 its fighters shot dead two brothers in Nawa village."
    ).incidents
    assert [p.actor for p in one.perpetrators] == ["ISIS"]


def test_who_denies_an_attack_says_nothing_of_its_means(reader: Reader) -> None:
    (one,) = reader.text(
        "On 3 May 2018, shells struck the hospital of Talbisa city, killing seven people. The group denied it had "
        "shelled the hospital and said that the army had stationed snipers there."
    ).incidents
    assert one.event_type == "shelling"


def test_a_death_in_custody_is_a_torture_death_and_an_arrest_before_it_is_not(reader: Reader) -> None:
    first, second = reader.text(
        "On 18 August 2014, ISIS raided two houses in Talbisa, a town that it controls, and detained nine men.",
        "One of the nine, an engineer aged 41, died on 26 August 2014 in the group's prison in Nawa.",
    ).incidents
    assert [(one.event_type, one.place.name) for one in (first, second)] == [
        ("arrest or abduction", "Talbisa"),
        ("torture death", "Nawa"),
    ]
    assert [p.actor for p in first.perpetrators] == ["ISIS"]


def test_totals_of_years_and_allegations_are_no_incidents(reader: Reader) -> None:
    report = reader.pdf(
        "# Context",
        "Some 191,000 people were killed in strikes on Aleppo city between March 2011 and April 2014.",
        "# Schools",
        "We examined an allegation that an air strike on a school in Nawa had killed 12 pupils on 19 September 2014.",
        "Seventeen attacks on clinics were verified in Nawa in May 2014; 24 health workers lost their lives.",
        SHELL,
    )
    assert told(report) == [ONE]


def test_a_year_of_birth_is_nobodys_event(reader: Reader) -> None:
    (one,) = reader.text(
        "Sami Rahmoun, a vendor born in 1987, was shot dead by a sniper in Nawa city on 3 May 2018."
    ).incidents
    assert str(one.date.start) == "2018-05-03"


@pytest.mark.parametrize("words", ["Earlier in the day", "Hours later"])
def test_words_for_the_same_day_date_an_event_and_part_it(words: str, reader: Reader) -> None:
    report = reader.text(
        "On 3 May 2018, a shell killed two people in Talbisa city. " + words + ", a car bomb went off in Nawa, killing "
        "five people."
    )
    assert told(report) == [ONE, ("2018-05-03", "Nawa", 5, None)]


def test_a_list_shares_victims_out_among_places(reader: Reader) -> None:
    report = reader.text(
        "Published: 6 October 2023",
        "Homs province: Regime forces carried out today intensive shelling on towns, killing 10 civilians, including "
        "three children, and injuring 39 others. They are distributed as follows:",
        "- Five civilians, including two children, in Talbisa city.",
        "- Three, including a child, in Houla city.",
        "- Two siblings, a girl and her brother, in Tir Maalla village.",
    )
    assert told(report) == [
        ("2023-10-06", "Talbisa", 5, None),
        ("2023-10-06", "Houla", 3, None),
        ("2023-10-06", "Tir Maalla", 2, None),
    ]
    assert [one.killed.children for one in report.incidents] == [2, 1, 1]


def test_posts_say_at_the_head_of_a_line_where_and_on_top_when(reader: Reader) -> None:
    report = reader.text(
        "Talbisa Media Office – field report for 20 February 2018",
        "#Talbisa: Four civilians were killed today in shelling.",
        "#Houla: A sniper shot a man dead this morning.",
    )
    assert report.report.published == date(2018, 2, 20)
    assert told(report) == [("2018-02-20", "Talbisa", 4, None), ("2018-02-20", "Houla", 1, None)]


def test_the_arrest_of_one_who_died_in_custody_is_part_of_the_death(reader: Reader) -> None:
    (one,) = reader.text(
        "A man dies under torture",
        "Sami Rahmoun, from Talbisa city, was arrested by Syrian regime forces in May 2019 at a post in Homs city.",
        "On Monday, September 13, 2021, his family learned that he had died on Saturday, September 11, inside a regime "
        "detention center in Damascus city.",
    ).incidents
    assert (one.event_type, str(one.date.start), one.killed.total) == ("torture death", "2021-09-11", 1)
    assert [p.actor for p in one.perpetrators] == ["Syrian regime forces"]


def test_who_runs_a_jail_did_not_strike_it(reader: Reader) -> None:
    (one,) = reader.text(
        "On 3 May 2018, an air strike by the US-led coalition on a jail run by ISIS in Talbisa city killed 48 people."
    ).incidents
    assert [p.actor for p in one.perpetrators] == ["International coalition forces"]


def test_the_day_on_which_a_toll_rose_is_not_the_day_of_the_explosion(reader: Reader) -> None:
    (one,) = reader.text(
        "Published: Tuesday 7 March 2023",
        "The death toll of a landmine explosion near Talbisa city has mounted to six, after a woman died today.",
        "The explosion took place on Sunday.",
    ).incidents
    assert (str(one.date.start), one.killed.total) == ("2023-03-05", 6)


def test_four_others_elsewhere_are_another_event(reader: Reader) -> None:
    report = reader.text(
        "On 15 March 2014, helicopters dropped barrel bombs on districts of Aleppo, killing 19 civilians in the Sharqi "
        "neighbourhood.",
        "Another four people died when a barrel hit an apartment block in Talbisa, activists said.",
    )
    assert [(i.place.name, i.killed.total) for i in report.incidents] == [("Sharqi", 19), ("Talbisa", 4)]


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("Russian warplanes carried out strikes on areas held by ISIS, killing four people in Talbisa.", ["ISIS"]),
        ("Areas run by ISIS witnessed heavy shelling, which killed four people in Talbisa.", ["ISIS"]),
        ("ISIS shelled Talbisa from areas controlled by ISIS, killing four people.", []),
        ("ISIS carried out strikes on areas held by ISIS, killing four people in Talbisa.", []),
    ],
)
def test_areas_that_were_hit_say_who_held_the_place(words: str, held: list[str], reader: Reader) -> None:
    (one,) = reader.text("Published: 4 May 2018", f"On 3 May 2018, {words}").incidents
    assert (one.place.name, one.control.then) == ("Talbisa", held)


# --- investigations again ------------------------------------------------------------------------------------------


def test_a_day_after_a_month_and_the_next_day_are_three_events(reader: Reader) -> None:
    report = reader.pdf(
        "# Report on a town",
        "## Three ways to die",
        "One morning in April 2017 ISIS gunmen lined up four men against a wall in Talbisa and shot them. On 2 April "
        "2017 ISIS snipers opened fire on a family near Talbisa: a mother and her daughter were killed. The next day a "
        "group went by the canal outside Nawa village and walked onto a landmine. Three brothers were killed.",
        "## Elsewhere",
        "In the same year nothing happened in the other towns of the valley.",
    )
    assert [(i.event_type, str(i.date.start), i.date.precision, i.killed.total) for i in report.incidents] == [
        ("execution", "2017-04-01", "month", None),
        ("shooting", "2017-04-02", "day", 2),
        ("landmine or remnant explosion", "2017-04-03", "day", 3),
    ]


def test_a_row_says_when_where_the_paragraph_cannot(reader: Reader) -> None:
    (one,) = reader.pdf(
        "# Talbisa",
        "Eight days before the buses came, incendiary munitions set fire to a cellar in Talbisa. At least fourteen "
        "people burned to death.",
        "# Annex",
        [["Date", "Place", "Means", "Killed"], ["16/03/2018", "Talbiseh", "incendiary", "14+"]],
    ).incidents
    assert (str(one.date.start), one.killed.min, one.killed.qualifier) == ("2018-03-16", 14, "at_least")


def test_nobody_hurt_whatever_happened_the_evening_before(reader: Reader) -> None:
    (one,) = reader.text(
        "On 3 May 2018, two missiles struck the hospital of Talbisa city. There were no casualties, patients and staff "
        "having been moved out the evening before."
    ).incidents
    assert (str(one.date.start), one.killed.total, one.injured.total) == ("2018-05-03", 0, 0)


def test_the_group_that_has_ruled_the_city_holds_it(reader: Reader) -> None:
    (one,) = reader.pdf(
        "# Report on a town",
        "## Executions",
        "On 11 June 2015, ISIS beheaded three men in the square of Talbisa city. The group has ruled the city since "
        "January 2014.",
    ).incidents
    assert one.control.then == ["ISIS"]


def test_calibres_and_mines_lifted_are_no_number_of_munitions(reader: Reader) -> None:
    (one,) = reader.text(
        "On 3 May 2018, shells fell on Talbisa city, killing two people. Fragments are consistent with 122mm artillery "
        "shells."
    ).incidents
    assert [(weapon.name, weapon.count) for weapon in one.weapons] == [("artillery shell", None)]


# --- texts about other countries -----------------------------------------------------------------------------------


def test_words_that_many_conflicts_have_mean_the_parties_of_the_country_told_of(reader: Reader) -> None:
    (syria,) = reader.text("On 3 May 2018, rebels shelled Talbisa in Homs governorate in Syria, killing two.").incidents
    assert [p.actor for p in syria.perpetrators] == ["armed opposition factions"]
    (nepal,) = reader.text(
        "On 3 May 2004, rebels shelled the town of Pokhara in Nepal, west of Kathmandu, killing two people."
    ).incidents
    assert nepal.perpetrators == []
    (yemen,) = reader.text(
        "On 3 May 2018, coalition jets bombed a market in Taiz city in Yemen, south of Sanaa, killing two people."
    ).incidents
    assert [p.actor for p in yemen.perpetrators] == ["Saudi-led Coalition"]


def test_a_country_is_no_place_and_a_year_no_number_of_dead(reader: Reader) -> None:
    report = reader.text(
        "In September 2011, an inquiry found a regiment responsible for the 2003 death in custody of a civilian.",
        "On 4 March 2012, a bomb exploded in Nepal and killed two people.",
    )
    assert all(one.place.name is None for one in report.incidents)
    assert {one.killed.total for one in report.incidents} <= {None, 2}


# --- daily digests, wire copy and posts ----------------------------------------------------------------------------


def test_a_sum_of_many_attacks_is_not_the_number_of_one(reader: Reader) -> None:
    (one,) = reader.text(
        "A suicide bomber blew himself up in the Bayada neighborhood of Homs on 3 May 2018, the deadliest in a string "
        "of attacks around the country that killed at least 23 people.",
        "He walked into a tent, killing 12 people.",
    ).incidents
    assert (one.place.name, one.killed.total) == ("Bayada", 12)
    report = reader.text(
        "A man died under torture in a prison of Homs on 3 May 2018. No fewer than 900 people were tortured to death "
        "there since March 2011."
    )
    assert all(one.killed.total == 1 for one in report.incidents)


def test_lines_that_name_only_a_party_or_a_governorate_are_headings_without_type(reader: Reader) -> None:
    one, two, three = reader.text(
        "The attacks of a month",
        "In this month we documented the following.",
        "By Syrian regime forces",
        "Homs governorate",
        "- February 9, 2018: fixed-wing warplanes fired two missiles at Talbisa city, killing a boy.",
        "Hama governorate",
        "- February 16, 2018: rocket launchers stationed in Mahkan shelled Morek, wounding three workers.",
        "By Russian forces",
        "Idlib governorate",
        "- February 25, 2018: a missile from a warplane hit a clinic in Binnish city and killed a nurse.",
    ).incidents
    told = [(i.place.name, i.place.governorate, [p.actor for p in i.perpetrators]) for i in (one, two, three)]
    assert told == [
        ("Talbisa", "Homs", ["Syrian regime forces"]),
        ("Morek", "Hama", ["Syrian regime forces"]),
        ("Binnish", "Idlib", ["Russian forces"]),
    ]


def test_a_governorate_at_the_head_of_a_paragraph_holds_for_all_that_it_tells(reader: Reader) -> None:
    incidents = reader.text(
        "Homs province: Shells hit the town of Talbisa on 3 May 2018, killing two people.",
        "Hama province: On 3 May 2018 a man from Morek died of wounds from an air raid on his village. Warplanes "
        "carried out two raids on Kafr Zita town on 4 May 2018.",
    ).incidents
    told = [(one.place.name, one.place.governorate, one.killed.total) for one in incidents]
    assert told == [("Talbisa", "Homs", 2), ("Morek", "Hama", 1), ("Kafr Zita", "Hama", None)]


def test_a_city_told_with_its_neighborhood_lends_its_governorate_to_no_other_place(reader: Reader) -> None:
    one, two = reader.text(
        "A suicide bomber killed 12 people in the city of Homs' western Bayada neighborhood on 3 May 2018.",
        "In the town of Mahkan, gunmen shot dead two soldiers.",
    ).incidents
    assert (one.place.governorate, two.place.governorate) == ("Homs", None)


def test_and_that_tells_of_a_second_event(reader: Reader) -> None:
    one, two = reader.text(
        "On 3 May 2018 a source said that rockets fell on Talbisa city, killing five people and injuring 27, and that "
        "four others were killed when mortar shells landed on Morek city."
    ).incidents
    assert [(i.place.name, i.killed.total) for i in (one, two)] == [("Talbisa", 5), ("Morek", 4)]


def test_people_shared_out_among_places_on_two_days(reader: Reader) -> None:
    incidents = reader.text(
        "On 8 and 9 March 2018, two civilians were killed in Arbin town, five in Hamouriya town and three in Jisreen "
        "town."
    ).incidents
    assert [(one.place.name, one.killed.total) for one in incidents] == [("Arbin", 2), ("Hamouriya", 5), ("Jisreen", 3)]


def test_who_holds_the_place_fired_from_does_not_hold_the_place_hit(reader: Reader) -> None:
    (one,) = reader.text(
        "On 3 May 2018, shells fired from rebel-held Morek hit Talbisa town in Homs, killing three."
    ).incidents
    assert (one.place.name, one.control.then) == ("Talbisa", [])


def test_an_air_force_that_strikes_makes_an_airstrike(reader: Reader) -> None:
    (one,) = reader.text("On 3 May 2018, the Russian Air Force struck Talbisa in Homs.").incidents
    assert (one.event_type, [p.actor for p in one.perpetrators]) == ("airstrike", ["Russian forces"])


def test_a_spot_taken_up_is_that_of_the_event_told_before(reader: Reader) -> None:
    one, two = reader.text(
        "On 3 May 2018, a suicide bomber blew himself up in a courthouse in Talbisa city, killing 18 people.",
        "On 3 May 2018, a car bomb exploded at a restaurant in Morek city, killing two.",
        "At the courthouse, guards had tried to search the man.",
        "At the restaurant, more than twenty were hurt.",
    ).incidents
    assert (one.injured.total, two.injured.total) == (None, 20)


def test_initials_are_no_city_of_another_country(reader: Reader) -> None:
    (one,) = reader.text(
        "On 3 May 2018, rebels shelled the village of Mahkan; medics said two people died while the UN gave no number."
    ).incidents
    assert [p.actor for p in one.perpetrators] == ["armed opposition factions"]


def test_who_held_a_place_until_years_before_does_not_hold_it_at_the_time(reader: Reader) -> None:
    (one,) = reader.text(
        "A car bomb exploded in Talbisa city in Homs on November 17, 2020, killing five civilians. Talbisa is now "
        "under the control of the Syrian National Army, having been held by ISIS until February 2017."
    ).incidents
    assert (one.control.then, one.control.now) == ([], ["Syrian National Army"])
