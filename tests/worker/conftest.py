"""An application whose imports are worked on in this process, when a test says so."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from lobbib.db import House
from lobbib.worker.reader import FileReader
from lobbib.worker.runner import work


@pytest.fixture(scope="session")
def reader() -> Iterator[FileReader]:
    """One for all tests: its process takes a second to begin."""
    with FileReader() as made:
        yield made


@pytest.fixture
def house(app: Flask) -> House:
    found: House = app.extensions["lobbib"]
    return found


@pytest.fixture
def work_now(house: House, reader: FileReader) -> Callable[[], None]:
    """Do all the work there is, as `lobbib work` does."""
    return lambda: work(house, "t" * 32, reader)
