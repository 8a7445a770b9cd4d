"""Pairs across reports, groups, agreement of coders."""

from __future__ import annotations

import csv
import datetime as dt
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.compare.agreement import agreement
from extractor.compare.comparison import Comparison, compare
from extractor.compare.records import read_side
from extractor.compare.tolerances import read_tolerances

Row = dict[str, object]


def sheet(path: Path, rows: list[Row]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def compared(folder: Path, extracted: list[Row], curated: list[Row], **options: bool) -> Comparison:
    ours = read_side(sheet(folder / "curated.csv", curated))
    theirs = read_side(sheet(folder / "extracted.csv", extracted))
    return compare(theirs, ours, read_tolerances(), **options)


def event(day: str, place: str, killed: int, **further: object) -> Row:
    return {"date": day, "place": place, "killed": killed, **further}


def test_records_without_a_key_are_paired_across_files(tmp_path: Path) -> None:
    chance = random.Random(1)
    places = ["Saraqeb", "Heish", "Kafr Nabl", "Talbisa", "Jisreen", "Mahkan", "al Bokamal", "Khan Sheikhoun"]
    curated = [
        event(
            (dt.date(2017, 1, 1) + dt.timedelta(days=n)).isoformat(), chance.choice(places), chance.randint(1, 4), n=n
        )
        for n in range(200)
    ]
    extracted = [dict(row) | {"file": f"r{index % 7}.pdf"} for index, row in enumerate(curated)]
    chance.shuffle(extracted)
    found = compared(tmp_path, extracted, curated)
    assert found.across
    numbers = [
        (p.curated.written["record_id"], p.extracted.written["record_id"])
        for p in found.pairs
        if p.curated and p.extracted
    ]
    assert len(numbers) == 200
    assert all(ours == theirs for ours, theirs in numbers)


def test_a_like_number_at_another_place_and_day_is_no_pair_across_reports(tmp_path: Path) -> None:
    found = compared(tmp_path, [event("2017-01-01", "Saraqeb", 3)], [event("2018-06-01", "Talbisa", 3)])
    assert [pair.kind for pair in found.pairs] == ["missed", "invented"]


def test_a_year_mistaken_is_found_where_everything_else_agrees(tmp_path: Path) -> None:
    further = {"injured": 40, "perpetrator": "Russian forces"}
    found = compared(
        tmp_path, [event("2017-01-05", "Saraqeb", 31, **further)], [event("2016-01-05", "Saraqeb", 31, **further)]
    )
    assert [pair.kind for pair in found.pairs] == ["matched"]
    assert found.pairs[0].fields["date_start"].tolerant == "incorrect"


def test_a_pair_says_why(tmp_path: Path) -> None:
    found = compared(tmp_path, [event("2017-01-01", "Saraqeb", 3)], [event("2017-01-01", "Saraqib", 3)])
    match = found.pairs[0].match
    assert match is not None
    assert match.parts["date"] == 3
    assert match.parts["place"] == 3
    assert match.parts["killed"] == 2


def test_a_missed_record_names_the_one_that_comes_nearest(tmp_path: Path) -> None:
    found = compared(tmp_path, [event("2017-03-01", "Saraqeb", 4)], [event("2017-01-01", "Saraqib", 4)])
    (missed,) = found.of_kind("missed")
    assert "2017-03-01, Saraqeb" in missed.notes[0]
    assert "date −3.0" in missed.notes[0]


def test_three_parts_of_one_record_are_a_split(tmp_path: Path) -> None:
    day = "2017-01-01"
    parts = [event(day, "Saraqeb", 4), event(day, "Saraqeb", 3), event(day, "Saraqeb", 2), event(day, "Saraqeb", 50)]
    found = compared(tmp_path, parts, [event(day, "Saraqib", 9)])
    (group,) = found.groups
    assert group[0].kind == "split"
    assert sorted(record.written["killed"] for record in group[2]) == ["2", "3", "4"]
    assert found.counts["split"] == 1


def test_the_same_told_twice_is_repeated(tmp_path: Path) -> None:
    row = event("2017-01-01", "Saraqeb", 4)
    found = compared(tmp_path, [row, dict(row)], [row])
    assert [group.kind for group, _, _ in found.groups] == ["repeated"]


def test_days_without_extraction_are_told_and_can_be_left_out(tmp_path: Path) -> None:
    extracted = [event("2017-01-01", "Saraqeb", 3)]
    curated = [event("2017-01-01", "Saraqeb", 3), event("2019-01-01", "Talbisa", 3)]
    found = compared(tmp_path, extracted, curated)
    assert len(found.of_kind("missed")) == 1
    assert any("--common-days" in note for note in found.notes)
    assert not compared(tmp_path, extracted, curated, common_days=True).of_kind("missed")


def test_an_unreadable_cell_counts_for_nothing(tmp_path: Path) -> None:
    curated: list[Row] = [{"date": "2017-01-01", "place": "Saraqeb", "killed": "see annex"}]
    found = compared(tmp_path, [event("2017-01-01", "Saraqeb", 3)], curated)
    assert "killed" not in found.pairs[0].fields


def test_a_blank_column_is_told(tmp_path: Path) -> None:
    curated = [event(f"2017-01-0{n}", "Saraqeb", n, injured="") for n in range(1, 8)]
    found = compared(tmp_path, [dict(row) for row in curated], curated)
    assert any("injured" in note for note in found.notes)


def test_agreement_of_two_coders(tmp_path: Path) -> None:
    """The worked example of Krippendorff's textbook for two coders and nominal data, by our columns."""
    ones = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    others = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    rows = [
        [event("2017-01-01", f"Place {n}", n + 1, type=word) for n, word in enumerate(words)]
        for words in (ones, others)
    ]
    found = compared(tmp_path, rows[0], rows[1])
    shares = {share.field: share for share in agreement(found)}
    assert shares["event_type"].alpha == pytest.approx(0.692, abs=5e-4)
    assert shares["event_type"].kappa == pytest.approx(0.686, abs=5e-3)
    assert shares["killed"].alpha == pytest.approx(1)
    assert shares["date_start"].alpha is None, "one label only: nothing to agree on"


PLACES = st.sampled_from(["", "Saraqeb", "Saraqib", "al Bokamal", "Deir ez-Zor/al-Bokamal", "Talbisa", "قرية"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "file": st.sampled_from(["a.pdf", "b.pdf"]),
            "date": st.sampled_from(["", "2017-01-01", "2017-01-02", "2017-01", "2017", "soon"]),
            "place": PLACES,
            "killed": st.sampled_from(["", "0", "1", "2", "3", "1-3", "~2", "dozens", "?!"]),
            "injured": st.sampled_from(["", "1", "4"]),
            "perpetrator": st.sampled_from(["", "ISIS", "Daesh", "ISIS; Russian forces"]),
        }
    ),
    max_size=7,
)


@settings(deadline=None, max_examples=30)
@given(extracted=ROWS, curated=ROWS, across=st.booleans())
def test_every_record_and_every_value_is_counted_once(extracted: list[Row], curated: list[Row], across: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        blank: Row = dict.fromkeys(["file", "date", "place", "killed", "injured", "perpetrator"], "")
        for rows in (extracted, curated):
            rows.append(blank | {"file": "a.pdf", "place": "Heish"})
            rows.append(blank | {"file": "b.pdf", "place": "Heish"})
        found = compared(Path(folder), extracted, curated, across=across)
    ours, theirs = found.curated.records, found.extracted.records
    assert sorted(id(pair.curated) for pair in found.pairs if pair.curated) == sorted(map(id, ours))
    assert sorted(id(pair.extracted) for pair in found.pairs if pair.extracted) == sorted(map(id, theirs))
    for name in found.fields:
        counts = [found.tolerant[name].curated, found.tolerant[name].extracted]
        pairs = [(pair.curated, pair.extracted) for pair in found.pairs]
        readable = [pair for pair in pairs if not any(record and name in record.unread for record in pair)]
        assert counts == [
            sum(bool(record and name in record.values) for record in side) for side in zip(*readable, strict=True)
        ]
    for group, _, several in found.groups:
        assert len(several) >= 2, group


def test_a_side_without_records_is_all_missed(tmp_path: Path) -> None:
    from made_reports import report

    path = tmp_path / "r.json"
    path.write_text(report("r.pdf").to_json(), encoding="utf-8")
    curated = sheet(tmp_path / "curated.csv", [event("2017-01-01", "Saraqeb", 3, file="r.pdf")])
    found = compare(read_side(path), read_side(curated), read_tolerances())
    assert [pair.kind for pair in found.pairs] == ["missed"]
    assert found.strict["killed"].missing == 1
