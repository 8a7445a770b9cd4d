"""The third reader: plain text, pages separated by form feeds.

Lines of a text file were set by some program in some proportional font before they became text, so they wrap
where the widths of their letters said. The words get boxes of about those widths: layout can then apply the
same tests as to a PDF ("would the next word have fitted?").
"""

from __future__ import annotations

import re

from extractor.errors import ReadError
from extractor.reading.characters import clean
from extractor.reading.model import Font, Page, Word

_SIZE = 10.0
_PITCH = 12.0
_MARGIN = 60.0
_FONT = Font("", False, False)
_SPACE = 0.28
# Widths of letters in ems by class, as in common text faces; a class is told by one of its letters.
_WIDTHS = {
    **dict.fromkeys("ijl.,:;'|!’‘", 0.25),
    **dict.fromkeys('ftrI()[]/\\-"“” ', 0.33),
    **dict.fromkeys("ckszxvy", 0.5),
    **dict.fromkeys("mwMW%@—", 0.85),
}
_LOWER, _UPPER = 0.556, 0.7
_WORD = re.compile(r"\S+")


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, else the old Windows code page."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = "cp1252"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError("not a text file: its characters are in no known encoding") from error


def read_text(text: str) -> list[Page]:
    """The pages of a text. Its lines stand one `_PITCH` apart; an empty line is an empty line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    sheets = text.split("\f")
    if len(sheets) > 1 and not sheets[-1].strip():
        sheets.pop()
    return [_page(number, sheet.split("\n")) for number, sheet in enumerate(sheets, 1)]


def _page(number: int, lines: list[str]) -> Page:
    words = []
    for row, line in enumerate(lines):
        top = _MARGIN + row * _PITCH
        indent = len(line) - len(line.lstrip())
        x = _MARGIN + (indent if indent > 1 else 0) * _SPACE * _SIZE
        for match in _WORD.finditer(line):
            printed, _ = clean(match[0], None)
            width = _SIZE * sum(map(_width, printed))
            if printed:
                words.append(
                    Word(printed, x, top, x + width, top + _SIZE, top + 0.8 * _SIZE, _SIZE, _FONT, None, False, True)
                )
            x += width + _SPACE * _SIZE
    width = max((word.x1 for word in words), default=0.0) + _MARGIN
    return Page(number, width, len(lines) * _PITCH + 2 * _MARGIN, words, measured=False, reader="text")


def _width(letter: str) -> float:
    return _WIDTHS.get(letter) or (_UPPER if letter.isupper() else _LOWER)
