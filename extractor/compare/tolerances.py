"""How far apart values may be and still count as partly right: figures as data, adjustable for a run."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.compare.columns import TOLERANCES_FILE
from extractor.errors import CallError, PatternError
from extractor.knowledge import pattern_dirs


class Tolerances(BaseModel):
    """The file `curated/tolerances.toml`, which says what each figure means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    credit: float = Field(ge=0, le=1)
    days: int = Field(ge=0)
    kilometres: float = Field(ge=0)
    count_share: float = Field(ge=0, lt=1)
    about_share: float = Field(ge=0, lt=1)
    broader: dict[str, dict[str, str]] = {}


def read_tolerances(changes: Iterable[str] = ()) -> Tolerances:
    """The shipped tolerances with changes of the form "days=3".

    Raises CallError for a change that names no tolerance or gives no fit number, PatternError for a spoilt file.
    """
    shipped = _shipped()
    values = shipped.model_dump()
    numbers = [name for name in values if name != "broader"]
    for change in changes:
        name, _, value = change.partition("=")
        if name.strip() not in numbers:
            raise CallError(f"--tolerance {change}: give NAME=NUMBER with one of {', '.join(numbers)}")
        values[name.strip()] = value.strip()
        try:
            Tolerances.model_validate(values)
        except ValidationError as error:
            raise CallError(f"--tolerance {change}: {error.errors()[0]['msg']}") from error
    return Tolerances.model_validate(values)


def _shipped() -> Tolerances:
    for folder in pattern_dirs():
        path = folder / f"{TOLERANCES_FILE}.toml"
        if folder.name == "curated" and path.is_file():
            try:
                return Tolerances.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
            except (tomllib.TOMLDecodeError, ValidationError) as error:
                raise PatternError(f"{path}: {' '.join(str(error).split())}") from error
    raise PatternError(f"patterns/curated/{TOLERANCES_FILE}.toml is missing; install the package again")
