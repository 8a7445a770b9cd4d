"""The formats that converted reports can be written in: one entry of the table below, one small module each.

A module holds `LOSSES`, what the format can't carry, and `write(reports, stream, choices)`, which returns how often
something was wanting in these reports, in words for the user. Modules import their libraries when they write.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any

from extractor.errors import CallError
from extractor.model import Report


@dataclass(frozen=True)
class Choices:
    """What a user may choose.

    `pdfs`: what stands before a report's file name in links to its pages (a folder or an address, with its slash).
    `conventional`: write the conventional number for a vague word ("dozens"), where a format has such numbers.
    """

    pdfs: str = ""
    conventional: bool = False


Write = Callable[[Iterable[Report], IO[bytes], Choices], Counter[str]]


@dataclass(frozen=True)
class Format:
    """A format: `ending` of its files, `module` and `function` that write it, `extra` to install for it.

    `whole` formats carry the records as they are, so that they can be read again; tables with a `tag_row` have a second
    row of headers.
    """

    name: str
    title: str
    ending: str
    module: str
    extra: str | None = None
    function: str = "write"
    whole: bool = False
    tag_row: bool = False
    media_type: str = "text/csv"

    @property
    def losses(self) -> tuple[str, ...]:
        """What it can't carry, a phrase each."""
        found: tuple[str, ...] = self._module().LOSSES
        return found

    def write(self, reports: Iterable[Report], stream: IO[bytes], choices: Choices | None = None) -> Counter[str]:
        """Write the reports; what was wanting in them, in words, with how often.

        Incidents that a reviewer rejected or merged into another are left out, but of whole records. Raises CallError
        where a library is not installed.
        """
        wanting: Counter[str] = Counter()
        if not self.whole:
            reports = (_without_rejected(report, wanting) for report in reports)
        write: Write = getattr(self._module(), self.function)
        try:
            wanting += write(reports, stream, choices or Choices())
        except ModuleNotFoundError as error:
            if self.extra is None:
                raise
            raise CallError(f"{self.name} needs {error.name}: pip install 'extractor[{self.extra}]'") from error
        return wanting

    def messages(self, wanting: Counter[str]) -> list[str]:
        """Lines for the user: what the format can't carry, and what was wanting in these reports."""
        lost = [f"{self.title} can't carry: {'; '.join(self.losses)}"] if self.losses else []
        return lost + [f"{times} {what}" for what, times in sorted(wanting.items()) if times]

    def companions(self, name: str) -> dict[str, bytes]:
        """Further files that belong beside a file of that name."""
        made: Callable[[str], dict[str, bytes]] | None = getattr(self._module(), "companions", None)
        return made(name) if made else {}

    def _module(self) -> Any:
        return importlib.import_module(f"extractor.export.{self.module}")


def _without_rejected(report: Report, wanting: Counter[str]) -> Report:
    kept = [one for one in report.incidents if one.review is None or one.review.status not in ("rejected", "merged")]
    left_out = len(report.incidents) - len(kept)
    if not left_out:
        return report
    wanting["incidents that a reviewer rejected or merged into another are left out"] += left_out
    return report.model_copy(update={"incidents": kept})


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("json", "JSON", ".json", "json", whole=True, media_type="application/json"),
        Format("jsonl", "JSON Lines", ".jsonl", "jsonl", whole=True, media_type="application/jsonl"),
        Format("csv", "CSV of the codebook", ".csv", "flat"),
        Format("csv-bom", "CSV for Excel (with a byte order mark)", ".csv", "flat", function="write_bom"),
        Format("xlsx", "Excel workbook", ".xlsx", "xlsx", "export", media_type=_XLSX),
        Format("sqlite", "SQLite, for Datasette", ".db", "sqlite", "export", media_type="application/vnd.sqlite3"),
        Format("geojson", "GeoJSON", ".geojson", "geojson", media_type="application/geo+json"),
        Format("kml", "KML", ".kml", "kml", media_type="application/vnd.google-earth.kml+xml"),
        Format("parquet", "GeoParquet", ".parquet", "parquet", "export", media_type="application/vnd.apache.parquet"),
        Format("acled", "ACLED-like CSV", ".csv", "acled"),
        Format("ucdp", "UCDP-GED-like CSV", ".csv", "ucdp"),
        Format("hxl", "CSV with HXL hashtags", ".csv", "hxl", tag_row=True),
        Format("ftm", "FollowTheMoney entities", ".ftm.jsonl", "ftm", "ftm", media_type="application/jsonl"),
        Format("bayanat", "CSV for Bayanat's sheet import", ".csv", "bayanat"),
        Format("uwazi", "CSV for Uwazi's import", ".csv", "uwazi"),
        Format("urls", "List of addresses for web archivers", ".txt", "urls", media_type="text/plain"),
    )
}


def format_named(name: str) -> Format:
    """The format of that name. Raises CallError for one that isn't known."""
    if name not in FORMATS:
        raise CallError(f"{name}: no such format; there are {', '.join(FORMATS)}")
    return FORMATS[name]
