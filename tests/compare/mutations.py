"""Gold rows → two sides that differ in known ways: each mutation with what a correct comparison reports."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

HEADERS = {
    "n": "Case no",
    "file": "Report",
    "date_start": "Start date",
    "date_end": "End date",
    "event_type": "Type of attack",
    "weapons": "Weapon used",
    "perpetrators": "Responsible party",
    "perpetrator_certainty": "Certainty",
    "place": "Town or village",
    "governorate": "Province",
    "control": "Area of control",
    "killed": "Deaths",
    "killed_children": "Children killed",
    "killed_women": "Women killed",
    "injured": "Wounded",
}
"""The columns of the curated sheet, by names that no preset knows."""

Row = dict[str, str]


@dataclass
class Mutated:
    """Both sides, and what is to be reported: (number of the row, field or "", verdict)."""

    extracted: list[Row]
    curated: list[Row]
    expected: set[tuple[str, str, str]] = field(default_factory=set)
    respelled: list[str] = field(default_factory=list)
    exchanged: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0


def gold_rows(path: Path) -> list[Row]:
    """The rows of a gold file, as CSV or as JSON Lines, with a number each."""
    rows: list[Row] = []
    if path.suffix == ".jsonl":
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)
            for incident in text["incidents"]:
                rows.append({"file": f"{text['id']}.pdf"} | {name: _cell(incident.get(name)) for name in HEADERS})
                rows[-1]["file"] = f"{text['id']}.pdf"
    else:
        for row in csv.DictReader(path.open(encoding="utf-8", newline="")):
            rows.append({name: row.get(name) or "" for name in HEADERS})
            rows[-1]["file"] = row.get("file") or "report.pdf"
    return [row | {"n": str(number)} for number, row in enumerate(rows, 1)]


def _cell(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def mutate(rows: list[Row], seed: int, counts: dict[str, int]) -> Mutated:
    """Apply `counts` mutations of each kind to rows drawn at random; rows and their order differ on both sides."""
    chance = random.Random(seed)
    made = Mutated([dict(row) for row in rows], [dict(row) for row in rows])
    free = {row["n"] for row in rows}
    for kind, count in counts.items():
        for _ in range(count):
            _KINDS[kind](made, chance, free)
            made.count += 1
    chance.shuffle(made.curated)
    chance.shuffle(made.extracted)
    return made


def _draw(
    made: Mutated, chance: random.Random, free: set[str], fits: Callable[[Row], bool], whole: bool
) -> tuple[Row, Row]:
    """A row on both sides that fits; a `whole` one isn't drawn again."""
    able = [row for row in made.curated if row["n"] in free and fits(row)]
    curated = chance.choice(sorted(able, key=lambda row: int(row["n"])))
    if whole:
        free.discard(curated["n"])
    return curated, next(row for row in made.extracted if row["n"] == curated["n"])


def _untouched(made: Mutated, name: str) -> Callable[[Row], bool]:
    return lambda row: (
        bool(row[name])
        and not any(n == row["n"] and (of == name or of[:4] == "date" == name[:4]) for n, of, _ in made.expected)
    )


def _one_day(row: Row) -> bool:
    return bool(row["date_start"]) and row["date_start"] == row["date_end"]


def _sure(row: Row) -> bool:
    """Whether the row can be told by date, place and dead."""
    return _one_day(row) and bool(row["place"]) and row["killed"].isdigit() and int(row["killed"]) > 0


def _shifted(made: Mutated, chance: random.Random, free: set[str]) -> None:
    fits = _untouched(made, "date_start")
    curated, _ = _draw(made, chance, free, lambda row: _sure(row) and fits(row), False)
    day = dt.date.fromisoformat(curated["date_start"]) + dt.timedelta(days=chance.choice((-1, 1)))
    for name in ("date_start", "date_end"):
        curated[name] = day.isoformat()
        made.expected.add((curated["n"], name, "partial"))


def _count(made: Mutated, chance: random.Random, free: set[str]) -> None:
    names = ("killed", "killed_children", "injured")
    able = [
        name
        for name in names
        if any(row["n"] in free and _sure(row) and _untouched(made, name)(row) for row in made.curated)
    ]
    name = chance.choice(able)
    fits = _untouched(made, name)
    curated, _ = _draw(made, chance, free, lambda row: _sure(row) and fits(row), False)
    curated[name] = str(int(curated[name]) + chance.choice((1, 2, 9)))
    made.expected.add((curated["n"], name, "incorrect"))


def _recoded(made: Mutated, chance: random.Random, free: set[str]) -> None:
    fits = _untouched(made, "event_type")
    others = ("stabbing or beating", "chemical attack")
    curated, _ = _draw(
        made, chance, free, lambda row: _sure(row) and fits(row) and row["event_type"] not in others, False
    )
    curated["event_type"] = chance.choice(others)
    made.expected.add((curated["n"], "event_type", "incorrect"))


def _cleared(made: Mutated, chance: random.Random, free: set[str]) -> None:
    fits = _untouched(made, "perpetrators")
    curated, _ = _draw(made, chance, free, lambda row: _sure(row) and fits(row), False)
    curated["perpetrators"] = ""
    made.expected.add((curated["n"], "perpetrators", "spurious"))


def _unseen(made: Mutated, chance: random.Random, free: set[str]) -> None:
    fits = _untouched(made, "governorate")
    _, extracted = _draw(made, chance, free, lambda row: _sure(row) and fits(row), False)
    extracted["governorate"] = ""
    made.expected.add((extracted["n"], "governorate", "missing"))


def _respelled(made: Mutated, chance: random.Random, free: set[str]) -> None:
    curated, _ = _draw(
        made, chance, free, lambda row: _sure(row) and row["n"] not in made.respelled and len(row["place"]) > 4, False
    )
    place = curated["place"].replace("ou", "u").replace("ee", "i").replace(" ", "-")
    curated["place"] = place.upper() if place == curated["place"] else place
    made.respelled.append(curated["n"])


def _dropped(made: Mutated, chance: random.Random, free: set[str]) -> None:
    curated, _ = _draw(made, chance, free, lambda row: _pristine(made, row), True)
    made.curated.remove(curated)
    made.expected.add((curated["n"], "", "invented"))


def _added(made: Mutated, chance: random.Random, free: set[str]) -> None:
    model = chance.choice(made.curated)
    number = str(1000 + len(made.curated))
    row = dict.fromkeys(model, "") | {"n": number, "file": model["file"], "place": "Zhilqanabad", "killed": "77"}
    row |= {"date_start": "2013-02-03", "date_end": "2013-02-03", "governorate": "Tartus", "event_type": "clash"}
    made.curated.append(row)
    made.expected.add((number, "", "missed"))


def _pristine(made: Mutated, row: Row) -> bool:
    return _sure(row) and not any(n == row["n"] for n, _, _ in made.expected) and row["n"] not in made.respelled


def _parted(made: Mutated, chance: random.Random, free: set[str], side: str, kind: str) -> None:
    """One row of a side becomes two, the dead shared between them."""
    fits = lambda row: _pristine(made, row) and int(row["killed"]) > 4 and not row["injured"]  # noqa: E731
    curated, extracted = _draw(made, chance, free, fits, True)
    rows, row = (made.curated, curated) if side == "curated" else (made.extracted, extracted)
    part = int(row["killed"]) // 3
    shared = ("file", "date_start", "date_end", "place", "governorate")
    other = dict.fromkeys(row, "") | {name: row[name] for name in shared}
    other |= {"n": row["n"], "killed": str(part), "event_type": row["event_type"]}
    row["killed"] = str(int(row["killed"]) - part)
    rows.append(other)
    made.expected.add((row["n"], "", kind))


def _exchanged(made: Mutated, chance: random.Random, free: set[str]) -> None:
    first, _ = _draw(made, chance, free, lambda row: _pristine(made, row), True)
    second, _ = _draw(
        made,
        chance,
        free,
        lambda row: (
            _pristine(made, row)
            and row["file"] == first["file"]
            and row["date_start"] != first["date_start"]  # of one day, the rest could as well have been exchanged
            and row["place"][:2].lower() != first["place"][:2].lower()
        ),
        True,
    )
    first["place"], second["place"] = second["place"], first["place"]
    made.exchanged.append((first["n"], second["n"]))
    made.expected |= {(row["n"], "place", "incorrect") for row in (first, second)}


_KINDS: dict[str, Callable[[Mutated, random.Random, set[str]], None]] = {
    "split": lambda *args: _parted(*args, "extracted", "split"),
    "merged": lambda *args: _parted(*args, "curated", "merged"),
    "exchanged": _exchanged,
    "dropped": _dropped,
    "added": _added,
    "shifted": _shifted,
    "count": _count,
    "recoded": _recoded,
    "cleared": _cleared,
    "unseen": _unseen,
    "respelled": _respelled,
}

FORTY = {
    "split": 2,
    "merged": 2,
    "exchanged": 2,
    "dropped": 2,
    "added": 2,
    "shifted": 5,
    "count": 7,
    "recoded": 4,
    "cleared": 4,
    "unseen": 4,
    "respelled": 6,
}


def write_extracted(path: Path, rows: list[Row]) -> None:
    """As the extractor's flat export: the codebook's columns, with an id of its own."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["incident_id", *list(HEADERS)[1:]])
        writer.writeheader()
        writer.writerows({"incident_id": row["n"]} | {name: row[name] for name in list(HEADERS)[1:]} for row in rows)


def write_curated(path: Path, rows: list[Row]) -> None:
    """As people keep it: a title, columns of other names in another order, dates as dates and as words, 1,250."""
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Incidents, coded by hand"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADERS))
    sheet.append([])
    names = sorted(HEADERS, key=HEADERS.__getitem__)
    sheet.append([HEADERS[name] for name in names])
    for number, row in enumerate(rows):
        sheet.append([_as_people_write(name, row[name], number) for name in names])
    workbook.save(path)


def _as_people_write(name: str, value: str, number: int) -> object:
    if not value:
        return None
    if name.startswith("date_") and len(value) == 10:
        day = dt.date.fromisoformat(value)
        return (day, f"{day.day} {day:%B} {day.year}", dt.datetime.combine(day, dt.time()), value)[number % 4]
    if value.isdigit() and name != "n":
        return int(value) if number % 2 and int(value) < 1000 else f"{int(value):,}"
    return value
