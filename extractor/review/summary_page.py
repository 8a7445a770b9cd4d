"""The summary as one page: printable, without a script, and without anything from outside."""

from __future__ import annotations

from importlib.resources import files

from extractor.errors import CallError
from extractor.review.summary import Summary


def as_html(summary: Summary, name: str) -> str:
    """The page as text; raises CallError without the packages that draw it."""
    try:
        import matplotlib  # noqa: F401
        from jinja2 import Environment, StrictUndefined
        from markupsafe import Markup
    except ImportError as error:
        raise CallError("--html needs further packages: pip install 'extractor[review]'") from error
    from extractor.review import charts
    from extractor.review.fields import FIELDS

    labels = {field.path: field.label for field in FIELDS}
    pictures = [
        ("Over time", "By the first day of each incident.", charts.over_time(summary.months)),
        ("By perpetrator", _SEVERAL, charts.by_group("perpetrators", summary.perpetrators)),
        ("By event", "", charts.by_group("events", summary.events)),
        ("By weapon", _SEVERAL, charts.by_group("weapons", summary.weapons)),
        ("By governorate", "", charts.by_group("governorates", summary.governorates)),
        (
            "Where",
            f"{summary.unplaced} of {summary.incidents} incidents have no settled place and are not on the map.",
            charts.dot_map(summary.spots),
        ),
        (
            "What the fields hold",
            "Share of incidents in which the text says it, as far as it was read.",
            charts.coverage({labels[path]: count for path, count in summary.coverage.items()}, summary.incidents),
        ),
    ]
    template = (files("extractor.review") / "summary_parts" / "summary.html").read_text(encoding="utf-8")
    engine = Environment(autoescape=True, undefined=StrictUndefined)
    drawn = [(title, note, Markup(picture)) for title, note, picture in pictures if picture]  # matplotlib escapes
    return engine.from_string(template).render(summary=summary, name=name, pictures=drawn)


_SEVERAL = "An incident with several of them counts for each."
