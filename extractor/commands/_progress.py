"""How far a long run is: a bar on a terminal, a plain line now and then elsewhere; all on standard error."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

import typer

Step = Callable[[bool], None]
"""To be called once a file, with whether it failed."""

_EVERY = 10.0
"""Seconds between plain lines: a log of a night's run stays readable."""


def say(line: str) -> None:
    """A message: one line on standard error, above the bar where there is one."""
    typer.echo(line, err=True)


@contextlib.contextmanager
def progress(total: int) -> Iterator[Step]:
    """Show the progress over `total` files with rate, remaining time and failures while the block runs."""
    with _bar(total) if total > 1 and sys.stderr.isatty() else _lines(total) as step:
        yield step


@contextlib.contextmanager
def _bar(total: int) -> Iterator[Step]:
    from rich import progress as shown
    from rich.console import Console

    columns = (
        shown.BarColumn(),
        shown.MofNCompleteColumn(),
        shown.TextColumn("files · {task.fields[rate]} · left"),
        shown.TimeRemainingColumn(),
        shown.TextColumn("· {task.fields[failed]} failed"),
    )
    with shown.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        count = _Count(total)
        task = bar.add_task("", total=total, rate="", failed=0)

        def step(failed: bool) -> None:
            count.add(failed)
            bar.update(task, advance=1, rate=f"{count.rate:.1f}/s", failed=count.failed)

        yield step


@contextlib.contextmanager
def _lines(total: int) -> Iterator[Step]:
    count = _Count(total)
    said = time.monotonic()

    def step(failed: bool) -> None:
        nonlocal said
        count.add(failed)
        if count.done < total and time.monotonic() - said >= _EVERY:
            said = time.monotonic()
            left = (total - count.done) / count.rate
            say(f"{count.done} of {total} files · {count.rate:.1f}/s · {left:.0f} s left · {count.failed} failed")

    yield step


class _Count:
    """Files done and failed, and how many a second since the start."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.failed = total, 0, 0
        self._started = time.monotonic()

    def add(self, failed: bool) -> None:
        self.done += 1
        self.failed += failed

    @property
    def rate(self) -> float:
        return self.done / max(time.monotonic() - self._started, 1e-9)
