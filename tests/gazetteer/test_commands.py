"""`extractor gazetteer …` as a user calls it."""

from __future__ import annotations

import csv
import http.server
import io
import json
import threading
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extractor.cli import app
from extractor.model import Incident, MadeBy, OtherPlace, Place, PlaceLink, Report, ReportFacts

Write = Callable[[str, str | bytes], Path]

DUMP = "\n".join(
    f"{number}\t{name}\t{name}\t\t{lat}\t{lon}\tP\tPPL\tEH\t\t01\t\t\t\t0\t\t\t\t2020-01-01"
    for number, name, lat, lon in [(21, "Zumurrud", 24.0, -13.0), (22, "Yaqut", 24.5, -13.5)]
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["gazetteer", *map(str, arguments)])


def test_add_search_info_remove(file: Write) -> None:
    assert run("search", "Zumurrod", "--country", "EH").exit_code == 1
    added = run("add", file("EH.txt", DUMP))
    assert added.exit_code == 0
    assert "eh: 2 places of EH (geonames)" in added.stderr
    assert "attribution: GeoNames" in added.stderr

    found = run("search", "Zumurrod", "--country", "eh", "--json")
    assert found.exit_code == 0
    data = json.loads(found.stdout)
    assert data["link"]["id"] == "geonames:21"
    assert data["candidates"][0]["parts"]["name"] > 0.9
    assert "geonames:21" in run("search", "Zumurrod", "--country", "EH").stdout

    told = run("info").stdout
    assert "EH: coverage: full lists" in told
    assert "CC BY 4.0" in told
    assert "every other country: coverage: cities only" in told

    assert run("remove", "eh").exit_code == 0
    assert run("remove", "eh").exit_code == 2
    assert run("search", "Zumurrod", "--country", "EH").exit_code == 1


def test_a_column_map(file: Write) -> None:
    path = file("meine.csv", "Ort;Breite;Laenge\nZumurrud;24,0;-13,0\n")
    assert run("add", path, "--country", "EH").exit_code == 2
    added = run(
        "add",
        path,
        "--country",
        "EH",
        "--column",
        "name=Ort",
        "--column",
        "latitude=Breite",
        "--column",
        "longitude=Laenge",
    )
    assert added.exit_code == 0, added.stderr
    assert run("search", "Zumurrud", "--country", "EH").exit_code == 0
    assert run("add", path, "--column", "Ort").exit_code == 2


def test_what_was_left_out_is_told(file: Write) -> None:
    added = run("add", file("x.csv", "name,lat,lon\nGood,20,10\nBad,200,10\n"), "--country", "EH")
    assert "left out: row 3: Bad: no such point" in added.stderr


def test_get_fetches_adds_and_leaves_no_download(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    with zipfile.ZipFile(folder / "EH.zip", "w") as archive:
        archive.writestr("EH.txt", DUMP)
    handler = partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        fetched = run("get", "geonames", "eh", "--url", f"http://127.0.0.1:{server.server_address[1]}/{{country}}.zip")
        server.shutdown()
    assert fetched.exit_code == 0, fetched.stderr
    assert "geonames-eh: 2 places" in fetched.stderr
    assert run("search", "Yaqut", "--country", "EH").exit_code == 0
    assert list((home / "gazetteer" / "downloads").iterdir()) == []


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing on standard error."""


def test_get_of_an_unknown_source() -> None:
    result = run("get", "nowhere", "EH")
    assert result.exit_code == 2
    assert "known are geonames" in result.stderr


@pytest.fixture
def converted(tmp_path: Path) -> Path:
    def incident(name: str, status: str) -> Incident:
        link = PlaceLink(status=status)  # type: ignore[arg-type]
        place = Place(name=name, kind="village", governorate="Idlib", link=link)
        others = [OtherPlace(name="Zumurrud", role="near", link=PlaceLink(status="nil"))]
        return Incident(
            id=name,
            place=place,
            other_places=others,
            text=f"On Monday a shell hit the village of {name}, near Zumurrud, in Idlib.",
        )

    facts = ReportFacts(file="a.pdf", sha256="0", pages=1, made_by=MadeBy(extractor="0", reader="plain"))
    incidents = [
        incident("Yaqut", "nil"),
        incident("Yaqout", "nil"),
        incident("Marjan", "tie"),
        incident("Lulu", "linked"),
    ]
    path = tmp_path / "out.json"
    path.write_text(Report(report=facts, incidents=incidents).to_json(), encoding="utf-8")
    return path


def test_unmatched_names_become_a_list_once_they_are_filled_in(converted: Path, file: Write) -> None:
    result = run("unmatched", converted)
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["name"], row["count"], row["status"]) for row in rows] == [
        ("Zumurrud", "4", "nil"),
        ("Yaqut", "2", "nil"),  # Yaqout is another spelling of it
        ("Marjan", "1", "tie"),
    ]
    assert "hit the village of Yaqut, near" in rows[1]["context"]
    assert len(run("unmatched", converted, "--no-ties").stdout.splitlines()) == 3
    assert len(run("unmatched", converted, "--limit", "1").stdout.splitlines()) == 2

    assert {row["country"] for row in rows} == {"SY"}
    rows = [{**row, "country": "EH"} for row in rows]
    rows[0] |= {"lat": "24.0", "lon": "-13.0"}
    rows[1] |= {"place_id": "geonames:22"}
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows([*rows, {**rows[1], "name": "The Ruby"}])
    run("add", file("EH.txt", DUMP.splitlines()[1]))
    added = run("add", file("aliases.csv", text.getvalue()))
    assert added.exit_code == 0, added.stderr
    assert json.loads(run("search", "The Ruby", "--country", "EH", "--json").stdout)["link"]["id"] == "geonames:22"
    assert run("search", "Zumurrud", "--country", "EH").exit_code == 0


def test_wrong_calls() -> None:
    assert run("add", "nowhere.csv").exit_code == 2
    assert run("unmatched", "nowhere").exit_code == 2
    assert run("nothing").exit_code == 2
