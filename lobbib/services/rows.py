"""All rows of one database into another of the same revision: the core of backup and restore.

Tables are read as they stand in the database, not as the models of this code have them, so that a
database can still be backed up when newer code has been installed around it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, insert, select, text

# Logins end with a restore; the feed belongs to the index, which is made anew.
LEFT_OUT = frozenset({"user_session", "login_attempt", "index_change"})
OF_EACH_DATABASE = frozenset({"alembic_version", "installation"})
BATCH = 500
HEAVY = {"blob_chunk": 8}  # rows at once where one is a quarter of a megabyte


def copy_all(source: Connection, destination: Connection) -> int:
    """Copy every table but LEFT_OUT and OF_EACH_DATABASE; returns the number of rows.

    Ids stay, and none that `source` ever gave out will be given out again.
    """
    into = {table.name: table for table in _tables(destination)}
    wanted = [table for table in _tables(source) if table.name not in LEFT_OUT | OF_EACH_DATABASE]
    number = sum(_copy(source, table, destination, into[table.name]) for table in wanted)
    _raise_ids(destination, _last_ids(source))
    return number


def clear_all(connection: Connection) -> None:
    """Delete every row; SQLite's other writers wait already, PostgreSQL's are held here."""
    tables = [table for table in _tables(connection) if table.name != "alembic_version"]
    if connection.dialect.name == "postgresql":
        quoted = map(connection.dialect.identifier_preparer.format_table, tables)
        connection.exec_driver_sql("LOCK TABLE " + ", ".join(quoted) + " IN EXCLUSIVE MODE")
    for table in reversed(tables):
        connection.execute(table.delete())


def _tables(connection: Connection) -> list[Table]:
    """Those referred to come first."""
    found = MetaData()
    found.reflect(connection)
    return found.sorted_tables


def _copy(source: Connection, table: Table, destination: Connection, into: Table) -> int:
    # In the order of the key, because what an assignment is based on is older than itself.
    ordered = select(table).order_by(*table.primary_key.columns)
    number = 0
    with source.execute(
        ordered, execution_options={"yield_per": HEAVY.get(table.name, BATCH)}
    ) as rows:
        for batch in rows.mappings().partitions():
            destination.execute(insert(into), [_in_utc(row) for row in batch])
            number += len(batch)
    return number


def _in_utc(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _utc(value) for name, value in row.items()}


def _utc(value: Any) -> Any:
    """SQLite keeps times in UTC without saying so; PostgreSQL answers in a zone of its own."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


_LAST_IDS = {
    "sqlite": "SELECT name, seq FROM sqlite_sequence",
    "postgresql": "SELECT left(sequencename, -length('_id_seq')), last_value FROM pg_sequences"
    " WHERE schemaname = current_schema() AND last_value IS NOT NULL",
}


def _last_ids(connection: Connection) -> dict[str, int]:
    """The highest id that each table ever gave out, by table."""
    rows = connection.execute(text(_LAST_IDS[connection.dialect.name]))
    return {str(name): int(last) for name, last in rows}


def _raise_ids(connection: Connection, wanted: Mapping[str, int]) -> None:
    present = _last_ids(connection)
    for name, last in wanted.items():
        if last > present.get(name, 0):
            _set_last_id(connection, name, last)


def _set_last_id(connection: Connection, name: str, last: int) -> None:
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(f'"{name}"', "id")
        connection.execute(select(func.setval(sequence, last)))
        return
    values = {"name": name, "last": last}
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
    connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), values)
