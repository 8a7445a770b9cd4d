"""Converted reports as the extractor writes them, made from a few words."""

from __future__ import annotations

import datetime as dt

from extractor.model import (
    Count,
    Evidence,
    Incident,
    MadeBy,
    Perpetrator,
    Place,
    Report,
    ReportFacts,
    Unused,
    When,
)


def incident(
    number: int, place: str, killed: int, day: dt.date, text: str | None = None, **further: object
) -> Incident:
    """An incident whose values rest on the words of a sentence of ours."""
    told = text or f"On {day:%d %B %Y} shells hit {place} and killed {killed} people."
    evidence = {}
    for path, words in {"place.name": place, "killed.total": str(killed)}.items():
        start = told.rfind(words)
        if start >= 0:
            piece = Evidence(quote=words, page=1, start=start, end=start + len(words), rule="made", source="text")
            evidence[path] = [piece]
    return Incident(
        id=f"i{number}",
        date=When(start=day, end=day, precision="day"),
        event_type="shelling",
        perpetrators=[Perpetrator(actor="Syrian regime forces", certainty="stated")],
        place=Place(name=place, governorate="Idlib"),
        killed=Count(total=killed, qualifier="exact"),
        text=told,
        pages=[1],
        evidence=evidence,
        **further,  # type: ignore[arg-type]
    )


def report(file: str, *incidents: Incident, unused: tuple[str, ...] = (), publisher: str | None = None) -> Report:
    """A report that holds these incidents, and paragraphs in which none was found."""
    facts = ReportFacts(
        file=file,
        sha256="0",
        pages=1,
        publisher=publisher,
        published=dt.date(2019, 6, 1),
        made_by=MadeBy(extractor="0", reader="pdfium"),
    )
    passed = [Unused(page=1, text=text, reason="statistic") for text in unused]
    return Report(report=facts, incidents=list(incidents), unused=passed)
