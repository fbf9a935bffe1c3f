"""The engine that the rest of the house talks to."""

import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyroaring import BitMap
from sqlalchemy.orm import Session, sessionmaker

from lobbib.domain.policy import Actor
from lobbib.models.feed import START, Position
from lobbib.search import feed, results, texts
from lobbib.search.columns import Columns
from lobbib.search.feed import Place
from lobbib.search.follower import Follower
from lobbib.search.generations import Shelf
from lobbib.search.query import Query, parse
from lobbib.search.ranking import words
from lobbib.search.reader import Damaged, IndexReader
from lobbib.search.request import Hit, SearchPage, SearchRequest
from lobbib.search.results import Wording
from lobbib.search.snippets import snippet
from lobbib.search.texts import Texts
from lobbib.search.writer import IndexWriter

PATIENCE = 0.3  # seconds that a search waits for the asker's own save
REBUILD_PATIENCE = 900.0
_POLL = 0.01

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How the word index is doing. `lag` is in feed rows, `size` in bytes."""

    generation: str
    position: Position
    lag: int
    documents: int
    size: int
    leads: bool
    last_error: str


class SearchEngine:
    """Search over everything shared. One per process; safe to use from several threads.

    `start` makes it follow the feed in the background. An engine that was not started catches up
    by itself when words are asked, unless another process of this node does it already.
    """

    def __init__(self, sessions: sessionmaker[Session], folder: Path) -> None:
        self.sessions = sessions
        self.folder = folder
        self._shelf = Shelf(folder)
        self._reader = IndexReader(self._shelf)
        self._writer = IndexWriter(sessions, self._shelf)
        self._columns = Columns()
        self._columns_turn = threading.Lock()
        self._follower: Follower | None = None
        self._started_by = 0
        self._starting = threading.Lock()

    def start(self) -> None:
        """Follow the feed in a thread of this process; again after a fork, else only once."""
        if self._started_by == os.getpid():
            return
        with self._starting:
            if self._started_by != os.getpid():
                self._follower = Follower(self._writer)
                self._follower.start()
                self._started_by = os.getpid()

    def close(self) -> None:
        """Stop the follower and let go of files."""
        with self._starting:
            if self._follower is not None and self._started_by == os.getpid():
                self._follower.stop()
            self._follower, self._started_by = None, 0
        self._reader.close()

    def search(self, actor: Actor, request: SearchRequest, after: Position = START) -> SearchPage:
        """Find what `actor` may see, waiting at most 300 ms for the feed to reach `after`."""
        asked = parse(request.words)
        reached = not asked or self._wait(after)
        with self.sessions() as session:
            wording = self._match(session, actor, asked) if asked else None
            with self._refreshed(session) as columns:
                found = results.find(columns, actor, request, wording)
            readable = texts.visible(session, actor, found.ids)
        return SearchPage(
            total=found.total,
            hits=_hits(found, readable, asked),
            facets=found.facets,
            loosened=bool(wording and wording.matches and not wording.matches.all_words),
            behind=not reached,
            ready=wording is None or wording.ready,
            without=found.without,
        )

    def catch_up(self) -> bool:
        """Bring the word index up to date now; False when another process of this node does it."""
        led = self._writer.leads
        done = self._writer.step()
        if done and not led:
            self._writer.resign()
        return done

    def rebuild(self, patience: float = REBUILD_PATIENCE) -> bool:
        """Build the word index anew, here or by the process that leads; False if that took longer.

        `patience` is in seconds.
        """
        led = self._writer.leads
        if self._writer.rebuild():
            if not led:
                self._writer.resign()
            return True
        before = self._shelf.current()
        if before is not None:
            self._shelf.disown(before.name)
        deadline = time.monotonic() + patience
        while self._shelf.stamp() is None and time.monotonic() < deadline:
            time.sleep(_POLL)
        return self._shelf.stamp() is not None

    def status(self) -> IndexStatus:
        """How the word index is doing, as this process sees it."""
        self._reader.refresh()
        with self._reader.reading() as opened:
            place = opened.place if opened else None
            generation = opened.stamp.generation if opened else ""
            documents = opened.searcher.doc_count() if opened else 0
        with self.sessions() as session:
            lag = _lag(session, place)
        return IndexStatus(
            generation=generation,
            position=place.position if place else START,
            lag=lag,
            documents=documents,
            size=self._shelf.size(),
            leads=self._writer.leads,
            last_error=self._follower.last_error if self._follower else "",
        )

    def _wait(self, after: Position) -> bool:
        """Whether words can be searched in an index that holds what was saved at `after`."""
        self._reader.refresh()
        if self._follower is None:
            self._try_to_catch_up()
        deadline = time.monotonic() + PATIENCE
        while not self._reader.covers(after) and time.monotonic() < deadline:
            if self._follower is not None:
                self._follower.wake()
            time.sleep(_POLL)
            self._reader.refresh()
        return self._reader.covers(after)

    def _try_to_catch_up(self) -> None:
        try:
            self.catch_up()
        except Exception as error:  # a search answers with what there is
            log.warning("the index cannot be brought up to date: %s", error)
        self._reader.refresh()

    def _match(self, session: Session, actor: Actor, asked: Query) -> Wording:
        with self._refreshed(session) as columns:
            own = columns.own(actor)
        session.rollback()
        try:
            with self._reader.reading() as opened:
                if opened is None:
                    return _NOT_READY
                matches = words.match(opened, asked, own) if asked.wanted else None
                removed = words.having(opened, asked.unwanted, own)
            changed = feed.read(session, opened.place).ids
        except Damaged:
            return _NOT_READY
        except feed.ForeignPlace:
            self._reader.close()
            return _NOT_READY
        # What another school has changed since may no longer say this, or not to everybody.
        return Wording(matches, removed | (BitMap(changed) - own))

    @contextmanager
    def _refreshed(self, session: Session) -> Iterator[Columns]:
        with self._columns_turn:
            self._columns.refresh(session)
            yield self._columns


_NOT_READY = Wording(ready=False)


def _hits(found: results.Found, readable: Mapping[int, Texts], asked: Query) -> tuple[Hit, ...]:
    return tuple(
        Hit(number, score, snippet(readable[number], asked.wanted))
        for number, score in zip(found.ids, found.scores, strict=True)
        if number in readable
    )


def _lag(session: Session, place: Place | None) -> int:
    try:
        return feed.read(session, place or Place(feed.database(session))).rows
    except feed.ForeignPlace:
        return feed.read(session, Place(feed.database(session))).rows
