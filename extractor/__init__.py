"""Human-rights PDF reports in, structured incident JSON for review out.

from extractor import convert

report = convert("report.pdf")
for incident in report.incidents:
    print(incident.date.start, incident.place.name, incident.killed.total)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from extractor.version import __version__

__all__ = ["Conversion", "Converter", "Options", "Report", "__version__", "convert", "convert_many"]

if TYPE_CHECKING:
    from extractor.batch import Conversion, convert_many
    from extractor.converter import Converter, convert
    from extractor.model import Report
    from extractor.options import Options

_HOMES = {
    "Conversion": "extractor.batch",
    "convert_many": "extractor.batch",
    "Converter": "extractor.converter",
    "convert": "extractor.converter",
    "Report": "extractor.model",
    "Options": "extractor.options",
}


def __getattr__(name: str) -> object:
    """Import the heavy rooms only when they are asked for: `extractor --help` must answer at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'extractor' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
