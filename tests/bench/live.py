"""Live results over HTTP: the real server in a process of its own, and somebody who types.

Beside it stands the same server whose engine gives back answers that were stored before, so that
their difference is what search costs of the page.
"""

import gzip
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import request

from lobbib.cli import serving
from lobbib.cli.common import built, house_of, settings
from lobbib.search.request import SearchPage
from tests.bench.database import PASSWORD
from tests.bench.figures import Figure, figure
from tests.bench.questions import Question

READY = 120.0
PARTS = {"X-Lobbib-Parts": "1", "Accept-Encoding": "gzip"}
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Canned:
    """Asks the real engine once about each address, and gives the same page from then on."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._pages: dict[str, SearchPage] = {}

    def search(self, *asked: Any, **more: Any) -> SearchPage:
        address = request.full_path
        if address not in self._pages:
            self._pages[address] = self._engine.search(*asked, **more)
        return self._pages[address]

    def start(self) -> None:
        """Nothing is followed."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def serve_canned(port: int) -> None:
    """As `lobbib serve`, with stored answers."""
    with built(settings()) as app:
        house = house_of(app)
        app.extensions["lobbib"] = replace(house, search=Canned(house.search))
        listener = socket.create_server(("127.0.0.1", port))
        with closing(listener):
            serving._serve(app, listener, "")


class Typist:
    """A logged-in browser that keeps its connection open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: SimpleCookie = SimpleCookie()

    def log_in(self) -> None:
        token = _TOKEN.search(self.get("/inloggen", {}).decode())
        assert token is not None
        form = {"email": "docent1@school.nl", "password": PASSWORD, "csrf_token": token[1]}
        status, _ = self._ask("POST", "/inloggen", {}, urlencode(form))
        assert status == 303

    def get(self, path: str, headers: dict[str, str]) -> bytes:
        status, body = self._ask("GET", path, headers)
        assert status == 200, (status, path)
        return body

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: str | None = None
    ) -> tuple[int, bytes]:
        cookie = "; ".join(f"{key}={morsel.value}" for key, morsel in self._cookies.items())
        headers = headers | {"Cookie": cookie}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        for value in answer.headers.get_all("Set-Cookie", []):
            self._cookies.load(value)
        return answer.status, answer.read()


@contextmanager
def running(command: Sequence[str], corpus: Path, index: Path, port: int) -> Iterator[Typist]:
    """A server in a process of its own, and somebody logged in."""
    environment = {name: value for name, value in os.environ.items() if "LOBBIB_" not in name}
    environment |= {
        "LOBBIB_DATA": str(index.parent),
        "LOBBIB_DATABASE_URL": f"sqlite:///{corpus / 'lobbib.db'}",
        "LOBBIB_SECRET_KEY": "a-secret-key-for-benchmarks-of-more-than-32-characters",
        "LOBBIB_TRUSTED_HOSTS": "127.0.0.1",
        "LOBBIB_BASE_URL": f"http://127.0.0.1:{port}",
    }
    log = (index.parent / f"server-{port}.log").open("wb")
    process = subprocess.Popen([sys.executable, *command], env=environment, stdout=log, stderr=log)
    try:
        _wait_for(process, port)
        typist = Typist(port)
        typist.log_in()
        yield typist
    finally:
        process.terminate()
        process.wait()
        log.close()


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + READY
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with closing(socket.create_connection(("127.0.0.1", port), timeout=5)):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not come up")


def measure(corpus: Path, index: Path, addresses: Sequence[str], rounds: int) -> dict[str, Figure]:
    """Figures of the parts of a page, "live" and "canned", asked by turns.

    Both must give the same page. Raises AssertionError where they do not.
    """
    ports = [free_port(), free_port()]
    real = ["-c", "from lobbib.cli import main; main()", "serve", "--port", str(ports[0])]
    stored = ["-c", f"from tests.bench.live import serve_canned; serve_canned({ports[1]})"]
    with (
        running(real, corpus, index, ports[0]) as live,
        running(stored, corpus, index, ports[1]) as canned,
    ):
        for address in addresses:
            pages = [gzip.decompress(typist.get(address, PARTS)) for typist in (live, canned)]
            assert pages[0] == pages[1], address
        return _by_turns({"live": live, "canned": canned}, addresses, rounds)


def _by_turns(
    typists: dict[str, Typist], addresses: Sequence[str], rounds: int
) -> dict[str, Figure]:
    times: dict[str, list[float]] = {name: [] for name in typists}
    for _ in range(rounds):
        for address in addresses:
            for name, typist in typists.items():
                begin = time.perf_counter()
                typist.get(address, PARTS)
                times[name].append(time.perf_counter() - begin)
    return {name: figure(found) for name, found in times.items()}


def addresses_of(questions: Sequence[Question], everyday: Sequence[str]) -> list[str]:
    """What the script asks for: words of the questions, and everyday ones as they are typed."""
    typed = [question.text for question in questions]
    typed += [word[:length] for word in everyday for length in range(3, len(word) + 1)]
    return [f"/opdrachten?q={quote(text)}" for text in typed]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port
