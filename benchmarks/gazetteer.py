"""How well and how fast names are linked, beside rapidfuzz's WRatio on the same places, in one run.

    python benchmarks/gazetteer.py MENTIONS.jsonl [--list FILE …] [--errors]

A line of MENTIONS is {"code", "location_en", "location_ar", "region", "lat", "lon", "geo_accuracy"}: a place as someone
wrote it down, and where it is by someone else. Without --list the places that come with the package are used.

A mention counts as right within 5 km, as are a neighborhood or a spot linked to its city, and an area, within 10 km.
"coarse" are links that say themselves that they have no point of their own. A mention is "holdable" where a list has a
place of a like name, or of the same Arabic name, that near: what no list holds can only be nil, or wrong. The halves
are told apart by a hash of the mention: rules and limits were chosen on "tune" alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from extractor.gazetteer import Gazetteer, PlaceQuery, link_all, open_gazetteer
from extractor.gazetteer.library import add_list
from extractor.gazetteer.linker import candidates
from extractor.gazetteer.lists import load_layout
from extractor.gazetteer.lists.rows import parts_of
from extractor.gazetteer.records import PlaceRecord, km, script_of
from extractor.knowledge import load_entries, pattern_dirs
from extractor.knowledge.compile import spellings
from extractor.knowledge.schema import PlaceKindEntry
from extractor.model import PlaceLink

Mention = dict[str, Any]
NEAR_KM, SPOT_KM = 5.0, 10.0
LIKE = 0.885  # of names, as in the linker
_SPOTS = ("neighbourhood_area", "exact_location", "within_100m")
_LEAD = re.compile(
    r"^(?:(?:the|a|near|nr|vicinity of|road between|between|behind|west of|east of|north of|south of|crossing in|"
    r"village of|villages of|town of|city of|in|nahiyat)\s+)+",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,\[\]:]|\s+(?:in|near|and|or)\s+(?:the\s+)?")


@dataclass
class Figures:
    """What came of a number of mentions."""

    outcomes: Counter[str] = field(default_factory=Counter)
    holdable: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    @property
    def mentions(self) -> int:
        return self.outcomes.total()

    def share(self, outcome: str) -> float:
        return self.outcomes[outcome] / self.mentions

    def holdable_share(self, outcome: str) -> float:
        return self.holdable[outcome] / self.holdable.total()

    def __str__(self) -> str:
        shares = ", ".join(f"{name} {self.share(name):.1%}" for name in ("right", "wrong", "tie", "nil", "coarse"))
        held = ", ".join(f"{name} {self.holdable_share(name):.1%}" for name in ("right", "wrong"))
        return f"{self.mentions} mentions: {shares}; {self.holdable.total()} holdable, of them {held}"


class Reader:
    """A mention in free text → a query: kind words off, what stands behind a comma or in brackets contains it."""

    def __init__(self) -> None:
        self._kinds = {
            written.lower(): None if entry.part_of else entry.name
            for entry in load_entries(pattern_dirs())
            if isinstance(entry, PlaceKindEntry)
            for phrase in entry.phrases
            for written in spellings(phrase)
        }
        words = "|".join(sorted(map(re.escape, self._kinds), key=len, reverse=True))
        self._after = re.compile(rf"\s+({words})$", re.IGNORECASE)
        self._before = re.compile(rf"^({words})\s+(?:of\s+)?", re.IGNORECASE)
        self._of = re.compile(rf"(\w\s+(?:{words}))\s+of\s+(?=[A-Z])", re.IGNORECASE)

    def query(self, mention: Mention) -> PlaceQuery:
        text = self._of.sub(r"\1, ", mention["location_en"])
        first, *rest = [piece.strip() for piece in _BREAK.split(text) if piece.strip()]
        bracket = re.search(r"\(([^()]*)\)", first)
        if bracket:
            first = (first[: bracket.start()] + first[bracket.end() :]).strip()
            rest.append(bracket[1])
        name, kind = self._bare(first)
        within = tuple(self._bare(piece)[0] for piece in rest)
        return PlaceQuery(name=name, kind=kind, governorate=mention["region"], within=within)

    def _bare(self, text: str) -> tuple[str, str | None]:
        text, kind = _LEAD.sub("", text).strip(), None
        for pattern in (self._after, self._before):
            match = pattern.search(text)
            if match and len(text) > len(match[0]):
                kind = self._kinds[match[1].lower()]
                text = (text[: match.start()] + text[match.end() :]).strip()
        return text, kind


def half(mention: Mention) -> str:
    digest = hashlib.sha256(f"{mention['code']} {mention['location_en']}".encode()).digest()
    return "tune" if digest[0] % 2 else "report"


def measure(gazetteer: Gazetteer, mentions: Iterable[Mention]) -> Figures:
    """Link every mention for itself, and compare."""
    figures, reader = Figures(), Reader()
    records = [record for held in gazetteer.open_stores for record in held.all_records() if _is_placed(record)]
    for mention in mentions:
        query = reader.query(mention)
        (link,) = link_all(gazetteer, [query])
        outcome = _outcome(link, mention)
        able = _holdable(gazetteer, query, mention, records)
        figures.outcomes[outcome] += 1
        figures.holdable[outcome] += able
        if outcome == "wrong" or (able and outcome != "right"):
            figures.errors.append(_told(mention, query, link, outcome, able))
    return figures


def _is_placed(record: PlaceRecord) -> bool:
    return record.point is not None and (record.precision != "subdistrict" or record.kind == "subdistrict")


def _outcome(link: PlaceLink, mention: Mention) -> str:
    if link.status in ("nil", "tie"):
        return link.status
    if link.lat is None or link.lon is None or link.precision == "subdistrict":
        return "coarse"
    spot = link.precision == "area" or (mention["geo_accuracy"] in _SPOTS and link.precision == "city")
    return (
        "right"
        if km((link.lat, link.lon), (mention["lat"], mention["lon"])) <= (SPOT_KM if spot else NEAR_KM)
        else "wrong"
    )


def _holdable(gazetteer: Gazetteer, query: PlaceQuery, mention: Mention, records: Sequence[PlaceRecord]) -> bool:
    truth = (mention["lat"], mention["lon"])
    arabic = _folded(gazetteer, mention.get("location_ar") or "").key
    for record in records:
        if record.lat is None or abs(record.lat - truth[0]) > 0.1 or record.point is None:
            continue
        distance = km(record.point, truth)
        forms: Sequence[str] = [query.name, *parts_of(query.name)]
        if distance > NEAR_KM:
            if record.kind != "city" or mention["geo_accuracy"] not in _SPOTS or distance > SPOT_KM:
                continue
            forms = query.within if query.kind == "neighborhood" else forms
        for name in record.names:
            folded = _folded(gazetteer, name.text)
            if arabic and script_of(name.text) == "ARABIC" and folded.key == arabic:
                return True
            if any(_alike(_folded(gazetteer, form), folded) >= LIKE for form in forms):
                return True
    return False


def _folded(gazetteer: Gazetteer, name: str) -> Any:
    return gazetteer.open_stores[0].fold(name)


def _alike(one: Any, other: Any) -> float:
    pairs = ((0.5, one.key, other.key), (0.25, one.skeleton, other.skeleton), (0.25, one.close, other.close))
    return sum(weight * fuzz.ratio(a, b) for weight, a, b in pairs) / 100


def _told(mention: Mention, query: PlaceQuery, link: PlaceLink, outcome: str, able: bool) -> str:
    lines = [f"{outcome:6} {'holdable' if able else ' ' * 8} {mention['location_en']} | {mention['region']}"]
    lines.append(f"    at {mention['lat']}, {mention['lon']}; asked: {query}")
    lines.append(f"    {link.status} {link.name} {link.lat} {link.lon} {link.precision}: {link.reason}")
    lines += [f"      {one.name} {one.lat} {one.lon} {one.score} {one.parts}" for one in link.candidates]
    return "\n".join(lines)


def times(gazetteer: Gazetteer, queries: Sequence[PlaceQuery]) -> list[float]:
    """Seconds a query."""
    taken = []
    for query in queries:
        started = time.perf_counter()
        link_all(gazetteer, [query])
        taken.append(time.perf_counter() - started)
    return taken


def _wratio(mentions: Sequence[Mention], queries: Sequence[PlaceQuery], gazetteer: Gazetteer) -> None:
    held = [
        (name.text, record.point)
        for store in gazetteer.open_stores
        for record in store.all_records()
        if record.point is not None
        for name in record.names
    ]
    names = [name for name, _ in held]
    outcomes: Counter[str] = Counter()
    taken = []
    for mention, query in zip(mentions, queries, strict=True):
        started = time.perf_counter()
        hit = process.extractOne(query.name, names, scorer=fuzz.WRatio, score_cutoff=85)
        taken.append(time.perf_counter() - started)
        if hit is not None:
            point = held[hit[2]][1]
            outcomes["right" if km(point, (mention["lat"], mention["lon"])) <= NEAR_KM else "wrong"] += 1
    shares = ", ".join(f"{name} {outcomes[name] / len(mentions):.1%}" for name in ("right", "wrong"))
    print(f"process.extractOne with WRatio on the same names: {shares}; {_micro(taken)} a mention (median)")


def _micro(taken: Sequence[float]) -> str:
    return f"{statistics.median(taken) * 1e6:,.0f} µs"


def main() -> None:
    options = _options()
    dirs = pattern_dirs()
    if options.list:
        os.environ["EXTRACTOR_HOME"] = tempfile.mkdtemp(prefix="gazetteer-benchmark-")
        for path in options.list:
            add_list(path, load_layout(dirs), country=options.country)
    area = min(open_gazetteer(dirs).catalogue.store(options.country).areas)  # built here where it isn't yet
    started = time.perf_counter()
    gazetteer = open_gazetteer(dirs).of((options.country,))
    candidates(gazetteer, PlaceQuery(area, governorate=area))
    print(f"opened and asked once in {(time.perf_counter() - started) * 1000:.0f} ms")
    for name, rows in gazetteer.catalogue.rows(options.country).items():
        print(f"  {name}: {rows:,} places")

    mentions = [json.loads(line) for line in options.mentions.read_text(encoding="utf-8").splitlines()]
    for name in ("tune", "report"):
        figures = measure(gazetteer, [mention for mention in mentions if half(mention) == name])
        print(f"{name}: {figures}")
        for line in figures.errors if options.errors else ():
            print(line)
    reader = Reader()
    queries = [reader.query(mention) for mention in mentions]
    fresh = open_gazetteer(dirs).of((options.country,))
    print(f"{_micro(times(fresh, queries))} a mention the first time, {_micro(times(fresh, queries))} after (medians)")
    _wratio(mentions, queries, gazetteer)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mentions", type=Path)
    parser.add_argument("--list", type=Path, nargs="*", default=[], help="lists to add; without, the shipped places")
    parser.add_argument("--country", default="SY")
    parser.add_argument("--errors", action="store_true", help="show what went wrong")
    return parser.parse_args()


if __name__ == "__main__":
    main()
