"""A small country of our own, so that the tests know every place in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.gazetteer import Gazetteer, open_gazetteer
from extractor.knowledge import pattern_dirs

COUNTRY = "EH"  # folded by the rules for Arabic names; the list of the world has a handful of places there

TABLE = """\
name,alternatives,arabic,kind,admin1,admin2,admin3,city,pcode,codes,lat,lon,source_note
North,Shamal|North governorate,,governorate,North,,,,EH01,geonames-admin1:EH.01,20.0,10.0,
South,Janub,,governorate,South,,,,EH02,,18.0,10.0,
Mudaynah,Madinat al Mudaynah,,city,North,,,,C1001,,20.0,10.0,
al Qosour,,القصور,neighborhood,North,,,Mudaynah,C1002,,20.01,10.01,
al Hamra,,الحمراء,village,North,,Karam,,C1003,,20.5,10.5,
al Hamra,,الحمراء,village,South,,,,C1004,,18.5,10.5,
Tal Zayt,Tell Zeit,تل زيت,village,North,,,,C1005,,20.2,10.1,
Tal Zayt,,,village,North,,,,C1006,,20.9,10.9,
Abu Rasin,,أبو راسين,town,South,,,,C1007,,18.2,10.2,
Umm Jalal Fawqani,,أم جلال فوقاني,village,South,,,,C1008,,18.3,10.3,
Karam,,,subdistrict,North,,Karam,,EH010200,,20.45,10.45,
Kafr Border,,,village,South,,,,C1009,,19.0,10.0,
Near Border,,,village,North,,,,C1010,,19.05,10.0,
Jabal Sawan,,,mountain,North,,,,,,20.6,10.1,
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for what users add."""
    folder = tmp_path / "home"
    monkeypatch.setenv("EXTRACTOR_HOME", str(folder))
    return folder


@pytest.fixture
def dirs(tmp_path: Path) -> list[Path]:
    """The shipped rules, and the small country in place of the shipped ones."""
    country = tmp_path / "smallland"
    (country / "places").mkdir(parents=True)
    (country / "gazetteer.toml").write_text(f'country = "{COUNTRY}"\n', encoding="utf-8")
    (country / "places" / "places.csv").write_text(TABLE, encoding="utf-8")
    return [*(folder for folder in pattern_dirs() if folder.name in ("arabic", "slavic", "lists")), country]


@pytest.fixture
def gazetteer(dirs: list[Path]) -> Gazetteer:
    return open_gazetteer(dirs)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Writes a file and returns its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
