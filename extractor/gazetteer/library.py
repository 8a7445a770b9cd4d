"""The lists that a user has added: copies of the files, and beside each what it is."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from extractor.errors import GazetteerError
from extractor.gazetteer.folders import user_lists
from extractor.gazetteer.lists import Layout, PlaceList, read_list
from extractor.gazetteer.records import slug


@dataclass(frozen=True, slots=True)
class AddedList:
    """One added list. `file` lies in the folder of lists; `points` of its `rows` have a point."""

    name: str
    file: str
    sha256: str
    format: str
    country: str
    columns: dict[str, str]
    scheme: str | None
    rows: int
    points: int
    countries: list[str]
    licence: str | None
    attribution: str | None

    def read(self, layout: Layout) -> PlaceList:
        """Its places; raises GazetteerError where the copy was changed into something else."""
        return read_list(
            user_lists() / self.file,
            layout,
            name=self.name,
            country=self.country,
            columns=self.columns,
            scheme=self.scheme,
        )


def added_lists() -> list[AddedList]:
    """All added lists by name, those without a point behind the rest: their names are for places of the others.

    Raises GazetteerError where the description of one can't be read.
    """
    found = []
    for path in sorted(user_lists().glob("*.list.json")):
        try:
            found.append(AddedList(**json.loads(path.read_text(encoding="utf-8"))))
        except (ValueError, TypeError) as error:
            raise GazetteerError(
                f"{path}: not a description of a list ({error}); remove it and add the list again"
            ) from error
    return sorted(found, key=lambda added: (not added.points, added.name))


def add_list(
    path: Path,
    layout: Layout,
    *,
    name: str | None = None,
    country: str = "",
    columns: Mapping[str, str] | None = None,
    scheme: str | None = None,
    licence: str | None = None,
    attribution: str | None = None,
) -> tuple[AddedList, PlaceList]:
    """Copy the list at `path` to the user's lists, in place of one of the same name; what `read_list` says of it too.

    Raises GazetteerError where it can't be read, or where no row says which country it is of and none is given.
    """
    name = slug(name or path.name.split(".")[0])
    places = read_list(path, layout, name=name, country=country, columns=columns, scheme=scheme)
    aliases = all(record.point is None and not record.admin for record in places.records)
    if "" in places.countries and not aliases:
        raise GazetteerError(
            f"{path}: {places.countries['']} of its {len(places.records)} rows don't say of which country they are; "
            "tell it with --country and its ISO code of two letters"
        )
    known = layout.licences.get(places.format)
    folder = user_lists()
    folder.mkdir(parents=True, exist_ok=True)
    added = AddedList(
        name=name,
        file=f"{name}{path.suffix.lower()}",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        format=places.format,
        country=country,
        columns=dict(columns or {}),
        scheme=scheme,
        rows=len(places.records),
        points=sum(record.point is not None for record in places.records),
        countries=sorted(code for code in places.countries if code),
        licence=licence or (known.licence if known else None),
        attribution=attribution or (known.attribution if known else None),
    )
    remove_list(name)
    shutil.copyfile(path, folder / added.file)
    (folder / f"{name}.list.json").write_text(
        json.dumps(asdict(added), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return added, places


def remove_list(name: str) -> bool:
    """Remove an added list; False where there is none of that name."""
    files = [path for path in user_lists().glob(f"{name}.*") if path.name.split(".")[0] == name]
    for path in files:
        path.unlink()
    return bool(files)
