"""After a new conversion every decision is back on its incident, or in the queue with the reason; none is lost."""

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from records import evidence, incident, report
from serving import accept, action

from extractor.model import Incident, Report
from extractor.review.attach import attach
from extractor.review.decisions import Action, effective, read_action
from extractor.review.replay import replay, snapshot

TEXT = "On 4 March 2019 rockets hit the market of Talbisa city and killed three people, a child among them."


def decided(before: Incident, *actions: dict[str, Any]) -> list[Action]:
    """Actions as the log holds them: with the snapshot of what the incident was afterwards."""
    done: list[Action] = []
    for one in map(read_action, actions):
        now, _ = replay(before, effective([*done, one]))
        done.append(one.model_copy(update={"values": snapshot(now)}))
    return done


def one(**fields: Any) -> Incident:
    return incident("ab" * 8, **({"text": TEXT, "killed": 3} | fields))


def test_the_same_records_take_their_decisions_without_a_question() -> None:
    attached = attach(report(one()), decided(one(), accept("ab" * 8), action("ab" * 8, ("killed.children", 1))))
    assert attached.again == {}
    assert attached.lost == []


def test_a_value_that_is_read_otherwise_now_brings_an_accepted_incident_back() -> None:
    attached = attach(report(one(killed=4)), decided(one(), accept("ab" * 8)))
    assert attached.again == {"ab" * 8: ["killed.total was 3 and is read as 4 now"]}


def test_what_a_reviewer_set_holds_against_what_is_read_now() -> None:
    decisions = decided(one(), action("ab" * 8, ("killed.total", 5)), accept("ab" * 8))
    attached = attach(report(one(killed=4)), decisions)
    now, verdict = replay(one(killed=4), effective(attached.actions))
    assert now.killed.total == 5
    assert verdict.status == "accepted"
    assert attached.again == {}


def test_doubts_and_confidence_may_change_without_a_question() -> None:
    attached = attach(report(one(confidence=0.3, why=["new"], sections=["II."])), decided(one(), accept("ab" * 8)))
    assert attached.again == {}


def test_a_new_id_is_followed_by_the_words() -> None:
    renamed = incident("cd" * 8, text=TEXT, killed=3)
    other = incident("ef" * 8, text="On 9 May 2019 a mine exploded near Saraqeb.", place="Saraqeb")
    attached = attach(report(other, renamed), decided(one(), accept("ab" * 8)))
    assert [change.incident for change in attached.actions[0].changes] == ["cd" * 8]
    assert attached.again == {}
    assert attached.lost == []


def test_of_two_incidents_in_one_paragraph_each_keeps_its_own() -> None:
    first, second = one(), incident("cd" * 8, text=TEXT, killed=2, day=dt.date(2019, 3, 5))
    new = [incident("11" * 8, text=TEXT, killed=2, day=dt.date(2019, 3, 5)), incident("22" * 8, text=TEXT, killed=3)]
    decisions = [*decided(first, accept("ab" * 8)), *decided(second, action("cd" * 8, ("killed.women", 1)))]
    attached = attach(report(*new), decisions)
    assert [one.incident for one in attached.actions] == ["22" * 8, "11" * 8]


def test_an_incident_that_is_no_longer_told_is_kept_with_the_reason() -> None:
    attached = attach(report(incident("ef" * 8, text="Something else entirely.")), decided(one(), accept("ab" * 8)))
    (lost,) = attached.lost
    assert (lost.id, lost.text, lost.killed.total) == ("ab" * 8, TEXT, 3)
    assert "no incident has these words" in attached.again["ab" * 8][0]


def test_evidence_moves_with_its_words_and_says_so_where_it_cannot() -> None:
    piece = evidence("three people", start=TEXT.index("three people")).model_dump()
    change = {"incident": "ab" * 8, "field": "killed.total", "to": 3, "evidence": {"killed.total": [piece]}}
    decisions = decided(one(killed=None), action("ab" * 8) | {"changes": [change]}, accept("ab" * 8))
    longer = one(text=f"Tuesday. {TEXT}", killed=None)
    attached = attach(report(longer), decisions)
    now, _ = replay(longer, effective(attached.actions))
    (moved,) = now.evidence["killed.total"]
    assert now.text[moved.start : moved.end] == "three people"
    assert attached.again["ab" * 8] == ["the words of its paragraph were read differently"]
    gone = one(text=TEXT.replace("three people", "several people"), killed=None)
    reasons = attach(report(gone), decisions).again["ab" * 8]
    assert any("“three people”" in reason and "no longer" in reason for reason in reasons)


def test_what_no_longer_fits_the_record_comes_back_and_breaks_nothing() -> None:
    stale = read_action(action("ab" * 8, ("place.nonsense", 1)))
    attached = attach(report(one()), [stale])
    assert "no longer fits the record" in attached.again["ab" * 8][0]


def test_an_incident_that_was_added_stays() -> None:
    added = incident("99" * 8, text="Added.")
    record = added.model_dump(mode="json")
    decisions = [read_action(action("ab" * 8, kind="add", record=record)), *decided(added, accept("99" * 8))]
    attached = attach(report(one()), decisions)
    assert [made.id for made in attached.added] == ["99" * 8]
    assert attached.again == {}


@given(
    st.lists(
        st.tuples(st.sampled_from(["killed.total", "place.name", "review.status"]), st.integers(0, 3)), max_size=8
    ),
    st.lists(st.integers(0, 7), max_size=4),
)
def test_no_decision_is_ever_lost(sets: list[tuple[str, int]], undone: list[int]) -> None:
    """Whatever was decided and taken back: on the same records all of it holds, and on others all of it is kept."""
    values: dict[str, list[Any]] = {
        "killed.total": [0, 1, 2, None],
        "place.name": ["a", "b", None, "c"],
        "review.status": ["accepted", "rejected", "flagged", "open"],
    }
    actions = [action("ab" * 8, (field, values[field][number])) for field, number in sets]
    undos = [action("ab" * 8, kind="undo", undoes=actions[n]["id"]) for n in undone if n < len(actions)]
    decisions = decided(one(), *actions, *undos)
    same = attach(report(one()), decisions)
    assert same.again == {}
    elsewhere = attach(Report(report=report().report), decisions)
    assert len(elsewhere.actions) == len(decisions)
    assert bool(elsewhere.lost) == bool(effective(decisions))
