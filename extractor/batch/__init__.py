"""Many files: each converted in a limited worker process, on this machine or on a cluster; what is done is kept.

`convert_many` yields reports; `Batch` fills a folder and resumes.
"""

from extractor.batch.engine import open_engine
from extractor.batch.manifest import Entry
from extractor.batch.many import Conversion, convert_many
from extractor.batch.run import Batch, Plan, Policy
from extractor.batch.sources import Archive, find_sources
from extractor.batch.task import Limits, Outcome, Setup
from extractor.batch.writing import atomic

__all__ = [
    "Archive",
    "Batch",
    "Conversion",
    "Entry",
    "Limits",
    "Outcome",
    "Plan",
    "Policy",
    "Setup",
    "atomic",
    "convert_many",
    "find_sources",
    "open_engine",
]
