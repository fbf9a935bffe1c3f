"""The engine that the rest of the house talks to."""

import logging
import os
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy.orm import Session, sessionmaker

from lobbib.domain.policy import Actor
from lobbib.models.feed import START, Position
from lobbib.search import asking, feed, results, texts
from lobbib.search.asking import Meant
from lobbib.search.columns import Columns, Sight
from lobbib.search.completion import begin, complete
from lobbib.search.feed import Place
from lobbib.search.follower import Follower
from lobbib.search.generations import Shelf
from lobbib.search.keeping import ColumnsKeeper
from lobbib.search.language import Language, Languages
from lobbib.search.proposals import NOTHING, Proposals, propose
from lobbib.search.pulse import Pulse
from lobbib.search.reader import Damaged, IndexReader
from lobbib.search.reading import Reading, Readings
from lobbib.search.request import NOTHING_QUOTED, Hit, SearchPage, SearchRequest, Sort
from lobbib.search.results import Found
from lobbib.search.similar import Similar, similar
from lobbib.search.snapshot import Snapshot
from lobbib.search.snippets import answers_to, snippet
from lobbib.search.texts import Texts
from lobbib.search.wording import HARDLY, NO_WORDS, NOT_READY, Readable, Wording, match
from lobbib.search.writer import IndexWriter

PATIENCE = 0.3  # seconds that a search waits for an index that is being built
FRESH_AT_MOST = 100  # changed assignments that a search reads itself; it takes a millisecond each
REBUILD_PATIENCE = 900.0
_POLL = 0.01
_GLANCE = 0.05  # seconds between two looks at what was committed

Answer = TypeVar("Answer")

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

    @property
    def state(self) -> Literal["ok", "missing", "trouble"]:
        """An index that is missing is being made; one that is behind is still good."""
        return "trouble" if self.last_error else "ok" if self.generation else "missing"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was meant by a question, and what was found for it."""

    meant: Meant
    wording: Wording
    found: Found

    @property
    def is_about(self) -> bool:
        """Whether what was found has enough of what was asked."""
        matches = self.wording.matches
        return matches is None or (matches.all_words and self.found.total > 0)

    @property
    def suggested(self) -> str | None:
        """What was perhaps meant, where hardly anything was found."""
        doubts = self.wording.doubts if self.found.total <= HARDLY else ()
        return asking.mended(self.meant.request.words, doubts) if doubts else None

    def page(
        self, readable: Mapping[int, Reading] | None, actor: Actor, corrected: str | None
    ) -> SearchPage:
        """`readable` are the texts of what was found; None where nothing is to be quoted."""
        matches = self.wording.matches
        return SearchPage(
            total=self.found.total,
            close=self.found.close,
            hits=tuple(self._hits(readable, actor)),
            facets=self.found.facets,
            corrected=corrected,
            suggested=None if corrected else self.suggested,
            understood=self.meant.understood,
            loosened=matches is not None and not matches.all_words,
            behind=self.wording.behind,
            ready=self.wording.ready,
            without=self.found.without,
            without_words=self.found.without_words,
        )

    def _hits(self, readable: Mapping[int, Reading] | None, actor: Actor) -> Iterator[Hit]:
        answers, matches = answers_to(self.wording.asked.wanted), self.wording.matches
        missing = matches.missing(self.found.ids) if matches else {}
        for number, score in zip(self.found.ids, self.found.scores, strict=True):
            if readable is None:
                yield Hit(number, score, NOTHING_QUOTED, missing.get(number, ()))
            elif number in readable:
                quoted = snippet(readable[number], answers, actor)
                yield Hit(number, score, quoted, missing.get(number, ()))


class _Now:
    """What is known for as long as the database has not changed."""

    def __init__(self, beat: Hashable, columns: Columns) -> None:
        self.beat = beat
        self.columns = columns
        self._remembered: dict[Hashable, Any] = {}

    def remembered(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """What was asked before, or is asked now."""
        if key not in self._remembered:
            self._remembered[key] = ask()
        found: Answer = self._remembered[key]
        return found


class SearchEngine:
    """Search over everything shared. One per process; safe to use from several threads.

    `start` makes it follow the feed in the background. An engine that was not started catches up
    by itself when words are asked, unless another process of this node does it already.
    """

    def __init__(self, sessions: sessionmaker[Session], folder: Path) -> None:
        self.sessions = sessions
        self.folder = folder
        self.fresh_at_most = FRESH_AT_MOST
        self._shelf = Shelf(folder)
        self._reader = IndexReader(self._shelf)
        self._writer = IndexWriter(sessions, self._shelf)
        self._columns = ColumnsKeeper()
        self._languages = Languages()
        self._readings = Readings()
        self._pulse = Pulse(sessions.kw["bind"])
        self._known: _Now | None = None
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
        self._pulse.close()

    def search(self, actor: Actor, request: SearchRequest, after: Position = START) -> SearchPage:
        """Find what `actor` may see.

        What changed since the index was written is read from the database, so that a save is found
        at once; only where that is too much, and the asker's own save at `after` may be among it,
        the page says that it is behind.
        """
        with self.sessions() as session:
            now = self._now(session)
            language = self._language(session, actor, now)
            answer = self._answer(session, actor, now, asking.read(request, language), after)
            corrected = None
            if not answer.is_about and answer.wording.slips:
                better = asking.mended(request.words, answer.wording.slips)
                meant = asking.read(replace(request, words=better), language)
                mended = self._answer(session, actor, now, meant, after)
                if mended.found.total and mended.is_about:
                    answer, corrected = mended, better
            readable = None
            if request.quoted:
                readable = self._readings.of(session, now.columns, answer.found.ids)
        return answer.page(readable, actor, corrected)

    def _now(self, session: Session) -> _Now:
        """What is known of the database as it is now; asked again only where it may have changed.

        The beat comes first: what is committed after it gives another one next time.
        """
        beat = self._pulse.beat()
        known = self._known
        if known is None or known.beat != beat:
            known = _Now(beat, self._columns.renewed(session))
            self._known = known
        return known

    def _language(self, session: Session, actor: Actor, now: _Now) -> Language:
        return now.remembered(
            ("language", actor.school_id), lambda: self._languages.of(session, actor)
        )

    def _answer(
        self, session: Session, actor: Actor, now: _Now, meant: Meant, after: Position
    ) -> _Answer:
        wording = self._match(session, actor, now, meant, after) if meant.query else NO_WORDS
        return _Answer(meant, wording, results.find(now.columns, actor, meant.request, wording))

    def complete(self, actor: Actor, text: str, limit: int = 6) -> list[str]:
        """What `text` may become: words of what `actor` may see, never of private notes."""
        try:
            with self._looking(actor) as (snapshot, sight):
                return complete(text, snapshot, sight, limit) if snapshot else []
        except Damaged:
            return []

    def propose(self, actor: Actor, text: str, limit: int = 6) -> Proposals:
        """The same as people write it, and assignments with a title like it."""
        try:
            with self._looking(actor) as (snapshot, sight):
                begun = begin(text, snapshot, sight, limit) if snapshot else None
        except Damaged:
            return NOTHING
        if begun is None:
            return NOTHING
        with self.sessions() as session, self.columns(session) as columns:
            return propose(session, actor, begun, columns, limit)

    def similar(self, actor: Actor, about: Texts, limit: int = 5) -> list[Similar]:
        """What `actor` may see that resembles `about`, which need not be saved (then its id is 0).

        Nothing while there is no index.
        """

        def read(ids: Iterable[int]) -> Mapping[int, Texts]:
            with self.sessions() as session:
                return texts.visible(session, actor, ids)

        try:
            with self._looking(actor) as (snapshot, sight):
                return similar(snapshot, about, sight, limit, read) if snapshot else []
        except Damaged:
            return []

    @contextmanager
    def _looking(self, actor: Actor) -> Iterator[tuple[Snapshot | None, Sight]]:
        """The index as it is, and what of it `actor` may see."""
        self._reader.refresh()
        with self.sessions() as session, self.columns(session) as columns:
            sight = columns.sight(actor)
        with self._reader.reading() as opened:
            yield opened, sight

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
            documents = opened.count if opened else 0
        with self.sessions() as session:
            lag = _lag(session, place)
        return IndexStatus(
            generation=self._reader.generation,
            position=place.position if place else START,
            lag=lag,
            documents=documents,
            size=self._shelf.size(),
            leads=self._writer.leads,
            last_error=self._follower.last_error if self._follower else "",
        )

    def _prepare(self) -> None:
        """See to it that there is an index, if that can be had within 300 ms."""
        self._reader.refresh(not_since=_GLANCE)
        if self._follower is None:
            self._try_to_catch_up()
        deadline = time.monotonic() + PATIENCE
        while self._reader.place is None and time.monotonic() < deadline:
            time.sleep(_POLL)
            self._reader.refresh()

    def _try_to_catch_up(self) -> None:
        try:
            self.catch_up()
        except Exception as error:  # a search answers with what there is
            log.warning("the index cannot be brought up to date: %s", error)
        self._reader.refresh()

    def _match(
        self, session: Session, actor: Actor, now: _Now, meant: Meant, after: Position
    ) -> Wording:
        self._prepare()
        place = self._reader.place
        if place is None:
            return NOT_READY
        try:
            # Read as of a place that the index has reached: it may since have come further.
            readable = self._readable(session, actor, now, place, meant)
            with self._reader.reading() as opened:
                found = (
                    match(meant.query, opened, readable, meant.thesaurus) if opened else NOT_READY
                )
        except Damaged:
            return NOT_READY
        except feed.ForeignPlace:
            self._reader.close()
            return NOT_READY
        missed = len(readable.changed) > self.fresh_at_most
        return replace(found, behind=missed and not place.covers(after))

    def _readable(
        self, session: Session, actor: Actor, now: _Now, place: Place, meant: Meant
    ) -> Readable:
        changed = now.remembered(("changed", place), lambda: feed.read(session, place).ids)
        newest = sorted(changed, reverse=True)[: self.fresh_at_most]
        items = (*meant.query.wanted, *meant.query.unwanted)
        hints = {hint[:2] for item in items for hint in item.hints}
        return Readable(
            now.columns.sight(actor),
            changed,
            list(texts.visible(session, actor, newest).values()) if newest else [],
            results.chosen(now.columns, actor, meant.request),
            now.columns.tagged(hints),
            strict=meant.request.sort is not Sort.RELEVANCE,
        )

    @contextmanager
    def columns(self, session: Session) -> Iterator[Columns]:
        """The facts of everything shared as the database has them now; they do not change."""
        yield self._now(session).columns


def _lag(session: Session, place: Place | None) -> int:
    try:
        return feed.read(session, place or Place(feed.database(session))).rows
    except feed.ForeignPlace:
        return feed.read(session, Place(feed.database(session))).rows
