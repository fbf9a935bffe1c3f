"""lobbib, through the entry that its pages use: everything it checks and reads is in the time."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import update

from lobbib.config import sqlite_url
from lobbib.db import make_engine, make_sessions, write
from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.policy import Actor
from lobbib.domain.tracks import Track
from lobbib.models import Assignment
from lobbib.models.feed import record_changes, watch
from lobbib.search import SearchEngine
from lobbib.search.request import SearchPage, SearchRequest, Sort
from tests.bench.documents import Asker, Document
from tests.bench.questions import Answer, Question

_TYPES: dict[str, Any] = {
    "years": int, "competencies": Competency, "tracks": Track, "subjects": str,
    "activities": Activity,
}  # fmt: skip


class Lobbib:
    """`follows`: as in a web process; without, only a search and `change` bring it up to date."""

    name = "lobbib"

    def __init__(self, follows: bool = True) -> None:
        self.follows = follows
        self._requests: dict[Question, SearchRequest] = {}

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """It reads the database itself."""
        self._open(folder)
        assert self.search.rebuild()
        self.close()

    def _open(self, folder: Path) -> None:
        self.engine = make_engine(sqlite_url(folder.parent / "lobbib.db"))
        self.sessions = make_sessions(self.engine)
        watch(self.sessions)
        self.search = SearchEngine(self.sessions, folder / "index")

    def open(self, folder: Path, asker: Asker) -> None:
        self._open(folder)
        self.actor = Actor(user_id=1, school_id=asker.school, board_id=asker.board or None)
        if self.follows:
            self.search.start()

    def ask(self, question: Question) -> Answer:
        page = self.search.search(self.actor, self._request(question))
        facets = {facet: dict(counts) for facet, counts in page.facets.items()}
        return Answer(_ids(page), page.total, facets, [hit.snippet.text for hit in page.hits])

    def _request(self, question: Question) -> SearchRequest:
        if question not in self._requests:
            self._requests[question] = _as_request(question)
        return self._requests[question]

    def ranked(self, question: Question) -> list[int]:
        """As the small search beside a planning asks it: with the counts, and nothing quoted."""
        asked = replace(self._request(question), quoted=False)
        return _ids(self.search.search(self.actor, asked))

    def complete(self, beginning: str) -> list[str] | None:
        complete: Any = getattr(self.search, "complete", None)
        return complete(self.actor, beginning) if complete else None

    def correct(self, word: str) -> list[str] | None:
        page = self.search.search(self.actor, SearchRequest(words=word))
        return [page.corrected] if page.corrected else []

    def prepare(self, document: Document) -> None:
        """The save itself, which does not wait for the index."""
        with self.sessions() as session, write(session):
            body = document.texts["body"]
            session.execute(
                update(Assignment).where(Assignment.id == document.id).values(body=body)
            )
            record_changes(session, {document.id})

    def change(self, document: Document) -> None:
        assert self.search.catch_up()

    def refresh(self) -> None:
        """Each search looks for what is new."""

    def close(self) -> None:
        self.search.close()
        self.engine.dispose()


def _ids(page: SearchPage) -> list[int]:
    return [hit.id for hit in page.hits]


def _as_request(question: Question) -> SearchRequest:
    chosen: dict[str, Any] = {
        facet: frozenset({_TYPES[facet](value)}) for facet, value in question.choices
    }
    sort = Sort.RELEVANCE if question.words else Sort.NEWEST
    return SearchRequest(words=question.text, sort=sort, **chosen)
