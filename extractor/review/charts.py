"""The summary as pictures: SVG by matplotlib, with text as text, in the colours of the page that they stand in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from extractor.review.summary import Group, Spot

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK = "#010203"  # no chart has this colour: it becomes that of the page's text
_INCIDENTS, _KILLED = "#4477aa", "#cc6644"  # told apart by colour-blind readers, too
_WIDTH = 7.2  # inches
_ROWS = 12  # the longest list of groups that is drawn; the rest is summed up
_NAMED = 10  # places that are named on the map
_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,  # a "$" in a name is a "$"
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": _INK,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "legend.frameon": False,
}


def over_time(months: dict[str, Group]) -> str:
    """Incidents and people killed by month; empty text where there is nothing to draw."""
    if not months:
        return ""
    names = list(months)
    step = max(1, len(names) // 18)

    def draw(axes: Axes) -> None:
        at = range(len(names))
        axes.bar([x - 0.2 for x in at], [months[name].incidents for name in names], 0.4, color=_INCIDENTS)
        axes.bar([x + 0.2 for x in at], [months[name].killed for name in names], 0.4, color=_KILLED)
        axes.set_xticks(list(at)[::step], names[::step], rotation=45, ha="right")
        axes.legend(["incidents", "people killed"])

    return _drawn("time", draw, 2.6)


def by_group(name: str, groups: dict[str, Group]) -> str:
    """Incidents and people killed by group, the most frequent on top."""
    if not groups:
        return ""
    shown = list(groups.items())[:_ROWS]
    rest = list(groups.values())[_ROWS:]
    if rest:
        shown.append((f"{len(rest)} more", Group(sum(g.incidents for g in rest), sum(g.killed for g in rest))))

    def draw(axes: Axes) -> None:
        at = range(len(shown))
        axes.barh([y - 0.2 for y in at], [group.incidents for _, group in shown], 0.4, color=_INCIDENTS)
        axes.barh([y + 0.2 for y in at], [group.killed for _, group in shown], 0.4, color=_KILLED)
        for y, (_, group) in zip(at, shown, strict=True):
            axes.text(group.incidents, y - 0.2, f" {group.incidents}", va="center", fontsize=7)
            axes.text(group.killed, y + 0.2, f" {group.killed}", va="center", fontsize=7)
        axes.set_yticks(list(at), [label if len(label) < 40 else f"{label[:39]}…" for label, _ in shown])
        axes.invert_yaxis()
        axes.legend(["incidents", "people killed"], loc="lower right")

    return _drawn(name, draw, 0.7 + 0.36 * len(shown))


def coverage(filled: dict[str, int], incidents: int) -> str:
    """The share of incidents in which each field says something."""
    if not incidents:
        return ""
    names = list(filled)

    def draw(axes: Axes) -> None:
        shares = [100 * filled[name] / incidents for name in names]
        axes.barh(range(len(names)), shares, 0.6, color=_INCIDENTS)
        for y, share in enumerate(shares):
            axes.text(share, y, f" {share:.0f}%", va="center", fontsize=7)
        axes.set_yticks(range(len(names)), names)
        axes.set_xlim(0, 108)
        axes.invert_yaxis()

    return _drawn("coverage", draw, 0.5 + 0.22 * len(names))


def dot_map(spots: list[Spot]) -> str:
    """The settled places as points; the area of a point grows with the people killed there."""
    if not spots:
        return ""
    from math import cos, radians

    middle = sum(spot.lat for spot in spots) / len(spots)

    def draw(axes: Axes) -> None:
        axes.scatter(
            [spot.lon for spot in spots],
            [spot.lat for spot in spots],
            [14 + 9 * spot.killed for spot in spots],
            color=_KILLED,
            alpha=0.5,
            edgecolors=_KILLED,
        )
        for spot in _apart(spots)[:_NAMED]:
            axes.annotate(spot.name, (spot.lon, spot.lat), xytext=(5, 3), textcoords="offset points", fontsize=7)
        axes.set_aspect(1 / max(cos(radians(middle)), 0.1), adjustable="datalim")
        axes.margins(0.08)
        axes.grid(linewidth=0.3, color=_INK, alpha=0.3)
        axes.set_xlabel("longitude")
        axes.set_ylabel("latitude")

    return _drawn("map", draw, 5.4)


def _apart(spots: list[Spot]) -> list[Spot]:
    """The spots whose names do not lie over one another, the worst first."""
    span = max(spot.lat for spot in spots) - min(spot.lat for spot in spots) or 1.0
    kept: list[Spot] = []
    for spot in spots:
        if all(abs(spot.lat - one.lat) > 0.03 * span or abs(spot.lon - one.lon) > 0.25 * span for one in kept):
            kept.append(spot)
    return kept


def _drawn(name: str, draw: Any, height: float) -> str:
    """One figure as an SVG element; the same data give the same text."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    settings: Any = _SETTINGS | {"svg.hashsalt": name}
    with rc_context(settings):
        figure = Figure((_WIDTH, height), layout="constrained")
        draw(figure.subplots())
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    return text[text.index("<svg") :].replace(_INK, "currentColor")
