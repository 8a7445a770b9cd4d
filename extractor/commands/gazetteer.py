"""`extractor gazetteer`: which places are known, what a name means, and the user's own lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.errors import CallError

if TYPE_CHECKING:
    from extractor.gazetteer import Gazetteer
    from extractor.gazetteer.library import AddedList
    from extractor.gazetteer.lists import Layout, PlaceList

_Patterns = Annotated[
    list[Path] | None, typer.Option("--patterns", help="A further folder of patterns; may be repeated.")
]
_Country = Annotated[str | None, typer.Option(help="ISO code of two letters, e.g. SY.", show_default="by the lists")]


def register(app: typer.Typer) -> None:
    """Add the group of commands to `app`."""
    group = typer.Typer(no_args_is_help=True, help="Places: search them, add your own lists, see what is known.")
    group.command(epilog=_SEARCH)(search)
    group.command(epilog=_ADD)(add)
    group.command()(remove)
    group.command(epilog=_GET)(get)
    group.command()(info)
    group.command(epilog=_UNMATCHED)(unmatched)
    app.add_typer(group, name="gazetteer")


_SEARCH = """\b
Examples:
  extractor gazetteer search "Al-Bagouz" --governorate "Deir Ezzor"
  extractor gazetteer search Bucha --country UA
Exit codes: 0 linked, 1 a tie or nothing, 2 wrong call."""

_ADD = """\b
Examples:
  extractor gazetteer add SY.zip                                  a country of GeoNames
  extractor gazetteer add syr_pplp_adm4.xlsx                      populated places with P-codes
  extractor gazetteer add query.json --country IQ                 an answer of Wikidata's query service
  extractor gazetteer add my.csv --country SY --column name=Ort --column latitude=Breite --column longitude=Laenge
  extractor gazetteer add aliases.csv                             what `gazetteer unmatched` wrote, filled in"""

_GET = """\b
Example: extractor gazetteer get geonames SY"""

_UNMATCHED = """\b
Examples:
  extractor gazetteer unmatched OUT > aliases.csv     then fill in place_id, or lat and lon, and:
  extractor gazetteer add aliases.csv"""


def search(
    name: Annotated[str, typer.Argument(help="A name, however it is spelled.")],
    governorate: Annotated[str | None, typer.Option(help="The first-level area that it lies in.")] = None,
    kind: Annotated[str | None, typer.Option(help="city, town, village, neighborhood, camp …")] = None,
    within: Annotated[list[str] | None, typer.Option(help="A place that contains it; may be repeated.")] = None,
    country: _Country = None,
    limit: Annotated[int, typer.Option(min=1, help="How many candidates are shown.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    patterns: _Patterns = None,
) -> None:
    """The places that a name could mean, with the parts of their scores, and which one it would be linked to."""
    from extractor.commands._tables import print_table
    from extractor.gazetteer import PlaceQuery, link_all
    from extractor.gazetteer.linker import candidates

    gazetteer = _open(patterns, country)
    query = PlaceQuery(name, kind, governorate, within=tuple(within or ()))
    found = candidates(gazetteer, query)[:limit]
    (link,) = link_all(gazetteer, [query])
    if json:
        import json as encoder

        data = {"link": link.model_dump(mode="json"), "candidates": [one.model_dump(mode="json") for one in found]}
        typer.echo(encoder.dumps(data, indent=2, ensure_ascii=False))
    else:
        said = {"linked": f"{link.name}: {link.reason}", "tie": f"a tie: {link.reason}"}.get(
            link.status, f"not linked: {link.reason}"
        )
        print_table(
            said,
            ["score", "name", "areas", "lat", "lon", "id", "parts"],
            [
                (
                    one.score, one.name, " / ".join(area.name for area in one.admin), one.lat, one.lon, one.id,
                    ", ".join(f"{part} {value:.2f}" for part, value in one.parts.items()),
                )
                for one in found
            ],
            wide=["areas", "parts"],
        )  # fmt: skip
    raise typer.Exit(0 if link.status == "linked" else 1)


def add(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, GeoJSON, JSON, or one of them in a zip.")],
    name: Annotated[str | None, typer.Option(help="What the list is called.", show_default="by the file")] = None,
    country: Annotated[str, typer.Option(help="ISO code for rows that name no country.")] = "",
    column: Annotated[
        list[str] | None, typer.Option(metavar="FIELD=HEADING", help="What a column holds; may be repeated.")
    ] = None,
    scheme: Annotated[
        str | None, typer.Option(help="What stands before its ids.", show_default="ocha for P-codes, else its name")
    ] = None,
    licence: Annotated[str | None, typer.Option(help="The licence of the list.")] = None,
    attribution: Annotated[str | None, typer.Option(help="Whom to name where its places are shown.")] = None,
    patterns: _Patterns = None,
) -> None:
    """Add a list of places of your own, or replace the one of the same name. Every later conversion uses it.

    FIELD is name, "name:ar", "other name", alternatives, id, latitude, longitude, coordinates, kind, admin1 to admin4,
    admin1code …, city, population, country, "place id".
    """
    from extractor.gazetteer.library import add_list

    columns = {}
    for pair in column or []:
        field, sign, heading = pair.partition("=")
        if not sign:
            raise CallError(f"--column {pair}: write FIELD=HEADING")
        columns[field.strip()] = heading.strip()
    added, places = add_list(
        file,
        _layout(patterns),
        name=name,
        country=country.upper(),
        columns=columns,
        scheme=scheme,
        licence=licence,
        attribution=attribution,
    )
    _say_added(added, places)
    _say_clashes(_open(patterns, None), added)


def remove(name: Annotated[str, typer.Argument(help="The list's name, as `gazetteer info` shows it.")]) -> None:
    """Remove a list that was added.

    Example: extractor gazetteer remove my
    """
    from extractor.gazetteer.library import remove_list

    if not remove_list(name):
        raise CallError(f"{name}: no such list was added; `extractor gazetteer info` shows those that were")


def get(
    source: Annotated[str, typer.Argument(help="geonames")],
    country: Annotated[str, typer.Argument(help="ISO code of two letters, e.g. SY.")],
    url: Annotated[
        str | None, typer.Option(help="Another address, with {country} in it.", show_default="the public one")
    ] = None,
    patterns: _Patterns = None,
) -> None:
    """Fetch a public list of a country and add it. A broken download is resumed by calling again."""
    from extractor.gazetteer.download import download
    from extractor.gazetteer.folders import user_lists
    from extractor.gazetteer.library import add_list

    layout = _layout(patterns)
    if source not in layout.downloads:
        raise CallError(f"{source}: no such source; known are {', '.join(sorted(layout.downloads))}")
    code = country.upper()
    address = (url or layout.downloads[source]).replace("{country}", code)
    path = user_lists() / "downloads" / f"{source}-{code.lower()}{Path(address).suffix}"
    download(address, path)
    added, places = add_list(path, layout, name=f"{source}-{code.lower()}", country=code)
    path.unlink()
    _say_added(added, places)
    _say_clashes(_open(patterns, None), added)


def info(
    clashes: Annotated[bool, typer.Option("--clashes", help="Also show where lists contradict each other.")] = False,
    patterns: _Patterns = None,
) -> None:
    """Which lists are used, with their rows, licence and attribution, and how much of each country they cover.

    Example: extractor gazetteer info --clashes
    """
    from extractor.commands._tables import print_table
    from extractor.gazetteer import world

    gazetteer = _open(patterns, None)
    rows: list[tuple[object, ...]] = [("geonames", "every country", world.size(), world.LICENCE, world.ATTRIBUTION)]
    for country in gazetteer.countries:
        counts = gazetteer.catalogue.rows(country)
        for name in (world.SOURCE, *(added.name for added in gazetteer.catalogue.added)):
            counts.pop(name, None)
        rows += [(name, country, count, "as extractor", "extractor's own tables") for name, count in counts.items()]
    rows += [
        (
            added.name,
            ", ".join(added.countries),
            added.rows,
            added.licence or "not stated",
            added.attribution or "not stated",
        )
        for added in gazetteer.catalogue.added
    ]
    print_table("lists of places", ["list", "country", "rows", "licence", "attribution"], rows, wide=["attribution"])
    for country in gazetteer.countries:
        held = gazetteer.catalogue.store(country)
        typer.echo(f"{country}: coverage: {held.coverage}; {len(held.clashes)} clashes between its lists")
        for line in held.clashes if clashes else ():
            typer.echo(f"  {line}")
    typer.echo("every other country: coverage: cities only")


def unmatched(
    reports: Annotated[list[Path], typer.Argument(help="What `extractor convert` wrote: files or folders.")],
    ties: Annotated[bool, typer.Option(help="Names that several places bear too.")] = True,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the most frequent ones.")] = None,
    patterns: _Patterns = None,
) -> None:
    """The names that could not be linked, the most frequent first, as a CSV of aliases that is ready to fill in."""
    from extractor.gazetteer.unmatched import alias_file
    from extractor.gazetteer.unmatched import unmatched as find
    from extractor.reports import read_reports

    found = find(
        (report for _, report in read_reports(reports)), _open(patterns, None), ("nil", "tie") if ties else ("nil",)
    )
    typer.echo(alias_file(found[:limit]), nl=False)


def _open(patterns: list[Path] | None, country: str | None) -> Gazetteer:
    from extractor.gazetteer import open_gazetteer
    from extractor.knowledge import pattern_dirs

    gazetteer = open_gazetteer(pattern_dirs(patterns or []))
    return gazetteer if country is None else gazetteer.of((country.upper(),))


def _layout(patterns: list[Path] | None) -> Layout:
    from extractor.gazetteer.lists import load_layout
    from extractor.knowledge import pattern_dirs

    return load_layout(pattern_dirs(patterns or []))


def _say_added(added: AddedList, places: PlaceList) -> None:
    countries = ", ".join(added.countries) or "any country"
    typer.echo(
        f"{added.name}: {added.rows:,} places of {countries} ({added.format}), {added.points:,} with a point", err=True
    )
    for fault in places.faults[:5]:
        typer.echo(f"  left out: {fault}", err=True)
    if len(places.faults) > 5:
        typer.echo(f"  … and {len(places.faults) - 5} more rows", err=True)
    if added.attribution:
        typer.echo(f"  attribution: {added.attribution} ({added.licence})", err=True)


def _say_clashes(gazetteer: Gazetteer, added: AddedList) -> None:
    for country in added.countries:
        lines = [line for line in gazetteer.catalogue.store(country).clashes if added.name in line]
        if lines:
            typer.echo(f"  {len(lines)} clashes with other lists of {country}, e.g. {lines[0]}", err=True)
            typer.echo("  `extractor gazetteer info --clashes` shows all", err=True)
