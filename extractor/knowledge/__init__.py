"""Knowledge as data: `patterns/` loaded, validated and compiled."""

from extractor.knowledge.compile import KEPT, Annotation, Knowledge, Mention, load_knowledge
from extractor.knowledge.folding import fold
from extractor.knowledge.load import folder_versions, load_entries, pattern_dirs

__all__ = [
    "KEPT",
    "Annotation",
    "Knowledge",
    "Mention",
    "fold",
    "folder_versions",
    "load_entries",
    "load_knowledge",
    "pattern_dirs",
]
