"""How fast the rules run: words a second from paragraphs to incidents, beside spaCy's blank tokenizer on the same text.

    python benchmarks/rules.py [FILE…]       (default: the samples)

Both are measured in turn, in one run, on one core, best of several: the ratio holds on any machine, the words don't.
Reading and layout come before the rules, linking, checks and totals behind them; the last line counts all of it.
"""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import spacy

from extractor.converter import Converter
from extractor.errors import ReadError
from extractor.garbage import uncollected
from extractor.incidents.extract import extract
from extractor.incidents.facts import find_facts
from extractor.incidents.sections import find_passages
from extractor.layout import read_document
from extractor.layout.model import Document
from extractor.model import MadeBy

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
ROUNDS = 5
MADE_BY = MadeBy(extractor="", reader="")


@uncollected()
def rules(converter: Converter, document: Document) -> None:
    knowledge = converter.knowledge
    passages = find_passages(document, knowledge)
    facts = find_facts(document, passages, knowledge, MADE_BY, "", None)
    extract(passages, facts, knowledge, converter.gazetteer)


def readable(converter: Converter, paths: Sequence[Path]) -> list[tuple[Path, Document]]:
    """The files with something in them; all that is learned once a process is learned here."""
    found = []
    for path in paths:
        try:
            converter.convert(path)
            found.append((path, read_document(path)))
        except ReadError as error:
            print(error, file=sys.stderr)
    return found


def seconds(task: Callable[[], object]) -> float:
    start = time.process_time()
    task()
    return time.process_time() - start


def main(names: list[str]) -> None:
    converter, tokenizer = Converter(), spacy.blank("en").tokenizer
    files = readable(converter, [Path(name) for name in names] or sorted(SAMPLES.glob("*.pdf")))
    texts = [block.text for _, document in files for block in document.blocks]
    words = sum(len(text.split()) for text in texts)

    def each(task: Callable[[Path, Document], object]) -> Callable[[], None]:
        def run() -> None:
            converter.knowledge.annotate.cache_clear()
            for path, document in files:
                task(path, document)

        return run

    tasks: dict[str, Callable[[], object]] = {
        "spaCy's blank tokenizer": lambda: [tokenizer(text) for text in texts],
        "the rules": each(lambda path, document: rules(converter, document)),
        "whole conversion": each(lambda path, document: converter.convert(path)),
    }
    rounds = [{name: seconds(task) for name, task in tasks.items()} for _ in range(ROUNDS)]
    best = {name: min(one[name] for one in rounds) for name in tasks}
    bare = best["spaCy's blank tokenizer"]
    print(f"{len(files)} files, {words:,} words")
    for name, took in best.items():
        print(f"{name:26}{words / took:12,.0f} words/s{took / bare:8.1f} × the tokenizer")


if __name__ == "__main__":
    main(sys.argv[1:])
