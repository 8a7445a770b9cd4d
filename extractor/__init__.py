"""Human-rights PDF reports in, structured incident JSON for review out.

    from extractor import convert

    report = convert("report.pdf")
    for incident in report.incidents:
        print(incident.date.start, incident.place.name, incident.killed.total)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = ["Converter", "Options", "Report", "__version__", "convert"]

if TYPE_CHECKING:
    from extractor.convert import Converter, Options, convert
    from extractor.model import Report


def __getattr__(name: str) -> object:
    """Import the heavy rooms only when they are asked for: `extractor --help` must answer at once."""
    if name in ("Converter", "Options", "convert"):
        import extractor.convert as module

        return getattr(module, name)
    if name == "Report":
        from extractor.model import Report

        return Report
    raise AttributeError(f"module 'extractor' has no attribute {name!r}")
