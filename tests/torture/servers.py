"""Real servers in processes of their own, and people with browsers: what the campaigns share."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from lobbib.search.generations import Checks, Shelf, read_label
from tests.conftest import SECRET
from tests.test_cli import free_port

PASSWORD = "lobbib-demo"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
READY_SECONDS = 90
HEALED_SECONDS = 30


class Client:
    """Somebody with a browser who saves one assignment after another."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self.name = name
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.acknowledged: dict[str, str] = {}

    def get(self, path: str) -> str:
        with self.browser.open(self.address + path, timeout=30) as answer:
            text: str = answer.read().decode()
            return text

    def post(self, path: str, **fields: str) -> str:
        """The address where the answer leads to."""
        token = TOKEN.search(self.get(path))
        assert token is not None
        body = urlencode(fields | {"csrf_token": token[1]}).encode()
        with self.browser.open(self.address + path, body, timeout=30) as answer:
            address: str = answer.url
            return address

    def log_in(self, email: str = "", password: str = PASSWORD) -> None:
        email = email or f"{self.name}@demo.lobbib.nl"
        assert self.post("/inloggen", email=email, password=password) == self.address + "/"

    def save(self, title: str) -> None:
        """Note the address of an assignment once the server has said that it is there."""
        fields = {"title": title, "body": f"Een les over {title}.", "years": "3"}
        fields |= {"competencies": "netwerken", "tracks": "havo", "status": "gedeeld"}
        address = self.post("/opdrachten/nieuw", **fields)
        if re.search(r"/opdrachten/\d+$", address):
            self.acknowledged[title] = address

    def find(self, words: str = "", **choices: str) -> Any:
        """What the JSON answer to a search says."""
        asked = urlencode({"q": words, **choices}, quote_via=quote)
        return json.loads(self.get(f"/api/v1/assignments?{asked}"))

    def finds(self, title: str) -> bool:
        return title in [item["title"] for item in self.find(title)["items"]]

    def missing(self, titles: set[str], seconds: float) -> set[str]:
        """The titles that search does not find within so many seconds."""
        deadline = time.monotonic() + seconds
        missing = set(titles)
        while missing and time.monotonic() < deadline:
            missing = {title for title in missing if not self.finds(title)}
        return missing


class Server:
    """`lobbib start` or `serve` in a process of its own, over and over on the same port."""

    def __init__(self, data: Path, url: str = "", command: str = "start") -> None:
        self.data = data
        self.url = url
        self.command = command
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data.with_name(f"{self.data.name}-{self.port}.log")

    def start(self) -> "Server":
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*LOBBIB, self.command, "--port", str(self.port)],
                env=environment(self.data, self.url),
                stdout=output,
                stderr=output,
            )
        if not self._comes_up():
            self.kill()
            pytest.fail(f"the server did not come up:\n{self.log.read_text(encoding='utf-8')}")
        return self

    def _comes_up(self) -> bool:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and self.is_running:
            try:
                self.health()
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return True
        return False

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def health(self) -> Any:
        try:
            with build_opener().open(f"{self.address}/healthz", timeout=10) as answer:
                return json.load(answer)
        except HTTPError as error:
            return json.load(error)

    def is_up_to_date(self, documents: int | None = None) -> bool:
        """Whether the index on its disk has everything that was saved."""
        found = self.health()["index"]
        counted = documents in (None, found.get("documents"))
        return counted and (found.get("state"), found.get("behind")) == ("ok", 0)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait()

    def client(self, name: str = "docent") -> Client:
        """Somebody who is logged in here."""
        made = Client(self.address, name)
        made.log_in()
        return made


LOBBIB = (sys.executable, "-c", "from lobbib.cli import main; main()")


def environment(data: Path, url: str = "") -> Mapping[str, str]:
    """Settings of a node: its own folder, the shared database, and nothing of our own."""
    found = {name: value for name, value in os.environ.items() if "LOBBIB_" not in name}
    found |= {"LOBBIB_DATA": str(data), "LOBBIB_SECRET_KEY": SECRET}
    found |= {"LOBBIB_TRUSTED_HOSTS": "127.0.0.1"}
    return found | ({"LOBBIB_DATABASE_URL": url} if url else {})


def lobbib(data: Path, *arguments: str, url: str = "") -> str:
    """What a command says. Raises where it fails."""
    done = subprocess.run(
        [*LOBBIB, *arguments],
        env=environment(data, url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """Started one after the other, so that the first one makes the demo; gone at the end."""
    try:
        for server in servers:
            server.start()
        yield
    finally:
        for server in servers:
            server.kill()


def until(holds: Callable[[], bool], seconds: float = HEALED_SECONDS) -> float:
    """How many seconds it took until `holds`; fails where that is longer than `seconds`."""
    begin = time.monotonic()
    while not holds():
        assert time.monotonic() - begin < seconds, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - begin


def is_whole(folder: Path) -> bool:
    """Whether the index in `folder` is one generation in use, byte for byte as it was written."""
    shelf = Shelf(folder)
    generation = shelf.current()
    label = read_label(generation) if generation else None
    return bool(generation and label and Checks().agrees(generation, label))
