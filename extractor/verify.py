"""Proof of a report record: its file is found again by its hash, and every quote at its page and boxes in it.

Two proofs that need nothing of each other. The first holds the record against the file: quotes are read from the
rectangles that the record gives, by pdfium alone, without the readers and the layout that made the record; numbers,
names and dates are held against their own quotes. It works for records of any version. The second is for records of
this very version: the file is converted again and must give the same record, value by value.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.annotate.date_parts import Day
from extractor.annotate.dates import find_dates
from extractor.annotate.numbers import find_numbers
from extractor.annotate.words import read_words
from extractor.errors import ReadError
from extractor.gazetteer.records import km
from extractor.incidents.assemble import identity
from extractor.incidents.checks import MAP_LINK_KM
from extractor.knowledge import Knowledge
from extractor.model import Count, Evidence, Incident, PlaceLink, Report
from extractor.options import Reader

if TYPE_CHECKING:
    from extractor.converter import Converter

_KINDS = (".pdf", ".txt")
_COUNTS = ("killed", "injured", "missing", "detained")
_PARTS = ("children", "women", "men", "fighters")
_MOST_SUMMANDS = 6  # numbers in the quotes of one count; more of them could add up to anything

# Values that must have words to rest on, by the path under which their evidence stands.
_SINGLE = ("event_type", "place.name", "place.kind", "place.site", "place.governorate", "target.text")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that doesn't hold. `path`: the dotted path of it in the record; "" for the record as a whole."""

    path: str
    message: str


class Files:
    """The files in some folders by the hash of their content, wherever they lie and whatever they are called."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """`folders`: folders to search through, or single files."""
        self.folders = list(folders)

    @cached_property
    def _by_hash(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for folder in self.folders:
            files = [folder] if folder.is_file() else sorted(folder.rglob("*"))
            for file in files:
                if file.suffix.lower() in _KINDS and file.is_file():
                    found.setdefault(hashlib.sha256(file.read_bytes()).hexdigest(), file)
        return found

    def find(self, sha256: str) -> Path | None:
        """The file with that content, or None."""
        return self._by_hash.get(sha256)


def verify(report: Report, files: Files, converter: Converter) -> list[Fault]:
    """Everything in `report` that does not hold; an empty list where all of it does.

    `files` is where its file is looked for, `converter` the knowledge and gazetteer that a second conversion uses.
    """
    faults = [*_inner(report, converter.knowledge)]
    path = files.find(report.report.sha256)
    if path is None:
        where = ", ".join(str(folder) for folder in files.folders)
        message = f"no file with this content in {where}; it was {report.report.file} and was moved or changed"
        return [*faults, Fault("report.sha256", message)]
    faults += _at_the_source(report, path)
    if _same_version(report, converter):
        faults += _again(report, path, converter)
    return list(dict.fromkeys(faults))


def _incidents(report: Report) -> Iterator[tuple[str, Incident]]:
    for number, incident in enumerate(report.incidents):
        yield f"incidents[{number}]", incident


def _evidence(report: Report) -> Iterator[tuple[str, Evidence, Incident | None]]:
    """All evidence of a record with its path."""
    groups: list[tuple[str, dict[str, list[Evidence]], Incident | None]] = [
        ("report", report.report.evidence, None),
        *((path, incident.evidence, incident) for path, incident in _incidents(report)),
    ]
    for path, evidence, incident in groups:
        for field, pieces in evidence.items():
            for number, piece in enumerate(pieces):
                yield f"{path}.evidence.{field}[{number}]", piece, incident


# --- the record in itself -----------------------------------------------------------------------------------


def _inner(report: Report, knowledge: Knowledge) -> Iterator[Fault]:
    for path, piece, incident in _evidence(report):
        if incident is not None and piece.source in ("text", "table"):
            if piece.start is None or piece.end is None:
                yield Fault(path, "a quote from the text must say where it stands in it")
            elif incident.text[piece.start : piece.end] != piece.quote:
                yield Fault(path, f"the text has “{incident.text[piece.start : piece.end]}” there, not “{piece.quote}”")
    ids = Counter(incident.id for incident in report.incidents)
    for path, incident in _incidents(report):
        if ids[incident.id] > 1:
            yield Fault(f"{path}.id", f"{incident.id} is the id of {ids[incident.id]} incidents")
        if incident.review is None and not _has_identity(incident, report.report.sha256, knowledge):
            yield Fault(f"{path}.id", "it is the id of no sentence of the text")
        set_by_hand = tuple(f"{path}.{field}" for field in incident.review.fields) if incident.review else ()
        yield from (
            fault for fault in _values(path, incident, knowledge) if not fault.path.startswith(set_by_hand or "\0")
        )


def _has_identity(incident: Incident, sha256: str, knowledge: Knowledge) -> bool:
    """Whether the id is that of a sentence, of a line or a run of lines (a card), or of a part of a sentence that
    lists several events.
    """
    lines = incident.text.split("\n")
    runs = ["\n".join(lines[i:k]) for i in range(len(lines)) for k in range(i + 1, len(lines) + 1)]
    docs = [knowledge.annotate(line) for line in lines]
    sentences = [(doc, first, last) for doc in docs for first, last in doc.sentences]
    whole = (doc.text[doc.starts[first] : doc.ends[last - 1]] for doc, first, last in sentences)
    parts = (
        doc.text[doc.starts[i] : doc.ends[k]]
        for doc, first, last in sentences
        for i in range(first, last)
        for k in range(i, last)
    )
    return any(
        identity(sha256, page, words) == incident.id
        for words in chain(whole, runs, parts)
        for page in [*incident.pages, None]
    )


def _values(path: str, incident: Incident, knowledge: Knowledge) -> Iterator[Fault]:
    """Values against their own quotes, as far as those say them word by word."""
    for field in _SINGLE:
        if _get(incident, field) is not None and not incident.evidence.get(field):
            yield Fault(f"{path}.{field}", "a value without any words that it rests on")
    if incident.perpetrators and not _below(incident, "perpetrators"):
        yield Fault(f"{path}.perpetrators", "a value without any words that it rests on")
    for field in ("place.name", "place.site", "target.text", "victims.displaced_from"):
        value = _get(incident, field)
        quotes = [piece.quote for piece in incident.evidence.get(field, [])]
        if value is not None and quotes and not any(_squeeze(value) in _squeeze(quote) for quote in quotes):
            yield Fault(f"{path}.{field}", f"“{value}” does not stand in its quote “{quotes[0]}”")
    for number, name in enumerate(incident.victims.named):
        if _squeeze(name) not in _squeeze(incident.text):
            yield Fault(f"{path}.victims.named[{number}]", f"“{name}” does not stand in the text")
    yield from _date(path, incident, knowledge)
    for name in _COUNTS:
        yield from _count(f"{path}.{name}", name, incident, knowledge)
    for number, weapon in enumerate(incident.weapons):
        quotes = [piece.quote for piece in incident.evidence.get(f"weapons.{number}.count", [])]
        if weapon.count is not None and not _adds_up(weapon.count, quotes, knowledge):
            yield Fault(f"{path}.weapons[{number}].count", f"{weapon.count} is not what its quotes say")
    link = incident.place.link
    if link is not None and link.status == "report link" and not _near_a_link(link, incident):
        yield Fault(f"{path}.place.link", "no map link of the report leads there")


def _near_a_link(link: PlaceLink, incident: Incident) -> bool:
    """Whether a map link of the incident leads to the point, or near it: the gazetteer's own point may be taken."""
    if link.lat is None or link.lon is None:
        return False
    points = [(other.lat, other.lon) for other in incident.links if other.lat is not None and other.lon is not None]
    return any(km((link.lat, link.lon), point) <= MAP_LINK_KM for point in points)


def _get(incident: Incident, field: str) -> Any:
    value: Any = incident
    for name in field.split("."):
        value = getattr(value, name)
    return value


def _below(incident: Incident, field: str) -> list[Evidence]:
    return [piece for path, pieces in incident.evidence.items() if path.startswith(field) for piece in pieces]


def _date(path: str, incident: Incident, knowledge: Knowledge) -> Iterator[Fault]:
    """Days against the parts of a date that a quote gives in words; what it leaves open may be anything."""
    when = incident.date
    if (when.start is None) != (when.end is None) or (when.start and when.end and when.start > when.end):
        yield Fault(f"{path}.date", "the two ends of the date do not fit")
        return
    for field, day, side in (("date.start", when.start, "low"), ("date.end", when.end, "high")):
        quotes = [piece.quote for piece in incident.evidence.get(field, [])]
        if day is None:
            continue
        if not quotes and when.precision != "none":
            yield Fault(f"{path}.{field}", "a value without any words that it rests on")
        said = [
            getattr(mention, side) for quote in quotes for mention in find_dates(knowledge.annotate(quote), knowledge)
        ]
        if said and not any(_fits(day, parts) for parts in said):
            yield Fault(f"{path}.{field}", f"{day} is not the date in its quote “{quotes[0]}”")


def _fits(day: Any, parts: Day) -> bool:
    return all(
        stated is None or stated == own
        for stated, own in ((parts.year, day.year), (parts.month, day.month), (parts.day, day.day))
    )


def _count(path: str, name: str, incident: Incident, knowledge: Knowledge) -> Iterator[Fault]:
    """Numbers against the numbers in their quotes, alone or added up; people that are told one by one may be any."""
    count: Count = getattr(incident, name)
    for field in ("total", "min", "max", *_PARTS):
        value = getattr(count, field)
        if value is None:
            continue
        own = field if field in _PARTS else "total"
        quotes = [piece.quote for piece in incident.evidence.get(f"{name}.{own}", [])]
        if not quotes:
            yield Fault(f"{path}.{field}", "a value without any words that it rests on")
        elif not _adds_up(value, quotes, knowledge):
            yield Fault(f"{path}.{field}", f"{value} is not what its quotes say: {' · '.join(quotes)}")
    if count.min is not None and count.max is not None and count.min > count.max:
        yield Fault(path, f"the range runs backwards: {count.min} to {count.max}")


def _adds_up(value: int, quotes: Sequence[str], knowledge: Knowledge) -> bool:
    numbers: list[int] = []
    untold = 0  # people without a number of their own: "two civilians and the bomber"
    for quote in quotes:
        annotation = knowledge.annotate(quote)
        found = [n for n in find_numbers(annotation, knowledge) if not n.vague]
        if not found or (all(n.article for n in found) and value > len(found)):
            return True  # nobody is counted in it: names, "his son", "no one"
        numbers += [bound for n in found for bound in {n.low, n.high} if bound is not None]
        kin = any(
            lexeme.person is not None and lexeme.person.kin for lexeme in read_words(annotation, knowledge).lexemes
        )
        if kin or value == 0 or any(token.text[:1].isupper() for token in annotation.doc[1:]):
            return True  # people told by name or kinship beside those that are counted
    if len(numbers) > _MOST_SUMMANDS:
        return True
    sums = {sum(part) for size in range(1, len(numbers) + 1) for part in combinations(numbers, size)}
    return any(value - more in sums for more in range(untold + 1))


# --- against the file ---------------------------------------------------------------------------------------


def _at_the_source(report: Report, path: Path) -> Iterator[Fault]:
    try:
        source = _Pdf(path) if path.suffix.lower() == ".pdf" else _Text(path)
    except ReadError as error:
        yield Fault("report.sha256", f"{path}: {error}")
        return
    with source:
        if source.pages != report.report.pages:
            yield Fault("report.pages", f"{path} has {source.pages} pages")
        for where, piece, _ in _evidence(report):
            if piece.page is not None:
                yield from _found(source, where, piece.quote, piece.page, piece.boxes)
        for number, toll in enumerate(report.tolls):
            yield from _found(source, f"tolls[{number}].quote", toll.quote, toll.page, toll.boxes)
        for number, unused in enumerate(report.unused):
            if not source.holds(unused.text, [unused.page, unused.page + 1]):
                yield Fault(f"unused[{number}].text", f"these words do not stand on page {unused.page}")
        for where, incident in _incidents(report):
            for number, line in enumerate(incident.text.split("\n")):
                if not source.holds(line, incident.pages):
                    yield Fault(f"{where}.text", f"line {number + 1} does not stand on page {_list(incident.pages)}")
            for number, heading in enumerate(incident.sections):
                if source.first_page(heading) > max(incident.pages, default=1):
                    yield Fault(f"{where}.sections[{number}]", "no such words up to the incident's page")
            for number, link in enumerate(incident.links):
                if link.url not in source.urls and not source.holds(link.url, incident.pages):
                    yield Fault(f"{where}.links[{number}].url", "the file has no such link")


def _found(source: _Source, where: str, quote: str, page: int, boxes: Sequence[Sequence[float]]) -> Iterator[Fault]:
    if not 1 <= page <= source.pages:
        yield Fault(where, f"the file has no page {page}")
    elif not source.boxed:
        if not source.holds(quote, [page, page + 1]):
            yield Fault(where, f"“{quote}” does not stand on page {page}")
    elif not boxes:
        yield Fault(where, "a quote without boxes")
    elif int(boxes[0][0]) != page or any(not 1 <= box[0] <= source.pages for box in boxes):
        yield Fault(where, f"its boxes do not begin on page {page}")
    else:
        read = source.within(boxes)
        if _squeeze(read) != _squeeze(quote):
            yield Fault(where, f"at its boxes on page {page} stands “{read}”, not “{quote}”")


def _list(pages: Sequence[int]) -> str:
    return ", ".join(map(str, pages))


_MARKS = re.compile(r"[\W_]+")


def _squeeze(text: str) -> str:
    """Letters and digits alone, in one case and one form: line breaks, hyphens and ligatures make no difference."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


class _Source:
    """A file opened for proof."""

    pages: int
    boxed: bool

    @cached_property
    def urls(self) -> set[str]:
        """Every address that a link annotation leads to."""
        return set()

    def text(self, page: int) -> str:
        """The text of a page, from 1."""
        raise NotImplementedError

    def words(self, page: int) -> str:
        """The squeezed text of a page, from 1."""
        if page not in self._squeezed:
            self._squeezed[page] = _squeeze(self.text(page))
        return self._squeezed[page]

    @cached_property
    def _squeezed(self) -> dict[int, str]:
        return {}

    def within(self, boxes: Sequence[Sequence[float]]) -> str:
        """The characters in the boxes, box by box."""
        raise NotImplementedError

    def close(self) -> None:
        """Free what is open."""

    def __enter__(self) -> _Source:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def first_page(self, heading: str) -> float:
        """The first page with the words of a heading; infinite where there is none."""
        if heading not in self._headings:
            words = _squeeze(heading)
            pages = (page for page in range(1, self.pages + 1) if words in self.words(page))
            self._headings[heading] = next(pages, float("inf"))
        return self._headings[heading]

    @cached_property
    def _headings(self) -> dict[str, float]:
        return {}

    def holds(self, text: str, pages: Iterable[int]) -> bool:
        """Whether the words of `text` stand on the pages, cell by cell and in this order.

        Something else may stand between two stretches of them: a footer, a note or a caption where a page breaks.
        On a page that is not printed in the order of reading, each word must stand there as often as in the text.
        """
        there = [page for page in pages if 1 <= page <= self.pages]
        joined = "".join(self.words(page) for page in there)
        if all(_in_stretches(_squeeze(cell), joined) for cell in text.split("\t")):
            return True
        return _word_by_word(text, " ".join(self.text(page) for page in there), joined)


def _in_stretches(words: str, joined: str) -> bool:
    position = stretches = 0
    while words:
        # the longest beginning of the words that is found behind the last stretch
        length = bisect(range(1, len(words) + 1), 0, key=lambda n: joined.find(words[:n], position) < 0)
        if length < min(_STRETCH, len(words)):
            return False
        start = joined.find(words[:length], position)
        stretches += _NOTE_MARK.fullmatch(joined, position, start) is None
        position, words = start + length, words[length:]
    return stretches <= _MOST_STRETCHES


def _word_by_word(text: str, printed: str, joined: str) -> bool:
    """Whether each word stands as often in what is printed; a long one may be broken there."""
    there = Counter(map(_squeeze, printed.split()))
    counts = Counter(word for word in map(_squeeze, text.split()) if word)
    return all(
        there[word] >= number or (len(word) >= _STRETCH and joined.count(word) >= number)
        for word, number in counts.items()
    )


_STRETCH = 8  # letters at least in a stretch: fewer are found anywhere
_MOST_STRETCHES = 4
_NOTE_MARK = re.compile(r"\d{1,3}")  # the number of a footnote, which is no part of the text


class _Text(_Source):
    """A text file, its pages parted by form feeds."""

    boxed = False

    def __init__(self, path: Path) -> None:
        self._pages = path.read_text(encoding="utf-8", errors="replace").split("\f")
        self.pages = len(self._pages)

    def text(self, page: int) -> str:
        return self._pages[page - 1]


class _Pdf(_Source):
    """A PDF whose characters are asked of pdfium, one by one, with the middle of their boxes as the page is shown."""

    boxed = True

    def __init__(self, path: Path) -> None:
        import pypdfium2

        self._path = path
        data = path.read_bytes()
        try:
            self._file = pypdfium2.PdfDocument(data[max(0, data.find(b"%PDF-")) :])
        except pypdfium2.PdfiumError as error:
            raise ReadError(f"pdfium can't open it: {error}") from error
        self.pages = len(self._file)
        self._characters: dict[int, list[tuple[str, float, float]]] = {}

    def close(self) -> None:
        self._file.close()

    def text(self, page: int) -> str:
        return "".join(character for character, _, _ in self._of(page))

    def within(self, boxes: Sequence[Sequence[float]]) -> str:
        """The characters whose middle lies in the boxes, box by box."""
        read = []
        for number, x0, top, x1, bottom in boxes:
            inside = [c for c, x, y in self._of(int(number)) if x0 <= x <= x1 and top <= y <= bottom]
            read.append("".join(inside))
        return " ".join(read)

    def _of(self, number: int) -> list[tuple[str, float, float]]:
        if number not in self._characters:
            self._characters[number] = list(self._read(number))
        return self._characters[number]

    def _read(self, number: int) -> Iterator[tuple[str, float, float]]:
        from extractor.reading.frame import Frame

        page = self._file[number - 1]
        left, bottom, right, top = page.get_bbox()
        frame = Frame(left, bottom, right, top, page.get_rotation() // 90)
        text = page.get_textpage()
        for index in range(text.count_chars()):
            character = text.get_text_range(index, 1)
            left, bottom, right, top = text.get_charbox(index, loose=True)
            x, y = frame.point((left + right) / 2, (bottom + top) / 2)
            yield character, x, y
        text.close()
        page.close()

    @cached_property
    def urls(self) -> set[str]:
        from extractor.reading import read

        return {link.url for page in read(self._path).pages for link in page.links}


# --- by the same version ------------------------------------------------------------------------------------


def _same_version(report: Report, converter: Converter) -> bool:
    from extractor.version import __version__

    made = report.report.made_by
    return (made.extractor, made.patterns, made.gazetteer) == (
        __version__,
        converter.knowledge.versions,
        converter.gazetteer.version,
    )


def _again(report: Report, path: Path, converter: Converter) -> Iterator[Fault]:
    """The differences between the record and a second conversion of the file, by the same choices."""
    facts, options = report.report, converter.options
    chosen = facts.publisher if facts.publisher is not None and "publisher" not in facts.evidence else None
    readers: list[Reader] = [options.reader]
    if facts.made_by.reader == "pdfplumber":
        readers.append("pdfplumber")
    runs = []
    for reader in readers:
        converter.options = replace(options, reader=reader, publisher=chosen)
        second = converter.convert(path, facts.file)
        runs.append([*_differences(_untouched(report), _untouched(second, report), "")])
    converter.options = options
    for where, value, other in min(runs, key=len):
        yield Fault(where, f"{_short(value)} in the record; converting the file again gives {_short(other)}")


def _untouched(report: Report, reviewed: Report | None = None) -> Any:
    """A record as plain values, without the incidents that a reviewer decided on (in `reviewed`: those of another)."""
    known = {incident.id for incident in (reviewed or report).incidents if incident.review is not None}
    plain = report.model_dump(mode="json")
    if known:
        plain = {"incidents": {i["id"]: i for i in plain["incidents"] if i["id"] not in known}}
    return plain


def _differences(one: Any, other: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*one, *other]):
            yield from _differences(one.get(key), other.get(key), f"{path}.{key}" if path else key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (value, again) in enumerate(zip(one, other, strict=True)):
            yield from _differences(value, again, f"{path}[{number}]")
    elif one != other:
        yield path, one, other


def _short(value: Any) -> str:
    if isinstance(value, list):
        return f"{len(value)} entries"
    text = str(value)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”" if isinstance(value, str) else text
