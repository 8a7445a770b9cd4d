import datetime as dt
from pathlib import Path

import pytest

from extractor.converter import Converter
from extractor.model import ReportFacts
from extractor.options import Options

ROOT = Path(__file__).resolve().parents[2]
BODY = "On 3 May 2018, a shell killed two people in Talbisa town in Homs.\n"


@pytest.fixture(scope="module")
def converter() -> Converter:
    return Converter()


def facts(head: str, converter: Converter, folder: Path, body: str = BODY) -> ReportFacts:
    path = folder / "report.txt"
    path.write_text(f"{head}\n\n{body}", encoding="utf-8")
    return converter.convert(path).report


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("Published: June 4, 2018", dt.date(2018, 6, 4)),
        ("Issued on Monday 4 June 2018", dt.date(2018, 6, 4)),
        ("June 4, 2018", dt.date(2018, 6, 4)),
        ("June 2018", None),  # no day: nothing is filled in
        ("The clinic that opened on 4 June 2018 is closed", None),
    ],
)
def test_the_day_of_publication(head: str, published: dt.date | None, converter: Converter, tmp_path: Path) -> None:
    assert facts(head, converter, tmp_path).published == published


def test_a_stated_period_goes_before_the_title(converter: Converter, tmp_path: Path) -> None:
    told = facts("Update on May 2018\n\nReporting period: 1 to 15 May 2018", converter, tmp_path)
    assert told.period is not None
    assert (told.period.start, told.period.end) == (dt.date(2018, 5, 1), dt.date(2018, 5, 15))
    assert [piece.quote for piece in told.evidence["period"]] == ["1 to 15 May 2018"]


def test_what_is_not_said_stays_null(converter: Converter, tmp_path: Path) -> None:
    told = facts("Report", converter, tmp_path)
    assert (told.published, told.period, told.publisher) == (None, None, None)


def test_a_publisher_is_known_by_whole_names(converter: Converter, tmp_path: Path) -> None:
    named = (
        "According to the Syrian Network for Human Rights, SNHR, a shell killed two people in Talbisa on 3 May 2018.\n"
    )
    assert facts("Report", converter, tmp_path, named).publisher == "snhr"
    assert (
        facts("Report", converter, tmp_path, named.replace("SNHR", "XSNHRX").replace("Syrian Network", "A")).publisher
        is None
    )


def test_a_chosen_publisher_goes_before_the_signs(tmp_path: Path) -> None:
    assert facts("Report", Converter(Options(publisher="sohr")), tmp_path).publisher == "sohr"


def test_another_language_is_not_called_this_one(converter: Converter, tmp_path: Path) -> None:
    french = "Le marché de la ville a été touché par un missile et cinq personnes ont perdu la vie dans la rue. " * 4
    assert facts("Rapport", converter, tmp_path, french + "\n").language is None
    assert facts("Report", converter, tmp_path, BODY * 3).language == "en"


@pytest.mark.parametrize(
    ("name", "title", "period", "published"),
    [
        ("monthly", "Most Notable Massacres in Syria in March 2017", ("2017-03-01", "2017-03-31"), "2017-04-09"),
        ("daily", "Daily log 41–43", ("2019-11-13", "2019-11-15"), "2019-11-16"),
        ("numbered", "Where People Queue: Attacks on Markets, Bakeries and Clinics", None, None),
    ],
)
def test_the_samples_tell_of_themselves(
    name: str, title: str, period: tuple[str, str] | None, published: str | None, converter: Converter
) -> None:
    told = converter.convert(ROOT / "samples" / f"{name}.pdf").report
    assert told.title == title
    assert (str(told.published) if told.published else None) == published
    assert ((str(told.period.start), str(told.period.end)) if told.period else None) == period
