"""Writing the index: one process of a node leads, follows the feed, and rebuilds what is broken."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from lobbib.domain.assignments import Status
from lobbib.models import Assignment
from lobbib.search import feed, index, texts
from lobbib.search.feed import Place
from lobbib.search.generations import Checks, Label, Shelf, read_label, write_label
from lobbib.search.index import Change
from lobbib.search.inverted import Array
from lobbib.search.texts import Texts

BATCH = 500  # read from the database at once
SEGMENT = 20_000  # written at once
REBUILD_FROM = 5_000  # so many changes are read faster as a whole

log = logging.getLogger(__name__)


class IndexWriter:
    """The writing side of one process; its threads take turns."""

    def __init__(self, sessions: sessionmaker[Session], shelf: Shelf) -> None:
        self.sessions = sessions
        self.shelf = shelf
        self._checks = Checks()
        self._ids: dict[str, Array] = {}
        self._turn = threading.Lock()
        # Beside the folder and not in it: whoever deletes the index must not free the lock.
        path = shelf.folder.with_name(f"{shelf.folder.name}.lock")
        self._lock = FileLock(path, thread_local=False)

    @property
    def leads(self) -> bool:
        """Whether this process is the one of its node that writes."""
        return self._lock.is_locked

    def step(self) -> bool:
        """Bring the index up to date; False when another process leads."""
        with self._turn:
            if not self._lead():
                return False
            with self.sessions() as session:
                self._follow(session, self._sound(session) or self._build(session))
            return True

    def rebuild(self) -> bool:
        """Build a new generation whatever the old one is like; False when another leads."""
        with self._turn:
            if not self._lead():
                return False
            with self.sessions() as session:
                self._build(session)
            return True

    def resign(self) -> None:
        """Let another process lead."""
        with self._turn:
            self._lock.release(force=True)

    def _lead(self) -> bool:
        if self.leads:
            return True
        self.shelf.folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def _sound(self, session: Session) -> Path | None:
        """The generation in use, if it is whole and about this database."""
        generation = self.shelf.current()
        label = read_label(generation) if generation else None
        if generation is None or label is None or label.fingerprint != index.fingerprint():
            return None
        is_own = label.place.database == feed.database(session)
        return generation if is_own and self._checks.agrees(generation, label) else None

    def _build(self, session: Session) -> Path:
        """Write everything that is shared into a new generation, then use it."""
        generation = self.shelf.new()
        index.create(generation)
        # The place is taken first: what changes during the work is read again afterwards.
        place = feed.latest(session)
        ids = _shared(session)
        for start in range(0, len(ids), SEGMENT):
            with self._writing(generation) as change:
                change.add(_read(session, ids[start : start + SEGMENT]))
        self._label(generation, place)
        self.shelf.name(generation)
        log.info("built the index %s", generation.name)
        return generation

    def _follow(self, session: Session, generation: Path) -> None:
        label = read_label(generation)
        if label is None:
            return
        try:
            news = feed.read(session, label.place)
        except feed.ForeignPlace:
            self._build(session)
            return
        if news.place == label.place:
            return
        if len(news.ids) > REBUILD_FROM:
            self._build(session)
            return
        if news.ids:
            with self._writing(generation) as change:
                change.remove(news.ids)
                again = change.merged(len(news.ids))
                change.add(_read(session, sorted({*news.ids, *again})))
        self._label(generation, news.place)

    def _writing(self, generation: Path) -> AbstractContextManager[Change]:
        return index.writing(generation, lambda segment: self._ids_of(generation, segment))

    def _ids_of(self, generation: Path, segment: Any) -> Array:
        """The ids of a segment; it never changes, so they are read once."""
        if segment.segid not in self._ids:
            file = index.open_segment(generation, segment)
            file.close()
            self._ids[segment.segid] = file.ids
        return self._ids[segment.segid]

    def _label(self, generation: Path, place: Place) -> None:
        label = Label(index.fingerprint(), place, self._checks.of(generation))
        write_label(generation, label)


def _shared(session: Session) -> list[int]:
    shared = select(Assignment.id).where(Assignment.status == Status.SHARED)
    ids = list(session.scalars(shared.order_by(Assignment.id)))
    session.rollback()
    return ids


def _read(session: Session, ids: Sequence[int]) -> Iterator[Texts]:
    """The texts of those that are shared, without a transaction that lasts."""
    for start in range(0, len(ids), BATCH):
        found = texts.shared(session, ids[start : start + BATCH])
        session.rollback()
        yield from found
