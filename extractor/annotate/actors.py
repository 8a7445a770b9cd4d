"""Parties in a sentence, and which of them acts.

A party acts where "by" leads to it, where it is the subject of an attack verb, or where it stands before the
means or the attack ("Turkish drone", "Syrian regime forces' artillery shelling"). A party that is targeted,
that holds the place or that is among the victims doesn't.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from extractor.knowledge import KEPT, Annotation, Mention
from extractor.knowledge.schema import (
    ActorAdjectiveEntry,
    ActorEntry,
    AgentWordEntry,
    AssessmentEntry,
    AttackEntry,
    CarrierEntry,
    CasualtyEntry,
    CueEntry,
    ForceEntry,
    ModelLabelEntry,
    SiteEntry,
    WeaponEntry,
)


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A party by its canonical names (several where one phrase names several), tokens and characters.

    `agent` is the rule by which it acts ("by", "subject", "means"), or None where nothing says that it acts.
    `believed`: the word that leads to it makes it an accusation ("residents blame …"). `alternative`: an "or" ties it
    to the party before it.
    """

    actors: tuple[str, ...]
    start: int
    end: int
    first: int
    last: int
    agent: str | None
    unidentified: bool
    fallback: bool
    believed: bool = False
    alternative: bool = False


def find_actors(
    annotation: Annotation, control: list[tuple[int, int]], victims: list[tuple[int, int]]
) -> list[ActorMention]:
    """All parties of a paragraph. `control` and `victims`: token ranges in which a party can't act."""
    found: list[ActorMention] = []
    arguments = [cue.first for cue in annotation.of(CueEntry) if cue.entry.name == "argument"]
    for mention in _mentions(annotation):
        if found and _is_alias(annotation, found[-1], mention):
            found[-1] = replace(found[-1], last=mention.last)
            continue
        first, last = next(
            (pair for pair in annotation.sentences if pair[0] <= mention.first < pair[1]), (0, len(annotation.doc))
        )
        inside = [span for span in control if span[0] <= mention.first < span[1]]
        entry = mention.entry
        agent: str | None
        if isinstance(entry, ActorEntry) and entry.predicate:
            agent, believed = "predicate", False
        else:
            agent, believed = _agent(annotation, mention, first, last, victims)
            if inside and not (agent == "subject" and _attacks_first(annotation, mention.last, inside[0][1])):
                agent, believed = None, False
        if agent is None and any(first <= at < mention.first + _ARGUED for at in arguments):
            agent = "argument"  # "the firing was placed at a base which ACTOR held"
        found.append(_party(mention, agent, believed, fallback=isinstance(entry, ActorEntry) and entry.fallback))
    return _joined(annotation, sorted([*found, *_own_forces(annotation, found)], key=lambda actor: actor.first))


def _attacks_first(annotation: Annotation, first: int, last: int) -> bool:
    """Whether a party that holds the place attacks before that is said: "X raided a house in Y, a town it controls"."""
    return any(attack.entry.verb and first <= attack.first < last for attack in annotation.of(AttackEntry))


def _own_forces(annotation: Annotation, found: Sequence[ActorMention]) -> list[ActorMention]:
    """Parties that act through their own: "ISIS has held the city since 2014. On Sunday its fighters shot two men."."""
    mine = []
    for cue in annotation.of(CueEntry):
        before = [actor for actor in found if actor.last <= cue.first]
        if cue.entry.name != "its forces" or not before:
            continue
        last = next((end for begin, end in annotation.sentences if begin <= cue.first < end), len(annotation.doc))
        if _subject_of_attack(annotation, cue, last):
            party = replace(before[-1], start=cue.start, end=cue.end, first=cue.first, last=cue.last)
            mine.append(replace(party, agent="subject", believed=False, alternative=False))
    return mine


def _party(
    mention: Mention[ActorEntry] | Mention[ActorAdjectiveEntry], agent: str | None, believed: bool, *, fallback: bool
) -> ActorMention:
    entry = mention.entry
    return ActorMention(
        tuple(entry.parties),
        mention.start,
        mention.end,
        mention.first,
        mention.last,
        agent,
        isinstance(entry, ActorEntry) and entry.unidentified,
        fallback,
        believed,
    )


def _joined(annotation: Annotation, actors: list[ActorMention]) -> list[ActorMention]:
    """A party that acts makes those act that "and" or "or" ties to it: "fighters of X and of Y shelled the town"."""
    result = [
        replace(actor, alternative=bool(i) and _coordinated(annotation, actors[i - 1], actor, ("or",)))
        for i, actor in enumerate(actors)
    ]
    for i, actor in enumerate(result):  # "only government and Russian forces": no vague name beside a better one
        if actor.fallback and i + 1 < len(actors) and _coordinated(annotation, actor, actors[i + 1], ("and", "or")):
            result[i] = replace(actor, fallback=False)
    for order in (range(1, len(actors)), range(len(actors) - 2, -1, -1)):
        step = -1 if order.step == 1 else 1
        for i in order:
            one, other = result[i], result[i + step]
            if (
                one.agent is None
                and other.agent not in (None, "predicate")
                and _listed(annotation, actors, min(i, i + step))
            ):
                result[i] = replace(one, agent=other.agent, believed=other.believed)
    return result


def _listed(annotation: Annotation, actors: Sequence[ActorMention], k: int) -> bool:
    """Whether a party and the one behind it are tied by "and", or by a comma in a list that an "and" closes."""
    if k + 1 >= len(actors):
        return False
    left, right = actors[k], actors[k + 1]
    between = range(left.last, right.first)
    comma = bool(between) and all(annotation.doc[i].text == "," or annotation.plays(i, "determiner") for i in between)
    return _coordinated(annotation, left, right, ("and", "or")) or (comma and _listed(annotation, actors, k + 1))


def _coordinated(
    annotation: Annotation, left: ActorMention, right: ActorMention, conjunctions: tuple[str, ...]
) -> bool:
    between = range(left.last, right.first)
    strokes = ("/", "&") if "and" in conjunctions else ()
    roles = (*conjunctions, "of", "determiner", "before a party")
    return all(
        annotation.doc[i].text in (",", *strokes) or any(annotation.plays(i, role) for role in roles) for i in between
    ) and any(
        annotation.doc[i].text in strokes or any(annotation.plays(i, role) for role in conjunctions) for i in between
    )


def _is_alias(annotation: Annotation, previous: ActorMention | Mention[Any], mention: Mention[Any]) -> bool:
    """The short name in brackets behind the full one."""
    return (
        mention.first - previous.last == 1
        and annotation.doc[previous.last].text == "("
        and mention.last < len(annotation.doc)
        and annotation.doc[mention.last].text == ")"
    )


def read_parties(annotation: Annotation, first: int, last: int, *, believed: bool) -> list[ActorMention]:
    """The parties that tokens first..last name, where it is known that they name some ("Belligerents: …").

    A part of the list that no vocabulary holds keeps its name as written.
    """
    named: list[Mention[ActorEntry] | Mention[ActorAdjectiveEntry]] = list(annotation.of(ActorEntry))
    taken = {i for mention in named for i in range(mention.first, mention.last)}
    named += [m for m in annotation.of(ActorAdjectiveEntry) if m.first not in taken]
    known = [
        mention for mention in sorted(named, key=lambda m: m.first) if first <= mention.first and mention.last <= last
    ]
    rated = {i for mention in annotation.of(AssessmentEntry) for i in range(mention.first, mention.last)}
    found = []
    for begin, end in _parts(annotation, first, last):
        inside = [mention for mention in known if begin <= mention.first < end]
        if all(i in rated or annotation.doc[i].is_punct or annotation.plays(i, "no value") for i in range(begin, end)):
            continue  # "(probable)", "not established"
        if not inside:
            start, stop = annotation.starts[begin], annotation.ends[end - 1]
            name = annotation.text[start:stop]
            found.append(ActorMention((name,), start, stop, begin, end, "field", False, False, believed))
        found += [_party(mention, "field", believed, fallback=False) for mention in inside]
    return found


def _parts(annotation: Annotation, first: int, last: int) -> list[tuple[int, int]]:
    """Token ranges between semicolons, commas, strokes and "and"."""
    parts, begin = [], first
    for i in range(first, last + 1):
        joint = i < last and (
            annotation.doc[i].text in _JOINTS or annotation.plays(i, "and") or annotation.plays(i, "or")
        )
        if i == last or joint:
            if i > begin:
                parts.append((begin, i))
            begin = i + 1
    return parts


@lru_cache(maxsize=KEPT)
def _mentions(annotation: Annotation) -> Sequence[Mention[ActorEntry] | Mention[ActorAdjectiveEntry]]:
    """Named parties, and adjectives of nationality that stand before a word of force."""
    named = annotation.of(ActorEntry)
    taken = {i for mention in named for i in range(mention.first, mention.last)}
    forces = {i for force in annotation.of(ForceEntry) for i in range(force.first, force.last)}
    mentions: list[Mention[ActorEntry] | Mention[ActorAdjectiveEntry]] = list(named)
    parties = {mention.first for mention in named}
    for adjective in reversed(annotation.of(ActorAdjectiveEntry)):
        if adjective.first in taken:
            continue
        # "Russian fixed-wing warplanes", "Turkish military drone": up to three words may stand between
        reach = range(adjective.last, min(adjective.last + 4, len(annotation.doc)))
        for i in reach:
            tied = any(annotation.plays(i, role) for role in ("and", "or")) and i == adjective.last
            if i in forces or (tied and i + 1 in parties):  # "Syrian or Russian aircraft"
                mentions.append(adjective)
                parties.add(adjective.first)
                break
            token = annotation.doc[i]
            if (token.is_punct and token.text not in ("-", "'")) or token.is_stop or annotation.begins[i]:
                break
    mentions += _candidates(annotation, mentions)
    return sorted(mentions, key=lambda mention: mention.first)


def _candidates(
    annotation: Annotation, known: list[Mention[ActorEntry] | Mention[ActorAdjectiveEntry]]
) -> list[Mention[ActorEntry]]:
    """What a trained pipeline, where one is used, takes for a party and no vocabulary holds: named as written."""
    taken = {i for mention in known for i in range(mention.first, mention.last)}
    return [
        Mention(ActorEntry(name=annotation.text[m.start : m.end]), m.start, m.end, m.first, m.last)
        for m in annotation.of(ModelLabelEntry)
        if m.entry.stands_for == "actor" and taken.isdisjoint(range(m.first, m.last))
    ]


@dataclass(frozen=True, slots=True)
class _Around:
    """What may stand around the parties of a paragraph, by its tokens."""

    words: dict[int, AgentWordEntry]
    means: set[int]  # and attacks; not "were shelled", "targeted": what stands before them was hit
    sites: set[int]
    verbs: dict[int, int]  # first token → the one behind the last


@lru_cache(maxsize=KEPT)
def _around(annotation: Annotation) -> _Around:
    means = {i for kind in (CarrierEntry, WeaponEntry) for m in annotation.of(kind) for i in range(m.first, m.last)}
    verbs: dict[int, int] = {}
    done_to: set[int] = set()
    for attack in annotation.of(AttackEntry):
        tokens = range(attack.first, attack.last)
        means.update(tokens)
        if attack.entry.verb:
            verbs[attack.first] = attack.last
            if annotation.doc[attack.last - 1].text.lower().endswith("ed"):
                done_to.update(tokens)
    verbs |= {m.first: m.last for m in annotation.of(CasualtyEntry) if m.entry.form in ("verb", "active")}
    return _Around(
        words={i: word.entry for word in annotation.of(AgentWordEntry) for i in range(word.first, word.last)},
        means=means - done_to,
        sites={i for site in annotation.of(SiteEntry) for i in range(site.first, site.last)},
        verbs=verbs,
    )


def _agent(
    annotation: Annotation,
    mention: Mention[ActorEntry] | Mention[ActorAdjectiveEntry],
    first: int,
    last: int,
    victims: list[tuple[int, int]],
) -> tuple[str | None, bool]:
    doc = annotation.doc
    words = _around(annotation).words
    before = mention.first - 1
    while before >= first and (
        doc[before].text in _MARKS
        or annotation.plays(before, "determiner")
        or annotation.plays(before, "before a party")
    ):
        before -= 1
    led = words.get(before)
    if led is not None and led.leads in ("by", "accused"):
        return led.leads, led.leads == "accused"
    if led is not None and led.leads == "between":
        return "between", False
    if led is not None and led.leads == "source":
        return ("means" if _means_after(annotation, mention.last, last) else None), False
    if annotation.plays(before + 1, "of") and _owned(annotation, before + 1):
        return "of", False
    if led is not None and led.leads == "object" and not led.weak:
        return ("means" if _attack_behind(annotation, mention.last) else None), False
    if _holds_people(annotation, mention, first, last):
        return "custody", False
    if any(span[0] <= mention.first < span[1] for span in victims):
        return None, False
    if annotation.plays(before + 1, "of") and before in _around(annotation).sites and _hit(annotation, first, before):
        return None, False  # "attacked a checkpoint of X"
    if _means_after(annotation, mention.last, last):
        return "means", False
    if _subject_of_attack(annotation, mention, last) or _answers(annotation, mention.last, last):
        return "subject", False
    return None, False


def _hit(annotation: Annotation, first: int, last: int) -> bool:
    """Whether tokens first..last say that what follows was attacked."""
    around = _around(annotation)
    objects = (i for i, word in around.words.items() if word.leads == "object" and not word.weak)
    return any(first <= i < last for i in (*around.verbs, *objects))


# What an argument is about stands before it, or at most so many words behind: "ACTOR's aircraft were the only ones".
_ARGUED = 8
# Words from a party to its prison: "regime forces' secret detention center".
_CUSTODY = 4
_JOINTS = frozenset((";", ",", "/", "(", ")"))
_MARKS = frozenset(('"', "'", "#", "-"))


def _means_after(annotation: Annotation, position: int, last: int) -> bool:
    """Whether the means or the attack follow in the same noun phrase: "ACTOR('s) heavy artillery shelling"."""
    around = _around(annotation)
    for i in range(position, min(position + 6, last)):
        token = annotation.doc[i]
        if i in around.means:
            return True
        if i in around.sites or (token.is_punct and token.text not in ("'", "-", "(", ")", '"')):
            return False
        if token.is_stop and token.text not in ("'s",):
            return False
    return False


def _holds_people(
    annotation: Annotation, mention: Mention[ActorEntry] | Mention[ActorAdjectiveEntry], first: int, last: int
) -> bool:
    """Whether people died in this party's hands: "due to torture in a regime prison"."""
    prisons = {site.first for site in annotation.of(SiteEntry) if site.entry.custody}
    near = any(i in prisons for i in range(mention.last, min(mention.last + _CUSTODY, last)))
    ends = {site.last for site in annotation.of(SiteEntry) if site.entry.custody}
    of = next((i for i in range(mention.first - 1, first, -1) if not annotation.plays(i, "determiner")), first)
    near = near or (annotation.plays(of, "of") and of in ends)  # "in a detention center of ACTOR"
    return near and any(a.entry.in_custody and first <= a.first < last for a in annotation.of(AttackEntry))


def _owned(annotation: Annotation, of: int) -> bool:
    """Whether an attack that is somebody's stands before "of": "an air strike of the coalition"."""
    return any(attack.last == of and attack.entry.owned for attack in annotation.of(AttackEntry))


def _attack_behind(annotation: Annotation, position: int) -> bool:
    """Whether the attack itself follows: "was subjected to Turkish shelling", "from a Russian airstrike"."""
    nouns = {attack.first for attack in annotation.of(AttackEntry) if not attack.entry.weak}
    between = (
        position < len(annotation.doc) and annotation.doc[position].is_alpha and not annotation.plays(position, "be")
    )
    return position in nouns or (position + 1 in nouns and between)


def _subject_of_attack(annotation: Annotation, mention: Mention[Any], last: int) -> bool:
    """Whether an attack verb follows before another party, a full stop or a "by" takes it away."""
    doc = annotation.doc
    verbs, words = _around(annotation).verbs, _around(annotation).words
    others = {
        m.first for m in _mentions(annotation) if m.first > mention.last and not _is_alias(annotation, mention, m)
    }
    for i in range(mention.last, min(mention.last + 25, last)):
        if i in verbs and not annotation.plays(i - 1, "determiner"):
            behind = words.get(verbs[i])
            passive = annotation.plays(i - 1, "be") or annotation.plays(i, "be")
            return not passive and not (behind is not None and behind.leads == "by")
        if i in others and not (words.get(i - 1) and words[i - 1].leads == "joins"):
            # "regime forces supported by militias shelled": the first one still acts
            led = {words[k].leads for k in range(mention.last, i) if k in words}
            if led.isdisjoint(("by", "joins")):
                return False
        if doc[i].text in (";",) or annotation.begins[i] or _speaks_of_others(annotation, i, last):
            return False
    return False


def _speaks_of_others(annotation: Annotation, i: int, last: int) -> bool:
    """Whether token `i` makes the party before it the source of the news: "X said a drone hit", not "X said it hit"."""
    itself = any(annotation.plays(j, "party taken up") for j in range(i + 1, min(i + 3, last)))
    return annotation.plays(i, "reports") and not itself


def _answers(annotation: Annotation, position: int, last: int) -> bool:
    """Whether the party before token `position` is said to have done it: "X is responsible for the attack", "X carried
    out an airstrike"."""
    if position < last and annotation.plays(position, "carries it out"):
        return any(position < attack.first < last for attack in annotation.of(AttackEntry))
    i = position
    while i < last and annotation.plays(i, "be"):
        i += 1
    return position < i < last and annotation.plays(i, "answers for it")
