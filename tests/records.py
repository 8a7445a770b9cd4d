"""Records made by hand for tests: an incident and a report with only what a test is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from extractor.model import (
    Count,
    Evidence,
    Incident,
    MadeBy,
    Perpetrator,
    Place,
    Report,
    ReportFacts,
    When,
)


def incident(id: str = "a", **fields: Any) -> Incident:
    """An incident; `day`, `place`, `governorate`, `actors`, `killed` (a number or a Count) in short."""
    day, place, actors = (
        fields.pop("day", dt.date(2019, 3, 4)),
        fields.pop("place", "Talbisa"),
        fields.pop("actors", ()),
    )
    killed = fields.pop("killed", None)
    governorate = fields.pop("governorate", None)
    made: dict[str, Any] = {
        "id": id,
        "date": When(start=day, end=day, precision="day") if day else When(),
        "place": Place(name=place, governorate=governorate),
        "perpetrators": [Perpetrator(actor=actor, certainty="stated") for actor in actors],
        "killed": killed if isinstance(killed, Count) else Count(total=killed, qualifier="exact" if killed else None),
        "text": "A text.",
        "pages": [1],
    }
    return Incident(**{**made, **fields})


def report(*incidents: Incident, sha256: str = "0" * 64, **fields: Any) -> Report:
    """A report; facts (`file`, `published`, `period` …) go to its facts, the rest to the record."""
    facts: dict[str, Any] = {"file": "report.pdf", "pages": 3, "made_by": MadeBy(extractor="0", reader="pdfium")}
    facts |= {name: fields.pop(name) for name in list(fields) if name in ReportFacts.model_fields}
    return Report(report=ReportFacts(sha256=sha256, **facts), incidents=list(incidents), **fields)


def evidence(quote: str, source: Any = "text", start: int | None = None) -> Evidence:
    """A piece of evidence on page 1."""
    end = None if start is None else start + len(quote)
    return Evidence(quote=quote, page=1, start=start, end=end, rule="test", source=source)
