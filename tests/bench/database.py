"""A corpus as a database of lobbib's, kept between runs; and what must be found in it.

Only what search reads is there in number: no revisions, one colleague a school.
"""

import hashlib
import json
import pickle
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, insert, select

from lobbib.config import sqlite_url
from lobbib.db import make_engine
from lobbib.domain.policy import Actor
from lobbib.domain.tracks import Track
from lobbib.models import (
    Assignment,
    AssignmentCompetency,
    AssignmentSubject,
    AssignmentTrack,
    AssignmentYear,
    Board,
    IndexChange,
    School,
    SchoolTrack,
    Subject,
    User,
)
from lobbib.services import schema
from tests.bench import corpus as corpora
from tests.bench import vocabulary
from tests.bench.corpus import Corpus

PASSWORD = "een-goed-wachtwoord"
_TAG_ROWS: dict[str, tuple[Any, str]] = {
    "years": (AssignmentYear, "year"),
    "competencies": (AssignmentCompetency, "competency"),
    "tracks": (AssignmentTrack, "track"),
    "subjects": (AssignmentSubject, "subject_id"),
}
FLAGS = ("parents", "outside", "dossier")


def subject_slugs() -> list[str]:
    rows = json.loads((vocabulary.SEED_FOLDER / "subjects.json").read_text(encoding="utf-8"))
    return [row["slug"] for row in rows]


def version() -> str:
    """Changes with whatever decides on what a corpus holds."""
    sources = [Path(module.__file__ or "") for module in (corpora, vocabulary)]
    sources += [Path(__file__), *sorted((vocabulary.SEED_FOLDER / "demo").glob("*.jsonl"))]
    digest = hashlib.sha256(schema.head().encode())
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def prepared(cache: Path, size: int) -> tuple[Path, Corpus]:
    """The folder with `lobbib.db` of a corpus of `size`, and the corpus; made where missing."""
    folder = cache / version() / str(size)
    if not (folder / "corpus.pickle").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        corpus = fill(folder / "lobbib.db", size)
        (folder / "corpus.pickle").write_bytes(pickle.dumps(corpus))
    # Our own file, in a folder of our own.
    return folder, pickle.loads((folder / "corpus.pickle").read_bytes())


def fill(path: Path, size: int) -> Corpus:
    """Write a corpus into a new database at `path`."""
    corpus = corpora.plan(size, subject_slugs())
    engine = make_engine(sqlite_url(path))
    schema.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA synchronous=OFF")
        connection.exec_driver_sql("BEGIN")
        _add_schools(connection, corpus)
        start = 0
        for texts in corpora.texts(corpus):
            _add_assignments(connection, corpus, texts, start)
            start += len(texts)
        connection.execute(insert(IndexChange), [{"assignment_id": 1}])
        connection.commit()
    _settle(engine)
    return corpus


def _settle(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()


def _add_schools(connection: Connection, corpus: Corpus) -> None:
    numbers = range(1, corpus.schools + 1)
    boards = [{"id": n, "name": f"Bestuur {n}"} for n in sorted(set(corpus.boards.tolist())) if n]
    connection.execute(insert(Board), boards)
    schools = [
        {"id": n, "slug": f"school-{n}", "name": f"School {n}", "board_id": int(board) or None}
        for n, board in zip(numbers, corpus.boards, strict=True)
    ]
    connection.execute(insert(School), schools)
    tracks = [{"school_id": n, "track": track} for n in numbers for track in Track]
    connection.execute(insert(SchoolTrack), tracks)
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    now = datetime.now(UTC)
    users = [
        {"id": n, "school_id": n, "email": f"docent{n}@school.nl", "name": f"Docent {n}"}
        | {"password_hash": hashed, "created_at": now}
        for n in numbers
    ]
    connection.execute(insert(User), users)


def actor_of(corpus: Corpus) -> Actor:
    """The colleague of the first school, who asks."""
    return Actor(user_id=1, school_id=1, board_id=int(corpus.boards[0]) or None)


def _add_assignments(
    connection: Connection, corpus: Corpus, texts: list[dict[str, str]], start: int
) -> None:
    places = range(start, start + len(texts))
    rows = [_row(corpus, at, text) for at, text in zip(places, texts, strict=True)]
    connection.execute(insert(Assignment), rows)
    ids = {row.slug: row.id for row in connection.execute(select(Subject.slug, Subject.id))}
    for facet, (table, column) in _TAG_ROWS.items():
        values = corpus.values[facet]
        values = [ids[slug] for slug in values] if facet == "subjects" else values
        tags = [
            {"assignment_id": at + 1, column: values[bit]}
            for at in places
            for bit in _set_bits(int(corpus.tags[facet][at]))
        ]
        connection.execute(insert(table), tags)


def _set_bits(mask: int) -> Iterator[int]:
    bit = 0
    while mask:
        if mask & 1:
            yield bit
        mask >>= 1
        bit += 1


def _row(corpus: Corpus, at: int, texts: dict[str, str]) -> dict[str, Any]:
    moment = corpora.shared_at(corpus.shared_at[at])
    activity = list(_set_bits(int(corpus.tags["activities"][at])))
    school = int(corpus.school[at]) + 1
    status = str(corpus.status[at])
    row: dict[str, Any] = {name: texts[name] for name in texts if name != "questions"}
    row |= {
        "id": at + 1,
        "school_id": school,
        "author_id": school,
        "questions": questions_of(texts["questions"]),
        "activity": corpus.values["activities"][activity[0]] if activity else None,
        "minutes": 50,
        "origin": "overgenomen" if corpus.taken_over[at] else "eigen",
        "licence": "CC-BY-4.0",
        "visibility": str(corpus.visibility[at]),
        "share_notes": True,
        "status": status,
        "version": 1,
        "created_at": moment,
        "updated_at": moment,
        "shared_at": None if status == "concept" else moment,
    }
    return row | {flag: bool(corpus.tags[flag][at]) for flag in FLAGS}


def questions_of(text: str) -> list[str]:
    """As many questions of some eleven words as that makes."""
    words = [word.strip(".,") for word in text.split()]
    return [f"{' '.join(words[at : at + 11])}?" for at in range(0, len(words), 11)]
