"""The same tasks on a Dask cluster: each of its workers drives limited workers of its own.

A worker that is lost loses nothing: the scheduler gives its tasks to another one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from extractor.batch.limited import Workers
from extractor.batch.task import Outcome, Setup, Task
from extractor.errors import CallError

LOCAL = "local"

_PATIENCE = 60  # seconds to wait for the first worker of a cluster

_workers = Workers()  # of the process that runs a task, wherever in the cluster


def convert(task: Task) -> Outcome:
    """Convert one file here, on a worker of the cluster."""
    return _workers.convert(task)


def rules(setup: Setup) -> str:
    """What results depend on, as this worker of the cluster has it installed."""
    return _workers.rules(setup)


def _rest() -> None:
    _workers.rest()


def width(client: Any) -> int:
    """How many tasks to have in hand: twice what the workers that are there now can do at once."""
    threads: int = sum(client.nthreads().values())
    return 2 * max(1, threads)


@contextlib.contextmanager
def connect(address: str, jobs: int) -> Iterator[Any]:
    """A Dask client of the scheduler at `address`, or of a cluster of `jobs` workers made for the purpose (`local`).

    Raises CallError, with what to do, where that can't be.
    """
    try:
        import distributed as dask
    except ImportError as error:
        raise CallError("--scheduler needs Dask: pip install 'extractor[dask]'") from error
    distributed: Any = dask  # its constructors have no types
    with contextlib.ExitStack() as stack:
        if address == LOCAL:
            own = distributed.LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None)
            address = stack.enter_context(own).scheduler_address
        try:
            client = stack.enter_context(distributed.Client(address))
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise CallError(f"{address}: the scheduler has no worker; start some with `dask worker`") from error
        except (OSError, ValueError) as error:
            raise CallError(f"{address}: no Dask scheduler answers there; give it as tcp://HOST:PORT") from error
        yield client
        client.run(_rest)
