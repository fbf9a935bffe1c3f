"""The index folder changes under one's hands: looking at it must never go wrong."""

import threading
from pathlib import Path

from lobbib.search.generations import Shelf


def test_size_is_told_while_a_commit_comes_and_goes(tmp_path: Path) -> None:
    """Whoosh makes a folder for each commit and removes it again."""
    shelf = Shelf(tmp_path / "index")
    generation = shelf.new()
    (generation / "segment").write_bytes(b"12345")
    stopped = threading.Event()

    def commit() -> None:
        working = generation / "MAIN.tmp"
        while not stopped.is_set():
            working.mkdir()
            working.rmdir()

    thread = threading.Thread(target=commit)
    thread.start()
    try:
        sizes = {shelf.size() for _ in range(3_000)}
    finally:
        stopped.set()
        thread.join()
    assert sizes == {5}


def test_size_of_a_folder_that_is_not_there_is_nothing(tmp_path: Path) -> None:
    assert Shelf(tmp_path / "index").size() == 0
