"""A small press: sets invented text by a random design as a PDF, and knows what it set.

Words are placed one by one, so that nothing is left to a typesetting library: the truth of a document is the list
of its blocks, and what stands between the halves of a paragraph (page, column, picture, note) is known.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pyphen
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

_WORDS = """
the a of and to in at on by for with from near after before under until while road school market bakery clinic
bridge village town quarter field river morning evening people family farmers teacher driver shepherd nurse
children women neighbours witnesses monitors houses shelter windows water harvest winter convoy checkpoint
artillery warplane helicopter mortar missile fragments explosion bombardment investigation documentation
responsibility administration international humanitarian neighbourhood reconstruction commemoration
struck fell burned collapsed returned waited counted reported described repeated identified confirmed reached
injured killed missing displaced evacuated Tuesday Friday March October Salma Harim Qamar Bahri Zahra Nahla
"""
_PLAIN = _WORDS.split()
_COMPOUNDS = ["north-east", "well-known", "two-storey", "opposition-held", "re-opened", "long-range", "door-to-door"]
_FACES = {
    "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "Times": ("Times-Roman", "Times-Bold", "Times-Italic"),
}


@dataclass(frozen=True)
class Design:
    """How a document looks; lengths in points."""

    width: float
    height: float
    margin: float
    columns: int
    family: str
    size: float
    leading: float
    justified: bool
    hyphenated: bool
    indented: bool  # paragraphs are told by an indented first line, else by space
    header: bool
    footer: bool
    pictures: bool
    notes: bool
    by_rows: bool = False  # the file holds the lines of all columns row by row

    @classmethod
    def of(cls, dice: random.Random) -> "Design":
        columns = dice.choice([1, 1, 1, 2, 2, 3])
        size = dice.choice([9, 10, 11, 12]) if columns < 3 else dice.choice([8, 9])
        return cls(
            *dice.choice([(595, 842), (612, 792), (842, 595)]),
            margin=dice.choice([50, 60, 72]),
            columns=columns,
            family=dice.choice(sorted(_FACES)),
            size=size,
            leading=round(size * dice.choice([1.15, 1.25, 1.4, 1.6]), 1),
            justified=dice.random() < 0.7,
            hyphenated=dice.random() < 0.6,
            indented=dice.random() < 0.4,
            header=dice.random() < 0.7,
            footer=dice.random() < 0.7,
            pictures=dice.random() < 0.5,
            notes=columns == 1 and dice.random() < 0.4,
        )


@dataclass
class Sheets:
    """A document set: its bytes, its blocks as (kind, text) in reading order, and what else was printed."""

    design: Design
    blocks: list[tuple[str, str]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    furniture: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)
    data: bytes = b""


def sentence(dice: random.Random) -> str:
    words = [dice.choice(_COMPOUNDS if dice.random() < 0.06 else _PLAIN) for _ in range(dice.randint(6, 22))]
    if dice.random() < 0.3:
        words.insert(dice.randrange(1, len(words)), str(dice.randint(2, 90)))
    words[0] = words[0][0].upper() + words[0][1:]
    return " ".join(words) + "."


def text(dice: random.Random, sentences: int) -> str:
    return " ".join(sentence(dice) for _ in range(sentences))


def manuscript(dice: random.Random) -> Iterator[tuple[str, str]]:
    yield "title", "Report on " + " ".join(dice.choice(_PLAIN).title() for _ in range(3))
    for section in range(1, dice.randint(3, 6)):
        yield "heading", f"{section}. " + " ".join(dice.choice(_PLAIN).title() for _ in range(dice.randint(1, 3)))
        for _ in range(dice.randint(2, 6)):
            yield "paragraph", text(dice, dice.randint(1, 7))
        if dice.random() < 0.4:
            for _ in range(dice.randint(2, 4)):
                yield "list_item", "• " + text(dice, dice.randint(1, 2))


def print_document(seed: int, **changes: object) -> Sheets:
    """The document of a seed, its design with these changes; the same seed, the same bytes."""
    dice = random.Random(seed)
    sheets = Sheets(replace(Design.of(dice), **changes))  # type: ignore[arg-type]
    press = _Press(sheets, dice)
    for kind, words in manuscript(dice):
        sheets.blocks.append((kind, words))
        press.set(kind, words)
    while press.page < 3:  # what stands on one page only can't be told from text
        sheets.blocks.append(("paragraph", text(dice, 5)))
        press.set(*sheets.blocks[-1])
    sheets.data = press.finish()
    return sheets


class _Press:
    def __init__(self, sheets: Sheets, dice: random.Random) -> None:
        self.sheets, self.design, self.dice = sheets, sheets.design, dice
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(self.design.width, self.design.height), invariant=1)
        self.regular, self.bold, self.italic = _FACES[self.design.family]
        self.hyphens = pyphen.Pyphen(lang="en_US")
        gap = 20.0
        inner = self.design.width - 2 * self.design.margin
        self.measure = (inner - gap * (self.design.columns - 1)) / self.design.columns
        self.lefts = [self.design.margin + index * (self.measure + gap) for index in range(self.design.columns)]
        self.page, self.column, self.y, self.floor, self.mark_due = 0, 0, 0.0, 0.0, False
        self.note_number = 0
        self.due: list[tuple[float, float, list[str], float, str, float]] = []  # lines that are not yet on the page
        self.open_page()

    # pages

    def open_page(self) -> None:
        design, self.page = self.design, self.page + 1
        self.canvas.setFont(self.regular, 8)
        if design.header:
            head = f"Monitoring desk, yearly overview   {self.page}"
            self.canvas.drawString(design.margin, design.height - 30, head)
            self.sheets.furniture.add(" ".join(head.split()))
        if design.footer:
            foot = f"page {self.page} of many"
            self.canvas.drawCentredString(design.width / 2, 24, foot)
            self.sheets.furniture.add(foot)
        self.floor = design.margin + 12
        self.mark_due = False
        if design.notes and self.dice.random() < 0.6:
            self.note_number += 1
            note = text(self.dice, 1)
            lines = self.broken(note, self.regular, 7, self.measure, self.measure)
            self.floor += 9 * len(lines) + 6
            y = design.margin + 9 * (len(lines) - 1)
            self.line([str(self.note_number)], design.margin, y + 2.5, self.regular, 5, None)
            for words in lines:
                start = design.margin + (4 if words is lines[0] else 0)
                self.line(words, start, y, self.regular, 7, None)
                y -= 9
            self.sheets.notes.append(note)
            self.mark_due = True
        self.column = 0
        self.open_column()

    def open_column(self) -> None:
        self.y = self.design.height - self.design.margin - self.design.size
        if self.design.pictures and self.dice.random() < 0.25:
            tall, caption_size = 90, self.design.size - 1.5
            left = self.lefts[self.column]
            self.canvas.setFillGray(0.7)
            self.canvas.rect(left, self.y - tall, self.measure, tall, stroke=0, fill=1)
            self.canvas.setFillGray(0)
            self.y -= tall + caption_size + 4
            caption = text(self.dice, 1)
            for words in self.broken(caption, self.italic, caption_size, self.measure, self.measure):
                self.line(words, left, self.y, self.italic, caption_size, None)
                self.y -= caption_size * 1.2
            self.sheets.captions.append(caption)
            self.y -= self.design.leading

    def room(self, lines: int = 1) -> None:
        """Go on to the next column or page where so many lines don't fit."""
        if self.y - (lines - 1) * self.design.leading >= self.floor:
            return
        if self.column + 1 < self.design.columns:
            self.column += 1
            self.open_column()
        else:
            self.print_lines()
            self.canvas.showPage()
            self.open_page()

    def finish(self) -> bytes:
        self.print_lines()
        self.canvas.save()
        return self.buffer.getvalue()

    # lines

    def set(self, kind: str, words: str) -> None:
        design = self.design
        if kind in ("title", "heading"):
            size = design.size + (8 if kind == "title" else 2)
            self.room(5)
            lines = self.broken(words, self.bold, size, self.measure, self.measure, hyphenated=False)
            for line in lines:
                self.line(line, self.lefts[self.column], self.y, self.bold, size, None)
                self.y -= size * 1.25
            self.y -= design.leading * 0.4
            return
        indent = 1.5 * design.size if design.indented and kind == "paragraph" else 0.0
        lines = self.broken(words, self.regular, design.size, self.measure - indent, self.measure)
        for index, line in enumerate(lines):
            self.room()
            left = self.lefts[self.column] + (indent if index == 0 else 0)
            full = self.measure - (indent if index == 0 else 0)
            stretch = design.justified and index + 1 < len(lines)
            end = self.line(line, left, self.y, self.regular, design.size, full if stretch else None)
            if self.mark_due and index + 1 == len(lines):
                self.mark_due = False
                raised = self.y + design.size * 0.35
                self.line([str(self.note_number)], end + 0.3, raised, self.regular, design.size * 0.6, None)
            self.y -= design.leading
        if not design.indented or kind != "paragraph":
            self.y -= design.leading * 0.6

    def broken(
        self, words: str, font: str, size: float, first: float, measure: float, hyphenated: bool = True
    ) -> list[list[str]]:
        """The words of each line: as many as fit, the last one broken where the design allows it."""
        hyphenated = hyphenated and self.design.hyphenated
        lines: list[list[str]] = [[]]
        room = first
        space = stringWidth(" ", font, size)
        pending = words.split()[::-1]
        while pending:
            word = pending.pop()
            width = stringWidth(word, font, size)
            used = sum(stringWidth(each, font, size) + space for each in lines[-1])
            if used + width <= room:
                lines[-1].append(word)
                continue
            for head, tail in self.breaks(word) if hyphenated else ():
                if used + stringWidth(head, font, size) <= room:
                    lines[-1].append(head)
                    word = tail
                    break
            pending.append(word)
            if not lines[-1]:
                raise ValueError("a word is wider than the column")
            lines.append([])
            room = measure
        return lines

    def breaks(self, word: str) -> Iterator[tuple[str, str]]:
        if "-" in word:
            for index in range(len(word) - 2, 1, -1):
                if word[index] == "-":
                    yield word[: index + 1], word[index + 1 :]
            return
        bare = word.rstrip(".")
        if len(bare) > 5 and bare.isalpha():
            for head, tail in self.hyphens.iterate(bare):
                yield head + "-", tail + word[len(bare) :]

    def line(self, words: list[str], left: float, y: float, font: str, size: float, full: float | None) -> float:
        """Print words; stretched to `full`, where that is given. Returns the right end."""
        space = stringWidth(" ", font, size)
        widths = [stringWidth(word, font, size) for word in words]
        if full is not None and len(words) > 1:
            space = (full - sum(widths)) / (len(words) - 1)
        self.due.append((-y, left, words, space, font, size))
        return left + sum(widths) + space * (len(words) - 1)

    def print_lines(self) -> None:
        """Put the lines of the page into the file."""
        if self.design.by_rows:
            self.due.sort(key=lambda line: line[:2])
        for down, left, words, space, font, size in self.due:
            x, y = left, -down
            run = self.canvas.beginText(left, y)
            run.setFont(font, size)
            for word in words:
                run.setTextOrigin(x, y)
                run.textOut(word + " ")
                x += stringWidth(word, font, size) + space
            self.canvas.drawText(run)
        self.due = []
