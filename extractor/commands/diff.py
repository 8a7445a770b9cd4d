"""`extractor diff`: extracted records against what people coded by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.errors import CallError

if TYPE_CHECKING:
    from extractor.compare.comparison import Comparison

_EXAMPLES = """\b
Examples:
  extractor diff OUT curated.xlsx                      a sheet with columns of its own: a map is proposed
  extractor diff OUT curated.xlsx --write-map map.toml, edit it, then --map map.toml
  extractor diff OUT acled.csv --map acled --html page.html
  extractor diff report.csv gold.csv --fields all --show 100
  extractor diff OUT gold.jsonl --fail-under 0.9 --fail-under killed.total=0.99
  extractor diff OUT sample.xlsx                       a sheet that `extractor sample` wrote, coded by hand

\b
Maps that come with extractor: codebook, acled, ucdp, airwars, guess (see patterns/curated).
Exit codes: 0 no difference, or all of --fail-under reached; 1 differences, or below; 2 wrong call."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_EXAMPLES)(diff)


def diff(
    extracted: Annotated[
        Path, typer.Argument(help="What was extracted: JSON, JSON Lines, CSV, XLSX, SQLite, a folder.")
    ],
    curated: Annotated[Path, typer.Argument(help="What people coded, in any of these forms.")],
    map: Annotated[str | None, typer.Option(help="Column map of CURATED: a name or a TOML file.")] = None,
    map_extracted: Annotated[str | None, typer.Option(help="The same for EXTRACTED, if it's a sheet.")] = None,
    write_map: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the map used for CURATED, to be edited, and stop.")
    ] = None,
    fields: Annotated[str, typer.Option(help="core, all, or names: killed.total,place.name")] = "core",
    across: Annotated[
        bool | None,
        typer.Option("--across/--within", help="Pair over the bounds of reports, or not.", show_default="by the data"),
    ] = None,
    common_days: Annotated[
        bool, typer.Option("--common-days", help="Across: leave out days that only one side covers.")
    ] = False,
    tolerance: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NUMBER", help="days, kilometres, count_share, about_share."),
    ] = None,
    show: Annotated[int, typer.Option(min=0, help="How many differences the terminal shows.")] = 20,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="A page with both records side by side.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Everything as data; - is standard output.")] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="One difference a row; - too.")] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="For a pull request; - too.")] = None,
    fail_under: Annotated[
        list[str] | None, typer.Option(metavar="F1|FIELD=F1", help="Exit 1 below this strict F1; may be repeated.")
    ] = None,
    update_curated: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Propose changes of CURATED as a CSV; CURATED stays as it is.")
    ] = None,
) -> None:
    """Spot-check: pair extracted records with hand-coded ones, and compare them field by field.

    No common key is needed. Date, place, numbers, actors and text decide what belongs together; what was split, merged
    or told twice is found too. docs/diff.md tells how everything is counted.
    """
    from extractor.compare import files
    from extractor.compare.agreement import agreement
    from extractor.compare.columns import write_map as map_text
    from extractor.compare.comparison import compare
    from extractor.compare.records import read_side
    from extractor.compare.terminal import console, show_reading
    from extractor.compare.terminal import show as show_comparison
    from extractor.compare.tolerances import read_tolerances

    outputs = {"--html": html, "--json": json, "--csv": csv, "--markdown": markdown, "--update-curated": update_curated}
    _check_outputs(outputs, (extracted, curated))
    floors = _floors(fail_under or [])
    chosen = _fields(fields)
    tolerances = read_tolerances(tolerance or [])
    messages = console(stderr=True)
    hand = read_side(curated, map)
    show_reading(hand, messages)
    if write_map is not None:
        _write(write_map, "\n".join(map_text(used) for used in hand.maps[:1]))
        messages.print(f"{write_map} holds the map; edit it, then: --map {write_map}")
        return
    machine = read_side(extracted, map_extracted)
    show_reading(machine, messages)
    found = compare(machine, hand, tolerances, chosen, across, common_days)
    for note in found.notes:
        messages.print(note)
    coders = []
    if machine.human and hand.human:
        try:
            coders = agreement(found)
        except CallError as error:  # the comparison itself needs no further library
            messages.print(str(error))
    if html is not None:
        from extractor.compare.page import as_html

        _write(html, as_html(found, coders))
    if json is not None:
        _write(json, files.as_json(found, coders))
    if csv is not None:
        _write(csv, files.as_csv(found))
    if markdown is not None:
        _write(markdown, files.as_markdown(found))
    if update_curated is not None:
        _write(update_curated, files.as_proposal(found))
    if Path("-") not in outputs.values():
        show_comparison(found, coders, show, console())
    raise typer.Exit(1 if (_below(found, floors) if floors else found.differs) else 0)


def _fields(written: str) -> tuple[str, ...]:
    from extractor.compare.fields import CORE, FIELDS, field_name

    if written in ("core", "all"):
        return CORE if written == "core" else tuple(FIELDS)
    names: dict[str, None] = {}
    for part in written.split(","):
        name = field_name(part.strip())
        if name is None:
            raise CallError(f"--fields {part.strip()}: no such field; there are {', '.join(FIELDS)}")
        names[name] = None
    return tuple(names)


def _floors(written: list[str]) -> dict[str, float]:
    """Field → the F1 that it must reach."""
    from extractor.compare.comparison import ALL_FIELDS
    from extractor.compare.fields import FIELDS, field_name

    floors = {}
    for floor in written:
        path, equals, value = floor.rpartition("=")
        name = field_name(path.strip()) if equals else ALL_FIELDS
        if name is None:
            raise CallError(f"--fail-under {floor}: no such field; there are {', '.join(FIELDS)}")
        try:
            floors[name] = float(value)
        except ValueError as error:
            raise CallError(f"--fail-under {floor}: give a number between 0 and 1, or FIELD=NUMBER") from error
        if not 0 <= floors[name] <= 1:
            raise CallError(f"--fail-under {floor}: give a number between 0 and 1")
    return floors


def _below(found: Comparison, floors: dict[str, float]) -> bool:
    below = False
    for name, floor in floors.items():
        if name not in found.strict:
            raise CallError(
                f"--fail-under {name}: this field isn't compared; CURATED has no column for it, or --fields"
            )
        if found.strict[name].f1 < floor:
            typer.echo(f"{name}: F1 {found.strict[name].f1:.4f} is below {floor:g}", err=True)
            below = True
    return below


def _check_outputs(outputs: dict[str, Path | None], inputs: tuple[Path, ...]) -> None:
    """Refuse to write over what is read, or several things to one place."""
    written: dict[Path, str] = {}
    for option, path in outputs.items():
        if path is None:
            continue
        if path.resolve() in {given.resolve() for given in inputs}:
            raise CallError(f"{option} {path}: would write over what is compared; give another file")
        if path in written:
            raise CallError(f"{option} and {written[path]} would both go to {path}")
        written[path] = option


def _write(path: Path, text: str) -> None:
    """Write to a file, or to standard output for `-`."""
    if path == Path("-"):
        typer.echo(text, nl=False)
        return
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise CallError(f"{path}: can't be written: {error.strerror}") from error
