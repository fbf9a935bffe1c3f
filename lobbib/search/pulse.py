"""Whether the database may have changed at all, asked in some microseconds.

A search that finds the same beat as the one before need not ask the feed, the thesaurus or the
subjects again. On SQLite a connection of its own, which never writes, counts everybody's commits;
on PostgreSQL the snapshot of running and finished transactions says it.
"""

import os
import threading
from collections.abc import Hashable
from itertools import count
from typing import Any

from sqlalchemy import Engine, event

_QUESTIONS = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_snapshot()::text",
}


class Pulse:
    """One for each process; after a fork it connects anew. Threads take turns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._question = _QUESTIONS[engine.dialect.name]
        self._turn = threading.Lock()
        self._connection: Any = None
        self._connected = (0, 0)
        self._numbers = count(1)
        # Who disposes of the engine wants no connection left, least of all to replace the file.
        event.listen(engine, "engine_disposed", lambda _: self.close())

    def beat(self) -> Hashable:
        """Two beats are equal only where nothing was committed between them.

        Where the database cannot be asked, no beat equals another: whoever asks it next, notices.
        """
        with self._turn:
            try:
                if self._connection is None or self._connected[0] != os.getpid():
                    self._connect()
                answer = self._connection.dbapi_connection.execute(self._question).fetchone()
            except Exception:
                self._disconnect()
                return object()
            return (*self._connected, answer[0])

    def close(self) -> None:
        with self._turn:
            self._disconnect()

    def _connect(self) -> None:
        connection = self._engine.raw_connection()
        connection.detach()
        if self._engine.dialect.name == "postgresql":
            connection.dbapi_connection.autocommit = True  # type: ignore[union-attr]
        # Numbers of two connections do not compare.
        self._connection, self._connected = connection, (os.getpid(), next(self._numbers))

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None and self._connected[0] == os.getpid():
            connection.close()
