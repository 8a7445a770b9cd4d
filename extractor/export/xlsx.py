"""An Excel workbook: typed cells, filters, a header that stays, each incident linked to its page in the PDF."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import urllib.parse
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

from extractor.errors import CallError
from extractor.export.flat import FLAT_COLUMNS, Value, flat_row
from extractor.export.formats import Choices
from extractor.export.losses import JOINED_LISTS, NO_CANDIDATES, NO_EVIDENCE
from extractor.export.values import xml_text
from extractor.model import Report

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LOSSES = (
    NO_EVIDENCE,
    NO_CANDIDATES,
    JOINED_LISTS,
    "hyperlinks of the report, and its reconciliation",
    "text beyond Excel's limit for a cell, 32,767 characters",
)

_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_575
_MOST_LINKS = 65_530
"""Excel's own limits: https://support.microsoft.com/office/excel-specifications-and-limits; rows without the header."""

_INCIDENTS = (*FLAT_COLUMNS, "text", "sections")
_TOTALS = (
    *("file", "page", "quote", "incidents", "killed", "injured", "missing", "detained"),
    *("percent", "number", "measure", "scope"),
)
_CHECKS = ("file", "incident_id", "code", "severity", "message", "fields")
_UNUSED = ("file", "page", "reason", "text")
_DATES = ("date_start", "date_end")
_WIDE = {"text": 80, "quote": 60, "message": 60, "file": 24, "sections": 40, "checks": 30, "scope": 40}

_STILL = (1980, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
"""An archive's and a workbook's times, which would make the same table other bytes each time."""


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write a workbook with the sheets incidents, totals, checks and unused.

    Raises CallError where there are more incidents than a sheet can hold.
    """
    import openpyxl

    wanting: Counter[str] = Counter()
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheets = {
        name: _Sheet(book.create_sheet(name), columns, choices.pdfs, wanting)
        for name, columns in (("incidents", _INCIDENTS), ("totals", _TOTALS), ("checks", _CHECKS), ("unused", _UNUSED))
    }
    for report in reports:
        for name, rows in _rows(report).items():
            for row in rows:
                sheets[name].add(row)
    for sheet in sheets.values():
        sheet.finish()
    made = io.BytesIO()
    book.save(made)
    _write_still(made, stream)
    return wanting


def _rows(report: Report) -> dict[str, list[dict[str, Value]]]:
    file = report.report.file
    return {
        "incidents": [
            {**flat_row(report, one), "text": one.text, "sections": " › ".join(one.sections)}
            for one in report.incidents
        ],
        "totals": [
            {
                "file": file,
                "page": toll.page,
                "quote": toll.quote,
                "incidents": toll.incidents,
                "killed": toll.killed.total,
                "injured": toll.injured.total,
                "missing": toll.missing.total,
                "detained": toll.detained.total,
                "percent": toll.percent,
                "number": toll.number,
                "measure": toll.measure,
                "scope": json.dumps(toll.scope.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False),
            }
            for toll in report.tolls
        ],
        "checks": [
            {
                "file": file,
                "incident_id": id,
                "code": check.code,
                "severity": check.severity,
                "message": check.message,
                "fields": "; ".join(check.fields),
            }
            for id, checks in [(None, report.checks), *((one.id, one.checks) for one in report.incidents)]
            for check in checks
        ],
        "unused": [
            {"file": file, "page": unused.page, "reason": unused.reason, "text": unused.text}
            for unused in report.unused
        ],
    }


class _Sheet:
    """One sheet that is being filled: a header, then a row at a time."""

    def __init__(self, sheet: Worksheet, columns: Sequence[str], pdfs: str, wanting: Counter[str]) -> None:
        from openpyxl.styles import Font

        self._sheet, self._columns, self._pdfs, self._wanting = sheet, columns, pdfs, wanting
        self._rows = self._links = 0
        for number, name in enumerate(columns, 1):
            sheet.cell(1, number, name).font = Font(bold=True)

    def add(self, row: dict[str, Value]) -> None:
        """Write one row; its page leads to the page."""
        self._rows += 1
        if self._rows > _MOST_ROWS:
            raise CallError(f"more than {_MOST_ROWS:,} rows: Excel can't hold them; use --to csv, sqlite or parquet")
        for number, name in enumerate(self._columns, 1):
            self._put(self._rows + 1, number, name, row[name])
        if isinstance(row.get("page"), int):
            self._link(str(row["file"]), row["page"], self._rows + 1, self._columns.index("page") + 1)

    def _put(self, row: int, column: int, name: str, value: Value) -> None:
        if value is None:
            return
        if not isinstance(value, str):
            self._sheet.cell(row, column, value)
        elif name in _DATES:
            self._sheet.cell(row, column, dt.date.fromisoformat(value)).number_format = "yyyy-mm-dd"
        else:
            text = xml_text(value)
            self._wanting["texts are cut: a cell holds 32,767 characters"] += len(text) > _LONGEST_CELL
            cell = self._sheet.cell(row, column, text[:_LONGEST_CELL])
            cell.data_type = "s"  # also where it begins like a formula or reads like an error

    def _link(self, file: str, page: Value, row: int, column: int) -> None:
        from openpyxl.worksheet.hyperlink import Hyperlink

        self._links += 1
        if self._links > _MOST_LINKS:
            self._wanting[f"rows have no link to their page: a sheet holds {_MOST_LINKS:,}"] += 1
            return
        cell = self._sheet.cell(row, column)
        target = self._pdfs + urllib.parse.quote(xml_text(file))
        cell.hyperlink = Hyperlink(ref=cell.coordinate, target=f"{target}#page={page}")
        cell.style = "Hyperlink"

    def finish(self) -> None:
        """Filters, the header that stays, widths to read by."""
        from openpyxl.utils import get_column_letter

        sheet: Any = self._sheet
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._columns))}{self._rows + 1}"
        for number, name in enumerate(self._columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = _WIDE.get(name, max(10, len(name) + 4))


def _write_still(made: IO[bytes], stream: IO[bytes]) -> None:
    """The archive again, with no time in it."""
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _MOMENT.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            still = zipfile.ZipInfo(entry.filename, _STILL)
            still.compress_type, still.external_attr, still.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(still, content)
