"""By what an event came about: its kind, the munitions with their number, and what carried them."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.annotate.numbers import number_before
from extractor.incidents.draft import Draft
from extractor.incidents.events import TELLING
from extractor.incidents.statements import Sign, Statement
from extractor.knowledge import Mention
from extractor.knowledge.schema import CarrierEntry, WeaponEntry
from extractor.model import Weapon

_RAID, _ARREST = "ground raid", "arrest or abduction"
# What an event is where people were harmed or taken and no word says how: the codebook's names.
_HARM = {"killed": "other", "injured": "other", "detained": _ARREST}


def read_means(draft: Draft) -> tuple[str | None, list[Weapon]]:
    """Event type and weapons. An event that names no means takes the type of its story's headline and lead."""
    statements = [statement for statement in draft.statements if statement.skipped is None]
    if any(statement.share for statement in statements):  # a share says who and where, the text before it by what
        statements += draft.lead
    first = [s for s in statements if not s.headline and not (s.has("disputed") and not s.told)]
    body = _signs(first)  # a headline may sum up several events, and who denies one speaks of something else
    told = body if _tells(body) else _signs(statements)
    signs = _signs([statement for statement in statements if draft.sums_up(statement)]) or told
    if not _tells(signs):
        signs += _signs(draft.lead)
    event_type = None
    if signs:
        statement, mention = max(signs, key=lambda sign: sign[1].entry.rank)
        if mention.entry.event_type != _RAID or not _only_arrests(statements):
            event_type = mention.entry.event_type
            rule = f"{mention.entry.kind}: {mention.entry.name}"
            draft.quote("event_type", statement.passage, mention.start, mention.end, rule)
    if event_type is None:
        for outcome, name in _HARM.items():
            people = [(s, c) for s in statements for c in s.told if c.outcome == outcome]
            if people:
                statement, casualty = people[0]
                draft.quote("event_type", statement.passage, casualty.start, casualty.end, f"people {outcome}")
                event_type = name
                break
    return event_type, _weapons(draft, statements)


def _only_arrests(statements: Sequence[Statement]) -> bool:
    """Whether all that came of a raid is that people were taken away, and no fighters captured."""
    told = [casualty for statement in statements for casualty in statement.told]
    return bool(told) and all(one.outcome == "detained" and not one.count.fighters for one in told)


def _tells(signs: Sequence[tuple[Statement, Sign]]) -> bool:
    """Whether one of the signs names a kind of event outright."""
    return any(mention.entry.rank >= TELLING for _, mention in signs)


def _signs(statements: Sequence[Statement]) -> list[tuple[Statement, Sign]]:
    return [(statement, mention) for statement in statements for mention in statement.signs]


def _weapons(draft: Draft, statements: Sequence[Statement]) -> list[Weapon]:
    """The munitions in the order of the text, each once; a broader name gives way to a narrower one."""
    found: dict[str, list[tuple[Statement, Mention[WeaponEntry]]]] = {}
    body = [statement for statement in statements if not statement.headline]
    statements = body if any(statement.weapons for statement in body) else statements
    for statement in statements:
        for mention in statement.weapons:
            found.setdefault(mention.entry.called or mention.entry.name, []).append((statement, mention))
    fired = {mention.entry.name for statement in statements for mention in statement.carriers}
    found = {_narrowed(draft, name, fired): told for name, told in found.items()}
    broader = {told[0][1].entry.general for name, told in found.items() if told[0][1].entry.general != name}
    weapons: list[Weapon] = []
    for name, told in found.items():
        if name in broader:
            continue
        path = f"weapons.{len(weapons)}"
        weapon = Weapon(name=name, delivery=told[0][1].entry.delivery)
        for statement, mention in told:
            draft.quote(f"{path}.name", statement.passage, mention.start, mention.end, f"weapon: {name}")
            if weapon.count is None and statement.eventful:  # not "consistent with 122mm shells"
                number = number_before(statement.passage.annotation, mention.first)
                dated = [(date.start, date.end) for date in (*statement.dates, *statement.times)]
                if number is not None and not any(start <= number[1] < end for start, end in dated):
                    weapon.count, start, end = number
                    draft.quote(f"{path}.count", statement.passage, start, end, "number of munitions")
        weapons.append(weapon)
    return _delivered(draft, statements, weapons)


def _narrowed(draft: Draft, name: str, fired: set[str]) -> str:
    """The name of a munition that what fired it makes more exact: a shell of the artillery is an artillery shell."""
    for entry in draft.setting.knowledge.of(WeaponEntry):
        if entry.general == name and entry.fired_by in fired:
            return entry.name
    return name


def _delivered(draft: Draft, statements: Sequence[Statement], weapons: list[Weapon]) -> list[Weapon]:
    """The weapons with what carried them; where no munition is named, one that says only how."""
    carriers: dict[str, tuple[Statement, Mention[CarrierEntry]]] = {}
    for statement in statements:
        munitions = {i for mention in statement.weapons for i in range(mention.first, mention.last)}
        for mention in statement.carriers:
            if munitions.issuperset(range(mention.first, mention.last)):
                continue  # the mortar in "mortar shells"
            carriers.setdefault(mention.entry.name, (statement, mention))
    broader = {mention.entry.general for _, mention in carriers.values()}
    names = [name for name in carriers if name not in broader]
    if not names:
        return weapons
    for position, weapon in enumerate(weapons or [Weapon()]):
        path = f"weapons.{position}.delivery"
        if weapon.delivery is None or weapon.delivery in names:
            own = [weapon.delivery] if weapon.delivery else names
            for name in own:
                statement, mention = carriers[name]
                draft.quote(path, statement.passage, mention.start, mention.end, f"carrier: {name}")
            weapon.delivery = "; ".join(own)
        if not weapons:
            return [weapon]
    return weapons
