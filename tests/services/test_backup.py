"""A backup is one sound file, made under writers, and put back whole or not at all."""

import io
import secrets
import shutil
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session, sessionmaker

from lobbib.config import sqlite_url
from lobbib.db import make_engine
from lobbib.domain.assignments import Status
from lobbib.domain.policy import Role
from lobbib.models import (
    Assignment,
    Attachment,
    AuditEvent,
    Base,
    Board,
    IndexChange,
    Installation,
    School,
    User,
    UserSession,
)
from lobbib.queries.attachments import pieces
from lobbib.search import SearchEngine
from lobbib.search.request import SearchRequest
from lobbib.services import attachments, schema
from lobbib.services.backup import BackupError, make_backup, restore_backup
from lobbib.services.transaction import utc_now
from tests.factories import Factory
from tests.files import pdf

LEFT_OUT = {"user_session", "login_attempt", "index_change", "installation"}


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()


def everything(engine: Engine) -> dict[str, list[str]]:
    """Every row as the models read it, by table: equal on SQLite and on PostgreSQL."""
    tables = {name: table for name, table in Base.metadata.tables.items() if name not in LEFT_OUT}
    with engine.connect() as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for name, table in tables.items()
        }


@pytest.fixture
def filled(make: Factory, session: Session) -> None:
    """Two schools of one board, people, tags, an adaptation, a session, an audit line, a file."""
    board = make.board("Bestuur Één")
    author = make.user(make.school(board), Role.DECAAN, subjects=[make.subject("economie")])
    neighbour = make.user(make.school(board))
    first = make.assignment(
        author, subjects=("economie", "wiskunde"), questions=("Wat viel je op?",)
    )
    make.assignment(neighbour, Status.CONCEPT, based_on=first, minutes=50, parents=True)
    now = utc_now()
    login = {"token_hash": "x" * 64, "created_at": now, "last_seen_at": now, "expires_at": now}
    session.add(UserSession(user=author, remember=False, **login))
    session.add(AuditEvent(at=now, user=author, action="school.made", detail={"née": [1, None]}))
    session.commit()
    add_file(session, first, pdf(bytes(range(256)) * 3_000), "blad.pdf")


def add_file(session: Session, row: Assignment, data: bytes, name: str) -> Attachment:
    assert row.author is not None
    actor = row.author.as_actor()
    return attachments.add(session, actor, row.id, io.BytesIO(data), name, quota_mb=1000)


@pytest.mark.usefixtures("filled")
def test_backup_restores_every_row_it_was_made_of(engine: Engine, tmp_path: Path) -> None:
    before = everything(engine)
    number = make_backup(engine, tmp_path / "backup.db")
    with Session(engine) as session:
        session.add(Board(name="Later gemaakt"))
        session.execute(text("UPDATE assignment SET title = 'Overschreven'"))
        session.commit()

    assert restore_backup(engine, tmp_path / "backup.db") == number
    after = everything(engine)
    added = set(after["audit_event"]) - set(before["audit_event"])
    assert len(added) == 1
    assert "database.restored" in added.pop()
    assert after | {"audit_event": before["audit_event"]} == before


def test_files_come_back_whole_by_the_piece(
    engine: Engine, make: Factory, session: Session, tmp_path: Path
) -> None:
    """40 MB of files, of which no more than a few pieces are held at once, and back."""
    row = make.assignment()
    files = [pdf(secrets.token_bytes(2**20) * 19) for _ in range(2)]
    for number, data in enumerate(files):
        add_file(session, row, data, f"{number}.pdf")
    session.close()
    tracemalloc.start()
    make_backup(engine, tmp_path / "backup.db")
    with opened(sqlite_url(tmp_path / "new.db")) as fresh:
        restore_backup(fresh, tmp_path / "backup.db")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 16 * 2**20
        with Session(fresh) as there:
            rows = there.scalars(select(Attachment).order_by(Attachment.id)).all()
            back = [b"".join(pieces(there, one.sha256, one.size)) for one in rows]
    assert back == files


@pytest.mark.usefixtures("filled")
def test_restore_ends_sessions_and_renames_the_database(engine: Engine, tmp_path: Path) -> None:
    make_backup(engine, tmp_path / "backup.db")
    with Session(engine) as session:
        old = session.scalars(select(Installation.database_id)).one()
    restore_backup(engine, tmp_path / "backup.db")
    with Session(engine) as session:
        assert session.scalars(select(UserSession)).all() == []
        assert session.scalars(select(IndexChange)).all() == []
        assert session.scalars(select(Installation.database_id)).one() != old


@pytest.mark.usefixtures("filled")
def test_backup_is_one_private_plain_file(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    make_backup(engine, folder / "backup.db")
    assert [path.name for path in folder.iterdir()] == ["backup.db"]
    assert (folder / "backup.db").stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(folder / "backup.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT count(*) FROM user_session").fetchone() == (0,)


@pytest.mark.postgres
def test_backup_carries_a_school_from_postgresql_to_sqlite_and_back(
    migrated_postgres: str, migrated_sqlite: Path, tmp_path: Path
) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "small.db")
    with opened(migrated_postgres) as large, opened(sqlite_url(tmp_path / "small.db")) as small:
        with Session(small) as session:
            make = Factory(session)
            make.assignment(make.user(make.school()), subjects=("economie",))
        make_backup(small, tmp_path / "one.db")
        restore_backup(large, tmp_path / "one.db")
        assert everything(large) == everything(small) | {
            "audit_event": everything(large)["audit_event"]
        }
        theirs = everything(large)
        make_backup(large, tmp_path / "two.db")
        restore_backup(small, tmp_path / "two.db")
        ours = everything(small)
        assert set(theirs.pop("audit_event")) < set(ours.pop("audit_event"))
        assert theirs == ours


@pytest.mark.usefixtures("filled")
def test_restore_gives_out_no_id_twice(engine: Engine, make: Factory, tmp_path: Path) -> None:
    """Neither one from before the backup nor one from after it, though both rows are gone."""
    author = make.user()
    deleted_before = make.assignment(author)
    make.session.delete(deleted_before)
    make.session.commit()
    make_backup(engine, tmp_path / "backup.db")
    made_after = make.assignment(author).id
    make.session.close()

    restore_backup(engine, tmp_path / "backup.db")
    again = make.assignment(make.user(make.school(slug="nieuw", name="Nieuw"), email="n@school.nl"))
    assert again.id == made_after + 1


def test_restore_into_an_empty_database_migrates_it(
    engine: Engine, make: Factory, tmp_path: Path
) -> None:
    make.assignment()
    make_backup(engine, tmp_path / "backup.db")
    with opened(sqlite_url(tmp_path / "new.db")) as fresh:
        restore_backup(fresh, tmp_path / "backup.db")
        assert everything(fresh)["assignment"] == everything(engine)["assignment"]
        assert schema.is_migrated(fresh)


def test_restored_database_keeps_ids_of_deleted_rows_away(tmp_path: Path, make: Factory) -> None:
    """Also on a new machine, where nothing but the file remembers them."""
    author = make.user()
    gone = make.assignment(author)
    number = gone.id
    make.session.delete(gone)
    make.session.commit()
    make_backup(make.session.get_bind(), tmp_path / "backup.db")  # type: ignore[arg-type]
    with opened(sqlite_url(tmp_path / "new.db")) as fresh:
        restore_backup(fresh, tmp_path / "backup.db")
        with Session(fresh) as session:
            other = Factory(session)
            school = other.school(slug="nieuw", name="Nieuw")
            assert other.assignment(other.user(school, email="n@school.nl")).id == number + 1


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE x (y)")
        connection.commit()


def garbled(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + bytes(5000))


def truncated(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def dangling(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE assignment SET school_id = 999")
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (foreign, "geen back-up"),
        (garbled, "geen back-up"),
        (truncated, "beschadigd"),
        (newer, "nieuwere versie"),
        (dangling, "beschadigd"),
    ],
)
@pytest.mark.usefixtures("filled")
def test_restore_refuses_what_is_no_sound_backup(
    engine: Engine, tmp_path: Path, spoil: object, reason: str
) -> None:
    path = tmp_path / "backup.db"
    if spoil is not foreign:
        make_backup(engine, path)
    spoil(path)  # type: ignore[operator]
    before = everything(engine)
    with pytest.raises(BackupError, match=reason):
        restore_backup(engine, path)
    assert everything(engine) == before


def test_failed_restore_changes_nothing(engine: Engine, make: Factory, tmp_path: Path) -> None:
    make.assignment(title="Staat er nog")
    make_backup(engine, tmp_path / "backup.db")
    with closing(sqlite3.connect(tmp_path / "backup.db")) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("UPDATE assignment_year SET year = 9")
        connection.commit()
    before = everything(engine)
    with pytest.raises(BackupError, match="beschadigd"):
        restore_backup(engine, tmp_path / "backup.db")
    assert everything(engine) == before


def test_backup_of_an_empty_database_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with opened(sqlite_url(tmp_path / "empty.db")) as empty:
        (tmp_path / "out").mkdir()
        with pytest.raises(BackupError, match="lobbib db upgrade"):
            make_backup(empty, tmp_path / "out" / "backup.db")
    assert list((tmp_path / "out").iterdir()) == []


def test_backup_into_a_missing_folder_is_an_os_error(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        make_backup(engine, tmp_path / "nowhere" / "backup.db")


def test_restore_waits_for_nobody_who_reads(engine: Engine, make: Factory, tmp_path: Path) -> None:
    make.assignment()
    make_backup(engine, tmp_path / "backup.db")
    make.session.close()
    with Session(engine) as reader:
        assert reader.scalar(select(func.count()).select_from(Assignment)) == 1
        restore_backup(engine, tmp_path / "backup.db")
        reader.rollback()
        assert reader.scalar(select(func.count()).select_from(School)) == 1
        assert reader.scalar(select(func.count()).select_from(User)) == 1


def test_running_search_follows_a_restore(
    engine: Engine, sessions: sessionmaker[Session], make: Factory, tmp_path: Path
) -> None:
    """What is gone is no longer found, what is back is, and counts agree; nothing was restarted."""
    author = make.user()
    kept = make.assignment(author, title="Bakker in de buurt")
    make_backup(engine, tmp_path / "backup.db")
    gone = make.assignment(author, title="Slager in de buurt")
    actor, kept_id, gone_id = author.as_actor(), kept.id, gone.id
    make.session.close()
    search = SearchEngine(sessions, tmp_path / "index")

    def found(words: str) -> set[int]:
        return {hit.id for hit in search.search(actor, SearchRequest(words=words)).hits}

    assert found("buurt") == found("") == {kept_id, gone_id}
    restore_backup(engine, tmp_path / "backup.db")
    assert found("buurt") == found("") == {kept_id}
    search.close()
