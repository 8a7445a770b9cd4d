"""The folded twin of a text: equal in length, one way of writing quotes, dashes and spaces."""

from __future__ import annotations

_TWINS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼʻʿʾ`´′＇", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\t\n", " "),
    }
)


def fold(text: str) -> str:
    """`text` with typographic quotes, dashes and spaces made plain; the same offsets hold in both."""
    return text.translate(_TWINS)
