"""Characters as printed, brought to one form once, so that nothing behind needs to think of it again.

Ligatures become letters, odd spaces plain, invisible marks vanish, hyphens of all kinds become "-" (dashes stay
dashes), and everything is in NFC. Curly quotes stay as printed.
"""

from __future__ import annotations

import re
import unicodedata

from extractor.reading.model import Font

# U+FFFE and U+0002 are what pdfium makes of a hyphen that ends a line; a soft hyphen that has a printed glyph
# is a hyphen (LaTeX and old Quark exports print their hyphens that way).
_HYPHENS = dict.fromkeys("\u00ad\u2010\u2011\ufffe\x02\ufe63\uff0d", "-")
_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
_INVISIBLE = dict.fromkeys(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff", ""
)
_REPLACED = {**_HYPHENS, **_LIGATURES, **_INVISIBLE}

# Characters that stand for "no letter known": control, private use, replacement, and pdfminer's (cid:12).
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]|\(cid:\d+\)")
# Word exports print their bullets and arrows from Symbol and Wingdings, as private use characters of this block.
_SYMBOL_BULLET = re.compile(r"(?:^|(?<=\s))[\uf000-\uf0ff](?=\s|$)")
# Above this share a page is glyph codes, not text (measured on files without ToUnicode: 20 to 100 %;
# on sound files below 0.5 %).
_UNREADABLE_SHARE = 0.02

_BOLD = re.compile(r"bold|black|heavy|demi|(?<![a-z])bd(?![a-z])", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|(?<![a-z])it(?![a-z])", re.IGNORECASE)
# Codes that WinAnsiEncoding leaves unused print a bullet (ISO 32000-1, D.2, note 3); pdfminer gives their numbers.
_UNUSED_CODES = frozenset(f"(cid:{code})" for code in (127, 129, 141, 143, 144, 157))
# Fonts whose letters are drawn as arrows, boxes and bullets.
_SIGNS = re.compile(r"dingbat|wingding|webding", re.IGNORECASE)
_SUBSET_PREFIX = re.compile(r"^[A-Z]{6}\+")


def clean(text: str, shape: tuple[float, ...] | None, font_name: str = "") -> tuple[str, tuple[float, ...] | None]:
    """The text in its one form, and the character borders that go with it.

    `shape` has len(text) + 1 borders, and so has what comes back for the text that comes back. A letter alone in a
    font of signs is a bullet.
    """
    if len(text) == 1 and text.isalnum() and _SIGNS.search(font_name):
        return "•", shape
    if text in _UNUSED_CODES:
        return "•", None
    if text.isascii():
        return text, shape
    pieces: list[tuple[str, int]] = []
    for index, character in enumerate(text):
        if pieces and unicodedata.combining(character):
            pieces[-1] = (unicodedata.normalize("NFC", pieces[-1][0] + character), pieces[-1][1])
            continue
        printed = _REPLACED.get(character)
        if printed is None:
            printed = unicodedata.normalize("NFC", character)
        if printed:
            pieces.append((printed, index))
    result = "".join(piece for piece, _ in pieces)
    if shape is None or result == "" or len(result) == len(text):
        return result, shape if result else None
    borders: list[float] = []
    for position, (piece, index) in enumerate(pieces):
        low = shape[index]
        high = shape[pieces[position + 1][1]] if position + 1 < len(pieces) else shape[-1]
        borders.extend(low + (high - low) * step / len(piece) for step in range(len(piece)))
    return result, (*borders, shape[-1])


def readable(text: str) -> bool:
    """Whether the text of a page is letters, not the codes of glyphs whose letters the file doesn't tell."""
    if text.isprintable() and "\ufffd" not in text and "(cid:" not in text:
        return True  # nearly all pages are told at once
    text = _SYMBOL_BULLET.sub("", text)
    if not text:
        return True
    return sum(len(match) for match in _UNREADABLE.findall(text)) <= _UNREADABLE_SHARE * len(text)


def font_from_name(name: str, heavy: bool = False, slanted: bool = False) -> Font:
    """A font from its name in the file; `heavy` and `slanted` are what the reader knows besides."""
    name = _SUBSET_PREFIX.sub("", name)
    return Font(name, heavy or bool(_BOLD.search(name)), slanted or bool(_ITALIC.search(name)))
