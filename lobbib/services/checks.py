"""What makes this installation unsafe, and what to do about it: `lobbib check` and `serve`."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from lobbib import config as settings
from lobbib.config import Config
from lobbib.models import School
from lobbib.queries import people
from lobbib.search import SearchEngine
from lobbib.services import demo, schema

ANYWHERE = "0.0.0.0"  # noqa: S104 (a name for "not this machine alone", not an address to bind to)
DAMAGED = "De database is beschadigd. Zet een back-up terug met: lobbib restore BESTAND"
NOT_MIGRATED = "De database is niet bijgewerkt. Geef: lobbib db upgrade"


def before_serving(engine: Engine, config: Config, host: str) -> list[str]:
    """What must be put right before people are let in on `host`, in Dutch."""
    found = settings.problems(config, host)
    if not schema.is_migrated(engine):
        return [*found, NOT_MIGRATED]
    if not settings.is_loopback(host):
        with Session(engine) as session:
            found += _demo_accounts(session)
    return found


def findings(engine: Engine, config: Config, search: SearchEngine) -> list[str]:
    """Everything unsafe about this installation, in Dutch; reads the whole database."""
    found = [*settings.problems(config, ANYWHERE), *_open_files(config)]
    try:
        return found + _inside(engine, search)
    except OperationalError:
        raise
    except DatabaseError:
        return [*found, DAMAGED]


def _inside(engine: Engine, search: SearchEngine) -> list[str]:
    if not schema.is_migrated(engine):
        return [NOT_MIGRATED]
    found = _database(engine)
    with Session(engine) as session:
        found += _demo_accounts(session)
        found += _schools_without_beheerder(session)
    return [*found, *_index(search)]


def _demo_accounts(session: Session) -> list[str]:
    number = demo.count_logins(session)
    if not number:
        return []
    return [
        f"Er zijn {number} demo-accounts waarvan iedereen het wachtwoord kent. Zet ze uit met: "
        "lobbib user disable ADRES, of begin met een lege database"
    ]


def _schools_without_beheerder(session: Session) -> list[str]:
    schools = session.scalars(select(School).order_by(School.slug))
    return [
        f"{school.name} heeft geen beheerder. Maak er een: lobbib user create ADRES "
        f"--school {school.slug} --role beheerder --name NAAM"
        for school in schools
        if not people.active_beheerders(session, school.id)
    ]


def _open_files(config: Config) -> Iterator[str]:
    if os.name == "posix":
        yield from _open_to_others(config.data, "700")
        yield from _open_to_others(config.data / "secret-key", "600")


def _open_to_others(path: Path, mode: str) -> Iterator[str]:
    if path.exists() and path.stat().st_mode & 0o077:
        yield f"Anderen op deze computer kunnen bij {path}. Geef: chmod {mode} {path}"


def _database(engine: Engine) -> list[str]:
    check = _sqlite if engine.dialect.name == "sqlite" else _postgresql
    return list(check(engine))


def _sqlite(engine: Engine) -> Iterator[str]:
    with engine.connect() as connection:
        if connection.scalar(text("PRAGMA integrity_check")) != "ok":
            yield DAMAGED
        if connection.execute(text("PRAGMA foreign_key_check")).first():
            yield (
                "In de database verwijzen rijen naar wat er niet meer is. "
                "Zet een back-up terug met: lobbib restore BESTAND"
            )
        if connection.scalar(text("PRAGMA journal_mode")) != "wal":
            yield (
                "De database staat op een schijf die geen WAL kan (een netwerkschijf?). "
                "Zet LOBBIB_DATA op een schijf van deze computer"
            )


def _postgresql(engine: Engine) -> Iterator[str]:
    with engine.connect() as connection:
        if connection.scalar(text("SHOW fsync")) != "on":
            yield "PostgreSQL bewaart niet wat het bevestigt. Zet fsync op on"
        if connection.scalar(text("SHOW server_encoding")) != "UTF8":
            yield "De database bewaart geen UTF-8. Maak haar opnieuw met: createdb --encoding UTF8"


def _index(search: SearchEngine) -> list[str]:
    if search.status().state == "ok":
        return []
    return ["De zoekindex ontbreekt of is beschadigd. Geef: lobbib index rebuild"]
