"""Sees to it that somebody works while there is work: a thread that starts `lobbib work`.

Every process that serves has one. A worker that was killed is followed up by the next, which goes
on where it was; several processes may start one at once, and the jobs' rows let one of them work.
"""

import logging
import os
import secrets
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from lobbib.config import Config
from lobbib.services import job_work

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

TICK = 3.0  # seconds between two looks
STOPPING = 5.0  # seconds that a worker gets to end
log = logging.getLogger(__name__)


class Keeper:
    """One per process; `start` makes it look, `wake` makes it look now."""

    def __init__(self, config: Config, sessions: "sessionmaker[Session]") -> None:
        self._config, self._sessions = config, sessions
        self._looked = threading.Event()
        self._stopped = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._started_by = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._token = ""

    def start(self) -> None:
        """Again after a fork, else only once."""
        with self._starting:
            if self._started_by == os.getpid():
                return
            self._child = None
            self._thread = threading.Thread(target=self._run, name="job-keeper", daemon=True)
            self._started_by = os.getpid()
            self._thread.start()

    def wake(self) -> None:
        self._looked.set()

    def close(self) -> None:
        """Stop looking, and stop the worker: what it did is kept, and another goes on."""
        if self._thread is None or self._started_by != os.getpid():
            return
        self._stopped.set()
        self._looked.set()
        self._thread.join(timeout=2 * STOPPING)
        self._thread = None

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._step()
            except Exception as error:  # a later look mends it
                log.warning("no look for work: %s", type(error).__name__)
            self._looked.wait(TICK)
            self._looked.clear()
        self._end()

    def _step(self) -> None:
        if self._child is not None:
            if self._child.poll() is None:
                return
            self._child = None
            with self._sessions() as session:
                job_work.release(session, self._token)
        with self._sessions() as session:
            if job_work.is_work(session):
                self._spawn()

    def _spawn(self) -> None:
        self._token = secrets.token_hex(16)
        self._child = subprocess.Popen(  # noqa: S603  # our own interpreter, command and token
            [sys.executable, "-c", "from lobbib.cli import main; main()", "work", self._token],
            env=os.environ | _settings(self._config),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    def _end(self) -> None:
        if self._child is None:
            return
        self._child.terminate()
        try:
            self._child.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        try:
            with self._sessions() as session:
                job_work.release(session, self._token)
        except Exception as error:  # its claim ends by itself
            log.warning("a worker keeps its claim for a while: %s", type(error).__name__)


def _settings(config: Config) -> dict[str, str]:
    """What the worker has to know, whatever the environment said."""
    return {
        "LOBBIB_DATA": str(config.data),
        "LOBBIB_DATABASE_URL": config.database_url,
        "LOBBIB_QUOTA_MB": str(config.quota_mb),
    }
