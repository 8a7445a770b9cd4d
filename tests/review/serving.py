"""The review server as a process, and what it answers."""

import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def extractor(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line and wait for it."""
    command = [sys.executable, "-c", "from extractor.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Served:
    """`extractor review OUT`, running."""

    def __init__(self, out: Path, *arguments: str, port: int = 0) -> None:
        command = [
            sys.executable, "-c", "from extractor.cli import main; main()",
            "review", str(out), "--files", str(SAMPLES), "--port", str(port), *arguments,
        ]  # fmt: skip
        self.out = out
        self.log = Path(f"{out}.review") / "decisions.jsonl"
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.link = self.process.stdout.readline().strip()
        assert self.link, self.process.communicate()[1]
        self.port = int(self.link.split(":")[2].split("/")[0])
        self.token = self.link.split("token=")[1]
        self.cookie = f"extractor-{self.port}={self.token}"

    def lines(self) -> list[dict[str, Any]]:
        """The log as it lies on the disk."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()] if self.log.exists() else []

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One request; `headers` with underscores for dashes replace the usual ones, empty ones are left out."""
        usual = {"host": f"127.0.0.1:{self.port}", "cookie": self.cookie}
        if body is not None:
            usual["content-type"] = "application/json"
        usual |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in usual.items():
            if value:
                connection.putheader(name, value)
        if body is not None:
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        result = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        connection.close()
        return result

    def get(self, path: str) -> Any:
        """The JSON at a path."""
        status, _, body = self.ask(path)
        assert status == 200, body
        return json.loads(body)

    def post(self, action: dict[str, Any], known: int = 0) -> tuple[int, Any]:
        """Send a decision."""
        status, _, body = self.ask("/api/actions", "POST", json.dumps({"action": action, "known": known}).encode())
        return status, json.loads(body) if body.startswith(b"{") else body

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does."""
        self.process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe
            pipe.close()


def action(incident: str, *changes: tuple[str, Any], **more: Any) -> dict[str, Any]:
    """A decision as the page sends it."""
    made = {
        "id": os.urandom(16).hex(), "kind": "edit", "who": "Test", "when": "2026-01-01T00:00:00Z",
        "file": "x", "sha256": "x",
        "incident": incident, "changes": [{"incident": incident, "field": field, "to": to} for field, to in changes],
    }  # fmt: skip
    return made | more


def accept(incident: str, **more: Any) -> dict[str, Any]:
    """The decision that an incident is right."""
    return action(incident, ("review.status", "accepted"), kind="accept", **more)
