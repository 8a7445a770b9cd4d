"""A converted sample, the review server as users start it, and a real browser before it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from serving import SAMPLES, Served

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample `monthly.pdf`, converted into a folder as `extractor convert` does it; not to be written to."""
    out = tmp_path_factory.mktemp("converted") / "OUT"
    command = [sys.executable, "-c", "from extractor.cli import main; main()", "convert", str(SAMPLES), "-o", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"LC_ALL": "C.UTF-8"})
    assert (out / "monthly.pdf.json").is_file(), done.stderr
    return out


@pytest.fixture
def out(converted: Path, tmp_path: Path) -> Path:
    """A copy of `converted` of the test's own."""
    return Path(shutil.copytree(converted, tmp_path / "OUT"))


@pytest.fixture(scope="session")
def served(converted: Path) -> Iterator[Served]:
    """A server for tests that only look and decide nothing."""
    one = Served(converted)
    yield one
    one.kill()


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Starts `extractor review`; what is started ends with the test."""
    running: list[Served] = []

    def start(out: Path, *arguments: str, port: int = 0) -> Served:
        running.append(Served(out, *arguments, port=port))
        return running[-1]

    yield start
    for one in running:
        with suppress(ProcessLookupError):
            one.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium, or the test is skipped."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[dev]'")
    if CHROMIUM is None:
        pytest.skip("needs a Chromium: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a link in a browser profile of its own; at the end nothing may have failed or gone outside."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def go(link: str, *, expect_errors: bool = False, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        home = link.split("/?")[0]
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((home, "data:", "blob:")) else wrong.append(f"outside: {request.url}")
            ),
        )
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        if not expect_errors:
            page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(link)
        page.wait_for_selector("body.loaded")
        return page

    yield go
    for context in contexts:
        context.close()
    assert wrong == []
