"""A blank sheet for coding by hand, drawn from converted reports without showing them, and the coded one read back.

What is drawn are paragraphs: those in which the extractor found incidents, and those with a word of violence in which
it found none. So both its finds and its misses can be estimated. What neither list holds (a paragraph
without any such word) can't be drawn, and isn't in the figures.
"""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from extractor.compare.columns import SAMPLE_COLUMNS
from extractor.compare.records import Drawing, Record, Side
from extractor.errors import CallError
from extractor.export.flat import FLAT_COLUMNS, safe_cell
from extractor.model import Report

By = Literal["publisher", "year", "report"]

DOUBTFUL_SHARE = 1 / 3
"""With the worst first, this share of a stratum's paragraphs is taken for doubtful …"""

DOUBTFUL_DRAWN = 2 / 3
"""… and this share of what is drawn comes from them."""

LONGEST_CELL = 32_000
"""Characters of a text that go into a cell of a workbook; it holds 32,767."""

CODED_COLUMNS: tuple[str, ...] = tuple(
    name
    for name in FLAT_COLUMNS
    if name not in ("file", "page", "latitude", "longitude", "place_id", "checks", "confidence", "incident_id")
)
"""The blank columns of a sample sheet: those of the codebook that a coder fills."""

SHEET_COLUMNS: tuple[str, ...] = (*SAMPLE_COLUMNS[:3], "file", "page", "text", SAMPLE_COLUMNS[3], *CODED_COLUMNS)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of a report that can be drawn. `doubt` is higher the less sure the extraction is."""

    file: str
    page: int
    text: str
    doubt: float
    group: tuple[str, ...]


def paragraphs(reports: Iterable[Report], by: Sequence[By]) -> list[Paragraph]:
    """Every piece of text that the extractor read an incident in, or passed over in spite of a trigger word."""
    found: list[Paragraph] = []
    for report in reports:
        group = tuple(_group(report, name) for name in by)
        file = report.report.file
        pieces: dict[str, Paragraph] = {}
        for incident in report.incidents:
            doubt = 1 - (incident.confidence or 0) + sum(check.severity != "info" for check in incident.checks)
            page = incident.pages[0] if incident.pages else 0
            known = pieces.get(incident.text)
            if known is None or known.doubt < doubt:
                pieces[incident.text] = Paragraph(file, page, incident.text, doubt, group)
        for unused in report.unused:
            pieces.setdefault(unused.text, Paragraph(file, unused.page, unused.text, 0.5, group))
        plain = {text: _plain(text) for text in pieces}
        found += [
            piece
            for text, piece in pieces.items()
            if plain[text] and not any(plain[text] in other and other != plain[text] for other in plain.values())
        ]
    return found


def _group(report: Report, by: By) -> str:
    facts = report.report
    if by == "publisher":
        return facts.publisher or "unknown"
    if by == "report":
        return facts.file
    day = facts.period.start if facts.period else facts.published
    return str(day.year) if day else "unknown"


def _plain(text: str) -> str:
    """What of a text a spreadsheet keeps as it is: no spaces, breaks and control characters."""
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


def draw(pieces: Sequence[Paragraph], count: int, seed: int, worst_first: bool) -> list[dict[str, str | int]]:
    """The rows of a blank sheet: at random within strata, sizes beside them so that the figures stay unbiased.

    Each stratum gets its proportional share, at least one. With `worst_first` the doubtful third of
    each stratum is a stratum of its own, is drawn more often and stands first. Raises CallError where there are more
    strata than paragraphs asked for, or nothing to draw.
    """
    if not pieces:
        raise CallError("no incident and no passed-over paragraph in these reports: nothing to draw a sample from")
    rows: list[dict[str, str | int]] = []
    strata = _strata(pieces, worst_first)
    sizes = _sizes({key: len(members) for key, members in strata.items()}, min(count, len(pieces)), worst_first)
    chance = random.Random(seed)
    for number, (key, members) in enumerate(strata.items(), 1):
        for piece in chance.sample(members, sizes[key]):
            told: dict[str, str | int] = dict.fromkeys(SHEET_COLUMNS, "")
            told |= {"sample": f"S{len(rows) + 1:03}", "stratum": number, "stratum_size": len(members)}
            rows.append(told | {"file": piece.file, "page": piece.page, "text": piece.text})
    return rows


_Key = tuple[bool, tuple[str, ...]]


def _strata(pieces: Sequence[Paragraph], worst_first: bool) -> dict[_Key, list[Paragraph]]:
    """Stratum → its paragraphs; of a key, True stands for the surer ones, so that the doubtful come first."""
    groups: dict[tuple[str, ...], list[Paragraph]] = defaultdict(list)
    for piece in pieces:
        groups[piece.group].append(piece)
    strata: dict[_Key, list[Paragraph]] = {}
    for group, members in groups.items():
        ordered = sorted(members, key=lambda piece: -piece.doubt)
        doubtful = max(1, round(len(ordered) * DOUBTFUL_SHARE)) if worst_first and len(ordered) > 1 else 0
        if doubtful:
            strata[False, group] = ordered[:doubtful]
        strata[True, group] = ordered[doubtful:]
    return dict(sorted(strata.items()))


def _sizes(available: dict[_Key, int], count: int, worst_first: bool) -> dict[_Key, int]:
    """How many to draw of each stratum: one each, the rest one by one where the share is furthest behind."""
    if len(available) > count:
        raise CallError(f"{len(available)} groups to draw from: ask for at least as many paragraphs, or group by less")
    doubtful = sum(size for (sure, _), size in available.items() if not sure)
    weight = {}
    for key, size in available.items():
        of_all = DOUBTFUL_DRAWN / doubtful if not key[0] else 0.0
        if key[0] and worst_first and doubtful:
            of_all = (1 - DOUBTFUL_DRAWN) / max(1, sum(available.values()) - doubtful)
        weight[key] = size * (of_all or 1 / sum(available.values()))
    drawn = dict.fromkeys(available, 1)
    while sum(drawn.values()) < count:
        open_ = [key for key in available if drawn[key] < available[key]]
        drawn[max(open_, key=lambda key: weight[key] / (drawn[key] + 0.5))] += 1
    return drawn


def write_sheet(path: Path, rows: Sequence[Mapping[str, str | int]]) -> None:
    """Write the rows as CSV or XLSX, by the ending of `path`.

    Raises CallError for another ending, without openpyxl, or where nothing can be written there.
    """
    cells: list[list[str | int]] = [list(SHEET_COLUMNS), *([row[name] for name in SHEET_COLUMNS] for row in rows)]
    try:
        if path.suffix.lower() == ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as stream:  # the mark makes spreadsheets read UTF-8
                csv.writer(stream).writerows([safe_cell(cell) for cell in row] for row in cells)
        elif path.suffix.lower() == ".xlsx":
            _write_workbook(path, cells)
        else:
            raise CallError(f"{path}: give a file that ends in .csv or .xlsx")
    except OSError as error:
        raise CallError(f"{path}: can't be written: {error.strerror}") from error


def _write_workbook(path: Path, cells: Sequence[Sequence[str | int]]) -> None:
    try:
        import openpyxl
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter
    except ImportError as error:
        raise CallError(f"{path}: writing XLSX needs openpyxl: pip install 'extractor[compare]'") from error
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for number, row in enumerate(cells, 1):
        for column, value in enumerate(row, 1):
            text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL] if isinstance(value, str) else value
            cell = sheet.cell(number, column, text)
            if isinstance(text, str) and text:
                cell.data_type = "s"  # text that begins with "=" is no formula
    for name in sheet[1]:
        name.font = Font(bold=True)
    column = SHEET_COLUMNS.index("text") + 1
    sheet.column_dimensions[get_column_letter(column)].width = 80
    for (told,) in sheet.iter_rows(min_row=2, min_col=column, max_col=column):
        told.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = f"{get_column_letter(column + 1)}2"
    workbook.save(path)


# --- the coded sheet -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Sample:
    """The paragraphs of a coded sample sheet, and how many of its stratum each of them stands for."""

    coded: list[Drawing]
    texts: dict[str, tuple[str, str]]  # sample → report and plain text
    notes: list[str] = field(default_factory=list)

    def weight(self, sample: str | None) -> float:
        """Paragraphs of the stratum for each coded one; 1 for what isn't in the sample."""
        unit = next((unit for unit in self.coded if unit.sample == sample), None)
        if unit is None:
            return 1
        return unit.stratum_size / sum(other.stratum == unit.stratum for other in self.coded)

    def restricted(self, curated: Iterable[Record], extracted: Iterable[Record]) -> tuple[list[Record], list[Record]]:
        """The records of the coded paragraphs, the paragraph in place of the report."""
        coded = {unit.sample for unit in self.coded}
        hand = [
            replace(record, report=record.drawing.sample)
            for record in curated
            if record.drawing and record.drawing.sample in coded and record.drawing.told
        ]
        machine = []
        for record in extracted:
            plain = _plain(record.text)
            for sample, (report, text) in self.texts.items():
                if sample in coded and report == record.report and plain and (plain in text or text in plain):
                    machine.append(replace(record, report=sample))
                    break
        return hand, machine


def sample_of(curated: Side) -> Sample | None:
    """What a coded sample sheet tells of its drawing; None for any other sheet.

    Raises CallError where nothing in the sheet is coded yet.
    """
    rows = [record for record in curated.records if record.drawing]
    if not rows:
        return None
    units: dict[str, Drawing] = {}
    texts: dict[str, tuple[str, str]] = {}
    for record in rows:
        drawing = record.drawing
        assert drawing is not None
        known = units.get(drawing.sample)
        if known is None or known.told is None or (drawing.told and not known.told):
            units[drawing.sample] = drawing
        texts.setdefault(drawing.sample, (record.report or "", _plain(record.text)))
    coded = [unit for unit in units.values() if unit.told is not None]
    if not coded:
        raise CallError(
            f"{curated.source}: nothing is coded yet; write yes or no into the column “incident” of each row"
        )
    sample = Sample(coded, texts)
    if left := [unit.sample for unit in units.values() if unit.told is None]:
        sample.notes.append(f"{len(left)} of {len(units)} sampled paragraphs aren't coded yet and aren't counted")
    sizes = Counter({unit.stratum: unit.stratum_size for unit in units.values()})
    if lost := {unit.stratum for unit in units.values()} - {unit.stratum for unit in coded}:
        share = sum(sizes[stratum] for stratum in lost) / sum(sizes.values())
        sample.notes.append(f"nothing is coded of {share:.0%} of what was drawn from: the figures don't speak of it")
    if not any(text for _, text in texts.values()):
        raise CallError(f"{curated.source}: the column “text” is gone; it says which paragraph a row codes")
    return sample
