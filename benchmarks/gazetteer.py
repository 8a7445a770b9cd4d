"""How well and how fast names are linked, beside rapidfuzz's WRatio on the same places, in one run.

    python benchmarks/gazetteer.py MENTIONS.jsonl [--list FILE …] [--errors] [--half tune|report]

A line of MENTIONS is {"code", "location_en", "region", "lat", "lon", "geo_accuracy"}. Without --list the places that
come with the package are used. A mention counts as right within 5 km, and a neighborhood or spot linked to its city
within 10 km. `holdable` are the mentions for which some list has a place of a like name that near. The halves are told
apart by a hash of the mention, so that what is tuned on one is reported on the other.
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
from pathlib import Path

from extractor.knowledge import load_entries, pattern_dirs
from extractor.knowledge.compile import spellings
from extractor.knowledge.schema import PlaceKindEntry

_LEAD = re.compile(
    r"^(?:(?:the|a|near|nr|vicinity of|road between|between|behind|west of|east of|north of|south of|crossing in|village of|"
    r"villages of|town of|city of|in|nahiyat)\s+)+",
    re.IGNORECASE,
)


def main() -> None:
    options = _options()
    if options.list:
        home = tempfile.mkdtemp(prefix="gazetteer-benchmark-")
        os.environ["EXTRACTOR_HOME"] = home
    from extractor.gazetteer import PlaceQuery, link_all, open_gazetteer
    from extractor.gazetteer.library import add_list
    from extractor.gazetteer.lists import load_layout

    dirs = pattern_dirs()
    for path in options.list:
        add_list(path, load_layout(dirs), country=options.country)
    started = time.perf_counter()
    gazetteer = open_gazetteer(dirs).of((options.country,))
    held = gazetteer.catalogue.store(options.country)
    held.areas  # noqa: B018
    print(f"opened in {(time.perf_counter() - started) * 1000:.0f} ms (the first time: built)")
    started = time.perf_counter()
    gazetteer = open_gazetteer(dirs).of((options.country,))
    gazetteer.admin("x")
    print(f"opened in {(time.perf_counter() - started) * 1000:.0f} ms, first answer included")
    records = list(held.all_records())
    print(f"{len(records):,} places, coverage: {held.coverage}")

    mentions = [json.loads(line) for line in options.mentions.read_text(encoding="utf-8").splitlines()]
    reader = Reader()
    for half in ("tune", "report"):
        if options.half not in (half, None):
            continue
        mine = [mention for mention in mentions if _half(mention) == half]
        queries = [reader.query(mention, PlaceQuery) for mention in mine]
        outcomes: Counter[str] = Counter()
        times = []
        for mention, query in zip(mine, queries, strict=True):
            started = time.perf_counter()
            (link,) = link_all(gazetteer, [query])
            times.append(time.perf_counter() - started)
            truth = (mention["lat"], mention["lon"])
            outcome = _outcome(link, truth, mention["geo_accuracy"])
            able = _holdable(gazetteer, query, mention, records)
            outcomes[outcome] += 1
            outcomes["holdable"] += able
            outcomes["holdable right"] += able and outcome == "right"
            if options.errors and (outcome == "wrong" or (able and outcome != "right")):
                print(
                    f"  {outcome:6} {'holdable' if able else '        '} {mention['location_en']} | {mention['region']} {truth}"
                )
                print(f"         → {query}")
                print(f"         → {link.status} {link.name} {link.lat} {link.lon} {link.precision}: {link.reason}")
                for candidate in link.candidates:
                    print(
                        f"            {candidate.name} {candidate.lat} {candidate.lon} {candidate.score} {candidate.parts}"
                    )
        total = len(mine)
        print(
            f"{half}: {total} mentions, right {outcomes['right'] / total:.1%}, wrong {outcomes['wrong'] / total:.1%}, "
            f"tie {outcomes['tie'] / total:.1%}, nil {outcomes['nil'] / total:.1%}, coarse {outcomes['coarse'] / total:.1%}; "
            f"holdable {outcomes['holdable']}, of them right {outcomes['holdable right'] / max(1, outcomes['holdable']):.1%}"
        )
        print(
            f"   {statistics.median(times) * 1e6:.0f} µs a mention (median), {statistics.mean(times) * 1e6:.0f} µs mean"
        )
    if options.wratio:
        _wratio(mentions, reader, records, PlaceQuery)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mentions", type=Path)
    parser.add_argument("--list", type=Path, nargs="*", default=[])
    parser.add_argument("--country", default="SY")
    parser.add_argument("--half", choices=("tune", "report"))
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--wratio", action="store_true", help="also link with process.extractOne and WRatio")
    return parser.parse_args()


def _half(mention: dict) -> str:
    digest = hashlib.sha256(f"{mention['code']} {mention['location_en']}".encode()).digest()
    return "tune" if digest[0] % 2 else "report"


class Reader:
    """A mention in free text → a query: kind words off, what stands behind a comma contains it."""

    def __init__(self) -> None:
        kinds = {}
        for entry in load_entries(pattern_dirs()):
            if isinstance(entry, PlaceKindEntry):
                for phrase in entry.phrases:
                    for written in spellings(phrase):
                        kinds[written.lower()] = "part" if entry.part_of else entry.name
        self._kinds = kinds
        words = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True))
        self._after = re.compile(rf"\s+({words})$", re.IGNORECASE)
        self._before = re.compile(rf"^({words})\s+(?:of\s+)?", re.IGNORECASE)

    def query(self, mention: dict, make: type) -> object:
        pieces = [
            piece.strip()
            for piece in re.split(r"[,\[\]:]|\s+(?:in|near|and|or)\s+(?:the\s+)?", mention["location_en"])
            if piece.strip()
        ]
        first, rest = pieces[0], pieces[1:]
        bracket = re.search(r"\(([^()]*)\)", first)
        if bracket:
            first = (first[: bracket.start()] + first[bracket.end() :]).strip()
            rest.append(bracket[1])
        name, kind = self._bare(first)
        within = [self._bare(piece)[0] for piece in rest]
        return make(name=name, kind=kind, governorate=mention["region"], within=tuple(within))

    def _bare(self, text: str) -> tuple[str, str | None]:
        text = _LEAD.sub("", text).strip()
        kind = None
        for pattern in (self._after, self._before):
            match = pattern.search(text)
            if match and len(text) > len(match[0]):
                kind = self._kinds[match[1].lower()]
                text = (text[: match.start()] + text[match.end() :]).strip()
        return text, None if kind == "part" else kind


def _outcome(link: object, truth: tuple[float, float], accuracy: str) -> str:
    from extractor.gazetteer.records import km

    if link.status in ("nil", "tie"):
        return link.status
    if link.lat is None or link.precision == "subdistrict":
        return "coarse"
    spot = accuracy in ("neighbourhood_area", "exact_location", "within_100m")
    limit = 10 if link.precision == "area" or (spot and link.precision == "city") else 5
    return "right" if km((link.lat, link.lon), truth) <= limit else "wrong"


def _holdable(gazetteer: object, query: object, mention: dict, records: list) -> bool:
    """Whether a list has a place of a like name, or of the same Arabic name, where the mention is."""
    from extractor.gazetteer.linker import LIKE, _likeness
    from extractor.gazetteer.lists.rows import parts_of
    from extractor.gazetteer.records import km, script_of
    from extractor.gazetteer.store import Spelled

    held = gazetteer.open_stores[0]
    truth = (mention["lat"], mention["lon"])
    spot = mention["geo_accuracy"] in ("neighbourhood_area", "exact_location", "within_100m")
    arabic = held.fold(mention["location_ar"]).key if mention.get("location_ar") else None
    for record in records:
        if record.point is None or record.precision == "subdistrict" or abs(record.lat - truth[0]) > 0.1:
            continue
        distance = km(record.point, truth)
        forms = [query.name, *parts_of(query.name)]
        if distance > 5:
            if not (spot and distance <= 10 and record.kind == "city"):
                continue
            forms = query.within if query.kind == "neighborhood" else forms
        for name in record.names:
            folded = held.fold(name.text)
            if arabic and script_of(name.text) == "ARABIC" and folded.key == arabic:
                return True
            spelled = Spelled(0, folded.close, folded.key, folded.skeleton, False)
            if any(_likeness(held.fold(form), spelled) >= LIKE for form in forms):
                return True
    return False


def _wratio(mentions: list, reader: Reader, records: list, make: type) -> None:
    from rapidfuzz import fuzz, process

    from extractor.gazetteer.records import km

    names, owners = [], []
    for record in records:
        if record.point is not None:
            for name in record.names:
                names.append(name.text)
                owners.append(record)
    right = wrong = 0
    times = []
    for mention in mentions:
        query = reader.query(mention, make)
        started = time.perf_counter()
        hit = process.extractOne(query.name, names, scorer=fuzz.WRatio, score_cutoff=85)
        times.append(time.perf_counter() - started)
        if hit is not None:
            near = km(owners[hit[2]].point, (mention["lat"], mention["lon"])) <= 5
            right += near
            wrong += not near
    total = len(mentions)
    print(
        f"process.extractOne, WRatio: right {right / total:.1%}, wrong {wrong / total:.1%}, "
        f"{statistics.median(times) * 1e6:.0f} µs a mention (median)"
    )


if __name__ == "__main__":
    main()
