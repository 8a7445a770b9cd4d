"""From PDF coordinates (y upwards, not rotated) to the page as it is shown (y downwards, cropped and rotated)."""

from __future__ import annotations

from typing import NamedTuple

from extractor.reading.model import Box


class Frame(NamedTuple):
    """The visible area of a page in PDF coordinates, and its rotation in clockwise quarter turns."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def width(self) -> float:
        """Width as shown, in points."""
        return self.top - self.bottom if self.rotation % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Height as shown, in points."""
        return self.right - self.left if self.rotation % 2 else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point as shown."""
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def show(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle as shown."""
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def direction(self, a: float, b: float) -> tuple[float, float]:
        """A direction as shown: to the right, downwards."""
        if self.rotation == 0:
            return a, -b
        if self.rotation == 1:
            return b, a
        if self.rotation == 2:
            return -a, b
        return -b, -a
