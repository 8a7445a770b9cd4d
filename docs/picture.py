"""Draws docs/picture.png: a paragraph of a sample report beside the record that it became.

python docs/picture.py
"""

import json
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from extractor import convert
from extractor.model import Incident

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "samples" / "monthly.pdf"
SCALE = 2.0
INK, PAPER, PANEL = "#1f2328", "#ffffff", "#f6f8fa"
COLOURS = {
    "date.start": "#cf222e",
    "place.name": "#1a7f37",
    "place.governorate": "#116329",
    "weapons.0.name": "#8250df",
    "weapons.0.delivery": "#6639ba",
    "perpetrators.0.actor": "#bc4c00",
    "control.then": "#0550ae",
    "killed.total": "#a40e26",
    "killed.children": "#bf3989",
    "killed.women": "#99286e",
    "injured.total": "#9a6700",
}


def excerpt(incident: Incident) -> list[tuple[str, str | None]]:
    """Lines of the record, each with the path of the value that it shows."""
    record = json.loads(incident.model_dump_json())
    lines: list[tuple[str, str | None]] = [("{", None)]
    for path in COLOURS:
        value = record
        for part in path.split("."):
            value = value[int(part)] if part.isdigit() else value[part]
        lines.append(
            (f'  "{path}": {json.dumps(value, ensure_ascii=False)},', path if value not in (None, []) else None)
        )
    link = incident.place.link
    if link is not None and link.lat is not None:
        lines.append((f'  "place.link": [{link.lat:.4f}, {link.lon:.4f}],', None))
    lines += [(f'  "checks": {json.dumps([check.code for check in incident.checks])},', None)]
    lines += [(f'  "pages": {incident.pages}, "confidence": {incident.confidence}', None), ("}", None)]
    return lines


def main() -> None:
    """Convert the sample, mark the values on its page, and write them beside it."""
    report = convert(SAMPLE)
    incident = max(
        (i for i in report.incidents if len(i.pages) == 1), key=lambda i: sum(path in i.evidence for path in COLOURS)
    )
    number = incident.pages[0]
    page = pypdfium2.PdfDocument(SAMPLE)[number - 1].render(scale=SCALE).to_pil().convert("RGB")
    overlay = Image.new("RGBA", page.size)
    draw = ImageDraw.Draw(overlay)
    tops: list[float] = []
    for path, colour in COLOURS.items():
        for evidence in incident.evidence.get(path, []):
            for sheet, *box in evidence.boxes:
                if sheet == number:
                    x0, top, x1, bottom = (edge * SCALE for edge in box)
                    tops += [top, bottom]
                    draw.rounded_rectangle((x0 - 2, top - 1, x1 + 2, bottom + 1), 4, fill=colour + "40", outline=colour)
    page = Image.alpha_composite(page.convert("RGBA"), overlay).convert("RGB")
    page = page.crop((60, int(min(tops)) - 90, page.width - 60, int(max(tops)) + 90))
    lines = excerpt(incident)
    font = ImageFont.load_default(22)
    width = 760
    height = max(page.height, 34 * len(lines) + 60)
    picture = Image.new("RGB", (page.width + width, height), PANEL)
    picture.paste(Image.new("RGB", (page.width, height), PAPER))
    picture.paste(page, (0, (height - page.height) // 2))
    draw = ImageDraw.Draw(picture)
    top = (height - 34 * len(lines)) // 2
    for line, path in lines:
        draw.text((page.width + 30, top), line, fill=COLOURS[path] if path else INK, font=font)
        top += 34
    picture.quantize(64).save(ROOT / "docs" / "picture.png", optimize=True)


if __name__ == "__main__":
    main()
