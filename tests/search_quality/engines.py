"""Who is judged: lobbib as the decaan meets it, and two plain engines over the same texts."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from whoosh.analysis import LanguageAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup, WhitespacePlugin

from lobbib.config import sqlite_url
from lobbib.db import make_engine, make_sessions
from lobbib.models import Assignment, School, User
from lobbib.models.feed import watch
from lobbib.search import SearchEngine
from lobbib.search.request import SearchRequest
from lobbib.services import demo, schema
from tests.search_quality.judged import ASKER, library
from tests.search_quality.metrics import DEPTH

FIELDS = ("title", "summary", "questions", "body", "needs", "notes")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """The keys of the first ten, best first; `nothing`: the page says that nothing fits."""

    found: tuple[str, ...]
    nothing: bool


class Engine(Protocol):
    name: str

    def ask(self, query: str) -> Answer: ...


class Lobbib:
    """`SearchEngine.search`, asked by the decaan of the demo school without any choice made."""

    name = "lobbib"

    def __init__(self, sessions: sessionmaker[Session], folder: Path) -> None:
        self.engine = SearchEngine(sessions, folder)
        self.engine.catch_up()
        with sessions() as session:
            self.actor = session.scalars(select(User).where(User.email == ASKER)).one().as_actor()
            rows = session.execute(
                select(Assignment.id, School.slug, Assignment.title).join(School)
            )
            self.keys = {number: f"{slug}/{title}" for number, slug, title in rows}

    def ask(self, query: str) -> Answer:
        page = self.engine.search(self.actor, SearchRequest(words=query, per_page=DEPTH))
        assert page.ready
        guessed = page.loosened or page.corrected is not None
        found = tuple(self.keys[hit.id] for hit in page.hits)
        return Answer(found, page.total == 0 or guessed)


class Whoosh:
    """Whoosh as it comes: its Dutch analyzer, any of the words, BM25F without boosts.

    Its query syntax is off, because people type words: a question mark would be a wildcard.
    """

    name = "Whoosh"

    def __init__(self) -> None:
        analyzer = LanguageAnalyzer("nl")
        texts = {field: TEXT(analyzer=analyzer) for field in FIELDS}
        self.index = RamStorage().create_index(Schema(key=ID(stored=True), **texts))
        with self.index.writer() as writer:
            for key, row in texts_by_key().items():
                writer.add_document(key=key, **row)
        self.parser = MultifieldParser(
            FIELDS, self.index.schema, group=OrGroup, plugins=[WhitespacePlugin()]
        )

    def ask(self, query: str) -> Answer:
        with self.index.searcher() as searcher:
            hits = searcher.search(self.parser.parse(query), limit=DEPTH)
            found = tuple(hit["key"] for hit in hits)
        return Answer(found, not found)


class Fts5:
    """SQLite FTS5: any of the words, each as the beginning of a word, bm25."""

    name = "FTS5"

    def __init__(self) -> None:
        self.database = sqlite3.connect(":memory:")
        columns = ", ".join(("key UNINDEXED", *FIELDS))
        self.database.execute(
            f"CREATE VIRTUAL TABLE library USING fts5({columns}, "
            "tokenize = 'unicode61 remove_diacritics 2')"
        )
        marks = ", ".join("?" * (len(FIELDS) + 1))
        self.database.executemany(
            f"INSERT INTO library VALUES ({marks})",
            [(key, *row.values()) for key, row in texts_by_key().items()],
        )

    def ask(self, query: str) -> Answer:
        words = re.findall(r"\w{2,}", query)
        rows = self.database.execute(
            "SELECT key FROM library WHERE library MATCH ? ORDER BY bm25(library) LIMIT ?",
            (" OR ".join(f'"{word}"*' for word in words), DEPTH),
        )
        found = tuple(key for (key,) in rows)
        return Answer(found, not found)

    def close(self) -> None:
        self.database.close()


def texts_by_key() -> dict[str, dict[str, str]]:
    return {key: _texts(item) for key, item in library().items()}


def _texts(item: Mapping[str, Any]) -> dict[str, str]:
    return {**{field: item[field] for field in FIELDS}, "questions": "\n".join(item["questions"])}


@contextmanager
def lobbib_in(folder: Path) -> Iterator[Lobbib]:
    """lobbib on a database in `folder` that holds the demo schools and nothing else."""
    database = make_engine(sqlite_url(folder / "lobbib.db"))
    schema.upgrade(database)
    sessions = make_sessions(database)
    watch(sessions)
    with sessions() as session:
        demo.seed(session, NOW)
    made = Lobbib(sessions, folder / "index")
    try:
        yield made
    finally:
        made.engine.close()
        database.dispose()


@contextmanager
def everybody_in(folder: Path) -> Iterator[list[Engine]]:
    """The three that are compared; lobbib keeps its files in `folder`."""
    plain = Fts5()
    try:
        with lobbib_in(folder) as ours:
            yield [ours, Whoosh(), plain]
    finally:
        plain.close()
