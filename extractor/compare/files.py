"""The comparison as data: JSON, CSV, Markdown for a pull request, and a proposal of changes to the curated side."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from extractor.compare.agreement import Agreement
from extractor.compare.comparison import ALL_FIELDS, Comparison, Pair
from extractor.compare.differences import Difference, differences, pair_title, why_paired, written
from extractor.compare.figures import Figures
from extractor.compare.records import Record, Side
from extractor.export.flat import safe_cell

CSV_COLUMNS = (
    *("pair", "report", "field", "verdict", "curated", "extracted", "note", "quote", "page"),
    *("curated_where", "extracted_where", "why_paired"),
)

PROPOSAL_COLUMNS = ("accept", "where", "change", "field", "curated", "proposed", "quote", "page", "note")


def as_json(comparison: Comparison, agreement: Iterable[Agreement] = ()) -> str:
    """Everything: the figures, all pairs with every judgement, groups, notes, cells that couldn't be read."""
    document = {
        "extracted": _side(comparison.extracted),
        "curated": _side(comparison.curated),
        "paired": "across reports" if comparison.across else "within reports",
        "tolerances": comparison.tolerances.model_dump(),
        "records": comparison.counts,
        "strict": {name: _figures(figures) for name, figures in comparison.strict.items()},
        "tolerant": {name: _figures(figures) for name, figures in comparison.tolerant.items()},
        "intervals": {name: asdict(interval) for name, interval in comparison.intervals.items()},
        "agreement": [asdict(share) for share in agreement],
        "groups": [
            {
                "kind": group.kind,
                "one": _whose(one),
                "several": [_whose(record) for record in several],
                "why": group.why,
            }
            for group, one, several in comparison.groups
        ],
        "pairs": [_pair(pair) for pair in comparison.pairs],
        "notes": comparison.notes,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _side(side: Side) -> dict[str, Any]:
    return {
        "source": side.source,
        "records": len(side.records),
        "maps": sorted({used.title for used in side.maps}),
        "notes": side.notes,
        "unread": [asdict(cell) for cell in side.unread],
    }


def _figures(figures: Figures) -> dict[str, float]:
    counts = {name: value for name, value in asdict(figures).items() if name != "credit"}
    return counts | {"precision": figures.precision, "recall": figures.recall, "f1": figures.f1}


def _whose(record: Record | None) -> dict[str, str | None] | None:
    return None if record is None else {"where": record.where, "report": record.report, "label": record.label()}


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "kind": pair.kind,
        "curated": _whose(pair.curated),
        "extracted": _whose(pair.extracted),
        "why": why_paired(pair),
        "notes": pair.notes,
        "fields": {
            name: {
                "strict": judgement.strict,
                "tolerant": judgement.tolerant,
                "curated": written(pair.curated, name),
                "extracted": written(pair.extracted, name),
                "note": judgement.note,
            }
            for name, judgement in pair.fields.items()
        },
    }


def as_csv(comparison: Comparison) -> str:
    """One difference a row, for a spreadsheet; no cell that a spreadsheet takes for a formula."""
    return _csv(CSV_COLUMNS, map(_csv_row, differences(comparison)))


def _csv_row(difference: Difference) -> list[Any]:
    pair = difference.pair
    record = pair.curated or pair.extracted
    return [
        difference.number,
        record.report if record else "",
        difference.field,
        difference.verdict,
        difference.curated,
        difference.extracted,
        difference.note,
        *_first_quote(difference),
        pair.curated.where if pair.curated else "",
        pair.extracted.where if pair.extracted else "",
        why_paired(pair),
    ]


def _first_quote(difference: Difference) -> tuple[str, Any]:
    """The first quote that the extracted value rests on, and its page."""
    if difference.evidence:
        return difference.evidence[0].quote, difference.evidence[0].page or ""
    return "", difference.pair.extracted.page if difference.pair.extracted else ""


def _csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return stream.getvalue()


def as_markdown(comparison: Comparison, most: int = 50) -> str:
    """A summary for a pull request: the figures, and the first differences."""
    lines = [
        f"### {_marked(comparison.extracted.source)} against {_marked(comparison.curated.source)}",
        "",
        "| field | right | part | wrong | missing | extra | P | R | F1 | F1 with partial credit |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name in (*comparison.fields, ALL_FIELDS):
        strict, tolerant = comparison.strict[name], comparison.tolerant[name]
        counts = (tolerant.correct, tolerant.partial, tolerant.incorrect, tolerant.missing, tolerant.spurious)
        shares = (strict.precision, strict.recall, strict.f1, tolerant.f1)
        cells = [name, *(f"{count:,.0f}" for count in counts), *(f"{share:.3f}" for share in shares)]
        lines.append(f"| {' | '.join(f'**{cell}**' if name == ALL_FIELDS else cell for cell in cells)} |")
    records = ", ".join(f"{count} {kind}" for kind, count in comparison.counts.items())
    told = [f"{group.kind}: {_marked(one.label())}: {group.why}" for group, one, _ in comparison.groups]
    lines += ["", f"Records: {records}", *(f"- {line}" for line in told)]
    found = list(differences(comparison))
    if found:
        lines += ["", "| record | field | | curated | extracted | |", "|---|---|---|---|---|---|"]
    for difference in found[:most]:
        cells = [pair_title(difference.pair), difference.field, difference.verdict]
        cells += [difference.curated, difference.extracted, difference.note]
        lines.append(f"| {' | '.join(map(_marked, cells))} |")
    if len(found) > most:
        lines += ["", f"… and {len(found) - most:,} more."]
    return "\n".join(lines) + "\n"


def _marked(text: str) -> str:
    """`text` so that Markdown shows it as it is, links and tags included."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#!&@" else sign for sign in " ".join(text.split()))


def as_proposal(comparison: Comparison) -> str:
    """What could be changed on the curated side, one change a row, to be accepted or not by a person.

    The curated files themselves are never written.
    """
    return _csv(PROPOSAL_COLUMNS, _proposals(comparison))


def _proposals(comparison: Comparison) -> Iterator[list[Any]]:
    for difference in differences(comparison):
        pair = difference.pair
        if difference.field and pair.curated is not None:
            where = pair.curated.address.get(difference.field) or pair.curated.where
            change = "fill" if not difference.curated else "clear" if not difference.extracted else "replace"
            values = [difference.curated, difference.extracted]
            yield ["", where, change, difference.field, *values, *_first_quote(difference), difference.note]
        elif pair.curated is None and pair.extracted is not None:
            text = pair.extracted.text
            yield ["", "", "add a record", "", "", difference.extracted, text, pair.extracted.page, difference.note]
        elif pair.extracted is None and pair.curated is not None:
            yield ["", pair.curated.where, "check: not extracted", "", difference.curated, "", "", "", difference.note]
