"""Entries → one blank spaCy pipeline, and a paragraph → the mentions in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Generic

import numpy as np
import spacy
from spacy.lang.char_classes import ALPHA
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from extractor.errors import CallError, PatternError
from extractor.knowledge.folding import fold
from extractor.knowledge.load import folder_versions, load_entries
from extractor.knowledge.matching import PatternMatcher
from extractor.knowledge.schema import AbbreviationEntry, E, Entry, GrammarEntry, ModelLabelEntry

_MASKED = re.compile(r"[A-Za-z]+\*+[A-Za-z]+(?:\*+[A-Za-z]+)*")  # "kil*led": a letter hidden from filters
_NO_ROLES: frozenset[str] = frozenset()
_ANNOTATIONS = 256
"""Texts kept with what was found in them: headings, labels and names of columns come again and again, and the head of
a document is read twice. It saves 5 to 15 % of a conversion."""
_OPTIONAL = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Mention(Generic[E]):
    """Words of a paragraph that an entry recognises: characters start..end, tokens first..last (half open)."""

    entry: E
    start: int
    end: int
    first: int
    last: int


class Annotation:
    """A paragraph as tokens and mentions. `text` is as printed; `doc` holds its folded twin."""

    def __init__(self, text: str, doc: Doc, mentions: list[Mention[Entry]], knowledge: Knowledge) -> None:
        """Made by `Knowledge.annotate`; `knowledge` is what the mentions were found with."""
        self.text = text
        self.doc = doc
        self.knowledge = knowledge
        self._by_kind: dict[str, list[Mention[Entry]]] = defaultdict(list)
        for mention in mentions:
            self._by_kind[mention.entry.kind].append(mention)

    def of(self, kind: type[E]) -> list[Mention[E]]:
        """The mentions of one kind in the order of the text; none of them overlap."""
        return self._by_kind.get(kind.kind, [])  # type: ignore[return-value]

    def plays(self, i: int, role: str) -> bool:
        """Whether the word at token `i` has that part in grammar (`[[grammar]]` of the patterns)."""
        return role in self.knowledge.grammar.get(self.doc[i].norm_, _NO_ROLES)

    @cached_property
    def starts(self) -> list[int]:
        """The first character of each token."""
        return [token.idx for token in self.doc]

    @cached_property
    def quotes(self) -> list[int]:
        """The tokens that are quotation marks."""
        return [token.i for token in self.doc if token.text == '"'] if '"' in self.doc.text else []

    def inside(self, start: int, end: int) -> range:
        """The tokens that begin in the characters start..end."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Token ranges of the sentences."""
        return [(sentence.start, sentence.end) for sentence in self.doc.sents]


class Knowledge:
    """Everything that `patterns/` says, ready to be applied."""

    def __init__(self, entries: Sequence[Entry], versions: dict[str, str], model: Language | None = None) -> None:
        """Compile `entries`; raises PatternError where a pattern is not one of spaCy's.

        `model`: a trained pipeline whose names are candidates that the rules then judge.
        """
        self.entries = list(entries)
        self._model = model
        self._labels = {label: entry for entry in self.of(ModelLabelEntry) for label in entry.labels}
        self.versions = versions
        self.nlp = _pipeline(self.of(AbbreviationEntry))
        self._phrases = PhraseMatcher(self.nlp.vocab, attr="NORM")
        self._exact = PhraseMatcher(self.nlp.vocab, attr="ORTH")
        self._tokens = PatternMatcher(self.nlp.vocab)
        self._by_key: dict[int, Entry] = {}
        self._annotations = lru_cache(maxsize=_ANNOTATIONS)(self._annotate)
        self.grammar = _grammar(self.of(GrammarEntry))  # single words in lower case → their parts in a sentence
        for entry in self.entries:
            self._add(entry)

    def of(self, kind: type[E]) -> list[E]:
        """All entries of one kind."""
        return [entry for entry in self.entries if isinstance(entry, kind)]

    def annotate(self, text: str) -> Annotation:
        """The tokens, sentences and mentions of `text`; they are shared, and not to be changed."""
        return self._annotations(text)

    def _annotate(self, text: str) -> Annotation:
        doc = self.nlp(fold(text))
        found: dict[str, list[Mention[Entry]]] = defaultdict(list)
        for matcher in (self._phrases, self._exact, self._tokens):
            for key, first, last in matcher(doc):
                entry = self._by_key[key]
                start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
                found[entry.kind].append(Mention(entry, start, end, first, last))
        if self._model is not None:
            found[ModelLabelEntry.kind] += self._candidates(text, doc)
        mentions = [mention for same in found.values() for mention in _longest(same)]
        return Annotation(text, doc, mentions, self)

    def _candidates(self, text: str, doc: Doc) -> Iterator[Mention[Entry]]:
        """The names that the model finds, on our own tokens."""
        assert self._model is not None
        for name in self._model(text).ents:
            span = doc.char_span(name.start_char, name.end_char, alignment_mode="expand")
            if span is not None and name.label_ in self._labels:
                end = span.end_char
                yield Mention(self._labels[name.label_], span.start_char, end, span.start, span.end)

    def _add(self, entry: Entry) -> None:
        key = f"{entry.kind}\x1f{entry.name}"
        self._by_key[self.nlp.vocab.strings.add(key)] = entry
        for matcher, phrases in ((self._phrases, entry.phrases), (self._exact, entry.exact)):
            for phrase in phrases:
                for written in spellings(phrase):
                    matcher.add(key, [self.nlp(fold(written))])
        if entry.patterns:
            try:
                self._tokens.add(key, entry.patterns)
            except ValueError as error:
                reason = " ".join(str(error).split())
                raise PatternError(f"{entry.source} (name = {entry.name!r}): patterns: {reason}") from error


def _grammar(entries: Sequence[GrammarEntry]) -> dict[str, frozenset[str]]:
    roles: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for word in entry.words:
            roles[word].add(entry.name)
    return {word: frozenset(names) for word, names in roles.items()}


def load_knowledge(dirs: Iterable[Path], model: str | None = None) -> Knowledge:
    """Load, validate and compile the folders `dirs`; raises PatternError on the first fault.

    `model`: the name or folder of a trained spaCy pipeline; raises CallError where it can't be loaded.
    """
    folders = list(dirs)
    versions = folder_versions(folders)
    if model is None:
        return Knowledge(load_entries(folders), versions)
    pipeline = _load_model(model)
    versions[f"model {model}"] = str(pipeline.meta.get("version", ""))
    return Knowledge(load_entries(folders), versions, pipeline)


def _load_model(name: str) -> Language:
    try:
        return spacy.load(name)
    except (OSError, ValueError, ImportError) as error:
        reason = " ".join(str(error).split())
        raise CallError(f"--model {name}: not a spaCy pipeline that is installed here; {reason}") from error


def spellings(phrase: str) -> list[str]:
    """Every way to write a phrase with optional parts: "rocket(s)" → rocket, rockets."""
    match = _OPTIONAL.search(phrase)
    if match is None:
        return [" ".join(phrase.split())]
    before, after = phrase[: match.start()], phrase[match.end() :]
    return [*spellings(before + after), *spellings(before + match[1] + after)]


def _longest(mentions: list[Mention[Entry]]) -> list[Mention[Entry]]:
    kept: list[Mention[Entry]] = []
    taken: set[int] = set()
    for mention in sorted(mentions, key=lambda m: (m.first - m.last, m.first, m.entry.name)):
        tokens = range(mention.first, mention.last)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(mention)
    return sorted(kept, key=lambda m: m.first)


def _pipeline(abbreviations: Sequence[AbbreviationEntry]) -> Language:
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
    for entry in abbreviations:
        for phrase in [*entry.phrases, *entry.exact]:
            tokenizer.add_special_case(phrase, [{"ORTH": phrase}])
    nlp.add_pipe("extractor_norms")
    nlp.add_pipe("extractor_sentences")
    return nlp


@Language.component("extractor_norms")
def _norms(doc: Doc) -> Doc:
    """Unmask words ("kil*led"), and make the norm the plain lower-case form: patterns say what is printed."""
    for token in doc:
        text = token.text
        token.norm_ = text.replace("*", "").lower() if "*" in text and _MASKED.fullmatch(text) else token.lower_
    return doc


_CLOSERS = frozenset("\"')]}")
_ENDS = frozenset((".", "!", "?", "…", "..."))


@Language.component("extractor_sentences")
def _sentences(doc: Doc) -> Doc:
    """A sentence ends after . ! ? and closing marks, where a capital, digit, quote or list mark follows."""
    starts: list[int] = []
    ended = True
    for token in doc:
        text = token.text
        start = not starts or (ended and text not in _CLOSERS and _may_begin(text))
        starts.append(1 if start else -1)
        if text in _ENDS:
            ended = True
        elif start or text not in _CLOSERS:
            ended = False
    # all at once: `token.is_sent_start = …` looks through the whole paragraph each time
    column = np.array(starts, dtype=np.int64).astype(np.uint64).reshape(-1, 1)
    return doc.from_array(["SENT_START"], column) if starts else doc  # type: ignore[arg-type]


def _may_begin(text: str) -> bool:
    return not text[:1].islower() and text not in (",", ";", ":", ")")
