"""Where an event happened: the place, its kind, what contains it, the governorate, the spot, what was hit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.annotate.places import PlaceMention, PlaceNames, find_places, read_location
from extractor.gazetteer import same_name
from extractor.incidents.draft import Draft
from extractor.incidents.passage import Passage
from extractor.incidents.statements import Statement, is_admin
from extractor.knowledge import Annotation
from extractor.layout.model import Block
from extractor.model import OtherPlace, Place, Target

_COARSE = ("district", "mountain", "road", "area")
_FINE = ("neighborhood", "camp")
_VILLAGE = 45  # from this order on a kind of place is a settlement smaller than a city
_NESTED = re.compile(r" [-–] ")  # "Damascus - Kafr Sousa": a city and a part of it
_HEAD = 6  # tokens of "Rural Damascus governorate:" at the head of a paragraph
_ROLES = {"from": "from", "near": "near", "between": "between", "within": "within"}


def read_place(draft: Draft) -> tuple[Place, list[OtherPlace]]:
    """The place of the event and the other places in it."""
    chosen, told_in = _main_place(draft)
    place, others = Place(), []
    if chosen is not None and told_in is not None:
        place.name = chosen.name
        draft.quote("place.name", told_in.passage, chosen.start, chosen.end, "place")
        place.kind = _kind(draft, chosen, told_in)
        others = _others(draft.statements, chosen)
        place.within = [other.name for other in others if other.role == "within"]
    elif draft.event.placed_above is not None:
        block, chosen = draft.event.placed_above
        place.name, place.kind = chosen.name, chosen.kind
        draft.quote_block("place.name", block, chosen.start, chosen.end, "heading", "heading")
        if chosen.kind_span is not None:
            draft.quote_block("place.kind", block, *chosen.kind_span, "heading", "heading")
    place.governorate = _governorate(draft, chosen, told_in)
    _claims(draft, chosen, others)
    site = _site(draft.statements, chosen, told_in)
    if site is not None:
        statement, start, end = site
        place.site = statement.passage.text[start:end]
        draft.quote("place.site", statement.passage, start, end, "site")
    return place, others


def _main_place(draft: Draft) -> tuple[PlaceMention | None, Statement | None]:
    """The most specific settlement where it happened, from the first sentence that names one.

    A later sentence is asked only where the first one names nothing but the land around a place, a district, or a
    place that the later one names as the whole of which it knows the part.
    """
    ordered = sorted(
        draft.statements,
        key=lambda s: (draft.again(s), not s.card, s.skipped is not None, not s.struck and not s.told, s.headline),
    )
    best: tuple[PlaceMention, Statement] | None = None
    if draft.event.placed_by is not None:  # what only says more ("aircraft operating over X") is asked after it
        own = [s for s in ordered if s.eventful and not draft.again(s)]
        ordered = [*own, *draft.event.placed_by.statements, *(s for s in ordered if s not in own)]
    for statement in ordered:
        found = _finest([place for place in statement.targets if place.role != "from"])
        if found is None:
            continue
        if best is None or (not draft.again(statement) and _better(found, statement, *best)):
            best = (found, statement)
    if best is not None and best[0].role != "of":
        return best
    for statement in ordered:
        origin = next((place for place in statement.settlements if place.role == "from"), None)
        if origin is not None and statement.has("home place"):
            return origin, statement
    return best if best is not None else (None, None)


def heading_place(passage: Passage, names: PlaceNames) -> tuple[Block, PlaceMention] | None:
    """The one settlement that the nearest heading with a settlement names ("Chapter 1: Arbin", "The market of Arbin"),
    for what is told below it without a place of its own; None where that heading names several."""
    for heading in reversed(passage.above):
        annotation = heading.annotation
        known = [p for p in read_location(annotation, 0, len(annotation.doc), names, "in", area=False) if p.known]
        settled = [p for p in find_places(annotation, names) or _bare_name(annotation, names) if not is_admin(p)]
        if len(settled) > 1 or sum(not is_admin(place) for place in known) > 1:
            return None
        if settled:
            return heading.block, settled[0]
    return None


def _bare_name(annotation: Annotation, names: PlaceNames) -> list[PlaceMention]:
    """A heading that is nothing but the name of a place that a list holds, behind its number or word; capitals of a
    whole name are the printer's."""
    doc = annotation.doc
    first = max((i + 1 for i, token in enumerate(doc) if token.text == ":"), default=0)
    found = read_location(annotation, first, len(doc), names, "in", area=False)
    if len(found) != 1 or not found[0].known or (found[0].first, found[0].last) != (first, len(doc)):
        return []
    return [replace(place, name=place.name.title() if place.name.isupper() else place.name) for place in found]


def _better(found: PlaceMention, statement: Statement, best: PlaceMention, told_in: Statement) -> bool:
    if told_in.card or found.role == "of" or statement.headline or not statement.eventful:
        return False
    whole = best.kind in ("city", "town", None) and not best.around and len(_NESTED.split(best.name)) == 1
    finer = whole and found.kind in _FINE
    if finer and statement.struck and not _further(statement, found):
        return True  # "in X city … in the Y neighborhood"
    larger = best.kind == "area" and found.kind in ("city", "town", None)
    if best.role == "of" or (_coarse(best) and not _coarse(found) and not larger):
        return True
    again = any(same_name(other.name, best.name) and other is not found for other in statement.settlements)
    return bool(again and found.order > best.order and not _coarse(found))


def _further(statement: Statement, place: PlaceMention) -> bool:
    """Whether the sentence tells of more of the same that hit the place: "other rockets hit the Y neighborhood"."""
    annotation = statement.passage.annotation
    means = [m.first for m in statement.weapons] + [m.first for m in statement.carriers]
    return any(annotation.plays(i - 1, "further") for i in means if statement.first < i < place.first)


def _coarse(place: PlaceMention) -> bool:
    return place.around or place.kind in _COARSE


def _finest(places: Sequence[PlaceMention]) -> PlaceMention | None:
    """Of the targets of one sentence the first, but for one that is a part of it or that is no stretch of land."""
    best: PlaceMention | None = None
    for place in places:
        if best is None:
            best = place
        elif place.listed:
            continue
        elif (_coarse(best) and not _coarse(place)) or (best.kind in ("city", "town", None) and place.kind in _FINE):
            best = place
    return best


def _kind(draft: Draft, chosen: PlaceMention, told_in: Statement) -> str | None:
    """The word of place beside the name, or beside the same name elsewhere in the event, or in who held it."""
    if chosen.kind is not None and chosen.kind_span is not None:
        draft.quote("place.kind", told_in.passage, *chosen.kind_span, "place kind")
        return chosen.kind
    for statement in draft.statements:
        for place in statement.settlements:
            if place.kind is not None and place.kind_span is not None and same_name(place.name, chosen.name):
                draft.quote("place.kind", statement.passage, *place.kind_span, "place kind")
                return place.kind
    for statement in draft.statements:
        for mention in statement.control:
            if mention.subject_span is not None and mention.subject_kind is not None:
                draft.quote("place.kind", statement.passage, *mention.subject_span, "control subject")
                return mention.subject_kind
    return None


def _others(statements: Iterable[Statement], chosen: PlaceMention) -> list[OtherPlace]:
    others: list[OtherPlace] = []
    for statement in statements:
        if statement.skipped is not None:
            continue
        for place in statement.settlements:
            if place is chosen or (same_name(place.name, chosen.name) and place.role != "from"):
                continue
            role = _ROLES.get(place.role) or ("also struck" if place.listed else "within")
            if place.role == "from" and any(
                c.origin and c.origin[0] <= place.start < c.origin[1] for c in statement.told
            ):
                role = "origin of victims"
            if not any(same_name(other.name, place.name) and other.role == role for other in others):
                others.append(OtherPlace(name=place.name, kind=place.kind, role=role))
    return others


def _governorate(draft: Draft, chosen: PlaceMention | None, told_in: Statement | None) -> str | None:
    """As the text says: behind the place, else elsewhere in the event or its lead, else in the name of the city, else
    in the headings."""
    own = [s for s in draft.statements if s.skipped is None]
    if told_in is not None:
        own = [told_in, *(s for s in own if s is not told_in)]
    lead = [s for s in draft.setting.lead if s not in own]
    named = _governorate_in(draft, own, chosen, told_in)
    named = named or _at_its_head(draft, own) or _same_name_city(draft, own)
    named = named or _governorate_in(draft, lead, chosen, told_in, lent=True)
    return named or _from_headings(draft) or _told_elsewhere(draft, chosen)


def _governorate_in(
    draft: Draft,
    statements: Sequence[Statement],
    chosen: PlaceMention | None,
    told_in: Statement | None,
    *,
    lent: bool = False,
) -> str | None:
    """The governorate that the first of these sentences with one names. `lent`: they are the lead, in which the city of
    a neighborhood is no governorate of another place."""
    at_home = chosen is not None and chosen.role == "from"  # the victims' home is where it happened
    for statement in statements:
        admins = [place for place in statement.places if is_admin(place) and (place.role != "from" or at_home)]
        admins = [place for place in admins if (at_home or not _of_origin(statement, place)) and not place.listed]
        if lent and chosen is not None and chosen.kind not in _FINE:
            admins = [place for place in admins if not _of_neighborhood(statement, place)]
        if statement is told_in and chosen is not None:
            admins = [place for place in admins if place.first > chosen.first] or admins
        if admins:
            draft.quote("place.governorate", statement.passage, admins[0].start, admins[0].end, "governorate")
            return admins[0].admin
    return None


def _at_its_head(draft: Draft, own: Sequence[Statement]) -> str | None:
    """The governorate that heads the paragraph: "Hama governorate: shells hit X. Mortars hit Y."."""
    for statement in own:
        passage = statement.passage
        marks = [token.text for token in passage.annotation.doc[:_HEAD]]
        if ":" not in marks:
            continue
        places = find_places(passage.annotation, draft.setting.names)
        heads = [place for place in places if place.last <= marks.index(":") and is_admin(place)]
        if len(heads) == 1:
            draft.quote("place.governorate", passage, heads[0].start, heads[0].end, "governorate")
            return heads[0].admin
    return None


def _told_elsewhere(draft: Draft, chosen: PlaceMention | None) -> str | None:
    """The governorate that the report gives to the place where it introduces it."""
    told = draft.setting.areas.get(chosen.name.lower()) if chosen is not None else None
    if told is None:
        return None
    statement, admin = told
    draft.quote("place.governorate", statement.passage, admin.start, admin.end, "told of the place elsewhere")
    return admin.admin


def _same_name_city(draft: Draft, statements: Iterable[Statement]) -> str | None:
    """The governorate whose name is also that of a city in the event: "Homs city", "Dar'a - al Sadd"."""
    for statement in statements:
        for place in statement.settlements if statement.eventful else ():
            parts = [place.name, *_NESTED.split(place.name)]
            canonical = next((a for part in parts if (a := draft.setting.names.admin(part))), None)
            if canonical is not None and place.role != "from" and (len(parts) > 2 or place.kind not in _FINE):
                draft.quote("place.governorate", statement.passage, place.start, place.end, "city of the same name")
                return canonical
    return None


def _claims(draft: Draft, chosen: PlaceMention | None, others: list[OtherPlace]) -> None:
    """What else the report says: the governorate of the heading, other words for the kind of place, and the
    governorate that it gives to the places where victims came from."""
    for name, block, start, end in _heading_governorates(draft):
        draft.claim_block("place.governorate", name, block, start, end, "heading")
        break
    for statement in draft.statements:
        for mention in statement.control:
            if mention.subject_kind is not None and mention.subject_span is not None:
                draft.claim("place.kind", mention.subject_kind, statement.passage, *mention.subject_span)
        for place, admin in zip(statement.places, statement.places[1:], strict=False):
            if is_admin(admin) and admin.admin and admin.chained and place is not chosen and not is_admin(place):
                number = next((n for n, other in enumerate(others) if other.name == place.name), None)
                if number is not None:
                    path = f"other_places[{number}].governorate"
                    draft.claim(path, admin.admin, statement.passage, admin.start, admin.end)


def _of_neighborhood(statement: Statement, admin: PlaceMention) -> bool:
    """Whether a name stands for the city of a neighborhood, and not for its governorate: "Baghdad's X neighborhood"."""
    places = statement.places
    return any(
        (one is admin and two.kind in _FINE and (two.chained or one.role == "within"))
        or (two is admin and one.kind in _FINE and two.chained)
        for one, two in pairwise(places)
    )


def _of_origin(statement: Statement, admin: PlaceMention) -> bool:
    """A governorate right behind the victims' origin ("from Kensafra village in southern Idlib") is the origin's."""
    before = [place for place in statement.places if place.first < admin.first]
    return bool(before) and before[-1].role == "from"


def _from_headings(draft: Draft) -> str | None:
    for name, block, start, end in _heading_governorates(draft):
        draft.quote_block("place.governorate", block, start, end, "heading", "heading")
        return name
    return None


def _heading_governorates(draft: Draft) -> Iterator[tuple[str, Block, int, int]]:
    """The governorates that the headings above the event name, the nearest first, with their words."""
    names = draft.setting.names
    for heading in reversed(draft.event.passages[0].above):
        block = heading.block
        canonical = names.admin(block.text.strip())
        if canonical is not None:
            yield canonical, block, 0, len(block.text)
        for place in find_places(heading.annotation, names):
            if place.admin is not None:
                yield place.admin, block, place.start, place.end


def _site(
    statements: Sequence[Statement], chosen: PlaceMention | None, told_in: Statement | None
) -> tuple[Statement, int, int] | None:
    ordered = [told_in] if told_in is not None else []
    ordered += [statement for statement in statements if statement is not told_in and statement.struck]
    for statement in ordered:
        sites = statement.sites
        if chosen is not None and statement is told_in:
            sites = [site for site in sites if site.end <= chosen.start] or sites
        if sites:
            return statement, sites[0].start, sites[0].end
    return None


def read_target(draft: Draft) -> Target:
    """What was hit, and its category."""
    for statement in draft.statements:
        for site in statement.sites:
            if statement.struck and site.category is not None:
                draft.quote("target.text", statement.passage, site.start, site.end, "target")
                return Target(text=statement.passage.text[site.start : site.end], category=site.category)
    return Target()
