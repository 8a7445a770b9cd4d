from pathlib import Path

import pytest
from planted import PLANTS, Made, Told, make, typeset

from extractor.converter import Converter
from extractor.incidents.checks import check_incident
from extractor.model import Incident, Report

SEEDS = range(8)
FEWEST_FOUND = 0.98  # of the plants
MOST_FALSE = 0.01  # alarms on an incident without any contradiction


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Made, Report]]:
    folder, converter = tmp_path_factory.mktemp("planted"), Converter()
    reports = []
    for seed in SEEDS:
        made = make(seed)
        typeset(made, folder / f"{seed}.pdf")
        reports.append((made, converter.convert(folder / f"{seed}.pdf")))
    return reports


def record(told: Told, report: Report) -> Incident | None:
    day = None if told.dated is not None else told.day
    return next((i for i in report.incidents if i.place.name == told.place and i.date.start == day), None)


def codes(incident: Incident | None) -> set[str]:
    return {check.code for check in incident.checks} if incident is not None else set()


def test_nearly_every_planted_contradiction_is_found(converted: list[tuple[Made, Report]]) -> None:
    planted = [(told, code, report) for made, report in converted for told in made.told for code in told.plants]
    missed = [(told.text, code) for told, code, report in planted if code not in codes(record(told, report))]
    assert len(planted) >= len(PLANTS) * len(SEEDS)
    assert len(missed) <= (1 - FEWEST_FOUND) * len(planted), missed


def test_nearly_no_clean_incident_raises_an_alarm(converted: list[tuple[Made, Report]]) -> None:
    clean = [(told, report) for made, report in converted for told in made.told if not told.plants]
    alarms = [(told.text, codes(record(told, report))) for told, report in clean if codes(record(told, report))]
    assert all(record(told, report) is not None for told, report in clean)
    assert len(alarms) <= MOST_FALSE * len(clean), alarms


def test_every_wrong_total_differs_and_every_right_one_does_not(converted: list[tuple[Made, Report]]) -> None:
    for made, report in converted:
        differing = [line for line in report.reconciliation if line.status == "differs"]
        for measure, quote in made.totals:
            assert any(line.measure == measure and line.quote.startswith(quote) for line in differing), (measure, quote)
        for line in differing:
            assert any(line.measure == measure and line.quote.startswith(quote) for measure, quote in made.totals), line


def test_a_check_quotes_both_sides_of_a_contradiction(converted: list[tuple[Made, Report]]) -> None:
    two_sided = {
        "place-kind",
        "governorate-heading",
        "perpetrator-heading",
        "subset-above-total",
        "date-outside-period",
    }
    found = [c for _, report in converted for i in report.incidents for c in i.checks if c.code in two_sided]
    assert {check.code for check in found} == two_sided
    assert all(len(check.quotes) >= 2 for check in found)


def test_a_check_changes_no_value(converted: list[tuple[Made, Report]]) -> None:
    _, report = converted[0]
    before = [incident.model_dump_json() for incident in report.incidents]
    for incident in report.incidents:
        check_incident(incident, report.report)
    assert [incident.model_dump_json() for incident in report.incidents] == before


def test_plants_are_where_the_path_says(tmp_path: Path) -> None:
    """The generator itself: the same seed makes the same bytes."""
    typeset(make(3), tmp_path / "one.pdf")
    typeset(make(3), tmp_path / "two.pdf")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
