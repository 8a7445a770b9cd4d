"""Parquet with GeoParquet geometry: typed columns for DuckDB, pandas, R and QGIS."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from extractor.export.flat import COLUMN_TYPES, flat_row
from extractor.export.formats import Choices
from extractor.export.losses import JOINED_LISTS, NO_CANDIDATES, NO_EVIDENCE, NOT_OF_AN_INCIDENT
from extractor.export.values import incidents_of, point
from extractor.model import Incident, Report

if TYPE_CHECKING:
    import pyarrow

LOSSES = (
    NOT_OF_AN_INCIDENT,
    NO_EVIDENCE,
    NO_CANDIDATES,
    JOINED_LISTS,
    "points of the other places of an incident; their names stay",
)

_ROWS = 10_000
"""Incidents that are held at a time, and rows of a row group."""
_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}
"""GeoParquet's metadata (https://geoparquet.org/releases/v1.1.0/); without a `crs` it is WGS 84."""


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write the columns of the flat table, `text`, `sections` and `geometry` (a WKB point, or null)."""
    import pyarrow
    import pyarrow.parquet

    wanting: Counter[str] = Counter()
    schema = _schema()
    found = incidents_of(reports)
    with pyarrow.parquet.ParquetWriter(stream, schema) as writer:
        for rows in _batches(found):
            wanting["incidents have no geometry: their place is not settled"] += sum(
                row["geometry"] is None for row in rows
            )
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))
    return wanting


def _schema() -> pyarrow.Schema:
    import pyarrow

    types = {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "date": pyarrow.date32(),
    }
    columns = {name: types[type] for name, type in COLUMN_TYPES.items()}
    columns |= {"text": pyarrow.string(), "sections": pyarrow.list_(pyarrow.string()), "geometry": pyarrow.binary()}
    return pyarrow.schema(columns, metadata={"geo": json.dumps(_GEO)})


def _batches(found: Iterable[tuple[Report, Incident]]) -> Iterator[list[dict[str, Any]]]:
    rows = (_row(report, incident) for report, incident in found)
    while batch := list(itertools.islice(rows, _ROWS)):
        yield batch


def _row(report: Report, incident: Incident) -> dict[str, Any]:
    row: dict[str, Any] = dict(flat_row(report, incident))
    for name, type in COLUMN_TYPES.items():
        if type == "date" and row[name] is not None:
            row[name] = dt.date.fromisoformat(row[name])
    at = point(incident)
    row["geometry"] = struct.pack("<BIdd", 1, 1, at[1], at[0]) if at else None
    return row | {"text": incident.text, "sections": incident.sections}
