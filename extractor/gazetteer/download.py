"""A public list fetched over the network: resumed where it broke off, checked for its size."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.request
from pathlib import Path

from extractor.errors import GazetteerError

TIMEOUT = 30.0
"""Seconds without an answer after which the server counts as not there."""
_CHUNK = 1 << 16


def download(url: str, path: Path) -> None:
    """Fetch `url` to `path`. What came of an earlier try is kept beside it, and the rest is asked for.

    Raises GazetteerError, one line, where the address can't be reached, refuses, or sends less than it announced.
    """
    part = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            resumed = answer.status == http.HTTPStatus.PARTIAL_CONTENT
            expected = _expected(answer, have if resumed else 0)
            with part.open("ab" if resumed else "wb") as file:
                while chunk := answer.read(_CHUNK):
                    file.write(chunk)
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink()
            raise GazetteerError(
                f"{url}: what was fetched before doesn't fit any more; call again to start anew"
            ) from error
        raise GazetteerError(
            f"{url}: the server answers {error.code} {error.reason}; is the country's code right?"
        ) from error
    except (urllib.error.URLError, TimeoutError, http.client.HTTPException, ConnectionError) as error:
        reason = getattr(error, "reason", None) or error
        raise GazetteerError(
            f"{url}: can't be fetched ({reason}); without a network get the file elsewhere and use "
            "`extractor gazetteer add FILE`"
        ) from error
    size = part.stat().st_size
    if expected is not None and size != expected:
        raise GazetteerError(f"{url}: {size:,} of {expected:,} bytes came; call again to fetch the rest")
    part.replace(path)


def _expected(answer: http.client.HTTPResponse, have: int) -> int | None:
    """The size of the whole file in bytes, where the server tells."""
    whole = re.search(r"/(\d+)$", answer.headers.get("Content-Range", ""))
    if whole:
        return int(whole[1])
    length = answer.headers.get("Content-Length")
    return have + int(length) if length is not None else None
