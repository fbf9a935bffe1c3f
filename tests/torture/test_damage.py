"""Whatever becomes of the index's files, running or stopped: it heals, and filters go on."""

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lobbib.search.generations import PLACE_FILE, Shelf
from tests.bench import database, questions
from tests.torture.conftest import LONG, times
from tests.torture.servers import HEALED_SECONDS, Client, Server, is_whole, running, until

SIZE = times(1_000, 20_000)
SEED = 20261122
BUILT_SECONDS = 120  # the first time, beside what else the machine does


def _generation(index: Path) -> Path:
    found = Shelf(index).current()
    assert found is not None
    return found


def _files(index: Path) -> list[Path]:
    paths = _generation(index).iterdir()
    return sorted(path for path in paths if path.is_file() and path.name != PLACE_FILE)


def _truncate(index: Path) -> None:
    for path in _files(index):
        os.truncate(path, path.stat().st_size // 2)


def _garble(index: Path) -> None:
    for path in _files(index):
        path.write_bytes(random.Random(SEED).randbytes(path.stat().st_size))


def _empty(index: Path) -> None:
    for path in _files(index):
        path.write_bytes(b"")


def _unlink(index: Path) -> None:
    for path in _files(index):
        path.unlink()


def _flip_a_bit(index: Path) -> None:
    """In the longest file, where the disk forgot one."""
    path = max(_files(index), key=lambda path: path.stat().st_size)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def _lose_the_pointer(index: Path) -> None:
    (index / "CURRENT").write_text("gen-999")


def _garble_the_label(index: Path) -> None:
    (_generation(index) / PLACE_FILE).write_text("{}")


HARMS = [
    shutil.rmtree, _truncate, _garble, _empty, _unlink, _flip_a_bit, _lose_the_pointer,
    _garble_the_label,
]  # fmt: skip


class Watched:
    """A server on a corpus, and what it must answer."""

    def __init__(self, server: Server, words: str) -> None:
        self.server = server
        self.index = server.data / "index"
        self.words = words
        self.log_in()
        until(self.server.is_up_to_date, BUILT_SECONDS)
        self.by_filter = self.total(year="3")
        self.by_words = self.total(words)

    def log_in(self) -> None:
        self.client = Client(self.server.address, "")
        self.client.log_in("docent1@school.nl", database.PASSWORD)

    def total(self, words: str = "", **choices: str) -> int:
        found: int = self.client.find(words, **choices)["total"]
        return found

    def is_healed(self) -> bool:
        """Asked over and over: filters are right all the while, and words never find more."""
        assert self.total(year="3") == self.by_filter
        found = self.total(self.words)
        assert found <= self.by_words
        return found == self.by_words and is_whole(self.index) and self.server.is_up_to_date()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    data = tmp_path_factory.mktemp("damage") / "data"
    data.mkdir()
    corpus = database.fill(data / "lobbib.db", SIZE)
    word = questions.ask(corpus, 1)["c"][0].words[0]
    server = Server(data, command="serve")
    with running(server):
        yield Watched(server, word)


def _heals(holds: Callable[[], bool]) -> None:
    begin = time.monotonic()
    until(holds, BUILT_SECONDS)
    took = time.monotonic() - begin
    print(f"healed in {took:.1f} s")
    assert took < HEALED_SECONDS


@pytest.mark.parametrize("harm", HARMS if LONG else HARMS[::3])
def test_a_damaged_index_heals_while_filters_go_on(
    watched: Watched, harm: Callable[[Path], None]
) -> None:
    until(watched.is_healed, BUILT_SECONDS)
    shelf = Shelf(watched.index)
    before = shelf.stamp()
    harm(watched.index)
    harmed = before, shelf.stamp()
    _heals(lambda: watched.is_healed() and shelf.stamp() not in harmed)


@pytest.mark.parametrize("harm", HARMS if LONG else [_truncate, _flip_a_bit])
def test_an_index_that_was_damaged_while_nobody_served_heals(
    watched: Watched, harm: Callable[[Path], None]
) -> None:
    until(watched.is_healed, BUILT_SECONDS)
    watched.server.stop()
    harm(watched.index)
    watched.server.start()
    watched.log_in()
    _heals(watched.is_healed)
