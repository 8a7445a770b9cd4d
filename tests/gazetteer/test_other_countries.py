"""Reports about countries of which nothing is shipped but the towns of the world, and with a list that a user adds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.converter import Converter
from extractor.gazetteer.library import add_list
from extractor.gazetteer.lists import load_layout
from extractor.knowledge import pattern_dirs
from extractor.model import PlaceLink

Write = Callable[[str, str | bytes], Path]

TEXTS = {
    "UA": (
        "Daily summary of Ukraine\n\n"
        "On March 14, 2022, Russian forces shelled Kharkov city in Kharkiv region, killing three civilians.\n\n"
        "On March 15, 2022, Russian warplanes bombed Staryi Vymysel village near Kharkiv city, killing two civilians.\n"
    ),
    "IQ": (
        "Monthly report on Iraq\n\n"
        "On May 3, 2016, warplanes bombed a market in Fallujah city, Anbar governorate, killing four civilians.\n\n"
        "On May 4, 2016, shells hit Qaryat al Wahm village near Fallujah city in Anbar governorate, "
        "killing two civilians.\n"
    ),
    "YE": (
        "Monthly report on Yemen\n\n"
        "On June 7, 2018, warplanes bombed Zabid city in Hodeidah governorate, killing five civilians.\n\n"
        "On June 8, 2018, shells hit al Wahm al Jadid village near Zabid city in Hodeidah governorate, "
        "killing two civilians.\n"
    ),
}
# The city that each text names, and where it is.
CITIES = {"UA": ("Kharkiv", 49.98, 36.25), "IQ": ("Al Fallūjah", 33.35, 43.78), "YE": ("Zabīd", 14.20, 43.32)}
# A village of our own invention near it, as a line of a GeoNames dump would tell of it.
VILLAGES = {
    "UA": ("Staryy Vymysel", 49.90, 36.30, "07"),
    "IQ": ("Qaryat Wahm", 33.30, 43.70, "01"),
    "YE": ("Al Wahm al Jadīd", 14.25, 43.40, "08"),
}


def _links(country: str, file: Write) -> list[PlaceLink]:
    report = Converter().convert(file(f"{country}.txt", TEXTS[country]))
    return [incident.place.link for incident in report.incidents if incident.place.link is not None]


@pytest.mark.parametrize("country", TEXTS)
def test_the_towns_of_the_world_are_there_from_the_first_minute(country: str, file: Write) -> None:
    city, village = _links(country, file)
    name, lat, lon = CITIES[country]
    assert (city.status, city.name, city.source) == ("linked", name, "geonames")
    assert city.lat == pytest.approx(lat, abs=0.05)
    assert city.lon == pytest.approx(lon, abs=0.05)
    assert village.status == "nil"
    assert village.reason is not None and "coverage: cities only" in village.reason


@pytest.mark.parametrize("country", TEXTS)
def test_with_an_added_dump_its_villages_are_there_too(country: str, file: Write) -> None:
    name, lat, lon, admin1 = VILLAGES[country]
    line = f"99\t{name}\t{name}\t\t{lat}\t{lon}\tP\tPPL\t{country}\t\t{admin1}\t\t\t\t0\t\t\t\t2020-01-01\n"
    add_list(file(f"list-{country}.txt", line), load_layout(pattern_dirs()))
    _, village = _links(country, file)
    assert (village.status, village.id) == ("linked", "geonames:99")
