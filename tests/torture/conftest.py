"""Long campaigns in a short form; `make torture` runs them at full length."""

import os
from pathlib import Path

import pytest

LONG = os.environ.get("LOBBIB_TORTURE") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.torture)


def times(short: int, long: int) -> int:
    return long if LONG else short
