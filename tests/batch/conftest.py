"""One engine for all tests that don't need another."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import Run

from extractor.batch import Batch, Limits, Outcome, Plan, Policy, Setup, find_sources, open_engine
from extractor.batch.engine import Engine
from extractor.options import Options


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with open_engine(jobs=2) as engine:
        yield engine


@pytest.fixture
def run(engine: Engine) -> Run:
    """Run a batch over a folder: the plan, and the outcomes by name."""

    def run(
        archive: Path,
        out: Path,
        policy: Policy = "resume",
        options: Options | None = None,
        limits: Limits | None = None,
    ) -> tuple[Plan, dict[str, Outcome]]:
        setup = Setup(options or Options(), limits or Limits())
        with Batch(find_sources([os.fspath(archive)]), out, setup, engine) as batch:
            plan = batch.plan(policy)
            return plan, {outcome.name: outcome for outcome in batch.convert(plan)}

    return run
