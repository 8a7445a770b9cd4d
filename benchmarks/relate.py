"""Linking across reports on a generated archive: how many links are right, how many are found, and how long it takes.

    python benchmarks/relate.py [INCIDENTS]

Events on the days of ten years at the places of an invented country are each told by one to three reports, the later
ones with other spellings, days, numbers and words, in the shares that are named below.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import time

from extractor.model import Count, Incident, MadeBy, Perpetrator, Place, PlaceLink, Report, ReportFacts, When
from extractor.relate import relate

TOLD_AGAIN = 0.15  # of the events are told by a second report, and of those as many by a third
OTHER_DAY, OTHER_NUMBER, OTHER_SPELLING, NO_LINK = 0.08, 0.3, 0.4, 0.2
PER_REPORT = 40
PARTIES = ["Syrian regime forces", "Russian forces", "ISIS", "International coalition forces", "Turkish forces"]
KINDS = ["airstrike", "shelling", "shooting", "landmine or remnant explosion"]
WORDS = ["market", "street", "school", "shell", "farm", "river", "bridge", "house", "tent", "queue", "field", "night"]


def _places(chance: random.Random, number: int) -> list[tuple[str, float, float]]:
    syllables = ["ba", "dar", "el", "fa", "hal", "ka", "lo", "mar", "ni", "qa", "ra", "sur", "ta", "za"]
    return [
        ("".join(chance.choices(syllables, k=chance.randint(3, 5))), chance.uniform(33, 37), chance.uniform(36, 42))
        for _ in range(number)
    ]


def archive(size: int, seed: int = 1) -> tuple[list[Report], set[frozenset[str]]]:
    """Reports with about `size` incidents, and the pairs of ids that tell one event."""
    chance = random.Random(seed)
    places = _places(chance, 4000)
    telling: list[Incident] = []
    pairs: set[frozenset[str]] = set()
    while len(telling) < size:
        name, lat, lon = chance.choice(places)
        day = dt.date(2012, 1, 1) + dt.timedelta(days=chance.randrange(3650))
        party, kind, killed = chance.choice(PARTIES), chance.choice(KINDS), min(60, int(chance.expovariate(0.25)))
        words = chance.choices(WORDS, k=12)
        ids: list[str] = []
        while True:
            told_on, spelt, number = day, name, killed
            if ids:
                told_on += dt.timedelta(days=chance.random() < OTHER_DAY)
                spelt = name.replace("a", "e", 1) if chance.random() < OTHER_SPELLING else name
                number = max(0, killed + chance.randint(-2, 3)) if chance.random() < OTHER_NUMBER else killed
                words = [word if chance.random() < 0.6 else chance.choice(WORDS) for word in words]
            linked = PlaceLink(status="linked", id=f"x:{name}", name=name, lat=lat, lon=lon)
            made = Incident(
                id=f"{len(telling)}",
                date=When(start=told_on, end=told_on, precision="day"),
                event_type=kind,
                perpetrators=[Perpetrator(actor=party, certainty="stated")],
                place=Place(name=spelt, link=None if chance.random() < NO_LINK else linked),
                killed=Count(total=number, qualifier="exact"),
                text=" ".join([spelt, str(number), *words]),
            )
            telling.append(made)
            pairs |= {frozenset((made.id, other)) for other in ids}
            ids.append(made.id)
            if chance.random() >= TOLD_AGAIN:
                break
    return _bound(telling, chance), pairs


def _bound(telling: list[Incident], chance: random.Random) -> list[Report]:
    """Reports of a few dozen incidents each, in no order; two tellings of an event rarely meet in one."""
    chance.shuffle(telling)
    return [
        Report(
            report=ReportFacts(
                file=f"{n}.pdf", sha256=f"{n:064x}", pages=1, made_by=MadeBy(extractor="0", reader="pdfium")
            ),
            incidents=telling[n : n + PER_REPORT],
        )
        for n in range(0, len(telling), PER_REPORT)
    ]


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    reports, pairs = archive(size)
    start = time.perf_counter()
    related = relate(reports)
    seconds = time.perf_counter() - start
    links = {frozenset((link.one.incident, link.other.incident)) for link in related.links}
    right = len(links & pairs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{related.incidents} incidents in {related.reports} reports, {len(pairs)} pairs that tell one event")
    print(f"{len(links)} links: precision {right / max(1, len(links)):.3f}, recall {right / max(1, len(pairs)):.3f}")
    print(f"{seconds:.1f} s, {peak} MB")


if __name__ == "__main__":
    main()
