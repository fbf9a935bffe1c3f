"""Reads files in a process of its own, with limits on memory and time.

A damaged or hostile file can hold an interpreter, or kill it; then only this process is lost, the
file is refused, and the next one is read by a new one. `python -m lobbib.worker.reader` is that
process: a line of JSON with a name and a size, the bytes, and a line of JSON back.
"""

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from lobbib.domain.files import MAX_FILE
from lobbib.exchange.bad_files import Reason
from lobbib.exchange.files import TOO_BIG
from lobbib.exchange.reading.parcel import Parcel, from_json, opened, refused, to_json
from lobbib.exchange.reading.sheets import Column

COLUMNS = {column.value: column for column in Column}
Columns = Sequence[Column | None]

MEMORY = 2 * 2**30  # bytes of address space
PATIENCE = 30.0  # seconds for one file


class FileReader:
    """Use it as a context; one file at a time."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "FileReader":
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop()

    def read(self, name: str, content: bytes, columns: Columns | None = None) -> Parcel:
        """What is in the file; refused when the process that reads it dies or takes too long.

        `columns`: what those of a sheet mean, where a person said so.
        """
        if len(content) > MAX_FILE:
            return refused(Reason.TOO_BIG, TOO_BIG)
        process, is_late = self._started(), threading.Event()
        watch = threading.Timer(self._patience, _end, (process, is_late))
        watch.start()
        try:
            return from_json(self._ask(process, self._head(name, content, columns), content))
        except (OSError, ValueError):
            self._stop()
            return refused(Reason.TOO_SLOW if is_late.is_set() else Reason.BROKEN)
        finally:
            watch.cancel()
            if is_late.is_set():  # it may have been ended behind its answer
                self._stop()

    def _head(self, name: str, content: bytes, columns: Columns | None) -> str:
        told = {"name": name, "size": len(content), "columns": columns}
        return json.dumps(told | {"seconds": math.ceil(self._patience) + 1})

    def _ask(self, process: "subprocess.Popen[bytes]", head: str, content: bytes) -> Any:
        """What the process says; an OSError or a ValueError where that is nothing, or nonsense."""
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(head.encode() + b"\n" + content)
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self._process = subprocess.Popen(  # our own interpreter and module
                [sys.executable, "-m", "lobbib.worker.reader"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_without_secrets(),
            )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _end(process: "subprocess.Popen[bytes]", is_late: threading.Event) -> None:
    is_late.set()
    process.kill()


def _without_secrets() -> dict[str, str]:
    """What this process was told about the library is not for one that opens strangers' files."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("LOBBIB_", "PG"))
    }


def limit_memory(size: int) -> None:
    """Let this process have no more than `size` bytes, where the system can hold it to that."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def end_after(seconds: int) -> None:
    """Let this process end by itself, also where nobody is left to stop it; 0: not any more."""
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(seconds)


def go_first() -> None:
    """Where memory runs out, let the system end this process before any other of ours."""
    with contextlib.suppress(OSError):  # only Linux knows this
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def serve(stream: IO[bytes], answers: IO[bytes]) -> None:
    """Read files from `stream` until it ends."""
    while head := stream.readline():
        asked = json.loads(head)
        content = stream.read(asked["size"])
        end_after(asked.get("seconds", 0))
        parcel = _opened(asked["name"], content, _columns(asked.get("columns")))
        end_after(0)
        answers.write(json.dumps(to_json(parcel)).encode() + b"\n")
        answers.flush()


def _columns(sent: list[Any] | None) -> Columns | None:
    return None if sent is None else [COLUMNS.get(one) for one in sent]


def _opened(name: str, content: bytes, columns: Columns | None) -> Parcel:
    try:
        return opened(name, content, columns)
    except (MemoryError, RecursionError):
        return refused(Reason.BOMB)


if __name__ == "__main__":
    limit_memory(MEMORY)
    go_first()
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer
    serve(sys.stdin.buffer, out)
