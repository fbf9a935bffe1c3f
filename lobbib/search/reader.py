"""The word index as this process reads it: the newest commit that could be opened."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lobbib.search import index, snapshot
from lobbib.search.codec import SegmentFile
from lobbib.search.feed import Place
from lobbib.search.generations import Shelf, Stamp, read_label
from lobbib.search.snapshot import Snapshot
from lobbib.search.vocabulary import Stock

SETTLED = 4_096  # documents of a segment that commits leave alone

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A commit, and the files that it is read from, by segment."""

    stamp: Stamp
    files: dict[str, SegmentFile]
    snapshot: Snapshot


class IndexReader:
    """Swaps in what was committed between two searches; what has not changed stays open.

    Segments share positions in files, so threads take turns.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._opened: _Opened | None = None
        self._settled: Stock | None = None
        self._by_segment = snapshot.cache()
        self._turn = threading.RLock()
        self._looked = 0.0

    def refresh(self, not_since: float = 0.0) -> None:
        """Swap in what was committed since; keep the old one while a new one is being built.

        Where something is open it is left at that if it was looked at in the last `not_since`
        seconds: what is not in it yet is read from the database.
        """
        now = time.monotonic()
        if self._opened is not None and now - self._looked < not_since:
            return
        with self._turn:
            self._looked = now
            stamp = self._shelf.stamp()
            if stamp is not None and (self._opened is None or self._opened.stamp != stamp):
                self._swap(stamp)

    @property
    def place(self) -> Place | None:
        """How far the opened index has come; None where none is open."""
        opened = self._opened
        return opened.snapshot.place if opened else None

    @property
    def generation(self) -> str:
        """The name of what is open; empty where nothing is."""
        opened = self._opened
        return opened.stamp.generation if opened else ""

    @contextmanager
    def reading(self) -> Iterator[Snapshot | None]:
        """The index, or None where there is none yet. An error in the block means: damaged."""
        with self._turn:
            opened = self._opened
            try:
                yield opened.snapshot if opened else None
            except Exception as error:
                if opened is None:
                    raise
                self._give_up(opened.stamp.generation, error)
                raise Damaged from error

    def close(self) -> None:
        with self._turn:
            opened, self._opened, self._settled = self._opened, None, None
            if opened is not None:
                _close(opened.files)

    def _swap(self, stamp: Stamp) -> None:
        try:
            opened = self._open(stamp)
        except Exception as error:
            # A commit may have removed files under our hands: only a second failure counts.
            if self._shelf.stamp() == stamp:
                self._give_up(stamp.generation, error)
            return
        if opened is not None:
            before, self._opened = self._opened, opened
            if before is not None:
                kept = opened.files.values()
                _close({key: file for key, file in before.files.items() if file not in kept})

    def _open(self, stamp: Stamp) -> _Opened | None:
        """Open what is in use now; None when there is nothing, or it is from elsewhere."""
        folder = self._shelf.folder / stamp.generation
        # The label is read first: the index then holds at least what it says.
        label = read_label(folder)
        if label is None or label.fingerprint != index.fingerprint():
            return None
        segments = index.segments(folder)
        files = self._files(folder, segments)
        dead = {segment.segid: index.dead(segment) for segment in segments}
        made = Snapshot(self._stocks(list(files.values())), dead, label.place, self._by_segment)
        return _Opened(stamp, files, made)

    def _files(self, folder: Path, segments: Sequence[Any]) -> dict[str, SegmentFile]:
        before = self._opened
        is_same = before is not None and before.stamp.generation == folder.name
        known = before.files if before is not None and is_same else {}
        files: dict[str, SegmentFile] = {}
        try:
            for segment in segments:
                found = known.get(segment.segid)
                files[segment.segid] = found or index.open_segment(folder, segment)
        except BaseException:
            _close({key: file for key, file in files.items() if key not in known})
            raise
        return files

    def _stocks(self, files: Sequence[SegmentFile]) -> list[Stock]:
        """Long segments are taken together once: their words are many and stay the same."""
        settled = [file for file in files if len(file.ids) >= SETTLED]
        if self._settled is None or list(self._settled.segments) != settled:
            self._settled = Stock(settled)
        return [self._settled, Stock([file for file in files if file not in settled])]

    def _give_up(self, generation: str, error: Exception) -> None:
        log.warning("the index %s is damaged: %s: %s", generation, type(error).__name__, error)
        self._shelf.disown(generation)
        self.close()


def _close(files: dict[str, SegmentFile]) -> None:
    for file in files.values():
        file.close()


class Damaged(Exception):
    """The index could not be read; it is being built again."""
