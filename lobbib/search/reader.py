"""The word index as this process reads it: the newest commit that could be opened."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lobbib.search import index
from lobbib.search.feed import Place
from lobbib.search.generations import Shelf
from lobbib.search.index import Opened

log = logging.getLogger(__name__)


class IndexReader:
    """Always a newly opened searcher, swapped in between two searches.

    Plain file reads share a position in the file, so threads take turns.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._opened: Opened | None = None
        self._turn = threading.RLock()

    def refresh(self) -> None:
        """Swap in what was committed since; keep the old one while a new one is being built."""
        with self._turn:
            stamp = self._shelf.stamp()
            if stamp is not None and (self._opened is None or self._opened.stamp != stamp):
                self._swap()

    @property
    def place(self) -> Place | None:
        """How far the opened index has come; None where none is open."""
        opened = self._opened
        return opened.place if opened else None

    @contextmanager
    def reading(self) -> Iterator[Opened | None]:
        """The index, or None where there is none yet. An error in the block means: damaged."""
        with self._turn:
            opened = self._opened
            try:
                yield opened
            except Exception as error:
                if opened is None:
                    raise
                self._give_up(opened.stamp.generation, error)
                raise Damaged from error

    def close(self) -> None:
        with self._turn:
            opened, self._opened = self._opened, None
            if opened is not None:
                opened.close()

    def _swap(self) -> None:
        before = self._shelf.stamp()
        try:
            opened = index.open_current(self._shelf)
        except Exception as error:
            # A commit may have removed files under our hands: only a second failure counts.
            if before is not None and self._shelf.stamp() == before:
                self._give_up(before.generation, error)
            return
        if opened is not None:
            self.close()
            self._opened = opened

    def _give_up(self, generation: str, error: Exception) -> None:
        log.warning("the index %s is damaged: %s: %s", generation, type(error).__name__, error)
        self._shelf.disown(generation)
        self.close()


class Damaged(Exception):
    """The index could not be read; it is being built again."""
