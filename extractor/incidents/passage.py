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
    """A block that tells something, or one row of a table. `lead` is the line that leads to the list of which it is an
    item ("In May we documented the following:")."""

    index: int  # position in the document
    block: Block
    annotation: Annotation
    headings: tuple[Heading, ...] = ()  # outermost first
    lead: Heading | None = None
    row: int = 0  # of a table: the number of the row, from 1; 0 for the whole block

    @property
    def key(self) -> tuple[int, int]:
        """What tells it from every other passage of the document, in the order of the text."""
        return self.index, self.row

    @property
    def text(self) -> str:
        """The text of the block, as printed."""
        return self.block.text

    @property
    def above(self) -> tuple[Heading, ...]:
        """What stands above it: its headings, outermost first, then the line that leads to its list."""
        return self.headings if self.lead is None else (*self.headings, self.lead)

    @property
    def sections(self) -> list[str]:
        """The texts of the headings, outermost first."""
        return [heading.text for heading in self.headings]
