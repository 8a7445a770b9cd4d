"""Its being here puts this folder on the path: `records` makes records by hand for the tests of every room."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-goldens", action="store_true", help="write tests/goldens/*.json anew, then review them")
