"""The fields of the codebook, as the comparison sees them: what kind of value each one holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["day", "number", "names", "place", "area", "text", "flag", "point"]

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class Day:
    """One end of a date, and the first and the last day of the whole."""

    on: dt.date
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Number:
    """A number of people. `low` and `high` are given where a range or a bound is stated; None is open."""

    total: int | None = None
    low: int | None = None
    high: int | None = None
    about: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A place by its name, with what else is said of where it is."""

    name: str
    governorate: str | None = None
    point: Point | None = None
    others: tuple[str, ...] = ()


Words = tuple[str, ...]
"""Names that hold together, or, in a field of kind "text" or "area", words of which each one is right."""

Value = Day | Number | Spot | Words | Point | bool


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
    Field("event_type", "text", core=True, vocabulary="attack"),
    Field("weapons", "names", core=True, vocabulary="weapon"),
    Field("perpetrators", "names", core=True, vocabulary="actor"),
    Field("perpetrator_certainty", "text", core=True),
    Field("place", "place", core=True),
    Field("governorate", "area", core=True),
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


_EVIDENCE = {
    "date_start": ("date", "date.start"),
    "date_end": ("date", "date.end"),
    "weapons": ("weapons.*.name",),
    "weapon_count": ("weapons.*.count",),
    "delivery": ("weapons.*.delivery",),
    "perpetrators": ("perpetrators.*.actor",),
    "perpetrator_certainty": ("perpetrators.*.certainty",),
    "coordinates": ("place.link", "place.link.*"),
}


def evidence_paths(field: str) -> tuple[str, ...]:
    """The dotted paths under which the evidence of a field stands in a record; `*` is a number."""
    if field in _EVIDENCE:
        return _EVIDENCE[field]
    part, _, rest = field.partition("_")
    if part in ("killed", "injured", "missing", "detained"):
        return (f"{part}.{rest or 'total'}",)
    return (*(path for path, name in ALIASES.items() if name == field), field)
