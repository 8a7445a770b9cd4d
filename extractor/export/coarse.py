"""Where an administrative area lies, by the places that the gazetteer lists in it; it tells nothing of one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from statistics import fmean

from extractor.model import AdminArea

_LEAST = 3
"""Places that an area must have, so that its middle is none of them."""
_DECIMALS = 1
"""About 11 km: no finer than an area of level 3 is wide."""

Key = tuple[tuple[int, str], ...]


def middle(areas: Sequence[AdminArea]) -> tuple[float, float] | None:
    """(latitude, longitude) of the mean of the listed places of the finest of these areas; None for too few."""
    return _middles().get(tuple(sorted((area.level, area.name) for area in areas)))


@cache
def _middles() -> dict[Key, tuple[float, float]]:
    from extractor.gazetteer.gazetteer import open_gazetteer
    from extractor.knowledge.load import pattern_dirs

    points: defaultdict[Key, list[tuple[float, float]]] = defaultdict(list)
    for store in open_gazetteer(pattern_dirs()).open_stores:
        for record in store.all_records():
            areas = sorted((area.level, area.name) for area in record.admin)
            if record.point is not None:
                for count in range(1, len(areas) + 1):
                    points[tuple(areas[:count])].append(record.point)
    return {
        key: (round(fmean(lat for lat, _ in found), _DECIMALS), round(fmean(lon for _, lon in found), _DECIMALS))
        for key, found in points.items()
        if len(set(found)) >= _LEAST
    }
