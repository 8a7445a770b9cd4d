"""Names of places in a paragraph, each with its kind and its part in the sentence.

A name is a run of capitalised words and the particles between them. It is taken for a place where a word of
place stands beside it ("Mahkan town", "the village of Hardoub"), where a relation leads to it ("bombed Darat
Ezza"), where it goes on a list or a chain of places, or where the gazetteer knows it and the sentence lets it be one.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, Protocol

from extractor.knowledge import KEPT, Annotation, Mention
from extractor.knowledge.schema import (
    ActorAdjectiveEntry,
    ActorEntry,
    AttackEntry,
    CarrierEntry,
    ControlEntry,
    DirectionEntry,
    ModelLabelEntry,
    NamePartEntry,
    NotAPlaceEntry,
    PlaceKindEntry,
    RelationEntry,
    SiteEntry,
    WeaponEntry,
)

Role = Literal["in", "near", "between", "from", "within", "none", "of", "posted"]


class PlaceNames(Protocol):
    """What this module asks of a gazetteer."""

    def is_place(self, name: str) -> bool:
        """Whether a list holds the name, however it is transliterated."""

    def admin(self, name: str) -> str | None:
        """The canonical name of the first-level area (governorate) that `name` spells, or None."""

    def is_country(self, name: str) -> bool:
        """Whether the name is that of a country: too wide to be where something happened."""

    def records(self, name: str) -> frozenset[str]:
        """The ids of the places that a list calls so."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A named place: characters start..end are the name alone, first..last the tokens with its kind word.

    `kind` is the word of place beside it (town, village, …) or None, `order` how fine that kind is. `admin` is the
    canonical governorate where the name stands for one. `around`: the land around it is meant ("the countryside
    of X"). `known`: a list holds the name. `role` is how it hangs on the sentence ("posted": forces are
    stationed there, those that act or those that are hit; "of": on another noun, "the
    council of X"); `chained` marks a name that follows another one and contains it ("Jisreen town, Eastern
    Ghouta"), `listed` one that is listed beside it.
    """

    name: str
    start: int
    end: int
    first: int
    last: int
    kind: str | None
    order: int
    role: Role
    admin: str | None = None
    around: bool = False
    known: bool = False
    direction: str | None = None
    chained: bool = False
    listed: bool = False
    kind_span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SiteMention:
    """A building or spot, with the words that describe it: characters start..end."""

    start: int
    end: int
    first: int
    last: int
    category: str | None


@dataclass(slots=True)
class _Tokens:
    """Token index → the mention that covers it, for the kinds that this module looks at."""

    kind: dict[int, Mention[PlaceKindEntry]] = field(default_factory=dict)
    relation: dict[int, Mention[RelationEntry]] = field(default_factory=dict)
    direction: dict[int, Mention[DirectionEntry]] = field(default_factory=dict)
    site: dict[int, Mention[SiteEntry]] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    office: set[int] = field(default_factory=set)
    actor: set[int] = field(default_factory=set)
    part: set[int] = field(default_factory=set)
    attack: dict[int, Mention[AttackEntry]] = field(default_factory=dict)
    munition: set[int] = field(default_factory=set)  # the last tokens of munitions
    held: dict[int, int] = field(default_factory=dict)  # the last token of "rebel-held" → its first


@dataclass(slots=True)
class _Name:
    """A run of name words first..last, without the words of place and the compass words at its ends."""

    first: int
    last: int
    whole: tuple[int, int]
    kind: Mention[PlaceKindEntry] | None = None
    kind_behind: bool = False
    direction: str | None = None


@dataclass(slots=True)
class _Left:
    """What stands before a name: how it hangs on the sentence, or which way it follows another name."""

    role: Role | None = None
    at: int | None = None  # the first token of the relation
    weak: bool = False  # persons and things follow that relation too
    follows: Literal["list", "chain"] | None = None
    kind: Mention[PlaceKindEntry] | None = None
    direction: str | None = None
    around: bool = False
    edge: bool = False


_NAME_WORD = re.compile(r"^[A-Z\u00c0-\u00de'][\w'\u00c0-\u024f`]*$")
_SHORT_NAME = re.compile(r"[A-Z]\w?[A-Z]\w?")  # "JaS", "HTS": the short name of a party
_WORDING = 3  # tokens of the longest words for an attack that leave no room for a name
_SHORT_WAY = 5  # words from "from" to the place: "from a base in X"
_BULLETS = frozenset(("#", "*", "-", "•", "–"))
_POSSESSIVE = re.compile(r"'s?")
_MARKS = frozenset(("#", "(", '"', "'"))
# Attacks up to this rank are done to people, not to places: "the killing of X".
_KILLING = 1
# Words from a name with "'s" to what it owns: "'s northern Sharqi neighborhood".
_OWNED = 3
# The longest way back from a name to what it hangs on, in words: "in the eastern suburbs of the city of".
_REACH = 9


def find_places(annotation: Annotation, names: PlaceNames, taken: Collection[int] = ()) -> list[PlaceMention]:
    """All place mentions of a paragraph in the order of the text.

    `taken`: tokens that are known to be something else (dates, victims' names).
    """
    tokens = _index(annotation)
    tokens.blocked -= _titles_of_places(annotation, tokens, names)
    found: list[PlaceMention] = []
    runs = [run for run in _compounds(annotation, tokens, names) if not _covered(run, taken)]
    shared = _shared_kinds(annotation, tokens, runs)
    for run in runs:
        mention = _judge(annotation, tokens, names, run, shared.get(run), found)
        if mention is None:
            continue
        if found and _owns(annotation, found[-1], mention):
            found[-1] = replace(found[-1], role="within")
            mention = replace(mention, chained=False)
        elif found and _is_kind_of(annotation, found[-1], mention) and not names.admin(mention.name):
            whole, admin = found[-1], names.admin(found[-1].name)
            if admin is not None:  # but not "the Thakanah neighborhood of Raqqa"
                found[-1] = replace(whole, role="within", kind=None, order=0, kind_span=None, admin=admin)
                mention = replace(mention, role=whole.role, chained=False)
                mention = replace(mention, kind=whole.kind, order=whole.order, kind_span=whole.kind_span)
        found.append(mention)
    return found


def _is_kind_of(annotation: Annotation, whole: PlaceMention, part: PlaceMention) -> bool:
    """ "the Idlib town of Binnish", "the Damascus neighborhood of Bab Touma": the kind is that of the second name."""
    between = range(whole.last, part.first)
    return (
        whole.kind_span is not None
        and whole.kind_span[0] > whole.end
        and len(between) == 1
        and annotation.plays(whole.last, "of")
        and annotation.plays(whole.first - 1, "determiner")
    )


def _owns(annotation: Annotation, one: PlaceMention, two: PlaceMention) -> bool:
    """ "Hama's al Arba'in neighborhood": the first contains the second."""
    between = two.first - one.last
    return 0 < between <= _OWNED and bool(_POSSESSIVE.fullmatch(annotation.doc[one.last].text))


def read_location(
    annotation: Annotation, first: int, last: int, names: PlaceNames, role: Role, *, area: bool
) -> list[PlaceMention]:
    """The places that tokens first..last name, which are known to name one ("Location: …").

    `area`: it is the field of an administrative area. The first part is the place, those behind it contain it.
    """
    tokens = _index(annotation)
    tokens.blocked -= _titles_of_places(annotation, tokens, names)
    found: list[PlaceMention] = []
    for begin, end in _runs(annotation, tokens):
        run = max(begin, first), min(end, last)
        name = _strip(annotation, tokens, names, *run) if run[0] < run[1] else None
        if (
            name is None
            or any(i in tokens.site for i in range(*run))
            or (name.first in tokens.blocked and name.first not in tokens.part)
            or _in_brackets(annotation, first, name.first)
        ):
            continue
        if name.kind is None and name.last < last:
            name.kind, name.kind_behind = _kind_behind(annotation, tokens, name.last), True
        left = _look_left(annotation, tokens, name.first, found[-1:])
        if _behind_alias(annotation, name.last) in tokens.site and name.kind is None and not area:
            continue
        admin = names.admin(_clean(annotation, name.first, name.last))
        mention = _mention(annotation, tokens, names, name, left, "within" if found else role, chained=bool(found))
        if area:
            mention = replace(mention, kind=None, order=0, admin=admin or mention.name)
        elif admin is not None and found:
            mention = replace(mention, admin=admin)
        found.append(mention)
    return found


def find_sites(annotation: Annotation) -> list[SiteMention]:
    """All buildings and spots, each with the adjectives and names before its noun."""
    doc = annotation.doc
    tokens = _index(annotation)
    sites = []
    for mention in annotation.of(SiteEntry):
        first = mention.first
        while first > 0 and _describes(annotation, tokens, first - 1):
            first -= 1
        while doc[first].is_punct and first < mention.first:
            first += 1  # the hyphen of "four-storey": numbers are no part of it
        sites.append(SiteMention(annotation.starts[first], mention.end, first, mention.last, mention.entry.category))
    return sites


@lru_cache(maxsize=KEPT)
def _index(annotation: Annotation) -> _Tokens:
    tokens = _Tokens()
    for kind_mention in annotation.of(PlaceKindEntry):
        tokens.kind.update(dict.fromkeys(range(kind_mention.first, kind_mention.last), kind_mention))
    for relation in annotation.of(RelationEntry):
        tokens.relation.update(dict.fromkeys(range(relation.first, relation.last), relation))
    for direction in annotation.of(DirectionEntry):
        tokens.direction.update(dict.fromkeys(range(direction.first, direction.last), direction))
    for site in annotation.of(SiteEntry):
        tokens.site.update(dict.fromkeys(range(site.first, site.last), site))
    for entries in (NotAPlaceEntry, WeaponEntry, CarrierEntry, ActorAdjectiveEntry):
        for mention in annotation.of(entries):
            tokens.blocked.update(range(mention.first, mention.last))
    for word in annotation.of(NotAPlaceEntry):
        if word.entry.office:
            tokens.office.update(range(word.first, word.last))
    for actor in annotation.of(ActorEntry):
        tokens.actor.update(range(actor.first, actor.last))
    tokens.munition = {weapon.last - 1 for weapon in annotation.of(WeaponEntry)}
    parties = {
        mention.last: mention.first for kind in (ActorEntry, ActorAdjectiveEntry) for mention in annotation.of(kind)
    }
    for held in annotation.of(ControlEntry):
        if annotation.doc[held.first].text == "-" and held.first in parties:
            tokens.held[held.last - 1] = parties[held.first]
    for part in annotation.of(NamePartEntry):
        tokens.part.update(range(part.first, part.last))
    for attack in annotation.of(AttackEntry):
        wording = attack.last - attack.first <= _WORDING  # "died … in X prison" holds a name
        tokens.attack.update(dict.fromkeys(range(attack.first, attack.last if wording else attack.first + 1), attack))
    return tokens


def _titles_of_places(annotation: Annotation, tokens: _Tokens, names: PlaceNames) -> set[int]:
    """The titles that begin the name of a place: one that a list holds, or that a word of place follows."""
    found: set[int] = set()
    for title in annotation.of(NotAPlaceEntry):
        last = _name_end(annotation, tokens, title.last) if title.entry.title else None
        if last is not None and (last in tokens.kind or names.is_place(_clean(annotation, title.first, last))):
            found.update(range(title.first, title.last))
    return found


# --- names --------------------------------------------------------------------------------------------------


def _runs(annotation: Annotation, tokens: _Tokens) -> list[tuple[int, int]]:
    """Token ranges of all names."""
    runs, position = [], 0
    while position < len(annotation.doc):
        begins = position in tokens.part or _NAME_WORD.match(annotation.doc[position].text)
        last = _name_end(annotation, tokens, position) if begins else None
        if last is None:
            position += 1
        else:
            runs.append((position, last))
            position = last
    return runs


def _of_a_party(annotation: Annotation, last: int) -> bool:
    """Whether a name is that of a party: "a Kadir member"."""
    i = last + 1 if last < len(annotation.doc) and annotation.doc[last].text in ('"', "'") else last
    return i < len(annotation.doc) and annotation.plays(i, "follows a party")


def _compounds(annotation: Annotation, tokens: _Tokens, names: PlaceNames) -> list[tuple[int, int]]:
    """The runs, with two names joined that are a place and its part or the ends of a road: "Hama - Salamiya"."""
    runs: list[tuple[int, int]] = []
    for run in _runs(annotation, tokens):
        if runs and run[0] - runs[-1][1] == 1 and annotation.doc[runs[-1][1]].text == "-":
            ends = [_clean(annotation, *part) for part in (runs[-1], run)]
            known = [names.is_place(end) or names.admin(end) is not None for end in ends]
            if all(known) or (any(known) and (run[1] in tokens.kind or run[0] in tokens.part)):
                runs[-1] = (runs[-1][0], run[1])
                continue
        runs.append(run)
    return runs


def _covered(run: tuple[int, int], taken: Collection[int]) -> bool:
    return bool(taken) and any(i in taken for i in range(*run))


def _is_name_word(annotation: Annotation, tokens: _Tokens, i: int) -> bool:
    text = annotation.doc[i].text
    return bool(_NAME_WORD.match(text)) and not _POSSESSIVE.fullmatch(text) and i not in tokens.actor


def _name_end(annotation: Annotation, tokens: _Tokens, first: int) -> int | None:
    """The token after the name that begins at `first`, or None where none begins there."""
    doc = annotation.doc
    i = first
    if _hyphened(annotation, first) and _NAME_WORD.match(doc[first - 2].text) and first - 2 not in tokens.blocked:
        return None  # the second half of a name that was no name
    if not _is_name_word(annotation, tokens, i):
        # "al Bara", "an-Nayrab": a particle only begins a name before a capital
        if i not in tokens.part or i in tokens.actor:
            return None
        step = _after_particle(annotation, tokens, i)
        if step is None:
            return None
        i = step
    if first in tokens.blocked and first not in tokens.part:
        return None
    end = i + 1
    while end < len(doc):
        if annotation.begins[end] and not doc[end - 1].text.endswith("-"):
            break
        if doc[end].text == "-" and not annotation.spaced(end) and not annotation.spaced(end - 1):
            step = _after_hyphen(annotation, tokens, end + 1)
            if step is None:
                break
            end = step + 1
        elif _is_name_word(annotation, tokens, end) and end not in tokens.blocked:
            end += 1
        elif end == first + 1 and doc[end].is_digit and _goes_on(annotation, tokens, end + 1):
            end += 2  # "Hay 17 Tammuz"
        elif (  # "Darat 'Izza"
            doc[end].text == "'"
            and not annotation.spaced(end)
            and annotation.spaced(end - 1)
            and end + 1 < len(doc)
            and _is_name_word(annotation, tokens, end + 1)
        ):
            end += 2
        elif (
            end in tokens.part
            and not doc[end].text[:1].isupper()
            and annotation.spaced(end - 1)
            and end not in tokens.actor
        ):
            step = _after_particle(annotation, tokens, end)
            if step is None or _is_preposition(annotation, end):
                break
            end = step + 1
        else:
            break
    return end


def _goes_on(annotation: Annotation, tokens: _Tokens, i: int) -> bool:
    return i < len(annotation.doc) and _is_name_word(annotation, tokens, i) and i not in tokens.blocked


def _hyphened(annotation: Annotation, i: int) -> bool:
    """Whether a hyphen without spaces stands before token `i`."""
    doc = annotation.doc
    return i > 1 and doc[i - 1].text == "-" and not annotation.spaced(i - 1) and not annotation.spaced(i - 2)


def _after_hyphen(annotation: Annotation, tokens: _Tokens, i: int) -> int | None:
    if i >= len(annotation.doc):
        return None
    if _is_name_word(annotation, tokens, i):
        return i
    return _after_particle(annotation, tokens, i) if i in tokens.part else None


def _is_preposition(annotation: Annotation, i: int) -> bool:
    """Words that are particles of names and prepositions too: inside a name they stand before a hyphen."""
    return annotation.plays(i, "particle or preposition") and (
        i + 1 >= len(annotation.doc) or annotation.doc[i + 1].text != "-"
    )


def _after_particle(annotation: Annotation, tokens: _Tokens, i: int) -> int | None:
    """The capitalised token that follows the particle(s) at `i`, over a hyphen or a space."""
    doc = annotation.doc
    if _is_preposition(annotation, i) and not doc[i].text[:1].isupper():
        return None
    j = i + 1
    if j < len(doc) and doc[j].text == "-":
        j += 1
    while j < len(doc) and j in tokens.part and not _NAME_WORD.match(doc[j].text):
        if _is_preposition(annotation, j):
            return None
        j += 1
        if j < len(doc) and doc[j].text == "-":
            j += 1
    if j < len(doc) and _is_name_word(annotation, tokens, j) and not annotation.begins[j]:
        return j
    return None


def _strip(annotation: Annotation, tokens: _Tokens, names: PlaceNames, first: int, last: int) -> _Name | None:
    """The name in a run: capitalised words of place and of direction at its ends are not part of it ("Eastern Ghouta",
    which a list knows by that name, stays whole)."""
    name = _Name(first, last, (first, last))
    while name.last - 1 > name.first and name.last - 1 in tokens.kind:
        name.kind, name.kind_behind = tokens.kind[name.last - 1], True
        name.last -= 1
    whole = _clean(annotation, name.first, name.last)
    while name.first in tokens.direction and name.first + 1 < name.last and not names.is_place(whole):
        name.direction = tokens.direction[name.first].entry.name
        name.first += 1
    if name.first + 1 == name.last and (name.first in tokens.kind or name.first in tokens.direction):
        return None
    return name


def _clean(annotation: Annotation, first: int, last: int) -> str:
    text = annotation.text[annotation.starts[first] : annotation.ends[last - 1]]
    return re.sub(r"['’]s?$", "", text).strip(" -–'’")


def _behind_alias(annotation: Annotation, last: int) -> int:
    """The token behind a name and an alias in brackets."""
    doc = annotation.doc
    if last < len(doc) and doc[last].text == "(":
        close = next((j for j in range(last + 1, min(last + 8, len(doc))) if doc[j].text == ")"), None)
        return last if close is None else close + 1
    return last


def _kind_behind(annotation: Annotation, tokens: _Tokens, last: int) -> Mention[PlaceKindEntry] | None:
    """The word of place that follows a name, also over an alias in brackets or behind a stroke."""
    doc = annotation.doc
    i = _behind_alias(annotation, last)
    if i < len(doc) and doc[i].text == "/":
        alias = _name_end(annotation, tokens, i + 1) if i + 1 < len(doc) else None
        i = alias or i
    if i < len(doc) and annotation.plays(i, "before a name") and i + 1 in tokens.kind and i not in tokens.kind:
        i += 1  # "al Malikiyah border city"
    return tokens.kind.get(i)


def _shared_kinds(
    annotation: Annotation, tokens: _Tokens, runs: list[tuple[int, int]]
) -> dict[tuple[int, int], Mention[PlaceKindEntry]]:
    """ "A, B and C villages": the plural behind the last name is the kind of all of them."""
    shared: dict[tuple[int, int], Mention[PlaceKindEntry]] = {}
    for position in range(len(runs) - 1, 0, -1):
        run, before = runs[position], runs[position - 1]
        kind = shared.get(run) or tokens.kind.get(run[1])
        if kind is None or kind.entry.admin or kind.entry.part_of or annotation.doc[kind.first].norm == kind.entry.name:
            continue
        between = range(before[1], run[0])
        if between and all(annotation.doc[i].text in (",", "&") or annotation.plays(i, "and") for i in between):
            shared[before] = shared[run] = kind
    return shared


def _in_brackets(annotation: Annotation, first: int, i: int) -> bool:
    opened = [token.text for token in annotation.doc[first:i] if token.text in "()"]
    return bool(opened) and opened[-1] == "("


# --- what stands before a name ------------------------------------------------------------------------------


def _look_left(annotation: Annotation, tokens: _Tokens, first: int, before: list[PlaceMention]) -> _Left:
    """Walk back from a name over articles, compass words and words of place to what it hangs on."""
    doc = annotation.doc
    left = _Left()
    compass_of = False  # "north of X": beside it
    i = first - 1
    for hops in range(_REACH):
        if i < 0 or annotation.begins[i + 1]:
            break
        previous = before[-1] if before else None
        if previous is not None and (
            previous.last == i + 1 or (previous.last == i and _POSSESSIVE.fullmatch(doc[i].text))
        ):
            if hops or previous.last == i:
                left.follows = "chain"  # "Jisreen town east of Damascus", "Hama's al Arba'in neighborhood"
            return left
        if doc[i].text in (",", "&", "/") or annotation.plays(i, "and") or annotation.plays(i, "or"):
            if previous is not None and _reaches(annotation, tokens, previous, i):
                comma = doc[i].text == "," and not _list_goes_on(annotation, tokens, first)
                left.follows = "chain" if comma else "list"
            return left
        if i in tokens.kind:
            mention = tokens.kind[i]
            if mention.entry.part_of:
                left.edge = left.edge or mention.entry.edge
                left.around = left.around or not mention.entry.edge
            elif left.kind is None:
                left.kind = mention
            i = mention.first - 1
        elif i in tokens.direction:
            left.direction = tokens.direction[i].entry.name
            compass_of = annotation.plays(i + 1, "of")
            i = tokens.direction[i].first - 1
        elif annotation.plays(i, "of") and not (i in tokens.relation and tokens.relation[i].first < i):
            if i > 0 and (i - 1 in tokens.kind or i - 1 in tokens.direction):
                i -= 1
                continue
            left.role, left.weak = _role_of(annotation, tokens, i)
            return left
        elif i in tokens.relation:
            relation = tokens.relation[i]
            beside = relation.entry.role == "in" and compass_of and left.kind is None
            left.at = relation.first
            left.role = "near" if beside else "in" if relation.entry.role == "of" else relation.entry.role
            if left.role == "in" and _fired_from(annotation, tokens, relation.first):
                left.role = "from"
            aimed = i in tokens.attack or relation.first - 1 in tokens.munition  # "dropped barrel bombs on X"
            left.weak = annotation.plays(relation.last - 1, "leads to persons too") and not aimed
            return left
        elif i in tokens.attack and tokens.attack[i].entry.verb:
            left.role, left.weak = "in", True
            return left
        elif i in tokens.held:
            i = tokens.held[i] - 1  # "in rebel-held Saraqib"
        elif annotation.plays(i, "determiner") and annotation.plays(i + 1, "determiner"):
            break  # "the governorate that the X controlled": a clause
        elif doc[i].text in _MARKS or annotation.plays(i, "determiner") or annotation.plays(i, "before a name"):
            if (
                previous is not None
                and previous.role == "between"
                and i > 0
                and not annotation.plays(i, "determiner")
                and previous.last == i
                and doc[i].text not in _MARKS
            ):
                left.follows = "list"  # "from X to Y"
                return left
            i -= 1
        else:
            break
    if compass_of and left.role is None:
        left.role = "near"
    return left


def _fired_from(annotation: Annotation, tokens: _Tokens, i: int) -> bool:
    """Whether the words before token `i` are where somebody fired from: "from a base in X", "from positions in X"."""
    if i == 0 or not annotation.plays(i - 1, "firing position"):
        return False
    for k in range(i - 2, max(i - _SHORT_WAY, -1), -1):
        if k in tokens.relation:
            return tokens.relation[k].entry.role == "from"
        word = annotation.doc[k]
        if not word.is_alpha or annotation.begins[k] or k in tokens.attack:
            return False
    return False


def _role_of(annotation: Annotation, tokens: _Tokens, of: int) -> tuple[Role, bool]:
    """The role of a name behind "of": that of the attack, spot or area before it, or loose ("the mayor of X")."""
    before = of - 1
    struck = before in tokens.attack and tokens.attack[before].entry.rank > _KILLING
    if struck or before in tokens.site or annotation.plays(before, "part of a place"):
        return "in", False
    return "of", True


def _reaches(annotation: Annotation, tokens: _Tokens, previous: PlaceMention, i: int) -> bool:
    """Whether nothing but joints, words of place and an alias stands between the previous name and token `i`."""
    between = range(previous.last, i)
    if len(between) > 7 or any(annotation.begins[j] for j in between):
        return False
    if between and annotation.doc[between[0]].text == "(" and any(annotation.doc[j].text == ")" for j in between):
        return True
    return all(
        annotation.doc[j].text in (",", "&")
        or annotation.plays(j, "and")
        or annotation.plays(j, "determiner")
        or j in tokens.kind
        for j in between
    )


def _list_goes_on(annotation: Annotation, tokens: _Tokens, first: int) -> bool:
    """Whether an "and" + name closes the list that the name at `first` stands in ("A, B and C")."""
    doc = annotation.doc
    for i in range(first, min(first + 14, len(doc))):
        text = doc[i].text
        if text == "&" or annotation.plays(i, "and"):
            return (
                i + 1 < len(doc)
                and (bool(_NAME_WORD.match(doc[i + 1].text)) or i + 1 in tokens.part)
                and i + 1 not in tokens.direction
                and i + 1 not in tokens.actor
            )
        if not (_NAME_WORD.match(text) or i in tokens.part or i in tokens.kind or text in (",", "-", "(", ")")):
            return False
        if i in tokens.direction:
            return False
    return False


# --- the verdict --------------------------------------------------------------------------------------------


def _judge(
    annotation: Annotation,
    tokens: _Tokens,
    names: PlaceNames,
    run: tuple[int, int],
    shared: Mention[PlaceKindEntry] | None,
    before: list[PlaceMention],
) -> PlaceMention | None:
    """The place that a run of name words stands for, or None where it names something else."""
    base = _numbered_base(annotation, tokens, run[0])
    if base is not None:
        left = _look_left(annotation, tokens, base, before)
        whole = _Name(base, run[1], (base, run[1]), tokens.kind[run[0]])
        return _mention(annotation, tokens, names, whole, left, left.role or "none", chained=False)
    name = _strip(annotation, tokens, names, *run)
    if name is None:
        return None
    text = _clean(annotation, name.first, name.last)
    if len(text) < 2 or text.isdigit():
        return None
    if any(i in tokens.site for i in range(name.first, name.last)) or name.first in tokens.attack:
        return None  # "al Ansar Mosque" is a site
    if (
        name.last in tokens.office
        or _of_a_party(annotation, name.last)
        or (name.kind is None and _SHORT_NAME.fullmatch(text))
    ):
        return None  # "Hamza Division"
    if name.kind is None and _behind_alias(annotation, name.last) in tokens.site:
        if not names.is_place(text) or names.admin(text) is not None:
            return None
        return _mention(annotation, tokens, names, name, _Left(), "of", chained=False)  # "Sayda bridge": at Sayda
    if name.kind is None and name.last < len(annotation.doc) and annotation.doc[name.last].is_digit:
        return None  # "Phase 1", "Unit 8200"
    if name.kind is None:
        name.kind = _kind_behind(annotation, tokens, name.last) or shared
        name.kind_behind = name.kind is not None
    if before and _is_alias(annotation, before[-1], name.first) and not _is_area(names, before[-1], name, text):
        return None
    if name.kind is None and names.is_country(text):
        return None
    left = _look_left(annotation, tokens, name.first, before)
    if name.kind is None:
        name.kind = left.kind
    if name.kind is not None and name.kind.entry.way:
        ends = [i for i in range(name.first, name.last) if annotation.doc[i].text == "-" and annotation.spaced(i)]
        if ends:  # "on Hama - Salamiya road": at the first of the two
            name.last, name.kind, left.role = ends[0], None, "between"
            text = _clean(annotation, name.first, name.last)
    if name.kind is not None and name.kind.entry.part_of:
        left.around, name.kind = not name.kind.entry.edge, None
        left.edge = not left.around
    left.direction = name.direction or left.direction
    if shared is not None and left.follows == "chain":
        left.follows = "list"
    if left.follows is None and before and _contains(annotation, tokens, before[-1], left):
        left.follows = "chain"  # "Abin village in the northern Aleppo countryside"
    previous = before[-1] if before and left.follows else None
    if name.kind is None and previous is not None and left.follows == "list" and previous.kind_span is not None:
        kind = next((k for k in annotation.of(PlaceKindEntry) if k.start == previous.kind_span[0]), None)
        plural = kind is not None and annotation.doc[kind.first].norm != kind.entry.name
        name.kind = kind if plural and not left.around and left.direction is None else None
    role = left.role or (previous.role if previous is not None else "none")
    if not _credible(annotation, tokens, names, name, left, text):
        return None
    return _mention(annotation, tokens, names, name, left, role, chained=left.follows == "chain")


def _numbered_base(annotation: Annotation, tokens: _Tokens, i: int) -> int | None:
    """Where the name of a base begins whose last word is token `i`, if it is called after a unit with a number:
    "Regiment 46 - Military Base", "Brigade 52 Army Base"."""
    if i not in tokens.kind:
        return None
    k = i - 1
    while k > 0 and (k in tokens.kind or k in tokens.office or annotation.doc[k].text == "-"):
        k -= 1
    return k - 1 if k > 0 and annotation.doc[k].text.isdigit() and k - 1 in tokens.office else None


def _contains(annotation: Annotation, tokens: _Tokens, previous: PlaceMention, left: _Left) -> bool:
    """Whether a name "in" which the place right before it lies contains that place."""
    if left.role != "in" or left.at is None or left.at >= len(annotation.doc) or left.at in tokens.attack:
        return False
    if previous.admin is not None or previous.role not in ("in", "none", "near", "between", "posted", "of"):
        return False
    if left.at < previous.last:
        return False
    between = range(previous.last, left.at)
    if between and annotation.doc[between[0]].text == "(":
        return annotation.doc[between[-1]].text == ")"
    apposition = any(i in tokens.kind for i in between)  # "near X, a village in Y"
    return all(
        annotation.doc[i].text == "," or (apposition and (annotation.plays(i, "determiner") or i in tokens.kind))
        for i in between
    )


def _credible(annotation: Annotation, tokens: _Tokens, names: PlaceNames, name: _Name, left: _Left, text: str) -> bool:
    """Whether enough speaks for a place: a word of place, a relation that only places have, or a list that knows it."""
    kind = name.kind
    plural = kind is not None and not kind.entry.admin and annotation.doc[kind.first].norm != kind.entry.name
    if name.kind is not None and not (plural and annotation.begins[name.first]):
        return True
    known = names.admin(text) is not None or names.is_place(text) or _candidate(annotation, name)
    if left.around or left.edge or (left.direction is not None and (known or left.role is not None)):
        return True
    if left.follows is not None:
        return known
    if left.role in ("in", "near", "between", "from", "within"):
        return known or not left.weak
    if left.role == "of":
        return known
    return known and _stands_alone(annotation, tokens, names, name, text)


def _candidate(annotation: Annotation, name: _Name) -> bool:
    """Whether a trained pipeline, where one is used, takes the name for a place."""
    return any(
        mention.entry.stands_for == "place" and mention.first <= name.first and name.last <= mention.last
        for mention in annotation.of(ModelLabelEntry)
    )


def _stands_alone(annotation: Annotation, tokens: _Tokens, names: PlaceNames, name: _Name, text: str) -> bool:
    """A known name that hangs on nothing: as the subject of an attack, or at the head of a line ("Idlib | …")."""
    after = name.last
    if after >= len(annotation.doc):
        return False
    head = name.first == 0 or (name.first == 1 and annotation.doc[0].text in _BULLETS)
    if head and annotation.doc[after].text.startswith(":"):
        return True  # "#Talbisa: two people were killed"
    if annotation.begins[name.first] and annotation.doc[after].text in ("|", ":", "-", "–", "—", "("):
        return names.admin(text) is not None and not _is_dateline(annotation, after)
    relation = tokens.relation.get(after + 1)
    lies = relation is not None and relation.entry.role in ("in", "near")
    if annotation.doc[after].text == "," and (lies or annotation.plays(after + 1, "takes up a thing")):
        return annotation.begins[name.first]  # "Arbin, in Rural Damascus governorate, is …"
    return after in tokens.attack or (
        annotation.plays(after, "be") and after + 1 < len(annotation.doc) and after + 1 in tokens.attack
    )


def _is_dateline(annotation: Annotation, after: int) -> bool:
    """Whether a name stands where a text was sent from: "Baghdad (Reuters) - "."""
    doc = annotation.doc
    behind = _behind_alias(annotation, after)
    return behind > after and behind < len(doc) and doc[behind].text in ("-", "–", "—")


def _is_area(names: PlaceNames, previous: PlaceMention, name: _Name, text: str) -> bool:
    """Whether what stands in brackets is the governorate of the place before it: "Mahkan (Deir Ez-Zour)"."""
    admin = names.admin(text)
    return (name.kind is not None and name.kind.entry.admin) or (
        admin is not None and names.admin(previous.name) != admin
    )


def _is_alias(annotation: Annotation, previous: PlaceMention, first: int) -> bool:
    """A second name in brackets or behind a stroke: "Derik (al-Malikiyah)", "Al-Malikiyah/Dayrik"."""
    doc = annotation.doc
    opener = first - 1
    if opener < 0 or doc[opener].text not in ("(", "/"):
        return False
    return (
        opener in (previous.last, previous.last - 1)
        or annotation.starts[opener] == previous.end
        or (annotation.starts[opener] - previous.end <= 1)
    )


def _mention(
    annotation: Annotation,
    tokens: _Tokens,
    names: PlaceNames,
    name: _Name,
    left: _Left,
    role: Role,
    *,
    chained: bool,
) -> PlaceMention:
    named_to = name.last
    if (
        name.kind_behind
        and name.kind is not None
        and all(token.like_num for token in annotation.doc[name.first : name.last])
    ):
        named_to = name.kind.last  # "the Second District": a number is a name only with its word
    text = _clean(annotation, name.first, named_to)
    admin = names.admin(text)
    known = admin is not None or names.is_place(text)
    kind = name.kind
    wider = _wider(annotation, tokens, names, name)
    if wider is not None and wider != admin:
        admin, kind, left.around = wider, None, False
    last = max(name.whole[1], kind.last) if kind is not None and name.kind_behind else name.whole[1]
    is_admin = kind is not None and kind.entry.admin
    start = annotation.starts[name.first]
    end = start + len(annotation.text[start : annotation.ends[named_to - 1]].rstrip(" -–'’"))
    return PlaceMention(
        text,
        start,
        min(end, start + len(text)) if annotation.text[start:].startswith(text) else end,
        name.whole[0],
        last,
        None if kind is None or is_admin else kind.entry.name,
        0 if kind is None or is_admin else kind.entry.order,
        role,
        (admin or text) if is_admin else admin if kind is None else None,
        left.around,
        known,
        left.direction,
        chained,
        left.follows == "list",
        (kind.start, kind.end) if kind is not None and not is_admin else None,
    )


def _wider(annotation: Annotation, tokens: _Tokens, names: PlaceNames, name: _Name) -> str | None:
    """A governorate whose name holds a word of place: "Damascus suburbs governorate", "rural Damascus"."""
    last = name.last
    while last in tokens.kind and tokens.kind[last].entry.part_of:
        last = tokens.kind[last].last
    first = name.first
    while first - 1 in tokens.kind and tokens.kind[first - 1].entry.part_of:
        first = tokens.kind[first - 1].first
    for one, two in ((name.first, last), (first, name.last)):
        if (one, two) != (name.first, name.last):
            admin = names.admin(_clean(annotation, one, two))
            if admin is not None:
                return admin
    return None


def _describes(annotation: Annotation, tokens: _Tokens, i: int) -> bool:
    """Whether the token before a site noun still belongs to it: a name, an adjective, a hyphen."""
    token = annotation.doc[i]
    if annotation.begins[i] or i in tokens.relation or i in tokens.attack or annotation.plays(i, "determiner"):
        return False
    if token.is_punct and token.text not in ("-", "'", "'s"):
        return False
    return (not token.is_stop and not token.like_num) or token.text == "'s"
