"""What becomes of the decisions: reviewed records, curated data for other commands, and files handed back."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from serving import SAMPLES, accept, action, extractor

from extractor.model import Report
from extractor.review.decisions import read_action
from extractor.review.session import Session


@pytest.fixture
def session(out: Path) -> Session:
    for path in out.glob("*.json"):
        if path.name != "monthly.pdf.json":
            path.unlink()
    return Session(out, [SAMPLES])


def decide(session: Session, *actions: dict[str, Any]) -> None:
    for one in actions:
        session.save(read_action(one), len(session.actions))


def names(session: Session) -> list[str]:
    return [row["id"] for row in session.overview()["rows"]]


def reviewed(session: Session) -> Report:
    path = Path(f"{session.out}.review") / "reports" / "monthly.pdf.json"
    return Report.model_validate_json(path.read_text("utf-8"))


def curated(session: Session) -> list[dict[str, str]]:
    with (Path(f"{session.out}.review") / "curated.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_reviewed_records_say_who_decided_what_and_the_originals_stay(session: Session) -> None:
    original = (session.out / "monthly.pdf.json").read_bytes()
    first, second, third, *rest = names(session)
    decide(session, action(first, ("killed.total", 99), who="Ana"), accept(first, who="Ana"))
    decide(session, action(second, ("review.status", "rejected"), kind="reject", who="Ben"))
    done = extractor("review", "apply", session.out)
    assert done.returncode == 1  # incidents are still open
    assert "still open" in done.stderr
    by_id = {one.id: one for one in reviewed(session).incidents}
    assert len(by_id) == len(rest) + 3
    review = by_id[first].review
    assert review and (review.status, review.reviewer, review.fields) == ("accepted", "Ana", ["killed.total"])
    assert review.time
    assert by_id[first].killed.total == 99
    rejected = by_id[second].review
    assert rejected and rejected.status == "rejected"
    assert by_id[third].review is None
    assert (session.out / "monthly.pdf.json").read_bytes() == original
    assert [(row["incident_id"], row["killed"]) for row in curated(session)] == [(first, "99")]


def test_a_whole_review_compares_with_the_extraction(session: Session) -> None:
    ids = names(session)
    decide(session, *(accept(one) for one in ids))
    done = extractor("review", "apply", session.out)
    assert done.returncode == 0, done.stderr
    table = Path(f"{session.out}.review") / "curated.csv"
    same = extractor("diff", session.out, table)
    assert same.returncode == 0, same.stdout + same.stderr
    decide(session, action(ids[0], ("killed.total", 1234)))
    extractor("review", "apply", session.out)
    assert extractor("diff", session.out, table).returncode == 1


def test_applying_twice_gives_the_same_bytes(session: Session) -> None:
    decide(session, *(accept(one) for one in names(session)))
    folder = Path(f"{session.out}.review")
    written = []
    for _ in range(2):
        extractor("review", "apply", session.out)
        written.append([path.read_bytes() for path in sorted(folder.rglob("*.*")) if not path.name.startswith(".")])
    assert written[0] == written[1]


def test_a_split_stands_behind_the_incident_that_it_came_from(session: Session) -> None:
    ids = names(session)
    incident = session.incident(ids[2])
    assert incident
    record = incident["record"] | {"id": "ab" * 8}
    decide(
        session, action(ids[2], kind="split", record=record), action("ab" * 8, ("killed.total", 0)), accept("ab" * 8)
    )
    extractor("review", "apply", session.out)
    told = [one.id for one in reviewed(session).incidents]
    assert told[told.index(ids[2]) + 1] == "ab" * 8
    (row,) = curated(session)
    assert (row["incident_id"], row["killed"]) == ("ab" * 8, "0")


def test_decisions_that_are_handed_back_are_taken_in_once(session: Session, tmp_path: Path) -> None:
    first, second = names(session)[:2]
    facts = {"file": "monthly.pdf", "sha256": session.records.reports[0].sha256}
    handed = tmp_path / "handed back.jsonl"
    handed.write_text("".join(json.dumps(accept(one, **facts)) + "\n" for one in (first, second)), "utf-8")
    once = extractor("review", "apply", session.out, "--decisions", handed)
    assert "2 decisions taken in" in once.stderr
    again = extractor("review", "apply", session.out, "--decisions", handed)
    assert "0 decisions taken in, 2 were there already" in again.stderr
    assert [row["incident_id"] for row in curated(session)] == [first, second]


def test_two_who_decided_apart_and_differ_are_both_kept_and_the_incident_is_flagged(
    session: Session, tmp_path: Path
) -> None:
    first = names(session)[0]
    decide(session, action(first, ("killed.total", 5), who="Ana"), accept(first, who="Ana"))
    facts = {"file": "monthly.pdf", "sha256": session.records.reports[0].sha256, "who": "Ben"}
    handed = tmp_path / "ben.jsonl"
    ben = [action(first, ("killed.total", 6), **facts), accept(first, **facts)]
    handed.write_text("".join(json.dumps(one) + "\n" for one in ben), "utf-8")
    done = extractor("review", "apply", session.out, "--decisions", handed)
    assert "killed.total: Ana says 5, Ben says 6" in done.stderr
    assert curated(session) == []
    review = next(one for one in reviewed(session).incidents if one.id == first).review
    assert review and review.status == "flagged"
    assert len(session.since(0)) == 5


def test_a_new_edition_of_the_records_brings_back_what_no_longer_fits(session: Session) -> None:
    first, second = names(session)[:2]
    decide(session, accept(first), accept(second))
    path = session.out / "monthly.pdf.json"
    report = Report.model_validate_json(path.read_text("utf-8"))
    changed = next(one for one in report.incidents if one.id == first)
    changed.killed.total = 1000
    path.write_text(report.to_json(), "utf-8")
    extractor("review", "apply", session.out)
    by_id = {one.id: one.review for one in reviewed(session).incidents}
    review = by_id[first]
    assert review and review.status == "open"
    assert "is read as 1000 now" in review.again[0]
    assert [row["incident_id"] for row in curated(session)] == [second]


def test_without_a_decision_there_is_nothing_to_apply(out: Path) -> None:
    done = extractor("review", "apply", out)
    assert done.returncode == 2
    assert "no decisions yet" in done.stderr


def test_a_single_file_can_be_reviewed_too(out: Path) -> None:
    session = Session(out / "monthly.pdf.json", [SAMPLES])
    decide(session, accept(names(session)[0]))
    extractor("review", "apply", out / "monthly.pdf.json")
    assert (out / "monthly.pdf.json.review" / "reports" / "monthly.pdf.json").is_file()
