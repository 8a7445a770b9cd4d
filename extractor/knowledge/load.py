"""`patterns/` → validated entries. A later folder adds to, or replaces by name, what an earlier one says."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from extractor.errors import PatternError
from extractor.knowledge.schema import ActorAdjectiveEntry, ActorEntry, Entry, kinds

_SUFFIXES = (".toml", ".csv")  # what knowledge is written in


def pattern_dirs(extra: Sequence[Path] = ()) -> list[Path]:
    """The folders of knowledge: those shipped with the package, then the user's own.

    Raises PatternError where a folder given by the user doesn't exist or holds no patterns.
    """
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_patterns"
    if not shipped.is_dir():  # an editable install, or a run from a checkout
        shipped = package.parent / "patterns"
    for folder in extra:
        if not folder.is_dir():
            raise PatternError(f"{folder}: no such folder of patterns; give one that exists to --patterns")
        if not any(path.suffix in _SUFFIXES for path in folder.rglob("*")):
            raise PatternError(f"{folder}: holds no patterns ({', '.join(_SUFFIXES)}); give the folder they lie in")
    return [*(path for path in sorted(shipped.iterdir()) if path.is_dir()), *(Path(folder) for folder in extra)]


def folder_versions(dirs: Iterable[Path]) -> dict[str, str]:
    """Folder name → the first 12 hex digits of the SHA-256 over its files' names and contents."""
    versions = {}
    for folder in dirs:
        digest = hashlib.sha256()
        for path in sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        versions[folder.name] = digest.hexdigest()[:12]
    return versions


def load_entries(dirs: Iterable[Path]) -> list[Entry]:
    """All entries of all `.toml` files below `dirs` that hold tables of known kinds.

    Raises PatternError, one line with file and position, on the first file that can't be used.
    """
    known = kinds()
    entries: dict[tuple[str, str], Entry] = {}
    for folder in dirs:
        for path in sorted(folder.rglob("*.toml")):
            if path.name in _OTHER_FILES or path.parent.name in _OTHER_FOLDERS:
                continue
            for entry in _read(path, known):
                entries[(entry.kind, entry.name)] = entry
    for entry in [entry for entry in entries.values() if isinstance(entry, ActorEntry)]:
        for made in _of_actor(entry):
            entries[(made.kind, made.name)] = made
    return list(entries.values())


def _of_actor(entry: ActorEntry) -> Iterator[Entry]:
    """The entries of an actor's words that count only before a word of force, or only in texts on some countries."""
    if entry.adjectives:
        yield ActorAdjectiveEntry(name=entry.name, phrases=entry.adjectives, parts=entry.parts, source=entry.source)
    vague = {"name": f"{entry.name}, by a vague name", "only_in": entry.vague_in, "source": entry.source}
    if entry.vague:
        yield ActorEntry(phrases=entry.vague, parts=entry.parties, fallback=entry.fallback, **vague)
    if entry.vague_adjectives:
        yield ActorAdjectiveEntry(phrases=entry.vague_adjectives, parts=entry.parties, **vague)


# Files of other rooms that lie in the same folders: how names of places are folded, column maps, terms of exports.
_OTHER_FOLDERS = ("names", "curated", "places", "exports")
_OTHER_FILES = ("gazetteer.toml",)


def _read(path: Path, known: dict[str, type[Entry]]) -> list[Entry]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PatternError(f"{path}: not readable as TOML: {error}") from error
    entries = []
    for table, rows in tables.items():
        if table not in known:
            raise PatternError(f"{path}: unknown table [[{table}]]; known are {', '.join(sorted(known))}")
        if not isinstance(rows, list):
            raise PatternError(f"{path}: [{table}] must be written [[{table}]]")
        for number, row in enumerate(rows, 1):
            where = f"{path.name} [[{table}]] {number}"
            try:
                entries.append(known[table].model_validate({**row, "source": where}))
            except ValidationError as error:
                problem = error.errors()[0]
                key = ".".join(str(part) for part in problem["loc"])
                named = f" (name = {row['name']!r})" if isinstance(row, dict) and "name" in row else ""
                raise PatternError(f"{path}: [[{table}]] number {number}{named}: {key}: {problem['msg']}") from error
    return entries
