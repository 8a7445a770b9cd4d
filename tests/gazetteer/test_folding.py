from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import GazetteerError
from extractor.gazetteer import same_name
from extractor.gazetteer.folding import load_foldings, plain, speller_of
from extractor.knowledge import pattern_dirs

SPELLER = speller_of(load_foldings(pattern_dirs()), "SY")
UKRAINIAN = speller_of(load_foldings(pattern_dirs()), "UA")

ALIKE = [
    ("al Baghouz", "Al-Bagouz", "Baghuz", "AlBaghouz", "el-Baghouz"),
    ("Deir ez-Zor", "Dayr az-Zawr", "Deir Ezzor", "Deir-ez-Zor", "Deir Al-Zour", "Der Ezzour"),
    ("As-Suwayda", "al Sweida", "Suwayda'", "Suweida", "as Suwaida"),
    ("ash-Shaddadi", "al Shaddadi", "Shadadi", "Ash Shaddadi"),
    ("Ma'arrat an-Nu'man", "Maarat al Numan", "Ma'arat Nu'man", "Maarrat an Nu`man", "Ma‘arrat an Nu‘mān"),
    ("al Bokamal", "Abu Kamal", "Al-Bukamal", "Abo Kamal"),
    ("Khan Shaykhun", "Khan Sheikhoun", "Khan Shaikhoon"),
    ("Tal Rifaat", "Tall Rif'at", "Tell Rifat"),
    ("Umm al Baramil", "Um Elbaramil", "Om al-Baramil"),
    ("Ayn al-Arab", "Ein al Arab", "Ain Al Arab"),
    ("Kafr Takharim", "Kafar Takhareem", "Kfar Takharim"),
    ("Jubb al Jarrah", "Jib Aljarrah", "Jeb al Jarah"),
    ("Khirbet Ghazala", "Khirbat Ghazaleh", "Kherbet Gazalah"),
    ("Sheikh bin Ali", "Shaykh Ibn Ali", "Cheikh bn Ali"),
    ("al Jadidah", "Jadida", "al-Jadideh"),
    ("Qamishli", "Kamishli", "al Qamishly"),
    ("Hasakah", "Hasaka", "al-Hasakeh", "Al Hassakah"),
    ("Eastern Ghariya", "al Ghariya al Sharqiya", "Ghariyeh Sharqieh"),
]
DIFFERENT = [
    ("Hama", "Homs"),
    ("Daraa", "Deir ez-Zor"),
    ("Deir", "Daraa"),
    ("Idlib", "Aleppo"),
    ("Raqqa", "Rabia"),
    ("al Sousa", "al Sfeira"),
    ("Upper Ghariya", "Lower Ghariya"),
    ("Tal Abyad", "Tal Rifaat"),
    ("Abu Kamal", "Abu Hamam"),
    ("Aleppo", "Abu"),
    ("Kafr Nabl", "Kafr Nabudah"),
]


@pytest.mark.parametrize("names", ALIKE, ids=lambda names: names[0])
def test_spellings_of_one_name_have_one_key(names: tuple[str, ...]) -> None:
    assert len({SPELLER.fold(name).key for name in names}) == 1
    assert all(same_name(names[0], name) for name in names)


@pytest.mark.parametrize("pair", DIFFERENT, ids=lambda pair: "/".join(pair))
def test_names_of_two_places_stay_two(pair: tuple[str, str]) -> None:
    assert SPELLER.fold(pair[0]).key != SPELLER.fold(pair[1]).key
    assert not same_name(*pair)


@pytest.mark.parametrize(
    "names",
    [
        ("معرة النعمان", "معرّة النعمان", "مدينة معرة النعمان"),
        ("البوكمال", "ابو كمال", "أبو كمال"),
        ("إدلب", "ادلب"),
        ("قرية العلوش", "العلوش"),
        ("الغارية الشرقية", "غارية شرقية"),
    ],
    ids=lambda names: names[-1],
)
def test_arabic_spellings_have_one_key(names: tuple[str, ...]) -> None:
    assert len({SPELLER.fold(name).key for name in names}) == 1


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [("Saraqib", "سراقب"), ("Kafr Takharim", "كفر تخاريم"), ("al Baghouz", "الباغوز"), ("Ash Shaddadi", "الشدادي")],
)
def test_the_consonants_of_an_arabic_name_are_those_of_its_latin_twin(latin: str, arabic: str) -> None:
    assert SPELLER.fold(latin).skeleton == SPELLER.fold(arabic).skeleton


def test_other_countries_have_other_rules() -> None:
    assert UKRAINIAN.fold("Kharkiv").key == UKRAINIAN.fold("Kharkov").key
    assert UKRAINIAN.fold("Mykolayiv").key == UKRAINIAN.fold("Nikolaev").key
    # vowels matter there: "al" is no article, and two classes of vowels would be too few
    assert UKRAINIAN.fold("Izium").key != UKRAINIAN.fold("Uzhum").key
    assert UKRAINIAN.fold("Alupka").key != UKRAINIAN.fold("Upka").key


def test_without_rules_only_case_marks_and_spaces_go() -> None:
    french = speller_of(load_foldings(pattern_dirs()), "FR")
    assert french.fold("Saint-Étienne").key == french.fold("saint etienne").key
    assert french.fold("Alma").key != french.fold("Ma").key


LATIN = st.text(alphabet="abdefghijklmnoqrstuwyz'- ", min_size=1, max_size=24)


@given(LATIN)
def test_case_marks_and_apostrophes_never_matter(name: str) -> None:
    marked = "".join(sign + "\u0304" if sign in "aiu" else sign for sign in name.upper())
    assert SPELLER.fold(marked.replace("'", "ʿ")).key == SPELLER.fold(name.replace("'", "")).key


@given(LATIN)
def test_plain_is_idempotent_and_folding_doesnt_see_it(name: str) -> None:
    assert plain(plain(name)) == plain(name)
    assert SPELLER.fold(plain(name)) == SPELLER.fold(name)


@given(st.sampled_from(["Saraqib", "Mahkan", "Tadef", "Bab", "Qosour", "Khatuniya", "Zabadani"]), st.booleans())
def test_an_article_never_matters(name: str, hyphen: bool) -> None:
    for article in ("al", "Al", "el", "EL"):
        assert same_name(f"{article}{'-' if hyphen else ' '}{name}", name)


@given(LATIN, LATIN)
def test_same_name_is_symmetric_and_reflexive(one: str, other: str) -> None:
    assert same_name(one, one)
    assert same_name(one, other) == same_name(other, one)


@given(LATIN)
def test_the_bare_key_is_a_part_of_the_key(name: str) -> None:
    folded = SPELLER.fold(name)
    assert folded.key.startswith(folded.bare)


def test_a_faulty_file_of_rules_is_one_line_that_names_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "x.toml").write_text("name = 'x'\nvowel = 'a'\n")
    with pytest.raises(GazetteerError, match=r"x\.toml: vowel") as error:
        load_foldings([tmp_path])
    assert "\n" not in str(error.value)
