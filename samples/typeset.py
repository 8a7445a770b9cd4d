"""Typeset the sample reports: each NAME.txt beside this script becomes NAME.pdf, the same bytes every time.

    python samples/typeset.py            (needs the Liberation fonts and `pip install reportlab pyphen`)

The texts are written in a small notation, one block a paragraph, blocks parted by blank lines:

    # title, ## to #### headings            *a block in stars* is set in italics, on a tinted ground
    - list item (lines of one block)         [[words|url]] lays a link over the words
    %photo caption                           a drawn picture with its caption, kept together
    %table ... %end                          a ruled table, cells parted by " | ", its first row repeated
    %contents                                the headings with their pages; %newpage starts a page
    text^[note]                              a numbered note at the foot of the page
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Circle, Drawing, Polygon, Rect
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

HERE = Path(__file__).parent
FONTS = Path("/usr/share/fonts/truetype/liberation")
WIDTH, HEIGHT = A4
FACES = {"": "Regular", "-Bold": "Bold", "-Italic": "Italic"}


@dataclass(frozen=True)
class House:
    """How one sample looks: lengths in points."""

    family: str
    size: float
    leading: float
    margin: float
    columns: int
    header: str
    footer: str
    notes: float = 0.0  # height kept free for footnotes at the foot of every page
    gutter: float = 18.0

    @property
    def column(self) -> float:
        return (WIDTH - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns


HOUSES = {
    "monthly": House(
        "LiberationSans", 11, 16.6, 64, 1, "Barada Records Centre  |  SAMPLE REPORT, INVENTED INCIDENTS", ""
    ),
    "daily": House(
        "LiberationSans", 10.2, 13.6, 46, 2, "Khabur Monitoring Desk", "SAMPLE, INVENTED INCIDENTS  |  page {page}"
    ),
    "numbered": House(
        "LiberationSerif",
        11.5,
        15,
        88,
        1,
        "Sample document: invented incidents",
        "Qalamoun Inquiry Group · {page}",
        notes=72,
    ),
}


class Report(BaseDocTemplate):
    """A document that knows its house, tells the contents of its headings and sets footnotes where they were called."""

    def __init__(self, path: Path, house: House, title: str) -> None:
        super().__init__(str(path), pagesize=A4, title=title, author="sample", invariant=1)
        self.house = house
        self.notes: list[str] = []  # all notes of the text, in order
        self.called: list[int] = []  # those whose mark stands on the page being drawn
        bottom, top = 62.0, 84.0
        frames = [
            Frame(
                house.margin + n * (house.column + house.gutter),
                bottom + house.notes,
                house.column,
                HEIGHT - top - bottom - house.notes,
                leftPadding=0,
                rightPadding=0,
                topPadding=0,
                bottomPadding=0,
            )
            for n in range(house.columns)
        ]
        self.addPageTemplates(PageTemplate("page", frames=frames, onPage=self.furniture, onPageEnd=self.footnotes))

    def furniture(self, canvas, _document) -> None:
        canvas.setNamedCB("called", lambda _canvas, _kind, number: self.called.append(int(number)))
        canvas.setFont(self.house.family, 8)
        canvas.drawString(self.house.margin, HEIGHT - 48, self.house.header)
        page = canvas.getPageNumber()
        if self.house.footer:
            canvas.drawCentredString(WIDTH / 2, 36, self.house.footer.format(page=page))
        else:
            canvas.drawRightString(WIDTH - self.house.margin, HEIGHT - 48, str(page))

    def footnotes(self, canvas, _document) -> None:
        if not self.called:
            return
        style = ParagraphStyle("note", fontName=self.house.family, fontSize=8.5, leading=10.5, alignment=TA_JUSTIFY)
        notes = [
            Paragraph(f'<super size="6.5">{number}</super> {self.notes[number - 1]}', style) for number in self.called
        ]
        heights = [note.wrap(WIDTH - 2 * self.house.margin, self.house.notes)[1] for note in notes]
        y = 58.0 + sum(heights)
        canvas.line(self.house.margin, y + 4, self.house.margin + 120, y + 4)
        for note, height in zip(notes, heights, strict=True):
            y -= height
            note.drawOn(canvas, self.house.margin, y)
        self.called.clear()

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (the name is reportlab's)
        level = getattr(flowable, "level", None)
        if level is not None:
            self.notify("TOCEntry", (level, flowable.getPlainText(), self.page))


def inline(text: str) -> str:
    """Turn the notation inside a paragraph into reportlab's markup."""
    return re.sub(r"\[\[(.+?)\|(\S+?)\]\]", r'<link href="\2" color="#1a4f8b">\1</link>', escape(text))


def photo(caption: str, house: House, style: ParagraphStyle, shade: int) -> Flowable:
    """A drawn stand-in for a photograph: sky, two houses and a plume, in greys that differ from picture to picture."""
    width, height = house.column * 0.62, 120
    sky, wall, smoke = (colors.Color(g, g, g) for g in (0.86 - shade * 0.04, 0.55 + shade * 0.03, 0.38))
    drawing = Drawing(house.column, height, hAlign="CENTER")
    left = (house.column - width) / 2
    drawing.add(Rect(left, 0, width, height, fillColor=sky, strokeColor=None))
    drawing.add(Rect(left + 20 + 9 * shade, 0, 70, 52, fillColor=wall, strokeColor=None))
    drawing.add(
        Polygon(
            [left + 130, 0, left + 130, 64, left + 170, 40 + 6 * shade, left + 210, 58, left + 210, 0], fillColor=wall
        )
    )
    for step in range(4):
        drawing.add(Circle(left + 150 + 8 * step, 62 + 11 * step, 8 + 3 * step, fillColor=smoke, strokeColor=None))
    return KeepTogether([Spacer(1, 4), drawing, Spacer(1, 4), Paragraph(inline(caption), style)])


def table(rows: list[str], house: House, style: ParagraphStyle) -> Flowable:
    cells = [[Paragraph(inline(cell.strip()), style) for cell in row.split("|")] for row in rows]
    shares = [0.16, 0.18, 0.32, 0.17, 0.17] if len(cells[0]) == 5 else [1 / len(cells[0])] * len(cells[0])
    ruled = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.9, 0.9, 0.9)),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    return Table(cells, [share * house.column for share in shares], repeatRows=1, style=TableStyle(ruled), spaceAfter=8)


def story(text: str, house: House, document: Report) -> Iterator[Flowable]:
    """The flowables of one text, in order."""
    body = ParagraphStyle(
        "body",
        fontName=house.family,
        fontSize=house.size,
        leading=house.leading,
        alignment=TA_JUSTIFY,
        spaceAfter=house.leading * 0.55,
        hyphenationLang="en_US",
        embeddedHyphenation=1,
    )
    plain = ParagraphStyle("plain", parent=body, alignment=TA_LEFT, hyphenationLang=None)
    bullet = ParagraphStyle("bullet", parent=plain, spaceAfter=2, leftIndent=10, firstLineIndent=-8)
    caption = ParagraphStyle(
        "caption", parent=plain, fontName=house.family + "-Italic", fontSize=house.size - 2, leading=house.leading - 3
    )
    notice = ParagraphStyle(
        "notice",
        parent=plain,
        fontName=house.family + "-Italic",
        backColor=colors.Color(0.95, 0.93, 0.86),
        borderPadding=4,
        spaceBefore=6,
        spaceAfter=14,
    )
    cell = ParagraphStyle("cell", parent=plain, fontSize=house.size - 1.2, leading=house.leading - 2, spaceAfter=0)
    heads = {
        size: ParagraphStyle(
            f"head{size}",
            parent=plain,
            fontName=house.family + "-Bold",
            fontSize=house.size + more,
            leading=house.leading + more,
            spaceBefore=house.leading * 0.5,
            spaceAfter=4,
        )
        for size, more in ((1, 9), (2, 3), (3, 1.5), (4, 0.5))
    }
    photos = 0

    def call(found: re.Match[str]) -> str:
        document.notes.append(found[1])
        number = len(document.notes)
        return f'<onDraw name="called" label="{number}"/><super size="7">{number}</super>'

    for block in re.split(r"\n\s*\n", text.strip()):
        if found := re.match(r"(#+) (.*)", block):
            level = len(found[1])
            heading = Paragraph(inline(found[2]), heads[level])
            if level > 1:
                heading.level = level - 2
            # room for two lines below the heading, and for the headings below it
            yield CondPageBreak(house.leading * (9 - 1.5 * level))
            yield heading
        elif block == "%newpage":
            yield PageBreak()
        elif block == "%contents":
            contents = TableOfContents(
                levelStyles=[
                    ParagraphStyle(f"toc{n}", parent=plain, leftIndent=14 * n, leading=house.leading - 3, spaceAfter=0)
                    for n in range(3)
                ],
                dotsMinLevel=0,
                tableStyle=TableStyle([("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]),
            )
            yield Paragraph("Contents", heads[2])
            yield contents
        elif block.startswith("%photo "):
            yield photo(block.removeprefix("%photo "), house, caption, photos)
            photos += 1
        elif block.startswith("%table"):
            yield table(block.splitlines()[1:-1], house, cell)
        elif block.startswith("- "):
            for item in block.splitlines():
                yield Paragraph(inline(item), bullet)
            yield Spacer(1, 6)
        elif block.startswith("*") and block.endswith("*"):
            yield Paragraph(inline(block.strip("*")), notice)
        else:
            yield Paragraph(re.sub(r"\^\[(.+?)\]$", call, inline(block)), body)


def typeset(name: str) -> Path:
    """Write NAME.pdf from NAME.txt, both beside this script, and return its path."""
    house, text = HOUSES[name], (HERE / f"{name}.txt").read_text(encoding="utf-8")
    title = re.search(r"^# (.*)$", text, re.MULTILINE)
    document = Report(HERE / f"{name}.pdf", house, title[1] if title else name)
    document.multiBuild(list(story(text, house, document)))
    return HERE / f"{name}.pdf"


def main() -> None:
    try:
        for family in ("LiberationSans", "LiberationSerif"):
            for suffix, face in FACES.items():
                pdfmetrics.registerFont(TTFont(family + suffix, str(FONTS / f"{family}-{face}.ttf")))
    except TTFError:
        sys.exit(f"{FONTS}: the Liberation fonts are not there; install fonts-liberation")
    for name in HOUSES:
        print(typeset(name), file=sys.stderr)


if __name__ == "__main__":
    main()
