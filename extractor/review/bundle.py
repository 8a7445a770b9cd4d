"""The review page as one file: page, style, script, records and pictures together, to be opened without a server."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from extractor.batch import atomic
from extractor.errors import ReadError
from extractor.review.session import Session

SHARPNESS = 1.4
"""Pixels a point of the pages' pictures: small print stays readable, and a page takes 40 to 90 KB."""

_IMPORT = re.compile(r"^import \{[^}]*\} from \"\./([a-z]+\.js)\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const|class|function|async)", re.MULTILINE)
_STYLE = '<link rel="stylesheet" href="/static/review.css">'
_SCRIPT = '<script type="module" src="/static/main.js"></script>'


def write_page(session: Session, path: Path) -> int:
    """Write the page of a whole review to `path`; returns its size in bytes. Raises CallError where it can't be."""
    page = make_page(_data(session)).encode()
    with atomic(path) as stream:
        stream.write(page)
    return len(page)


def make_page(data: dict[str, Any]) -> str:
    """The page with `data` in it. Its policy allows its own style and script by their hashes, and nothing else."""
    style, script = _asset("review.css"), _modules("main.js", set())
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    page = _asset("index.html")
    head = f'<meta http-equiv="content-security-policy" content="{policy}">\n<style>{style}</style>'
    body = f'<script type="application/json" id="data">{plain}</script>\n<script type="module">{script}</script>'
    return page.replace(_STYLE, head).replace(_SCRIPT, body)


def _asset(name: str) -> str:
    return (files("extractor.review") / "static" / name).read_text(encoding="utf-8")


def _modules(name: str, taken: set[str]) -> str:
    """A module with those that it needs before it, as one script; they share one scope, so their names differ."""
    if name in taken:
        return ""
    taken.add(name)
    source = _asset(name)
    needed = "".join(_modules(other, taken) for other in _IMPORT.findall(source))
    return needed + _EXPORT.sub("", _IMPORT.sub("", source))


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _data(session: Session) -> dict[str, Any]:
    overview = session.overview()
    entries = {row["id"]: session.incident(row["id"]) for row in [*overview["rows"], *overview["made"]]}
    reports = {held.number: session.report(held.number) for held in session.records.reports}
    pages = {(entry["report"], page) for entry in entries.values() if entry for page in entry["record"]["pages"]}
    pictures = {}
    for number, page in sorted(pages):
        try:
            picture = session.page(number, page, SHARPNESS, "WEBP")
        except ReadError:
            continue  # the page says that it can't be drawn
        if picture is not None:
            pictures[f"{number}/{page}"] = f"data:image/webp;base64,{base64.b64encode(picture).decode()}"
    return {
        "overview": overview | {"sharpness": SHARPNESS},
        "incidents": entries,
        "reports": reports,
        "pictures": pictures,
    }
