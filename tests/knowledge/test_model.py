"""`--model`: a trained pipeline finds names, the rules judge them. (Here one of rules of its own, saved as a model.)"""

from pathlib import Path

import pytest
import spacy

from extractor import Options, convert
from extractor.errors import CallError

TEXT = "On 3 May 2019 two shepherds were killed by the Lantern Society in an attack on Quillonby.\n"


@pytest.fixture
def model(tmp_path: Path) -> str:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": "Quillonby"}, {"label": "ORG", "pattern": "Lantern Society"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "finder")
    return str(tmp_path / "finder")


def test_a_model_offers_names_that_no_vocabulary_holds(tmp_path: Path, model: str) -> None:
    report = tmp_path / "report.txt"
    report.write_text(TEXT)
    (incident,) = convert(report, Options(model=model)).incidents
    assert incident.place.name == "Quillonby"
    assert [perpetrator.actor for perpetrator in incident.perpetrators] == ["Lantern Society"]
    assert all(incident.place.name != "Quillonby" for incident in convert(report).incidents)


def test_a_model_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(TEXT)
    with pytest.raises(CallError, match="--model nowhere: not a spaCy pipeline that is installed here") as error:
        convert(report, Options(model="nowhere"))
    assert "\n" not in str(error.value)
