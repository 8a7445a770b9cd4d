"""`extractor reconcile`: the report's own totals against what was read from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(reconcile)


def reconcile(
    out: Annotated[list[Path], typer.Argument(help="Converted reports: files, folders, or - for standard input.")],
) -> None:
    """The totals that reports state, against each other and against the incidents read from them.

    A total that agrees was read in full; "partial" means that the report tells only some of the incidents; one that
    differs is a mistake of the report or of the extraction, and worth a look. Exit code 1 where one differs.

    Example: extractor convert report.pdf -o out && extractor reconcile out
    """
    from extractor.commands._tables import print_table
    from extractor.reports import read_reports

    differs = False
    for path, report in read_reports(out):
        differs = differs or any(line.status == "differs" for line in report.reconciliation)
        print_table(
            f"{report.report.file} ({path}): {len(report.tolls)} totals stated",
            ["page", "scope", "counts", "stated", "found", "status", "reason"],
            [
                (line.page, _scope(line.scope), line.measure, line.stated, line.extracted, line.status, line.reason)
                for line in report.reconciliation
            ],
            wide=["scope", "reason"],
        )
    raise typer.Exit(1 if differs else 0)


def _scope(scope: object) -> str:
    from extractor.incidents.reconcile import describe
    from extractor.model import Scope

    assert isinstance(scope, Scope)
    return describe(scope)
