"""How much slower search is while a folder comes in: a real server, its worker, and one who asks.

    python -m tests.bench.importing [--files 60]

Prints the median and p95 in quiet, and while the worker reads, and what one is of the other.
"""

import argparse
import re
import tempfile
import time
import uuid
from itertools import cycle
from pathlib import Path
from urllib.request import Request

from tests.import_folder.lessons import lessons
from tests.import_folder.make import WRITERS
from tests.torture.servers import TOKEN, Client, Server, running

QUESTIONS = cycle(["ondernemer", "stage ouders", "netwerken klas 3", "wat wil ik later", "beroep"])
WARMING = 10
QUIET = 120
GOING_ON = re.compile(r"<div id=\"stand\"[^>]*data-bezig")


def hand_in(client: Client, files: int) -> str:
    """Some documents of the folder of 80; the address of the import."""
    token = TOKEN.search(client.get("/importeren"))
    assert token is not None
    edge = uuid.uuid4().hex
    parts = [_part(edge, 'name="csrf_token"', token[1].encode())]
    for lesson in lessons()[:files]:
        data = WRITERS[lesson.kind](lesson)
        parts.append(_part(edge, f'name="map"; filename="{lesson.path}"', data))
    body = b"".join(parts) + f"--{edge}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    with client.browser.open(Request(f"{client.address}/importeren", body, kind)) as answer:
        return str(answer.url).removeprefix(client.address)


def _part(edge: str, names: str, data: bytes) -> bytes:
    head = f"--{edge}\r\nContent-Disposition: form-data; {names}\r\n\r\n"
    return head.encode() + data + b"\r\n"


def ask(client: Client) -> float:
    begin = time.perf_counter()
    client.find(next(QUESTIONS))
    return time.perf_counter() - begin


def told(name: str, times: list[float]) -> float:
    """Print what `times` come to, in milliseconds; the p95."""
    ordered = sorted(times)
    middle, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    found = f"median {middle * 1000:6.1f} ms, p95 {p95 * 1000:6.1f} ms"
    print(f"{name:>8}: {len(times):4} searches, {found}")
    return p95


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=60)
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory() as place:
        server = Server(Path(place) / "data")
        with running(server):
            client = server.client("decaan")
            for _ in range(WARMING):
                ask(client)
            quiet = told("quiet", [ask(client) for _ in range(QUIET)])
            address = hand_in(client, files)
            times, looked, began = [], 0.0, time.monotonic()
            while True:
                times.append(ask(client))
                if time.monotonic() - looked > 1:
                    looked = time.monotonic()
                    if not GOING_ON.search(client.get(address)):
                        break
            busy = told("import", times)
            print(f"{files} files in {time.monotonic() - began:.1f} s")
            print(f"p95 is {busy / quiet:.2f} times that in quiet")


if __name__ == "__main__":
    main()
