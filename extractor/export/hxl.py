"""The flat table with a row of HXL hashtags below its header (https://hxlstandard.org, HXL 1.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import IO

from extractor.export.flat import FLAT_COLUMNS, LOSSES, flat_row
from extractor.export.formats import Choices
from extractor.export.values import incidents_of, write_rows
from extractor.model import Report

__all__ = ["LOSSES", "TAGS", "write"]

_TAGS = {
    "file": "#meta+source+file",
    "page": "#meta+page",
    "date_start": "#date+start",
    "date_end": "#date+end",
    "date_precision": "#date+precision",
    "time_of_day": "#date+time",
    "event_type": "#event+type",
    "weapons": "#cause+weapon+list",
    "weapon_count": "#cause+weapon+num",
    "delivery": "#cause+delivery+list",
    "perpetrators": "#cause+actor+name+list",
    "perpetrator_certainty": "#cause+actor+certainty",
    "place": "#loc+name",
    "place_kind": "#loc+type",
    "site": "#loc+site",
    "governorate": "#adm1+name",
    "control": "#org+control+list",
    "control_now": "#org+control+current+list",
    "victims_status": "#affected+type",
    "same_family": "#affected+family+bool",
    "other_places": "#loc+other+list",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "place_id": "#loc+code",
    "checks": "#meta+checks+list",
    "confidence": "#indicator+confidence+num",
    "incident_id": "#event+id",
}
_SUBSETS = {"children": "+children", "women": "+f+adults", "men": "+m+adults", "fighters": "+fighters"}


def _tag(column: str) -> str:
    if column in _TAGS:
        return _TAGS[column]
    harm, _, what = column.partition("_")
    return f"#affected+{harm}{_SUBSETS.get(what, f'+{what}' if what else '')}" + ("" if what == "qualifier" else "+num")


TAGS: tuple[str, ...] = tuple(_tag(column) for column in FLAT_COLUMNS)


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write header, hashtags, and a row for each incident."""
    rows = (list(flat_row(report, incident).values()) for report, incident in incidents_of(reports))
    write_rows(stream, FLAT_COLUMNS, _tagged(rows))
    return Counter()


def _tagged(rows: Iterable[list[str | int | float | None]]) -> Iterable[list[str | int | float | None]]:
    yield list(TAGS)
    yield from rows
