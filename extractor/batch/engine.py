"""Who does the work: threads of this process that each drive a worker, or a Dask cluster that does the same.

Both are executors of `concurrent.futures`, so one loop serves both.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from extractor.batch.limited import Workers
from extractor.batch.task import Outcome, Setup, Task
from extractor.errors import ExtractorError

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Engine:
    """An executor with what its workers can do, and how many tasks it should have in hand at a time."""

    executor: Executor
    convert: Callable[[Task], Outcome]
    rules: Callable[[Setup], str]
    width: Callable[[], int]

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, Future[R]]]:
        """Each item with its done future, in the order in which they finish; few are held at a time."""
        waiting = iter(items)
        running: dict[Future[R], T] = {}
        while True:
            for item in waiting:
                running[self.executor.submit(function, item)] = item
                if len(running) >= self.width():
                    break
            if not running:
                return
            done, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future


@contextlib.contextmanager
def open_engine(jobs: int, scheduler: str | None = None) -> Iterator[Engine]:
    """The engine of a call: `jobs` workers of this machine, or those of the Dask cluster at the address `scheduler`
    (`local`: a cluster of `jobs` workers on this machine, made for the purpose).

    Raises CallError where the cluster can't be used.
    """
    if scheduler is not None:
        from extractor.batch import cluster

        with cluster.connect(scheduler, jobs) as client:
            yield Engine(client.get_executor(pure=False), cluster.convert, cluster.rules, lambda: cluster.width(client))
        return
    workers = Workers()
    executor = ThreadPoolExecutor(jobs, thread_name_prefix="extractor")
    try:
        yield Engine(executor, workers.convert, workers.rules, lambda: 2 * jobs)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        workers.end()


def outcome_of(task: Task, future: Future[Outcome]) -> Outcome:
    """What a task gave. A file on which the engine itself gives up has failed; a lost engine ends the run."""
    try:
        return future.result()
    except ExtractorError:
        raise
    except CancelledError as error:
        raise ExtractorError("the cluster is gone; what is done is kept: run again to go on") from error
    except Exception as error:  # noqa: BLE001 (Dask gives up a task whose workers die one after the other)
        return Outcome(task.source.name, " ".join(f"was given up: {type(error).__name__}: {error}".split()))
