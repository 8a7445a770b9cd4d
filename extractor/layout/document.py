"""A file, the whole way to its blocks in reading order."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.layout.aligned import aligned_tables
from extractor.layout.asides import asides
from extractor.layout.blocks import Draft, drafts_of, looks_of, uninterrupted
from extractor.layout.columns import columns
from extractor.layout.furniture import furniture
from extractor.layout.hyphens import Hyphens
from extractor.layout.kinds import assign_kinds
from extractor.layout.lines import Line, lines_of
from extractor.layout.model import Block, Document, PageProblem
from extractor.layout.notes import bare_notes, small_notes
from extractor.layout.tables import Grid, TableLines, joined, ruled_tables, table_block
from extractor.layout.text import TextBuilder
from extractor.reading import Page, ReaderName, Reading, read


def read_document(path: Path, reader: ReaderName = "auto") -> Document:
    """The document at `path` (PDF, or text with form feeds between pages) as blocks in reading order.

    Raises ReadError, in one line, where nothing can be read; pages that can't be read are named in `problems`.
    """
    return document_of(read(path, reader))


def document_of(reading: Reading) -> Document:
    """The blocks of a file that has been read."""
    pages = reading.pages
    grids = [grid for page in pages for grid in ruled_tables(page)]
    in_tables = {id(word) for grid in grids for word in grid.words}
    lines = [lines_of(page, (word for word in page.words if id(word) not in in_tables)) for page in pages]
    fixed = furniture(pages, lines, looks_of(lines, columns(lines)).size)
    text = [[line for line in page if id(line) not in fixed] for page in lines]
    aligned = [grid for page, page_lines in zip(pages, text, strict=True) for grid in aligned_tables(page, page_lines)]
    if aligned:
        grids = sorted([*grids, *aligned], key=lambda grid: (grid.page, grid.box[1]))
        in_tables = {id(word) for grid in aligned for word in grid.words}
        text = [[line for line in page if id(line.words[0]) not in in_tables] for page in text]
    looks = looks_of(text, columns(text))
    notes, marks = bare_notes(pages, text, looks)
    drafts = [*asides(pages, text, looks), *small_notes(pages, text, looks), *notes]
    beside = {id(line) for draft in drafts for line in draft.lines}
    drafts += uninterrupted(drafts_of((line for page in text for line in page if id(line) not in beside), looks), looks)
    drafts += [Draft(fixed[id(line)], [line], "furniture") for page in lines for line in page if id(line) in fixed]
    position = {id(word): index for index, word in enumerate(word for page in pages for word in page.words)}
    drafts += _table_drafts(pages, grids, drafts, position)
    drafts.sort(key=lambda draft: position[id(draft.lines[0].words[0])])
    assign_kinds([draft for draft in drafts if draft.kind != "furniture"], looks)
    builder = TextBuilder(Hyphens(_words_within(lines)), {page.number: page.links for page in pages}, marks)
    return Document(
        path=reading.path,
        sha256=reading.sha256,
        pages=reading.page_count,
        reader=reading.reader,
        blocks=tuple(_block(draft, builder) for draft in drafts),
        problems=tuple(PageProblem(page.number, page.reason) for page in reading.unread),
        metadata=reading.metadata,
    )


def _table_drafts(
    pages: Sequence[Page], grids: Sequence[Grid], drafts: Sequence[Draft], position: dict[int, int]
) -> list[Draft]:
    """A draft for every table, those cut by a page put together."""
    by_number = {page.number: page for page in pages}
    text = sorted(position[id(line.words[0])] for draft in drafts if draft.kind != "furniture" for line in draft.lines)
    spans = [sorted(position[id(word)] for word in grid.words) for grid in grids]
    apart = [True] * len(grids)
    for index in range(1, len(grids)):
        apart[index] = bisect(text, spans[index][0]) > bisect(text, spans[index - 1][-1])
    found = []
    for group in joined(grids, apart):
        table = TableLines(group, {})
        for grid in group:
            for row in grid.rows:
                for cell in row:
                    table.lines[id(cell)] = lines_of(by_number[grid.page], cell)
        first = min(group[0].words, key=lambda word: position[id(word)])
        found.append(Draft(group[0].rule, lines_of(by_number[group[0].page], [first]), "table", table=table))
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


def _words_within(lines: Sequence[Sequence[Line]]) -> Iterator[str]:
    """The words of a document that are not broken: all but those at the end of a line and after it."""
    for page in lines:
        for line in page:
            words = line.words
            for index, word in enumerate(words):
                at_end = index == len(words) - 1 and word.text.endswith("-")
                if not at_end and not word.glued:
                    yield word.text
