import csv
import json
from pathlib import Path

import pytest

from extractor.converter import Converter
from extractor.incidents.reconcile import describe
from extractor.incidents.tolls import is_statistic
from extractor.knowledge import Knowledge, load_knowledge, pattern_dirs
from extractor.knowledge.schema import StatisticEntry
from extractor.model import Report, Toll

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
SHARED = ROOT / "../shared"
FIELDS = ("incidents", "percent", "killed", "killed_min", "killed_max", "killed_children", "killed_women", "injured")
FIELDS += ("detained", "weapon_count")


@pytest.fixture(scope="module")
def converter() -> Converter:
    return Converter()


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(pattern_dirs())


def statistic(text: str, knowledge: Knowledge) -> str | None:
    annotation = knowledge.annotate(text)
    return is_statistic(annotation, 0, len(annotation.doc))


def test_the_examples_beside_the_turns_of_phrase_hold(knowledge: Knowledge) -> None:
    for entry in knowledge.of(StatisticEntry):
        for example in entry.examples:
            assert statistic(example, knowledge) is not None, example
        for example in entry.counter_examples:
            assert statistic(example, knowledge) is None, example


@pytest.mark.parametrize(
    "text",
    [
        "Two people have been killed in the shelling since dawn.",
        "Shells fell on the town, which has been besieged since 2013, and killed three people.",
        "A third child died of his wounds two days later.",
        "The first attack of the day hit the clinic and killed two nurses.",
        "He was killed in 2016 in Homs.",
        "The strike brought down 60% of the school and killed four pupils.",
        "The wounded were distributed as follows: seven in Azaz, four in al Bab and three each in Jarablus and Manbij.",
    ],
)
def test_what_happened_is_no_statistic(text: str, knowledge: Knowledge) -> None:
    assert statistic(text, knowledge) is None


def tolls_of(text: str, converter: Converter, folder: Path) -> list[Toll]:
    path = folder / "report.txt"
    path.write_text(f"Monthly report, May 2018\n\nPublished: June 4, 2018\n\nI. Summary\n\n{text}\n", encoding="utf-8")
    return converter.convert(path).tolls


def test_numbers_that_belong_together_are_one_toll(converter: Converter, tmp_path: Path) -> None:
    [toll] = tolls_of(
        "Since early 2018 the monitors have documented 214 attacks, which left 90 people dead, among them 21 children, "
        "and 130 injured.",
        converter,
        tmp_path,
    )
    assert (toll.incidents, toll.killed.total, toll.killed.children, toll.injured.total) == (214, 90, 21, 130)
    assert toll.scope.start is not None and toll.scope.start.isoformat() == "2018-01-01"
    assert toll.scope.end is None


def test_the_parts_of_a_sum_are_tolls_of_their_own(converter: Converter, tmp_path: Path) -> None:
    tolls = tolls_of(
        "At least 50 people lost their lives in them, 20 in the first months and 30 in the second, and no fewer than "
        "12 of the dead were children.",
        converter,
        tmp_path,
    )
    assert [toll.killed.children for toll in tolls] == [12, None, None]
    assert tolls[0].quote.endswith("12 of the dead were children.")
    assert [(toll.killed.total, toll.killed.qualifier) for toll in tolls] == [
        (50, "at_least"),
        (20, "exact"),
        (30, "exact"),
    ]


def test_a_share_knows_whose_it_is(converter: Converter, tmp_path: Path) -> None:
    tolls = tolls_of(
        "In May, Russian forces carried out 40% of all massacres, ISIS 35 percent of all massacres.",
        converter,
        tmp_path,
    )
    assert [(toll.percent, toll.measure, toll.scope.perpetrators) for toll in tolls] == [
        (40.0, "incidents", ["Russian forces"]),
        (35.0, "incidents", ["ISIS"]),
    ]


def test_aid_and_displacement_are_no_tolls(converter: Converter, tmp_path: Path) -> None:
    text = (
        "Some 45,000 people left their homes since the beginning of the year. 31 percent of the funds were received, "
        "and 12 trucks crossed the border."
    )
    assert tolls_of(text, converter, tmp_path) == []


def test_the_totals_of_the_sample_are_found(converter: Converter) -> None:
    report = converter.convert(SAMPLES / "monthly.pdf")
    with (SAMPLES / "monthly_tolls.csv").open(encoding="utf-8", newline="") as file:
        stated = list(csv.DictReader(file))
    found = [_numbers(toll) for toll in report.tolls]
    for row in stated:
        wanted = {
            name: float(row[column])
            for name, column in (
                ("incidents", "massacres"),
                ("killed", "killed"),
                ("children", "killed_children"),
                ("women", "killed_women"),
                ("percent", "percent"),
            )
            if row[column]
        }
        assert any(wanted.items() <= numbers.items() for numbers in found), row
        if row["reconciliation"]:
            _line_of(report, row)


def _numbers(toll: Toll) -> dict[str, float]:
    values = {
        "incidents": toll.incidents,
        "killed": toll.killed.total,
        "children": toll.killed.children,
        "women": toll.killed.women,
        "percent": toll.percent,
    }
    return {name: float(value) for name, value in values.items() if value is not None}


def _line_of(report: Report, row: dict[str, str]) -> None:
    """The reconciliation line of a stated total of the sample has the status that the sheet tells."""
    status = {"exceeded": "differs"}.get(row["reconciliation"], row["reconciliation"])
    measure, stated = ("killed", row["killed"]) if row["killed"] else ("incidents", row["massacres"])
    who = row["group"].split(" | ")[0]
    lines = [
        line
        for line in report.reconciliation
        if line.measure == measure
        and line.stated == float(stated)
        and not line.reason.startswith("its parts")
        and (who == "all" or who.casefold() in describe(line.scope).casefold())
    ]
    assert status in [line.status for line in lines], (row, lines)


def test_the_totals_of_the_real_report_are_found(converter: Converter) -> None:
    path = SHARED / "seed/report.pdf"
    if not path.exists():
        pytest.skip("the real report of ../shared is not here")
    report = converter.convert(path)
    found = [_numbers(toll) for toll in report.tolls]
    with (SHARED / "gold/seed_tolls.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            columns = {"incidents": "massacres", "killed": "killed", "children": "killed_children"}
            columns |= {"women": "killed_women", "percent": "percent"}
            stated = {name: float(row[column]) for name, column in columns.items() if row[column]}
            parts = [stated] if any(stated.items() <= n.items() for n in found) else [{k: v} for k, v in stated.items()]
            for part in parts:  # "39 massacres" and "435 individuals were killed in those massacres" are two sentences
                assert any(part.items() <= numbers.items() for numbers in found), row
    lines = {(describe(line.scope), line.measure, line.stated): line for line in report.reconciliation}
    expected = {
        ("ISIS; 2017-10", "killed", 35): ("agrees", 35),
        ("ISIS; 2017-10", "killed.children", 15): ("agrees", 15),
        ("ISIS; 2017-10", "killed.women", 5): ("agrees", 5),
        ("Other parties; 2017-10", "killed", 17): ("agrees", 17),
        ("Syrian regime forces; 2017-10", "killed", 93): ("partial", 52),
        ("Russian forces; 2017-10", "killed", 186): ("partial", 98),
        ("International coalition forces; 2017-10", "killed", 104): ("partial", 48),
        ("Syrian regime forces; 2017-10", "incidents", 11): ("partial", 6),
        ("women and children; 2017-10", "percent of killed", 53): ("agrees", 52.9),
    }
    assert {key: (lines[key].status, lines[key].extracted) for key in expected} == expected
    sums = {line.measure: line for line in report.reconciliation if line.reason.startswith("its parts")}
    assert {name: (line.stated, line.status) for name, line in sums.items()} == {
        "killed": (435, "agrees"),
        "killed.children": (145, "agrees"),
        "killed.women": (85, "agrees"),
    }
    assert all(line.status != "differs" for line in report.reconciliation)


@pytest.mark.parametrize("name", ["D1", "D2", "D3", "D4"])
def test_the_totals_of_whole_reports_are_found(name: str, converter: Converter) -> None:
    path = SHARED / "corpus/reports" / f"{name}.pdf"
    if not path.exists():
        pytest.skip("the reports of ../shared are not here")
    report = converter.convert(path)
    gold = next(
        record
        for record in map(json.loads, (path.parent / "gold.jsonl").read_text(encoding="utf-8").splitlines())
        if record["id"] == name
    )
    numbers = {value for toll in report.tolls for value in _all_numbers(toll)}
    stated = [
        (toll["quote"], field, toll[field]) for toll in gold["tolls"] for field in FIELDS if toll.get(field) is not None
    ]
    assert [triple for triple in stated if triple[2] not in numbers] == []


def _all_numbers(toll: Toll) -> set[float | int]:
    counts = [toll.killed, toll.injured, toll.missing, toll.detained]
    values = [value for count in counts for value in count.model_dump(exclude={"qualifier"}).values()]
    return {value for value in [*values, toll.incidents, toll.percent, toll.number] if value is not None}
