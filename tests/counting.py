"""What a piece of work asks of the database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Every statement that this thread asks of the database meanwhile."""
    asked: list[str] = []
    own = threading.get_ident()

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        if threading.get_ident() == own:
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)
