"""What a document says of itself: title, publisher, publication date, the period that it covers, language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from extractor.annotate.dates import DateContext, DateMention, find_dates, resolve
from extractor.incidents.passage import Passage
from extractor.knowledge import Annotation, Knowledge
from extractor.knowledge.schema import AttackEntry, CasualtyEntry, CueEntry, PublisherEntry
from extractor.layout.model import Block, Document
from extractor.model import Evidence, MadeBy, Period, ReportFacts

_HEAD = 14
"""How many blocks from the top a document speaks of itself in: title, masthead, "Published: …"."""

_MASTHEAD = 4
"""Of these, how many may be the masthead of a post or a daily report."""

_LINE = 160
"""Characters of the longest line near the top that is read for a date of publication or a period."""

_COMMON = 0.08
"""Share of a text's words that must be ones its language uses all the time: the lowest of the development texts, a
message of 34 words, has 0.12; sentences in French, Spanish, German, Italian and Indonesian have up to 0.04."""

_TITLE_CASE, _SHORT_WORD = 0.8, 3  # of words of more than three letters, in a line of title case
_SAMPLE = 60  # passages whose words are counted for that
_NOWHERE = DateContext(None, None, None, None, ())


def find_facts(
    document: Document,
    passages: Sequence[Passage],
    knowledge: Knowledge,
    made_by: MadeBy,
    name: str,
    publisher: str | None,
) -> ReportFacts:
    """The facts of a document, each with its evidence. What it doesn't say stays null.

    `name` is the file's name in the record, `publisher` a profile that the user chose over the document's own signs.
    """
    facts = ReportFacts(file=name, sha256=document.sha256, pages=document.pages, made_by=made_by)
    facts.language = _language(passages, knowledge)
    head = [(block, knowledge.annotate(block.text)) for block in _head(document)]
    _published(facts, head, knowledge)
    _title(facts, document, head, knowledge)
    _period(facts, head, knowledge)
    facts.publisher = publisher or _publisher(facts, document, knowledge)
    return facts


def _head(document: Document) -> list[Block]:
    told = [block for block in document.blocks if block.text.strip() and block.kind not in ("furniture", "contents")]
    return told[:_HEAD]


def _quote(facts: ReportFacts, path: str, block: Block, start: int, end: int, rule: str) -> None:
    facts.evidence.setdefault(path, []).append(
        Evidence(
            quote=block.text[start:end],
            page=block.page_at(start),
            boxes=block.locate(start, end),
            rule=rule,
            source="document",
        )
    )


def _says(annotation: Annotation, cue: str) -> bool:
    return any(mention.entry.name == cue for mention in annotation.of(CueEntry))


def _is_only(block: Block, mention: DateMention) -> bool:
    """Whether a line holds a date and nothing else."""
    return len(block.text.strip(" .()")) - (mention.end - mention.start) <= 2


# --- publication --------------------------------------------------------------------------------------------


def _published(facts: ReportFacts, head: Sequence[tuple[Block, Annotation]], knowledge: Knowledge) -> None:
    """A line that says "Published …", a line near the top that is a date and nothing else, or a masthead that ends with
    one ("X Media Center – field report for 20 February 2018")."""
    for number, (block, annotation) in enumerate(head):
        if len(block.text) > _LINE:
            continue
        masthead = number < _MASTHEAD and not annotation.of(AttackEntry) and not annotation.of(CasualtyEntry)
        cues = [mention.first for mention in annotation.of(CueEntry) if mention.entry.name == "published"]
        for mention in find_dates(annotation, knowledge):
            resolved = resolve(mention, _NOWHERE)
            one_day = resolved.precision == "day" and resolved.start == resolved.end
            ends = masthead and mention.end >= len(block.text.rstrip(" .)"))
            if one_day and (ends or _is_only(block, mention) or any(cue < mention.first for cue in cues)):
                facts.published = resolved.start
                _quote(facts, "published", block, mention.start, mention.end, "publication date")
                return


# --- title --------------------------------------------------------------------------------------------------


def _title(
    facts: ReportFacts, document: Document, head: Sequence[tuple[Block, Annotation]], knowledge: Knowledge
) -> None:
    """The largest line of the title page that is no date, of equal ones in title case and long; else the metadata's."""
    lines = [
        block
        for block, annotation in head
        if block.kind == "title"
        and not any(_is_only(block, mention) for mention in find_dates(annotation, knowledge))
        and not (_says(annotation, "published") or _says(annotation, "reporting period"))
    ]
    if lines:
        title = max(lines, key=lambda block: (_height(block), _capitals(block.text) >= _TITLE_CASE, len(block.text)))
        facts.title = title.text
        _quote(facts, "title", title, 0, len(title.text), "title")
        return
    described = document.metadata.get("Title", "").strip()
    if described:
        facts.title = described
        facts.evidence["title"] = [Evidence(quote=described, page=None, rule="file description", source="document")]


def _capitals(text: str) -> float:
    """The share of its longer words that begin with a capital: a title has more of them than the line below it."""
    words: list[str] = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > _SHORT_WORD]
    return sum(word[0].isupper() for word in words) / max(1, len(words))


def _height(block: Block) -> float:
    """The height of its tallest word, in points; 0 for plain text."""
    heights: list[float] = [piece.box[3] - piece.box[1] for piece in block.pieces if piece.box is not None]
    return round(max(heights, default=0.0), 1)


# --- period -------------------------------------------------------------------------------------------------


def _period(facts: ReportFacts, head: Sequence[tuple[Block, Annotation]], knowledge: Knowledge) -> None:
    """What a line calls the reporting period; else the months or years that the title names, or from when to when
    another line of the title page says that it reaches."""
    said = [(block, annotation) for block, annotation in head if _says(annotation, "reporting period")]
    titles = [(block, annotation) for block, annotation in head if block.text == facts.title]
    others = [(block, annotation) for block, annotation in head if block.kind == "title"]
    for lines, stated in ((said, True), (titles, False), (others, False)):
        for block, annotation in lines:
            found = _stretch(facts, annotation, knowledge, block if not stated else None)
            if found is not None and (lines is not others or found[0].kind == "range"):
                mention, facts.period = found
                _quote(facts, "period", block, mention.start, mention.end, "reporting period")
                return
    if facts.title and "title" in facts.evidence and facts.evidence["title"][0].page is None:
        found = _stretch(facts, knowledge.annotate(facts.title), knowledge, None)
        if found is not None:
            mention, facts.period = found
            quote = facts.title[mention.start : mention.end]
            facts.evidence["period"] = [Evidence(quote=quote, page=None, rule="file description", source="document")]


def _stretch(
    facts: ReportFacts, annotation: Annotation, knowledge: Knowledge, line: Block | None
) -> tuple[DateMention, Period] | None:
    """The first stretch of days longer than one that is named; of a `line` that is nothing but a date, none."""
    context = DateContext(facts.published, None, None, None, ())
    for mention in find_dates(annotation, knowledge):
        resolved = resolve(mention, context)
        start, end = resolved.start, resolved.end
        if start is None or end is None or start == end or (line is not None and _is_only(line, mention)):
            continue
        return mention, Period(start=start, end=end)
    return None


# --- publisher and language ---------------------------------------------------------------------------------


def _publisher(facts: ReportFacts, document: Document, knowledge: Knowledge) -> str | None:
    """The publisher whose names and addresses stand most often in the document; None where none does."""
    counts: Counter[str] = Counter()
    first: dict[str, tuple[Block, re.Match[str]]] = {}
    texts = [(block, block.text.lower()) for block in document.blocks]
    for name, words, sign in _signs(knowledge):
        for block, text in texts:
            if any(word in text for word in words):  # a tenth of the time that the expression takes
                for match in sign.finditer(block.text):
                    counts[name] += 1
                    first.setdefault(name, (block, match))
    if not counts:
        return None
    name = min(counts, key=lambda name: (-counts[name], name))
    block, match = first[name]
    _quote(facts, "publisher", block, match.start(), match.end(), f"publisher: {name}")
    return name


@lru_cache(maxsize=4)
def _signs(knowledge: Knowledge) -> Sequence[tuple[str, Sequence[str], re.Pattern[str]]]:
    """The publishers, each with its names in lower case and with what tells of it."""
    return [
        (entry.name, [name.lower() for name in (*entry.phrases, *entry.exact)], _sign(entry))
        for entry in knowledge.of(PublisherEntry)
    ]


def _sign(entry: PublisherEntry) -> re.Pattern[str]:
    """Its names in any case, its short names just as written, each as whole words."""
    names = [f"(?i:{re.escape(phrase)})" for phrase in entry.phrases] + [re.escape(name) for name in entry.exact]
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)") if names else re.compile(r"(?!)")


def _language(passages: Sequence[Passage], knowledge: Knowledge) -> str | None:
    """The language of the patterns, where its everyday words are as frequent as in it; None otherwise."""
    tokens = [token for passage in passages[:_SAMPLE] for token in passage.annotation.doc if token.is_alpha]
    common = sum(token.is_stop for token in tokens)
    return knowledge.nlp.lang if tokens and common / len(tokens) >= _COMMON else None
