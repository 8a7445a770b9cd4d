"""`extractor export`: converted reports in the formats of other systems."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.commands._progress import say
from extractor.errors import CallError

if TYPE_CHECKING:
    from collections import Counter

    from extractor.export.formats import Choices, Format

_EXAMPLES = """\b
Examples:
  extractor export OUT --to xlsx -o incidents.xlsx --pdfs ../reports/
  extractor export OUT --to sqlite -o incidents.db     then: datasette incidents.db -m incidents.db.metadata.json
  extractor export OUT --to geojson | jq '.features | length'
  extractor export OUT --to acled --losses             what that format can't carry, as Markdown
  extractor export --formats                           all formats"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_EXAMPLES)(export)


def export(
    out: Annotated[
        list[Path] | None, typer.Argument(help="Converted reports: files, folders, or - for standard input.")
    ] = None,
    to: Annotated[str | None, typer.Option(metavar="FORMAT", help="One of those that --formats lists.")] = None,
    file: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="Default: standard output.")] = None,
    pdfs: Annotated[str, typer.Option(help="Folder or address of the PDFs, for links to their pages.")] = "",
    formats: Annotated[bool, typer.Option("--formats", help="List the formats.")] = False,
    losses: Annotated[bool, typer.Option("--losses", help="Tell what the format can't carry, as Markdown.")] = False,
) -> None:
    """Write converted reports in the format of another system; what it can't carry is told on standard error."""
    from extractor.export.formats import Choices, format_named

    if formats:
        _list_formats()
        return
    if to is None:
        raise CallError("say --to FORMAT; --formats lists them")
    format = format_named(to)
    if losses:
        typer.echo(f"## What {format.title} can't carry\n\n" + _bullets(format))
        return
    if not out:
        raise CallError("say what to export: the folder that `extractor convert` wrote")
    wanting = _write(out, format, file, Choices(pdfs))
    for line in format.messages(wanting):
        say(line)


def _write(out: list[Path], format: Format, file: Path | None, choices: Choices) -> Counter[str]:
    from extractor.batch import atomic
    from extractor.reports import read_reports

    reports = (report for _, report in read_reports(out))
    if file is None:
        wanting = format.write(reports, sys.stdout.buffer, choices)
        sys.stdout.buffer.flush()
        return wanting
    with atomic(file) as stream:
        wanting = format.write(reports, stream, choices)
    for name, content in format.companions(file.name).items():
        with atomic(file.with_name(name)) as stream:
            stream.write(content)
    return wanting


def _list_formats() -> None:
    from extractor.commands._tables import print_table
    from extractor.export.formats import FORMATS

    rows = [
        (one.name, one.title, one.ending, f"extractor[{one.extra}]" if one.extra else None) for one in FORMATS.values()
    ]
    print_table("Formats of `extractor export`", ["--to", "format", "ending", "needs"], rows)


def _bullets(format: Format) -> str:
    return "\n".join(f"- {loss}" for loss in format.losses) or "Nothing is lost."
