"""Numbers, letters and bullets that are printed before a heading, a list item or a numbered paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Scheme = Literal["roman", "letter", "small letter", "number", "decimal", "bullet", "word"]

_BULLETS = "•◦▪■□●○◆◇►▶➢➤✓❖·∙‣⁃*\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf02d"
_BULLET = re.compile(rf"(?:[{re.escape(_BULLETS)}]|[-–—−](?=\s)|o(?=\s)|-(?=[A-Z][a-z]+ ))\s*")
_ROMAN = re.compile(r"(?=[IVXLC])(X{0,3}(?:IX|IV|V?I{0,3})|XL|L)(?:[.):]\s*|\s+[-–—]\s+)(?=\S)")
_LETTER = re.compile(r"\(?([A-Z])[.)]\s+(?=\S)")
_SMALL = re.compile(r"(?:\(([a-z]|[ivx]{1,5})\)|([a-z]|[ivx]{1,5})\))\s+(?=\S)|([a-z])\.\s+(?=\S)")
_DECIMAL = re.compile(r"((?:[A-Z]|\d{1,2})(?:\.\d{1,3}){1,3})\.?\s+(?=\D)")
_NUMBER = re.compile(r"(?:\((\d{1,3})\)|(\d{1,3})[.)](?!\d))\s*(?=\S)|(\d{1,3})\.-\s+(?=\S)")
# "Part A.", "Chapter 3:" in any language: a capitalised word and an ordinal with a mark behind it
_WORD = re.compile(r"([^\W\d_]{3,12})\s+([IVXLC]{1,6}|[A-Z]|\d{1,2})\s*[.:)–—-]\s+(?=\S)")

_NOTE = re.compile(r"(\d{1,3}(?!\d)|[*†‡§¶]{1,3}|\[\d{1,3}\]|[a-z](?=[.)]))[.):]?\s*(?=\S)")

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label: the text as it stands, its scheme, and its place in the count (0 for bullets)."""

    text: str
    scheme: str
    ordinals: tuple[int, ...]
    length: int

    @property
    def ordinal(self) -> int:
        """The last number of the label."""
        return self.ordinals[-1] if self.ordinals else 0

    def follows(self, other: Label) -> bool:
        """Whether this is the next label of the same list."""
        return (
            self.scheme == other.scheme
            and bool(self.ordinals)
            and self.ordinals[:-1] == other.ordinals[:-1]
            and self.ordinal == other.ordinal + 1
        )


def label_of(text: str) -> Label | None:
    """The label that a text begins with; `length` counts its characters and the spaces behind it."""
    first = text[:1]
    if not first:
        return None
    if first.isdigit():
        return _decimal(text) or _number(text)
    if "A" <= first <= "Z":
        return _decimal(text) or _roman_or_letter(text) or _word(text)
    if first == "(" or "a" <= first <= "z":
        found = _number(text) or _small(text)
        if found or first == "(":
            return found
    found_bullet = _BULLET.match(text)
    if found_bullet and found_bullet.end() < len(text):
        return Label(text[: found_bullet.end()].strip(), "bullet " + first, (), found_bullet.end())
    return None


def note_label(text: str) -> Label | None:
    """The mark that a footnote begins with."""
    found = _NOTE.match(text)
    if not found:
        return None
    return Label(found[1], "note", (int(found[1]),) if found[1].isdigit() else (), found.end())


def _number(text: str) -> Label | None:
    found = _NUMBER.match(text)
    if not found:
        return None
    shape = "(1)" if found[1] else "1" + text[found.end(2)] if found[2] else "1.-"
    return Label(found[0].strip(), "number " + shape, (int(found[1] or found[2] or found[3]),), found.end())


def _decimal(text: str) -> Label | None:
    found = _DECIMAL.match(text)
    if not found:
        return None
    parts = found[1].split(".")
    ordinals = tuple(int(part) if part.isdigit() else ord(part) - ord("A") + 1 for part in parts)
    return Label(found[0].strip(), f"decimal {len(parts)}", ordinals, found.end())


def _roman_or_letter(text: str) -> Label | None:
    letter, roman = _LETTER.match(text), _ROMAN.match(text)
    if roman and roman[1] and (not letter or letter[1] in "IVX"):
        return Label(roman[0].strip(), "roman", (roman_value(roman[1]),), roman.end())
    if letter:
        return Label(letter[0].strip(), "letter", (ord(letter[1]) - ord("A") + 1,), letter.end())
    return None


def _small(text: str) -> Label | None:
    found = _SMALL.match(text)
    if not found:
        return None
    mark = found[1] or found[2] or found[3]
    if len(mark) > 1 or mark in "ivx":
        return Label(found[0].strip(), "small roman", (roman_value(mark.upper()),), found.end())
    return Label(found[0].strip(), "small letter", (ord(mark) - ord("a") + 1,), found.end())


def _word(text: str) -> Label | None:
    found = _WORD.match(text)
    if not found:
        return None
    mark = found[2]
    if mark.isdigit():
        ordinal = int(mark)
    elif len(mark) > 1 or mark in "IVX":
        ordinal = roman_value(mark)
    else:
        ordinal = ord(mark) - ord("A") + 1
    return Label(found[0].strip(), "word " + found[1].lower(), (ordinal,), found.end())


def roman_value(text: str) -> int:
    """The value of a Roman numeral in capitals."""
    total = 0
    for letter, after in zip(text, text[1:] + " ", strict=True):
        value = _VALUES[letter]
        total += -value if _VALUES.get(after, 0) > value else value
    return total
