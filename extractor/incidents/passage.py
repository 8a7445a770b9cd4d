"""A passage: one paragraph, list item or table row with the headings above it and its annotation."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.knowledge import Annotation
from extractor.layout.model import Block


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above a passage; `level` counts from 1, the outermost."""

    block: Block
    annotation: Annotation
    level: int

    @property
    def text(self) -> str:
        """The heading as printed, with its number or letter."""
        return f"{self.block.label} {self.block.text}" if self.block.label else self.block.text


@dataclass(frozen=True, slots=True)
class Passage:
    """A block that tells something. `lead` is the paragraph that introduces the list it belongs to."""

    index: int  # position in the document
    block: Block
    annotation: Annotation
    headings: tuple[Heading, ...] = ()  # outermost first
    lead: Annotation | None = None

    @property
    def text(self) -> str:
        """The text of the block, as printed."""
        return self.block.text

    @property
    def sections(self) -> list[str]:
        """The texts of the headings, outermost first."""
        return [heading.text for heading in self.headings]
