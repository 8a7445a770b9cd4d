"""The words of a line, kept small: those of all pages are held until the blocks of the document are made."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import chain, cycle, repeat
from operator import is_

from extractor.layout.pieces import Shape
from extractor.reading import Font, Word

_Looks = tuple[float, float, Font, bool, bool]


class Words:
    """The words of a line, at least one, in columns: a third of the room that they take as tuples.

    `boxes` holds x0, top, x1, bottom of one word after the other. A word is made anew whenever it is asked for:
    tell words by line and position, not by identity. `plain`: all of them are of one font, size and height, none glued;
    they share one entry then of what they look like.
    """

    __slots__ = ("_looks", "boxes", "plain", "shapes", "texts")

    def __init__(self, words: Sequence[Word]) -> None:
        """Pack words."""
        x0: tuple[float, ...]
        self.texts: tuple[str, ...]
        self.shapes: tuple[Shape, ...]
        self.texts, x0, top, x1, bottom, baselines, sizes, fonts, self.shapes, glued, upright = zip(*words, strict=True)
        self.boxes = array("d", [*chain.from_iterable(zip(x0, top, x1, bottom, strict=True))])
        count = len(words)
        self.plain = (
            baselines.count(baselines[0]) == count
            and sizes.count(sizes[0]) == count
            and all(map(is_, fonts, repeat(fonts[0])))
            and not any(glued)
            and all(upright)
        )
        looks = zip(baselines, sizes, fonts, glued, upright, strict=True)
        self._looks: tuple[_Looks, ...] = (next(looks),) if self.plain else tuple(looks)

    def __len__(self) -> int:
        """How many words."""
        return len(self.texts)

    def __iter__(self) -> Iterator[Word]:
        """The words, from left to right."""
        sides = iter(self.boxes)
        for text, shape, look, box in zip(
            self.texts, self.shapes, cycle(self._looks), zip(sides, sides, sides, sides, strict=True), strict=False
        ):
            baseline, size, font, glued, upright = look
            yield Word(text, *box, baseline, size, font, shape, glued, upright)

    def __getitem__(self, position: int) -> Word:
        """One word, counted from the first."""
        baseline, size, font, glued, upright = self._looks[0 if self.plain else position]
        text, shape = self.texts[position], self.shapes[position]
        x0, top, x1, bottom = self.boxes[4 * position : 4 * position + 4]
        return Word(text, x0, top, x1, bottom, baseline, size, font, shape, glued, upright)

    def glued(self, position: int) -> bool:
        """Whether a word stands directly behind the one before."""
        return not self.plain and self._looks[position][3]

    def gaps(self) -> Iterator[tuple[float, float]]:
        """Where the space between each word and the next begins and ends."""
        return zip(self.boxes[2::4], self.boxes[4::4], strict=False)

    @property
    def first_width(self) -> float:
        """The width of the first word, with those glued to it."""
        position = 1
        while not self.plain and position < len(self.texts) and self.glued(position):
            position += 1
        return float(self.boxes[4 * position - 2] - self.boxes[0])
