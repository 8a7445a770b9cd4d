"""One report, the whole way: file → document → incidents → report record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from extractor.knowledge import load_knowledge, pattern_dirs
from extractor.layout import read_document
from extractor.model import Report

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


class Converter:
    """Holds what is loaded once (patterns, gazetteer) and converts one file after the other."""

    def __init__(self, options: Options = Options()) -> None:
        """Load and compile the knowledge; raises PatternError or GazetteerError where that fails."""
        self.options = options
        self.dirs = pattern_dirs(options.patterns)
        self.knowledge = load_knowledge(self.dirs)

    def convert(self, path: Path, name: str | None = None) -> Report:
        """The report record of the file at `path`, named `name` (default: the file's own name) in it.

        Raises ReadError where the file can't be read as a report.
        """
        document = read_document(path, self.options.reader)
        raise NotImplementedError


@lru_cache(maxsize=1)
def _converter(options: Options) -> Converter:
    return Converter(options)


def convert(path: str | Path, options: Options = Options()) -> Report:
    """Convert one report. Patterns and gazetteer are loaded on the first call and kept.

    Raises ReadError (a file that can't be read), PatternError, GazetteerError: each one line for the user.
    """
    return _converter(options).convert(Path(path))
