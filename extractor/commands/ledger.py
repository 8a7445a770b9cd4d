"""`extractor ledger`: every paragraph with a trigger word that became no incident, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(ledger)


def ledger(
    out: Annotated[list[Path], typer.Argument(help="Converted reports: files, folders, or - for standard input.")],
    reason: Annotated[str | None, typer.Option(help="Only paragraphs left out for this reason.")] = None,
) -> None:
    """What was left out: paragraphs that speak of attacks or victims and tell no incident, each with its reason.

    Example: extractor ledger out --reason "running total"
    """
    from collections import Counter

    from extractor.commands._tables import print_table
    from extractor.reports import read_reports

    for path, report in read_reports(out):
        lines = [line for line in report.unused if reason is None or line.reason == reason]
        counts = ", ".join(f"{number} {why}" for why, number in Counter(line.reason for line in lines).most_common())
        print_table(
            f"{report.report.file} ({path}): {len(lines)} paragraphs left out" + (f": {counts}" if counts else ""),
            ["page", "reason", "text"],
            [(line.page, line.reason, line.text) for line in lines],
            wide=["text"],
        )
