"""`extractor explain`: how a page was read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

_EXAMPLES = """\b
Examples:
  extractor explain report.pdf --page 7
  extractor explain report.pdf --page 7 --draw page7.png
  extractor explain report.pdf | grep '^ *[0-9]* heading'     the outline, as it was understood

\b
Exit codes: 0 done; 1 the file or the page can't be read; 2 wrong call."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_EXAMPLES)(explain)


def explain(
    report: Annotated[Path, typer.Argument(help="A PDF or a text file.")],
    page: Annotated[int | None, typer.Option("--page", "-p", min=1, help="Only this page, counted from 1.")] = None,
    draw: Annotated[
        Path | None, typer.Option("--draw", help="Write the page as a picture (PNG), its blocks drawn over it.")
    ] = None,
    reader: Annotated[Literal["auto", "pdfium", "pdfplumber"], typer.Option(help="Who reads the PDF.")] = "auto",
) -> None:
    """Show how a report was read: its blocks in order, what each was taken for, and the rule that began it.

    A line a block: page, kind (and level of a heading), label, its text, and in brackets the rule. Words that were
    taken for running heads and feet are `furniture`: nothing of a page is left out here.
    """
    from extractor.errors import CallError
    from extractor.layout import read_document

    if draw is not None and page is None:
        raise CallError("--draw draws one page: say which with --page")
    document = read_document(report, reader)
    if page is not None and page > document.pages:
        raise CallError(f"{report}: has {document.pages} pages; there is no page {page}")
    for block in document.blocks:
        if page is None or page in block.pages:
            kind = f"{block.kind} {block.level}" if block.level else block.kind
            label = f"{block.label} " if block.label else ""
            where = block.pages[0] if page is None and block.pages else page
            typer.echo(f"{where:4} {kind:10} {label}{_shortened(block.text)}  [{block.rule}]")
    unread = [problem for problem in document.problems if page in (None, problem.page)]
    for problem in unread:
        typer.echo(f"page {problem.page}: {problem.reason}", err=True)
    if draw is not None and page is not None:
        from extractor.batch import atomic
        from extractor.layout.draw import draw as drawn

        with atomic(draw) as stream:
            drawn(document, page, report).save(stream, "PNG")
    raise typer.Exit(1 if unread else 0)


def _shortened(text: str) -> str:
    """A text on one line, its middle left out where it is long."""
    text = text.replace("\n", " / ").replace("\t", " | ")
    return text if len(text) <= 110 else f"{text[:70]} … {text[-37:]}"
