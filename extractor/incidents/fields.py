"""Cards and tables: lines and cells that name what they say, read into the same statements as sentences.

A card is a run of lines "Name: value" (or one line of them, parted by bars) under one heading, or a table of two
columns; a table of incidents has the names in its header row and one incident a row. Each value is read by the
annotator of its field alone: a number in the cell of injured people can be nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.annotate.actors import read_parties
from extractor.annotate.casualties import count_people
from extractor.annotate.dates import find_dates, find_times
from extractor.annotate.places import PlaceNames, Role, find_sites, read_location
from extractor.annotate.words import read_words
from extractor.incidents.passage import Heading, Passage
from extractor.incidents.statements import Statement, within
from extractor.knowledge import Annotation, Knowledge
from extractor.knowledge.schema import (
    AssessmentEntry,
    AttackEntry,
    CarrierEntry,
    CasualtyEntry,
    CueEntry,
    FieldEntry,
    FieldRole,
    PersonEntry,
    WeaponEntry,
)
from extractor.layout.model import Block
from extractor.model import VictimStatus

_LONGEST_LABEL = 60
_LINE = re.compile(rf"([^:|]{{2,{_LONGEST_LABEL}}}):\s*([^|]*\S)")
_BETWEEN = " |;\n"  # what may stand between two fields of a line
_PLURAL = re.compile(r"\(e?s\)")  # "Belligerent(s)"
_LONGEST_NAME = 8  # words; "Civilians reported killed (of whom children)" has seven
_FEWEST_FIELDS = 2  # lines or columns whose names are known, before they are taken for a card or a table of incidents
_IDENTIFYING: frozenset[FieldRole] = frozenset(("date", "place"))


@dataclass(frozen=True, slots=True)
class FieldName:
    """What a line or column is about; of people also the group that it counts, and that of a bracket in it."""

    reads: FieldRole
    certainty: str | None = None
    group: str | None = None
    status: VictimStatus | None = None
    bracket: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a field: characters start..end and tokens first..last of its passage."""

    name: FieldName
    start: int
    end: int
    first: int
    last: int


def field_statements(
    passages: Sequence[Passage], knowledge: Knowledge, names: PlaceNames
) -> dict[tuple[int, int], Statement]:
    """Statements of all lines of cards by the key of their passage."""
    found: dict[tuple[int, int], Statement] = {}
    for card, run in enumerate(_runs(passages, knowledge), 1):
        roles = {value.name.reads for _, values in run for value in values}
        if len(roles) < _FEWEST_FIELDS or _IDENTIFYING.isdisjoint(roles):
            continue
        for passage, values in run:
            found[passage.key] = _statement(passage, values, knowledge, names, -card)
    return found


def _runs(passages: Sequence[Passage], knowledge: Knowledge) -> Iterator[list[tuple[Passage, list[Value]]]]:
    """Neighbouring passages under one heading that are lines of fields; a repeated name begins another card.

    Lines whose name says nothing that is known ("Basis: …") stand in between; means and target may take two lines.
    """
    run: list[tuple[Passage, list[Value]]] = []
    for passage in passages:
        values = _line_values(passage, knowledge) if passage.block.kind in ("paragraph", "list_item") else []
        told = {value.name for _, before in run for value in before if value.name.reads not in ("means", "target")}
        if run and not values and run[-1][0].headings == passage.headings and _is_named_line(passage):
            continue
        if run and (
            not values or run[-1][0].headings != passage.headings or any(value.name in told for value in values)
        ):
            yield run
            run = []
        if values:
            run.append((passage, values))
    if run:
        yield run


def _is_named_line(passage: Passage) -> bool:
    """Whether a passage is one line "Name: value" and no sentence."""
    match = _LINE.match(passage.text)
    return match is not None and match.end() == len(passage.text) and len(match[1].split()) <= _LONGEST_NAME


def _line_values(passage: Passage, knowledge: Knowledge) -> list[Value]:
    """The values of a passage that consists of nothing but named fields; else none."""
    if ":" not in passage.text.lstrip(_BETWEEN)[: _LONGEST_LABEL + 1]:
        return []
    values = []
    rest = passage.text
    for match in _LINE.finditer(passage.text):
        name = read_name(match[1], knowledge)
        if name is None:
            return []
        values.append(_value(passage.annotation, name, match.start(2), match.end(2)))
        rest = rest.replace(match[0], "", 1)
    return values if not rest.strip(_BETWEEN) else []


def read_name(text: str, knowledge: Knowledge) -> FieldName | None:
    """What the name of a line or column says is in it, or None where it says nothing that is known."""
    text = _PLURAL.sub("s", " ".join(text.split()))
    annotation = knowledge.annotate(text)
    if not len(annotation.doc) or len(annotation.doc) > 2 * _LONGEST_NAME:
        return None
    bracket_at = text.find("(") if "(" in text else len(text)
    told = _people(annotation, knowledge)
    people = [entry.group for entry, start in told if start < bracket_at]
    inside = [entry.group for entry, start in told if start >= bracket_at]
    statuses = [entry.status for entry, start in told if start < bracket_at and entry.status]
    fields = annotation.of(FieldEntry)
    whole = next((m for m in fields if m.first == 0 and m.last >= len(annotation.doc) - _trailing(annotation)), None)
    if whole is not None:
        return FieldName(whole.entry.reads, whole.entry.certainty)
    outcomes = [
        mention.entry.outcome for mention in annotation.of(CasualtyEntry) if mention.entry.outcome != "casualties"
    ]
    if len(set(outcomes)) != 1 or len(annotation.doc) > _LONGEST_NAME + 4:
        return None
    return FieldName(
        outcomes[0],
        group=next((group for group in people if group), None),
        status=next(iter(statuses), None),
        bracket=next((group for group in inside if group), None),
    )


def _trailing(annotation: Annotation) -> int:
    """Tokens of a bracket or mark at the end, which a name may have behind it ("Date (local)")."""
    opened = next((i for i, token in enumerate(annotation.doc) if token.text == "("), None)
    return len(annotation.doc) - opened if opened else sum(token.is_punct for token in annotation.doc[-1:])


def _people(annotation: Annotation, knowledge: Knowledge) -> list[tuple[PersonEntry, int]]:
    words = read_words(annotation, knowledge)
    return [(lexeme.person, words.start[i]) for i, lexeme in enumerate(words.lexemes) if lexeme.person is not None]


def _value(annotation: Annotation, name: FieldName, start: int, end: int) -> Value:
    inside = annotation.inside(start, end)
    return Value(name, start, end, inside.start, inside.stop)


def table_rows(passage: Passage, knowledge: Knowledge, names: PlaceNames) -> list[Statement]:
    """The incidents of a table, one a row; none where its columns are not those of incidents.

    Rows that add up others are left out; a row of one cell (a governorate) stands as a heading over those below.
    """
    block = passage.block
    if block.rows and all(len(row) == 2 for row in block.rows):
        return _card_table(passage, knowledge, names)
    if not block.header_rows:
        return []
    columns = [read_name(cell.text, knowledge) for cell in block.rows[block.header_rows - 1]]
    roles = {column.reads for column in columns if column is not None}
    harmed = roles & {"killed", "injured", "missing", "detained", "means"}
    if not (roles >= _IDENTIFYING and harmed):
        return []
    statements = []
    headings = passage.headings
    for number, (start, end) in enumerate(_row_spans(block), 0):
        row = block.rows[number]
        if number < block.header_rows:
            continue
        told = [cell for cell in row if cell.text.strip()]
        one = block.cut(start, end)
        if len(told) == 1 and row[0].text.strip():
            headings = (*passage.headings, Heading(one, knowledge.annotate(one.text), 9))
            continue
        annotation = knowledge.annotate(one.text)
        if any(cue.entry.name == "total row" and cue.first == 0 for cue in annotation.of(CueEntry)):
            continue
        line = replace(passage, block=one, annotation=annotation, headings=headings, row=number)
        values, position = [], 0
        for column, cell in zip(columns, row, strict=False):
            if column is not None and cell.text.strip():
                values.append(_value(annotation, column, position, position + len(cell.text)))
            position += len(cell.text) + 1
        statements.append(_statement(line, values, knowledge, names, passage.index * 1000 + number))
    return statements


def _card_table(passage: Passage, knowledge: Knowledge, names: PlaceNames) -> list[Statement]:
    """A table of two columns, name and value: one card."""
    values: list[Value] = []
    for (start, _), row in zip(_row_spans(passage.block), passage.block.rows, strict=True):
        name = read_name(row[0].text, knowledge)
        if name is not None and row[1].text.strip():
            at = start + len(row[0].text) + 1
            values.append(_value(passage.annotation, name, at, at + len(row[1].text)))
    roles = {value.name.reads for value in values}
    if len(roles) <= _FEWEST_FIELDS or _IDENTIFYING.isdisjoint(roles):
        return []
    return [_statement(passage, values, knowledge, names, passage.index * 1000)]


def _row_spans(block: Block) -> list[tuple[int, int]]:
    """The characters of each row in the text of a table: cells are joined by tabs, rows by line feeds."""
    spans, position = [], 0
    for row in block.rows:
        length = sum(len(cell.text) for cell in row) + max(len(row) - 1, 0)
        spans.append((position, position + length))
        position += length + 1
    return spans


def _statement(
    passage: Passage, values: Sequence[Value], knowledge: Knowledge, names: PlaceNames, card: int
) -> Statement:
    """What the values say, each read by its own annotator."""
    annotation = passage.annotation
    statement = Statement(passage, 0, len(annotation.doc), card=card)
    for value in values:
        span = (value.first, value.last)
        reads = value.name.reads
        if value.last <= value.first or _no_value(annotation, value):
            if reads == "party":
                statement.doubt = "unidentified" if _unknown(annotation, value) else statement.doubt
            continue
        if reads == "date":
            statement.dates += within(find_dates(annotation, knowledge), *span)
        if reads in ("date", "time"):
            statement.times += within(find_times(annotation, knowledge), *span)
        elif reads in ("place", "governorate", "district"):
            role: Role = "in" if reads != "district" else "within"
            statement.places += read_location(
                annotation, value.first, value.last, names, role, area=reads == "governorate"
            )
            if reads == "place":
                statement.sites += within(find_sites(annotation), *span)
        elif reads in ("killed", "injured", "missing", "detained"):
            casualty = count_people(
                annotation,
                knowledge,
                value.first,
                value.last,
                reads,
                group=value.name.group,
                status=value.name.status,
                bracket=value.name.bracket,
            )
            if casualty is not None:
                statement.casualties.append(casualty)
        elif reads == "party" and any(
            cue.entry.name == "unidentified" for cue in within(annotation.of(CueEntry), *span)
        ):
            statement.doubt = "unidentified"
        elif reads == "party":
            rated = within(annotation.of(AssessmentEntry), *span)
            if rated:
                statement.doubt = rated[0].entry.says
            statement.actors += read_parties(
                annotation, value.first, value.last, believed=value.name.certainty == "believed"
            )
        elif reads == "certainty":
            rated = within(annotation.of(AssessmentEntry), *span)
            if rated:
                statement.doubt = rated[0].entry.says
        elif reads == "means":
            statement.attacks += within(annotation.of(AttackEntry), *span)
            statement.weapons += within(annotation.of(WeaponEntry), *span)
            statement.carriers += within(annotation.of(CarrierEntry), *span)
        elif reads == "target":
            statement.sites += within(find_sites(annotation), *span)
        elif reads == "control":
            statement.holders += within(read_parties(annotation, value.first, value.last, believed=False), *span)
    return statement


def _no_value(annotation: Annotation, value: Value) -> bool:
    """A dash, "n/r", "unknown": the field is there and says nothing."""
    text = annotation.text[value.start : value.end].strip().lower()
    return not text.strip("-–— ") or all(
        annotation.plays(i, "no value") or annotation.doc[i].is_punct for i in range(value.first, value.last)
    )


def _unknown(annotation: Annotation, value: Value) -> bool:
    return any(annotation.plays(i, "no value") and annotation.doc[i].is_alpha for i in range(value.first, value.last))
