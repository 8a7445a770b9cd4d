"""What each block is: title, heading, list item, caption, note, contents list, or plain paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.layout.blocks import Draft, Looks, ended, is_contents_entry
from extractor.layout.headings import Head, levels
from extractor.layout.labels import Label
from extractor.layout.lines import Line
from extractor.layout.links import printed_address

# A heading is short: more letters or lines than this are a paragraph set in bold.
_HEADING_LETTERS = 250
_HEADING_LINES = 4
# Labelled paragraphs longer than this are numbered paragraphs, not items of a list.
_ITEM_LETTERS = 200
# A list within a list may come before the outer one goes on.
_OPEN_LISTS = 4
# So many numbered lines directly under each other are a list, however heavy they are set.
_RUN_OF_ITEMS = 3
# "Table 3", "Figure 2.1:": a word and a number, whatever the language.
_CAPTION = re.compile(r"[^\W\d_]{3,12}\.?\s\d{1,3}\b")
# Headings in plain text are no longer than this (letters), but for those with the labels of headings.
_PLAIN_LETTERS = 60
# A heading in the type of the body is shorter than this part of a line.
_QUIET_WIDTH = 0.55
_HEADING_SCHEMES = ("roman", "letter")


def assign_kinds(drafts: Sequence[Draft], looks: Looks) -> None:
    """Set kind, level and label of drafts, which stand in reading order; drafts that have a kind keep it."""
    open_ = [draft for draft in drafts if draft.kind == "paragraph"]
    for draft, after in zip(open_, [*open_[1:], None], strict=False):
        if is_contents_entry(draft.text):
            draft.kind = "contents"
        elif is_heading(draft, looks) if draft.lines[0].measured else is_plain_heading(draft, after, looks):
            draft.kind = "heading"
    for above, draft, below in zip(open_, open_[1:], open_[2:], strict=False):
        bullet = draft.label is not None and not draft.label.ordinals and not draft.lines[0].measured
        if bullet and not ended(draft.text) and above.kind == below.kind == "heading":
            draft.kind = "heading"  # a bullet between two headings begins no list
    _table_captions(drafts)
    _lists_in_bold(drafts)
    _quiet_headings(drafts, looks)
    _masthead(drafts, looks)
    _items(open_)
    _entries(drafts)
    _levels(drafts)


def is_heading(draft: Draft, looks: Looks) -> bool:
    """Whether a block is set off from the body by size or weight, and short."""
    text = draft.text
    if not all(looks.stands_out(line) for line in draft.lines):
        return False
    if len(text) > _HEADING_LETTERS or len(draft.lines) > _HEADING_LINES or not any(map(str.isalpha, text)):
        return False
    larger = draft.lines[0].size > looks.size + 2
    return larger or not text.endswith((".", ",", ";"))


def is_plain_heading(draft: Draft, after: Draft | None, looks: Looks) -> bool:
    """Whether a block of plain text, which has no looks, is a heading: a short line without an end over a text."""
    line, text = draft.lines[0], draft.text
    column = looks.columns[id(line)]
    width = column.right - column.left
    if len(draft.lines) > 1 or after is None or text[-1] in ".,;:!?" or not any(map(str.isalpha, text)):
        return False
    label = draft.label
    if label is not None:
        if label.scheme in _HEADING_SCHEMES or label.scheme.startswith(("word", "decimal")):
            return line.x1 - column.left < width
        if label.scheme.startswith("number"):
            return len(text) < _PLAIN_LETTERS and len(after.text) > 2 * _PLAIN_LETTERS and after.label is None
        return False
    goes_before_text = len(after.text) > len(text) and printed_address(after.text.split()[0]) is None
    return text[0].isupper() and ":" not in text and len(text) < _PLAIN_LETTERS and goes_before_text


def _quiet_headings(drafts: Sequence[Draft], looks: Looks) -> None:
    """Headings in the type of the body: in capitals, with a word and a number, or short and alone over a text; those of
    an outline ("A. …", "B. …") over a text or over such a heading."""
    texts = [draft for draft in drafts if draft.kind not in ("caption", "footnote")]
    outline = _outline(texts)
    begun = False
    for above, draft, below in zip(texts, texts[1:], texts[2:], strict=False):
        text, line = draft.text, draft.lines[0]
        begun = begun or (above.kind == "paragraph" and len(above.lines) > 1 and ended(above.text))
        if draft.kind != "paragraph" or len(draft.lines) > 1 or not line.measured or text[-1] in ".,;:!?":
            continue
        if above.kind == "paragraph" and not ended(above.text):
            continue
        if id(draft) in outline and begun:
            draft.kind, draft.quiet = "heading", True
        if not _stands_over_text(below):
            continue
        column = looks.columns[id(line)]
        short = line.x1 - column.left < _QUIET_WIDTH * (column.right - column.left)
        plain = draft.label is None and text[0].isupper() and not any(map(str.isdigit, text))
        if (begun and short and plain) or head_of(draft, False).loud:
            draft.kind, draft.quiet = "heading", True


def _outline(texts: Sequence[Draft]) -> set[int]:
    """The ids of single lines without an end, lettered or numbered in Roman figures, that count on from each other."""
    lines = [
        draft
        for draft in texts
        if draft.kind == "paragraph"
        and draft.label is not None
        and draft.label.scheme in ("letter", "roman")
        and len(draft.lines) == 1
        and draft.lines[0].measured
        and not ended(draft.text)
    ]
    found: set[int] = set()
    for one, two in pairwise(lines):
        if one.label is not None and two.label is not None and two.label.follows(one.label):
            found.update((id(one), id(two)))
    return found


def _stands_over_text(below: Draft) -> bool:
    return below.kind in ("heading", "list_item", "table") or len(below.lines) > 1 or below.label is not None


def _table_captions(drafts: Sequence[Draft]) -> None:
    """A line with a numbered word ("Table 3") directly above a table is its caption."""
    for above, draft in pairwise(drafts):
        if draft.kind == "table" and above.kind in ("paragraph", "heading") and _CAPTION.match(above.text):
            above.kind, above.label = "caption", None


def _lists_in_bold(drafts: Sequence[Draft]) -> None:
    run: list[Draft] = []
    for draft in [*drafts, None]:
        label = draft.label if draft is not None and draft.kind == "heading" else None
        if label is not None and run and run[-1].label is not None and label.follows(run[-1].label):
            run.append(draft)  # type: ignore[arg-type]
            continue
        if len(run) >= _RUN_OF_ITEMS:
            for item in run:
                item.kind = "list_item"
        run = [draft] if label is not None and draft is not None else []


def _masthead(drafts: Sequence[Draft], looks: Looks) -> None:
    """The title: what stands out before the first paragraph, but for the heading directly above that."""
    head: list[Draft] = []
    for draft in drafts:
        text = draft.text
        if draft.label is not None and draft.kind in ("heading", "list_item"):
            break
        if draft.kind in ("caption", "footnote"):
            continue
        if draft.kind not in ("heading", "paragraph"):
            break
        if draft.kind == "paragraph" and (len(draft.lines) > 2 or ended(text)):
            if head and head[-1].kind == "heading" and sum(each.kind == "heading" for each in head) > 1:
                last = head[-1].lines[0]
                if any(
                    _same_looks(last, each.lines[0]) for each in drafts if each.kind == "heading" and each not in head
                ):
                    head.pop()
            break
        head.append(draft)
    outstanding = [draft for draft in head if draft.kind == "heading"]
    if not outstanding:
        return
    largest = max(draft.lines[0].size for draft in outstanding)
    for draft in outstanding:
        draft.kind = "title" if draft.lines[0].size > largest - 0.6 else "paragraph"


def _same_looks(some: Line, other: Line) -> bool:
    return abs(some.size - other.size) < 0.6 and some.bold == other.bold


def _items(drafts: Sequence[Draft]) -> None:
    """Tell list items and numbered paragraphs, list by list; a number that nothing goes on from is text."""
    lists: list[list[tuple[int, Draft]]] = []
    section = 0
    for draft in drafts:
        section += draft.kind == "heading"
        label = draft.label
        if draft.kind != "paragraph" or label is None:
            continue
        known = next((items for items in reversed(lists[-_OPEN_LISTS:]) if _goes_on(items[-1][1].label, label)), None)
        if known:
            known.append((section, draft))
        else:
            lists.append([(section, draft)])
    for items in lists:
        first = items[0][1]
        bullets = first.label is not None and not first.label.ordinals
        over_headings = items[0][0] != items[-1][0]
        if len(items) == 1 and not bullets:
            first.label = None
        elif bullets or not (over_headings or sum(len(item.text) for _, item in items) > _ITEM_LETTERS * len(items)):
            for _, item in items:
                item.kind = "list_item"


def _entries(drafts: Sequence[Draft]) -> None:
    """Short lines without an end after a colon are a list, though nothing is printed before them."""
    run: list[Draft] | None = None
    for draft in drafts:
        if draft.kind in ("caption", "footnote"):
            continue
        entry = draft.kind == "paragraph" and draft.label is None and len(draft.lines) <= 2 and not ended(draft.text)
        if run is not None and entry:
            run.append(draft)
            continue
        if run is not None and len(run) > 1:
            for item in run:
                item.kind = "list_item"
        run = [] if draft.kind == "paragraph" and draft.text.endswith(":") else None


def _goes_on(last: Label | None, label: Label) -> bool:
    return last is not None and (label.follows(last) or (not label.ordinals and label.scheme == last.scheme))


def _levels(drafts: Sequence[Draft]) -> None:
    headings = []
    heads = []
    stacked = False
    for draft in drafts:
        if draft.kind == "heading":
            headings.append(draft)
            heads.append(head_of(draft, stacked))
            stacked = True
        elif draft.kind not in ("caption", "footnote"):
            stacked = False
    for draft, level in zip(headings, levels(heads), strict=True):
        draft.level = level


def head_of(draft: Draft, stacked: bool) -> Head:
    """What the levels of headings need to know of a block."""
    line = draft.lines[0]
    text = draft.text[draft.label.length :] if draft.label else draft.text
    return Head(text, draft.label, line.size, line.bold, line.italic, stacked, draft.quiet)
