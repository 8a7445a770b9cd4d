"""The log: nothing that was confirmed is ever lost, doubled or changed, whoever writes and whatever breaks."""

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest
from serving import Served, accept, action, extractor

from extractor.errors import CallError
from extractor.review.decisions import Log, effective, read_action
from extractor.review.session import ConflictError, Session


def _append(path: Path, count: int) -> None:
    log = Log(path)
    for number in range(count):
        with log.locked():
            log.refresh()
            log.append([read_action(accept(f"{number:016}"))])


def test_several_processes_write_into_one_log(tmp_path: Path) -> None:
    path = tmp_path / "review" / "decisions.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append, args=(path, 25)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    log = Log(path)
    assert len(log.actions) == 75
    assert len({one.id for one in log.actions}) == 75
    assert log.torn == 0


@pytest.mark.parametrize(("cut", "whole_but_its_end"), [(1, False), (40, False), (-1, True)])
def test_a_line_that_a_crash_cut_off_costs_only_itself(tmp_path: Path, cut: int, whole_but_its_end: bool) -> None:
    path = tmp_path / "decisions.jsonl"
    one, two, three = (read_action(accept(f"{n:016}")) for n in range(3))
    Log(path).append([one])
    whole = path.read_bytes()
    Log(path).append([two])
    path.write_bytes(whole + path.read_bytes()[len(whole) :][:cut])
    log = Log(path)
    assert [action.id for action in log.actions] == [one.id]
    log.append([three])
    again = Log(path)
    kept = [one.id, two.id, three.id] if whole_but_its_end else [one.id, three.id]
    assert [action.id for action in again.actions] == kept
    assert again.torn == (not whole_but_its_end)
    assert path.read_bytes().startswith(whole)


def test_a_line_that_is_something_else_is_told_and_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text('{"id": "no action"}\n', "utf-8")
    with pytest.raises(CallError, match="line 1 is no decision"):
        Log(path)


def test_undo_and_undo_of_an_undo() -> None:
    done = read_action(accept("a" * 16))
    undone = read_action(action("a" * 16, kind="undo", undoes=done.id))
    redone = read_action(action("a" * 16, kind="undo", undoes=undone.id))
    assert effective([done]) == [done]
    assert effective([done, undone]) == []
    assert effective([done, undone, redone]) == [done]


@pytest.fixture
def session(out: Path) -> Session:
    return Session(out)


def _ids(session: Session) -> list[str]:
    return [row["id"] for row in session.overview()["rows"]]


def test_the_log_tells_who_when_what_from_what_to_what(session: Session) -> None:
    incident = session.incident(_ids(session)[0])
    assert incident
    before = incident["record"]["killed"]["total"]
    session.save(read_action(action(incident["record"]["id"], ("killed.total", 77), who="Ana", note="as printed")), 0)
    (line,) = [json.loads(line) for line in session.log.path.read_text("utf-8").splitlines()]
    assert line["who"] == "Ana"
    assert line["note"] == "as printed"
    assert line["when"] != "2026-01-01T00:00:00Z"  # the server's clock, not the page's
    assert line["changes"] == [
        {"incident": incident["record"]["id"], "field": "killed.total", "from": before, "to": 77}
    ]
    assert line["values"]["killed"]["total"] == 77


def test_the_same_decision_twice_is_one(session: Session) -> None:
    decision = read_action(accept(_ids(session)[0]))
    session.save(decision, 0)
    session.save(decision, 0)
    assert len(session.log.path.read_text("utf-8").splitlines()) == 1


def test_two_processes_that_decide_about_one_incident_hear_of_each_other(out: Path) -> None:
    one, two = Session(out), Session(out)
    first, second = _ids(one)[:2]
    one.save(read_action(accept(first, who="Ana")), 0)
    with pytest.raises(ConflictError) as conflict:
        two.save(read_action(action(first, ("review.status", "rejected"), kind="reject", who="Ben")), 0)
    assert [other.who for other in conflict.value.actions] == ["Ana"]
    added = two.save(read_action(accept(second, who="Ben")), 0)  # another incident is no conflict
    assert [other.who for other in added] == ["Ana", "Ben"]
    assert [line["who"] for line in one.since(0)] == ["Ana", "Ben"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([("killed.total", 1.5)], "killed.total"),
        ([("injured.children", -1)], "less than none"),
        ([("killed.total", "many")], "killed.total"),
        ([("killed.everyone", 1)], "not a field"),
        ([("id", "x")], "not a field"),
        ([("evidence", {})], "not a field"),
        ([("date.start", "2017-02-30")], "date.start"),
        ([("perpetrators", [{"actor": "x"}])], "perpetrators"),
        ([("review.status", "approved")], "status"),
    ],
)
def test_a_decision_that_makes_no_record_is_refused(session: Session, changes: list, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        session.save(read_action(action(_ids(session)[0], *changes)), 0)
    assert not session.log.path.exists()


def test_words_must_stand_where_they_are_said_to(session: Session) -> None:
    name = _ids(session)[0]
    piece = {"quote": "not there", "page": 1, "start": 0, "end": 9, "boxes": [], "rule": "x", "source": "text"}
    change = {"incident": name, "field": "killed.total", "to": 3, "evidence": {"killed.total": [piece]}}
    with pytest.raises(ValueError, match="does not stand"):
        session.save(read_action(action(name) | {"changes": [change]}), 0)


def test_a_disk_that_refuses_is_told_and_nothing_is_confirmed(out: Path, serve: Callable[..., Served]) -> None:
    served = serve(out)
    incident = served.get("/api/overview")["rows"][0]["id"]
    served.log.parent.mkdir(exist_ok=True)
    served.log.mkdir()  # as good as a full disk: the log can't be written
    status, answer = served.post(accept(incident))
    assert status == 507
    assert "decisions.jsonl" in answer["error"]
    served.log.rmdir()
    status, answer = served.post(accept(incident))
    assert status == 200
    assert len(served.lines()) == 1


def test_a_review_of_nothing_is_a_wrong_call(tmp_path: Path) -> None:
    done = extractor("review", tmp_path / "nowhere")
    assert done.returncode == 2
    assert "no such file or folder" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_conversion_amid_the_review_is_told(out: Path, serve: Callable[..., Served]) -> None:
    served = serve(out / "monthly.pdf.json")
    incident = served.get("/api/overview")["rows"][0]["id"]
    path = out / "monthly.pdf.json"
    report = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(report | {"report": report["report"] | {"sha256": "0" * 64}}), "utf-8")
    status, _, body = served.ask(f"/api/incidents/{incident}")
    assert status == 409
    assert b"start it anew" in body
    status, answer = served.post(accept(incident))
    assert status == 507
    assert "start it anew" in answer["error"]
    assert served.lines() == []
