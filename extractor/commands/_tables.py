"""Tables on standard output: as wide as the terminal, and as wide as they need to be in a file or a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_PIPE_WIDTH = 240  # columns of a table that no terminal limits


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], wide: Sequence[str] = ()) -> None:
    """Print one table. Cells that are None stay empty; numbers stand to the right; `wide` columns may be folded."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left", show_edge=False, pad_edge=False)
    lines = [list(row) for row in rows]
    for number, name in enumerate(columns):
        values = [row[number] for row in lines if row[number] is not None]
        numeric = bool(values) and all(isinstance(value, int | float) for value in values)
        table.add_column(
            name,
            justify="right" if numeric else "left",
            overflow="fold",
            no_wrap=numeric,
            ratio=1 if name in wide else None,
        )
    for row in lines:
        table.add_row(*("" if value is None else escape(_plain(value)) for value in row))
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(width=_PIPE_WIDTH, highlight=False, color_system=None)
    console.print(table)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
