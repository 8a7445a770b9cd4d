"""A conversion under limits: a worker process for one document at a time, killed and replaced where it fails.

Workers are plain child processes that talk over pipes, not `multiprocessing` ones: these would run the caller's
main module again, and may not be started from the workers of a cluster, which are daemons.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import fields
from typing import IO, Any

from extractor.batch.sources import Source
from extractor.batch.task import Outcome, Setup, Task
from extractor.errors import ExtractorError

_START_SECONDS = 300
"""For loading the knowledge: 1 to 3 s; a cold network drive may take minutes."""

_ROOMY_MB = 400
"""A worker that has held more than this is replaced: libraries keep what one huge file made them take."""

_OUTCOME_FIELDS = {field.name for field in fields(Outcome)}


class _LostError(Exception):
    """A worker ended without an answer; the text says why."""


class Worker:
    """A worker process that stands ready for one setup."""

    def __init__(self, setup: Setup) -> None:
        """Start it and wait until it is ready. Raises ExtractorError where the knowledge can't be loaded."""
        self.setup = setup
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "extractor.batch.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)},  # noqa: PTH109
            start_new_session=True,  # Ctrl-C is the parent's alone
        )
        self._late = False
        try:
            hello, _ = self._ask(setup.plain(), _START_SECONDS)
        except _LostError as lost:
            self.kill()
            raise ExtractorError(f"a worker did not start: it {lost}") from lost
        if "error" in hello:
            self.kill()
            raise ExtractorError(hello["error"])
        self.rules: str = hello["rules"]

    def convert(self, source: Source) -> Outcome:
        """Convert one file; a failure of any kind is told in the outcome. Check `alive` afterwards."""
        limits = self.setup.limits
        try:
            header, record = self._ask({"location": source.location, "name": source.name}, limits.seconds)
        except _LostError as lost:
            self.kill()
            return Outcome(source.name, str(lost), self.rules)
        values = {key: value for key, value in header.items() if key in _OUTCOME_FIELDS}
        return Outcome(name=source.name, record=record, **values)

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()

    @property
    def alive(self) -> bool:
        """Whether it can take another file."""
        return self.process.poll() is None

    def _ask(self, message: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        """Send a message and wait for its answer: a header and a record. Raises _LostError where none comes in time."""
        requests, answers = _pipes(self.process)
        timer = threading.Timer(seconds, self._give_up)
        timer.start()
        try:
            requests.write(json.dumps(message).encode() + b"\n")
            requests.flush()
            header = json.loads(answers.readline())
            record = answers.read(header["length"])
            if len(record) != header["length"]:
                raise EOFError
        except (BrokenPipeError, EOFError, ValueError) as error:  # the process is gone, perhaps amid its answer
            raise _LostError(self._why_lost(seconds)) from error
        finally:
            timer.cancel()
        return header, record

    def _give_up(self) -> None:
        self._late = True
        self.process.kill()

    def _why_lost(self, seconds: float) -> str:
        if self._late:
            return f"took longer than {seconds:g} s; --time-limit allows more"
        code = self.process.wait()
        if code == -signal.SIGKILL:
            return "was given up: its worker was killed, by the system for want of memory or by a user"
        if code < 0:
            limit = self.setup.limits.megabytes
            return f"crashed its reader ({signal.Signals(-code).name}); the memory limit of {limit} MiB may be why"
        return f"was given up: its worker ended with exit code {code}"


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin and process.stdout
    return process.stdin, process.stdout


class Workers:
    """The workers of one process: each takes one document at a time, and stays for the next of the same setup.

    Safe to use from several threads: each that converts has a worker to itself.
    """

    def __init__(self) -> None:
        """No worker yet; they are started when they are needed."""
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        atexit.register(self.end)

    def convert(self, task: Task) -> Outcome:
        """Convert one file under the limits of its setup. Never raises for a file.

        Raises ExtractorError where no worker can be started: bad patterns, no gazetteer.
        """
        worker = self._take(task.setup)
        outcome = worker.convert(task.source)
        self._give_back(worker, tired=outcome.trace is not None or (outcome.peak_mb or 0) > _ROOMY_MB)
        return outcome

    def rules(self, setup: Setup) -> str:
        """What results depend on under this setup, from a worker that then stands ready. Raises as `convert`."""
        worker = self._take(setup)
        self._give_back(worker)
        return worker.rules

    def rest(self) -> None:
        """End the workers that wait for work; those at work go on."""
        with self._lock:
            waiting, self._idle = self._idle, []
        for worker in waiting:
            worker.kill()

    def end(self) -> None:
        """End all workers at once; a conversion in work comes back as lost."""
        self.rest()
        with self._lock:
            for worker in self._busy:
                worker.process.kill()

    def _take(self, setup: Setup) -> Worker:
        with self._lock:
            worker = next((worker for worker in self._idle if worker.setup == setup), None)
            if worker:
                self._idle.remove(worker)
        worker = worker or Worker(setup)
        with self._lock:
            self._busy.add(worker)
        return worker

    def _give_back(self, worker: Worker, tired: bool = False) -> None:
        with self._lock:
            self._busy.discard(worker)
            if worker.alive and not tired:
                self._idle.append(worker)
                return
        worker.kill()
