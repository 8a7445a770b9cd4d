"""Records for sharing: names of people, exact places or links taken out of every string, with offsets kept.

What is taken out becomes as many blocks (█), so that `text[start:end] == quote` still holds. Ids are made anew: the
old ones are hashes over the words, by which a guessed name could be confirmed.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.errors import CallError, PatternError
from extractor.export.coarse import middle
from extractor.knowledge.load import pattern_dirs
from extractor.model import Incident, PlaceLink, Report

BLOCK = "█"
KINDS = ("names", "coordinates", "links")

_FILE = Path("exports/people.toml")
_FINEST = 3
"""The administrative level to which places are coarsened."""
_PRECISIONS = {1: "governorate", 2: "district", 3: "subdistrict"}
_KEPT = frozenset(("sha256", "schema_version", "made_by", "time", "start", "end", "published"))
"""Fields of the record that hold no words: hashes, versions, days and moments."""
_LOOSE = frozenset(("file", "url"))
"""Fields that hold names in small letters: "naila-sarouf.jpg"."""

_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_COORDINATE = re.compile(
    r"[-+]?\d{1,3}\.\d{3,}"  # decimal degrees; three decimals are some hundred metres
    r"|\d{1,3}\s?[°º]\s?\d{1,2}(?:\.\d+)?\s?['’′](?:\s?\d{1,2}(?:\.\d+)?\s?(?:[\"”″]|''))?"  # 36°12'30"
    r"(?:\s?[NSEW]\b)?"
    r"|\d{1,3}(?:\.\d+)?\s?[°º](?:\s?[NSEW]\b)?"  # 36.2° N
    r"|\b\d{1,2}[C-X]\s?[A-Z]{2}\s?\d{2,5}\s?\d{2,5}\b"  # MGRS
    r"|\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b"  # plus codes
)
_BETWEEN = r"(?:[\W_]|%20){1,3}"
"""What may stand between the words of a name, also in an address or a file name."""


class _People(BaseModel):
    model_config = ConfigDict(extra="forbid")

    before: list[str]
    says: list[str]
    is_a: list[str] = Field(alias="is")
    titles: list[str]
    particles: list[str]
    organisations: list[str]
    not_people: list[str]


def parse_kinds(told: str) -> frozenset[str]:
    """The kinds of a list such as "names,links". Raises CallError for one that isn't known."""
    kinds = frozenset(part.strip() for part in told.split(",") if part.strip())
    if unknown := sorted(kinds - set(KINDS)):
        raise CallError(f"--redact {unknown[0]}: give some of {', '.join(KINDS)}, with commas")
    return kinds


def redact(report: Report, kinds: frozenset[str], more_names: Iterable[str] = ()) -> Report:
    """A copy of the report without what `kinds` name.

    names: victims that the records name, people whom the text introduces as such, and `more_names`, whole and each part
    of them with a capital. coordinates: gazetteer ids and points finer than an administrative area of level 3, whose
    rough middle takes their place where the gazetteer has one. links: addresses. A name that nothing marks as one of a
    person stays: read what you share.
    """
    if not kinds:
        return report
    copy = report.model_copy(deep=True)
    rules: list[Callable[[str, bool], str]] = []
    names = _names(report, more_names) if "names" in kinds else []
    if names:
        rules.append(_Names(names, _canonical(report)).hide)
    if "links" in kinds:
        rules.append(lambda text, loose: _URL.sub(_blocks, text))
    if "coordinates" in kinds:
        rules.append(lambda text, loose: _COORDINATE.sub(_blocks, text))
    for incident in copy.incidents:
        _take_out(incident, kinds, names)
    hidden = Report.model_validate(_walk(copy.model_dump(mode="json"), rules))
    _settle(hidden, report)
    return hidden


def _take_out(incident: Incident, kinds: frozenset[str], names: list[str]) -> None:
    """What is dropped as a whole: links, points, ids and candidates of places."""
    if "links" in kinds:
        incident.links = []
    if "coordinates" in kinds:
        incident.links = [link for link in incident.links if link.lat is None and not _COORDINATE.search(link.url)]
        incident.place.link = _coarse(incident.place.link)
        for place in incident.other_places:
            place.link = _coarse(place.link)
    if names:
        known = {part.casefold() for name in names for part in _parts(name)}
        incident.links = [link for link in incident.links if not any(part in link.url.casefold() for part in known)]


def _coarse(link: PlaceLink | None) -> PlaceLink | None:
    if link is None:
        return None
    areas = [area for area in link.admin if area.level <= _FINEST]
    finest = max(areas, key=lambda area: area.level, default=None)
    lat, lon = middle(areas) or (None, None)
    return PlaceLink(
        status=link.status,
        name=finest.name if finest else None,
        lat=lat,
        lon=lon,
        admin=areas,
        precision=_PRECISIONS.get(finest.level) if finest else None,
        reason="coarsened to its administrative area",
    )


def _settle(hidden: Report, report: Report) -> None:
    """Quotes as the text now reads, and new ids."""
    ids = {
        incident.id: hashlib.sha256(f"{report.report.sha256}|redacted|{number}".encode()).hexdigest()[:16]
        for number, incident in enumerate(report.incidents)
    }
    for old, incident in zip(report.incidents, hidden.incidents, strict=True):
        incident.id = ids[old.id]
        if incident.review is not None and old.review is not None:
            incident.review.origin = ids.get(old.review.origin or "")
        for evidence in (one for found in incident.evidence.values() for one in found):
            if evidence.start is not None and evidence.end is not None:
                evidence.quote = incident.text[evidence.start : evidence.end]


def _walk(value: Any, rules: list[Callable[[str, bool], str]], loose: bool = False) -> Any:
    if isinstance(value, str):
        for rule in rules:
            value = rule(value, loose)
        return value
    if isinstance(value, list):
        return [_walk(one, rules, loose) for one in value]
    if isinstance(value, dict):
        return {
            key: one if key in _KEPT and not isinstance(one, dict) else _walk(one, rules, key in _LOOSE)
            for key, one in value.items()
        }
    return value


def _blocks(found: re.Match[str]) -> str:
    return BLOCK * len(found[0])


class _Names:
    """Hides names in strings: whole ones however they are joined and capitalised, their parts where capitalised."""

    def __init__(self, names: list[str], canonical: set[str]) -> None:
        whole = sorted({name for name in names if len(name.split()) > 1}, key=lambda name: (-len(name), name))
        parts = sorted({part for name in names for part in _parts(name)} - canonical, key=lambda one: (-len(one), one))
        joined = [_BETWEEN.join(map(re.escape, re.split(r"[\W_]+", name.strip()))) for name in whole]
        self._whole = _any_of(joined)
        self._part = _any_of([re.escape(part) for part in parts])
        self._known = [part.casefold() for part in parts]

    def hide(self, text: str, loose: bool) -> str:
        """The text with blocks; `loose`: parts are hidden in small letters too."""
        text = _URL.sub(self._address, text)
        text = self._whole.sub(_blocks, text)
        return self._part.sub(lambda found: found[0] if found[0][0].islower() and not loose else _blocks(found), text)

    def _address(self, found: re.Match[str]) -> str:
        return _blocks(found) if any(part in found[0].casefold() for part in self._known) else found[0]


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    """Any of them, with no letter before or behind; nothing at all where there is none."""
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(patterns)})(?![^\W\d_])" if patterns else r"(?!)", re.IGNORECASE)


def _parts(name: str) -> list[str]:
    particles = set(_people().particles)
    words = [word for word in re.split(r"[\W_]+", name) if word]
    return [word for word in words if len(word) > 2 and word.casefold() not in particles and not word[0].islower()]


def _canonical(report: Report) -> set[str]:
    """Words of the parties' names: they name no victim."""
    parties = [one.actor for incident in report.incidents for one in incident.perpetrators if one.actor]
    parties += [name for incident in report.incidents for name in (*incident.control.then, *incident.control.now)]
    return {word for party in parties for word in re.split(r"[\W_]+", party)}


def _names(report: Report, more: Iterable[str]) -> list[str]:
    """The names to hide: victims, `more`, and whom the text shows as a person; no place or party of the record."""
    victims = [name for incident in report.incidents for name in incident.victims.named]
    texts = dict.fromkeys(_strings(report.model_dump(mode="json")))
    known = _canonical(report) | _place_words(report) | {word for text in texts for word in _of_organisations(text)}
    people = [name for text in texts for name in _people_in(text) if not known.issuperset(_parts(name))]
    return list(dict.fromkeys(name.strip() for name in (*victims, *more, *people) if name.strip()))


def _place_words(report: Report) -> set[str]:
    words: set[str] = set()
    for incident in report.incidents:
        place = incident.place
        links = [place.link, *(other.link for other in incident.other_places)]
        names = [place.name, place.governorate, *place.within, *(other.name for other in incident.other_places)]
        names += [area.name for link in links if link for area in link.admin]
        words |= {word for name in names if name for word in name.split()}
    return words


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _people_in(text: str) -> Iterable[str]:
    people = _people()
    no_name = {*people.not_people, *people.organisations}
    roles = {word.casefold() for word in (*people.before, *people.is_a)}
    for pattern in _introductions():
        for found in pattern.finditer(text):
            for name in re.split(r", | and ", found["names"]):
                words = name.split()
                plain = {form for word in words for form in (word.casefold(), word.casefold().removesuffix("s"))}
                if no_name.isdisjoint(words) and plain.isdisjoint(roles):
                    yield name


def _of_organisations(text: str) -> Iterable[str]:
    """Words of names such as "Rural Rights Network"."""
    known = _people().organisations
    for run in re.findall(rf"{_WORD}(?: {_WORD})+", text):
        if not set(known).isdisjoint(run.split()):
            yield from run.split()


_WORD = r"[^\W\d_a-z][^\W\d_]+(?:[-'’][^\W\d_]+)*"
"""A word with a capital, or of a script without capitals."""


@cache
def _introductions() -> tuple[re.Pattern[str], ...]:
    """What shows a person: a word before the name, what it says or is, an age behind it."""
    people = _people()
    one = rf"{_WORD}(?:[ -](?:(?:{_either(people.particles)})[ -])*{_WORD})*"
    several = rf"(?P<names>{one}(?:, {one})*(?: and {one})?)"
    name, title = rf"(?P<names>{one})", _either(people.titles)
    return (
        re.compile(rf"\b(?:(?i:{_either(people.before)})s?,? (?:(?:{title}) )*|(?:{title}) ){several}"),
        re.compile(rf"\b{name} (?:(?:has|had|later|also) )?(?:{_either(people.says)})\b"),
        re.compile(rf"\b{name}, (?:(?:who was|an?|the|one of|another|local|fellow) )+(?:{_either(people.is_a)})"),
        re.compile(rf"\b{name},? (?:\(\d{{1,2}}\)|(?:aged? )?\d{{1,2}}(?=[,.;)]))"),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _people() -> _People:
    path = pattern_dirs()[0].parent / _FILE
    try:
        return _People.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise PatternError(f"{path}: can't be used: {str(error).splitlines()[0]}") from error
