"""The command line: one small module a command in `extractor.commands`, each with heavy imports inside."""

from __future__ import annotations

import contextlib
import errno
import importlib
import io
import os
import pkgutil
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from extractor import commands
from extractor.errors import ExtractorError, ReadError
from extractor.version import __version__


class _Commands(TyperGroup):
    """All commands, with what they share: an error that a user can act on is one line and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; 1 where a file fell short, 2 where the call can't be carried out at all."""
        try:
            return super().invoke(ctx)
        except ExtractorError as error:
            typer.echo(f"extractor: {error}", err=True)
            raise typer.Exit(1 if isinstance(error, ReadError) else 2) from error
        except OSError as error:
            if error.strerror is None or error.errno == errno.EPIPE:  # no message of the system; a reader had enough
                raise
            where = error.filename or "output"
            typer.echo(f"extractor: {where}: can't be used ({error.strerror}); give another place", err=True)
            if error.filename is None:
                _drop_output()
            raise typer.Exit(2) from error


def _drop_output() -> None:
    """Let what is still to be written to standard output go nowhere: Python would fail over it again at its end."""
    with contextlib.suppress(io.UnsupportedOperation):  # a stream of memory, as in tests, writes to no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

for _module in pkgutil.iter_modules(commands.__path__):
    if not _module.name.startswith("_"):
        importlib.import_module(f"extractor.commands.{_module.name}").register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"extractor {__version__}")
        raise typer.Exit


@app.callback(epilog="Exit codes: 0 done, 1 ran but fell short (failed files, differences), 2 wrong call.")
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Human-rights PDF reports in, structured incident JSON for review out."""


def main() -> None:
    """The console script. Data and messages are UTF-8 everywhere, also where the system's code page isn't."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()
