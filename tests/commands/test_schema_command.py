import json

from typer.testing import CliRunner

from extractor.cli import app
from extractor.model import Report


def test_the_schema_is_a_json_schema_of_the_report_alone_on_standard_output() -> None:
    result = CliRunner().invoke(app, ["schema"])
    assert (result.exit_code, result.stderr) == (0, "")
    schema = json.loads(result.stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"].keys() == Report.model_fields.keys()
    assert "Incident" in schema["$defs"]
