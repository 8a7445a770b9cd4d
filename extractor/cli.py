"""The command line: one small module a command in `extractor.commands`, each with heavy imports inside."""

from __future__ import annotations

import importlib
import pkgutil

import typer

from extractor import commands

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Human-rights PDF reports in, structured incident JSON for review out.",
)

for _module in pkgutil.iter_modules(commands.__path__):
    if not _module.name.startswith("_"):
        importlib.import_module(f"extractor.commands.{_module.name}").register(app)


def main() -> None:
    """The console script."""
    app()
