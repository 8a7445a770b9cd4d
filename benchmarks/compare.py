"""Aligning two collections without a key: 10,000 against 10,000 records, and the naive way of all pairs beside it.

    python benchmarks/compare.py [records]

Made-up records over three years and 1500 places, the other side with a tenth of its rows lost, its names
re-spelled, its dates shifted by a day now and then. Prints one JSON object: seconds, peak memory, how many pairs are
right, and the time of the naive way (score every pair, then solve the whole matrix), measured on as many records as
one can wait for in the same run, and reckoned up to the full number by its square.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import resource
import sys
import time

import numpy as np
from scipy.optimize import linear_sum_assignment

from extractor.compare.align import align
from extractor.compare.fields import FIELDS, Day, Number, Spot
from extractor.compare.judge import judge
from extractor.compare.records import Record
from extractor.compare.similarity import WEIGHTS
from extractor.compare.tolerances import read_tolerances

NAIVE = 300
SYLLABLES = ("al", "ba", "dar", "kha", "mas", "nur", "sa", "ta", "zan", "qa", "fi", "hou", "ri", "mun", "jis", "ke")
VOWELS = {"a": "e", "ou": "u", "q": "k", "i": "e"}


def places(count: int, chance: random.Random) -> list[tuple[str, str, tuple[float, float]]]:
    return [
        (
            "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).title(),
            f"Governorate {number % 14}",
            (33 + 4 * chance.random(), 36 + 5 * chance.random()),
        )
        for number in range(count)
    ]


def record(number: int, day: dt.date, place: tuple[str, str, tuple[float, float]], killed: int, injured: int) -> Record:
    values = {
        "date_start": Day(day, day, day),
        "place": Spot(place[0], place[1], place[2] if number % 3 else None),
        "killed": Number(killed),
        "perpetrators": (f"Party {number % 7}",),
    }
    written = {"killed": str(killed), "place": place[0], "date_start": day.isoformat()}
    if injured:
        values["injured"] = Number(injured)
        written["injured"] = str(injured)
    return Record(str(number), None, values, written)


def collections(count: int) -> tuple[list[Record], list[Record]]:
    chance = random.Random(1)
    known = places(1500, chance)
    ours, theirs = [], []
    for number in range(count):
        day = dt.date(2016, 1, 1) + dt.timedelta(days=chance.randrange(1096))
        place = known[int(len(known) * chance.random() ** 2)]  # some places come again and again
        killed, injured = int(chance.paretovariate(1.2)), chance.choice((0, 0, 2, 5, 11))
        ours.append(record(number, day, place, killed, injured))
        if chance.random() < 0.1:
            continue
        name = place[0]
        if chance.random() < 0.3:
            name = name.replace(*chance.choice(list(VOWELS.items())))
        day += dt.timedelta(days=chance.random() < 0.1)
        theirs.append(record(number, day, (name, *place[1:]), killed + (chance.random() < 0.05), injured))
    chance.shuffle(theirs)
    return ours, theirs


def naive(ours: list[Record], theirs: list[Record]) -> None:
    """Every pair judged in every field, the whole matrix solved."""
    tolerances = read_tolerances()
    fields = [(FIELDS["date_start" if name == "date" else name], weight) for name, weight in WEIGHTS.items()]
    levels = {"correct": 1.0, "partial": 0.4, "incorrect": -0.4}
    score = np.zeros((len(ours), len(theirs)))
    for row, one in enumerate(ours):
        for column, other in enumerate(theirs):
            for field, weight in fields:
                verdict = judge(field, one.values.get(field.name), other.values.get(field.name), tolerances).tolerant
                score[row, column] += weight * levels.get(verdict or "", 0.0)
    linear_sum_assignment(score, maximize=True)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    tolerances = read_tolerances()
    ours, theirs = collections(count)
    align(ours[:10], theirs[:10], True, tolerances)  # imports and vocabularies
    start = time.perf_counter()
    alignment = align(ours, theirs, True, tolerances)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    naive(ours[:NAIVE], theirs[:NAIVE])
    waited = time.perf_counter() - start
    right = sum(ours[match.curated].where == theirs[match.extracted].where for match in alignment.matches)
    reckoned = waited * (count / NAIVE) ** 2
    print(
        json.dumps(
            {
                "records": [len(ours), len(theirs)],
                "seconds": round(seconds, 1),
                "peak_mib": round(peak),
                "pairs": len(alignment.matches),
                "right": right,
                "naive_seconds": {f"{NAIVE} x {NAIVE}, measured": round(waited, 1), "all, reckoned": round(reckoned)},
                "times_faster": round(reckoned / seconds),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
