"""The kinds of knowledge that `patterns/` may hold: one class a kind, one attribute a column.

A pattern file is TOML. The name of each table in it is a kind from here (`[[weapon]]`, `[[actor]]`), its
keys are the attributes of that kind. Everything that is true of a language, a publisher or a country
stands in those files; the code knows only these kinds.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, field_validator


class Entry(BaseModel):
    """One piece of knowledge, and the words by which it is recognised.

    `phrases` ignore upper and lower case; "(…)" in a phrase is optional, so "barrel bomb(s)" stands for two.
    `exact` phrases must be written just so ("IS", "US"). `patterns` are spaCy token patterns. `examples`
    are sentences that must be matched, `counter_examples` sentences that must not. `only_in`: the words mean this only
    in texts about one of these countries (ISO 3166, two letters).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: ClassVar[str] = ""

    name: str
    phrases: list[str] = []
    exact: list[str] = []
    patterns: list[list[dict[str, Any]]] = []
    examples: list[str] = []
    counter_examples: list[str] = []
    only_in: list[str] = []
    source: str = ""  # file and position, set while loading

    @field_validator("patterns")
    @classmethod
    def _no_empty_pattern(cls, patterns: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
        if any(not pattern for pattern in patterns):
            raise ValueError("a token pattern has no tokens")
        return patterns


class ActorEntry(Entry):
    """A party to the conflict by its canonical name. `adjectives` count only before a word of force.

    `vague` and `vague_adjectives` are words that many conflicts have ("rebels", "government forces"): they mean this
    party only in texts about one of the countries `vague_in`.
    """

    kind: ClassVar[str] = "actor"
    adjectives: list[str] = []
    unidentified: bool = False
    parts: list[str] = []  # a phrase that names several actors at once: their canonical names
    vague: list[str] = []
    vague_adjectives: list[str] = []
    vague_in: list[str] = []
    members: list[str] = []  # an alliance: what it is called where a text won't say which of these it was
    predicate: bool = False  # the phrase itself says that they acted: "(warplanes that) were Russian"
    fallback: bool = False  # a vague name ("the regime"), given up for a more specific one in the sentence

    @property
    def parties(self) -> list[str]:
        """The canonical names that it stands for."""
        return self.parts or [self.name]


class ActorAdjectiveEntry(Entry):
    """Made by the loader from `adjectives` of actors; `name` is the actor, or `parts` are."""

    kind: ClassVar[str] = "actor_adjective"
    parts: list[str] = []

    @property
    def parties(self) -> list[str]:
        """The canonical names that it stands for."""
        return self.parts or [self.name]


class ForceEntry(Entry):
    """A word that turns an adjective of nationality into an actor: forces, warplanes, shelling, …"""

    kind: ClassVar[str] = "force"


class WeaponEntry(Entry):
    """A munition, and what its use makes the event; `countable` where "a …" before it is one."""

    kind: ClassVar[str] = "weapon"
    event_type: str | None = None
    delivery: str | None = None
    rank: int = 0  # of two names for one munition in one event the higher one stays
    general: str | None = None  # the broader name that this one makes superfluous
    called: str | None = None  # the normal name that the record shows, where it is not `name`
    fired_by: str | None = None  # the carrier that makes the broader name into this one: artillery and "a shell"


class CarrierEntry(Entry):
    """What fired, dropped or carried the munition; `general`: the broader name that this one makes superfluous."""

    kind: ClassVar[str] = "carrier"
    event_type: str | None = None
    rank: int = 0
    general: str | None = None


class AttackEntry(Entry):
    """A word that tells of an attack or another event. `event_type` null: the means decide."""

    kind: ClassVar[str] = "attack"
    event_type: str | None = None
    rank: int = 0  # the higher rank decides the event type
    verb: bool = False  # a finite verb or participle: what stands before it acts
    passive: bool = False  # a participle after which "by" names the actor
    weak: bool = False  # tells of an event only beside another sign (place and date, casualties)
    in_custody: bool = False  # done by those who hold people
    owned: bool = False  # "of" behind it may name who did it: "an air strike of the coalition"
    weapon: str | None = None


class PlaceKindEntry(Entry):
    """A word for a kind of place: town, village, neighborhood, … `site` words name a spot inside a place."""

    kind: ClassVar[str] = "place_kind"
    order: int = 0  # finer kinds are higher: neighborhood above city above district
    before: bool = True  # "town of X"
    after: bool = True  # "X town"
    admin: bool = False  # governorate, province: names the admin area
    part_of: bool = False  # suburbs, countryside: the area around X, not X
    way: bool = False  # road: "X - Y road" runs between two places
    edge: bool = False  # outskirts, vicinity: at X, whose name may follow
    inside: bool = False  # neighborhood: a part of a town


class SiteEntry(Entry):
    """A building or spot: mosque, school, checkpoint, … and the category of target that it is."""

    kind: ClassVar[str] = "site"
    category: str | None = None
    custody: bool = False  # whose prison it is, did what is done to people in it


class CueEntry(Entry):
    """A turn of phrase that the assembling of incidents listens to; `name` says what it tells."""

    kind: ClassVar[str] = "cue"


class ControlEntry(Entry):
    """Words that say who holds a place. `when` is then, now or nobody; `holder` says on which side it stands."""

    kind: ClassVar[str] = "control"
    when: Literal["then", "now"] = "then"
    holder: Literal["after", "before"] = "after"


FieldRole = Literal[
    "date",
    "time",
    "place",
    "governorate",
    "district",
    "coordinates",
    "killed",
    "injured",
    "missing",
    "detained",
    "party",
    "certainty",
    "means",
    "control",
    "target",
    "other",
]


class FieldEntry(Entry):
    """The name of a line of a card ("Date: …") or of a column of a table, and what stands in it.

    `certainty`: what the name of a line of parties says of their part ("Suspected belligerent").
    """

    kind: ClassVar[str] = "field"
    reads: FieldRole
    certainty: Literal["stated", "believed"] | None = None


class AssessmentEntry(Entry):
    """A word by which a card rates an attribution: declared, likely, contested, …"""

    kind: ClassVar[str] = "assessment"
    says: Literal["stated", "believed", "disputed", "under_investigation", "unidentified"]


class UnitEntry(Entry):
    """A word for events that a report counts: massacres, attacks, cases. `measure` names the number in the toll."""

    kind: ClassVar[str] = "unit"
    measure: str = "incidents"


class StatisticEntry(Entry):
    """Words of a total and not of an event; `name` is the reason shown in the ledger.

    `beside`: what the sentence must hold too, or the words alone are enough. events: a number of events; people: a
    number of killed, injured, missing or detained people; count: either of the two; party: a party right before;
    list: a colon at its end.
    """

    kind: ClassVar[str] = "statistic"
    beside: list[Literal["events", "people", "count", "party", "list"]] = []


class ModelLabelEntry(Entry):
    """The labels by which trained pipelines mark names, and what such a name may be."""

    kind: ClassVar[str] = "model_label"
    labels: list[str]
    stands_for: Literal["place", "actor"]


class AbbreviationEntry(Entry):
    """A token whose full stop doesn't end a sentence."""

    kind: ClassVar[str] = "abbreviation"


class DirectionEntry(Entry):
    """A compass word: northern, east of, N."""

    kind: ClassVar[str] = "direction"


class RelationEntry(Entry):
    """A word that ties the name behind it to the sentence; `role` says what that place is then."""

    kind: ClassVar[str] = "relation"
    role: Literal["in", "of", "near", "between", "from", "within", "posted"]


class AgentWordEntry(Entry):
    """A word before a party.

    by: it acts; accused: it is said to; between: it fights another; source: its means come from it; object: it is hit;
    joins: ties two parties.
    """

    kind: ClassVar[str] = "agent_word"
    leads: Literal["by", "accused", "between", "source", "object", "joins"]
    weak: bool = False  # the party may act all the same where the means follow it


class NamePartEntry(Entry):
    """Lower-case words inside names ("al", "bin")."""

    kind: ClassVar[str] = "name_part"


class NotAPlaceEntry(Entry):
    """Capitalised words that are never the name of a place where something happened.

    `title`: one that stands before people's names and begins those of places too ("Sheikh").
    """

    kind: ClassVar[str] = "not_a_place"
    title: bool = False
    office: bool = False  # of an office or a unit, and so is the name before it


class PublisherEntry(Entry):
    """A publisher and the manner of its reports; `phrases` recognise it in the document."""

    kind: ClassVar[str] = "publisher"
    headings: dict[str, str] = {}
    always_control: bool = False
    toll_at_end: bool = False


class NumberEntry(Entry):
    """A word for a number. `value` null: a vague one ("dozens"). `scale` multiplies what stands before it ("hundred").

    `words` are single words, looked up by the reader of numbers; they are too frequent to be matched as phrases.
    """

    kind: ClassVar[str] = "number"
    words: list[str] = []
    value: int | None = None
    scale: bool = False
    article: bool = False  # "a child" is one, but "a" alone says no number


class QualifierEntry(Entry):
    """Words beside a number that say how exact it is. `after`: they follow it ("13 or more")."""

    kind: ClassVar[str] = "qualifier"
    says: Literal["at_least", "about", "at_most", "exact"]
    after: bool = False


class PersonEntry(Entry):
    """Words for people: `words` for one of them, `plural` for several. What they say of age, sex and standing."""

    kind: ClassVar[str] = "person"
    words: list[str] = []
    plural: list[str] = []
    group: Literal["children", "women", "men", "fighters"] | None = None
    status: Literal["civilians", "individuals", "fighters"] | None = None
    kin: bool = False  # named by kinship: "his son"
    member: bool = False  # what it is a member of decides whether it fights
    size: int | None = None  # people in one of them, where it isn't one ("a couple")
    body: bool = False  # a body of people whose number stands behind it: "a family of five"
    general: bool = False  # says no more than that they are people: "two civilians, a woman and a child," are two


class GrammarEntry(Entry):
    """Words of grammar that the reader of victims listens to; `name` is their part in the sentence.

    `words` are single words, looked up; `phrases` of several words are matched; `endings` are what words of that kind
    end in, where a list of them would have no end.
    """

    kind: ClassVar[str] = "grammar"
    words: list[str] = []
    endings: list[str] = []


class CasualtyEntry(Entry):
    """Words that say killed, injured, missing or detained. `form` says where the victims stand.

    verb: before it where it is passive, behind it where it is active ("were killed", "killed two");
    active: behind it ("killing two"); subject: before it ("died"); of: behind it ("the death of two");
    counted: the number stands before it ("two fatalities"); state: before it ("left two dead");
    toll: a total follows ("the death toll rose to"); parts: some of them follow ("among the dead were").
    `casualties` stands for killed and injured together.
    """

    kind: ClassVar[str] = "casualty"
    outcome: Literal["killed", "injured", "missing", "detained", "casualties"]
    form: Literal["verb", "active", "subject", "of", "counted", "state", "toll", "parts"]
    names: bool = True  # false: a name behind it is as likely a place's ("captured X")
    whole_harm: bool = False  # who says that it came to nobody says that nobody was killed either ("hurt nobody")


DateRole = Literal[
    "month",
    "weekday",
    "ordinal",
    "ordinal suffix",
    "day part",
    "meridiem",
    "relative",
    "determiner",
    "direction",
    "hour",
    "day",
    "week",
    "month unit",
    "year unit",
    "stage",
    "half",
    "about",
    "and",
    "or",
    "to",
    "until",
    "since",
    "during",
    "by",
    "before",
    "after",
    "between",
    "from",
    "of",
    "the",
    "on",
    "in",
    "at",
    "every",
    "name",
]


class DateWordEntry(Entry):
    """A word of dates and times of day. `words` are read by the date grammar alone, not by the matchers.

    `weak` words count only with a capital and beside other parts of a date ("May", "Sun"). `value`: of a
    month 1 to 12, of a weekday 1 (Monday) to 7, of a relative day ("the day before") the days from `anchor`,
    of a determiner ("last") the units from it, of a direction ("later", "ago") 1 or -1, of an hour or minute
    how many make a day, of a half or quarter its months; 1 of "day", "week", "month" and "year", not of plurals.
    """

    kind: ClassVar[str] = "date_word"
    role: DateRole
    words: list[str] = []
    weak: list[str] = []
    value: int | None = None
    numbered: bool = False  # the words stand for 1, 2, 3, …
    time: str | None = None  # the time of day that it names
    anchor: Literal["published", "previous"] | None = None  # the day that `value` is counted from


class DateOrderEntry(Entry):
    """The order of day and month in dates of numbers (03/04/2020), where a country or publisher keeps to one."""

    kind: ClassVar[str] = "date_order"
    day_first: bool


E = TypeVar("E", bound=Entry)


def kinds() -> dict[str, type[Entry]]:
    """Every kind by the name of its table."""
    return {sub.kind: sub for sub in _subclasses(Entry) if sub.kind}


def _subclasses(cls: type[Entry]) -> list[type[Entry]]:
    return [found for sub in cls.__subclasses__() for found in (sub, *_subclasses(sub))]
