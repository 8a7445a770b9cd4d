"""A file, the whole way to its blocks in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from extractor.garbage import uncollected
from extractor.layout.aligned import aligned_tables
from extractor.layout.asides import asides
from extractor.layout.blocks import Draft, body_type, drafts_of, looks_of, uninterrupted
from extractor.layout.columns import columns
from extractor.layout.furniture import furniture
from extractor.layout.hyphens import Hyphens
from extractor.layout.kinds import assign_kinds
from extractor.layout.lines import Line, lines_of, stand_in
from extractor.layout.model import Block, Document, PageProblem
from extractor.layout.notes import bare_notes, small_notes
from extractor.layout.sheets import Sheet, sheet_of
from extractor.layout.tables import Grid, TableLines, joined, table_block
from extractor.layout.text import TextBuilder
from extractor.reading import Page, ReaderName, Reading, read_each


def read_document(path: Path, reader: ReaderName = "auto") -> Document:
    """The document at `path` (PDF, or text with form feeds between pages) as blocks in reading order.

    Raises ReadError, in one line, where nothing can be read; pages that can't be read are named in `problems`.
    """
    with uncollected():
        return document_of(read_each(path, sheet_of, reader))


def document_of(reading: Reading[Sheet]) -> Document:
    """The blocks of a file that has been read.

    Takes the pages out of the reading: their lines go as they become blocks, so that a word is hardly held twice.
    """
    sheets, reading.pages = reading.pages, []
    drafts, builder = _drafts(sheets)
    sheets.clear()
    drafts.reverse()
    blocks = []
    while drafts:
        blocks.append(_block(drafts.pop(), builder))
    return Document(
        path=reading.path,
        sha256=reading.sha256,
        pages=reading.page_count,
        reader=reading.reader,
        blocks=tuple(blocks),
        problems=tuple(PageProblem(page.number, page.reason) for page in reading.unread),
        metadata=reading.metadata,
    )


def _drafts(sheets: Sequence[Sheet]) -> tuple[list[Draft], TextBuilder]:
    """The blocks to be, in reading order, and what makes their text."""
    pages = [sheet.page for sheet in sheets]
    lines = [sheet.lines for sheet in sheets]
    tables = {key: grid for sheet in sheets for key, grid in sheet.tables.items()}
    text = [_without(page_lines, tables) for page_lines in lines]
    fixed = furniture(pages, text, body_type(text)[0])
    text = [_without(page_lines, fixed) for page_lines in text]
    for number, page in enumerate(pages):
        found = aligned_tables(page, text[number])
        if found:
            lines[number] = _with_tables(page, lines[number], found, tables)
            kept = {id(line) for line in lines[number]}
            text[number] = [line for line in text[number] if id(line) in kept]
    looks = looks_of(text, columns(text))
    notes, marks = bare_notes(pages, text, looks)
    drafts = [*asides(pages, text, looks), *small_notes(pages, text, looks), *notes]
    beside = {id(line) for draft in drafts for line in draft.lines}
    drafts += uninterrupted(drafts_of((line for page in text for line in _without(page, beside)), looks), looks)
    for sheet, page_lines in zip(sheets, lines, strict=True):
        if sheet.slanting:
            page_lines.append(sheet.slanting)
            fixed[id(sheet.slanting)] = "runs in another direction"
    everything = [line for page in lines for line in page]
    drafts += [Draft(fixed[id(line)], [line], "furniture") for line in everything if id(line) in fixed]
    drafts += _table_drafts(pages, _without(everything, fixed), tables)
    position = {id(line): index for index, line in enumerate(everything)}
    last = {line.page: index for index, line in enumerate(everything)}

    def place(draft: Draft) -> tuple[int, int]:
        """Its first line's; of a footnote, wherever it was painted, behind the page."""
        own = position[id(draft.lines[0])]
        return (last[draft.lines[0].page] if draft.kind == "footnote" else own, own)

    drafts.sort(key=place)
    assign_kinds([draft for draft in drafts if draft.kind != "furniture"], looks)
    return drafts, TextBuilder(Hyphens(_words_within(text)), pages, marks)


def _with_tables(
    page: Page, lines: Sequence[Line], found: Sequence[tuple[Grid, list[Line]]], tables: dict[int, Grid]
) -> list[Line]:
    """Lines of a page, those of aligned tables replaced by one line that stands in for each."""
    home = {id(line): grid for grid, members in found for line in members}
    result: list[Line] = []
    placed: set[int] = set()
    for line in lines:
        grid = home.get(id(line))
        if grid is None:
            result.append(line)
        elif id(grid) not in placed:
            placed.add(id(grid))
            result.append(stand_in(page, line.words[0], grid.box))
            tables[id(result[-1])] = grid
    return result


def _without(lines: Iterable[Line], left_out: Iterable[int]) -> list[Line]:
    return [line for line in lines if id(line) not in left_out]


def _table_drafts(pages: Sequence[Page], lines: Sequence[Line], tables: dict[int, Grid]) -> list[Draft]:
    """A draft for every table, those cut by a page put together."""
    by_number = {page.number: page for page in pages}
    places = [index for index, line in enumerate(lines) if id(line) in tables]
    stand_ins = [lines[index] for index in places]
    apart = [index != before + 1 for before, index in zip([-2, *places], places, strict=False)]
    found = []
    start = 0
    for group in joined([tables[id(line)] for line in stand_ins], apart):
        table = TableLines(group, {})
        for grid in group:
            for row in grid.rows:
                for cell in row:
                    table.lines[id(cell)] = lines_of(by_number[grid.page], cell)
        found.append(Draft(group[0].rule, [stand_ins[start]], "table", table=table))
        start += len(group)
    return found


def _block(draft: Draft, builder: TextBuilder) -> Block:
    if draft.table is not None:
        return table_block(draft.table, builder)
    label = draft.label if draft.kind != "caption" else None
    text, pieces, links = builder.build(draft.lines, label.length if label else 0)
    return Block(
        kind=draft.kind,
        text=text,
        rule=draft.rule,
        pieces=pieces,
        level=draft.level,
        label=label.text if label else None,
        links=links,
    )


def _words_within(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    """The words of a document that are not broken: all but those with a hyphen at the end of a line."""
    for lines in pages:
        for line in lines:
            words = line.words
            texts = words.texts[:-1] if words.texts[-1].endswith("-") else words.texts
            yield from (texts if words.plain else [text for place, text in enumerate(texts) if not words.glued(place)])
