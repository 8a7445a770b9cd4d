"""The fields of an incident that a reviewer may set, and the words to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from extractor.model import Certainty, DatePrecision, Qualifier, VictimStatus

Type = Literal["date", "number", "text", "choice", "flag", "list", "rows", "link"]

_ROLES = ("also struck", "between", "near", "within", "from", "origin of victims")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a field that is a list of rows. `words` names a vocabulary, `choices` are all that is allowed."""

    name: str
    label: str
    type: Type = "text"
    words: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its dotted path. Its group gives it its colour; `words` and `choices` as in `Column`.

    With a `short` name it stands on the line of the field before it, which is read first.
    """

    path: str
    label: str
    group: str
    type: Type = "text"
    short: str | None = None
    words: str | None = None
    choices: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


def _count(name: str, label: str, subsets: bool) -> list[Field]:
    parts = ["children", "women", "men", "fighters"] if subsets else []
    return [
        Field(f"{name}.total", label, name, "number"),
        *(Field(f"{name}.{part}", f"{label}: {part}", name, "number", part) for part in parts),
        Field(f"{name}.qualifier", f"{label}: how exact", name, "choice", "how exact", choices=get_args(Qualifier)),
        Field(f"{name}.min", f"{label}: at least", name, "number", "at least"),
        Field(f"{name}.max", f"{label}: at most", name, "number", "at most"),
    ]


FIELDS: tuple[Field, ...] = (
    Field("date.start", "Date", "date", "date"),
    Field("date.end", "Last day", "date", "date", "to"),
    Field("date.precision", "Precision", "date", "choice", "precise to the", choices=get_args(DatePrecision)),
    Field("date.time_of_day", "Time of day", "date", short="time", words="times"),
    Field("event_type", "Event", "event", words="events"),
    Field(
        "weapons", "Weapons", "event", "rows",
        columns=(
            Column("name", "weapon", words="weapons"),
            Column("count", "number", "number"),
            Column("delivery", "carried by", words="carriers"),
        ),
    ),
    Field(
        "perpetrators", "Perpetrators", "perpetrators", "rows",
        columns=(
            Column("actor", "actor", words="actors"),
            Column("certainty", "certainty", "choice", choices=get_args(Certainty)),
        ),
    ),
    Field("place.name", "Place", "place"),
    Field("place.kind", "Kind of place", "place", short="kind", words="kinds"),
    Field("place.site", "Site", "place"),
    Field("place.governorate", "Governorate", "place", words="areas"),
    Field("place.within", "Within", "place", "list", "within"),
    Field("place.link", "On the map", "place", "link"),
    Field(
        "other_places", "Other places", "place", "rows",
        columns=(
            Column("name", "place"),
            Column("kind", "kind", words="kinds"),
            Column("role", "part in it", "choice", choices=_ROLES),
        ),
    ),
    *_count("killed", "Killed", subsets=True),
    *_count("injured", "Injured", subsets=True),
    *_count("missing", "Missing", subsets=False),
    *_count("detained", "Detained", subsets=False),
    Field("victims.status", "Victims are", "victims", "choice", choices=get_args(VictimStatus)),
    Field("victims.same_family", "Of one family", "victims", "flag", "one family"),
    Field("victims.displaced_from", "Displaced from", "victims"),
    Field("victims.named", "Named victims", "victims", "list"),
    Field("target.text", "Target", "target"),
    Field("target.category", "Kind of target", "target", short="kind", words="targets"),
    Field("control.then", "Held then by", "control", "list", words="actors"),
    Field("control.joint", "Held jointly", "control", "flag", "jointly"),
    Field("control.now", "Held now by", "control", "list", words="actors"),
)  # fmt: skip

PATHS = frozenset(field.path for field in FIELDS)


def vocabularies(dirs: Iterable[Path]) -> dict[str, list[str]]:
    """The words of each vocabulary that the pattern folders `dirs` know, in alphabetical order."""
    from extractor.knowledge import load_entries
    from extractor.knowledge.schema import ActorEntry, AttackEntry, CarrierEntry, PlaceKindEntry, SiteEntry, WeaponEntry

    words: dict[str, set[str | None]] = {
        name: set() for name in ("events", "weapons", "carriers", "actors", "kinds", "targets")
    }
    for entry in load_entries(dirs):
        if isinstance(entry, AttackEntry | WeaponEntry | CarrierEntry):
            words["events"].add(entry.event_type)
        if isinstance(entry, WeaponEntry):
            words["weapons"].add(entry.called or entry.name)
        elif isinstance(entry, CarrierEntry):
            words["carriers"].add(entry.name)
        elif isinstance(entry, ActorEntry):
            words["actors"].add(entry.name)
        elif isinstance(entry, PlaceKindEntry):
            words["kinds"].add(entry.name)
        elif isinstance(entry, SiteEntry):
            words["targets"].add(entry.category)
    return {name: sorted(word for word in found if word) for name, found in words.items()}


def as_data() -> list[dict[str, Any]]:
    """The fields as the page reads them."""
    from dataclasses import asdict

    return [asdict(field) for field in FIELDS]
