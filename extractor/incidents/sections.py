"""Blocks → passages, each with the headings that stand above it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from extractor.incidents.passage import Heading, Passage
from extractor.knowledge import Annotation, Knowledge
from extractor.knowledge.schema import ActorEntry, AttackEntry, CasualtyEntry, PlaceKindEntry
from extractor.layout.model import Document

# Blocks that tell something. Captions, footnotes, furniture and contents lists repeat or comment.
TELLING = ("paragraph", "list_item")
# A line that is nothing but a party or a governorate has so many characters at most, and so many words around it.
_LONGEST_LINE, _AROUND = 60, 1
# Lines that only their words make headings stand below those that their type makes headings.
_BELOW = 10


def find_passages(document: Document, knowledge: Knowledge) -> list[Passage]:
    """The passages of a document in reading order; titles come as passages of their own, tables too."""
    return list(_walk(document, knowledge))


def _walk(document: Document, knowledge: Knowledge) -> Iterator[Passage]:
    headings: list[Heading] = []
    lead: Heading | None = None
    plain = _plain_headings(document, knowledge)
    for index, block in enumerate(document.blocks):
        if not block.text.strip():
            continue
        if block.kind == "heading" or index in plain:
            level = plain.get(index) or block.level or 1
            headings = [heading for heading in headings if heading.level < level]
            headings.append(Heading(block, knowledge.annotate(block.text), level))
            lead = None
        elif block.kind in (*TELLING, "title", "table"):
            annotation = knowledge.annotate(block.text)
            item = block.kind == "list_item"
            yield Passage(index, block, annotation, tuple(headings), lead if item else None)
            if not item:
                lead = Heading(block, annotation, len(headings) + 1) if block.text.rstrip().endswith(":") else None


def _plain_headings(document: Document, knowledge: Knowledge) -> dict[int, int]:
    """The lines that their words make headings, with their levels: two or more that are nothing but a party or a
    governorate, some of which the type doesn't show. What comes first, parties or governorates, is the outer level."""
    lines: dict[int, str] = {}
    for index, block in enumerate(document.blocks):
        if block.kind in ("heading", "paragraph") and len(block.text) <= _LONGEST_LINE:
            told = _heads(knowledge.annotate(block.text))
            if told is not None:
                lines[index] = told
    if len(lines) < 2 or all(document.blocks[index].kind == "heading" for index in lines):
        return {}
    order = list(dict.fromkeys(lines.values()))
    return {index: _BELOW + order.index(told) for index, told in lines.items()}


def _heads(annotation: Annotation) -> Literal["party", "area"] | None:
    """What a line names that names nothing but a party ("By regime forces") or a governorate ("Homs governorate")."""
    text = annotation.text.rstrip(": ")
    tells = bool(annotation.of(AttackEntry)) or bool(annotation.of(CasualtyEntry))
    if tells or text.endswith(".") or ":" in text:
        return None
    words = [i for i, token in enumerate(annotation.doc) if token.text[0].isalnum()]
    party = {i for actor in annotation.of(ActorEntry) for i in range(actor.first, actor.last)}
    if words and words[-1] in party and len(set(words) - party) <= _AROUND:
        return "party"
    kinds = annotation.of(PlaceKindEntry)
    kind_words = {i for kind in kinds for i in range(kind.first, kind.last)}
    named = all(annotation.doc[i].text[0].isupper() or i in kind_words for i in words)
    return "area" if words and named and any(kind.entry.admin and kind.last > words[-1] for kind in kinds) else None


def heading_passages(document: Document, knowledge: Knowledge) -> list[Heading]:
    """All headings of a document, for the facts that it states of itself."""
    return [
        Heading(block, knowledge.annotate(block.text), block.level or 1)
        for block in document.blocks
        if block.kind == "heading" and block.text.strip()
    ]
