"""GeoJSON (RFC 7946): a feature for each incident, its point where the place is settled, no geometry otherwise."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import IO

from extractor.export.flat import flat_row
from extractor.export.formats import Choices
from extractor.export.losses import JOINED_LISTS, NO_CANDIDATES, NO_EVIDENCE, NOT_OF_AN_INCIDENT
from extractor.export.values import incidents_of, point
from extractor.model import Report

LOSSES = (
    NOT_OF_AN_INCIDENT,
    NO_EVIDENCE,
    NO_CANDIDATES,
    JOINED_LISTS,
    "points of the other places of an incident; their names stay",
)


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write one FeatureCollection, a feature a line; the properties are the columns of the flat table and `text`."""
    wanting: Counter[str] = Counter()
    before = '{"type": "FeatureCollection", "features": ['
    for report, incident in incidents_of(reports):
        at = point(incident)
        wanting["incidents have no geometry: their place is not settled"] += at is None
        row = flat_row(report, incident)
        feature = {
            "type": "Feature",
            "id": incident.id,
            "geometry": {"type": "Point", "coordinates": [at[1], at[0]]} if at else None,
            "properties": {name: row[name] for name in row if name not in ("latitude", "longitude")}
            | {"text": incident.text},
        }
        stream.write(f"{before}\n{json.dumps(feature, ensure_ascii=False)}".encode())
        before = ","
    stream.write(b"\n]}\n" if before == "," else f"{before}]}}\n".encode())
    return wanting
