"""The words of a line, kept small: those of all pages are held until the blocks of the document are made."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import cycle

from extractor.reading import Font, Word

_Looks = tuple[float, float, Font, bool, bool]


class Words:
    """The words of a line, at least one, in columns: a third of the room that they take as tuples.

    `boxes` holds x0, top, x1, bottom of one word after the other. A word is made anew whenever it is asked for:
    tell words by line and position, not by identity.
    """

    __slots__ = ("_looks", "boxes", "shapes", "texts")

    def __init__(self, words: Sequence[Word]) -> None:
        """Pack words."""
        self.texts = tuple([word.text for word in words])
        self.shapes = tuple([word.shape for word in words])
        self.boxes = array("d", [side for word in words for side in word[1:5]])
        looks = [(word.baseline, word.size, word.font, word.glued, word.upright) for word in words]
        # in most lines all words look alike, and share one entry
        self._looks: tuple[_Looks, ...] = tuple(looks if looks.count(looks[0]) < len(looks) else looks[:1])

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
        baseline, size, font, glued, upright = self._looks[position if len(self._looks) > 1 else 0]
        text, shape = self.texts[position], self.shapes[position]
        x0, top, x1, bottom = self.boxes[4 * position : 4 * position + 4]
        return Word(text, x0, top, x1, bottom, baseline, size, font, shape, glued, upright)

    @property
    def alike(self) -> bool:
        """Whether all words are of one font, size and height, and all of them or none glued."""
        return len(self._looks) == 1

    def glued(self, position: int) -> bool:
        """Whether a word stands directly behind the one before."""
        return self._looks[position if len(self._looks) > 1 else 0][3]

    def gaps(self) -> Iterator[tuple[float, float]]:
        """Where the space between each word and the next begins and ends."""
        return zip(self.boxes[2::4], self.boxes[4::4], strict=False)

    @property
    def first_width(self) -> float:
        """The width of the first word, with those glued to it."""
        position = 1
        while position < len(self.texts) and self.glued(position):
            position += 1
        return self.boxes[4 * position - 2] - self.boxes[0]
