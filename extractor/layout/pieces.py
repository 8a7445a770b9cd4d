"""Where on the pages each word of a text stands."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, overload

from extractor.reading import Box

# The character borders of a word, as fractions of its width.
Shape = tuple[float, ...] | None


class Piece(NamedTuple):
    """A stretch of a block's text that came from one word (or half a hyphenated word) on the page.

    `start`, `end`: offsets into the block's text, half open. `box` is (x0, top, x1, bottom) in points
    from the upper left corner of the page as shown (rotated, cropped); None for plain text files.
    `shape`: the character borders as fractions of the box's width, end - start + 1 of them, or None
    (kept as fractions, since all prints of a word in one font share them). The last one is less than 1
    where a hyphen was taken off.
    """

    start: int
    end: int
    page: int
    box: Box | None
    shape: Shape = None

    @property
    def edges(self) -> tuple[float, ...] | None:
        """The x coordinates of the character borders, end - start + 1 of them, or None."""
        if self.box is None or self.shape is None:
            return None
        x0, _, x1, _ = self.box
        return tuple(x0 + fraction * (x1 - x0) for fraction in self.shape)


class Pieces(Sequence[Piece]):
    """The pieces of a text, in its order, held in columns: a third of the room that they take as tuples.

    A piece is made anew whenever it is asked for.
    """

    __slots__ = ("_boxes", "_ends", "_pages", "_shapes", "_starts")

    def __init__(
        self,
        starts: Iterable[int] = (),
        ends: Iterable[int] = (),
        pages: Iterable[int] = (),
        boxes: Iterable[float] = (),
        shapes: Iterable[Shape] = (),
    ) -> None:
        """`boxes`: x0, top, x1, bottom of one piece after the other; none in plain text files."""
        self._starts, self._ends, self._pages = array("I", starts), array("I", ends), array("I", pages)
        self._boxes = array("d", boxes)
        self._shapes = tuple(shapes)

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Pieces:
        """Pieces given one by one."""
        if not pieces:
            return cls()
        starts, ends, pages, boxes, shapes = zip(*pieces, strict=True)
        return cls(starts, ends, pages, chain.from_iterable(box for box in boxes if box is not None), shapes)

    def __len__(self) -> int:
        """How many pieces."""
        return len(self._shapes)

    @overload
    def __getitem__(self, index: int) -> Piece: ...
    @overload
    def __getitem__(self, index: slice) -> list[Piece]: ...
    def __getitem__(self, index: int | slice) -> Piece | list[Piece]:
        """One piece, or several."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        box = None
        if self._boxes:
            x0, top, x1, bottom = self._boxes[4 * place : 4 * place + 4]
            box = (x0, top, x1, bottom)
        return Piece(self._starts[place], self._ends[place], self._pages[place], box, self._shapes[place])

    def __eq__(self, other: object) -> bool:
        """Whether all pieces are the same."""
        return isinstance(other, Pieces) and list(self) == list(other)

    def __hash__(self) -> int:
        """What equal ones have in common."""
        return hash(tuple(self))

    def over(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces that reach into text[start:end]."""
        for place in range(bisect_right(self._ends, start), bisect_left(self._starts, end)):
            yield self[place]

    @property
    def pages(self) -> list[int]:
        """The pages that they stand on, ascending."""
        return sorted(set(self._pages))

    def page_at(self, offset: int) -> int | None:
        """The page of the character at `offset`, or else of the last one before it, or of the first."""
        place = max(bisect_right(self._starts, offset) - 1, 0)
        return self._pages[place] if self._pages else None
