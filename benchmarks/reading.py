"""How long reading and layout take, beside pdfium's bare text and pdfplumber's words, and how much memory.

    python benchmarks/reading.py [FILE…]       (default: the samples, and a document of 150 pages made of one of them)

All are measured in turn, in one run, on one core, best of several: the ratios hold on any machine, the times don't.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2

from extractor.layout import read_document
from extractor.reading import read

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
ROUNDS = 4
# pdfplumber's words, tuned as the second reader has them
WORDS = {"use_text_flow": True, "x_tolerance_ratio": 0.15, "extra_attrs": ["fontname", "size"]}
# What a process does with a file, and its own high-water mark then; getrusage counts what it was forked from.
_DOCUMENT = """
import sys
from pathlib import Path
from extractor.layout import read_document
read_document(Path(sys.argv[1]))
"""
_BARE_TEXT = """
import sys, pypdfium2
with pypdfium2.PdfDocument(sys.argv[1]) as pdf:
    for page in pdf:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
"""
_PEAK = """
print(next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def bare_text(path: Path) -> None:
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()


def plumber_words(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words(**WORDS)  # type: ignore[arg-type]
            page.close()


def best(task: Callable[[Path], object], path: Path, rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        start = time.process_time()
        task(path)
        times.append(time.process_time() - start)
    return min(times)


def repeated(path: Path, pages: int, target: Path) -> Path:
    """A document of so many pages, made of the pages of another."""
    with pypdfium2.PdfDocument(path) as source, pypdfium2.PdfDocument.new() as made:
        while len(made) < pages:
            made.import_pages(source, list(range(min(len(source), pages - len(made)))))
        made.save(target)
    return target


def peak(task: str, path: Path) -> int:
    """Peak memory of a process that does this with one file, in MB (Linux)."""
    done = subprocess.run([sys.executable, "-c", task + _PEAK, str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout)


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(name) for name in names] or sorted(SAMPLES.glob("*.pdf"))
        files.append(repeated(SAMPLES / "monthly.pdf", 150, Path(folder) / "150 pages.pdf"))
        print(f"{'file':34}{'pages':>6}{'bare text':>12}{'reading':>10}{'+ layout':>10}{'pdfplumber':>12}{'faster':>8}")
        print(f"{'':34}{'':>6}{'ms a page':>12}{'× bare':>10}{'× bare':>10}{'× bare':>12}{'×':>8}")
        for path in files:
            with pypdfium2.PdfDocument(path) as pdf:
                pages = len(pdf)
            bare, reading, whole = best(bare_text, path), best(read, path), best(read_document, path)
            plumber = best(plumber_words, path, 1)
            print(
                f"{path.name[:33]:34}{pages:6}{1000 * bare / pages:12.2f}{reading / bare:10.1f}{whole / bare:10.1f}"
                f"{plumber / bare:12.1f}{plumber / whole:8.1f}"  # next to nothing where it finds no page
            )
        print("peak memory, and that of pdfium's bare text alone:")
        for count in (9, 100, 400):
            path = repeated(SAMPLES / "monthly.pdf", count, Path(folder) / "long.pdf")
            print(f"{count:6} pages: {peak(_DOCUMENT, path)} MB, {peak(_BARE_TEXT, path)} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
