"""The kinds of event, each told in several ways: kind, means, who did it and what came of it; all are our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.converter import Converter
from extractor.model import Incident

HEADS = ("On 3 May 2018, {0}.", "{1} on 3 May 2018.", "3 May 2018: {1}.")
AT = "in Talbisa city in Homs"
RUSSIA, TURKEY, REGIME = "Russian forces", "Turkish forces", "Syrian regime forces"
SDF, NOBODY = "Syrian Democratic Forces", "unidentified"

# event type → its sentences: words, weapons (name, count, delivery), perpetrators, outcomes
EVENTS: dict[str, list[tuple[str, list[tuple[str | None, int | None, str | None]], list[str], dict[str, int]]]] = {
    "airstrike": [
        (f"Russian warplanes killed two people {AT}", [(None, None, "warplane")], [RUSSIA], {"killed": 2}),
        (
            f"an airstrike by Russian warplanes killed two people {AT}",
            [(None, None, "warplane")],
            [RUSSIA],
            {"killed": 2},
        ),
        (f"two people were killed in Russian airstrikes {AT}", [], [RUSSIA], {"killed": 2}),
        (
            f"Syrian regime helicopters dropped two barrel bombs on a school {AT}, killing a girl",
            [("barrel bomb", 2, "helicopter")],
            [REGIME],
            {"killed": 1},
        ),
    ],
    "drone strike": [
        (f"a Turkish drone targeted a car {AT}, killing two people", [(None, None, "drone")], [TURKEY], {"killed": 2}),
        (f"two people were killed by a Turkish drone {AT}", [(None, None, "drone")], [TURKEY], {"killed": 2}),
    ],
    "shelling": [
        (f"Syrian regime forces shelled a market {AT}, injuring four people", [], [REGIME], {"injured": 4}),
        (f"four people were injured when Syrian regime forces shelled a market {AT}", [], [REGIME], {"injured": 4}),
        (f"shelling by Syrian regime forces injured four people {AT}", [], [REGIME], {"injured": 4}),
    ],
    "landmine or remnant explosion": [
        (f"a landmine exploded {AT}, killing two boys", [("landmine", 1, None)], [], {"killed": 2}),
        (f"two boys were killed by the explosion of a landmine {AT}", [("landmine", 1, None)], [], {"killed": 2}),
        (f"a landmine of unknown origin killed two boys {AT}", [("landmine", 1, None)], [NOBODY], {"killed": 2}),
    ],
    "bombing": [
        (f"a car bomb killed nine people {AT}", [("car bomb", 1, "vehicle")], [], {"killed": 9}),
        (f"nine people were killed when a car bomb exploded {AT}", [("car bomb", 1, "vehicle")], [], {"killed": 9}),
        (f"an IED planted by ISIS exploded {AT}, killing a man", [("IED", 1, None)], ["ISIS"], {"killed": 1}),
    ],
    "shooting": [
        (f"unidentified gunmen shot dead a teacher {AT}", [], [NOBODY], {"killed": 1}),
        (f"a teacher was shot dead by unidentified gunmen {AT}", [], [NOBODY], {"killed": 1}),
        (f"ISIS fighters opened fire on a car {AT}, killing two men", [], ["ISIS"], {"killed": 2}),
    ],
    "execution": [
        (f"ISIS executed three men {AT}", [], ["ISIS"], {"killed": 3}),
        (f"three men were executed by ISIS {AT}", [], ["ISIS"], {"killed": 3}),
    ],
    "arrest or abduction": [
        (f"Syrian regime forces arrested four men {AT}", [], [REGIME], {"detained": 4}),
        (f"four men were arrested by Syrian regime forces {AT}", [], [REGIME], {"detained": 4}),
    ],
    "clash": [
        (
            f"clashes between ISIS and the Syrian Democratic Forces killed a boy {AT}",
            [],
            ["ISIS", SDF],
            {"killed": 1},
        ),
    ],
}
CASES = [(kind, *case) for kind, cases in EVENTS.items() for case in cases]


@pytest.fixture(scope="module")
def converter() -> Converter:
    return Converter()


def outcomes(incident: Incident) -> dict[str, int]:
    counts = {name: getattr(incident, name).total for name in ("killed", "injured", "missing", "detained")}
    return {name: total for name, total in counts.items() if total is not None}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(("kind", "words", "weapons", "actors", "harm"), CASES, ids=[case[1] for case in CASES])
def test_an_event_of_its_kind(
    head: str,
    kind: str,
    words: str,
    weapons: list[tuple[str | None, int | None, str | None]],
    actors: list[str],
    harm: dict[str, int],
    converter: Converter,
    tmp_path: Path,
) -> None:
    page = tmp_path / "report.txt"
    page.write_text(head.format(words, words[0].upper() + words[1:]) + "\n", encoding="utf-8")
    [incident] = converter.convert(page).incidents
    assert incident.event_type == kind
    assert [(weapon.name, weapon.count, weapon.delivery) for weapon in incident.weapons] == weapons
    assert [one.actor for one in incident.perpetrators] == actors
    assert outcomes(incident) == harm
    assert (str(incident.date.start), incident.place.name, incident.place.governorate) == (
        "2018-05-03",
        "Talbisa",
        "Homs",
    )
