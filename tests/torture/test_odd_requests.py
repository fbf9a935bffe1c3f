"""Whatever is asked, in whatever way, the answer is one that was meant: never a bare 500."""

import random
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lobbib.domain.policy import Role
from lobbib.models import User
from tests.factories import Factory
from tests.torture.conftest import times

SEED = 20261122
NUMBERS = ["0", "1", "2", "7", "-1", "00", "9" * 9, "9" * 19, "9" * 40, "1e3", "٣", "½", "NaN"]
TEXTS = [
    "", " ", "a", "havo", "netwerken", "onzin", "'", '"', "--", "%", "%00", "\\", "\x00", "\x1b[0m",
    "\ud800", "\u202e", "é", "e\u0301", "ﷺ", "👩🏽‍🏫", "<script>alert(1)</script>", "{{7*7}}",
    "../../etc/passwd", "//evil.example", "javascript:alert(1)", "a" * 300, "b " * 3000, "[", "((",
    "\"", "\"\"", "-", "- -", "OR 1=1", "*", "a*", "year:3", "klas 3 havo", "\r\nX: y", "null",
]  # fmt: skip
NAMES = [
    "q", "leerjaar", "competentie", "niveau", "vak", "werkvorm", "ouders", "buiten", "dossier",
    "school", "sorteer", "pagina", "laag", "schooljaar", "lichting", "next", "blad", "year",
    "competency", "track", "subject", "activity", "parents", "page", "per_page", "layer",
    "title", "summary", "body", "notes", "needs", "questions", "years", "competencies", "tracks",
    "subjects", "minutes", "outside", "origin", "licence", "visibility", "status", "version",
    "email", "password", "remember", "name", "roles", "text", "new", "current", "doe", "", "é[]",
]  # fmt: skip
METHODS = ["GET"] * 6 + ["POST"] * 4 + ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "ODD"]
BODIES = [b"", b"{", b"[]", b"null", b'{"title": {"a": 1}}', b"\xff\xfe\x00", b"--b\r\n\r\n--b--"]
TYPES = [
    "application/x-www-form-urlencoded", "application/json", "multipart/form-data",
    "multipart/form-data; boundary=b", "text/plain; charset=nonsense", "", "ü/ü",
]  # fmt: skip
HEADERS = [
    {}, {"Accept": "application/json"}, {"Accept-Language": "xx;q=9,\x7f"},
    {"Authorization": "Bearer \xff"}, {"Authorization": "Basic !!"}, {"Range": "bytes=5-1"},
    {"Cookie": "lobbib=x.y.z"}, {"If-None-Match": '"'}, {"If-Modified-Since": "gisteren"},
    {"Referer": "http://["}, {"X-Forwarded-For": "x,,y"}, {"X-Requested-With": "XMLHttpRequest"},
    {"Content-Length": "-1"}, {"Transfer-Encoding": "odd"}, {"X-CSRFToken": "x"},
]  # fmt: skip


PARAMETER = re.compile(r"<[^<>]*>")


class Oddity:
    """A source of requests that nobody meant to send; the same ones for the same seed."""

    def __init__(self, rules: list[Rule]) -> None:
        self.random = random.Random(SEED)
        self.rules = rules

    def value(self) -> str:
        return self.random.choice(self.random.choice((NUMBERS, TEXTS)))

    def path(self) -> str:
        rule = self.random.choice(self.rules)
        path = PARAMETER.sub(lambda _: self.value(), rule.rule)
        return self.random.choice((path, path, path, path + "/", "/" + path, path + self.value()))

    def pairs(self) -> list[tuple[str, str]]:
        number = self.random.choice((0, 1, 2, 5, 20))
        return [(self.random.choice(NAMES), self.value()) for _ in range(number)]

    def request(self) -> dict[str, Any]:
        query = [(name, value.encode("utf-8", "surrogatepass")) for name, value in self.pairs()]
        asked: dict[str, Any] = {
            "path": self.path(),
            "query_string": query,
            "method": self.random.choice(METHODS),
            "headers": self.random.choice(HEADERS),
        }
        if self.random.random() < 0.5:
            return asked | {"data": dict(self.pairs())} | {"headers": {}}
        body, kind = self.random.choice(BODIES), self.random.choice(TYPES)
        return asked | {"data": body, "content_type": kind}


@pytest.fixture
def askers(
    app: Flask, make: Factory, client_of: Callable[[User], FlaskClient]
) -> list[FlaskClient]:
    """A stranger, and people with every role, in a school that has something to see."""
    school = make.school(make.board())
    author = make.user(school)
    for number in range(5):
        make.assignment(author, title=f"Opdracht {number}", questions=("Wat viel je op?",))
    staff = [make.user(school, role) for role in Role]
    return [app.test_client(), client_of(author), *map(client_of, staff)]


def test_odd_requests_get_an_answer_that_was_meant(app: Flask, askers: list[FlaskClient]) -> None:
    oddity = Oddity(
        [rule for rule in app.url_map.iter_rules() if rule.endpoint != "accounts.logout"]
    )
    ends: Counter[int] = Counter()
    broken = []
    for number in range(times(500, 10_000)):
        asked = oddity.request()
        try:
            with oddity.random.choice(askers).open(**asked) as answer:
                code = answer.status_code
        except UnicodeError:  # the test client itself cannot say it
            continue
        ends[code] += 1
        if code >= 500:
            broken.append((number, code, asked))
    assert broken == []
    assert ends[200] > 0
    assert ends[404] > 0
