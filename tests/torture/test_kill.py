"""kill -9 at any moment, while people save: what was acknowledged is there, and is found again."""

import http.client
import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.torture.conftest import times
from tests.torture.servers import Client, Server, is_whole, running, until

CLIENTS = ("docent", "mentor", "decaan", "teamleider")
PATIENCE = 60
FOUND_SECONDS = 60


def _save_until_the_server_is_gone(client: Client, word: str, stop: threading.Event) -> None:
    number = 0
    try:
        while not stop.is_set():
            client.save(f"{word}{client.name}{number}")
            number += 1
    except (OSError, http.client.HTTPException):
        return


@contextmanager
def _saving(clients: list[Client], word: str) -> Iterator[None]:
    """Everybody saves; the block begins once somebody has been told that it is there."""
    stop = threading.Event()
    before = len(_acknowledged(clients))
    threads = [
        threading.Thread(target=_save_until_the_server_is_gone, args=(client, word, stop))
        for client in clients
    ]
    for thread in threads:
        thread.start()
    try:
        until(lambda: len(_acknowledged(clients)) > before, PATIENCE)
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _acknowledged(clients: list[Client]) -> set[str]:
    return {title for client in clients for title in list(client.acknowledged)}


def _titles(data: Path) -> set[str]:
    """Straight from the file."""
    with closing(sqlite3.connect(data / "lobbib.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {title for (title,) in connection.execute("SELECT title FROM assignment")}


def _shared(data: Path) -> int:
    with closing(sqlite3.connect(data / "lobbib.db")) as connection:
        query = "SELECT count(*) FROM assignment WHERE status = 'gedeeld'"
        found: int = connection.execute(query).fetchone()[0]
        return found


def test_killed_server_has_lost_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    clients = [Client(server.address, name) for name in CLIENTS]
    fresh: set[str] = set()
    for number in range(times(2, 50)):
        with running(server):
            if not number:
                for client in clients:
                    client.log_in()
            assert clients[0].missing(fresh, FOUND_SECONDS) == set()
            before = _acknowledged(clients)
            with _saving(clients, f"ronde{number}"):
                time.sleep(random.uniform(0, 3))
                server.kill()
        fresh = _acknowledged(clients) - before
        assert fresh != set()
        assert _acknowledged(clients) - _titles(server.data) == set()
    with running(server):
        assert clients[0].missing(fresh, FOUND_SECONDS) == set()


def test_killed_leader_leaves_no_half_index_to_the_one_who_takes_over(tmp_path: Path) -> None:
    """Two processes on one folder; whoever runs longest leads, and is killed by turns.

    Every other time the index was just taken away, so that the kill falls into a rebuild.
    """
    data = tmp_path / "data"
    leader, other = Server(data), Server(data)
    index = data / "index"
    saved: list[Client] = []
    with running(leader, other):
        for number in range(times(2, 20)):
            clients = [s.client(name) for s in (leader, other) for name in CLIENTS[:2]]
            saved += clients
            with _saving(clients, f"ronde{number}p{leader.port}"):
                time.sleep(random.uniform(0, 1.5))
                if number % 2:
                    shutil.rmtree(index, ignore_errors=True)
                    time.sleep(random.uniform(0, 0.6))
                leader.kill()
                before = len(_acknowledged(clients))
                until(lambda c=clients, n=before: len(_acknowledged(c)) > n, PATIENCE)
            survivor = other.client()
            assert survivor.missing(_acknowledged(clients), FOUND_SECONDS) == set()
            until(lambda n=other: n.is_up_to_date(_shared(data)), FOUND_SECONDS)
            until(lambda: is_whole(index), 5)
            assert [path.name for path in index.glob("gen-*")] == [
                (index / "CURRENT").read_text().strip()
            ]
            assert _acknowledged(saved) - _titles(data) == set()
            leader, other = other, leader
            other.start()
