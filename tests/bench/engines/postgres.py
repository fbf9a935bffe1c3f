"""PostgreSQL: a stored Dutch `tsvector` under a GIN index, and a bitmask for each facet.

Its rank knows no rarity of words, so it finds the same assignments and orders them otherwise.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.documents import BOOSTS, FACETS, Asker, Document
from tests.bench.engines.base import SNIPPET, SUGGESTIONS
from tests.bench.questions import PAGE, Answer, Question

_WEIGHTS = dict(zip(BOOSTS, "ABCDDD", strict=True))
_RANK = "ts_rank('{0.25, 0.4, 0.625, 1.0}', vector, query)"
_VISIBLE = "(school = %(school)s OR everyone OR board = %(board)s)"
_HEADLINE = "StartSel=[, StopSel=], MaxWords=30, MinWords=15, MaxFragments=1"
_LOOK_UP = "SELECT word FROM vocabulary WHERE word LIKE %s ORDER BY ndoc DESC LIMIT 8"
_ALIKE = "SELECT word FROM vocabulary WHERE word %% %s ORDER BY similarity(word, %s) DESC LIMIT 3"


class Postgres:
    name = "postgres"

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        self._connect(folder)
        self.values: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        run = self.connection.execute
        run(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")
        run(f"CREATE SCHEMA {self.schema}")
        masks = ", ".join(f"{facet} int" for facet in FACETS)
        texts = ", ".join(f"{name} text" for name in BOOSTS)
        run(
            f"CREATE TABLE doc (id int PRIMARY KEY, {texts}, {masks}, school int, board int,"
            " everyone bool, moment bigint, vector tsvector)"
        )
        columns = ", ".join(["id", *BOOSTS, *FACETS, "school, board, everyone, moment"])
        with self.connection.cursor().copy(f"COPY doc ({columns}) FROM STDIN") as copy:
            for document in documents:
                copy.write_row(self._row(document))
        self._index()
        self.connection.close()

    def _index(self) -> None:
        run = self.connection.execute
        run(f"UPDATE doc SET vector = {_vector()}")
        run("CREATE INDEX ON doc USING gin (vector)")
        run("CREATE INDEX ON doc (moment)")
        run("CREATE TABLE value (facet text, value text, bit int)")
        rows = [(f, v, bit) for f, known in self.values.items() for v, bit in known.items()]
        self.connection.cursor().executemany("INSERT INTO value VALUES (%s, %s, %s)", rows)
        run(
            "CREATE TABLE vocabulary AS SELECT word, ndoc FROM"
            " ts_stat('SELECT to_tsvector(''simple'', body) FROM doc')"
        )
        run("CREATE INDEX ON vocabulary (word text_pattern_ops)")
        run("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public")
        run("CREATE INDEX ON vocabulary USING gin (word public.gin_trgm_ops)")
        run("VACUUM ANALYZE doc")
        run("VACUUM ANALYZE vocabulary")

    def _connect(self, folder: Path) -> None:
        """The size of the corpus, by which folders are named, names the schema too."""
        url = os.environ["LOBBIB_TEST_POSTGRES_URL"].replace("+psycopg", "")
        self.schema = f"bench_{folder.parent.name}"
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute(f"SET search_path = {self.schema}, public")

    def _row(self, document: Document) -> list[Any]:
        masks = [self._mask(facet, document.facets[facet]) for facet in FACETS]
        texts = [document.texts[name] for name in BOOSTS]
        last = [document.school, document.board, document.everyone, document.moment]
        return [document.id, *texts, *masks, *last]

    def _mask(self, facet: str, values: list[str]) -> int:
        known = self.values[facet]
        return sum(1 << known.setdefault(value, len(known)) for value in values)

    def open(self, folder: Path, asker: Asker) -> None:
        self._connect(folder)
        self.asker = {"school": asker.school, "board": asker.board or None}
        self.values = {facet: {} for facet in FACETS}
        for facet, value, bit in self.connection.execute("SELECT * FROM value"):
            self.values[facet][value] = bit

    def ask(self, question: Question) -> Answer:
        """One statement: what matches is put aside once; counts and page are drawn from it."""
        chosen = {
            facet: f"{facet} & {1 << self.values[facet][value]} <> 0"
            for facet, value in question.choices
        }
        everything = " AND ".join(chosen.values()) or "true"
        values = [(f, v, bit) for f in FACETS for v, bit in self.values[f].items()]
        counts = ", ".join(
            f"count(*) FILTER (WHERE {f} & {1 << bit} <> 0 AND {_others(chosen, f)})"
            for f, _, bit in values
        )
        order = "rank DESC, moment DESC" if question.words else "moment DESC"
        ids = f"ARRAY(SELECT id FROM found WHERE {everything} ORDER BY {order} LIMIT {PAGE})"
        statement = (
            f"WITH found AS MATERIALIZED ({self._found(question)}) SELECT {ids},"
            f" count(*) FILTER (WHERE {everything}), {counts} FROM found"
        )
        asked = {**self.asker, "words": " | ".join(question.words)}
        page, total, *numbers = self.connection.execute(statement, asked).fetchone()
        facets: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        for (facet, value, _), number in zip(values, numbers, strict=True):
            if number:
                facets[facet][value] = number
        return Answer(page, total, facets, self._snippets(question, page))

    def _found(self, question: Question) -> str:
        masks = ", ".join(FACETS)
        if not question.words:
            return f"SELECT id, {masks}, moment FROM doc WHERE {_VISIBLE}"
        return (
            f"SELECT id, {masks}, moment, {_RANK} AS rank"
            f" FROM doc, to_tsquery('dutch', %(words)s) query"
            f" WHERE vector @@ query AND {_VISIBLE}"
        )

    def _snippets(self, question: Question, ids: list[int]) -> list[str]:
        text = f"left(summary, {SNIPPET})"
        if question.words:
            text = f"ts_headline('dutch', body, to_tsquery('dutch', %(words)s), '{_HEADLINE}')"
        asked = {"ids": ids, "words": " | ".join(question.words)}
        rows = self.connection.execute(f"SELECT id, {text} FROM doc WHERE id = ANY(%(ids)s)", asked)
        found = dict(rows.fetchall())
        return [found[number] for number in ids]

    def ranked(self, question: Question) -> list[int]:
        rows = self.connection.execute(
            f"SELECT id FROM doc, to_tsquery('dutch', %(words)s) query WHERE vector @@ query"
            f" AND {_VISIBLE} ORDER BY {_RANK} DESC LIMIT {PAGE}",
            {**self.asker, "words": " | ".join(question.words)},
        )
        return [number for (number,) in rows]

    def complete(self, beginning: str) -> list[str] | None:
        rows = self.connection.execute(_LOOK_UP, (f"{beginning}%",))
        return [word for (word,) in rows][:SUGGESTIONS]

    def correct(self, word: str) -> list[str] | None:
        return [found for (found,) in self.connection.execute(_ALIKE, (word, word))]

    def prepare(self, document: Document) -> None:
        """Nothing."""

    def change(self, document: Document) -> None:
        names = ["id", *BOOSTS, *FACETS, "school", "board", "everyone", "moment"]
        settings = ", ".join(f"{name} = %s" for name in names)
        with self.connection.transaction():
            self.connection.execute(
                f"UPDATE doc SET {settings} WHERE id = %s", [*self._row(document), document.id]
            )
            self.connection.execute(
                f"UPDATE doc SET vector = {_vector()} WHERE id = %s", (document.id,)
            )

    def refresh(self) -> None:
        """It sees every commit at once."""

    def close(self) -> None:
        self.connection.close()


def _others(chosen: dict[str, str], facet: str) -> str:
    return " AND ".join(condition for name, condition in chosen.items() if name != facet) or "true"


def _vector() -> str:
    return " || ".join(
        f"setweight(to_tsvector('dutch', {name}), '{weight}')" for name, weight in _WEIGHTS.items()
    )
