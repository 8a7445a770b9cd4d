"""People told in a phrase → one count: parts add up, and what is not said stays empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.annotate.people import Item
from extractor.model import Count


def one_family(items: Sequence[Item]) -> bool:
    """Whether all of them are of one family: it says so, or they are told by kinship alone ("X and his son").

    Children behind "his wife and" are theirs. Brothers are of one family where nobody else is told.
    """
    if any(item.same_family for item in items):
        return True
    first, *rest = items
    if not rest and len(first.parts) > 1 and sum(part.low or 0 for part in first.parts) == first.value:
        return one_family(first.parts)
    if not rest:
        return first.kin and first.plural and first.low is not None and first.low > 1 and first.group is None
    theirs = [item for item in rest if item.kin or item.group == "children"]
    return len(theirs) == len(rest) and any(item.related for item in theirs)


def sums(items: Sequence[Item]) -> Count:
    """The items as one number of people: what is told in parts adds up, a vague or open one leaves the total empty."""
    count = Count()
    if not items:
        return count
    if any(item.low is None or item.high is None or item.open for item in items):
        count.qualifier = "vague"
    else:
        inexact = {item.qualifier for item in items} - {"exact"}
        count.qualifier = inexact.pop() if len(inexact) == 1 else "about" if inexact else "exact"
        low, high = sum(item.low or 0 for item in items), sum(item.high or 0 for item in items)
        if low == high:
            count.total = low
        else:
            count.qualifier = "range"
        if count.qualifier in ("exact", "range", "at_least"):
            count.min = low
        if count.qualifier in ("exact", "range", "at_most"):
            count.max = high
    for group, number, _ in groups(items):
        setattr(count, group, (getattr(count, group) or 0) + number)
    return count


def groups(items: Sequence[Item], above: str | None = None) -> Iterator[tuple[str, int, Item]]:
    """The children, women, men and fighters told in items and their parts: group, number, where.

    `above`: the group of the item that these are parts of ("four children, two of them girls" are four).
    """
    for item in items:
        if item.group is not None and item.group != above and item.value is not None:
            yield item.group, item.value, item
        yield from groups(item.parts, item.group or above)
