"""`extractor sample`: a blank sheet for an unbiased spot check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from extractor.errors import CallError

if TYPE_CHECKING:
    from extractor.compare.sampled import By

_EXAMPLES = """\b
Examples:
  extractor sample OUT -n 50 -o sample.xlsx
  extractor sample OUT -n 50 --by publisher,year --worst-first -o sample.csv
  … code it by hand, then: extractor diff OUT sample.xlsx"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_EXAMPLES)(sample)


def sample(
    paths: Annotated[list[Path], typer.Argument(metavar="OUT…", help="Converted reports: files or folders.")],
    out: Annotated[Path, typer.Option("-o", "--out", dir_okay=False, help="The sheet: a .csv or an .xlsx file.")],
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="How many paragraphs to draw.")] = 50,
    by: Annotated[str, typer.Option(help="Draw from each of these: publisher, year, report (commas between).")] = "",
    worst_first: Annotated[
        bool, typer.Option("--worst-first", help="Draw more of what the extraction doubts, and put it first.")
    ] = False,
    seed: Annotated[int, typer.Option(help="The same number draws the same sample.")] = 1,
) -> None:
    """Draw paragraphs at random and write a blank sheet to code by hand, without showing what was extracted.

    Answer in the column `incident` whether the paragraph tells an incident (yes or no), and fill the columns of the
    codebook. For several incidents in one paragraph, copy the row. `extractor diff OUT SHEET` then estimates how right
    the whole extraction is, with a confidence interval on each figure.
    """
    from extractor.compare.sampled import draw, paragraphs, write_sheet
    from extractor.reports import read_reports

    if out.exists():
        raise CallError(f"{out}: exists, and may hold somebody's coding; give another file")
    pieces = paragraphs((report for _, report in read_reports(paths)), _by(by))
    rows = draw(pieces, count, seed, worst_first)
    write_sheet(out, rows)
    strata = len({row["stratum"] for row in rows})
    typer.echo(f"{out}: {len(rows)} of {len(pieces)} paragraphs, from {strata} groups", err=True)


def _by(written: str) -> list[By]:
    from extractor.compare.sampled import By

    names = [part.strip() for part in written.split(",") if part.strip()]
    known: tuple[By, ...] = get_args(By)
    for name in names:
        if name not in known:
            raise CallError(f"--by {name}: give some of {', '.join(known)}")
    return [name for name in known if name in names]
