"""Layout: pages of words in, a document of blocks in reading order out; every character knows its page and box."""

from __future__ import annotations

from extractor.layout.document import document_of, read_document
from extractor.layout.model import Block, BlockLink, Cell, Document, PageProblem
from extractor.layout.pieces import Piece

__all__ = ["Block", "BlockLink", "Cell", "Document", "PageProblem", "Piece", "document_of", "read_document"]
