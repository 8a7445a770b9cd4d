"""The evidence of the linker, one piece at a time, in a small country of which every place is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.gazetteer import Gazetteer, PlaceQuery, link_all, open_gazetteer
from extractor.gazetteer.library import add_list
from extractor.gazetteer.linker import candidates
from extractor.model import PlaceLink

Write = Callable[[str, str | bytes], Path]


def link(gazetteer: Gazetteer, *queries: PlaceQuery) -> PlaceLink:
    """The link of the first query, among the others of its document."""
    return link_all(gazetteer, queries)[0]


def test_a_transliteration_is_linked_with_its_reasons(gazetteer: Gazetteer) -> None:
    found = link(gazetteer, PlaceQuery("Abo Rassin", "town", "al-Janub"))
    assert (found.status, found.id, found.name) == ("linked", "ocha:C1007", "Abu Rasin")
    assert (found.lat, found.lon, found.precision, found.source) == (18.2, 10.2, "settlement", "smallland")
    assert [area.name for area in found.admin] == ["South"]
    assert found.reason is not None and "governorate 1.0" in found.reason
    assert found.candidates[0].parts.keys() >= {"name", "kind", "governorate"}
    assert 0.9 < found.score <= 1.0  # type: ignore[operator]


def test_the_governorate_decides_between_two_of_one_name(gazetteer: Gazetteer) -> None:
    assert link(gazetteer, PlaceQuery("al Hamra", "village", "North")).id == "ocha:C1003"
    assert link(gazetteer, PlaceQuery("al Hamra", "village", "South")).id == "ocha:C1004"


def test_a_heading_decides_where_the_text_says_nothing(gazetteer: Gazetteer) -> None:
    assert link(gazetteer, PlaceQuery("al Hamra", headings=("South",))).id == "ocha:C1004"


def test_without_anything_it_is_a_tie_with_its_candidates(gazetteer: Gazetteer) -> None:
    found = link(gazetteer, PlaceQuery("al Hamra", "village"))
    assert (found.status, found.id, found.lat) == ("tie", None, None)
    assert {candidate.id for candidate in found.candidates} == {"ocha:C1003", "ocha:C1004"}


def test_two_in_one_governorate_are_a_tie_that_says_the_governorate(gazetteer: Gazetteer) -> None:
    found = link(gazetteer, PlaceQuery("Tal Zayt", "village", "North"))
    assert found.status == "tie"
    assert [area.name for area in found.admin] == ["North"]


def test_what_contains_it_decides(gazetteer: Gazetteer) -> None:
    by_area = PlaceQuery("al Hamra", "village", within=("Karam",))
    assert link(gazetteer, by_area).id == "ocha:C1003"
    by_distance = PlaceQuery("Tal Zayt", "village", "North", within=("Mudaynah",))
    assert link(gazetteer, by_distance).id == "ocha:C1005"


def test_the_other_places_of_the_incident_decide(gazetteer: Gazetteer) -> None:
    near = PlaceQuery("al Qosour", "neighborhood", "North", within=("Mudaynah",))
    found = link(gazetteer, PlaceQuery("Tal Zayt", "village", "North", near=("al Qosour",)), near)
    assert (found.status, found.id) == ("linked", "ocha:C1005")
    assert found.reason is not None and "near 0.6" in found.reason


def test_a_village_that_is_told_clearly_once_is_the_same_elsewhere_in_the_document(gazetteer: Gazetteer) -> None:
    clear = PlaceQuery("Tal Zayt", "village", "North", point=(20.2, 10.1))
    found = link(gazetteer, PlaceQuery("Tell Zeit", "village", "North", near=("Tal Zayt",)), clear)
    assert found.id == "ocha:C1005"


def test_a_text_that_is_wrong_about_the_governorate_is_put_right_by_its_heading(gazetteer: Gazetteer) -> None:
    found = link(gazetteer, PlaceQuery("Abu Rasin", "village", "North", headings=("South",)))
    assert (found.status, found.id) == ("linked", "ocha:C1007")
    assert [area.name for area in found.admin] == ["South"]  # not what the text says: a check can tell


def test_another_governorate_alone_is_no_link(gazetteer: Gazetteer) -> None:
    found = link(gazetteer, PlaceQuery("Abu Rasin", "village", "North"))
    assert (found.status, found.lat) == ("nil", None)
    assert found.reason is not None
    assert "North" in found.reason and "South" in found.reason
    assert "coverage: cities and places in reports" in found.reason


def test_right_behind_the_border_it_is_linked(gazetteer: Gazetteer) -> None:
    assert link(gazetteer, PlaceQuery("Kafr Border", "village", "North")).id == "ocha:C1009"


def test_an_unknown_name_is_nil_with_the_nearest_one(gazetteer: Gazetteer) -> None:
    found = link(gazetteer, PlaceQuery("Abu Ramsis", "village", "South"))
    assert found.status == "nil"
    assert found.reason is not None and found.reason.startswith("no list has a name like it")


def test_a_neighborhood_is_found_in_its_city(gazetteer: Gazetteer) -> None:
    found = link(gazetteer, PlaceQuery("al Qusur", "neighborhood", "North", within=("Mudaynah",)))
    assert (found.id, found.precision) == ("ocha:C1002", "neighborhood")


def test_a_neighborhood_that_no_list_holds_is_its_city_and_says_so(gazetteer: Gazetteer) -> None:
    found = link(gazetteer, PlaceQuery("al Yasamin", "neighborhood", "North", within=("Mudaynah",)))
    assert (found.status, found.id, found.precision) == ("linked", "ocha:C1001", "city")
    assert found.reason is not None and "no list" in found.reason


def test_a_village_far_off_is_not_the_neighborhood_of_a_city(gazetteer: Gazetteer) -> None:
    found = link(gazetteer, PlaceQuery("al Hamra", "neighborhood", "North", within=("Mudaynah",)))
    assert (found.id, found.precision) == ("ocha:C1001", "city")


def test_an_unknown_village_is_never_the_town_that_contains_it(gazetteer: Gazetteer) -> None:
    assert link(gazetteer, PlaceQuery("al Yasamin", "village", "North", within=("Mudaynah",))).status == "nil"


def test_a_compound_of_city_and_neighborhood(gazetteer: Gazetteer) -> None:
    assert link(gazetteer, PlaceQuery("Mudaynah - al Qosour", None, "North")).id == "ocha:C1002"
    unknown = link(gazetteer, PlaceQuery("Mudaynah - al Yasamin", None, "North"))
    assert (unknown.id, unknown.precision) == ("ocha:C1001", "city")


def test_a_mountain_is_an_area_and_never_a_village_of_its_name(gazetteer: Gazetteer) -> None:
    found = link(gazetteer, PlaceQuery("Jabal Sawan", "mountain", "North"))
    assert (found.status, found.precision) == ("linked", "area")
    assert link(gazetteer, PlaceQuery("Abu Rasin", "mountain", "South")).status == "nil"


def test_a_word_like_upper_may_be_left_out(gazetteer: Gazetteer) -> None:
    assert link(gazetteer, PlaceQuery("Um Jalal", "village", "South")).id == "ocha:C1008"
    assert link(gazetteer, PlaceQuery("Upper Um Jalal", "village", "South")).id == "ocha:C1008"


class TestMapLinks:
    def test_a_record_of_a_like_name_within_5_km(self, gazetteer: Gazetteer) -> None:
        found = link(gazetteer, PlaceQuery("Tall Zayt", "village", "South", point=(20.93, 10.9)))
        assert (found.status, found.id, found.source) == ("report link", "ocha:C1006", "smallland")
        assert found.reason is not None and "3.3 km" in found.reason

    def test_else_the_coordinate_itself(self, gazetteer: Gazetteer) -> None:
        found = link(gazetteer, PlaceQuery("Tall Zayt", "village", "South", point=(19.5, 10.5)))
        assert (found.status, found.id, found.lat, found.lon) == ("report link", None, 19.5, 10.5)
        assert (found.precision, found.source) == ("point", "report link")


class TestFullLists:
    @pytest.fixture
    def full(self, dirs: list[Path], file: Write) -> Gazetteer:
        content = (
            "name,pcode,admin1,admin3,lat,lon,kind\nZumurrud,C2001,South,,18.9,10.9,\nShared,C2002,South,,18.8,10.9,\n"
            "Shared,C2003,South,,18.4,10.1,\nPointless,C2004,North,Karam,,,\n"
        )
        add_list(file("full.csv", content), open_gazetteer(dirs).catalogue.layout, country="EH")
        return open_gazetteer(dirs)

    def test_the_only_place_of_a_name_may_lie_elsewhere(self, full: Gazetteer) -> None:
        assert link(full, PlaceQuery("Zumurrud", "village", "North")).id == "ocha:C2001"

    def test_one_of_several_may_not(self, full: Gazetteer) -> None:
        assert link(full, PlaceQuery("Shared", "village", "North")).status == "nil"

    def test_a_subdistricts_point_says_that_it_is_one(self, full: Gazetteer) -> None:
        found = link(full, PlaceQuery("Pointless", "village", "North"))
        assert (found.status, found.precision, found.lat) == ("linked", "subdistrict", 20.45)


def test_candidates_come_best_first(gazetteer: Gazetteer) -> None:
    found = candidates(gazetteer, PlaceQuery("al Hamra", "village", "South"))
    assert [candidate.id for candidate in found[:2]] == ["ocha:C1004", "ocha:C1003"]
    assert found[0].score > found[1].score


def test_the_same_questions_have_the_same_answers(gazetteer: Gazetteer, dirs: list[Path]) -> None:
    queries = [PlaceQuery("al Hamra", "village", "North"), PlaceQuery("Tal Zayt", near=("al Hamra",))]
    first = [one.model_dump_json() for one in link_all(gazetteer, queries)]
    assert [one.model_dump_json() for one in link_all(open_gazetteer(dirs), queries)] == first


def test_cities_only_is_said_where_no_list_was_added() -> None:
    from extractor.knowledge import pattern_dirs

    ukraine = open_gazetteer(pattern_dirs()).of(("UA",))
    found = link(ukraine, PlaceQuery("Kharkov", "city"))
    assert (found.name, found.source) == ("Kharkiv", "geonames")
    unknown = link(ukraine, PlaceQuery("Hamlet of Nowhere", "village"))
    assert unknown.reason is not None and "coverage: cities only" in unknown.reason
