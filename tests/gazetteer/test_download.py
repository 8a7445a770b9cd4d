"""Downloads, against a server on this machine."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.errors import GazetteerError
from extractor.gazetteer.download import download

CONTENT = bytes(range(256)) * 400


class Server(http.server.ThreadingHTTPServer):
    """Serves CONTENT; remembers the ranges asked for; breaks off after `breaks_at` bytes where that is set."""

    breaks_at: int | None = None
    ranged = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.asked.append(asked)
        if self.path != "/list.zip":
            self.send_error(404)
            return
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.server.ranged else 0
        if start >= len(CONTENT):
            self.send_error(416)
            return
        rest = CONTENT[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(rest)))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        self.end_headers()
        self.wfile.write(rest[: self.server.breaks_at])

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on standard error."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_a_whole_file(server: Server, tmp_path: Path) -> None:
    download(f"{server.url}/list.zip", tmp_path / "new" / "list.zip")
    assert (tmp_path / "new" / "list.zip").read_bytes() == CONTENT
    assert server.asked == [None]


def test_a_broken_one_is_no_file_and_is_resumed(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "list.zip"
    server.breaks_at = 1000
    with pytest.raises(GazetteerError, match="call again"):
        download(f"{server.url}/list.zip", path)
    assert not path.exists()
    server.breaks_at = None
    download(f"{server.url}/list.zip", path)
    assert path.read_bytes() == CONTENT
    assert server.asked == [None, "bytes=1000-"]
    assert [file.name for file in tmp_path.iterdir()] == ["list.zip"]


def test_a_server_that_cannot_resume_sends_it_anew(server: Server, tmp_path: Path) -> None:
    (tmp_path / "list.zip.part").write_bytes(b"something else")
    server.ranged = False
    download(f"{server.url}/list.zip", tmp_path / "list.zip")
    assert (tmp_path / "list.zip").read_bytes() == CONTENT


def test_leftovers_that_are_too_long_are_thrown_away(server: Server, tmp_path: Path) -> None:
    (tmp_path / "list.zip.part").write_bytes(CONTENT + b"more")
    with pytest.raises(GazetteerError, match="start anew"):
        download(f"{server.url}/list.zip", tmp_path / "list.zip")
    download(f"{server.url}/list.zip", tmp_path / "list.zip")
    assert (tmp_path / "list.zip").read_bytes() == CONTENT


def test_a_wrong_address(server: Server, tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"404.*country's code"):
        download(f"{server.url}/nothing.zip", tmp_path / "list.zip")


def test_no_network(tmp_path: Path) -> None:
    with Server() as gone:
        url = gone.url
    with pytest.raises(GazetteerError, match="gazetteer add FILE") as error:
        download(f"{url}/list.zip", tmp_path / "list.zip")
    assert "\n" not in str(error.value)
