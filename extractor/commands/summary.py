"""`extractor summary`: one page to look at instead of read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.review.summary import Summary

_EXAMPLES = """\b
Examples:
  extractor summary OUT
  extractor summary OUT --html summary.html
  extractor summary OUT.review/reports          what reviewers rejected or merged is left out"""

_ROWS = 8  # groups of each kind that the terminal shows


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_EXAMPLES)(summary)


def summary(
    out: Annotated[list[Path], typer.Argument(help="Converted reports: files, folders, or - for standard input.")],
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page with charts and a map.")] = None,
) -> None:
    """What the records say together: over time, by perpetrator, weapon and governorate, victims, checks, coverage.

    Sums of what the reports state; an incident that gives no number counts as none, and is told. Nothing is drawn from
    outside: the page works offline, in print, in light and dark.
    """
    from extractor.reports import read_reports
    from extractor.review.summary import summarise

    found = summarise(report for _, report in read_reports(out))
    if html is not None:
        from extractor.batch import atomic
        from extractor.review.summary_page import as_html

        page = as_html(found, ", ".join(path.name or str(path) for path in out))
        with atomic(html) as stream:
            stream.write(page.encode())
        typer.echo(f"{html}: {found.incidents} incidents of {found.reports} reports", err=True)
        return
    _show(found)


def _show(found: Summary) -> None:
    from extractor.commands._tables import print_table
    from extractor.review.fields import FIELDS

    span = f", {found.first} to {found.last}" if found.first else ""
    left_out = f"; {found.left_out} rejected or merged are left out" if found.left_out else ""
    typer.echo(f"{found.reports} reports, {found.incidents} incidents{span}{left_out}")
    for label, people in (("killed", found.killed), ("injured", found.injured)):
        vague = f"; {people.unstated} more give a range or a vague word" if people.unstated else ""
        typer.echo(
            f"{label}: {people.total}, of them {people.children} children and {people.women} women where it is said "
            f"({people.stated} incidents state a number{vague})"
        )
    typer.echo(f"on the map: {found.incidents - found.unplaced} of {found.incidents}")
    for title, groups in (
        ("month", found.months),
        ("perpetrator", found.perpetrators),
        ("event", found.events),
        ("weapon", found.weapons),
        ("governorate", found.governorates),
    ):
        rows = list(groups.items())
        shown = [row for row in rows if row[1].incidents] if title == "month" else rows[:_ROWS]
        more = f" ({len(rows) - len(shown)} more)" if len(rows) > len(shown) and title != "month" else ""
        typer.echo("")
        print_table(f"By {title}{more}", [title, "incidents", "killed"], [(n, g.incidents, g.killed) for n, g in shown])
    typer.echo("")
    labels = {field.path: field.label for field in FIELDS}
    print_table(
        "What the fields hold",
        ["field", "incidents", "%"],
        [(labels[path], count, round(100 * count / max(found.incidents, 1))) for path, count in found.coverage.items()],
    )
    for title, counts in (("Totals of the reports", found.reconciliation), ("Checks", found.checks)):
        if counts:
            typer.echo("")
            print_table(title, ["", "number"], list(counts.items()))
