"""The store of places."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.gazetteer.folding import Folding, load_foldings


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    id: str
    name: str
    names: tuple[str, ...]
    kind: str
    admin1: str
    lat: float | None
    lon: float | None
    source: str


@dataclass
class Gazetteer:
    """The places that are known."""

    version: str
    foldings: Sequence[Folding]
    by_key: dict[str, list[PlaceRecord]] = field(default_factory=dict)
    admins: dict[str, str] = field(default_factory=dict)

    def is_place(self, name: str) -> bool:
        """Whether a list holds the name, however it is transliterated."""
        return any(folding.key(name) in self.by_key for folding in self.foldings)

    def admin(self, name: str) -> str | None:
        """The canonical first-level area that `name` spells, or None."""
        return next((a for f in self.foldings if (a := self.admins.get(f.key(name))) is not None), None)

    def find(self, name: str) -> list[PlaceRecord]:
        return [record for folding in self.foldings for record in self.by_key.get(folding.key(name), ())]


def open_gazetteer(dirs: Sequence[Path]) -> Gazetteer:
    """The gazetteer of the pattern folders `dirs`."""
    digest = hashlib.sha256()
    gazetteer = Gazetteer("", load_foldings(dirs))
    for path in (path for folder in dirs for path in sorted((folder / "places").glob("*.csv"))):
        digest.update(path.read_bytes())
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                names = [row["name"], *filter(None, row["alternatives"].split("|"))]
                record = PlaceRecord(
                    row["pcode"] or f"{path.stem}:{number}",
                    row["name"],
                    tuple(names),
                    row["kind"],
                    row["admin1"],
                    float(row["lat"]) if row["lat"] else None,
                    float(row["lon"]) if row["lon"] else None,
                    path.name,
                )
                for name in names:
                    for folding in gazetteer.foldings:
                        records = gazetteer.by_key.setdefault(folding.key(name), [])
                        if record not in records:
                            records.append(record)
                        if record.kind == "governorate":
                            gazetteer.admins[folding.key(name)] = record.name
    gazetteer.version = digest.hexdigest()[:12]
    return gazetteer
