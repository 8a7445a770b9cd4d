"""KML 2.2 (OGC 07-147r2) for the map tools: a folder for each report, a placemark for each incident."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable
from typing import IO
from xml.etree import ElementTree

from extractor.export.flat import flat_row
from extractor.export.formats import Choices
from extractor.export.losses import JOINED_LISTS, NO_CANDIDATES, NO_EVIDENCE, NOT_OF_AN_INCIDENT
from extractor.export.values import point, title, xml_text
from extractor.model import Incident, Report

LOSSES = (
    NOT_OF_AN_INCIDENT,
    NO_EVIDENCE,
    NO_CANDIDATES,
    JOINED_LISTS,
    "points of the other places of an incident; their names stay",
    "types: each value is text",
    "control characters that XML does not allow",
)

_NAMESPACE = "http://www.opengis.net/kml/2.2"


def write(reports: Iterable[Report], stream: IO[bytes], choices: Choices) -> Counter[str]:
    """Write a document; an incident whose place is not settled is a placemark without a point."""
    wanting: Counter[str] = Counter()
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{_NAMESPACE}">\n<Document>\n'.encode())
    for report in reports:
        folder = ElementTree.Element("Folder")
        _text(folder, "name", report.report.title or report.report.file)
        for incident in report.incidents:
            folder.append(_placemark(report, incident))
            wanting["incidents have no point: their place is not settled"] += point(incident) is None
        ElementTree.indent(folder)
        stream.write(ElementTree.tostring(folder, encoding="utf-8") + b"\n")
    stream.write(b"</Document>\n</kml>\n")
    return wanting


def _placemark(report: Report, incident: Incident) -> ElementTree.Element:
    made = ElementTree.Element("Placemark")
    _text(made, "name", title(incident))
    _text(made, "description", html.escape(incident.text))  # map tools take a description for HTML
    when = incident.date
    if when.start is not None:
        span = ElementTree.SubElement(made, "TimeSpan")
        _text(span, "begin", when.start.isoformat())
        _text(span, "end", (when.end or when.start).isoformat())
    data = ElementTree.SubElement(made, "ExtendedData")
    for name, value in {**flat_row(report, incident), "text": incident.text}.items():
        if value is not None:
            _text(ElementTree.SubElement(data, "Data", name=name), "value", str(value))
    if at := point(incident):
        _text(ElementTree.SubElement(made, "Point"), "coordinates", f"{at[1]},{at[0]}")
    return made


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = xml_text(text)
