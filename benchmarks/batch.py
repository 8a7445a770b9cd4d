"""The whole conversion beside bare text extraction, and an archive with one worker beside two; all in one run.

    python benchmarks/batch.py REPORT.pdf … [--archive PATH … --count 2000] [--rounds 3]

For each REPORT: pages a second of the whole conversion (knowledge loaded, one process), and its time as a share of what
pdfplumber's `extract_text` and pdfium's own text extraction take for the same file, the median of the rounds. For the
archive: `count` files made of those found in PATH (each copy with a line of its own, so that its hash differs),
converted with `--jobs 1` and `--jobs 2`: pages a second with start-up, their ratio, and the peak memory of a worker.
Prints one JSON object a line.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2

from extractor import Converter
from extractor.batch import find_sources


def cpu_seconds(work: Callable[[], object]) -> float:
    """Seconds of processor time: all contenders are one thread, and what else the machine does stays out of it."""
    started = time.process_time()
    work()
    return time.process_time() - started


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def plumber_text(path: Path) -> int:
    """pdfplumber at its leanest: each page is dropped once it is read."""
    length = 0
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            length += len(page.extract_text())
            page.close()
    return length


def pdfium_text(path: Path) -> int:
    length = 0
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            text = page.get_textpage()
            length += len(text.get_text_range())
            text.close()
            page.close()
    return length


def forget(converter: Converter) -> None:
    """Convert another document of many paragraphs, so that nothing that was kept of the one before helps it again."""
    with tempfile.TemporaryDirectory() as scratch:
        other = Path(scratch) / "other.txt"
        other.write_text(
            "\n\n".join(f"In village {number} of the plain the market was open." for number in range(1000))
        )
        converter.convert(other)


def whole(converter: Converter, path: Path, rounds: int) -> dict[str, object]:
    pages = converter.convert(path).report.pages
    contenders = {"whole": converter.convert, "pdfplumber": plumber_text, "pdfium": pdfium_text}
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        forget(converter)
        for name, contender in contenders.items():
            taken[name].append(cpu_seconds(lambda contender=contender: contender(path)))  # type: ignore[misc]
    medians = {name: statistics.median(times) for name, times in taken.items()}
    ratios = {
        f"whole/{name}": round(statistics.median(a / b for a, b in zip(taken["whole"], taken[name], strict=True)), 3)
        for name in ("pdfplumber", "pdfium")
    }
    per_page = {f"{name} ms/page": round(1000 * median / pages, 2) for name, median in medians.items()}
    return {"report": path.name, "pages": pages, "pages/s": round(pages / medians["whole"], 1), **per_page, **ratios}


def fill(folder: Path, paths: list[Path], count: int) -> None:
    """So many files, each different from all others by a line after its end."""
    found = [Path(source.location) for source in find_sources([str(path) for path in paths]).sources]
    for number, path in zip(range(count), itertools.cycle(found), strict=False):
        mark = "%" if path.suffix.lower() == ".pdf" else "\n\nCopy"
        copy = folder / f"{number // 100:02}" / f"{number:05}{path.suffix.lower()}"
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes() + f"\n{mark} {number}\n".encode())


def archive(folder: Path, out: Path, jobs: int) -> dict[str, float]:
    command = [sys.executable, "-c", "from extractor.cli import main; main()", "convert", folder, "-o", out]
    taken = seconds(lambda: subprocess.run([*command, "--jobs", str(jobs)], stderr=subprocess.DEVNULL, check=False))
    with sqlite3.connect(out / "manifest.sqlite") as manifest:
        [(files, pages, peak)] = manifest.execute("select count(*), sum(pages), max(peak_mb) from files")
    return {
        "files": files,
        "pages": pages,
        "seconds": round(taken, 1),
        "pages/s": round(pages / taken, 1),
        "peak MB": peak,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="*", type=Path)
    parser.add_argument("--archive", nargs="+", type=Path, default=[])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.reports:
        converter = Converter()
        for report in options.reports:
            print(json.dumps(whole(converter, report, options.rounds)), flush=True)
    if options.archive:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "archive"
            folder.mkdir()
            fill(folder, options.archive, options.count)
            runs = {jobs: archive(folder, Path(scratch) / f"out{jobs}", jobs) for jobs in (1, 2)}
            ratio = round(runs[1]["seconds"] / runs[2]["seconds"], 2)
            print(json.dumps({"jobs 1": runs[1], "jobs 2": runs[2], "ratio": ratio, "cores": os.cpu_count()}))


if __name__ == "__main__":
    main()
