"""The fields of the codebook, as the comparison sees them: what kind of value each one holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["day", "number", "names", "place", "text", "flag", "point"]

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

Value = dt.date | int | str | bool | Point | tuple[str, ...]
"""A day, a number, a place, a flag, a point; names and words are tuples. Of words, each one is acceptable."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: the kind of its values, whether it is scored by default, and whose vocabulary names it."""

    name: str
    kind: FieldKind
    core: bool = False
    vocabulary: str | None = None


_ALL = (
    Field("date_start", "day", core=True),
    Field("date_end", "day", core=True),
    Field("event_type", "text", core=True),
    Field("weapons", "names", core=True, vocabulary="weapon"),
    Field("perpetrators", "names", core=True, vocabulary="actor"),
    Field("perpetrator_certainty", "text", core=True),
    Field("place", "place", core=True),
    Field("governorate", "text", core=True),
    Field("control", "names", core=True, vocabulary="actor"),
    Field("killed", "number", core=True),
    Field("killed_children", "number", core=True),
    Field("killed_women", "number", core=True),
    Field("injured", "number", core=True),
    Field("date_precision", "text"),
    Field("time_of_day", "text"),
    Field("weapon_count", "number"),
    Field("delivery", "text"),
    Field("place_kind", "text"),
    Field("control_now", "names", vocabulary="actor"),
    Field("killed_qualifier", "text"),
    Field("injured_qualifier", "text"),
    Field("injured_children", "number"),
    Field("injured_women", "number"),
    Field("killed_fighters", "number"),
    Field("missing", "number"),
    Field("detained", "number"),
    Field("victims_status", "text"),
    Field("same_family", "flag"),
    Field("killed_min", "number"),
    Field("killed_max", "number"),
    Field("killed_men", "number"),
    Field("injured_min", "number"),
    Field("injured_max", "number"),
    Field("injured_men", "number"),
    Field("injured_fighters", "number"),
    Field("coordinates", "point"),
)

FIELDS: dict[str, Field] = {field.name: field for field in _ALL}
"""Every field that can be compared, in the order of the tables; `site` and `other_places` are read, not scored."""

CORE: tuple[str, ...] = tuple(field.name for field in _ALL if field.core)
"""The fields that are scored unless others are asked for."""

ALIASES = {
    "date": "date_start",
    "date.start": "date_start",
    "date.end": "date_end",
    "date.precision": "date_precision",
    "date.time_of_day": "time_of_day",
    "place.name": "place",
    "place.kind": "place_kind",
    "place.governorate": "governorate",
    "place.link": "coordinates",
    "control.then": "control",
    "control.now": "control_now",
    "victims.status": "victims_status",
    "victims.same_family": "same_family",
}


def field_name(written: str) -> str | None:
    """The field that a user means by its flat name or by the dotted path in the JSON (`killed.total`)."""
    name = ALIASES.get(written, written.removesuffix(".total").replace(".", "_"))
    return name if name in FIELDS else None
