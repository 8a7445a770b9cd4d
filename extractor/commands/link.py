"""`extractor link`: the same incident across reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(link)


def link(
    out: Annotated[list[Path], typer.Argument(help="Converted reports: files, folders, or - for standard input.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Incidents of several reports that tell one event, why they are taken for one, and how its figures changed.

    Nothing is merged: every report keeps its own record. Links are found by day, place, perpetrator, numbers, names
    and words, each with a weight in bits.

    Example: extractor link out-october out-november --json > links.json
    """
    from extractor.commands._tables import print_table
    from extractor.relate import relate
    from extractor.reports import read_reports

    related = relate(report for _, report in read_reports(out))
    if json:
        typer.echo(related.model_dump_json(indent=2))
        return
    why = {}
    for found in related.links:
        reasons = "; ".join(f"{reason.says} ({reason.weight:+.1f})" for reason in found.why)
        why[(found.other.sha256, found.other.incident)] = why[(found.one.sha256, found.one.incident)] = (
            f"{found.probability:.2f}: {reasons}"
        )
    rows: list[tuple[object, ...]] = []
    for event in related.events:
        for number, telling in enumerate(event.tellings):
            rows.append(
                (
                    event.id if number == 0 else "",
                    telling.member.file,
                    telling.date,
                    telling.place,
                    telling.killed,
                    telling.injured,
                    "\n".join(event.revisions) if number == len(event.tellings) - 1 else "",
                    why.get((telling.member.sha256, telling.member.incident)) if number else "",
                )
            )
    print_table(
        f"{related.reports} reports, {related.incidents} incidents: {len(related.events)} events told more than once",
        ["event", "report", "date", "place", "killed", "injured", "revisions", "why one event"],
        rows,
        wide=["revisions", "why one event"],
    )
