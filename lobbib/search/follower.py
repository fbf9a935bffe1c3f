"""The thread that keeps the index up to date in the process that leads, and waits in the others."""

import logging
import threading

from lobbib.search.writer import IndexWriter

TICK = 0.2  # seconds between two looks at the feed
PAUSE = 2.0  # after a failure

log = logging.getLogger(__name__)


class Follower:
    """Start and stop it once."""

    def __init__(self, writer: IndexWriter) -> None:
        self.writer = writer
        self.last_error = ""
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="search-follower", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Wait for what is being written, and let another process lead."""
        self._stopped.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stopped.is_set():
            wait = TICK if self._step() else PAUSE
            self._stopped.wait(wait)
        self.writer.resign()

    def _step(self) -> bool:
        """Whatever goes wrong, a later step mends it: the index can always be built again."""
        try:
            self.writer.step()
        except Exception as error:
            said = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
            if self.last_error != said:
                log.warning("the index cannot be brought up to date: %s", said)
            self.last_error = said
            return False
        self.last_error = ""
        return True
