"""Blocks → passages, each with the headings that stand above it."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.incidents.passage import Heading, Passage
from extractor.knowledge import Knowledge
from extractor.layout.model import Document

# Blocks that tell something. Captions, footnotes, furniture and contents lists repeat or comment.
TELLING = ("paragraph", "list_item")


def find_passages(document: Document, knowledge: Knowledge) -> list[Passage]:
    """The passages of a document in reading order; titles come as passages of their own, tables too."""
    return list(_walk(document, knowledge))


def _walk(document: Document, knowledge: Knowledge) -> Iterator[Passage]:
    headings: list[Heading] = []
    lead: Heading | None = None
    for index, block in enumerate(document.blocks):
        if not block.text.strip():
            continue
        if block.kind == "heading":
            level = block.level or 1
            headings = [heading for heading in headings if heading.level < level]
            headings.append(Heading(block, knowledge.annotate(block.text), level))
            lead = None
        elif block.kind in (*TELLING, "title", "table"):
            annotation = knowledge.annotate(block.text)
            item = block.kind == "list_item"
            yield Passage(index, block, annotation, tuple(headings), lead if item else None)
            if not item:
                lead = Heading(block, annotation, len(headings) + 1) if block.text.rstrip().endswith(":") else None


def heading_passages(document: Document, knowledge: Knowledge) -> list[Heading]:
    """All headings of a document, for the facts that it states of itself."""
    return [
        Heading(block, knowledge.annotate(block.text), block.level or 1)
        for block in document.blocks
        if block.kind == "heading" and block.text.strip()
    ]
