"""Totals in tables: a table of totals row by row, the total row of a table of incidents, and whether rows add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.annotate.actors import find_actors
from extractor.annotate.numbers import find_numbers
from extractor.annotate.places import PlaceNames
from extractor.annotate.words import read_words
from extractor.incidents.passage import Passage
from extractor.incidents.toll_numbers import Number, fill, number_of
from extractor.knowledge import Annotation, Knowledge
from extractor.knowledge.schema import CasualtyEntry, CueEntry, FieldEntry, UnitEntry
from extractor.layout.model import Cell, locate
from extractor.model import Reconciliation, Scope, Toll

_OF_INCIDENTS = frozenset(("date", "place"))  # fields of a table that tells incidents, one a row


def table_tolls(passage: Passage, knowledge: Knowledge, names: PlaceNames) -> Iterator[Toll]:
    """The rows of a table of totals; of a table of incidents, rows that add up others."""
    rows = passage.block.rows
    if len(rows) < 2:
        return
    header = [knowledge.annotate(cell.text) for cell in rows[0]]
    columns = [_column(annotation, knowledge) for annotation in header]
    if not any(columns) or _is_card(rows, knowledge):
        return
    told = [any(m.entry.reads in _OF_INCIDENTS for m in annotation.of(FieldEntry)) for annotation in header]
    for row in rows[max(1, passage.block.header_rows) :]:
        toll = _row(passage, row, columns, told, knowledge, names)
        if toll is not None:
            yield toll


def _is_card(rows: Sequence[Sequence[Cell]], knowledge: Knowledge) -> bool:
    """Whether the first column names fields of one incident, and the second holds their values."""
    labels = [knowledge.annotate(row[0].text) for row in rows if len(row) == 2]
    fields = {m.entry.reads for label in labels for m in label.of(FieldEntry) if m.last == len(label.doc)}
    return not fields.isdisjoint(_OF_INCIDENTS)


def _row(
    passage: Passage,
    row: Sequence[Cell],
    columns: Sequence[_Column | None],
    told: Sequence[bool],
    knowledge: Knowledge,
    names: PlaceNames,
) -> Toll | None:
    """The toll of a row; `told`: the columns that say when and where, in a table that tells incidents."""
    label = knowledge.annotate(row[0].text)
    total, joint = _is_total(label), _joint(row, knowledge)
    if not row[0].text.strip() or (any(told) and not total and (joint or 0) < 2):
        return None
    pieces = [piece for cell in row for piece in cell.pieces]
    toll = Toll(
        quote="\t".join(cell.text for cell in row),
        page=pieces[0].page if pieces else passage.block.page_at(0) or 1,
        boxes=[box for cell in row for box in locate(cell.pieces, 0, len(cell.text))],
        sections=passage.sections,
        incidents=joint,
    )
    filled = False
    for cell, column in zip(row, columns, strict=False):
        if column is not None:
            for number in _cell_numbers(knowledge.annotate(cell.text), knowledge, column):
                fill(toll, number)
                filled = True
    if not filled:
        return None
    if any(told):
        said = [cell.text.strip() for cell, tells in zip(row, told, strict=False) if tells and cell.text.strip()]
        toll.scope.group = row[0].text.strip() if total else ", ".join(said)
        return toll
    toll.scope.perpetrators = list(dict.fromkeys(name for party in find_actors(label, [], []) for name in party.actors))
    if not toll.scope.perpetrators:
        toll.scope.governorate = names.admin(row[0].text.strip())
    if not (total or toll.scope.perpetrators or toll.scope.governorate):
        toll.scope.group = row[0].text.strip()
    return toll


def _joint(row: Sequence[Cell], knowledge: Knowledge) -> int | None:
    """The number of events that a row says it adds up: "Total (9 incidents)"."""
    for cell in row:
        annotation = knowledge.annotate(cell.text)
        for number in find_numbers(annotation, knowledge) if annotation.of(UnitEntry) else ():
            if any(unit.first == number.last for unit in annotation.of(UnitEntry)):
                return number.value
    return None


def _is_total(label: Annotation) -> bool:
    """Whether the first cell of a row says that the row adds up the others."""
    return any(cue.entry.name == "total row" and cue.first == 0 for cue in label.of(CueEntry))


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column counts. `group`: of its numbers, or with `bracketed` of those that stand in brackets in it."""

    measure: str
    group: str | None = None
    bracketed: bool = False


def _column(annotation: Annotation, knowledge: Knowledge) -> _Column | None:
    """What the column under a header counts, or None."""
    words = read_words(annotation, knowledge)
    opened = annotation.text.find("(")
    people = [
        (words.start[i], lexeme.person.group) for i, lexeme in enumerate(words.lexemes) if lexeme.person is not None
    ]
    group = next(((at, group) for at, group in people if group is not None), None)
    casualty = next(iter(annotation.of(CasualtyEntry)), None)
    if casualty is not None and casualty.entry.outcome != "casualties":
        if group is None:
            return _Column(casualty.entry.outcome)
        return _Column(casualty.entry.outcome, group[1], bracketed=0 <= opened < group[0])
    if annotation.of(UnitEntry):
        return _Column("incidents")
    return _Column("killed", group[1]) if group is not None else None


def _cell_numbers(annotation: Annotation, knowledge: Knowledge, column: _Column) -> Iterator[Number]:
    """The number of a cell, and that in brackets behind it: "33–35 (12)"."""
    numbers = [n for n in find_numbers(annotation, knowledge) if not n.vague]
    opened = annotation.text.find("(") if "(" in annotation.text else len(annotation.text)
    for number in [number for number in numbers if number.start < opened][:1]:
        yield number_of(number, column.measure, group=None if column.bracketed else column.group)
    for number in [number for number in numbers if number.start > opened][:1]:
        if column.bracketed:
            yield number_of(number, column.measure, group=column.group)


# --- tables that add themselves up --------------------------------------------------------------------------


def check_tables(passages: Sequence[Passage], knowledge: Knowledge) -> list[Reconciliation]:
    """The total rows of tables of incidents against the rows above them, over a page break too."""
    lines: list[Reconciliation] = []
    rows: list[Sequence[Cell]] = []
    header: list[str] = []
    for passage in passages:
        if passage.block.kind != "table" or not passage.block.rows:
            continue
        names = [" ".join(cell.text.split()) for cell in passage.block.rows[0]]
        rows = rows if names == header else []
        header = names
        headers = [knowledge.annotate(name) for name in names]
        if not any(m.entry.reads in _OF_INCIDENTS for annotation in headers for m in annotation.of(FieldEntry)):
            continue  # a table of totals: its rows are tolls, held against its total like any others
        columns = [_column(annotation, knowledge) for annotation in headers]
        for row in passage.block.rows[max(1, passage.block.header_rows) :]:
            if any(columns) and row and _is_total(knowledge.annotate(row[0].text)):
                lines += _total_row(row, rows, columns, knowledge, passage)
                rows = []
            else:
                rows.append(row)
    return lines


def _total_row(
    row: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    columns: Sequence[_Column | None],
    knowledge: Knowledge,
    passage: Passage,
) -> Iterator[Reconciliation]:
    for position, column in enumerate(columns):
        if column is None or position >= len(row):
            continue
        stated = list(_cell_numbers(knowledge.annotate(row[position].text), knowledge, column))
        above = [
            list(_cell_numbers(knowledge.annotate(other[position].text), knowledge, column))
            for other in rows
            if position < len(other)
        ]
        for number in stated:
            for bound in ("low", "high") if number.low != number.high else ("low",):
                found = [getattr(n, bound) or 0 for cell in above for n in cell if n.group == number.group]
                measure = f"{number.measure}.{number.group}" if number.group else number.measure
                if number.low != number.high:
                    measure += ".min" if bound == "low" else ".max"
                value = getattr(number, bound)
                pieces = [piece for cell in row for piece in cell.pieces]
                yield Reconciliation(
                    scope=Scope(group=row[0].text.strip()),
                    measure=measure,
                    stated=value,
                    extracted=sum(found),
                    status="agrees" if sum(found) == value else "differs",
                    reason=f"the rows above it: {' + '.join(map(str, found))} = {sum(found)}",
                    quote="\t".join(cell.text for cell in row),
                    page=pieces[0].page if pieces else passage.block.page_at(0) or 1,
                )
