"""What a document says of itself: title, publisher, publication date, the period that it covers, language."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Sequence
from datetime import date

from extractor.annotate.dates import DateContext, DateMention, find_dates, resolve
from extractor.incidents.passage import Passage
from extractor.knowledge import Annotation, Knowledge
from extractor.knowledge.schema import CueEntry, PublisherEntry
from extractor.layout.model import Block, Document
from extractor.model import Evidence, MadeBy, Period, ReportFacts

# How far into a document its own facts are looked for, in blocks: titles, mastheads and "Published:" lines.
_HEAD = 14
# Two letters of every hundred words must be words that the language uses all the time; else it is another language.
_LANGUAGE_SHARE = 0.08


def find_facts(
    document: Document, passages: Sequence[Passage], knowledge: Knowledge, made_by: MadeBy, name: str, publisher: str | None
) -> ReportFacts:
    """The facts of a document, each with its evidence. What it doesn't say stays null."""
    facts = ReportFacts(file=name, sha256=document.sha256, pages=document.pages, made_by=made_by)
    head = [block for block in document.blocks if block.text.strip()][:_HEAD]
    title = next((block for block in head if block.kind == "title"), None)
    if title is not None:
        facts.title = title.text
        _quote(facts, "title", title, 0, len(title.text), "title")
    elif document.metadata.get("Title"):
        facts.title = document.metadata["Title"]
    facts.language = _language(passages, knowledge)
    facts.publisher = publisher or _publisher(document, knowledge, facts)
    for block in head:
        annotation = knowledge.annotate(block.text)
        if facts.published is None:
            _published(facts, block, annotation, knowledge)
        if facts.period is None:
            _period(facts, block, annotation, knowledge)
    return facts


def _quote(facts: ReportFacts, path: str, block: Block, start: int, end: int, rule: str) -> None:
    facts.evidence.setdefault(path, []).append(
        Evidence(
            quote=block.text[start:end], page=block.page_at(start), boxes=block.locate(start, end), rule=rule,
            source="document",
        )
    )


def _whole(mention: DateMention) -> date | None:
    resolved = resolve(mention, DateContext(None, None, None, None, ()))
    return resolved.start if resolved.precision == "day" and resolved.start == resolved.end else None


def _published(facts: ReportFacts, block: Block, annotation: Annotation, knowledge: Knowledge) -> None:
    """A line that says "Published …", or a line near the top that is a date and nothing else."""
    mentions = find_dates(annotation, knowledge)
    said = any(cue.entry.name == "published" for cue in annotation.of(CueEntry))
    for mention in mentions:
        day = _whole(mention)
        alone = len(block.text.strip()) - (mention.end - mention.start) <= 2
        if day is not None and (alone or (said and len(block.text) < 120)):
            facts.published = day
            _quote(facts, "published", block, mention.start, mention.end, "publication date")
            return


def _period(facts: ReportFacts, block: Block, annotation: Annotation, knowledge: Knowledge) -> None:
    """A month, a year or a range in the title or in a line that says that it is the reporting period."""
    said = any(cue.entry.name == "reporting period" for cue in annotation.of(CueEntry))
    if not said and block.kind not in ("title",) and facts.title not in (block.text,):
        return
    for mention in find_dates(annotation, knowledge):
        resolved = resolve(mention, DateContext(facts.published, None, None, None, ()))
        if resolved.start is None or resolved.end is None:
            continue
        if resolved.precision == "month" or (said and resolved.start != resolved.end):
            facts.period = Period(start=resolved.start, end=resolved.end)
            _quote(facts, "period", block, mention.start, mention.end, "reporting period")
            return


def _publisher(document: Document, knowledge: Knowledge, facts: ReportFacts) -> str | None:
    """The publisher whose names stand most often in the document's text and links; None where none does."""
    entries = knowledge.of(PublisherEntry)
    counts: Counter[str] = Counter()
    first: dict[str, tuple[Block, int, int]] = {}
    for block in document.blocks:
        lowered = block.text.lower()
        for entry in entries:
            for phrase in [*entry.phrases, *entry.exact]:
                at = lowered.find(phrase.lower())
                if at >= 0:
                    counts[entry.name] += 1
                    first.setdefault(entry.name, (block, at, at + len(phrase)))
    if not counts:
        return None
    name, _ = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[0]
    block, start, end = first[name]
    _quote(facts, "publisher", block, start, end, f"publisher: {name}")
    return name


def _language(passages: Sequence[Passage], knowledge: Knowledge) -> str | None:
    """"en" where the words that English uses all the time are as frequent as in English; None otherwise."""
    words = common = 0
    for passage in passages[:60]:
        for token in passage.annotation.doc:
            if token.is_alpha:
                words += 1
                common += token.is_stop
    return knowledge.nlp.lang if words and common / words >= _LANGUAGE_SHARE else None


def month(year: int, number: int) -> Period:
    """The period of one month."""
    return Period(start=date(year, number, 1), end=date(year, number, calendar.monthrange(year, number)[1]))
