"""Entries → one blank spaCy pipeline, and a paragraph → the mentions in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Generic, NamedTuple

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from extractor.errors import CallError, PatternError
from extractor.knowledge.folding import fold
from extractor.knowledge.load import folder_versions, load_entries
from extractor.knowledge.matching import PatternMatcher
from extractor.knowledge.schema import AbbreviationEntry, E, Entry, GrammarEntry, ModelLabelEntry
from extractor.knowledge.tokens import Cut, Token, Tokenizer

KEPT = 256
"""Texts kept with what was found in them: headings, labels and names of columns come again and again, the head of a
document is read twice, and several readers ask for the numbers and dates of a paragraph. It saves a fifth of a
conversion."""
_OPTIONAL = re.compile(r"\(([^()]*)\)")


class Mention(NamedTuple, Generic[E]):
    """Words of a paragraph that an entry recognises: characters start..end, tokens first..last (half open)."""

    entry: E
    start: int
    end: int
    first: int
    last: int


class Annotation:
    """A paragraph as tokens and mentions. `text` is as printed; the tokens are those of its folded twin.

    `starts` and `ends`: the first character of each token and the one behind it; `begins`: whether a sentence does.
    """

    def __init__(self, text: str, cut: Cut, found: Mapping[str, list[Mention[Entry]]], knowledge: Knowledge) -> None:
        """Made by `Knowledge.annotate`: with the mentions by kind, and the knowledge that they were found with."""
        self.text = text
        self.doc: Sequence[Token] = cut.tokens
        self.starts, self.ends, self.begins = cut.starts, cut.ends, cut.begins
        self.knowledge = knowledge
        self._found = found

    def of(self, kind: type[E]) -> list[Mention[E]]:
        """The mentions of one kind in the order of the text; none of them overlap."""
        return self._found.get(kind.kind, [])  # type: ignore[return-value]

    def plays(self, i: int, role: str) -> bool:
        """Whether the word at token `i` has that part in grammar (`[[grammar]]` of the patterns)."""
        return role in self.doc[i].roles

    def spaced(self, i: int) -> bool:
        """Whether a space stands behind token `i`."""
        behind = self.starts[i + 1] if i + 1 < len(self.starts) else len(self.text)
        return behind > self.ends[i]

    @cached_property
    def quotes(self) -> list[int]:
        """The tokens that are quotation marks."""
        return [i for i, token in enumerate(self.doc) if token.text == '"']

    def inside(self, start: int, end: int) -> range:
        """The tokens that begin in the characters start..end."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Token ranges of the sentences."""
        firsts = [i for i, begins in enumerate(self.begins) if begins]
        return list(zip(firsts, [*firsts[1:], len(self.doc)], strict=False))


class Knowledge:
    """Everything that `patterns/` says, ready to be applied."""

    def __init__(self, entries: Sequence[Entry], versions: dict[str, str], model: Language | None = None) -> None:
        """Compile `entries`; raises PatternError where a pattern is not one of spaCy's.

        `model`: a trained pipeline whose names are candidates that the rules then judge.
        """
        self.entries = list(entries)
        self._of_kind: dict[type[Entry], list[Entry]] = {}
        self._model = model
        self._labels = {label: entry for entry in self.of(ModelLabelEntry) for label in entry.labels}
        self.versions = versions
        abbreviations = [phrase for entry in self.of(AbbreviationEntry) for phrase in entry.phrases + entry.exact]
        self._cut = Tokenizer(abbreviations, _grammar(self.of(GrammarEntry)))
        self.nlp = self._cut.nlp
        self._phrases = PhraseMatcher(self.nlp.vocab, attr="NORM")
        self._exact = PhraseMatcher(self.nlp.vocab, attr="ORTH")
        self._tokens = PatternMatcher(self.nlp.vocab)
        self._by_key: dict[int, Entry] = {}
        self._elsewhere: frozenset[int] = frozenset()
        self._without = lru_cache(maxsize=8)(self._without_entries)
        self.annotate = lru_cache(maxsize=KEPT)(self._annotate)
        for entry in self.entries:
            self._add(entry)

    def about(self, countries: Collection[str]) -> Knowledge:
        """The same knowledge for texts about these countries: without words that mean something only in others."""
        elsewhere = {id(e) for e in self.entries if e.only_in and set(countries).isdisjoint(e.only_in)}
        return self._without(frozenset(elsewhere)) if elsewhere else self

    def _without_entries(self, elsewhere: frozenset[int]) -> Knowledge:
        view = copy(self)
        view._elsewhere = elsewhere
        view.annotate = lru_cache(maxsize=KEPT)(view._annotate)
        return view

    def of(self, kind: type[E]) -> Sequence[E]:
        """All entries of one kind."""
        if kind not in self._of_kind:
            self._of_kind[kind] = [entry for entry in self.entries if isinstance(entry, kind)]
        return self._of_kind[kind]  # type: ignore[return-value]

    def _annotate(self, text: str) -> Annotation:
        """The tokens, sentences and mentions of `text`; they are shared, and not to be changed."""
        cut = self._cut(fold(text))
        found: dict[str, list[Mention[Entry]]] = defaultdict(list)
        for matcher in (self._phrases, self._exact, self._tokens):
            for key, first, last in matcher(cut.doc):
                entry = self._by_key[key]
                if id(entry) in self._elsewhere:
                    continue
                found[entry.kind].append(Mention(entry, cut.starts[first], cut.ends[last - 1], first, last))
        if self._model is not None:
            found[ModelLabelEntry.kind] += self._candidates(text, cut.doc)
        return Annotation(text, cut, {kind: _longest(same) for kind, same in found.items()}, self)

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
                    matcher.add(key, [self.nlp.make_doc(fold(written))])
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
    """The mentions that overlap no longer one, in the order of the text."""
    ordered = sorted(mentions, key=attrgetter("first"))
    if all(one.last <= two.first for one, two in pairwise(ordered)):  # nine times of ten
        return ordered
    kept: list[Mention[Entry]] = []
    taken: set[int] = set()
    for mention in sorted(mentions, key=lambda m: (m.first - m.last, m.first, m.entry.name)):
        tokens = range(mention.first, mention.last)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(mention)
    return sorted(kept, key=attrgetter("first"))
