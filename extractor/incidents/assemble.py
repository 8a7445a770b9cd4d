"""Events → incident records: every value with the words it rests on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.annotate.actors import ActorMention
from extractor.annotate.casualties import Casualty, combine
from extractor.annotate.places import PlaceMention, PlaceNames
from extractor.gazetteer import same_name
from extractor.incidents.events import Event, Story, event_dates, struck_places
from extractor.incidents.passage import Heading, Passage
from extractor.incidents.statements import Statement, is_admin
from extractor.knowledge import Mention, fold
from extractor.knowledge.schema import AttackEntry, CarrierEntry, Entry, WeaponEntry
from extractor.layout.model import Block
from extractor.model import (
    Certainty,
    Check,
    Control,
    Count,
    Evidence,
    HyperLink,
    Incident,
    OtherPlace,
    Perpetrator,
    Place,
    Source,
    Target,
    Victims,
    Weapon,
    When,
)

# From the surest to the least sure: of several signs the weakest is the certainty of the attribution.
CERTAINTIES: tuple[Certainty, ...] = ("stated", "believed", "disputed", "under_investigation", "unidentified")
_OUTCOMES = ("killed", "injured", "missing", "detained")


@dataclass(slots=True)
class Draft:
    """An incident in the making: the record, and where its evidence is collected."""

    event: Event
    offsets: dict[int, int]  # index of a passage → where its text begins in the incident's text
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)

    def quote(self, path: str, passage: Passage, start: int, end: int, rule: str, source: Source = "text") -> None:
        """Record the words start..end of a passage as evidence of the value at `path`."""
        base = self.offsets.get(passage.index)
        piece = Evidence(
            quote=passage.text[start:end],
            page=passage.block.page_at(start),
            start=None if base is None else base + start,
            end=None if base is None else base + end,
            boxes=passage.block.locate(start, end),
            rule=rule,
            source=source if base is not None or source != "text" else "document",
        )
        pieces = self.evidence.setdefault(path, [])
        if piece not in pieces:
            pieces.append(piece)

    def quote_block(self, path: str, block: Block, start: int, end: int, rule: str, source: Source) -> None:
        """Record words that stand outside the incident's text: in a heading or elsewhere in the document."""
        self.evidence.setdefault(path, []).append(
            Evidence(
                quote=block.text[start:end], page=block.page_at(start), boxes=block.locate(start, end), rule=rule,
                source=source,
            )
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """What an event may inherit: the headline's and the story's first statements, the headings, the file's hash."""

    sha256: str
    names: PlaceNames
    story: Sequence[Statement] = ()  # headline and lead: means, parties and governorate for what says none


def assemble(event: Event, setting: Setting, story: Story) -> Incident:
    """The incident record of an event, without links to the gazetteer, confidence and cross-record checks."""
    passages = event.passages
    offsets, position = {}, 0
    for passage in passages:
        offsets[passage.index] = position
        position += len(passage.text) + 1
    draft = Draft(event, offsets)
    when = _when(draft)
    place, others = _place(draft, setting)
    counts = _counts(draft)
    incident = Incident(
        id=_identity(setting.sha256, event),
        date=when,
        event_type=None,
        weapons=[],
        place=place,
        other_places=others,
        target=_target(draft),
        control=_control(draft),
        killed=counts["killed"],
        injured=counts["injured"],
        missing=counts["missing"],
        detained=counts["detained"],
        victims=_victims(draft),
        links=_links(passages, event),
        sections=passages[0].sections,
        text="\n".join(passage.text for passage in passages),
        pages=sorted({page for passage in passages for page in passage.block.pages}),
    )
    incident.event_type, incident.weapons = _means(draft, setting)
    incident.perpetrators = _perpetrators(draft, setting, incident.event_type)
    incident.checks = draft.checks
    incident.evidence = dict(sorted(draft.evidence.items()))
    return incident


def _identity(sha256: str, event: Event) -> str:
    """Hash of the file and of the sentence that first tells the event: rules may change, it stays."""
    first = event.statements[0]
    words = re.sub(r"\W+", "", fold(first.text).lower())
    same = f"{sha256}|{first.passage.block.page_at(first.start)}|{words}"
    return hashlib.sha256(same.encode()).hexdigest()[:16]


# --- when ---------------------------------------------------------------------------------------------------


def _when(draft: Draft) -> When:
    event = draft.event
    resolved = event.date
    if event.dated is not None and event.dated_in is not None:
        for path in ("date.start", "date.end", "date.precision"):
            draft.quote(path, event.dated_in.passage, event.dated.start, event.dated.end, "date")
    when = When()
    if resolved is not None:
        when = When(start=resolved.start, end=resolved.end, precision=resolved.precision, time_of_day=resolved.time_of_day)
        for problem in resolved.problems:
            code = "date_impossible" if "impossible" in problem else "weekday_mismatch"
            quotes = [piece.quote for piece in draft.evidence.get("date.start", [])][:1]
            draft.checks.append(
                Check(code=code, severity="warning", message=problem, fields=["date"], quotes=quotes)
            )
    if when.time_of_day is None:
        for statement in event.statements:
            times = [mention for mention in statement.times if mention.time_of_day]
            if times and statement.struck:
                when.time_of_day = times[0].time_of_day
                draft.quote("date.time_of_day", statement.passage, times[0].start, times[0].end, "time of day")
                break
    elif event.dated is not None and event.dated_in is not None:
        draft.quote("date.time_of_day", event.dated_in.passage, event.dated.start, event.dated.end, "date")
    return when


# --- where --------------------------------------------------------------------------------------------------


def _place(draft: Draft, setting: Setting) -> tuple[Place, list[OtherPlace]]:
    statements = draft.event.statements
    chosen, told_in = _main_place(statements)
    place, others = Place(), []
    if chosen is not None and told_in is not None:
        place.name, place.kind = chosen.name, chosen.kind
        draft.quote("place.name", told_in.passage, chosen.start, chosen.end, "place")
        if chosen.kind_span is not None:
            draft.quote("place.kind", told_in.passage, *chosen.kind_span, "place kind")
        others = _others(statements, chosen, told_in)
        place.within = [other.name for other in others if other.role == "within"]
    place.governorate = _governorate(draft, setting, chosen, told_in)
    site = _site(statements, chosen, told_in)
    if site is not None:
        statement, start, end = site
        place.site = statement.passage.text[start:end]
        draft.quote("place.site", statement.passage, start, end, "site")
    return place, others


def _main_place(statements: Sequence[Statement]) -> tuple[PlaceMention | None, Statement | None]:
    """The most specific settlement where it happened, from the first sentence that names one.

    Of a chain that runs from small to large ("al Qosour neighborhood, western Deir Ez-Zour city") it is the
    first; of one that runs the other way, the finer kind. A later sentence is asked only where the first one
    names nothing but the land around a place or a district.
    """
    best: tuple[PlaceMention, Statement] | None = None
    ordered = sorted(statements, key=lambda s: (not s.struck and not s.told, s.passage.block.kind == "title"))
    for statement in ordered:
        found = _finest(struck_places(statement))
        if found is None:
            continue
        if best is None or (_coarse(best[0]) and not _coarse(found)) or _finer_part(found, best[0], statement):
            best = (found, statement)
    if best is None:
        for statement in ordered:
            origin = next((place for place in statement.settlements if place.role == "from"), None)
            if origin is not None and statement.has("home place"):
                return origin, statement
        return None, None
    return best


def _finer_part(found: PlaceMention, best: PlaceMention, statement: Statement) -> bool:
    """A village told as lying near or in the place that a lead or a headline named."""
    if best.kind in ("neighborhood", "village", "camp", "area") or found.order < 45 or found.kind == "neighborhood":
        return False
    return any(same_name(other.name, best.name) and other is not found for other in statement.settlements)


def _coarse(place: PlaceMention) -> bool:
    return place.around or place.kind in ("district", "mountain", "road")


def _finest(places: Sequence[PlaceMention]) -> PlaceMention | None:
    if not places:
        return None
    inside = [place for place in places if place.role in ("in", "none")] or list(places)
    best = inside[0]
    for place in inside[1:]:
        if place.listed:
            continue
        if _coarse(best) and not _coarse(place):
            best = place
        elif best.kind in ("city", "town", "district", None) and place.kind in ("neighborhood", "camp") or (
            best.kind in ("city", "district") and place.kind in ("village", "town")
        ):
            best = place
    return best


def _others(statements: Sequence[Statement], chosen: PlaceMention, told_in: Statement) -> list[OtherPlace]:
    others: list[OtherPlace] = []
    for statement in statements:
        for place in statement.settlements:
            if place is chosen or same_name(place.name, chosen.name) and place.role != "from":
                continue
            role = {"from": "origin of victims", "near": "near", "between": "between", "within": "within"}.get(place.role)
            if role is None:
                role = "also struck" if place.listed else "within"
            if not any(same_name(other.name, place.name) and other.role == role for other in others):
                others.append(OtherPlace(name=place.name, kind=place.kind, role=role))
    return others


def _governorate(
    draft: Draft, setting: Setting, chosen: PlaceMention | None, told_in: Statement | None
) -> str | None:
    """As the text says: behind the place, else anywhere in the event, else the city of that name, the heading."""
    ordered = list(draft.event.statements)
    if told_in is not None:
        ordered = [told_in, *(s for s in ordered if s is not told_in)]
    for statement in [*ordered, *(s for s in setting.story if s not in ordered)]:
        admins = [place for place in statement.places if is_admin(place) and place.role != "from"]
        admins = [place for place in admins if not _of_origin(statement, place)]
        if statement is told_in and chosen is not None:
            behind = [place for place in admins if place.first > chosen.first]
            admins = behind or admins
        if admins:
            draft.quote(
                "place.governorate", statement.passage, admins[0].start, admins[0].end, "governorate",
            )
            return admins[0].admin
    for statement in ordered:
        for place in statement.settlements:
            canonical = setting.names.admin(place.name)
            if canonical is not None and place.role != "from":
                draft.quote("place.governorate", statement.passage, place.start, place.end, "city of the same name")
                return canonical
    return _from_headings(draft, setting)


def _of_origin(statement: Statement, admin: PlaceMention) -> bool:
    """A governorate right behind the victims' origin ("from Kensafra village in southern Idlib") is the origin's."""
    before = [place for place in statement.places if place.first < admin.first]
    if not before or before[-1].role != "from":
        return False
    return any(place.first > admin.first and is_admin(place) for place in statement.places)


def _from_headings(draft: Draft, setting: Setting) -> str | None:
    from extractor.annotate.places import find_places

    for heading in reversed(draft.event.passages[0].headings):
        for place in find_places(heading.annotation, setting.names):
            if place.admin is not None:
                draft.quote_block("place.governorate", heading.block, place.start, place.end, "heading", "heading")
                return place.admin
        canonical = setting.names.admin(heading.block.text.strip())
        if canonical is not None:
            draft.quote_block("place.governorate", heading.block, 0, len(heading.block.text), "heading", "heading")
            return canonical
    return None


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


def _target(draft: Draft) -> Target:
    for statement in draft.event.statements:
        for site in statement.sites:
            if statement.struck and site.category is not None:
                draft.quote("target.text", statement.passage, site.start, site.end, "target")
                return Target(text=statement.passage.text[site.start : site.end], category=site.category)
    return Target()


# --- who holds the place ------------------------------------------------------------------------------------


def _control(draft: Draft) -> Control:
    control = Control()
    for statement in draft.event.statements:
        for mention in statement.control:
            held = control.then if mention.when == "then" else control.now
            path = "control.then" if mention.when == "then" else "control.now"
            if held:
                continue
            for holder in mention.holders:
                for name in holder.entry.parts or [holder.entry.name]:
                    if name not in held:
                        held.append(name)
            draft.quote(path, statement.passage, mention.start, mention.end, "control")
            if mention.subject_span is not None:
                draft.quote("place.kind", statement.passage, *mention.subject_span, "control subject")
            control.joint = control.joint or (mention.when == "then" and mention.joint)
    return control


# --- victims ------------------------------------------------------------------------------------------------


def _told(event: Event, outcome: str) -> list[tuple[Statement, Casualty]]:
    return [
        (statement, casualty)
        for statement in event.statements
        for casualty in statement.told
        if casualty.outcome == outcome
    ]


def _counts(draft: Draft) -> dict[str, Count]:
    counts = {}
    for outcome in _OUTCOMES:
        told = _told(draft.event, outcome)
        counts[outcome] = combine([casualty for _, casualty in told]) if told else Count()
        for statement, casualty in told:
            for name, (start, end) in casualty.spans.items():
                if getattr(counts[outcome], name, None) is not None or name == "total":
                    draft.quote(f"{outcome}.{name}", statement.passage, start, end, "casualties")
    return counts


def _victims(draft: Draft) -> Victims:
    told = [pair for outcome in ("killed", "injured") for pair in _told(draft.event, outcome)]
    statuses = {casualty.status for _, casualty in told if casualty.status}
    status = next(iter(statuses)) if len(statuses) == 1 else ("mixed" if "fighters" in statuses or "mixed" in statuses else None)
    if status is None and statuses:
        status = "civilians" if "civilians" in statuses else "individuals"
    victims = Victims(status=status)
    for statement, casualty in told:
        if casualty.status is not None:
            draft.quote("victims.status", statement.passage, casualty.start, casualty.end, "victims")
        if casualty.same_family:
            victims.same_family = True
            draft.quote("victims.same_family", statement.passage, casualty.start, casualty.end, "victims")
        if casualty.origin is not None and victims.displaced_from is None:
            start, end = casualty.origin
            victims.displaced_from = statement.passage.text[start:end]
            draft.quote("victims.displaced_from", statement.passage, start, end, "origin")
        victims.named += [name for name in casualty.named if name not in victims.named]
    return victims


# --- means --------------------------------------------------------------------------------------------------


def _means(draft: Draft, setting: Setting) -> tuple[str | None, list[Weapon]]:
    """Event type and weapons. An event that names no means takes those of the story's headline and lead."""
    statements = [statement for statement in draft.event.statements if statement.skipped is None]
    signs = _signs(statements)
    if not any(mention.entry.rank > 2 for _, mention in signs):
        signs = signs + [sign for sign in _signs(setting.story) if sign not in signs]
    event_type = None
    if signs:
        top = max(signs, key=lambda sign: sign[1].entry.rank)
        event_type = top[1].entry.event_type
        draft.quote("event_type", top[0].passage, top[1].start, top[1].end, f"{top[1].entry.kind}: {top[1].entry.name}")
    if event_type is None and any(_told(draft.event, outcome) for outcome in ("killed", "injured")):
        event_type = "other"
    if event_type is None and _told(draft.event, "detained"):
        event_type = "arrest or abduction"
    weapons = _weapons(draft, statements, event_type)
    return event_type, weapons


def _signs(statements: Sequence[Statement]) -> list[tuple[Statement, Mention[AttackEntry] | Mention[WeaponEntry] | Mention[CarrierEntry]]]:
    return [
        (statement, mention)
        for statement in statements
        for mentions in (statement.attacks, statement.weapons, statement.carriers)
        for mention in mentions
        if mention.entry.event_type is not None
    ]


def _weapons(draft: Draft, statements: Sequence[Statement], event_type: str | None) -> list[Weapon]:
    weapons: dict[str, Weapon] = {}
    general: set[str] = set()
    deliveries: list[tuple[str, Statement, Mention[Entry]]] = []
    for statement in statements:
        for mention in statement.weapons:
            entry = mention.entry
            name = entry.name
            if entry.general is not None:
                general.add(entry.general)
            weapon = weapons.setdefault(name, Weapon(name=name, delivery=entry.delivery))
            draft.quote(f"weapons.{name}", statement.passage, mention.start, mention.end, f"weapon: {name}")
            if weapon.count is None:
                number = _number_before(statement, mention)
                if number is not None:
                    weapon.count = number[0]
                    draft.quote(f"weapons.{name}.count", statement.passage, number[1], number[2], "number of munitions")
        for carrier in statement.carriers:
            deliveries.append((carrier.entry.name, statement, carrier))  # type: ignore[arg-type]
    for name in general:
        weapons.pop(name, None)
        draft.evidence.pop(f"weapons.{name}", None)
        draft.evidence.pop(f"weapons.{name}.count", None)
    found = list(weapons.values())
    names = []
    for name, statement, mention in deliveries:
        if name not in names:
            names.append(name)
            draft.quote("weapons.delivery", statement.passage, mention.start, mention.end, f"carrier: {name}")
    if "fixed-wing warplane" in names:
        names = [name for name in names if name != "warplane"]
    if not names:
        return found
    delivery = "; ".join(names)
    if not found:
        return [Weapon(delivery=delivery)]
    for weapon in found:
        weapon.delivery = weapon.delivery if weapon.delivery in names else delivery
    return found


def _number_before(statement: Statement, mention: Mention[WeaponEntry]) -> tuple[int, int, int] | None:
    """The stated number of munitions: "four missiles", "a shell"; None for "a number of", "one of the"."""
    from extractor.annotate.numbers import number_before

    return number_before(statement.passage.annotation, mention.first)


# --- who did it ---------------------------------------------------------------------------------------------


def _perpetrators(draft: Draft, setting: Setting, event_type: str | None) -> list[Perpetrator]:
    statements = [statement for statement in draft.event.statements if statement.skipped is None]
    found = _agents(draft, statements, "text")
    doubts = _doubts(draft, statements)
    if not found and any(s.has("unidentified") for s in statements):
        statement = next(s for s in statements if s.has("unidentified"))
        cue = next(c for c in statement.cues if c.entry.name == "unidentified")
        draft.quote("perpetrators", statement.passage, cue.start, cue.end, "unidentified")
        return [Perpetrator(actor="unidentified", certainty="unidentified")]
    if not found:
        found = _agents(draft, [s for s in setting.story if s not in statements], "text")
    if not found:
        found = _heading_actors(draft)
    if not found:
        return [Perpetrator(actor=None, certainty="under_investigation")] if doubts == "under_investigation" else []
    named = [perpetrator for perpetrator in found if perpetrator.actor != "unidentified"]
    result = named or found
    for perpetrator in result:
        if perpetrator.actor == "unidentified":
            perpetrator.certainty = "unidentified"
        elif doubts is not None and CERTAINTIES.index(doubts) > CERTAINTIES.index(perpetrator.certainty):
            perpetrator.certainty = doubts
    return result


def _agents(draft: Draft, statements: Sequence[Statement], source: Source) -> list[Perpetrator]:
    found: list[Perpetrator] = []
    for statement in statements:
        acting = [actor for actor in statement.actors if actor.agent is not None]
        specific = [actor for actor in acting if not actor.fallback]
        for actor in specific or acting:
            certainty: Certainty = "unidentified" if actor.unidentified else "believed" if actor.believed else "stated"
            for name in actor.actors:
                if all(perpetrator.actor != name for perpetrator in found):
                    found.append(Perpetrator(actor=name, certainty=certainty, source=source))
                    draft.quote("perpetrators", statement.passage, actor.start, actor.end, f"actor: {actor.agent}")
        if found:
            return found
    return found


def _heading_actors(draft: Draft) -> list[Perpetrator]:
    from extractor.annotate.actors import find_actors

    for heading in reversed(draft.event.passages[0].headings):
        actors: list[ActorMention] = find_actors(heading.annotation, [], [])
        found = [name for actor in actors for name in actor.actors]
        if found:
            actor = actors[0]
            draft.quote_block("perpetrators", heading.block, actor.start, actor.end, "heading", "heading")
            certainty: Certainty = "unidentified" if actor.unidentified else "stated"
            return [Perpetrator(actor=name, certainty=certainty, source="heading") for name in actor.actors]
    return []


def _doubts(draft: Draft, statements: Sequence[Statement]) -> Certainty | None:
    """The strongest doubt that the sentences of the event throw on who did it."""
    for cue, certainty in (("under investigation", "under_investigation"), ("disputed", "disputed"), ("believed", "believed")):
        for statement in statements:
            for mention in statement.cues:
                if mention.entry.name == cue and (cue != "believed" or _about_actor(statement, mention.first)):
                    draft.quote("perpetrators.certainty", statement.passage, mention.start, mention.end, cue)
                    return certainty  # type: ignore[return-value]
    return None


def _about_actor(statement: Statement, token: int) -> bool:
    """A belief is about the party where an acting party stands within a few words ("we believe were Russian")."""
    return any(-8 <= actor.first - token <= 10 and actor.agent is not None for actor in statement.actors)


# --- links --------------------------------------------------------------------------------------------------


def _links(passages: Sequence[Passage], event: Event) -> list[HyperLink]:
    """The links over the words of the event's sentences; all of a passage's where it tells one event alone."""
    links = []
    for passage in passages:
        for link in passage.block.links:
            links.append(
                HyperLink(url=link.url, text=passage.text[link.start : link.end], kind=link.kind, lat=link.lat, lon=link.lon)
            )
    return links


def headings_of(event: Event) -> tuple[Heading, ...]:
    """The headings above an event."""
    return event.passages[0].headings


def first_dates(statements: Sequence[Statement]) -> list[str]:
    """The wording of the dates in some statements."""
    return [s.passage.text[m.start : m.end] for s in statements for m in event_dates(s)]
