"""Places: names with their kinds and roles, sites, locations of cards; all sentences here are our own."""

from __future__ import annotations

import pathlib
from typing import ClassVar

import pytest

from extractor.annotate.places import PlaceMention, find_places, find_sites, read_location
from extractor.knowledge import load_knowledge

ROOT = pathlib.Path(__file__).resolve().parents[2]
KNOWLEDGE = load_knowledge([ROOT / "patterns/en", ROOT / "patterns/syria"])


class FewNames:
    """A gazetteer of a few names: what it doesn't hold must be told by the sentence."""

    places = ("idlib", "hama", "homs", "mahkan", "hardoub", "binnish", "nawa", "salamiya")
    admins: ClassVar = {
        "idlib": "Idlib",
        "hama": "Hama",
        "homs": "Homs",
        "damascus suburbs": "Damascus suburbs",
        "rural damascus": "Damascus suburbs",
    }

    def is_place(self, name: str) -> bool:
        return name.lower() in self.places

    def admin(self, name: str) -> str | None:
        return self.admins.get(name.lower())

    def is_country(self, name: str) -> bool:
        return name == "Nepal"

    def records(self, name: str) -> frozenset[str]:
        return frozenset({name.lower()} & set(self.places))


NAMES = FewNames()


def find(text: str) -> list[PlaceMention]:
    return find_places(KNOWLEDGE.annotate(text), NAMES)


def roles(text: str) -> list[tuple[str, str]]:
    return [(place.name, place.role) for place in find(text)]


def kinds(text: str) -> list[tuple[str, str | None]]:
    return [(place.name, place.kind) for place in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shells hit Mahkan town at noon.", [("Mahkan", "town")]),
        ("Shells hit the Idlib town of Mahkan at noon.", [("Idlib", None), ("Mahkan", "town")]),
        ("Shells hit the Mahkan neighborhood of Hama.", [("Mahkan", "neighborhood"), ("Hama", None)]),
        ("Shells hit the town of Mahkan at noon.", [("Mahkan", "town")]),
        ("Shells hit the besieged town of Mahkan at noon.", [("Mahkan", "town")]),
        ("Shells hit Mahkan at noon.", [("Mahkan", None)]),
        ("Shells hit al Malaab neighborhood.", [("al Malaab", "neighborhood")]),
        ("Shells hit an-Nayrab camp.", [("an-Nayrab", "camp")]),
        ("Shells hit Tal Rumman village.", [("Tal Rumman", "village")]),
        ("Shells hit Tal-Rumman village.", [("Tal-Rumman", "village")]),
        ("Shells hit Hay 17 Tammuz neighborhood.", [("Hay 17 Tammuz", "neighborhood")]),
        ("Shells hit Derik (al-Malikiyah) city.", [("Derik", "city")]),
        ("Shells hit Al-Malikiyah/Dayrik city.", [("Al-Malikiyah", "city")]),
        # a plural is the kind of all that it stands before or behind
        (
            "Shells hit Mahkan, Hardoub and Zorbin villages.",
            [("Mahkan", "village"), ("Hardoub", "village"), ("Zorbin", "village")],
        ),
        (
            "Shells hit the villages of Mahkan, Hardoub and Binnish.",
            [("Mahkan", "village"), ("Hardoub", "village"), ("Binnish", "village")],
        ),
        ("Shells hit Mahkan village and Binnish city.", [("Mahkan", "village"), ("Binnish", "city")]),
    ],
)
def test_the_kind_is_the_word_of_place_beside_the_name(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Warplanes bombed Mahkan.", [("Mahkan", "in")]),
        ("Warplanes bombed the town of Mahkan.", [("Mahkan", "in")]),
        ("A shell fell within Mahkan town.", [("Mahkan", "in")]),
        ("In Mahkan, a child was killed.", [("Mahkan", "in")]),
        ("A shell fell on a house in the center of Mahkan.", [("Mahkan", "in")]),
        ("A shell fell on a house in the center of Zorbin.", [("Zorbin", "in")]),
        ("Helicopters bombed the outskirts of Mahkan.", [("Mahkan", "in")]),
        ("A shell fell near Mahkan.", [("Mahkan", "near")]),
        ("A shell fell not far from Mahkan town.", [("Mahkan", "near")]),
        ("A mine exploded on the road between Mahkan and Salamiya.", [("Mahkan", "between"), ("Salamiya", "between")]),
        ("A car was hit on the Mahkan - Salamiya road.", [("Mahkan", "between")]),
        ("Rockets fired from Hardoub village hit Mahkan.", [("Hardoub", "from"), ("Mahkan", "in")]),
        ("Two displaced people from Hardoub were killed in Mahkan.", [("Hardoub", "from"), ("Mahkan", "in")]),
        ("ISIS fighters stationed in Hardoub shelled Mahkan.", [("Hardoub", "posted"), ("Mahkan", "in")]),
        ("Shells hit Homs' al Malaab neighborhood.", [("Homs", "within"), ("al Malaab", "in")]),
        (
            "Shells hit Mahkan town, which administratively follows Hama governorate.",
            [("Mahkan", "in"), ("Hama", "within")],
        ),
        ("Shells hit a market in rebel-held Zorbin on Monday.", [("Zorbin", "in")]),
        ("Shells were fired from rebel-held Zorbin.", [("Zorbin", "from")]),
        ("Helicopters dropped barrel bombs on Zorbin.", [("Zorbin", "in")]),
        ("Shells hit Sheikh Zorbin neighborhood.", [("Sheikh Zorbin", "in")]),
        ("The council of Mahkan met at noon.", [("Mahkan", "of")]),
        ("Mahkan was shelled at noon.", [("Mahkan", "none")]),
    ],
)
def test_the_role_is_how_the_name_hangs_on_the_sentence(text: str, expected: list[tuple[str, str]]) -> None:
    assert roles(text) == expected


def test_lists_and_chains_are_told_apart() -> None:
    listed = find("Shells hit Mahkan, Hardoub and Binnish.")
    assert [(place.name, place.listed, place.chained) for place in listed] == [
        ("Mahkan", False, False),
        ("Hardoub", True, False),
        ("Binnish", True, False),
    ]
    chained = find("Shells hit al Malaab neighborhood, Homs city, Homs governorate.")
    assert [(place.name, place.listed, place.chained) for place in chained] == [
        ("al Malaab", False, False),
        ("Homs", False, True),
        ("Homs", False, True),
    ]


def test_a_list_may_close_with_what_contains_it() -> None:
    found = find("Shells hit Mahkan village and Binnish city in Idlib governorate.")
    assert [(place.name, place.listed, place.chained, place.admin) for place in found] == [
        ("Mahkan", False, False, None),
        ("Binnish", True, False, None),
        ("Idlib", False, True, "Idlib"),
    ]


@pytest.mark.parametrize(
    ("words", "admin"),
    [
        ("Mahkan town, Hama governorate,", "Hama"),
        ("Mahkan town in Hama", "Hama"),
        ("Mahkan town in Hama province", "Hama"),
        ("Mahkan town (Hama governorate)", "Hama"),
        ("Mahkan town (Hama)", "Hama"),
        ("Mahkan town, northern Hama,", "Hama"),
        ("Mahkan town in the northern Hama countryside", "Hama"),
        ("Mahkan town in the northern countryside of Hama", "Hama"),
        ("Mahkan town in Damascus suburbs governorate", "Damascus suburbs"),
        ("Mahkan town in Rural Damascus", "Damascus suburbs"),
    ],
)
def test_the_governorate_follows_its_place(words: str, admin: str) -> None:
    place, area = find(f"Shells hit {words} on Monday.")
    assert (place.name, place.kind, place.admin) == ("Mahkan", "town", None)
    assert (area.admin, area.kind, area.chained) == (admin, None, True)


def test_a_city_of_the_governorates_name_is_a_city() -> None:
    [city] = find("Shells hit Homs city.")
    assert (city.kind, city.admin) == ("city", None)
    [area] = find("Shells hit Homs governorate.")
    assert (area.kind, area.admin) == (None, "Homs")


def test_the_land_around_a_place_is_not_the_place() -> None:
    [around] = find("Warplanes bombed the northern countryside of Mahkan.")
    assert (around.name, around.around, around.direction) == ("Mahkan", True, "north")
    [edge] = find("Warplanes bombed the outskirts of Mahkan.")
    assert (edge.name, edge.around) == ("Mahkan", False)


@pytest.mark.parametrize(
    "text",
    [
        "The Hamza Division lost three men.",  # units and offices
        "The Military Council condemned it.",
        "A Zorbin member was killed.",
        "Phase 2 began on Monday.",
        "Unit 82 opened fire.",
        "A man was shot in Syria.",  # countries are too wide
        "On Monday, in March, a man was shot.",
        "A man was killed by Ahmad.",  # persons
        "Sheikh Ahmad was shot.",
        "Homs (Agency) - A man was shot.",  # where the text was sent from
        "Zorbin was shelled.",  # known to nobody, and nothing says that it is a place
        "The JaS shelled a house.",
    ],
)
def test_what_is_no_place(text: str) -> None:
    assert find(text) == []


def test_tokens_that_are_something_else_are_left_out() -> None:
    annotation = KNOWLEDGE.annotate("The shell killed Omar Nawa in Mahkan.")
    victim = {i for i, token in enumerate(annotation.doc) if token.text in ("Omar", "Nawa")}
    assert [place.name for place in find_places(annotation, NAMES, victim)] == ["Mahkan"]


def test_offsets_are_those_of_the_name_alone() -> None:
    text = "On Monday, shells hit the town of Mahkan, al Malaab neighborhood and Homs’ al Waer camp."
    for place in find(text):
        assert text[place.start : place.end] == place.name
        if place.kind_span is not None:
            assert text[slice(*place.kind_span)] in ("town", "neighborhood", "camp")


@pytest.mark.parametrize(
    ("text", "site", "category"),
    [
        ("A shell hit al Ansar Mosque in Mahkan.", "al Ansar Mosque", "place of worship"),
        ("A shell hit the field hospital in Mahkan.", "field hospital", "hospital"),
        ("A shell hit a four-storey residential building in Mahkan.", "storey residential building", "home"),
        ("A shell hit a crowded vegetable market in Mahkan.", "crowded vegetable market", "market"),
    ],
)
def test_a_building_is_a_site_and_no_place(text: str, site: str, category: str) -> None:
    found = find_sites(KNOWLEDGE.annotate(text))
    assert [(text[one.start : one.end], one.category) for one in found] == [(site, category)]
    assert [place.name for place in find(text)] == ["Mahkan"]


def location(text: str, *, area: bool = False) -> list[tuple[str, str | None, str, str | None]]:
    annotation = KNOWLEDGE.annotate(text)
    found = read_location(annotation, 0, len(annotation.doc), NAMES, "in", area=area)
    return [(place.name, place.kind, place.role, place.admin) for place in found]


def test_a_location_is_read_from_the_finest_part_on() -> None:
    assert location("Zorbin village, Mahkan district, Hama") == [
        ("Zorbin", "village", "in", None),
        ("Mahkan", "district", "within", None),
        ("Hama", None, "within", "Hama"),
    ]


def test_an_area_keeps_its_name_where_no_list_holds_it() -> None:
    assert location("Rural Damascus", area=True) == [("Rural Damascus", None, "in", "Damascus suburbs")]
    assert location("Zorbin", area=True) == [("Zorbin", None, "in", "Zorbin")]
