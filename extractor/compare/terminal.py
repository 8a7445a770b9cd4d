"""The comparison on a terminal: figures by field, records, differences, and what couldn't be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from extractor.compare.agreement import Agreement
from extractor.compare.comparison import ALL_FIELDS, Comparison
from extractor.compare.differences import Difference, clean, differences, pair_title
from extractor.compare.figures import Figures, Interval
from extractor.compare.records import Side

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

FILE_WIDTH = 120
"""Columns of the tables where they go to a file or a pipe."""

GOOD, FAIR = 0.95, 0.8  # from here on a figure is green, yellow

_ROOMY = 120  # columns of a terminal from which a table of differences is readable; below, lines are

_DROPPED = (("F1~",), ("P", "R"), ("right", "part", "wrong", "miss", "extra"), ("95 % of F1",))
"""Columns of the figures that are left out where the terminal is too narrow, the first ones first."""

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
    out.print(_figures(comparison, out))
    out.print(_legend(comparison), style="dim")
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

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for name, justify in columns:
        table.add_column(name, justify=justify, no_wrap=True, overflow="ellipsis")  # type: ignore[arg-type]
    return table


def _figures(comparison: Comparison, out: Console) -> Table:
    """One line a field, all fields last, in as many columns as fit the terminal."""
    from rich.measure import Measurement

    last, shares, counts, sure = _DROPPED
    columns = [*counts, *shares, "F1", *(sure if comparison.intervals else last)]
    for dropped in ((), *_DROPPED):
        columns = [column for column in columns if column not in dropped]
        table = _figure_table(comparison, columns)
        if Measurement.get(out, out.options.update(width=10_000), table).maximum <= out.width:
            break
    return table


def _legend(comparison: Comparison) -> str:
    if comparison.intervals:
        return "counts are weighted to all paragraphs; P, R, F1: strict"
    return f"P, R, F1: strict; F1~: a value that is partly right counts {comparison.tolerances.credit:g}"


def _figure_table(comparison: Comparison, columns: list[str]) -> Table:
    from rich.text import Text

    table = _table(("field", "left"), *((name, "right") for name in columns))
    for name in (*comparison.fields, ALL_FIELDS):
        strict, tolerant = comparison.strict[name], comparison.tolerant[name]
        cells: dict[str, RenderableType] = {
            "right": _count(tolerant.correct, "green"),
            "part": _count(tolerant.partial, "yellow"),
            "wrong": _count(tolerant.incorrect, "red"),
            "miss": _count(tolerant.missing, "magenta"),
            "extra": _count(tolerant.spurious, "cyan"),
        }
        if not strict.empty:
            cells |= {"P": f"{strict.precision:.3f}", "R": f"{strict.recall:.3f}"}
            cells["F1"] = Text(f"{strict.f1:.3f}", style=_style(strict))
            if comparison.intervals:
                cells["95 % of F1"] = _sure(comparison.intervals[name])
        if not tolerant.empty:
            cells["F1~"] = Text(f"{tolerant.f1:.3f}", style="dim")
        table.add_row(
            name, *(cells.get(column, "–") for column in columns), style="bold" if name == ALL_FIELDS else None
        )
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
    """The first differences: a table, or lines where the terminal is too narrow for one."""
    found = list(differences(comparison))
    if not found:
        out.print("\nNo differences.")
        return
    several = len({record.report for pair in comparison.pairs if (record := pair.curated or pair.extracted)}) > 1
    titles = {difference.number: pair_title(difference.pair, several) for difference in found[:most]}
    if found[:most]:
        out.print()
        out.print((_difference_table if out.width >= _ROOMY else _difference_lines)(found[:most], titles))
    if len(found) > most:
        out.print(f"… and {len(found) - most:,} more: --show {len(found)}, or --html PAGE for all of them")


def _difference_table(found: list[Difference], titles: dict[int, str]) -> RenderableType:
    """A line a difference; the record stands on its first line only."""
    from rich.text import Text

    names = ("record", "field", "", "curated", "extracted", "")
    table = _table(*((name, "left") for name in names))
    for column, share in zip(table.columns, (5, None, None, 4, 4, 4), strict=True):
        column.ratio = share
    table.expand = True
    for difference in found:
        table.add_row(
            Text(titles.pop(difference.number, "")),
            difference.field,
            Text(difference.verdict, style=_COLOURS.get(difference.verdict, "")),
            Text(difference.curated),
            Text(difference.extracted),
            Text(difference.note),
        )
    return table


def _difference_lines(found: list[Difference], titles: dict[int, str]) -> RenderableType:
    """The record on a line, its differences below, each as "killed: wrong: 9 → 7 (2 fewer)"."""
    from rich.console import Group
    from rich.text import Text

    lines: list[Text] = []
    for difference in found:
        if title := titles.pop(difference.number, ""):
            lines.append(Text(title, style="bold"))
        line = Text(f"  {difference.field}: " if difference.field else "  ")
        line.append(difference.verdict, style=_COLOURS.get(difference.verdict, ""))
        if difference.field:
            line.append(f": {difference.curated or '–'} → {difference.extracted or '–'}")
        line.append(f" ({difference.note})" if difference.note else "")
        lines.append(line)
    for line in lines:
        line.no_wrap, line.overflow = True, "ellipsis"
    return Group(*lines)


def show_reading(side: Side, out: Console, most: int = 20) -> None:
    """Print how a side was read: the guessed map, what was passed over, cells that couldn't be read."""
    if side.proposals:
        out.print(f"{clean(side.source)}: no preset knows its columns; they are taken for")
        table = _table(("column", "left"), ("field", "left"), ("because", "left"), ("for example", "left"))
        for proposal in side.proposals:
            table.add_row(clean(proposal.header), proposal.field or "–", proposal.why, clean(proposal.example))
        out.print(table)
        out.print("If that is wrong: --write-map MAP.toml, edit it, then --map MAP.toml")
    lines = list(dict.fromkeys([*map(str, side.unread), *side.notes]))
    for line in lines[:most]:
        out.print(clean(line))
    if len(lines) > most:
        out.print(f"{clean(side.source)}: {len(lines) - most} more notes of this kind: --json FILE lists all of them")
