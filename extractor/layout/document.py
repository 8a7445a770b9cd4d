"""A file, the whole way to its blocks in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.layout.asides import asides
from extractor.layout.blocks import Draft, drafts_of, looks_of, why_new
from extractor.layout.columns import columns
from extractor.layout.furniture import furniture
from extractor.layout.hyphens import Hyphens
from extractor.layout.kinds import assign_kinds
from extractor.layout.lines import Line, lines_of
from extractor.layout.model import Block, BlockKind, Document, PageProblem
from extractor.layout.text import TextBuilder
from extractor.reading import ReaderName, Reading, read


def read_document(path: Path, reader: ReaderName = "auto") -> Document:
    """The document at `path` (PDF, or text with form feeds between pages) as blocks in reading order.

    Raises ReadError, in one line, where nothing can be read; pages that can't be read are named in `problems`.
    """
    return document_of(read(path, reader))


def document_of(reading: Reading) -> Document:
    """The blocks of a file that has been read."""
    pages = reading.pages
    lines = [lines_of(page) for page in pages]
    aside: dict[int, tuple[BlockKind, str]] = {}
    for line, rule in furniture(pages, lines, looks_of(lines, columns(lines)).size).items():
        aside[line] = ("furniture", rule)
    text = [[line for line in page if id(line) not in aside] for page in lines]
    looks = looks_of(text, columns(text))
    aside |= asides(pages, text, looks)
    drafts = drafts_of((line for page in text for line in page if id(line) not in aside), looks)
    drafts += _aside_drafts(lines, aside, looks)
    position = {id(line): index for index, line in enumerate(line for page in lines for line in page)}
    drafts.sort(key=lambda draft: position[id(draft.lines[0])])
    assign_kinds(drafts, looks)
    builder = TextBuilder(Hyphens(_words_within(lines)), {page.number: page.links for page in pages})
    return Document(
        path=reading.path,
        sha256=reading.sha256,
        pages=reading.page_count,
        reader=reading.reader,
        blocks=tuple(_block(draft, builder) for draft in drafts),
        problems=tuple(PageProblem(page.number, page.reason) for page in reading.unread),
        metadata=reading.metadata,
    )


def _aside_drafts(
    lines: Sequence[Sequence[Line]], aside: dict[int, tuple[BlockKind, str]], looks: Looks
) -> list[Draft]:
    """Blocks of the lines that stand beside the text; lines of one kind that follow each other may be one block."""
    drafts: list[Draft] = []
    for page in lines:
        last: Line | None = None
        for line in page:
            if id(line) not in aside:
                continue
            kind, rule = aside[id(line)]
            if (
                last is not None
                and kind in ("caption", "footnote")
                and drafts[-1].kind == kind
                and why_new(drafts[-1], line, looks) is None
            ):
                drafts[-1].lines.append(line)
            else:
                drafts.append(Draft(rule, [line], kind))
            last = line
    return drafts


def _block(draft: Draft, builder: TextBuilder) -> Block:
    label = draft.label
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
