"""`extractor review`: a person decides about every incident, with the page before their eyes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

_EXAMPLES = """\b
Examples:
  extractor review OUT                                  prints a link: open it in a browser on this machine
  extractor review OUT --files archive                  where the PDFs lie now
  extractor review OUT --static review.html             the same page as one file, to hand over
  extractor review apply OUT                            reviewed JSON and curated.csv, into OUT.review/
  extractor review apply OUT --decisions handed-back.jsonl
  extractor diff OUT OUT.review/curated.csv

\b
`extractor review OUT` is short for `extractor review open OUT`.
Exit codes: 0 done; 1 done, and incidents are still open; 2 wrong call."""


class _OpensByDefault(TyperGroup):
    """`review OUT` means `review open OUT`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command before arguments that name none."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["open", *args]
        return list(super().parse_args(ctx, args))


def register(app: typer.Typer) -> None:
    """Add the group of commands to `app`."""
    group = typer.Typer(
        cls=_OpensByDefault,
        no_args_is_help=True,
        help="Look at every incident beside its page, and accept, correct or reject it.",
        epilog=_EXAMPLES,
    )
    group.command(name="open")(open_review)
    group.command()(apply)
    app.add_typer(group, name="review")


_Out = Annotated[Path, typer.Argument(metavar="OUT", help="What `extractor convert -o OUT` wrote: a folder or a file.")]
_Files = Annotated[
    list[Path] | None, typer.Option(help="Where the reports' files lie now, if they were moved. Again for more.")
]
_Patterns = Annotated[list[Path] | None, typer.Option(help="Your own folder of patterns, as given to convert.")]


def open_review(
    out: _Out,
    files: _Files = None,
    patterns: _Patterns = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes any.", show_default="8765 or any")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser", help="Open the page in the browser at once.")] = False,
    static: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write the page into one file, and stop.")
    ] = None,
) -> None:
    """Serve the review page on this machine, for whoever has the link that it prints; Ctrl-C ends it.

    Decisions go to OUT.review/decisions.jsonl as they are made. Nothing else is written, nothing leaves the machine.

    Example: extractor review open OUT --files archive
    """
    _need_packages()
    from extractor.review.session import Session

    session = Session(out, files or [], patterns or [])
    for note in session.records.notes:
        typer.echo(note, err=True)
    if session.log.torn:
        typer.echo(
            f"{session.log.path}: {session.log.torn} lines were cut off by a crash; none was confirmed", err=True
        )
    if static is not None:
        from extractor.review.bundle import write_page

        size = write_page(session, static)
        session.close()
        typer.echo(f"{static}: {len(session.records.rows)} incidents, {size / 1e6:.1f} MB", err=True)
        return
    from extractor.review.server import serve

    def announce(link: str) -> None:
        typer.echo(link)
        typer.echo(f"{len(session.records.rows)} incidents; Ctrl-C ends the review", err=True)
        if browser:
            typer.launch(link)

    serve(session, port, announce)


def apply(
    out: _Out,
    decisions: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE.jsonl", help="Take in handed-back decisions first. Again for more."),
    ] = None,
) -> None:
    """Write the reviewed records (OUT.review/reports) and the accepted incidents (OUT.review/curated.csv).

    The originals stay as they are. Exit code 1 where incidents are still open.

    Example: extractor review apply OUT --decisions handed-back.jsonl
    """
    _need_packages()
    from extractor.review.applied import apply, take_in

    for path in decisions or []:
        for line in take_in(out, path):
            typer.echo(line, err=True)
    result = apply(out)
    for note in result.notes:
        typer.echo(note, err=True)
    typer.echo(f"{result.folder / 'curated.csv'}")
    typer.echo(
        f"{result.reports} reports with decisions: {result.accepted} incidents accepted, "
        f"{result.rejected} rejected or merged, {result.open} open",
        err=True,
    )
    raise typer.Exit(1 if result.open else 0)


def _need_packages() -> None:
    from importlib.util import find_spec

    from extractor.errors import CallError

    if any(find_spec(name) is None for name in ("filelock", "starlette", "uvicorn")):
        raise CallError("a review needs further packages: pip install 'extractor[review]'")
