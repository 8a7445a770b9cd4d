"""When two written names are alike: letter by letter, by a shared spelling key, and through the vocabularies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from extractor.compare.cells import cell_words
from extractor.gazetteer.folding import Folding, load_foldings
from extractor.gazetteer.records import script_of
from extractor.knowledge import load_entries, pattern_dirs
from extractor.knowledge.compile import spellings
from extractor.knowledge.schema import ActorEntry, AttackEntry, WeaponEntry

SIMILAR_NAMES = 0.8
"""Edit similarity from which two place names count as one: the reference scoring of the codebook says so."""

SHORTEST_PART = 5
"""Letters that a name must have at least to be found again inside a longer one ("Bokamal" in "Deir/Bokamal")."""

_MARKS = re.compile(r"['’‘`ʿʾʻʼ\"“”]")
_BREAKS = re.compile(r"[\W_]+")


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """`text` in lower case without accents, quotes and punctuation; words parted by one space."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _BREAKS.sub(" ", _MARKS.sub("", plain.casefold())).strip()


@lru_cache(maxsize=200_000)
def place_key(name: str) -> str:
    """A place name without articles, spaces and marks."""
    return "".join(word for word in folded(name).split() if word not in _articles())


@lru_cache(maxsize=1)
def _articles() -> frozenset[str]:
    return frozenset(cell_words().articles)


@lru_cache(maxsize=500_000)
def similar_places(a: str, b: str) -> bool:
    """Whether two place names are one in writing: alike, one inside the other, or a slip of letters apart."""
    first, second = place_key(a), place_key(b)
    if not first or not second:
        return False
    shorter, longer = sorted((first, second), key=len)
    if first == second or (len(shorter) >= SHORTEST_PART and shorter in longer):
        return True
    return Levenshtein.normalized_similarity(first, second) >= SIMILAR_NAMES


@lru_cache(maxsize=200_000)
def spelling_keys(name: str) -> frozenset[tuple[int, str]]:
    """The gazetteer's keys of a name, one for each set of rules of its script: spellings of one name share one.

    (What `same_name` compares, kept for each name: in large collections each one meets thousands of others.)
    """
    script = script_of(name)
    folded_names = ((n, rules.fold(name)) for n, rules in enumerate(foldings()) if rules.rules.script == script)
    return frozenset((number, found.key) for number, found in folded_names if found.key)


@lru_cache(maxsize=200_000)
def skeletons(name: str) -> frozenset[str]:
    """The consonants of each word of a name, for blocking; the name itself where no word is long enough."""
    words = [word for word in folded(name).split() if len(word) > 2]
    return frozenset(rules.fold(word).skeleton for rules in foldings() for word in words) or frozenset({name})


@lru_cache(maxsize=1)
def foldings() -> tuple[Folding, ...]:
    """The shipped rules by which spellings of one name fold to one key."""
    return tuple(load_foldings(pattern_dirs()))


@lru_cache(maxsize=500_000)
def one_place(one: str, other: str) -> bool:
    """Whether two names of places are one, in writing or as transliterations of one name."""
    return similar_places(one, other) or bool(spelling_keys(one) & spelling_keys(other))


class Vocabulary:
    """The words that `patterns/` knows for actors, weapons and attacks, and which name is broader than which."""

    def __init__(self, entries: Iterable[ActorEntry | WeaponEntry | AttackEntry]) -> None:
        """Index every spelling of every entry."""
        self._canonical: dict[tuple[str, str], frozenset[str]] = {}
        self._general: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        for entry in entries:
            if isinstance(entry, ActorEntry):
                names = frozenset(entry.parties)
            elif isinstance(entry, AttackEntry):
                names = frozenset((entry.event_type,) if entry.event_type else ())
            else:
                names = frozenset((entry.name,))
                if entry.general:
                    self._general[folded(entry.name)] = folded(entry.general)
            if not names:
                continue
            self._shown |= {folded(name): name for name in names}
            for phrase in (entry.name, *entry.phrases, *entry.exact):
                for written in spellings(phrase):
                    self._canonical.setdefault((entry.kind, folded(written)), names)

    def canonical(self, kind: str, name: str) -> frozenset[str] | None:
        """The canonical names that `name` stands for, None where the vocabulary doesn't know it."""
        return self._canonical.get((kind, folded(name)))

    def keys(self, kind: str, names: Iterable[str]) -> frozenset[str]:
        """The folded canonical names; an unknown name stands for itself."""
        return frozenset(folded(key) for name in names for key in self.canonical(kind, name) or (name,))

    def shown(self, keys: Iterable[str]) -> str:
        """The canonical names of keys, for people; an unknown name as it was folded."""
        return ", ".join(sorted(self._shown.get(key, key) for key in keys))

    def broader(self, key: str) -> frozenset[str]:
        """Everything that is more general than a folded canonical name."""
        above: list[str] = []
        while (key := self._general.get(key, "")) and key not in above:
            above.append(key)
        return frozenset(above)


@lru_cache(maxsize=1)
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary of the shipped patterns."""
    entries = load_entries(pattern_dirs())
    return Vocabulary(entry for entry in entries if isinstance(entry, (ActorEntry, WeaponEntry, AttackEntry)))
