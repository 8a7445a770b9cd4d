"""The decisions put to use: reviewed records beside the originals, and the accepted incidents as curated data."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.batch import atomic
from extractor.errors import CallError
from extractor.export.flat import write_csv
from extractor.incidents.reconcile import reconcile
from extractor.model import Incident, Report
from extractor.review.attach import attach
from extractor.review.decisions import NOTE, STATUS, Action, Change, Log, effective
from extractor.review.records import Records, report_name, review_folder
from extractor.review.replay import Verdict, replay
from extractor.review.session import Session


@dataclass(slots=True)
class Applied:
    """What was written: `folder` holds it, `reports` were decided about, and of `open` incidents nobody decided yet.

    `notes` are lines for the user.
    """

    folder: Path
    reports: int = 0
    accepted: int = 0
    rejected: int = 0
    open: int = 0
    notes: list[str] = field(default_factory=list)


def apply(out: Path) -> Applied:
    """Write `reports/…json` (every incident with its `review`) and `curated.csv` (the accepted ones) into OUT.review.

    The originals stay as they are. Raises CallError where there is nothing to apply or the system refuses.
    """
    folder = review_folder(out)
    log = Log(folder / "decisions.jsonl")
    if not log.actions:
        raise CallError(f"{log.path}: no decisions yet; make some with `extractor review {out}`")
    records = Records(out)
    totals = {held.number: len(report.incidents) for held, report in records.scan()}
    result = Applied(folder, notes=records.notes)
    own, elsewhere = records.share_out(log.actions)
    result.notes += [f"{log.path}: decisions about {file}, which {out} does not hold" for file in elsewhere]
    accepted: list[Report] = []
    for held in records.reports:
        if held.number not in own:
            result.open += totals[held.number]
            continue
        report, verdicts = reviewed(records.report(held.number), own[held.number], result.notes)
        with atomic(folder / "reports" / report_name(held, out)) as stream:
            stream.write(report.to_json().encode())
        result.reports += 1
        kept = [one for one in report.incidents if one.review and one.review.status == "accepted"]
        left = [one for one in report.incidents if one.review is None or one.review.status in ("open", "flagged")]
        accepted.append(report.model_copy(update={"incidents": kept}))
        result.accepted += len(kept)
        result.open += len(left)
        result.rejected += sum(verdict.status in ("rejected", "merged") for verdict in verdicts)
        if left:
            result.notes.append(
                f"{held.name}: {len(left)} of {len(report.incidents)} incidents are still open and not in curated.csv"
            )
    with atomic(folder / "curated.csv") as binary:
        text = io.TextIOWrapper(binary, encoding="utf-8", newline="")
        write_csv(accepted, text)
        text.flush()
        text.detach()
    return result


def reviewed(report: Report, actions: Sequence[Action], notes: list[str]) -> tuple[Report, list[Verdict]]:
    """The report with the decisions on it; its totals are held against what is left of its incidents."""
    attached = attach(report, actions)
    holding = effective(attached.actions)
    incidents: list[Incident] = []
    verdicts: list[Verdict] = []
    split = [action for action in holding if action.record is not None]
    origin = {action.record.id: action.incident for action in split if action.record and action.kind == "split"}
    order = [*report.incidents]
    for made in attached.added:
        beside = next((n for n, one in enumerate(order) if one.id == origin.get(made.id)), len(order) - 1)
        order.insert(beside + 1, made)
    for incident in order:
        again = attached.again.get(incident.id, [])
        own = [action for action in holding if incident.id in action.touched]
        if not own:
            incidents.append(incident)
            continue
        try:
            now, verdict = replay(incident, own)
        except ValueError:
            now, verdict = incident, Verdict()  # `again` says why
        now.review = verdict.as_review(again)
        verdict.status = now.review.status
        incidents.append(now)
        verdicts.append(verdict)
    notes += [f"{report.report.file}: {one.id}: {attached.again[one.id][0]}" for one in attached.lost]
    result = report.model_copy(update={"incidents": incidents})
    told = [one for one in incidents if one.review is None or one.review.status not in ("rejected", "merged")]
    result.reconciliation = reconcile(report.model_copy(update={"incidents": told}))
    return result, verdicts


def take_in(out: Path, handed_back: Path) -> list[str]:
    """Append the decisions of a file (a static page's download, another reviewer's log) that OUT's log lacks.

    Where they differ from what others decided, both stay in the log and the incident is flagged; the lines for the
    user say so. Raises CallError where the file can't be used.
    """
    if not handed_back.is_file():
        raise CallError(f"{handed_back}: no such file")
    theirs = Log(handed_back).actions
    session = Session(out)
    new = session.take_in(theirs)
    ids = {action.id for action in theirs}
    ours = effective([action for action in session.actions if action.id not in ids])
    flags = session.take_in(_disagreements(ours, effective(new), handed_back.name))
    lines = [f"{handed_back}: {len(new)} decisions taken in, {len(theirs) - len(new)} were there already"]
    return lines + [f"{flag.file}: {flag.incident}: {flag.note}" for flag in flags]


def _disagreements(ours: Sequence[Action], theirs: Sequence[Action], name: str) -> list[Action]:
    """A flag for every incident of which both sides set one field to different values."""
    last: dict[tuple[str, str], tuple[Action, Change]] = {}
    for action in ours:
        last |= {(change.incident, change.field): (action, change) for change in action.changes}
    flags: dict[str, Action] = {}
    for action in theirs:
        for change in action.changes:
            other = last.get((change.incident, change.field))
            if change.field == NOTE or other is None or other[1].new == change.new or change.incident in flags:
                continue
            what = "the decision" if change.field == STATUS else change.field
            note = f"{what}: {other[0].who} says {other[1].new}, {action.who} says {change.new}"
            digest = hashlib.sha256(f"{other[0].id} {action.id} {change.incident}".encode()).hexdigest()
            flags[change.incident] = Action(
                id=digest[:32], kind="flag", who=f"disagreement in {name}"[:100], when=dt.datetime.now(dt.UTC),
                file=action.file, sha256=action.sha256, incident=change.incident, note=note[:2000],
                changes=[
                    Change(incident=change.incident, field=STATUS, old=None, new="flagged"),
                    Change(incident=change.incident, field=NOTE, old=None, new=note),
                ],
            )  # fmt: skip
    return list(flags.values())
