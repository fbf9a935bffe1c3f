"""What the harness asks of every engine, each in its best ordinary form."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from tests.bench.documents import Asker, Document
from tests.bench.questions import Answer, Question

SNIPPET = 200  # characters
SUGGESTIONS = 8


class Engine(Protocol):
    """`build` in one process, then `open` in another; everything else is asked of the opened one.

    `ranked` gives the best twenty ids and nothing else, where an engine can do that for less.
    `complete` and `correct` give None where the engine has no such thing.
    """

    name: str

    def build(self, folder: Path, documents: Iterable[Document]) -> None: ...

    def open(self, folder: Path, asker: Asker) -> None: ...

    def ask(self, question: Question) -> Answer: ...

    def ranked(self, question: Question) -> list[int]: ...

    def complete(self, beginning: str) -> list[str] | None: ...

    def correct(self, word: str) -> list[str] | None: ...

    def prepare(self, document: Document) -> None:
        """What happens before `change` and is not the engine's work."""

    def change(self, document: Document) -> None:
        """Put a changed document in the place of the old one, safely on the disk."""

    def refresh(self) -> None:
        """See what was changed."""

    def close(self) -> None: ...
