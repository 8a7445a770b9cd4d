import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.converter import Converter
from extractor.model import Report
from extractor.verify import Files, verify

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
SHARED = Path(__file__).resolve().parents[1] / "../shared"
MONTHLY = SAMPLES / "monthly.pdf"


class Remembering(Converter):
    """Converts each file once: the proofs of many records of one file need it again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.remembered: dict[tuple[Path, str | None, str | None], Report] = {}

    def convert(self, path: Path, name: str | None = None) -> Report:
        key = (path, name or path.name, self.options.publisher)
        if key not in self.remembered:
            self.remembered[key] = super().convert(path, name)
        return self.remembered[key].model_copy(deep=True)


@pytest.fixture(scope="module")
def converter() -> Converter:
    return Remembering()


@pytest.fixture(scope="module")
def monthly(converter: Converter) -> Report:
    return converter.convert(MONTHLY)


def faults(report: Report, converter: Converter, files: Path = MONTHLY) -> list[str]:
    return [fault.path for fault in verify(report, Files([files]), converter)]


def of_another_version(report: Report) -> Report:
    """The record as another version would have written it: it can't be converted again for comparison."""
    made_by = report.report.made_by.model_copy(update={"extractor": "0.0.1"})
    return report.model_copy(update={"report": report.report.model_copy(update={"made_by": made_by})})


@pytest.mark.parametrize("name", ["monthly.pdf", "daily.pdf", "numbered.pdf", "daily.txt", "numbered.txt"])
def test_what_was_converted_holds(name: str, converter: Converter) -> None:
    report = converter.convert(SAMPLES / name)
    assert report.incidents
    assert faults(report, converter, SAMPLES / name) == []
    assert faults(of_another_version(report), converter, SAMPLES / name) == []


@pytest.mark.parametrize("name", ["seed/report.pdf", "corpus/reports/D1.pdf", "corpus/reports/D4.pdf"])
def test_real_reports_hold(name: str, converter: Converter) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the reports of ../shared are not here")
    assert faults(of_another_version(converter.convert(path)), converter, path) == []


def test_a_file_is_found_wherever_it_lies_now(tmp_path: Path, monthly: Report, converter: Converter) -> None:
    (tmp_path / "moved" / "deep").mkdir(parents=True)
    shutil.copy(MONTHLY, tmp_path / "moved" / "deep" / "renamed.PDF")
    assert faults(of_another_version(monthly), converter, tmp_path) == []


def test_a_changed_file_is_no_longer_the_report(tmp_path: Path, monthly: Report, converter: Converter) -> None:
    (tmp_path / "monthly.pdf").write_bytes(MONTHLY.read_bytes() + b"\n")
    assert faults(monthly, converter, tmp_path) == ["report.sha256"]


# Every way of tampering: what is done to the record as plain values, and the path at which it must be told.
Tamper = Callable[[dict[str, Any]], None]


def _set(path: str, value: Any) -> Tamper:
    def tamper(record: dict[str, Any]) -> None:
        *way, last = (int(step) if step.isdigit() else step for step in path.replace("|", "\x1f").split("/"))
        target: Any = record
        for step in way:
            target = target[step]
        target[last] = value(target[last]) if callable(value) else value

    return tamper


def _drop(path: str) -> Tamper:
    def tamper(record: dict[str, Any]) -> None:
        *way, last = (int(step) if step.isdigit() else step for step in path.split("/"))
        target: Any = record
        for step in way:
            target = target[step]
        del target[last]

    return tamper


def _more(number: int) -> int:
    return number + 1


def _edited(text: str) -> str:
    return text.replace("missiles", "leaflets").replace("massacre", "wedding").replace("civilians", "fighters") + " x"


def _moved(boxes: list[list[float]]) -> list[list[float]]:
    return [[page, x0 + 40, top + 3, x1 + 40, bottom + 3] for page, x0, top, x1, bottom in boxes]


QUOTE = "incidents/0/evidence/killed.total/0"
SHOWN = "incidents[0].evidence.killed.total[0]"
ALWAYS: dict[str, tuple[Tamper, str]] = {
    "a quote edited": (_set(f"{QUOTE}/quote", "eighty civilians"), SHOWN),
    "a quote moved in the text": (_set(f"{QUOTE}/start", _more), SHOWN),
    "a quote cut": (_set(f"{QUOTE}/end", lambda end: end - 2), SHOWN),
    "boxes moved": (_set(f"{QUOTE}/boxes", _moved), SHOWN),
    "boxes taken from another page": (_set(f"{QUOTE}/boxes", lambda b: [[1, *box[1:]] for box in b]), SHOWN),
    "boxes dropped": (_set(f"{QUOTE}/boxes", []), SHOWN),
    "a quote's page changed": (_set(f"{QUOTE}/page", 2), SHOWN),
    "a page that is not there": (_set(f"{QUOTE}/page", 99), SHOWN),
    "words of the text changed": (_set("incidents/0/text", _edited), "incidents[0].text"),
    "a number of killed changed": (_set("incidents/1/killed/total", _more), "incidents[1].killed.total"),
    "a number of children changed": (_set("incidents/1/killed/children", _more), "incidents[1].killed.children"),
    "a day changed": (_set("incidents/0/date/start", "2017-03-30"), "incidents[0].date"),
    "a year changed": (
        lambda record: record["incidents"][0]["date"].update(start="2016-03-05", end="2016-03-05"),
        "incidents[0].date.start",
    ),
    "a place changed": (_set("incidents/0/place/name", "Palmyra"), "incidents[0].place.name"),
    "a place's words dropped": (_drop("incidents/0/evidence/place.name"), "incidents[0].place.name"),
    "a heading made up": (
        _set("incidents/0/sections/0", "IV. Incidents that were verified"),
        "incidents[0].sections[0]",
    ),
    "a link changed": (
        lambda record: next(i for i in record["incidents"] if i["links"])["links"][0].update(
            url="https://else.example/"
        ),
        "links[0].url",
    ),
    "an id changed": (_set("incidents/0/id", "0123456789abcdef"), "incidents[0].id"),
    "an id used twice": (
        lambda record: record["incidents"][0].update(id=record["incidents"][1]["id"]),
        "incidents[0].id",
    ),
    "a victim's name added": (_set("incidents/0/victims/named", ["Qais Abdulrahman"]), "incidents[0].victims.named[0]"),
    "a stated total edited": (_set("tolls/4/quote", _edited), "tolls[4].quote"),
    "a paragraph of the ledger edited": (_set("unused/0/text", _edited), "unused[0].text"),
    "the number of pages changed": (_set("report/pages", _more), "report.pages"),
    "another file's hash": (_set("report/sha256", "0" * 64), "report.sha256"),
}
SAME_VERSION: dict[str, tuple[Tamper, str]] = {
    "a perpetrator changed": (_set("incidents/0/perpetrators/0/actor", "ISIS"), "incidents[0].perpetrators[0].actor"),
    "a belief made a fact": (
        lambda record: next(
            one
            for one in record["incidents"]
            if one["perpetrators"] and one["perpetrators"][0]["certainty"] == "believed"
        )["perpetrators"][0].update(certainty="stated"),
        "perpetrators[0].certainty",
    ),
    "a governorate changed": (_set("incidents/0/place/governorate", "Tartus"), "incidents[0].place.governorate"),
    "a kind of event changed": (_set("incidents/0/event_type", "clash"), "incidents[0].event_type"),
    "a holder changed": (_set("incidents/0/control/then", ["ISIS"]), "incidents[0].control.then"),
    "a point moved": (
        _set("incidents/0/place/link/lat", lambda lat: (lat or 35.0) + 0.5),
        "incidents[0].place.link.lat",
    ),
    "a doubt dropped": (
        lambda record: next(one for one in record["incidents"] if one["checks"])["checks"].clear(),
        "checks",
    ),
    "a confidence raised": (_set("incidents/0/confidence", 1.0), "incidents[0].confidence"),
    "a stated number changed": (_set("tolls/4/incidents", 31), "tolls[4].incidents"),
    "a difference called agreement": (
        lambda record: next(r for r in record["reconciliation"] if r["status"] == "differs").update(status="agrees"),
        "status",
    ),
    "an incident dropped": (_drop("incidents/3"), "incidents"),
    "a paragraph of the ledger dropped": (_drop("unused/0"), "unused"),
}


def tampered(report: Report, tamper: Tamper) -> Report:
    record = copy.deepcopy(report.model_dump(mode="json"))
    tamper(record)
    changed = Report.model_validate(record)
    assert changed != report
    return changed


@pytest.mark.parametrize("kind", ALWAYS)
def test_tampering_is_found_in_a_record_of_any_version(kind: str, monthly: Report, converter: Converter) -> None:
    tamper, path = ALWAYS[kind]
    told = faults(tampered(of_another_version(monthly), tamper), converter)
    assert any(path in fault for fault in told), told


@pytest.mark.parametrize("kind", SAME_VERSION)
def test_tampering_is_found_by_converting_again(kind: str, monthly: Report, converter: Converter) -> None:
    tamper, path = SAME_VERSION[kind]
    told = faults(tampered(monthly, tamper), converter)
    assert any(path in fault for fault in told), told


def test_the_command_tells_paths_and_exit_codes(tmp_path: Path, monthly: Report) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "monthly.json").write_text(monthly.to_json(), encoding="utf-8")
    run = CliRunner().invoke(app, ["verify", str(out), "--files", str(SAMPLES)])
    assert run.exit_code == 0, run.output
    assert run.stdout == ""
    record = json.loads(monthly.to_json())
    record["incidents"][1]["killed"]["total"] += 1
    (out / "monthly.json").write_text(json.dumps(record), encoding="utf-8")
    run = CliRunner().invoke(app, ["verify", str(out), "--files", str(SAMPLES)])
    assert run.exit_code == 1
    assert "incidents[1].killed.total" in run.stdout


def test_a_folder_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["verify", str(tmp_path), "--files", str(tmp_path / "no")])
    assert run.exit_code != 0
    assert isinstance(run.exception, Exception | SystemExit)
