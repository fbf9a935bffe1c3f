"""kill -9 at any moment, while people save: what was acknowledged is there, and is found again."""

import http.client
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.test_cli import free_port
from tests.torture.conftest import times

PASSWORD = "lobbib-demo"
CLIENTS = ("docent", "mentor", "decaan", "teamleider")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
READY_SECONDS = 60
FOUND_SECONDS = 60


class Client:
    """Somebody with a browser who saves one assignment after another."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self.name = name
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.acknowledged: dict[str, str] = {}

    def get(self, path: str) -> str:
        with self.browser.open(self.address + path, timeout=10) as answer:
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

    def log_in(self) -> None:
        email = f"{self.name}@demo.lobbib.nl"
        assert self.post("/inloggen", email=email, password=PASSWORD) == self.address + "/"

    def save(self, title: str) -> None:
        """Note the address of an assignment once the server has said that it is there."""
        fields = {"title": title, "body": f"Een les over {title}.", "years": "3"}
        fields |= {"competencies": "netwerken", "tracks": "havo", "status": "gedeeld"}
        address = self.post("/opdrachten/nieuw", **fields)
        if re.search(r"/opdrachten/\d+$", address):
            self.acknowledged[title] = address

    def save_until_the_server_is_gone(self, word: str) -> None:
        number = 0
        try:
            while True:
                self.save(f"{word}{self.name}{number}")
                number += 1
        except (OSError, http.client.HTTPException):
            return


@contextmanager
def running(data: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", "from lobbib.cli import main; main()", "start"]
    environment = {name: value for name, value in os.environ.items() if "LOBBIB_" not in name}
    log = data.with_suffix(".log")
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*command, "--port", str(port)],
            env=environment | {"LOBBIB_DATA": str(data)},
            stdout=output,
            stderr=output,
        ) as process,
    ):
        try:
            if not _comes_up(process, port):
                pytest.fail(f"the server did not come up:\n{log.read_text(encoding='utf-8')}")
            yield process
        finally:
            process.kill()


def _comes_up(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    browser = build_opener()
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with browser.open(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return True
        except (URLError, OSError):
            time.sleep(0.1)
    return False


def _kill_while_saving(process: subprocess.Popen[bytes], clients: list[Client], word: str) -> None:
    threads = [
        threading.Thread(target=client.save_until_the_server_is_gone, args=(word,))
        for client in clients
    ]
    for thread in threads:
        thread.start()
    before = sum(len(client.acknowledged) for client in clients)
    deadline = time.monotonic() + READY_SECONDS
    while sum(len(client.acknowledged) for client in clients) == before:
        assert time.monotonic() < deadline, "nobody could save anything"
        time.sleep(0.05)
    time.sleep(random.uniform(0.0, 3))
    process.send_signal(signal.SIGKILL)
    process.wait()
    for thread in threads:
        thread.join()


def _is_found(client: Client, title: str) -> bool:
    found = json.loads(client.get(f"/api/v1/assignments?q={quote(title)}"))
    return title in [item["title"] for item in found["items"]]


def _find_all(client: Client, titles: set[str]) -> set[str]:
    """The titles that search does not find within a minute."""
    deadline = time.monotonic() + FOUND_SECONDS
    missing = set(titles)
    while missing and time.monotonic() < deadline:
        missing = {title for title in missing if not _is_found(client, title)}
    return missing


def _titles(data: Path) -> set[str]:
    """Straight from the file, while nobody serves it."""
    with closing(sqlite3.connect(data / "lobbib.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {title for (title,) in connection.execute("SELECT title FROM assignment")}


def test_killed_server_has_lost_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    clients = [Client(f"http://127.0.0.1:{port}", name) for name in CLIENTS]
    acknowledged: set[str] = set()
    for number in range(times(2, 20)):
        with running(data, port) as process:
            if not number:
                for client in clients:
                    client.log_in()
            assert _find_all(clients[0], acknowledged) == set()
            before = {title for client in clients for title in client.acknowledged}
            _kill_while_saving(process, clients, f"ronde{number}")
        everything = {title for client in clients for title in client.acknowledged}
        acknowledged = everything - before
        assert acknowledged != set()
        assert everything - _titles(data) == set()
    with running(data, port):
        assert _find_all(clients[0], acknowledged) == set()
