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
    from collections.abc import Iterator

    from extractor.export.formats import Choices, Format
    from extractor.model import Report

_EXAMPLES = """\b
Examples:
  extractor export OUT --to xlsx -o incidents.xlsx --pdfs ../reports/
  extractor export OUT --to sqlite -o incidents.db     then: datasette incidents.db -m incidents.db.metadata.json
  extractor export OUT --to geojson | jq '.features | length'
  extractor export OUT --to csv --package -o shared     a data package
  extractor export OUT --to jsonl --redact names,coordinates,links -o shared.jsonl
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
    package: Annotated[
        bool, typer.Option("--package", help="Write a Frictionless data package into the folder that -o names.")
    ] = False,
    conventional: Annotated[
        bool,
        typer.Option("--conventional", help="acled: write its number for “dozens”; it is told in the column tags."),
    ] = False,
    redact: Annotated[
        str, typer.Option(metavar="KINDS", help="Take out names, coordinates, links (joined by commas), for sharing.")
    ] = "",
    names: Annotated[
        Path | None, typer.Option(metavar="FILE", help="More names for --redact names, one a line.")
    ] = None,
    formats: Annotated[bool, typer.Option("--formats", help="List the formats.")] = False,
    losses: Annotated[bool, typer.Option("--losses", help="Tell what the format can't carry, as Markdown.")] = False,
) -> None:
    """Write converted reports in the format of another system; what it can't carry is told on standard error."""
    from extractor.export.formats import Choices, format_named
    from extractor.export.redact import parse_kinds

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
    if package and file is None:
        raise CallError("a data package is a folder; give -o FOLDER")
    kinds = parse_kinds(redact)
    if names is not None and "names" not in kinds:
        raise CallError("--names goes with --redact names")
    reports = _reports(out, kinds, names)
    choices = Choices(pdfs, conventional)
    if file is None:
        wanting = format.write(reports, sys.stdout.buffer, choices)
        sys.stdout.buffer.flush()
    elif package:
        wanting = _write_package(reports, format, file, choices)
    else:
        wanting = _write_file(reports, format, file, choices)
    for line in format.messages(wanting):
        say(line)
    if "names" in kinds:
        say(
            "names that nothing marks as a victim's or a witness's are still there: read the result before you share it"
        )


def _reports(out: list[Path], kinds: frozenset[str], names: Path | None) -> Iterator[Report]:
    from extractor.export.redact import redact
    from extractor.reports import read_reports

    more = _lines(names) if names else []
    return (redact(report, kinds, more) for _, report in read_reports(out))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(f"{path}: can't be read as UTF-8 text") from error


def _write_file(reports: Iterator[Report], format: Format, file: Path, choices: Choices) -> Counter[str]:
    from extractor.batch import atomic

    with atomic(file) as stream:
        wanting = format.write(reports, stream, choices)
    for name, content in format.companions(file.name).items():
        with atomic(file.with_name(name)) as stream:
            stream.write(content)
    return wanting


def _write_package(reports: Iterator[Report], format: Format, folder: Path, choices: Choices) -> Counter[str]:
    from extractor.batch import atomic
    from extractor.export import package

    file = folder / f"incidents{format.ending}"
    wanting = _write_file(reports, format, file, choices)
    with atomic(folder / package.NAME) as stream:
        stream.write(package.describe(file.name, file.read_bytes(), format))
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
