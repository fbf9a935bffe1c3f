"""What the peers index: the same texts, tags and audience as lobbib reads, from the rows."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.bench.vocabulary import TEXT_FIELDS

FACETS = (
    "years", "competencies", "tracks", "subjects", "activities", "parents", "outside", "dossier",
)  # fmt: skip
# How much a word in each field counts: close to lobbib's own, and whole numbers.
BOOSTS = {"title": 4, "summary": 3, "questions": 2, "body": 1, "needs": 1, "notes": 1}
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 (the column knows no time zone)
_TAGS = {
    "years": "SELECT assignment_id, year FROM assignment_year",
    "competencies": "SELECT assignment_id, competency FROM assignment_competency",
    "tracks": "SELECT assignment_id, track FROM assignment_track",
    "subjects": "SELECT assignment_id, slug FROM assignment_subject"
    " JOIN subject ON subject.id = subject_id",
}


@dataclass(frozen=True)
class Document:
    """`board` is 0 where its board does not see it; `moment` orders by date of sharing."""

    id: int
    texts: dict[str, str]
    facets: dict[str, list[str]]
    school: int
    board: int
    everyone: bool
    moment: int


def weighed(document: Document) -> str:
    """All texts as one, each as often as its words count: so a word is scored once over all fields.

    Six fields whose scores add up were slower and ranked otherwise: a word that is rare in titles
    outweighs three that stand in the body.
    """
    return "\n".join("\n".join([document.texts[name]] * times) for name, times in BOOSTS.items())


@dataclass(frozen=True)
class Asker:
    """Who asks: sees the own school's, the board's where shared with it, and what all may see."""

    school: int
    board: int


def read(database: Path, ids: list[int] | None = None) -> Iterator[Document]:
    """Every shared assignment, or those of `ids`, by id."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        tags = {facet: _tags(connection, query, ids) for facet, query in _TAGS.items()}
        boards = dict(connection.execute("SELECT id, board_id FROM school").fetchall())
        only = "" if ids is None else f"AND id IN ({_listed(ids)})"
        query = f"SELECT * FROM assignment WHERE status = 'gedeeld' {only} ORDER BY id"
        for row in connection.execute(query):
            yield _document(row, tags, boards)


def _listed(ids: list[int]) -> str:
    return ",".join(map(str, ids))


def _tags(
    connection: sqlite3.Connection, query: str, ids: list[int] | None
) -> dict[int, list[str]]:
    found = defaultdict(list)
    only = "" if ids is None else f" WHERE assignment_id IN ({_listed(ids)})"
    for number, value in connection.execute(query + only):
        found[number].append(str(value))
    return found


def _document(
    row: sqlite3.Row, tags: dict[str, dict[int, list[str]]], boards: dict[int, int | None]
) -> Document:
    number = row["id"]
    facets = {facet: sorted(tags[facet].get(number, [])) for facet in _TAGS}
    facets["activities"] = [row["activity"]] if row["activity"] else []
    facets |= {flag: ["1"] if row[flag] else [] for flag in ("parents", "outside", "dossier")}
    texts = {name: row[name] for name in TEXT_FIELDS}
    texts["questions"] = "\n".join(json.loads(row["questions"]))
    shown = row["origin"] != "overgenomen"
    return Document(
        id=number,
        texts=texts,
        facets=facets,
        school=row["school_id"],
        board=(boards[row["school_id"]] or 0) if shown and row["visibility"] == "bestuur" else 0,
        everyone=shown and row["visibility"] == "iedereen",
        moment=_microseconds(row["shared_at"]),
    )


def _microseconds(moment: str) -> int:
    return int((datetime.fromisoformat(moment) - _EPOCH) / timedelta(microseconds=1))
