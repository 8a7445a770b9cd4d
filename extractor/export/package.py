"""A Frictionless data package (Data Package v1) around an export: `datapackage.json` beside the file, with its hash.

A table of the codebook's columns gets their types and meanings of missing values; any other file is a plain resource.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from typing import Any

from extractor.export.flat import COLUMN_TYPES
from extractor.export.formats import Format

NAME = "datapackage.json"


def describe(name: str, content: bytes, format: Format) -> bytes:
    """The text of `datapackage.json` for a file of that name and content."""
    slug = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-") or "incidents"
    resource: dict[str, Any] = {
        "name": slug,
        "path": name,
        "format": format.ending.rsplit(".", 1)[-1],
        "mediatype": format.media_type,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "description": "; ".join(f"without {loss}" for loss in format.losses),
    }
    if format.media_type == "text/csv":
        types = {} if format.tag_row else COLUMN_TYPES  # a row of tags is no number
        resource |= {"profile": "tabular-data-resource", "encoding": "utf-8", "schema": _schema(content, types)}
    else:
        resource["type"] = "file"  # no table: its hash and size can be validated, its content is another standard's
    package = {
        "name": f"{slug}-package",
        "title": f"Incidents extracted from reports, as {format.title}",
        "profile": "data-package",
        "resources": [resource],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _schema(content: bytes, types: dict[str, str]) -> dict[str, Any]:
    header = next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    fields = [{"name": name, "type": types.get(name, "string")} for name in header]
    return {"fields": fields, "missingValues": [""]}
