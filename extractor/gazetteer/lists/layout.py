"""What the headings and codes of public lists mean: the `gazetteer.toml` files of the pattern folders."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import GazetteerError

Reads = Literal[
    "name",
    "other name",
    "alternatives",
    "id",
    "latitude",
    "longitude",
    "coordinates",
    "kind",
    "admin name",
    "admin code",
    "city",
    "population",
    "capital level",
    "country",
    "place id",
    "codes",
]

_PARTS = {"{level}": "(?P<level>[0-4])", "{lang}": "(?P<lang>[a-z]{2})"}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(_Part):
    """What the headings in `match` mean."""

    reads: Reads
    match: list[str]


class Kind(_Part):
    """The words and codes that stand for a kind of place."""

    name: str
    match: list[str]


class Licence(_Part):
    """What the publisher of a format asks for."""

    format: str
    licence: str
    attribution: str


class Download(_Part):
    """A public list that can be fetched; `{country}` in the address stands for an ISO code."""

    name: str
    url: str


class GazetteerFile(_Part):
    """One `gazetteer.toml`: whose places a folder holds, or how lists are laid out."""

    country: str | None = None
    heading: list[Heading] = []
    kind: list[Kind] = []
    licence: list[Licence] = []
    download: list[Download] = []


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of a file holds; `level` of an administrative area, `lang` the language of a name."""

    reads: Reads
    level: int | None = None
    lang: str | None = None


class Layout:
    """All that the pattern folders say about lists."""

    def __init__(self, files: Sequence[GazetteerFile]) -> None:
        """Later files come first, so that a user's folder can say otherwise."""
        self._headings = [
            (re.compile(_regex(match)), heading.reads)
            for file in reversed(files)
            for heading in file.heading
            for match in heading.match
        ]
        self._kinds = {match.lower(): kind.name for file in files for kind in file.kind for match in kind.match}
        self.downloads = {download.name: download.url for file in files for download in file.download}
        self.licences = {licence.format: licence for file in files for licence in file.licence}

    def columns(self, headings: Sequence[str]) -> dict[str, Column]:
        """Heading → what it holds; headings that mean nothing here are left out. The best of each comes first."""
        found: dict[str, tuple[int, Column]] = {}
        for heading in headings:
            plain = re.sub(r"[\W_]+", "", heading).lower()
            for rank, (pattern, reads) in enumerate(self._headings):
                match = pattern.fullmatch(plain)
                if match is not None:
                    parts = match.groupdict()
                    level = int(parts["level"]) if parts.get("level") else None
                    found[heading] = (rank, Column(reads, level, parts.get("lang")))
                    break
        return {heading: column for heading, (_, column) in sorted(found.items(), key=lambda item: item[1][0])}

    def kind(self, word: str) -> str | None:
        """The kind that a word or code of a list stands for, or None."""
        return self._kinds.get(word.strip().lower())


def _regex(match: str) -> str:
    pattern = re.escape(match)
    for part, regex in _PARTS.items():
        pattern = pattern.replace(re.escape(part), regex)
    return pattern


def read_gazetteer_file(folder: Path) -> GazetteerFile | None:
    """The `gazetteer.toml` of a pattern folder, None where it has none; raises GazetteerError for a faulty one."""
    path = folder / "gazetteer.toml"
    if not path.is_file():
        return None
    try:
        return GazetteerFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GazetteerError(f"{path}: not readable as TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise GazetteerError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def load_layout(dirs: Iterable[Path]) -> Layout:
    """The layout that the pattern folders `dirs` describe."""
    return Layout([file for folder in dirs if (file := read_gazetteer_file(folder)) is not None])


def named_columns(columns: Mapping[str, str]) -> dict[str, Column]:
    """A user's own map, "name", "latitude", "admin1", "name:ar" … → heading, turned round.

    Raises GazetteerError for a field that doesn't exist.
    """
    found: dict[str, Column] = {}
    for field, heading in columns.items():
        what, _, lang = field.partition(":")
        level = re.fullmatch(r"(admin)([1-4])(code)?", what)
        if level is not None:
            found[heading] = Column("admin code" if level[3] else "admin name", int(level[2]), lang or None)
        elif what in Reads.__args__:  # type: ignore[attr-defined]
            found[heading] = Column(what, None, lang or None)  # type: ignore[arg-type]
        else:
            known = ", ".join([*Reads.__args__, "admin1", "admin1code"])  # type: ignore[attr-defined]
            raise GazetteerError(f"{field}: no such field of a place; known are {known}")
    return found
