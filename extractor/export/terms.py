"""The words and codes by which an ACLED-like table calls what the records hold: `patterns/exports/acled.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import PatternError
from extractor.knowledge.load import pattern_dirs
from extractor.model import Incident

_FILE = Path("exports/acled.toml")


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Event(_Row):
    name: str
    event: str
    sub_event: str
    civilians: bool = False


class _Actor(_Row):
    name: str
    inter: int


class _Number(_Row):
    words: list[str]
    number: int


class _Terms(_Row):
    event: list[_Event] = []
    actor: list[_Actor] = []
    number: list[_Number] = []


@dataclass(frozen=True)
class Terms:
    """Looks up terms; every answer is None where there is no single one."""

    _events: dict[str, _Event]
    _inter: dict[str, int]
    _numbers: dict[str, int]

    def event(self, incident: Incident) -> tuple[str, str] | None:
        """(event type, sub-event type)."""
        found = self._events.get(incident.event_type or "")
        if found is None or (found.civilians and incident.victims.status != "civilians"):
            return None
        return found.event, found.sub_event

    def inter(self, actor: str | None) -> int | None:
        """The code of a party's kind."""
        return self._inter.get(actor or "")

    def conventional(self, incident: Incident) -> tuple[str, int] | None:
        """The vague word that stands for the dead, and the number that is written for it by convention."""
        if incident.killed.qualifier != "vague":
            return None
        quotes = [
            one.quote for field, found in incident.evidence.items() if field.startswith("killed") for one in found
        ]
        for word in sorted(self._numbers, key=len, reverse=True):
            if any(re.search(rf"\b{re.escape(word)}\b", quote, re.IGNORECASE) for quote in quotes):
                return word, self._numbers[word]
        return None


@cache
def terms() -> Terms:
    """The terms that are shipped. Raises PatternError where the file can't be used."""
    path = pattern_dirs()[0].parent / _FILE
    try:
        read = _Terms.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise PatternError(f"{path}: can't be used: {str(error).splitlines()[0]}") from error
    return Terms(
        {row.name: row for row in read.event},
        {row.name: row.inter for row in read.actor},
        {word: row.number for row in read.number for word in row.words},
    )
