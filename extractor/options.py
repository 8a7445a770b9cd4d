"""What a user may choose about a conversion; light to import, so that a batch can carry it without the rooms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Reader = Literal["auto", "pdfium", "pdfplumber"]


@dataclass(frozen=True)
class Options:
    """What a user may choose about a conversion; part of what decides whether a result is still current.

    `patterns`: folders of the user's own knowledge, later ones win. `publisher`: the name of a profile, where
    the document's own signs shall not decide. `model`: a trained spaCy pipeline as an extra finder of names.
    """

    reader: Reader = "auto"
    patterns: tuple[Path, ...] = ()
    publisher: str | None = None
    model: str | None = None


DEFAULTS = Options()
