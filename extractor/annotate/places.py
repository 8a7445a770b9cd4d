"""Names of places in a paragraph, each with its kind and its part in the sentence.

A name is a run of capitalised words and the particles between them. It is taken for a place where a word of
place stands beside it ("Mahkan town", "the village of Hardoub"), where a relation leads to it ("bombed Darat
Ezza"), or where the gazetteer knows it and the sentence lets it be one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from extractor.knowledge import Annotation, Mention
from extractor.knowledge.schema import (
    ActorAdjectiveEntry,
    ActorEntry,
    AttackEntry,
    CarrierEntry,
    DirectionEntry,
    NamePartEntry,
    NotAPlaceEntry,
    PlaceKindEntry,
    RelationEntry,
    SiteEntry,
    WeaponEntry,
)

Role = Literal["in", "near", "between", "from", "within", "none"]


class PlaceNames(Protocol):
    """What this module asks of a gazetteer."""

    def is_place(self, name: str) -> bool:
        """Whether a list holds the name, however it is transliterated."""

    def admin(self, name: str) -> str | None:
        """The canonical name of the first-level area (governorate) that `name` spells, or None."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A named place: characters start..end are the name alone, first..last the tokens with its kind word.

    `kind` is the word of place beside it (town, village, …) or None. `admin` is the canonical governorate where
    the name stands for one. `around`: the land around it is meant ("the countryside of X"). `known`: a list
    holds the name. `role` is how it hangs on the sentence; `chained` marks a name that follows another one
    after a comma and contains it ("Jisreen town, Eastern Ghouta"), `listed` one that is listed beside it.
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
    aliases: tuple[str, ...] = ()
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
    actor: set[int] = field(default_factory=set)
    part: set[int] = field(default_factory=set)
    attack: set[int] = field(default_factory=set)


_NAME_WORD = re.compile(r"^[A-Z\u00c0-\u00de'][\w'\u00c0-\u024f`]*$")


def find_places(annotation: Annotation, names: PlaceNames) -> list[PlaceMention]:
    """All place mentions of a paragraph in the order of the text."""
    doc = annotation.doc
    tokens = _index(annotation)
    found: list[PlaceMention] = []
    position = 0
    while position < len(doc):
        last = _name_end(annotation, tokens, position)
        if last is None:
            position += 1
            continue
        mention = _judge(annotation, tokens, names, position, last, found)
        if mention is not None:
            found.append(mention)
        position = last
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
        sites.append(
            SiteMention(doc[first].idx, mention.end, first, mention.last, mention.entry.category)
        )
    return sites


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
        for mention in annotation.of(entries):  # type: ignore[type-abstract]
            tokens.blocked.update(range(mention.first, mention.last))
    for actor in annotation.of(ActorEntry):
        tokens.actor.update(range(actor.first, actor.last))
    for part in annotation.of(NamePartEntry):
        tokens.part.update(range(part.first, part.last))
    for attack in annotation.of(AttackEntry):
        tokens.attack.update(range(attack.first, attack.last))
    return tokens


def _is_name_word(annotation: Annotation, tokens: _Tokens, i: int) -> bool:
    text = annotation.doc[i].text
    return bool(_NAME_WORD.match(text)) and not text.startswith("'") and i not in tokens.actor


def _name_end(annotation: Annotation, tokens: _Tokens, first: int) -> int | None:
    """The token after the name that begins at `first`, or None where none begins there."""
    doc = annotation.doc
    if first > 0 and doc[first - 1].text == "-" and not doc[first - 1].whitespace_ and first - 1 not in tokens.blocked:
        previous_is_name = first > 1 and _NAME_WORD.match(doc[first - 2].text)
        if previous_is_name:
            return None
    i = first
    if not _is_name_word(annotation, tokens, i):
        # "al Bara", "an-Nayrab": a particle only begins a name before a capital
        if i not in tokens.part or i in tokens.actor:
            return None
        step = _after_particle(annotation, tokens, i)
        if step is None:
            return None
        i = step
    if first in tokens.blocked and doc[first].text[:1].isupper() and first not in tokens.part:
        return None
    end = i + 1
    while end < len(doc):
        if doc[end].is_sent_start and not doc[end - 1].text.endswith("-"):
            break
        if doc[end].text == "-" and not doc[end].whitespace_ and not doc[end - 1].whitespace_:
            after = end + 1
            if after < len(doc) and (
                _is_name_word(annotation, tokens, after) or after in tokens.part
            ):
                step = after if _is_name_word(annotation, tokens, after) else _after_particle(annotation, tokens, after)
                if step is not None:
                    end = step + 1
                    continue
            break
        if _is_name_word(annotation, tokens, end) and end not in tokens.blocked:
            end += 1
            continue
        if end in tokens.part and not doc[end].text[:1].isupper() and doc[end - 1].whitespace_ and end not in tokens.actor:
            step = _after_particle(annotation, tokens, end)
            if step is not None and not _is_preposition(annotation, end):
                end = step + 1
                continue
        break
    return end


def _is_preposition(annotation: Annotation, i: int) -> bool:
    """"at", "as" and "an" are English words too: inside a name they stand before a hyphen."""
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
    if j < len(doc) and _is_name_word(annotation, tokens, j) and not doc[j].is_sent_start:
        return j
    return None


def _judge(
    annotation: Annotation, tokens: _Tokens, names: PlaceNames, first: int, last: int, before: list[PlaceMention]
) -> PlaceMention | None:
    """The place that tokens first..last name, or None where they name something else."""
    doc = annotation.doc
    # capitalised words of place at either end belong to the kind, not to the name
    kind = kind_at = None
    name_first, name_last = first, last
    while name_last - 1 > name_first and name_last - 1 in tokens.kind and not tokens.kind[name_last - 1].entry.admin:
        kind, kind_at = tokens.kind[name_last - 1], "after"
        name_last -= 1
    while name_last - 1 > name_first and name_last - 1 in tokens.kind:
        kind, kind_at = tokens.kind[name_last - 1], "after"
        name_last -= 1
    while name_first in tokens.direction and name_first + 1 < name_last and not _known(annotation, names, name_first, name_last):
        name_first += 1
    if name_first in tokens.kind and name_first + 1 == name_last:
        return None
    if any(i in tokens.site for i in range(name_first, name_last)):
        return None  # "al Ansar Mosque" is a site
    if name_last in tokens.site and kind is None:
        return None
    if kind is None and name_last in tokens.kind:
        kind, kind_at = tokens.kind[name_last], "after"
    if kind is None:
        ahead = _kind_ahead(annotation, tokens, name_last)
        if ahead is not None:
            kind, kind_at = ahead, "after"
    name = _clean(annotation, name_first, name_last)
    if not name or name.isdigit() or len(name) < 2:
        return None

    relation, hops, listed_after, direction, around, kind_before = _look_left(annotation, tokens, name_first, before)
    if kind is None and kind_before is not None:
        kind, kind_at = kind_before, "before"
    if kind is not None and kind.entry.part_of:
        around, kind = True, None
    admin = names.admin(name)
    known = admin is not None or names.is_place(name)
    if kind is not None and kind.entry.admin:
        canonical = admin or name
        whole_last = max(last, kind.last) if kind_at == "after" else last
        return PlaceMention(
            name, doc[name_first].idx, _end(annotation, name_last), first, whole_last, None, 0,
            _role(relation), canonical, around, known, direction,
        )
    listed = listed_after is not None and listed_after == "and"
    chained = listed_after is not None and listed_after == "comma"
    previous = before[-1] if before and (listed or chained) else None
    role = _role(relation)
    if previous is not None:
        role = previous.role if role == "none" else role
        if listed and kind is None and previous.kind is not None and not admin:
            kind_name, order = previous.kind, previous.order
        else:
            kind_name, order = (kind.entry.name, kind.entry.order) if kind else (None, 0)
    else:
        kind_name, order = (kind.entry.name, kind.entry.order) if kind else (None, 0)
    if kind is None and previous is None and relation is None and direction is None and not around:
        if not (known and _dateline(annotation, last)):
            return None
    if kind is None and relation is not None and relation.entry.role == "of" and not (known or around or direction):
        return None
    if kind is None and relation is None and direction is not None and not known:
        return None
    if kind is None and chained and not known and not direction:
        return None
    if kind is None and listed and not known:
        return None
    if kind is None and not known and relation is not None and not around and _person_like(annotation, relation):
        return None
    aliases = _aliases(annotation, name_last)
    whole_last = max(last, kind.last) if kind is not None and kind_at == "after" else last
    if admin is not None and kind_name is None and (direction is not None or around or chained):
        return PlaceMention(
            name, doc[name_first].idx, _end(annotation, name_last), first, whole_last, None, 0, role, admin,
            around, True, direction, chained, listed,
        )
    return PlaceMention(
        name, doc[name_first].idx, _end(annotation, name_last), first, whole_last, kind_name, order, role,
        admin if kind_name is None else None, around, known, direction, chained, listed, aliases,
        (kind.start, kind.end) if kind is not None else None,
    )


def _end(annotation: Annotation, last: int) -> int:
    token = annotation.doc[last - 1]
    return token.idx + len(token)


def _clean(annotation: Annotation, first: int, last: int) -> str:
    text = annotation.text[annotation.doc[first].idx : _end(annotation, last)]
    return re.sub(r"['’]s?$", "", text).strip(" -–'’")


def _known(annotation: Annotation, names: PlaceNames, first: int, last: int) -> bool:
    return names.is_place(_clean(annotation, first, last))


def _dateline(annotation: Annotation, last: int) -> bool:
    """"QAMISHLI, Syria (": a place with nothing before it only counts at the head of a text."""
    return False


def _kind_ahead(annotation: Annotation, tokens: _Tokens, last: int) -> Mention[PlaceKindEntry] | None:
    """The word of place that follows a name over an alias in brackets, "'s" or "IDPs"."""
    doc = annotation.doc
    i = last
    if i < len(doc) and doc[i].text in ("'s", "'"):
        return None
    if i < len(doc) and doc[i].text in ("(", "/"):
        close = next((j for j in range(i + 1, min(i + 8, len(doc))) if doc[j].text == ")"), None)
        if doc[i].text == "(" and close is not None:
            i = close + 1
    elif i < len(doc) and doc[i].text[:1].isupper() is False and i + 1 < len(doc) and i + 1 in tokens.kind and doc[i].text.isalpha():
        return tokens.kind[i + 1] if i in tokens.kind or i in tokens.direction else None
    return tokens.kind.get(i)


def _aliases(annotation: Annotation, last: int) -> tuple[str, ...]:
    doc = annotation.doc
    if last < len(doc) and doc[last].text == "(":
        close = next((j for j in range(last + 1, min(last + 8, len(doc))) if doc[j].text == ")"), None)
        if close is not None and close > last + 1:
            return (_clean(annotation, last + 1, close),)
    return ()


_MARKS = frozenset(("#", "(", '"', "'"))


def _look_left(
    annotation: Annotation, tokens: _Tokens, first: int, before: list[PlaceMention]
) -> tuple[Mention[RelationEntry] | None, int, str | None, str | None, bool, Mention[PlaceKindEntry] | None]:
    """What stands before a name: relation, hops, how it follows another name, direction, around, kind word."""
    doc = annotation.doc
    direction: str | None = None
    around = False
    kind: Mention[PlaceKindEntry] | None = None
    direction_of = False
    i = first - 1
    hops = 0
    while i >= 0:
        text, of = doc[i].lower_, annotation.plays(i, "of")
        if before and before[-1].last == i + 1 and hops == 0:
            return None, hops, None, direction, around, kind
        if (text in (",", "&", "/") or annotation.plays(i, "and") or annotation.plays(i, "or")) and before:
            reach = i
            while reach > 0 and (
                doc[reach - 1].text in (",", "&") or annotation.plays(reach - 1, "and") or annotation.plays(reach - 1, "determiner")
                or reach - 1 in tokens.kind
            ):
                reach -= 1
            if before[-1].last >= reach or _closes_alias(annotation, before[-1], reach):
                comma = text == "," and not _list_goes_on(annotation, tokens, first)
                return None, hops, "comma" if comma else "and", direction, around, kind
            return None, hops, None, direction, around, kind
        if i in tokens.kind:
            mention = tokens.kind[i]
            if mention.entry.part_of:
                around = True
            elif kind is None:
                kind = mention
            i = mention.first - 1
        elif i in tokens.direction:
            direction = tokens.direction[i].entry.name
            direction_of = i + 1 < len(doc) and annotation.plays(i + 1, "of")
            i = tokens.direction[i].first - 1
        elif of or text in _MARKS or annotation.plays(i, "determiner") or annotation.plays(i, "before a name"):
            if of and i in tokens.relation and tokens.relation[i].first < i:
                relation = tokens.relation[i]
                return relation, hops, None, direction, around, kind
            if of and not _place_word_before(annotation, tokens, i):
                return tokens.relation.get(i), hops, None, direction, around, kind
            i -= 1
        elif i in tokens.relation:
            relation = tokens.relation[i]
            if relation.entry.role == "in" and direction_of and kind is None:
                return _near(annotation, relation), hops, None, direction, around, kind
            return relation, hops, None, direction, around, kind
        elif direction_of:
            return None, hops, None, direction, True, kind
        else:
            return None, hops, None, direction, around, kind
        hops += 1
        if hops > 9 or doc[i + 1].is_sent_start:
            break
    return None, hops, None, direction, around, kind


def _near(annotation: Annotation, relation: Mention[RelationEntry]) -> Mention[RelationEntry]:
    """"in the north of X", "to the south of X": beside X, not in it."""
    return replace(relation, entry=relation.entry.model_copy(update={"role": "near"}))


def _place_word_before(annotation: Annotation, tokens: _Tokens, i: int) -> bool:
    j = i - 1
    return j in tokens.kind or j in tokens.direction


def _closes_alias(annotation: Annotation, previous: PlaceMention, reach: int) -> bool:
    """Only an alias in brackets or a word of place stands between the previous name and here."""
    between = annotation.doc[previous.last : reach]
    if len(between) > 6 or any(token.is_sent_start for token in between):
        return False
    texts = [token.text for token in between]
    return bool(texts) and ((texts[0] == "(" and texts[-1] == ")") or len(texts) == 1)


def _list_goes_on(annotation: Annotation, tokens: _Tokens, first: int) -> bool:
    """Whether an "and" + name closes the list that the name at `first` stands in ("A, B and C")."""
    doc = annotation.doc
    i = first
    while i < min(first + 14, len(doc)):
        text = doc[i].lower_
        if text == "&" or annotation.plays(i, "and"):
            return i + 1 < len(doc) and (
                bool(_NAME_WORD.match(doc[i + 1].text)) or i + 1 in tokens.part
            ) and i + 1 not in tokens.direction and i + 1 not in tokens.actor
        if not (_NAME_WORD.match(doc[i].text) or i in tokens.part or i in tokens.kind or text in (",", "-", "(", ")")):
            return False
        if i in tokens.direction:
            return False
        i += 1
    return False


def _role(relation: Mention[RelationEntry] | None) -> Role:
    if relation is None:
        return "none"
    role = relation.entry.role
    return "in" if role == "of" else role


def _person_like(annotation: Annotation, relation: Mention[RelationEntry]) -> bool:
    """Unknown names after verbs ("targeted X") may be persons; after prepositions of place they are places."""
    return annotation.plays(relation.last - 1, "leads to persons too")


def _describes(annotation: Annotation, tokens: _Tokens, i: int) -> bool:
    """Whether the token before a site noun still belongs to it: a name, an adjective, a hyphen."""
    token = annotation.doc[i]
    if token.is_sent_start or i in tokens.relation or i in tokens.attack or annotation.plays(i, "determiner"):
        return False
    if token.is_punct and token.text not in ("-", "'", "'s"):
        return False
    return not token.is_stop and not token.like_num or token.text == "'s"
