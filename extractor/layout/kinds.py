"""What each block is: title, heading, list item, caption, note, contents list, or plain paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.layout.blocks import Draft, Looks, ended
from extractor.layout.headings import Head, levels

# A heading is short: more letters or lines than this are a paragraph set in bold.
_HEADING_LETTERS = 250
_HEADING_LINES = 4
# Labelled paragraphs longer than this are numbered paragraphs, not items of a list.
_ITEM_LETTERS = 300
# An entry of a contents list: leader dots or a wide gap, and the number of a page at the end.
_CONTENTS_ENTRY = re.compile(r"(\.\s?){4,}\s*\d{1,4}$|\s_{3,}\s*\d{1,4}$|…{2,}\s*\d{1,4}$")
# So many numbered lines directly under each other are a list, however heavy they are set.
_RUN_OF_ITEMS = 3


def assign_kinds(drafts: Sequence[Draft], looks: Looks) -> None:
    """Set kind, level and label of drafts, which stand in reading order; drafts that have a kind keep it."""
    open_ = [draft for draft in drafts if draft.kind == "paragraph"]
    for draft in open_:
        if _CONTENTS_ENTRY.search(draft.text):
            draft.kind = "contents"
        elif is_heading(draft, looks):
            draft.kind = "heading"
    _lists_in_bold(drafts)
    _masthead(drafts, looks)
    for draft in open_:
        if draft.kind == "paragraph" and draft.label is not None:
            _item_or_numbered(draft, open_)
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
        if draft.kind not in ("heading", "paragraph", "caption"):
            break
        if draft.kind == "paragraph" and (len(draft.lines) > 2 or ended(text)):
            if head and head[-1].kind == "heading" and sum(each.kind == "heading" for each in head) > 1:
                last = head[-1].lines[0]
                if any(_same_looks(last, each.lines[0]) for each in drafts[len(head) :] if each.kind == "heading"):
                    head.pop()
            break
        head.append(draft)
    outstanding = [draft for draft in head if draft.kind == "heading"]
    if not outstanding:
        return
    largest = max(draft.lines[0].size for draft in outstanding)
    for draft in outstanding:
        draft.kind = "title" if draft.lines[0].size > largest - 0.6 else "paragraph"


def _same_looks(some, other) -> bool:  # type: ignore[no-untyped-def]
    return abs(some.size - other.size) < 0.6 and some.bold == other.bold


def _item_or_numbered(draft: Draft, drafts: Sequence[Draft]) -> None:
    label = draft.label
    assert label is not None
    if label.ordinals:
        others = [other.label for other in drafts if other.label is not None and other is not draft]
        if not any(label.follows(other) or other.follows(label) for other in others):
            draft.label = None  # a number that nothing counts on with is part of the sentence
            return
        if len(draft.text) > _ITEM_LETTERS:
            return
    draft.kind = "list_item"


def _levels(drafts: Sequence[Draft]) -> None:
    heads: list[tuple[Draft, Head]] = []
    stacked = False
    for draft in drafts:
        if draft.kind == "heading":
            line = draft.lines[0]
            text = draft.text[draft.label.length :] if draft.label else draft.text
            heads.append((draft, Head(text, draft.label, line.size, line.bold, line.italic, stacked)))
            stacked = True
        elif draft.kind not in ("caption", "footnote"):
            stacked = False
    for (draft, _), level in zip(heads, levels([head for _, head in heads]), strict=True):
        draft.level = level
