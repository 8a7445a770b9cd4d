from __future__ import annotations

from extractor.gazetteer.folding import load_foldings, speller_of
from extractor.gazetteer.merge import merge
from extractor.gazetteer.records import Admin, PlaceName, PlaceRecord
from extractor.knowledge import pattern_dirs

SPELLER = speller_of(load_foldings(pattern_dirs()), "SY")


def place(
    source: str, code: str, name: str, lat: float | None = 20.0, lon: float = 10.0, **more: object
) -> PlaceRecord:
    fields = {
        "ids": (f"{source}:{code}",),
        "country": "EH",
        "names": (PlaceName(name, None, "preferred"),),
        "kind": "village",
        "lat": lat,
        "lon": None if lat is None else lon,
        "precision": "none" if lat is None else "settlement",
        "sources": (source,),
        **more,
    }
    return PlaceRecord(**fields)  # type: ignore[arg-type]


def test_one_name_within_3_km_is_one_place_with_all_ids_and_names() -> None:
    (record,) = merge(SPELLER, [[place("a", "1", "Tal Zayt")], [place("b", "2", "Tell Zeit", 20.02)]]).records
    assert record.ids == ("a:1", "b:2")
    assert [name.text for name in record.names] == ["Tal Zayt", "Tell Zeit"]
    assert record.point == (20.0, 10.0)  # of the first list
    assert record.sources == ("a", "b")


def test_one_name_farther_apart_is_two_places() -> None:
    assert len(merge(SPELLER, [[place("a", "1", "Tal Zayt")], [place("b", "2", "Tal Zayt", 20.03)]]).records) == 2


def test_two_records_of_one_list_are_two_places() -> None:
    assert len(merge(SPELLER, [[place("a", "1", "Tal Zayt"), place("a", "2", "Tal Zayt", 20.01)]]).records) == 2


def test_the_nearest_of_two_is_taken() -> None:
    first = [place("a", "1", "Tal Zayt", 20.02), place("a", "2", "Tal Zayt", 20.001)]
    records = merge(SPELLER, [first, [place("b", "3", "Tal Zayt")]]).records
    assert [record.ids for record in records] == [("a:1",), ("a:2", "b:3")]


def test_the_arabic_name_alone_is_enough() -> None:
    one = place("a", "1", "Zeit Hill", names=(PlaceName("Zeit Hill"), PlaceName("تل زيت")))
    other = place("b", "2", "Tal Zayt", names=(PlaceName("Tal Zayt"), PlaceName("تلّ زيت")))
    assert len(merge(SPELLER, [[one], [other]]).records) == 1


def test_an_area_and_its_capital_stay_two() -> None:
    area = place("b", "2", "Karam", kind="subdistrict", precision="subdistrict")
    assert len(merge(SPELLER, [[place("a", "1", "Karam")], [area]]).records) == 2


def test_the_same_id_far_apart_is_one_place_and_a_clash() -> None:
    merged = merge(SPELLER, [[place("a", "1", "Tal Zayt")], [place("b", "2", "Tal Zayt", 21.0, ids=("a:1",))]])
    assert len(merged.records) == 1
    assert "111 km apart" in merged.clashes[0]


def test_different_areas_are_a_clash() -> None:
    one = place("a", "1", "Tal Zayt", admin=(Admin(1, "North"),))
    other = place("b", "2", "Tal Zayt", admin=(Admin(1, "South"),))
    merged = merge(SPELLER, [[one], [other]])
    assert merged.records[0].admin1 == "North"
    assert merged.clashes == ("Tal Zayt: in North by a, in South by b; the former is kept",)


def test_areas_are_named_as_the_first_list_names_them() -> None:
    own = place("a", "1", "North", kind="governorate", ids=("a:1", "geonames-admin1:EH.01"), admin=(Admin(1, "North"),))
    other = place("a", "9", "Shamal", kind="governorate", ids=("a:9",), names=(PlaceName("South"), PlaceName("Janub")))
    by_code = place("b", "2", "Tal Zayt", 25.0, admin=(Admin(1, "EH.01", "EH.01"),))
    by_spelling = place("b", "3", "Karam", 26.0, admin=(Admin(1, "al-Janub"),))
    records = {record.id: record for record in merge(SPELLER, [[own, other], [by_code, by_spelling]]).records}
    assert records["b:2"].admin1 == "North"
    assert records["b:3"].admin1 == "South"


def test_a_place_without_a_point_gets_that_of_its_subdistrict_and_says_so() -> None:
    area = place("a", "5", "Karam", 20.5, kind="subdistrict", admin=(Admin(1, "North"),), ids=("ocha:EH010200",))
    by_code = place("b", "2", "Tal Zayt", None, admin=(Admin(1, "North"), Admin(3, "Other", "EH010200")))
    by_name = place("b", "3", "Saada", None, admin=(Admin(1, "North"), Admin(3, "al Karam")))
    coarser = place("b", "4", "Wahid", None, admin=(Admin(1, "North"),))
    records = {record.id: record for record in merge(SPELLER, [[area], [by_code, by_name, coarser]]).records}
    assert (records["b:2"].point, records["b:2"].precision) == ((20.5, 10.0), "subdistrict")
    assert (records["b:3"].point, records["b:3"].precision) == ((20.5, 10.0), "subdistrict")
    # a governorate's middle would be a placeholder that looks exact
    assert (records["b:4"].point, records["b:4"].precision) == (None, "none")


def test_an_alias_adds_its_name_and_an_unknown_id_is_told() -> None:
    known = place("aliases", "x", "Zeit Hill", None, ids=("a:1",))
    unknown = place("aliases", "x", "Nowhere", None, ids=("a:99",))
    merged = merge(SPELLER, [[place("a", "1", "Tal Zayt")], [known, unknown]])
    assert [name.text for name in merged.records[0].names] == ["Tal Zayt", "Zeit Hill"]
    assert merged.clashes == ("Nowhere (aliases): no list has a place a:99",)
