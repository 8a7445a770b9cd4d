"""Converted reports back from disk: what `extractor convert -o OUT` wrote, for every command that reads OUT."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from extractor.errors import CallError, ReadError
from extractor.model import SCHEMA_VERSION, Report

STDIN = Path("-")


def read_reports(paths: Iterable[Path]) -> Iterator[tuple[Path, Report]]:
    """Every report record in `paths`, with the file that it stands in, in the order of the file names.

    A path is a JSON file, a JSON Lines file (`.jsonl`, one report a line), a folder (every `.json` below it but
    hidden ones; `.jsonl` where there is none, as both may hold the same reports) or `-` for standard input. Raises
    CallError for a path that isn't there or holds no report, ReadError for a file that is no report record.
    """
    for path in paths:
        found = False
        for file in _files(path):
            for report in _read(file):
                found = True
                yield file, report
        if not found:
            raise CallError(f"{path}: holds no converted report; give a file or folder that `extractor convert` wrote")


def _files(path: Path) -> Iterator[Path]:
    if path == STDIN or path.is_file():
        yield path
    elif path.is_dir():
        files = [file for kind in ("*.json", "*.jsonl") for file in sorted(path.rglob(kind)) if _shown(file, path)]
        yield from [file for file in files if file.suffix == ".json"] or files
    else:
        raise CallError(f"{path}: no such file or folder")


def _shown(file: Path, folder: Path) -> bool:
    return file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts)


def _read(file: Path) -> Iterator[Report]:
    try:
        text = sys.stdin.read() if file == STDIN else file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ReadError(f"{file}: not a report record: not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise ReadError(f"{file}: can't be read: {error.strerror}") from error
    if file.suffix == ".jsonl" or _is_lines(text):
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield _parse(line, f"{file} line {number}")
    else:
        yield _parse(text, str(file))


def _is_lines(text: str) -> bool:
    """Whether several JSON documents stand in `text`, one a line, as `--format jsonl` writes them to a pipe."""
    lines = text.strip().split("\n", 1)
    return len(lines) == 2 and lines[0].startswith("{") and lines[0].rstrip().endswith("}")


def _parse(text: str, where: str) -> Report:
    try:
        return Report.model_validate_json(text)
    except ValidationError as error:
        raise ReadError(f"{where}: not a report record: {_reason(text, error)}") from error


def _reason(text: str, error: ValidationError) -> str:
    """The first fault in a few words, and the cause where it is another version of the records."""
    problem = error.errors()[0]
    if problem["type"] == "json_invalid":
        return " ".join(problem["msg"].split())
    version = json.loads(text).get("schema_version") if text.lstrip().startswith("{") else None
    if version is not None and version != SCHEMA_VERSION:
        return f"written as version {version} of the records, this is {SCHEMA_VERSION}; convert the file again"
    at = ".".join(str(part) for part in problem["loc"])
    return f"{at}: {problem['msg']}" if at else problem["msg"]
