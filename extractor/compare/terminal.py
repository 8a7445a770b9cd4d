"""The comparison on a terminal: figures by field, records, differences, and what couldn't be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from extractor.compare.agreement import Agreement
from extractor.compare.comparison import ALL_FIELDS, Comparison
from extractor.compare.differences import clean, differences, pair_title
from extractor.compare.figures import Figures, Interval
from extractor.compare.records import Side

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

FILE_WIDTH = 120
"""Columns of the tables where they go to a file or a pipe."""

GOOD, FAIR = 0.95, 0.8  # from here on a figure is green, yellow

_FULL, _MEDIUM = 78, 56  # columns of a terminal that the full table needs, and the one without P and R

_COLOURS = {
    "partly right": "yellow",
    "wrong": "red",
    "missing": "magenta",
    "extra": "cyan",
    "missed": "bold magenta",
    "invented": "bold cyan",
    "split": "blue",
    "merged": "blue",
    "repeated": "blue",
}


def console(stderr: bool = False) -> Console:
    """A console as wide as the terminal, without colour where it is none."""
    from rich.console import Console

    found = Console(highlight=False, markup=False, stderr=stderr)
    return found if found.is_terminal else Console(highlight=False, markup=False, stderr=stderr, width=FILE_WIDTH)


def show(comparison: Comparison, agreement: Iterable[Agreement], most: int, out: Console) -> None:
    """Print the comparison; of the differences the first `most`."""
    out.print(_headline(comparison))
    out.print(_figures(comparison, out.width))
    out.print(_records(comparison))
    if shares := list(agreement):
        out.print()
        out.print(_agreement(shares))
    _differences(comparison, most, out)


def _headline(comparison: Comparison) -> str:
    sides = (("extracted", comparison.extracted), ("curated", comparison.curated))
    names = " against ".join(f"{clean(side.source)} ({name})" for name, side in sides)
    how = "across reports" if comparison.across else "within each report"
    if comparison.sample:
        how = f"in {len(comparison.sample.coded)} sampled paragraphs, figures estimated for all"
    return f"{names}, paired {how}\n"


def _table(*columns: tuple[str, str]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    for name, justify in columns:
        table.add_column(name, justify=justify, no_wrap=True, overflow="ellipsis")  # type: ignore[arg-type]
    return table


def _figures(comparison: Comparison, width: int) -> Table:
    """One line a field, all fields last; what doesn't fit the terminal is left out from the least important on."""
    from rich.text import Text

    sure = comparison.intervals
    counts: tuple[str, ...] = ("right", "part", "wrong", "miss", "extra")
    shares = ("P", "R", "F1") if width >= _FULL else ("F1",)
    if width < _MEDIUM:
        counts = ()
    last = ("95 % of F1",) if sure else ("F1~",)
    table = _table(("field", "left"), *((name, "right") for name in (*counts, *shares, *last)))
    for name in (*comparison.fields, ALL_FIELDS):
        strict, tolerant = comparison.strict[name], comparison.tolerant[name]
        cells: list[RenderableType] = [name]
        if counts:
            cells += [
                _count(tolerant.correct, "green"),
                _count(tolerant.partial, "yellow"),
                _count(tolerant.incorrect, "red"),
                _count(tolerant.missing, "magenta"),
                _count(tolerant.spurious, "cyan"),
            ]
        if "P" in shares:
            cells += [f"{strict.precision:.3f}", f"{strict.recall:.3f}"]
        cells.append(Text(f"{strict.f1:.3f}", style=_style(strict)))
        cells.append(_sure(sure[name]) if sure else Text(f"{tolerant.f1:.3f}", style="dim"))
        table.add_row(*cells, style="bold" if name == ALL_FIELDS else None)
    table.caption = "P, R, F1: strict · F1~: a value that is partly right counts as half a right one"
    if comparison.tolerances.credit != 0.5:
        table.caption = f"P, R, F1: strict · F1~: partly right counts {comparison.tolerances.credit:g}"
    if sure:
        table.caption = "counts weighted to all paragraphs · P, R, F1: strict"
    table.caption_justify = "left"
    return table


def _count(value: float, style: str) -> RenderableType:
    from rich.text import Text

    return Text(f"{value:,.0f}", style=style) if value else Text("·", style="dim")


def _style(figures: Figures) -> str:
    return "green" if figures.f1 >= GOOD else "yellow" if figures.f1 >= FAIR else "red"


def _sure(interval: Interval) -> str:
    low, high = interval.f1
    return f"{low:.2f}–{high:.2f}"


def _records(comparison: Comparison) -> RenderableType:
    """How many records found their partner, and what became of the others."""
    from rich.text import Text

    counts = comparison.counts.items()
    parts = [Text(f"{count:,} {kind}", style=_COLOURS.get(kind, "") if count else "dim") for kind, count in counts]
    return Text("\nrecords: ") + Text(" · ").join(parts)


def _agreement(shares: Iterable[Agreement]) -> Table:
    table = _table(("agreement of two coders", "left"), ("pairs", "right"), ("kappa", "right"), ("alpha", "right"))
    for share in shares:
        values = ("–" if value is None else f"{value:.3f}" for value in (share.kappa, share.alpha))
        table.add_row(share.field, str(share.pairs), *values)
    return table


def _differences(comparison: Comparison, most: int, out: Console) -> None:
    """A line a difference; the record stands on its first line only."""
    from rich.text import Text

    found = list(differences(comparison))
    if not found:
        out.print("\nNo differences.")
        return
    if not most:
        return
    table = _table(
        ("record", "left"), ("field", "left"), ("", "left"), ("curated", "left"), ("extracted", "left"), ("", "left")
    )
    for column, share in zip(table.columns, (3, None, None, 3, 3, 3), strict=True):
        column.ratio = share
    table.expand = True
    last = 0
    several = len({record.report for pair in comparison.pairs if (record := pair.curated or pair.extracted)}) > 1
    for difference in found[:most]:
        table.add_row(
            pair_title(difference.pair, several) if difference.number != last else "",
            difference.field,
            Text(difference.verdict, style=_COLOURS.get(difference.verdict, "")),
            difference.curated,
            difference.extracted,
            difference.note,
        )
        last = difference.number
    out.print()
    out.print(table)
    if len(found) > most:
        out.print(f"… and {len(found) - most:,} more differences: --show {len(found)}, or --html PAGE for all of them")


def show_reading(side: Side, out: Console, most: int = 10) -> None:
    """Print how a side was read: the guessed map, what was passed over, cells that couldn't be read."""
    if side.proposals:
        out.print(f"{clean(side.source)}: no preset knows its columns; they are taken for")
        table = _table(("column", "left"), ("field", "left"), ("because", "left"), ("for example", "left"))
        for proposal in side.proposals:
            table.add_row(clean(proposal.header), proposal.field or "–", proposal.why, clean(proposal.example))
        out.print(table)
        out.print("If that is wrong: --write-map MAP.toml, edit it, then --map MAP.toml")
    lines = [*side.notes, *(f"{cell.where}: “{cell.written}”: {cell.why}" for cell in side.unread)]
    for line in lines[:most]:
        out.print(clean(line))
    if len(lines) > most:
        out.print(f"{clean(side.source)}: {len(lines) - most} more notes of this kind: --json FILE lists all of them")
