"""The report record: what `extractor` writes, field by field.

The JSON Schema that `extractor schema` prints is generated from these models, so a docstring or a
`description` here is what a user of the data reads. Values are plain (`incident.killed.total` is an
integer or null); where each came from stands in `incident.evidence` under the same dotted path.

Unknown is always `None` or an empty list. Zero is only ever written where the text says zero.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = "1.0"

DatePrecision = Literal["day", "month", "year", "none"]
Qualifier = Literal["exact", "at_least", "about", "at_most", "range", "vague"]
Certainty = Literal["stated", "believed", "under_investigation", "disputed", "unidentified"]
Source = Literal["text", "heading", "table", "document", "report link"]
Severity = Literal["info", "warning", "error"]
VictimStatus = Literal["civilians", "individuals", "fighters", "mixed"]
LinkStatus = Literal["linked", "tie", "nil", "report link"]

PageBox = Annotated[
    list[float],
    Field(
        min_length=5,
        max_length=5,
        description="[page, x0, top, x1, bottom]: page from 1, points from the upper left corner of the page",
    ),
]


class Record(BaseModel):
    """Base of all records: unknown keys are an error, field order is the order of the output."""

    model_config = ConfigDict(extra="forbid")


class Evidence(Record):
    """One stretch of words that a value rests on.

    `start` and `end` are character offsets (half open) into the incident's `text` where `source` is
    "text" or "table"; the words of a heading or of the document stand outside it, and then both are null.
    """

    quote: str
    page: int | None
    start: int | None = None
    end: int | None = None
    boxes: list[PageBox] = []
    rule: str = Field(description="the pattern or rule that read it")
    source: Source = "text"


class Check(Record):
    """A doubt, in words that a reviewer can act on. `docs/checks.md` tells what each code means."""

    code: str
    severity: Severity
    message: str
    fields: list[str] = []
    quotes: list[str] = []


class When(Record):
    """When it happened. Both ends are ISO days; a single day has both alike."""

    start: dt.date | None = None
    end: dt.date | None = None
    precision: DatePrecision = "none"
    time_of_day: str | None = Field(None, description="as said: dawn, morning, …, or a clock time")


class Weapon(Record):
    """A munition and what carried it; `name` is null where only the carrier is named."""

    name: str | None = None
    count: int | None = None
    delivery: str | None = None


class Perpetrator(Record):
    """Whom the text holds responsible, and how surely. `actor` is null where only the doubt is said."""

    actor: str | None
    certainty: Certainty
    source: Source = "text"


class AdminArea(Record):
    """One administrative area that contains a place."""

    level: int
    name: str
    code: str | None = None


class Candidate(Record):
    """A gazetteer record that could be meant, with the parts of its score (each 0 to 1)."""

    id: str
    name: str
    lat: float | None
    lon: float | None
    admin: list[AdminArea] = []
    score: float
    parts: dict[str, float] = {}


class PlaceLink(Record):
    """What the gazetteer makes of a place name, or why it makes nothing of it."""

    status: LinkStatus
    id: str | None = None
    name: str | None = None
    lat: float | None = None
    lon: float | None = None
    admin: list[AdminArea] = []
    precision: str | None = Field(None, description="settlement, neighborhood, city, subdistrict, …")
    score: float | None = None
    source: str | None = Field(None, description="the list that holds the record, or `report link`")
    reason: str | None = Field(None, description="why this one, or why none")
    candidates: list[Candidate] = []


class Place(Record):
    """Where it happened: the most specific named settlement or neighbourhood, without its kind word."""

    name: str | None = None
    kind: str | None = None
    site: str | None = None
    within: list[str] = []
    governorate: str | None = None
    link: PlaceLink | None = None


class OtherPlace(Record):
    """A further place in the event, with its part in it."""

    name: str
    kind: str | None = None
    role: str = Field(description="also struck, between, near, within, from, origin of victims")
    link: PlaceLink | None = None


class Target(Record):
    """What was hit, in the words of the text, and its kind (school, hospital, market, …)."""

    text: str | None = None
    category: str | None = None


class Control(Record):
    """Who held the place at the time, and who holds it `now`, as of the writing of the report."""

    then: list[str] = []
    joint: bool = False
    now: list[str] = []


class Count(Record):
    """A number of people. A range leaves `total` empty; a vague word ("dozens") leaves all numbers empty."""

    total: int | None = None
    min: int | None = None
    max: int | None = None
    qualifier: Qualifier | None = None
    children: int | None = None
    women: int | None = None
    men: int | None = None
    fighters: int | None = None


class Victims(Record):
    """What the text says of the victims as a group."""

    status: VictimStatus | None = None
    same_family: bool | None = None
    displaced_from: str | None = None
    named: list[str] = []


class HyperLink(Record):
    """A link annotation, or a printed address, over words of the incident."""

    url: str
    text: str
    kind: Literal["map", "media", "web"]
    lat: float | None = None
    lon: float | None = None


class Review(Record):
    """What a person decided about an incident; only `extractor review apply` writes it."""

    status: Literal["open", "accepted", "rejected", "flagged", "merged"]
    reviewer: str | None = Field(None, description="who decided last")
    time: dt.datetime | None = None
    note: str | None = None
    fields: list[str] = Field([], description="dotted paths of the values that a reviewer set")
    origin: str | None = Field(None, description="id of the incident it was split from or merged into, or `ledger`")
    again: list[str] = Field([], description="why it must be looked at again after a new conversion")


class Incident(Record):
    """One attack or event at one place on one date, as the report tells it."""

    id: str = Field(description="stable: the same incident of the same file keeps it over re-runs")
    date: When = When()
    event_type: str | None = None
    weapons: list[Weapon] = []
    perpetrators: list[Perpetrator] = []
    place: Place = Place()
    other_places: list[OtherPlace] = []
    target: Target = Target()
    control: Control = Control()
    killed: Count = Count()
    injured: Count = Count()
    missing: Count = Count()
    detained: Count = Count()
    victims: Victims = Victims()
    links: list[HyperLink] = []
    sections: list[str] = Field([], description="the headings above it, outermost first")
    text: str = Field(description="the paragraphs that tell it, joined by one line feed")
    pages: list[int] = []
    checks: list[Check] = []
    confidence: float | None = None
    why: list[str] = Field([], description="the reasons for the confidence")
    evidence: dict[str, list[Evidence]] = Field({}, description="by dotted path of the value")
    review: Review | None = Field(None, description="null in what `extractor convert` writes")


class Scope(Record):
    """What a stated total counts."""

    start: dt.date | None = None
    end: dt.date | None = None
    perpetrators: list[str] = []
    governorate: str | None = None
    control: list[str] = []
    victims: str | None = Field(None, description="the group counted, where it is not all victims")
    group: str | None = Field(None, description="the scope in the words of the text, where no field holds it")


class Toll(Record):
    """A total that the report states: a statistic, never an incident."""

    quote: str
    page: int
    start: int | None = None
    end: int | None = None
    boxes: list[PageBox] = []
    scope: Scope = Scope()
    incidents: int | None = None
    killed: Count = Count()
    injured: Count = Count()
    missing: Count = Count()
    detained: Count = Count()
    percent: float | None = None
    number: int | None = Field(None, description="another number that is counted; `measure` says of what")
    measure: str | None = Field(None, description="what a percentage or another number counts")
    told_here: bool = Field(False, description="it counts what this report tells, no more and no less")
    sections: list[str] = []


class Reconciliation(Record):
    """One stated total against another, or against the incidents that were extracted."""

    scope: Scope
    measure: str = Field(description="killed, killed.children, killed.women, incidents, percent, …")
    stated: float
    extracted: float | None
    status: Literal["agrees", "partial", "differs", "can't tell"]
    reason: str
    quote: str
    page: int


class Unused(Record):
    """A paragraph with a trigger word and no incident, and why: nothing is dropped in silence."""

    page: int
    text: str
    reason: str


class Period(Record):
    """The days that the report covers."""

    start: dt.date
    end: dt.date


class MadeBy(Record):
    """Versions of everything that the output depends on."""

    extractor: str
    reader: str
    patterns: dict[str, str] = Field({}, description="folder of patterns → hash of its content")
    gazetteer: str | None = None


class ReportFacts(Record):
    """What the document says of itself."""

    file: str
    sha256: str
    pages: int
    title: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    period: Period | None = None
    language: str | None = None
    made_by: MadeBy
    evidence: dict[str, list[Evidence]] = {}


class Report(Record):
    """One converted report."""

    schema_version: str = SCHEMA_VERSION
    report: ReportFacts
    incidents: list[Incident] = []
    tolls: list[Toll] = []
    reconciliation: list[Reconciliation] = []
    checks: list[Check] = []
    unused: list[Unused] = []

    def to_json(self, indent: int | None = 2) -> str:
        """The canonical JSON text, newline-terminated unless on one line: same report, same bytes."""
        text = self.model_dump_json(indent=indent)
        return text if indent is None else text + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a report."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Report.model_json_schema()}
