"""Column maps: which column of somebody's sheet holds which field, as small TOML files that people edit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from extractor.compare.cells import DayOrder
from extractor.compare.fields import FIELDS
from extractor.compare.names import folded
from extractor.errors import CallError, PatternError
from extractor.knowledge import pattern_dirs

SAMPLE_COLUMNS = ("sample", "stratum", "stratum_size", "incident")
"""The columns that `extractor sample` writes before those of the codebook."""

NOT_SCORED = (
    *("date", "file", "page", "record_id", "site", "other_places", "latitude", "longitude", "text"),
    *SAMPLE_COLUMNS,
)
"""What a column may hold beside the scored fields: `date` fills both ends, the others identify or explain."""

WORDS_FILE = "cells"
TOLERANCES_FILE = "tolerances"
GUESS = "guess"


class Column(BaseModel):
    """One field and where it stands in a sheet; `patterns/curated/codebook.toml` explains the keys."""

    model_config = ConfigDict(extra="forbid")

    field: str
    headers: list[str]
    between: str = ";"
    values: dict[str, str | list[str]] = {}
    unsaid: list[str] = []
    vocabulary: bool = True

    @field_validator("field")
    @classmethod
    def _known(cls, field: str) -> str:
        if field not in FIELDS and field not in NOT_SCORED:
            raise ValueError(f"unknown field {field!r}; known are {', '.join((*NOT_SCORED, *FIELDS))}")
        return field

    def parts(self, text: str) -> list[str]:
        """The single values of a cell."""
        return [part for piece in text.split(self.between) if (part := " ".join(piece.split()))]

    def mapped(self, written: str) -> list[str]:
        """The values of the codebook that a written value stands for; [] where it is dropped."""
        key = written.casefold()
        for pattern, meant in self.values.items():
            if pattern.casefold() == key or ("*" in pattern and fnmatchcase(key, pattern.casefold())):
                return [value for value in ([meant] if isinstance(meant, str) else meant) if value]
        return [written]


class ColumnMap(BaseModel):
    """The columns of one kind of sheet."""

    model_config = ConfigDict(extra="forbid")

    title: str
    recognise: list[str] = []
    day_order: DayOrder = "dmy"
    column: list[Column]

    def placed(self, headers: Iterable[str]) -> dict[str, Column]:
        """Header → what it holds, for the headers that this map knows; a header serves one field only."""
        by_name = {folded(header): header for header in reversed(list(headers))}
        found: dict[str, Column] = {}
        for column in self.column:
            for name in column.headers:
                header = by_name.get(folded(name))
                if header is not None and header not in found:
                    found[header] = column
                    break
        return found

    def recognises(self, headers: Iterable[str]) -> bool:
        """Whether a sheet with these headers is of this kind."""
        known = {folded(header) for header in headers}
        return bool(self.recognise) and all(folded(name) in known for name in self.recognise)


def presets() -> dict[str, ColumnMap]:
    """The shipped column maps by name."""
    maps = {}
    for folder in pattern_dirs():
        if folder.name == "curated":
            for path in sorted(folder.glob("*.toml")):
                if path.stem not in (WORDS_FILE, TOLERANCES_FILE):
                    maps[path.stem] = read_map(path)
    return maps


def read_map(path: Path) -> ColumnMap:
    """The column map in a TOML file; raises PatternError that names file and place."""
    try:
        return ColumnMap.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PatternError(f"{path}: not readable as TOML: {error}") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise PatternError(f"{path}: {where}: {problem['msg']}") from error


def chosen_map(name: str) -> ColumnMap:
    """A preset by name, or a TOML file by path; raises CallError where there is neither."""
    known = presets()
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return read_map(path)
    raise CallError(f"--map {name}: neither a file nor a preset; presets are {', '.join(known)}")


def write_map(sheet_map: ColumnMap) -> str:
    """A column map as TOML text, for editing."""
    lines = [
        f"title = {_quoted(sheet_map.title)}",
        f"recognise = [{', '.join(map(_quoted, sheet_map.recognise))}]",
        f'day_order = "{sheet_map.day_order}"  # how 05/10/2017 is meant: {", ".join(get_args(DayOrder))}',
    ]
    for column in sheet_map.column:
        lines += ["", "[[column]]", f"field = {_quoted(column.field)}"]
        lines.append(f"headers = [{', '.join(map(_quoted, column.headers))}]")
        if column.between != ";":
            lines.append(f"between = {_quoted(column.between)}")
        if column.values:
            pairs = (f"{_quoted(written)} = {_listed(meant)}" for written, meant in column.values.items())
            lines.append(f"values = {{ {', '.join(pairs)} }}")
        if column.unsaid:
            lines.append(f"unsaid = {_listed(column.unsaid)}")
        if not column.vocabulary:
            lines.append("vocabulary = false")
    return "\n".join(lines) + "\n"


def _listed(words: str | list[str]) -> str:
    return _quoted(words) if isinstance(words, str) else f"[{', '.join(map(_quoted, words))}]"


def _quoted(text: str) -> str:
    escaped = re.sub(r'["\\]', lambda match: "\\" + match[0], " ".join(text.split()))
    return f'"{escaped}"'
