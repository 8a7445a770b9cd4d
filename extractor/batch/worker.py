"""The process that converts: `python -m extractor.batch.worker`, one request a line, one document at a time.

It reads JSON lines from standard input (the setup, then one file each) and answers with a JSON line that tells the
length of the record, and the record. It ends with its input, so it never outlives the process that started it by
more than the document in work. Hostile PDFs are read here, under limits, and nowhere else.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from extractor.batch.sources import local_copy
from extractor.errors import ExtractorError

if TYPE_CHECKING:
    from extractor.converter import Converter
    from extractor.model import Report

_ORPHAN_GRACE = 30
"""Seconds beyond the time limit after which a worker whose parent is gone ends itself."""


def main() -> None:
    """Serve until the input ends."""
    requests, answers = sys.stdin.buffer, _private_output()
    _be_quiet()
    setup = json.loads(requests.readline())
    limits = setup["limits"]
    try:
        converter = _converter(setup["options"])
    except ExtractorError as error:
        _answer(answers, {"error": str(error)})
        return
    _limit_memory(limits["megabytes"])
    rules = _rules(converter)
    _answer(answers, {"rules": rules})
    for line in requests:
        _alarm(limits["seconds"] + _ORPHAN_GRACE)
        header, record = _convert(converter, json.loads(line), limits["megabytes"])
        _alarm(0)
        _answer(answers, header | {"rules": rules, "peak_mb": _peak_mb()}, record)


def _private_output() -> IO[bytes]:
    """Standard output for the answers alone: what a library prints goes to standard error."""
    private = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return private


def _be_quiet() -> None:
    """Libraries' remarks on a file say nothing that the report doesn't; what fails is answered."""
    import logging

    logging.lastResort = None
    warnings.simplefilter("ignore")


def _answer(answers: IO[bytes], header: dict[str, Any], record: bytes = b"") -> None:
    answers.write(json.dumps(header | {"length": len(record)}).encode() + b"\n" + record)
    answers.flush()


def _converter(options: dict[str, Any]) -> Converter:
    from extractor.converter import Converter
    from extractor.options import Options

    patterns = tuple(Path(folder) for folder in options["patterns"])
    return Converter(Options(options["reader"], patterns, options["publisher"], options["model"]))


def _rules(converter: Converter) -> str:
    """All that a result depends on beside its file, as canonical JSON: other rules, another result."""
    from extractor.version import __version__

    options = converter.options
    return json.dumps(
        {
            "extractor": __version__,
            "patterns": converter.knowledge.versions,
            "gazetteer": converter.gazetteer.version,
            "reader": options.reader,
            "publisher": options.publisher,
            "model": options.model,
        },
        sort_keys=True,
        ensure_ascii=False,
    )


def _convert(converter: Converter, request: dict[str, str], megabytes: int) -> tuple[dict[str, Any], bytes]:
    """The answer to one request, and the record."""
    started = time.perf_counter()
    header: dict[str, Any]
    record = b""
    try:
        with local_copy(request["location"]) as path:
            report = converter.convert(path, request["name"])
            record = report.to_json().encode()
            header = _told(report)
    except ExtractorError as error:
        header = {"reason": str(error).removeprefix(f"{path}: ")}
    except MemoryError:
        reason = f"needs more than {megabytes} MiB of memory; --memory-limit allows more"
        header = {"reason": reason, "trace": traceback.format_exc()}
    except Exception as error:  # noqa: BLE001 (one file's fault must not cost the others; it is named and traced)
        reason = " ".join(f"internal error: {type(error).__name__}: {error}".split())
        header = {"reason": f"{reason}; --debug shows where", "trace": traceback.format_exc()}
    return header | {"seconds": round(time.perf_counter() - started, 3)}, record


def _told(report: Report) -> dict[str, Any]:
    """The report in numbers, and in `reason` what is wanting in it."""
    facts = report.report
    wanting = [check.message for check in report.checks if check.code == "page-unread"]
    if len(wanting) > 1:
        wanting = [f"{len(wanting)} of {facts.pages} pages not read (first: {wanting[0]})"]
    if not report.incidents:
        passed_over = f"; {len(report.unused)} paragraphs are kept under `unused`" if report.unused else ""
        wanting.append(f"no incident found{passed_over}")
    return {
        "reason": "; ".join(wanting) or None,
        "sha256": facts.sha256,
        "reader": facts.made_by.reader,
        "pages": facts.pages,
        "incidents": len(report.incidents),
        "checks": len(report.checks) + sum(len(incident.checks) for incident in report.incidents),
    }


def _limit_memory(megabytes: int) -> None:
    """Let the address space grow by so much from here on; where the system has no such limit, it stays without."""
    try:
        import resource

        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (ImportError, FileNotFoundError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = held + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not leave the report's text on the disk


def _alarm(seconds: float) -> None:
    """End the process in so many seconds, whatever it does then; 0 takes it back. The parent's own limit is shorter."""
    import signal

    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _peak_mb() -> float | None:
    """The most memory that this process has held, in MiB. (`getrusage` would tell the parent's where that is more.)"""
    try:
        status = Path("/proc/self/status").read_text()
    except FileNotFoundError:
        return None
    peak = re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)
    return round(int(peak[1]) / 1024, 1) if peak else None


if __name__ == "__main__":
    main()
