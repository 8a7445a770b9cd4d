"""Several lists of one country → one record a place, with all ids and names kept and every clash told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractor.gazetteer.folding import Speller
from extractor.gazetteer.records import (
    ADMIN_KINDS,
    SETTLEMENT_KINDS,
    PlaceName,
    PlaceRecord,
    km,
    script_of,
)

SAME_KM = 3.0
"""Two lists' records of one folded or Arabic name are one place within this distance: communities of one name lie
farther apart, and two surveys of one village less far (measured: `docs/gazetteer.md`)."""


_COARSEST: Literal["subdistrict"] = "subdistrict"


@dataclass(frozen=True, slots=True)
class Merged:
    """The places of a country, and what of the lists contradicts itself, a line for each."""

    records: tuple[PlaceRecord, ...]
    clashes: tuple[str, ...]


class Merger:
    """Takes records list by list, the most trusted list first: its names, points and areas stay."""

    def __init__(self, speller: Speller) -> None:
        """`speller` decides which names are one."""
        self._speller = speller
        self._records: list[PlaceRecord] = []
        self._by_id: dict[str, int] = {}
        self._by_key: dict[tuple[str, str], list[int]] = {}
        self._areas: dict[str, str] = {}
        self._clashes: list[str] = []

    def add(self, records: Iterable[PlaceRecord]) -> None:
        """Merge one list into what is there."""
        for record in sorted(
            records, key=lambda record: ADMIN_KINDS.index(record.kind) if record.kind in ADMIN_KINDS else 9
        ):
            self._add(self._canonical(record))

    def merged(self) -> Merged:
        """All places. Those without a point get the one of their subdistrict; coarser ones would only look exact."""
        areas: dict[str, PlaceRecord] = {}
        cities: dict[str, PlaceRecord] = {}
        for record in self._records:
            if record.point is not None and record.kind == _COARSEST:
                for place_id in record.ids:
                    areas.setdefault(place_id.split(":", 1)[1], record)
                areas.setdefault(self._area_key(record.name, record.admin1), record)
            elif record.kind in ("city", "town"):
                cities.setdefault(self._speller.fold(record.name).key, record)
        return Merged(tuple(self._placed(record, areas, cities) for record in self._records), tuple(self._clashes))

    def _add(self, record: PlaceRecord) -> None:
        at = next((self._by_id[place_id] for place_id in record.ids if place_id in self._by_id), None)
        if at is None:
            at = self._same_place(record)
        elif record.kind not in ADMIN_KINDS and (distance := _apart(self._records[at], record)) > SAME_KM:
            known = self._records[at]
            self._clashes.append(
                f"{record.id}: {known.name} ({known.sources[0]}) and {record.name} ({record.sources[0]}) lie "
                f"{distance:.0f} km apart; the point of {known.sources[0]} is kept"
            )
        if at is None:
            if record.point is None and not record.admin and len(record.ids) == 1:
                self._clashes.append(f"{record.name} ({record.sources[0]}): no list has a place {record.id}")
                return
            at = len(self._records)
            self._records.append(record)
        else:
            self._records[at] = self._joined(self._records[at], record)
        for place_id in record.ids:
            self._by_id.setdefault(place_id, at)
        for key in self._keys(record):
            places = self._by_key.setdefault(key, [])
            if at not in places:
                places.append(at)

    def _same_place(self, record: PlaceRecord) -> int | None:
        """The nearest record of another list with a name in common, of the same group of kinds, within 3 km."""
        if record.point is None:
            return None
        best: tuple[float, int] | None = None
        for key in self._keys(record):
            for at in self._by_key.get(key, ()):
                known = self._records[at]
                if record.sources[0] in known.sources or known.point is None:
                    continue
                distance = km(known.point, record.point)
                if distance <= SAME_KM and (best is None or distance < best[0]):
                    best = distance, at
        return None if best is None else best[1]

    def _joined(self, known: PlaceRecord, new: PlaceRecord) -> PlaceRecord:
        if known.admin1 and new.admin1 and known.admin1 != new.admin1:
            self._clashes.append(
                f"{known.name}: in {known.admin1} by {known.sources[0]}, in {new.admin1} by {new.sources[0]}; "
                "the former is kept"
            )
        names = {name.text: name for name in known.names}
        for name in new.names:
            names.setdefault(
                name.text, PlaceName(name.text, name.language, "alias" if name.kind == "preferred" else name.kind)
            )
        return replace(
            known,
            ids=tuple(dict.fromkeys([*known.ids, *new.ids])),
            names=tuple(names.values()),
            admin=known.admin if len(known.admin) >= len(new.admin) else (*known.admin, *new.admin[len(known.admin) :]),
            city=known.city or new.city,
            lat=new.lat if known.lat is None else known.lat,
            lon=new.lon if known.lon is None else known.lon,
            precision=new.precision if known.lat is None else known.precision,
            population=max(known.population, new.population),
            capital_level=new.capital_level if known.capital_level is None else known.capital_level,
            sources=tuple(dict.fromkeys([*known.sources, *new.sources])),
        )

    def _keys(self, record: PlaceRecord) -> list[tuple[str, str]]:
        group = "settlement" if record.kind in SETTLEMENT_KINDS else record.kind
        keys = (self._speller.fold(name.text).key for name in record.names if script_of(name.text))
        return list(dict.fromkeys((group, key) for key in keys if key))

    def _canonical(self, record: PlaceRecord) -> PlaceRecord:
        """The record with the first-level area named as the first list that has that area names it."""
        if record.kind == ADMIN_KINDS[0]:
            own = next((self._areas[key] for key in self._area_keys(record) if key in self._areas), record.name)
            for key in self._area_keys(record):
                self._areas.setdefault(key, own)
        admin = tuple(
            replace(
                area,
                name=self._areas.get(area.code or "", self._areas.get(self._speller.fold(area.name).key, area.name)),
            )
            if area.level == 1
            else area
            for area in record.admin
        )
        return replace(record, admin=admin)

    def _area_keys(self, record: PlaceRecord) -> list[str]:
        codes = [place_id.split(":", 1)[1] for place_id in record.ids]
        return [*codes, *(self._speller.fold(name.text).key for name in record.names)]

    def _area_key(self, name: str, admin1: str | None) -> str:
        return f"{self._speller.fold(name).key}|{admin1 or ''}"

    def _placed(
        self, record: PlaceRecord, areas: dict[str, PlaceRecord], cities: dict[str, PlaceRecord]
    ) -> PlaceRecord:
        if not record.admin and record.city and (city := cities.get(self._speller.fold(record.city).key)) is not None:
            record = replace(record, admin=city.admin)
        if record.point is None:
            for area in record.admin:
                if area.level == ADMIN_KINDS.index(_COARSEST) + 1:
                    found = areas.get(area.code or "") or areas.get(self._area_key(area.name, record.admin1))
                    if found is not None and found.point is not None:
                        return record.at(found.point, _COARSEST)
        return record


def _apart(one: PlaceRecord, other: PlaceRecord) -> float:
    return km(one.point, other.point) if one.point is not None and other.point is not None else 0.0


def merge(speller: Speller, lists: Sequence[Iterable[PlaceRecord]]) -> Merged:
    """The places of `lists`, the most trusted one first."""
    merger = Merger(speller)
    for records in lists:
        merger.add(records)
    return merger.merged()
