"""The comparison as one self-contained HTML page: both records side by side, the evidence marked in its paragraph.

Everything from reports and sheets is escaped by the template engine, no address from them becomes a link, and the
page's content policy lets nothing run or load but its own script and style.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from importlib.resources import files
from itertools import pairwise
from typing import Any

from extractor.compare.agreement import Agreement
from extractor.compare.comparison import ALL_FIELDS, Comparison, Pair
from extractor.compare.differences import VERDICT_WORDS, clean, evidence_of, pair_title, why_paired, written
from extractor.compare.judge import VERDICTS
from extractor.compare.records import Record
from extractor.compare.terminal import FAIR, GOOD
from extractor.errors import CallError


def as_html(comparison: Comparison, agreement: Iterable[Agreement] = ()) -> str:
    """The page as text; raises CallError without Jinja."""
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise CallError("--html needs Jinja: pip install 'extractor[compare]'") from error
    style, script, template = (_part(name) for name in ("page.css", "page.js", "page.html"))
    engine = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    sides = (comparison.curated, comparison.extracted)
    unread = list(dict.fromkeys(str(cell) for side in sides for cell in side.unread))
    notes = [*comparison.notes, *comparison.curated.notes, *comparison.extracted.notes]
    counts = comparison.counts
    return engine.from_string(template).render(
        comparison=comparison,
        agreement=list(agreement),
        counts=counts,
        figures=[_figures(comparison, name) for name in (*comparison.fields, ALL_FIELDS)],
        total=comparison.strict[ALL_FIELDS],
        total_tolerant=comparison.tolerant[ALL_FIELDS],
        notes=[clean(note) for note in (*unread, *notes)],
        unread=unread,
        kinds=(*VERDICTS[1:], *(kind for kind in counts if kind != "matched")),
        words=VERDICT_WORDS,
        cards=[_card(pair, comparison.fields) for pair in comparison.pairs],
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
    )


def _part(name: str) -> str:
    return (files("extractor.compare") / "page_parts" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _figures(comparison: Comparison, name: str) -> dict[str, Any]:
    strict, tolerant = comparison.strict[name], comparison.tolerant[name]
    return {
        "name": name,
        "strict": strict,
        "tolerant": tolerant,
        "counts": [(verdict, getattr(tolerant, verdict)) for verdict in VERDICTS],
        "interval": comparison.intervals.get(name),
        "level": "good" if strict.f1 >= GOOD else "fair" if strict.f1 >= FAIR else "poor",
    }


def _card(pair: Pair, fields: Iterable[str]) -> dict[str, Any]:
    rows = [
        {
            "field": name,
            "curated": written(pair.curated, name),
            "extracted": written(pair.extracted, name),
            "verdict": judgement.tolerant or judgement.strict,
            "note": judgement.note,
        }
        for name, judgement in pair.fields.items()
    ]
    kinds = {pair.group.kind} if pair.group else {pair.kind} - {"matched"}
    wrong = [row for row in rows if row["verdict"] != "correct"] if pair.kind == "matched" else []
    curated, extracted = pair.curated, pair.extracted
    sides = (f"{name} {record.where}" for name, record in (("curated", curated), ("extracted", extracted)) if record)
    return {
        "title": pair_title(pair),
        "badge": pair.group.kind if pair.group else pair.kind,
        "kinds": " ".join(sorted(kinds)),
        "pairs": " ".join(f"{row['field']}:{row['verdict']}" for row in wrong),
        "notes": pair.notes,
        "rows": rows,
        "segments": _segments(extracted, fields, {str(row["field"]) for row in wrong}) if extracted else [],
        "headings": _headings(extracted, fields) if extracted else [],
        "curated_text": curated.text if curated and not (extracted and extracted.text) else "",
        "where": " · ".join(part for part in (*sides, why_paired(pair)) if part),
    }


def _segments(record: Record, fields: Iterable[str], wrong: set[str]) -> list[dict[str, Any]]:
    """The text cut where evidence begins or ends, each piece with the fields that rest on it."""
    text = record.text
    spans = [
        (piece.start, piece.end, name)
        for name in fields
        for piece in evidence_of(record, name)
        if piece.start is not None and piece.end is not None and 0 <= piece.start < piece.end <= len(text)
    ]
    cuts = sorted({0, len(text), *(cut for start, end, _ in spans for cut in (start, end))})
    segments = []
    for start, end in pairwise(cuts):
        names = dict.fromkeys(name for first, last, name in spans if first <= start and end <= last)
        segments.append({"text": text[start:end], "fields": " ".join(names), "differs": bool(wrong & names.keys())})
    return segments


def _headings(record: Record, fields: Iterable[str]) -> list[dict[str, Any]]:
    """The evidence that stands outside the text, as in a heading."""
    return [
        {"field": name, "source": piece.source, "quote": clean(piece.quote), "page": piece.page}
        for name in fields
        for piece in evidence_of(record, name)
        if piece.start is None
    ]
