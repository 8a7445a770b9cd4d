"""`extractor patterns`: the knowledge in `patterns/`, checked, listed, and shown at work on a text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.knowledge import Knowledge

Folders = Annotated[list[Path] | None, typer.Option("--patterns", help="A folder of your own; may be repeated.")]

app = typer.Typer(no_args_is_help=True, help="What extractor knows: check it, list it, see what matches a text.")


def register(parent: typer.Typer) -> None:
    """Add the commands to `parent`."""
    parent.add_typer(app, name="patterns")


def _knowledge(folders: list[Path] | None) -> Knowledge:
    from extractor.knowledge import load_knowledge, pattern_dirs

    return load_knowledge(pattern_dirs(folders or []))


@app.command()
def check(patterns: Folders = None) -> None:
    """Load all patterns and run each one's own examples and counter-examples; exit code 1 where one fails.

    Example: extractor patterns check --patterns my-patterns
    """
    from extractor.knowledge.examples import check_examples

    knowledge = _knowledge(patterns)
    checked, faults = check_examples(knowledge)
    for fault in faults:
        typer.echo(str(fault), err=True)
    typer.echo(f"{len(knowledge.entries)} entries, {checked} examples, {len(faults)} failed")
    if faults:
        raise typer.Exit(1)


@app.command("list")
def list_entries(
    kind: Annotated[str | None, typer.Argument(help="Only entries of this kind: weapon, actor, control, …")] = None,
    patterns: Folders = None,
) -> None:
    """All entries, or those of one kind: name, how reports write it, and where it stands.

    Example: extractor patterns list weapon
    """
    from extractor.commands._tables import print_table
    from extractor.errors import CallError
    from extractor.knowledge.schema import kinds

    if kind is not None and kind not in kinds():
        raise CallError(f"{kind}: no such kind of entry; there are {', '.join(sorted(kinds()))}")
    entries = [entry for entry in _knowledge(patterns).entries if kind in (None, entry.kind)]
    print_table(
        f"{len(entries)} entries",
        ["kind", "name", "written", "where"],
        [(e.kind, e.name, ", ".join([*e.phrases, *e.exact, *getattr(e, "words", [])]), e.source) for e in entries],
        wide=["written"],
    )


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="A sentence, in quotes.")],
    patterns: Folders = None,
) -> None:
    """Which pattern matches which words of a text.

    Example: extractor patterns explain "Helicopters dropped two barrel bombs on the town."
    """
    from extractor.commands._tables import print_table
    from extractor.knowledge.examples import explain as explained

    rows = [(words, entry.kind, entry.name, entry.source) for words, entry in explained(_knowledge(patterns), text)]
    print_table(f"{len(rows)} matches", ["words", "kind", "name", "where"], rows)
