"""How much may come in: a file where a file may come, a form elsewhere, from strangers nothing."""

import io
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lobbib.domain.files import MAX_FILE
from lobbib.models import Attachment, User
from lobbib.web.uploads import OVERHEAD, most_for
from tests.factories import Factory

Browser = Callable[[User], FlaskClient]

MULTIPART = "multipart/form-data; boundary=x"
BEGIN = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
)
END = b"\n%%EOF\n\r\n--x--\r\n"
MUCH = 110 * 2**20
WITHOUT_A_FORM = {"bijlagen": 422, "bewerken": 303}


class Body(io.RawIOBase):
    """BEGIN, zeros and END: `size` bytes that are made as they are read, and counted."""

    def __init__(self, size: int) -> None:
        self.size, self.at = size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._from(self.at)[: len(buffer)]
        buffer[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)

    def _from(self, at: int) -> bytes:
        ends = self.size - len(END)
        if at < len(BEGIN):
            return BEGIN[at:]
        return b"0" * min(2**16, ends - at) if at < ends else END[at - ends :]


def post(
    browser: FlaskClient, address: str, body: Body, kind: str = MULTIPART, length: bool = True
) -> TestResponse:
    environment = {
        "wsgi.input": io.BufferedReader(body),
        "CONTENT_LENGTH": str(body.size),
        "CONTENT_TYPE": kind,
    }
    if not length:
        environment |= {
            "CONTENT_LENGTH": "",
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input_terminated": True,
        }
    return browser.post(address, environ_overrides=environment)


@pytest.fixture
def most_memory() -> Iterator[Callable[[], int]]:
    """How many bytes more than now were held at once since it was last asked."""
    tracemalloc.start()
    known = [tracemalloc.get_traced_memory()[0]]

    def asked() -> int:
        now, most = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        before, known[0] = known[0], now
        return most - before

    yield asked
    tracemalloc.stop()


def test_only_the_upload_takes_more_than_a_form() -> None:
    most = MAX_FILE + OVERHEAD
    assert most_for("POST", "/opdrachten/12/bijlagen", 5) == most
    for method, path in (
        ("GET", "/opdrachten/12/bijlagen"),
        ("POST", "/opdrachten/12/bijlagen/1/delen"),
        ("POST", "/opdrachten/nieuw"),
        ("POST", "/opdrachten/x/bijlagen"),
        ("POST", "/inloggen"),
    ):
        assert most_for(method, path, 5) == 5


@pytest.mark.parametrize("kind", [MULTIPART, "application/x-www-form-urlencoded", "text/plain"])
@pytest.mark.parametrize("length", [True, False], ids=["with a length", "without"])
@pytest.mark.parametrize("path", ["bijlagen", "bewerken"])
def test_much_too_much_is_refused_early_and_costs_no_memory(
    make: Factory,
    client_of: Browser,
    session: Session,
    most_memory: Callable[[], int],
    path: str,
    length: bool,
    kind: str,
) -> None:
    row = make.assignment()
    browser, body = client_of(row.author), Body(MUCH)
    browser.get("/")
    most_memory()
    answer = post(browser, f"/opdrachten/{row.id}/{path}", body, kind, length)
    assert most_memory() < 8 * 2**20
    is_unread = kind == "text/plain" and not length
    takes_files = path == "bijlagen" and kind == MULTIPART
    read_at_most = 0 if length else MAX_FILE + 2**20 if takes_files else 2 * 2**20
    assert body.at <= read_at_most
    # What is no form at all and says no length is not read: nothing was chosen, or typed.
    assert answer.status_code == (WITHOUT_A_FORM[path] if is_unread else 413)
    assert session.scalars(select(Attachment)).all() == []


def test_too_big_a_file_is_told_the_limit(make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    answer = post(client_of(row.author), f"/opdrachten/{row.id}/bijlagen", Body(MUCH))
    assert (answer.status_code, "een bijlage is hoogstens 20 MB" in answer.text) == (413, True)


def test_who_is_not_logged_in_sends_nothing(app: Flask, make: Factory) -> None:
    row, body = make.assignment(), Body(15 * 2**20)
    answer = post(app.test_client(), f"/opdrachten/{row.id}/bijlagen", body)
    assert answer.location == f"/inloggen?next=/opdrachten/{row.id}/bijlagen"
    assert body.at == 0


def test_the_largest_file_costs_little_memory_both_ways(
    make: Factory, client_of: Browser, most_memory: Callable[[], int]
) -> None:
    row = make.assignment()
    browser, address = client_of(row.author), f"/opdrachten/{row.id}/bijlagen"
    around = len(BEGIN) - len(b"%PDF-1.7\n") + len(END) - len(b"\n%%EOF\n")
    browser.get(address)
    most_memory()
    assert post(browser, address, Body(MAX_FILE + around)).status_code == 303
    assert most_memory() < 6 * 2**20
    with browser.get(f"{address}/1") as out:
        taken = sum(len(piece) for piece in out.iter_encoded())
        assert taken == out.content_length == MAX_FILE
    assert most_memory() < 4 * 2**20
    assert post(browser, address, Body(MAX_FILE + around + 1)).status_code == 422
