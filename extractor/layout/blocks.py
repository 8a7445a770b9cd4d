"""Lines into blocks: every rule that begins a new block is a small function that says why it fired."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.layout.columns import Column
from extractor.layout.labels import Label, label_of
from extractor.layout.lines import Line
from extractor.layout.model import BlockKind
from extractor.layout.tables import TableLines

# Points of size by which two parts of one paragraph don't differ.
SAME_SIZE = 0.6
# Points above the body's size from which on text is a heading.
LARGER = 0.8
# A pitch this many times the usual one is a space between paragraphs.
_WIDER_PITCH = 1.22
# The room (in ems) that a word needs besides its own width, to have fitted on the line before.
_SPACE = 0.3
# ... and, where widths are only guessed, in parts of the column's width.
_BY_GUESS = 0.04
# A first line is indented by this many ems, not less and not more.
_INDENT = (0.7, 5.0)
_LEADERS = re.compile(r"(?:(?:\.\s?){4,}|_{3,}|…{2,})\s*\d{1,4}$")
# The part of a column's width that a full line may fall short of it without ending a paragraph.
_NEARLY = 0.2
_HALF = 0.5
# Of the width of the longest line: so long are the lines of wrapped text, but for the last one of a paragraph.
_WRAPPED = 0.7
# "Syrian coast: two people": an entry of a list, or a field of a card.
NAMED = re.compile(r"[^\W\d][^.:]{1,60}:\s")
# A caption is no longer than this (lines).
_CAPTION_LINES = 3
# Lines below each other with this gap (ems) beside one another have nothing to do with each other.
_OTHER_SIDE = 3.0
# Lines that end this near (points) to each other end at one margin.
_SAME_MARGIN = 0.8
# A heading goes on in the next line after one of these.
_GOES_ON = (":", ",", "-", "–", "&", "/")
_ENDS = tuple(".!?:;…")
_CLOSERS = "”\"’')]»*†‡0123456789"


@dataclass(slots=True)
class Draft:
    """A block in the making."""

    rule: str
    lines: list[Line]
    kind: BlockKind = "paragraph"
    label: Label | None = None
    level: int | None = None
    quiet: bool = False  # a heading in the type of the body
    table: TableLines | None = None

    @property
    def text(self) -> str:
        """Its lines as printed, hyphens and all; for judging, not for output."""
        return " ".join([line.text for line in self.lines])


@dataclass(slots=True)
class Looks:
    """What is usual in a document: its body type, its pitch by size, its columns."""

    size: float
    bold: bool
    italic: bool
    pitches: dict[float, float]
    columns: dict[int, Column]
    indents: bool = False
    labels: list[Label] = field(default_factory=list)

    def pitch(self, size: float) -> float:
        """The usual distance between the baselines of two lines of that size."""
        known = self.pitches.get(round(size, 1))
        if known is not None:
            return known
        return self.pitches.get(round(self.size, 1), 1.2 * self.size) * size / self.size

    def stands_out(self, line: Line) -> bool:
        """Whether a line is set larger or heavier than the body."""
        return line.size > self.size + LARGER or (line.bold and not self.bold and line.size > self.size - LARGER)


def body_type(pages: Sequence[Sequence[Line]]) -> tuple[float, bool, bool]:
    """Size, boldness and slant of most letters; a plain 10 points where there are none."""
    letters: Counter[tuple[float, bool, bool]] = Counter()
    for lines in pages:
        for line in lines:
            letters[round(line.size, 1), line.bold, line.italic] += len(line.text)
    return max(letters.items(), key=lambda item: (item[1], item[0]))[0] if letters else (10.0, False, False)


def looks_of(pages: Sequence[Sequence[Line]], columns: dict[int, Column]) -> Looks:
    """What is usual in these lines."""
    size, bold, italic = body_type(pages)
    distances: dict[float, Counter[float]] = {}
    for lines in pages:
        for above, below in pairwise(lines):
            pitch = below.baseline - above.baseline
            if abs(above.size - below.size) < SAME_SIZE and 0 < pitch < 3 * above.size and _overlap(above, below):
                distances.setdefault(round(below.size, 1), Counter())[round(pitch * 2) / 2] += 1
    pitches = {}
    for each, counts in distances.items():
        most = max(counts.values())
        if sum(counts.values()) >= 3:
            pitches[each] = min(
                pitch for pitch, times in counts.items() if times >= max(0.2 * most, 2 if most > 2 else 1)
            )
    if _lines_are_paragraphs([line for lines in pages for line in lines if not line.measured]):
        pitches = {}  # an empty line between them parts paragraphs, and is no double spacing
    looks = Looks(size, bold, italic, pitches, columns)
    looks.indents = _uses_indents(pages, looks)
    return looks


def _lines_are_paragraphs(lines: Sequence[Line]) -> bool:
    """Whether the lines of plain text are whole paragraphs: most end a sentence, or few are as long as wrapped ones."""
    full = _WRAPPED * max((line.x1 for line in lines), default=0.0)
    wrapped = [line for line in lines if line.x1 >= full]
    return sum(ended(line.text) for line in lines) > _HALF * len(lines) or len(wrapped) < _HALF * len(lines)


def _overlap(above: Line, below: Line) -> bool:
    return min(above.x1, below.x1) > max(above.x0, below.x0)


def _uses_indents(pages: Sequence[Sequence[Line]], looks: Looks) -> bool:
    """Whether paragraphs are told by an indented first line: such lines follow full and short lines alike."""
    indented = flush = 0
    for lines in pages:
        for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
            column = looks.columns[id(line)]
            if looks.columns[id(below)] is not column or line.size != below.size:
                continue
            if _indent(line, column) and abs(below.x0 - column.left) < 0.4 * line.size:
                indented += 1
            elif line.x0 - column.left < 0.4 * line.size and _fitted(above, line, looks.columns[id(above)]):
                flush += 1
    return indented >= 2 and indented > flush / 2


def _indent(line: Line, column: Column) -> bool:
    return _INDENT[0] * line.size <= line.x0 - column.left <= _INDENT[1] * line.size


def _room(above: Line, line: Line, column: Column) -> float:
    """The space (points) that the line above would have left with the first word of this line on it."""
    return column.right - above.x1 - line.words.first_width - _SPACE * above.size


def _fitted(above: Line, line: Line, column: Column) -> bool:
    """Whether the first word of a line would have fitted on the line above; widths of plain text are guesses."""
    room = _room(above, line, column)
    return room > 0 if above.measured else room > _BY_GUESS * (column.right - column.left)


def ended(text: str) -> bool:
    """Whether a text ends like a sentence."""
    return text.rstrip(_CLOSERS).endswith(_ENDS)


def is_contents_entry(text: str) -> bool:
    """Whether a text ends like an entry of a contents list: leaders and the number of a page."""
    return text[-1].isdigit() and _LEADERS.search(text) is not None


# Rules between a line and the one above it in the same column. Each gets (above, line, draft, looks).


def _gap(above: Line, line: Line, draft: Draft, looks: Looks) -> bool:
    return line.baseline - above.baseline > _WIDER_PITCH * looks.pitch(max(line.size, above.size)) + 0.3


def _size(above: Line, line: Line, draft: Draft, looks: Looks) -> bool:
    return abs(line.size - above.size) > SAME_SIZE


def _weight(above: Line, line: Line, draft: Draft, looks: Looks) -> bool:
    return line.bold != above.bold and not (above.text.endswith("-") and line.text[0].islower())


def _slant(above: Line, line: Line, draft: Draft, looks: Looks) -> bool:
    return line.italic != above.italic and _fitted(above, line, looks.columns[id(above)])


def _numbered(above: Line, line: Line, draft: Draft, looks: Looks) -> bool:
    label = label_of(line.text)
    if label is None:
        return False
    if _fitted(above, line, looks.columns[id(above)]) or ended(above.text):
        return True
    return draft.label is not None and label.follows(draft.label)


def _indented(above: Line, line: Line, draft: Draft, looks: Looks) -> bool:
    if (draft.label is not None and len(draft.lines) == 1) or not _indent(line, looks.columns[id(line)]):
        return False  # a hanging indent, or none
    if line.x0 - above.x0 >= _INDENT[0] * line.size:
        return looks.indents or ended(above.text)
    # below a paragraph of one line, which is as indented
    return looks.indents and len(draft.lines) == 1 and ended(above.text)


def _outdented(above: Line, line: Line, draft: Draft, looks: Looks) -> bool:
    return (
        len(draft.lines) > 1
        and above.x0 - line.x0 >= _INDENT[0] * line.size
        and abs(above.x0 - draft.lines[-2].x0) < 0.3 * line.size
    )


def _narrower(above: Line, draft: Draft) -> bool:
    """Whether lines end at a margin of their own: beside a picture, in a quotation set in on both sides."""
    return len(draft.lines) > 1 and abs(above.x1 - draft.lines[-2].x1) < _SAME_MARGIN


def _short_line(above: Line, line: Line, draft: Draft, looks: Looks) -> bool:
    column = looks.columns[id(above)]
    if not _fitted(above, line, column):
        return False
    if above.text.endswith("-") and line.text[0].islower():
        return False
    # a full line may end a little early: set by hand, ragged, or (in plain text) only measured by guess
    short = (column.right - above.x1) / max(column.right - column.left, 1)
    if looks.stands_out(above):
        return not (line.text[0].islower() or above.text.endswith(_GOES_ON))
    if not ended(above.text) and _narrower(above, draft):
        return False
    if ended(above.text):
        return True
    if above.text.endswith(",") and line.x1 > column.right - 0.5 * line.size:
        return False  # a full line goes on with a sentence
    if short < _NEARLY and not (column.justified and line.text[0].isupper()):
        return False
    if not line.text[0].islower():
        return True
    # a sentence goes on, on the next page or in the next column surely, else if it is no list of short lines
    return column.justified and above.page == line.page and line.top > above.top and short > _HALF


def _entry(above: Line, line: Line, draft: Draft, looks: Looks) -> bool:
    """The first of several short entries after a colon at the end of a full line; in plain text, any short entry."""
    column = looks.columns[id(line)]
    short = (column.right - line.x1) / max(column.right - column.left, 1)
    if line.text[0].isupper() and NAMED.match(above.text) and NAMED.match(line.text):
        return True
    in_list = draft.label is not None and not draft.label.ordinals
    if not line.text[0].isupper() or ended(line.text) or in_list or looks.stands_out(above):
        return False
    return (above.text.endswith(":") and short > _NEARLY) or (not line.measured and short > 2 * _NEARLY)


def _contents(above: Line, line: Line, draft: Draft, looks: Looks) -> bool:
    return is_contents_entry(above.text)


Rule = Callable[[Line, Line, Draft, Looks], bool]
_RULES: tuple[tuple[str, Rule], ...] = (
    ("a wider space above", _gap),
    ("another size", _size),
    ("another weight", _weight),
    ("another slant", _slant),
    ("an entry of the contents above", _contents),
    ("a number or bullet", _numbered),
    ("an indented first line", _indented),
    ("back to the margin", _outdented),
    ("its first word would have fitted above", _short_line),
    ("a short entry", _entry),
)
# Over a column, a page or an inserted picture there is no space to compare.
_JUMP_RULES = tuple((name, rule) for name, rule in _RULES if rule not in (_gap, _outdented))


def drafts_of(lines: Iterable[Line], looks: Looks) -> list[Draft]:
    """Blocks of text from lines in reading order, joined over columns and pages."""
    drafts: list[Draft] = []
    draft: Draft | None = None
    for line in lines:
        rule = "the first line" if draft is None else why_new(draft, line, looks)
        if rule is None and draft is not None:
            draft.lines.append(line)
            continue
        draft = Draft(rule or "", [line], label=label_of(line.text))
        drafts.append(draft)
    return drafts


def why_new(draft: Draft, line: Line, looks: Looks) -> str | None:
    """The rule by which a line begins a new block, or None where it goes on with the draft."""
    above = draft.lines[-1]
    step = line.baseline - above.baseline
    adjacent = above.page == line.page and 0 < step < 3 * looks.pitch(line.size) and _overlap(above, line)
    apart = max(above.x0 - line.x1, line.x0 - above.x1)
    if above.page == line.page and line.top > above.bottom and apart > _OTHER_SIDE * line.size:
        return "at the other side of the page"
    for name, rule in _RULES if adjacent else _JUMP_RULES:
        if rule(above, line, draft, looks):
            return name
    if not adjacent and looks.stands_out(line):
        return "a heading over a break"
    return None


def uninterrupted(drafts: Sequence[Draft], looks: Looks) -> list[Draft]:
    """The drafts with sentences put together that a caption cuts: it stands between a full line and a small letter."""
    result: list[Draft] = []
    for draft in drafts:
        if len(result) > 1 and _is_cut(result[-2], result[-1], draft, looks):
            result[-1].kind = "caption"
            result[-1].rule = "in the middle of a sentence"
            result[-2].lines += draft.lines
            result[-1], result[-2] = result[-2], result[-1]
        else:
            result.append(draft)
    return result


def _is_cut(before: Draft, between: Draft, after: Draft, looks: Looks) -> bool:
    above, below = before.lines[-1], after.lines[0]
    apart = looks.stands_out(between.lines[0]) or between.lines[0].size < looks.size or not ended(between.text)
    return (
        above.measured
        and below.text[0].islower()
        and after.label is None
        and not ended(above.text)
        and not looks.stands_out(above)
        and len(before.lines) > 1
        and len(between.lines) <= _CAPTION_LINES
        and apart
        and abs(above.size - below.size) < SAME_SIZE
        and above.bold == below.bold
    )
