"""`extractor verify`: proof that every record still says what its file says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(verify)


def verify(
    out: Annotated[list[Path], typer.Argument(help="Converted reports: files, folders, or - for standard input.")],
    files: Annotated[
        list[Path] | None,
        typer.Option(help="Where the reports themselves lie now: a folder or a file. Again for more. Default: here."),
    ] = None,
    patterns: Annotated[
        list[Path] | None, typer.Option(help="Your own folder of patterns, as given to convert.")
    ] = None,
) -> None:
    """Open the reports again, found by their content wherever they lie now, and find every quote at its place.

    A changed file, a moved or edited quote and a value that its words don't say are told with their path. Records of
    this version are converted again as well and must come out alike. Exit code 1 where anything doesn't hold.

    Example: extractor verify out --files archive
    """
    from extractor.converter import Converter
    from extractor.errors import CallError
    from extractor.options import Options
    from extractor.reports import read_reports
    from extractor.verify import Files, verify

    folders = files or [Path()]
    for folder in folders:
        if not folder.exists():
            raise CallError(f"{folder}: no such file or folder; give one that exists to --files")
    converter = Converter(Options(patterns=tuple(patterns or ())))
    searched = Files(folders)
    checked = failed = 0
    for path, report in read_reports(out):
        faults = verify(report, searched, converter)
        for fault in faults:
            typer.echo(f"{path}: {fault.path or 'record'}: {fault.message}")
        checked += 1
        failed += bool(faults)
    typer.echo(f"{checked} records: {checked - failed} hold, {failed} don't", err=True)
    raise typer.Exit(1 if failed else 0)
