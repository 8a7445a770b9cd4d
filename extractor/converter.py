"""One report, the whole way: file → document → incidents → report record."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from extractor.errors import CallError
from extractor.garbage import uncollected
from extractor.gazetteer import open_gazetteer
from extractor.incidents.checks import check_incident, check_report, check_together
from extractor.incidents.confidence import confidence
from extractor.incidents.extract import extract
from extractor.incidents.facts import find_facts
from extractor.incidents.linking import link_places
from extractor.incidents.reconcile import reconcile
from extractor.incidents.sections import find_passages
from extractor.incidents.toll_tables import check_tables
from extractor.incidents.tolls import find_tolls
from extractor.knowledge import load_knowledge, pattern_dirs
from extractor.knowledge.schema import PublisherEntry
from extractor.layout import read_document
from extractor.layout.model import Document
from extractor.model import Check, MadeBy, Report
from extractor.options import DEFAULTS, Options
from extractor.version import __version__

PAGE_UNREAD = "page-unread"
"""The code of the check for a page that no reader could read."""


class Converter:
    """Holds what is loaded once (patterns, gazetteer) and converts one file after the other."""

    def __init__(self, options: Options = DEFAULTS) -> None:
        """Load and compile the knowledge; raises PatternError, GazetteerError or CallError where that fails."""
        self.options = options
        dirs = pattern_dirs(options.patterns)
        self.knowledge = load_knowledge(dirs, options.model)
        profiles = [entry.name for entry in self.knowledge.of(PublisherEntry)]
        if options.publisher is not None and options.publisher not in profiles:
            raise CallError(f"--publisher {options.publisher}: no such profile; known are {', '.join(profiles)}")
        self.gazetteer = open_gazetteer(dirs)
        self.gazetteer.prepare()

    @uncollected()
    def convert(self, path: Path, name: str | None = None) -> Report:
        """The report record of the file at `path`, named `name` (default: the file's own name) in it.

        Raises ReadError where the file can't be read as a report.
        """
        document = read_document(path, self.options.reader)
        gazetteer = self.gazetteer.about("\n".join(block.text for block in document.blocks))
        knowledge = self.knowledge.about(gazetteer.countries)
        passages = find_passages(document, knowledge)
        made_by = MadeBy(
            extractor=__version__,
            reader=document.reader,
            patterns=self.knowledge.versions,
            gazetteer=self.gazetteer.version,
        )
        facts = find_facts(document, passages, knowledge, made_by, name or path.name, self.options.publisher)
        extraction = extract(passages, facts, knowledge, gazetteer)
        incidents = [incident for incident, _ in extraction.incidents]
        link_places(incidents, gazetteer)
        profiles = [entry for entry in self.knowledge.of(PublisherEntry) if entry.name == facts.publisher]
        always_control = any(entry.always_control for entry in profiles)
        for incident, claims in extraction.incidents:
            incident.checks = check_incident(incident, facts, claims, always_control=always_control)
        for incident, checks in zip(incidents, check_together(incidents, facts), strict=True):
            incident.checks += checks
            incident.confidence, incident.why = confidence(incident)
        report = Report(
            report=facts,
            incidents=incidents,
            tolls=find_tolls(passages, knowledge, facts, gazetteer),
            unused=extraction.unused,
        )
        report.reconciliation = [*reconcile(report), *check_tables(passages, knowledge)]
        report.checks = [*_page_problems(document), *check_report(report)]
        return report


def _page_problems(document: Document) -> list[Check]:
    """A check for every page that could not be read: nothing is lost in silence."""
    return [
        Check(code=PAGE_UNREAD, severity="error", message=f"page {problem.page}: {problem.reason}")
        for problem in document.problems
    ]


@lru_cache(maxsize=1)
def _converter(options: Options) -> Converter:
    return Converter(options)


def convert(path: str | Path, options: Options = DEFAULTS) -> Report:
    """Convert one report. Patterns and gazetteer are loaded on the first call and kept.

    Raises ReadError (a file that can't be read), PatternError, GazetteerError: each one line for the user.
    """
    return _converter(options).convert(Path(path))
