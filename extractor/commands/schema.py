"""`extractor schema`: the JSON Schema of the records."""

from __future__ import annotations

import json

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: extractor schema > report.schema.json")(schema)


def schema() -> None:
    """Print the JSON Schema (2020-12) of a converted report, generated from the models."""
    from extractor.model import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
