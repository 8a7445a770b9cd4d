"""A text cut into tokens: spaCy's tokenizer with rules for reports, sentences, and what is true of a word wherever it
stands.

spaCy makes a new object each time that a token is asked for; the rules ask ten times a word. So each way of writing a
word is one `Token` that is made once, and a paragraph a list of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import spacy
from spacy.attrs import IDX, LENGTH, NORM, ORTH  # type: ignore[import-not-found]
from spacy.lang.char_classes import ALPHA
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

_MASKED = re.compile(r"[A-Za-z]+\*+[A-Za-z]+(?:\*+[A-Za-z]+)*")  # "kil*led": a letter hidden from filters
_CLOSERS = frozenset("\"')]}")
_ENDS = frozenset((".", "!", "?", "…", "..."))


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A way of writing a word or mark; where it stands is not in it. The flags are spaCy's.

    `roles`: the word's parts in grammar (`[[grammar]]` of the patterns).
    """

    text: str
    norm: str
    is_alpha: bool
    is_digit: bool
    is_punct: bool
    is_stop: bool
    like_num: bool
    roles: frozenset[str]


class Cut(NamedTuple):
    """The tokens of a text, as spaCy's matchers want them and as the rules do.

    `starts` and `ends`: the first character of each token and the one behind it; `begins`: whether a sentence does.
    """

    doc: Doc
    tokens: list[Token]
    starts: list[int]
    ends: list[int]
    begins: list[bool]


class Tokenizer:
    """Cuts texts into tokens."""

    def __init__(self, whole: Sequence[str], roles: Mapping[str, frozenset[str]]) -> None:
        """`whole`: abbreviations, which are never cut. `roles`: words in lower case → their parts in grammar."""
        self.nlp = _pipeline(whole)
        self._roles = roles
        self._known: dict[int, Token] = {}

    def __call__(self, text: str) -> Cut:
        """The tokens of `text`, which must be folded."""
        doc = self.nlp.make_doc(text)
        words, starts, lengths = doc.to_array([ORTH, IDX, LENGTH]).T.tolist()
        tokens = [self._known.get(word) or self._learned(word) for word in words]
        begins = _sentence_starts(tokens)
        if tokens:
            # all at once: `token.is_sent_start = …` looks through the whole paragraph each time
            column = np.where(begins, 1, -1).astype(np.uint64).reshape(-1, 1)
            doc.from_array(["SENT_START"], column)  # type: ignore[arg-type]
        return Cut(doc, tokens, starts, [start + length for start, length in zip(starts, lengths, strict=True)], begins)

    def _learned(self, word: int) -> Token:
        form = self.nlp.vocab[word]
        token = Token(
            form.text,
            form.norm_,
            form.is_alpha,
            form.is_digit,
            form.is_punct,
            form.is_stop,
            form.like_num,
            self._roles.get(form.norm_, frozenset()),
        )
        return self._known.setdefault(word, token)


def _pipeline(whole: Sequence[str]) -> Language:
    nlp = spacy.blank("en")
    prefixes = [*nlp.Defaults.prefixes, "~", "≥", "≤", r"\+(?=[0-9])", r"-(?=\w)"]  # type: ignore[misc]
    # "family -IDPs from Aleppo governorate-", "Malikiyah/ Dayrik"
    suffixes = [*nlp.Defaults.suffixes, rf"(?<=[{ALPHA}])/", r"(?<=\w)-"]  # type: ignore[misc]
    infixes = [
        *nlp.Defaults.infixes,  # type: ignore[misc]
        rf"(?<=[{ALPHA}]),(?=[0-9])",  # "Sido,20": a name and an age
        r"(?<=[0-9])/(?=[A-Za-z])",
        rf"(?<=[{ALPHA}])/(?=[{ALPHA}])",
        rf"(?<=[0-9])\+(?=[{ALPHA}])",
    ]
    tokenizer: Any = nlp.tokenizer
    tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    # the norm is the plain lower-case form: patterns say what is printed, so "n't" isn't "not"
    tokenizer.rules = {text: [{ORTH: part[ORTH]} for part in parts] for text, parts in tokenizer.rules.items()}
    vocab: Any = nlp.vocab
    vocab.lex_attr_getters[NORM] = _norm
    for form in vocab:
        form.norm_ = _norm(form.text)
    for phrase in whole:
        tokenizer.add_special_case(phrase, [{ORTH: phrase}])
    return nlp


def _norm(text: str) -> str:
    """The lower-case form, unmasked ("kil*led")."""
    return text.replace("*", "").lower() if "*" in text and _MASKED.fullmatch(text) else text.lower()


def _sentence_starts(tokens: Sequence[Token]) -> list[bool]:
    """A sentence ends after . ! ? and closing marks, where a capital, digit, quote or list mark follows."""
    begins: list[bool] = []
    ended = True
    for token in tokens:
        text = token.text
        start = not begins or (ended and text not in _CLOSERS and _may_begin(text))
        begins.append(start)
        if text in _ENDS:
            ended = True
        elif start or text not in _CLOSERS:
            ended = False
    return begins


def _may_begin(text: str) -> bool:
    return not text[:1].islower() and text not in (",", ";", ":", ")")
