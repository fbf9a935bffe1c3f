"""A search engine over the test's database, not started: it catches up by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from lobbib.search import SearchEngine
from lobbib.search.generations import Shelf
from lobbib.search.writer import IndexWriter


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def searching(sessions: sessionmaker[Session], folder: Path) -> Iterator[SearchEngine]:
    made = SearchEngine(sessions, folder)
    yield made
    made.close()


@pytest.fixture
def slow_leader(sessions: sessionmaker[Session], folder: Path) -> Iterator[IndexWriter]:
    """Another process of the node: after its first `step` it leads, and does nothing by itself."""
    writer = IndexWriter(sessions, Shelf(folder))
    yield writer
    writer.resign()
