"""The same bytes from a Dask cluster: a real scheduler and two real workers on this machine, one killed at work."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import contents, finish, make_archive, start

from extractor import convert_many
from extractor.errors import CallError

pytest.importorskip("distributed", reason="the cluster is an extra")

PATIENCE = 60


class Cluster:
    """`dask scheduler` and two `dask worker`, as on a cluster; no nannies, so that a killed worker stays dead."""

    def __init__(self, folder: Path) -> None:
        told = folder / "scheduler.json"
        common = ["--no-dashboard"]
        self.processes = [
            self._dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told), *common)
        ]
        end = time.monotonic() + PATIENCE
        while not told.exists() or not told.read_text():
            assert time.monotonic() < end, "the scheduler does not start"
            time.sleep(0.05)
        self.address: str = json.loads(told.read_text())["address"]
        for _ in range(2):
            self.processes.append(self._dask("worker", self.address, "--nthreads", "1", "--no-nanny", *common))

    @staticmethod
    def _dask(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self) -> None:
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path)
    try:
        yield cluster
    finally:
        cluster.close()


def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(cluster: Cluster, tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "archive", 40)
    (archive / "bad.pdf").write_text("<html>")
    assert finish(start("convert", archive, "-o", tmp_path / "local", "--jobs", "2"))[0] == 1
    out = tmp_path / "cluster"
    process = start("convert", archive, "-o", out, "--scheduler", cluster.address)
    while process.poll() is None and len(list(out.rglob("*.json"))) < 3:
        time.sleep(0.01)
    assert process.poll() is None, process.communicate()
    os.kill(cluster.processes[1].pid, signal.SIGKILL)
    code, _, err = finish(process)
    assert (code, "bad.pdf: not a PDF" in err, "Traceback" in err) == (1, True, False), err
    assert contents(out) == contents(tmp_path / "local")


def test_an_archive_in_a_store_on_a_cluster_of_ones_own(tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "archive", 3)
    here = sorted(done.report.to_json() for done in convert_many(archive, jobs=1) if done.report)
    address = archive.as_uri()  # file://…: by way of fsspec
    there = sorted(done.report.to_json() for done in convert_many(address, jobs=1, scheduler="local") if done.report)
    assert len(here) == 3
    assert here == there


def test_an_address_where_nobody_answers_is_a_wrong_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dask

    archive = make_archive(tmp_path / "archive", 1)
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "300ms"}),
        pytest.raises(CallError, match="no Dask scheduler"),
    ):
        list(convert_many(archive, scheduler="tcp://127.0.0.1:9"))
    with pytest.raises(CallError, match="no Dask scheduler"):
        list(convert_many(archive, scheduler="nonsense://x"))
