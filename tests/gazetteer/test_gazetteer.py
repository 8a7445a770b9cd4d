from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.errors import GazetteerError
from extractor.gazetteer import Gazetteer, PlaceQuery, link_all, open_gazetteer
from extractor.gazetteer.folders import make_once, stores
from extractor.gazetteer.folding import speller_of
from extractor.gazetteer.library import add_list, added_lists, remove_list
from extractor.gazetteer.store import Store
from extractor.knowledge import pattern_dirs

Write = Callable[[str, str | bytes], Path]


def test_names_and_areas_however_they_are_spelled(gazetteer: Gazetteer) -> None:
    assert gazetteer.countries == ("EH",)
    assert gazetteer.is_place("Tell Zait")
    assert gazetteer.is_place("Abo Rasin")
    assert not gazetteer.is_place("Monday")
    assert gazetteer.admin("ash-Shamal") == "North"
    assert gazetteer.admin("North governorate") == "North"
    assert gazetteer.admin("Tal Zayt") is None


@pytest.mark.parametrize(
    ("spelling", "governorate"),
    [
        ("Deir Ezzor", "Deir Ez-Zour"),
        ("Dayr az-Zawr", "Deir Ez-Zour"),
        ("al-Hasakah", "Hasaka"),
        ("Rural Damascus", "Damascus suburbs"),
        ("Damascus countryside", "Damascus suburbs"),
        ("Damascus", "Damascus"),
        ("As-Suwayda", "Suwayda"),
        ("Dar'a", "Daraa"),
        ("Idleb", "Idlib"),
        ("Lattakia", "Latakia"),
        ("Ar-Raqqah", "Raqqa"),
        ("Tartous", "Tartus"),
        ("Hamah", "Hama"),
        ("Hims", "Homs"),
        ("Qunaytirah", "Quneitra"),
        ("Halab", "Aleppo"),
        ("Deir Ez-Zour governorate", "Deir Ez-Zour"),
        ("Deir", None),
        ("Darayya", None),  # a town, not Daraa
        ("March", None),
    ],
)
def test_the_shipped_governorates(spelling: str, governorate: str | None) -> None:
    assert open_gazetteer(pattern_dirs()).of(("SY",)).admin(spelling) == governorate


def test_opening_reads_no_list(dirs: list[Path]) -> None:
    (dirs[-1] / "places" / "places.csv").write_bytes(b"\x00broken")
    gazetteer = open_gazetteer(dirs)
    assert gazetteer.version
    with pytest.raises(GazetteerError, match=r"places\.csv"):
        gazetteer.is_place("Tal Zayt")


def test_a_changed_table_is_a_new_store_and_a_new_version(dirs: list[Path]) -> None:
    before = open_gazetteer(dirs)
    assert not before.is_place("Zumurrud")
    table = dirs[-1] / "places" / "places.csv"
    table.write_text(table.read_text() + "Zumurrud,,,village,North,,,,C2000,,20.3,10.3,\n")
    after = open_gazetteer(dirs)
    assert after.is_place("Zumurrud")
    assert after.version != before.version
    assert open_gazetteer(dirs).version == after.version


def test_a_changed_rule_is_a_new_version(dirs: list[Path], tmp_path: Path) -> None:
    rules = tmp_path / "own" / "names"
    rules.mkdir(parents=True)
    (rules / "x.toml").write_text('name = "x"\nscript = "LATIN"\ncountries = ["EH"]\nletters = [["z", "s"]]\n')
    own = open_gazetteer([*dirs, tmp_path / "own"])
    assert own.version != open_gazetteer(dirs).version
    assert own.is_place("Tal Sayt")
    assert not open_gazetteer(dirs).is_place("Tal Sayt")


def test_places_need_a_country(dirs: list[Path]) -> None:
    (dirs[-1] / "gazetteer.toml").unlink()
    with pytest.raises(GazetteerError, match=r"country = "):
        open_gazetteer(dirs)


def _link(folders: list[Path]) -> str | None:
    gazetteer = open_gazetteer(folders)
    return link_all(gazetteer, [PlaceQuery("Abu Rasin", governorate="South")])[0].id


def test_processes_that_build_at_once_agree(dirs: list[Path]) -> None:
    table = dirs[-1] / "places" / "places.csv"
    table.write_text(table.read_text() + "Once,,,village,North,,,,C3000,,20.3,10.3,\n")
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(_link, [dirs] * 6) == ["ocha:C1007"] * 6
    assert not list(stores().glob(".making-*"))


def test_a_store_is_whole_or_not_there(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_once(tmp_path / "store", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_store_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "EH-0.sqlite"
    path.write_bytes(b"no database at all, but long enough to look like one" * 50)
    with pytest.raises(GazetteerError, match="remove it"):
        Store(path, "EH", speller_of([], "EH")).of_skeleton("x")


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GazetteerError, match="XDG_CACHE_HOME"):
        make_once(tmp_path / "file" / "store", lambda path: None)


class TestAddedLists:
    def test_they_are_used_from_the_next_opening_on(self, dirs: list[Path], file: Write) -> None:
        path = file("mine.csv", "name,lat,lon,admin1\nZumurrud,20.3,10.3,North\n")
        before = open_gazetteer(dirs)
        added, _ = add_list(path, before.catalogue.layout, country="EH")
        path.unlink()  # a copy is kept
        after = open_gazetteer(dirs)
        assert not before.is_place("Zumurrud")
        assert after.is_place("Zumurrud")
        assert after.open_stores[0].coverage == "full lists"
        assert before.open_stores[0].coverage == "cities and places in reports"
        assert [one.name for one in added_lists()] == [added.name] == ["mine"]
        assert remove_list("mine")
        assert not remove_list("mine")
        assert open_gazetteer(dirs).version == before.version

    def test_one_of_the_same_name_is_replaced(self, dirs: list[Path], file: Write) -> None:
        layout = open_gazetteer(dirs).catalogue.layout
        add_list(file("mine.csv", "name,lat,lon\nOne,20.3,10.3\n"), layout, country="EH")
        add_list(file("mine.tsv", "name\tlat\tlon\nTwo\t20.3\t10.3\n"), layout, country="EH")
        assert [added.file for added in added_lists()] == ["mine.tsv"]

    def test_rows_of_no_country_are_refused(self, dirs: list[Path], file: Write) -> None:
        with pytest.raises(GazetteerError, match="--country"):
            add_list(file("mine.csv", "name,lat,lon\nOne,20.3,10.3\n"), open_gazetteer(dirs).catalogue.layout)
        assert added_lists() == []

    def test_another_country_needs_no_code_and_no_folder(self, dirs: list[Path], file: Write) -> None:
        dump = "5\tHyrynsalmi\tHyrynsalmi\t\t64.6\t28.5\tP\tPPL\tFI\t\t05\t\t\t\t0\t\t\t\t2020-01-01"
        add_list(file("FI.txt", dump), open_gazetteer(dirs).catalogue.layout)
        assert open_gazetteer(dirs).countries == ("EH", "FI")
        assert open_gazetteer(dirs).of(("FI",)).is_place("Hyrynsalmi")


class TestCountryOfAText:
    @pytest.mark.parametrize(
        ("text", "country"),
        [
            ("On 3 May the towns of Bucha and Irpin near Kyiv were shelled by Russian forces.", "UA"),
            ("Two markets in Mosul and Kirkuk were hit; the wounded were brought to Baghdad, Iraq.", "IQ"),
            ("Warplanes bombed a hall in Taiz; in Hodeidah and Sanaa, Yemen, two schools were hit.", "YE"),
            ("Forces shelled Idlib and the suburbs of Aleppo; in Daraa two were killed.", "SY"),
        ],
    )
    def test_told_by_its_places(self, text: str, country: str) -> None:
        assert open_gazetteer(pattern_dirs()).about(text).countries == (country,)

    def test_two_countries(self) -> None:
        text = (
            "Forces shelled Idlib, Aleppo, Homs and Hama, and the suburbs of Daraa. In Yemen, Taiz and Marib were hit."
        )
        assert open_gazetteer(pattern_dirs()).about(text).countries == ("SY", "YE")

    def test_nothing_told_changes_nothing(self, gazetteer: Gazetteer) -> None:
        assert gazetteer.about("nothing is said here") is gazetteer
