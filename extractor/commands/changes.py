"""`extractor changes`: what another version of the rules made of the same files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(changes)


def changes(
    old: Annotated[Path, typer.Argument(help="What was converted before: a file or a folder.")],
    new: Annotated[Path, typer.Argument(help="What was converted now.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """What differs between two conversions of the same files: incidents that are new, gone or changed.

    Use it before you trust a new version of the patterns: what else did it alter? Exit code 1 where anything differs.

    Example: extractor changes out-old out-new
    """
    from extractor.changes import compare_runs
    from extractor.commands._tables import print_table
    from extractor.reports import read_reports

    found = compare_runs((report for _, report in read_reports([old])), (report for _, report in read_reports([new])))
    if json:
        typer.echo(found.model_dump_json(indent=2))
        raise typer.Exit(1 if found.found else 0)
    rows: list[tuple[object, ...]] = []
    for change in found.incidents:
        moved = [("id", change.id, change.new_id)] if change.new_id else []
        fields = moved + [(field.field, field.old, field.new) for field in change.fields]
        for number, (field, before, after) in enumerate(fields or [("", None, None)]):
            head = (change.file, change.kind, change.label) if number == 0 else ("", "", "")
            rows.append((*head, field, before, after))
    print_table(
        f"{found.reports} reports in both, {found.same} incidents alike, {len(found.incidents)} new, gone or changed",
        ["file", "change", "incident", "field", "old", "new"],
        rows,
        wide=["incident", "old", "new"],
    )
    for side, files in (("old", found.only_old), ("new", found.only_new)):
        for file in files:
            typer.echo(f"only in {side}: {file}", err=True)
    raise typer.Exit(1 if found.found else 0)
