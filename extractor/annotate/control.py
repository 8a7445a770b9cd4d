"""Who holds a place, then and now, from explicit wording only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from extractor.knowledge import Annotation, Mention
from extractor.knowledge.schema import (
    ActorAdjectiveEntry,
    ActorEntry,
    AttackEntry,
    ControlEntry,
    CueEntry,
    DirectionEntry,
    NamePartEntry,
    PlaceKindEntry,
    RelationEntry,
)


@dataclass(frozen=True, slots=True)
class ControlMention:
    """One statement about control: tokens first..last, characters start..end, its holders."""

    when: Literal["then", "now"]
    holders: tuple[Mention[ActorEntry], ...]
    joint: bool
    start: int
    end: int
    first: int
    last: int
    subject_kind: str | None  # the word of place that it is said of ("The town was …"), where there is one
    subject_span: tuple[int, int] | None
    areas: bool = False  # it is said of areas in general, and they are what was hit
    adjective: bool = False  # "rebel-held X": it is said of the place right behind


# What may stand between "rebel-held" and the name of a place, or for it.
_OF_PLACES = (PlaceKindEntry, DirectionEntry, NamePartEntry)
# Words between two joint holders: "X together with factions of the Y".
_BETWEEN = 4
# How far from the words of control their holder may stand, in tokens: the longest in the development texts is 9.
_REACH = 14
# Words that say that another place is meant stand at most so many tokens from those of control.
_NEAR = 3


def find_control(annotation: Annotation) -> list[ControlMention]:
    """All statements of control in a paragraph; those about the launch site or areas in general are left out."""
    general = [cue for cue in annotation.of(CueEntry) if cue.entry.name == "not this place"]
    joint = [cue for cue in annotation.of(CueEntry) if cue.entry.name == "joint"]
    found = []
    for mention in annotation.of(ControlEntry):
        first, last = _sentence(annotation, mention.first)
        elsewhere = [
            cue
            for cue in general
            if first <= cue.first < last and cue.first - _NEAR <= mention.first < max(cue.last, cue.first + _NEAR + 1)
        ]
        if elsewhere and not _were_hit(annotation, elsewhere[0], first, last):
            continue
        if _is_adjective(annotation, mention) and not _of_a_place(annotation, mention.last):
            continue
        holders = _holders(annotation, mention, first, last) or _taken_up(annotation, mention, first)
        if not holders:
            continue
        begin = min([mention.first, *(holder.first for holder in holders if holder.first >= first)])
        end = max(mention.last, holders[-1].last)
        subject = _subject(annotation, first, mention.first)
        found.append(
            ControlMention(
                mention.entry.when,
                tuple(holders),
                any(begin <= cue.first < end for cue in joint) or len(holders) > 1,
                annotation.starts[begin],
                annotation.ends[end - 1],
                begin,
                end,
                subject.entry.name if subject else None,
                (subject.start, subject.end) if subject else None,
                bool(elsewhere),
                _is_adjective(annotation, mention),
            )
        )
    return found


def _were_hit(annotation: Annotation, areas: Mention[CueEntry], first: int, last: int) -> bool:
    """Whether areas in general are what was hit: "strikes on areas held by X", "areas run by X witnessed gunfire"."""
    if any(annotation.plays(i, "lives through") for i in range(areas.last, last)):
        return True
    led = any(
        relation.entry.role == "in" and 0 <= areas.first - relation.last <= 1
        for relation in annotation.of(RelationEntry)
    )
    return led and any(first <= attack.first < areas.first for attack in annotation.of(AttackEntry))


def _sentence(annotation: Annotation, token: int) -> tuple[int, int]:
    return next((pair for pair in annotation.sentences if pair[0] <= token < pair[1]), (0, len(annotation.doc)))


def _holders(
    annotation: Annotation, mention: Mention[ControlEntry], first: int, last: int
) -> list[Mention[ActorEntry]]:
    actors = [actor for actor in annotation.of(ActorEntry) if first <= actor.first and actor.last <= last]
    actors += _by_adjective(annotation, mention, actors)
    inside = [actor for actor in actors if mention.first <= actor.first < mention.last]
    if inside:
        return inside
    if _is_adjective(annotation, mention):  # "an attack by X on rebel-held Y": the word right before alone
        return [actor for actor in actors if actor.last == mention.first]
    if mention.entry.holder == "before":
        before = [actor for actor in actors if actor.last <= mention.first and mention.first - actor.last <= _REACH]
        return _joined(annotation, before, from_end=True)
    after = [actor for actor in actors if actor.first >= mention.last and actor.first - mention.last <= _REACH]
    return _joined(annotation, after, from_end=False)


def _is_adjective(annotation: Annotation, mention: Mention[ControlEntry]) -> bool:
    """ "rebel-held", "government-controlled"."""
    return annotation.doc[mention.first].text == "-"


def _of_a_place(annotation: Annotation, i: int) -> bool:
    """Whether what follows at token `i` is a place: not in "the Houthi-run health ministry"."""
    if i >= len(annotation.doc):
        return False
    roles = ("part of a place", "land that is held")
    before_a_name = any(word.first == i for entry in _OF_PLACES for word in annotation.of(entry))
    return annotation.doc[i].text[0].isupper() or before_a_name or any(annotation.plays(i, role) for role in roles)


def _by_adjective(
    annotation: Annotation, mention: Mention[ControlEntry], named: list[Mention[ActorEntry]]
) -> list[Mention[ActorEntry]]:
    """A party that only its adjective names within the words of control: "under opposition control", "rebel-held"."""
    begin = mention.first - (annotation.doc[mention.first].text == "-")
    taken = {i for actor in named for i in range(actor.first, actor.last)}
    return [
        Mention(ActorEntry(name=word.entry.name, parts=word.entry.parts), word.start, word.end, word.first, word.last)
        for word in annotation.of(ActorAdjectiveEntry)
        if begin <= word.first < mention.last and taken.isdisjoint(range(word.first, word.last))
    ]


def _taken_up(annotation: Annotation, mention: Mention[ControlEntry], first: int) -> list[Mention[ActorEntry]]:
    """The party that the sentence before is about, its first one, else the last one before it: for "the group has ruled
    the city since"."""
    if mention.entry.holder != "before":
        return []
    cues = [cue for cue in annotation.of(CueEntry) if cue.entry.name == "the group"]
    if not any(first <= cue.first and 0 <= mention.first - cue.last <= _BETWEEN for cue in cues):
        return []
    before = [actor for actor in annotation.of(ActorEntry) if actor.last <= first]
    begin = max((begin for begin, _ in annotation.sentences if begin < first), default=0)
    return [actor for actor in before if actor.first >= begin][:1] or before[-1:]


def _joined(annotation: Annotation, actors: list[Mention[ActorEntry]], *, from_end: bool) -> list[Mention[ActorEntry]]:
    """The nearest actor and those tied to it by "and", a comma or a bracket."""
    if not actors:
        return []
    breaks = _breaks(annotation)
    chain = [actors[-1] if from_end else actors[0]]
    rest = list(reversed(actors[:-1])) if from_end else actors[1:]
    for actor in rest:
        left, right = (actor, chain[0]) if from_end else (chain[-1], actor)
        between = [i for i in range(left.last, right.first) if not annotation.doc[i].is_punct]
        parted = any(token.text == ";" for token in annotation.doc[left.last : right.first])
        if parted or len(between) > _BETWEEN or not breaks.isdisjoint(between):
            break
        chain = [actor, *chain] if from_end else [*chain, actor]
    return chain


def _breaks(annotation: Annotation) -> set[int]:
    """Tokens that part one statement from the next: "by X on areas held by Y" says nothing of X and Y at once."""
    parting: list[Mention[Any]] = [*annotation.of(ControlEntry), *annotation.of(PlaceKindEntry)]
    parting += [relation for relation in annotation.of(RelationEntry) if relation.entry.role not in ("of", "between")]
    return {i for mention in parting for i in range(mention.first, mention.last)}


def _subject(annotation: Annotation, first: int, before: int) -> Mention[PlaceKindEntry] | None:
    """The word for a kind of place that is held: of those before it the last, a definite one ("the camp lies in an
    area held by") before any other."""
    kinds = [
        kind
        for kind in annotation.of(PlaceKindEntry)
        if first <= kind.first < before and not kind.entry.admin and not kind.entry.part_of
    ]
    definite = [kind for kind in kinds if annotation.plays(kind.first - 1, "takes up")]
    return next(iter(reversed(definite or kinds)), None)
