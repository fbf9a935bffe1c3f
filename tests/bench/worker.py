"""A process for each engine, so that memory is its own and none warms up another's caches."""

import hashlib
import json
import multiprocessing
import os
import resource
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench import documents
from tests.bench.documents import Asker, Document
from tests.bench.engines.base import Engine
from tests.bench.questions import Answer, Question

ENGINES = {
    "lobbib": ("lobbib_", "Lobbib"),
    "tantivy": ("tantivy_", "Tantivy"),
    "fts5": ("fts5", "Fts5"),
    "whoosh": ("whoosh_", "Whoosh"),
    "postgres": ("postgres", "Postgres"),
}
LOBBIB = Path(__file__).parents[2] / "lobbib"
_SPAWN = multiprocessing.get_context("spawn")


def make(name: str, **options: Any) -> Engine:
    module, kind = ENGINES[name]
    made: Engine = getattr(import_module(f"tests.bench.engines.{module}"), kind)(**options)
    return made


def folder_of(name: str, corpus: Path) -> Path:
    """Where an engine keeps its index of a corpus: another one for other code."""
    sources = [
        Path(__file__).parent / "engines" / f"{ENGINES[name][0]}.py",
        Path(documents.__file__),
    ]
    if name == "lobbib":
        sources = sorted((LOBBIB / "search").rglob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    return corpus / f"{name}-{digest}"


def build(name: str, corpus: Path) -> dict[str, float]:
    """Seconds, bytes on disk and peak memory of building; kept with the index that is there."""
    folder = folder_of(name, corpus)
    kept = folder / "built.json"
    if not kept.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        process = _SPAWN.Process(target=_build, args=(name, corpus, folder))
        process.start()
        process.join()
        if process.exitcode:
            raise RuntimeError(f"{name} could not be built")
    found: dict[str, float] = json.loads(kept.read_text())
    return found


def _build(name: str, corpus: Path, folder: Path) -> None:
    begin = time.perf_counter()
    make(name).build(folder, documents.read(corpus / "lobbib.db"))
    seconds = time.perf_counter() - begin
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    (folder / "built.json").write_text(
        json.dumps({"seconds": seconds, "bytes": size, "peak": peak})
    )


class Took(NamedTuple):
    """Seconds of one call: by the clock, and those in which this process was at work."""

    clock: float
    at_work: float


class Worker:
    """An engine, opened in a process of its own. Leave it by `close`."""

    def __init__(self, name: str, corpus: Path, asker: Asker, **options: Any) -> None:
        self.name = name
        self._here, there = _SPAWN.Pipe()
        self._process = _SPAWN.Process(
            target=_serve, args=(there, name, corpus, asker, options), daemon=True
        )
        self._process.start()
        there.close()
        self.opened: float = self._receive()

    def answers(self, questions: Sequence[Question]) -> list[Answer]:
        found: list[Answer] = self._call("answers", questions)
        return found

    def times(self, method: str, arguments: Sequence[Any]) -> list[Took]:
        """What each call took."""
        found: list[Took] = self._call("times", method, arguments)
        return found

    def results(self, method: str, arguments: Sequence[Any]) -> list[Any]:
        found: list[Any] = self._call("results", method, arguments)
        return found

    def save(self, ids: Sequence[int], question: Question) -> list[tuple[float, float]]:
        """For each id: seconds of committing a change to it, and of seeing that."""
        found: list[tuple[float, float]] = self._call("save", ids, question)
        return found

    def memory(self) -> int:
        """Bytes that the process has in memory."""
        found: int = self._call("memory")
        return found

    def close(self) -> None:
        with suppress(EOFError, OSError):
            self._call("close")
        self._process.join()
        self._here.close()

    def _call(self, *command: Any) -> Any:
        self._here.send(command)
        return self._receive()

    def _receive(self) -> Any:
        answer = self._here.recv()
        if isinstance(answer, _Trouble):
            raise RuntimeError(f"{self.name}: {answer.text}")
        return answer


class _Trouble:
    def __init__(self, text: str) -> None:
        self.text = text


def _serve(
    pipe: Connection, name: str, corpus: Path, asker: Asker, options: dict[str, Any]
) -> None:
    desk = _Desk(name, corpus)
    try:
        begin = time.perf_counter()
        desk.engine = make(name, **options)
        desk.engine.open(folder_of(name, corpus), asker)
        desk.engine.ask(Question("a"))
        pipe.send(time.perf_counter() - begin)
        while True:
            method, *arguments = pipe.recv()
            pipe.send(getattr(desk, method)(*arguments))
            if method == "close":
                return
    except EOFError:
        return
    except Exception as error:
        pipe.send(_Trouble(f"{type(error).__name__}: {error}"))
        raise


class _Desk:
    """What a worker does when it is told to."""

    engine: Engine

    def __init__(self, name: str, corpus: Path) -> None:
        self.name = name
        self.corpus = corpus

    def answers(self, questions: Sequence[Question]) -> list[Answer]:
        return [self.engine.ask(question) for question in questions]

    def results(self, method: str, arguments: Sequence[Any]) -> list[Any]:
        return [getattr(self.engine, method)(argument) for argument in arguments]

    def times(self, method: str, arguments: Sequence[Any]) -> list[Took]:
        run, found = getattr(self.engine, method), []
        for argument in arguments:
            worked, begin = time.process_time(), time.perf_counter()
            run(argument)
            clock = time.perf_counter() - begin
            found.append(Took(clock, time.process_time() - worked))
        return found

    def save(self, ids: Sequence[int], question: Question) -> list[tuple[float, float]]:
        """Each is changed and changed back."""
        found = []
        for document in documents.read(self.corpus / "lobbib.db", list(ids)):
            body = f"{document.texts['body']}\n\nGewijzigd."
            changed = replace(document, texts={**document.texts, "body": body})
            found += [self._save(changed, question), self._save(document, question)]
        return found

    def _save(self, document: Document, question: Question) -> tuple[float, float]:
        self.engine.prepare(document)
        begin = time.perf_counter()
        self.engine.change(document)
        committed = time.perf_counter()
        self.engine.refresh()
        self.engine.ask(question)
        seen = time.perf_counter()
        self.engine.ask(question)
        usual = time.perf_counter() - seen
        return committed - begin, max(0.0, seen - committed - usual)

    def memory(self) -> int:
        if sys.platform != "linux":
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def close(self) -> None:
        self.engine.close()
