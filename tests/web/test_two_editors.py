"""Two teachers save one assignment at once, over real HTTP: nobody's text is lost.

Six times here, 20 times in `make torture`.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from threading import Barrier, Thread
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPErrorProcessor, build_opener

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from lobbib.models import Revision
from tests.conftest import LONG
from tests.factories import PASSWORD, Factory
from tests.web.reading import afresh

RACES = 20 if LONG else 6


class FormReader(HTMLParser):
    """What a browser would send of one form, without the name of the button."""

    def __init__(self, html: str, form: str) -> None:
        super().__init__()
        self.form, self.inside = form, False
        self.fields: list[tuple[str, str]] = []
        self._text: str | None = None
        self._select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.form
        elif self.inside and tag == "textarea":
            self._text, self.fields = "", [*self.fields, (given["name"], "")]
        elif self.inside and tag == "select":
            self._select = given["name"]
        elif self.inside and tag == "option" and self._select and "selected" in given:
            self.fields.append((self._select, given["value"]))
        elif self.inside and tag == "input" and self._is_sent(given):
            self.fields.append((given["name"], given.get("value", "")))

    def _is_sent(self, given: dict[str, str]) -> bool:
        chosen = given.get("type") not in ("checkbox", "radio") or "checked" in given
        return chosen and "name" in given

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            # A browser leaves out the line end that follows the tag.
            name = self.fields[-1][0]
            self.fields[-1] = (name, self._text.removeprefix("\r").removeprefix("\n"))
            self._text = None
        elif tag == "form":
            self.inside = False


class Answer(NamedTuple):
    code: int
    html: str


class Stay(HTTPErrorProcessor):
    """Every answer as it comes; a redirect is one too."""

    def http_response(self, _request: object, response: object) -> object:
        return response


class Teacher:
    def __init__(self, address: str, email: str) -> None:
        self.address = address
        self.browser = build_opener(HTTPCookieProcessor(CookieJar()), Stay())
        page = self.open("/inloggen")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.html)
        assert token
        sent = [("csrf_token", token[1]), ("email", email), ("password", PASSWORD)]
        assert self.open("/inloggen", sent).code == 303

    def open(self, path: str, fields: list[tuple[str, str]] | None = None) -> Answer:
        data = None if fields is None else urlencode(fields).encode()
        try:
            with self.browser.open(self.address + path, data, timeout=30) as answer:
                return Answer(answer.status, answer.read().decode())
        except HTTPError as error:
            return Answer(error.code, error.read().decode())


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("localhost", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def with_body(fields: list[tuple[str, str]], body: str) -> list[tuple[str, str]]:
    changed = [(name, body if name == "body" else value) for name, value in fields]
    return [*changed, ("status", "gedeeld")]


def body_in(answer: Answer) -> str:
    return dict(FormReader(answer.html, "opdracht").fields)["body"]


def test_of_two_who_save_at_once_neither_loses_a_word(
    make: Factory, session: Session, address: str
) -> None:
    row = make.assignment(questions=("Wat viel op?",), notes="Tip.", subjects=("economie",))
    other = make.user(row.school)
    assert row.author is not None
    number, people = row.id, [row.author.email, other.email]
    session.rollback()
    teachers = [Teacher(address, email) for email in people]
    form, texts = f"/opdrachten/{number}/bewerken", []
    for race in range(RACES):
        seen = [FormReader(teacher.open(form).html, "opdracht").fields for teacher in teachers]
        typed = [f"Ronde {race}: <b>{who}</b> & wat zij zag." for who in ("Anna", "Bo")]
        start = Barrier(2)

        def save(who: int) -> Answer:
            start.wait()  # noqa: B023  # of this very round
            return teachers[who].open(form, with_body(seen[who], typed[who]))  # noqa: B023

        with ThreadPoolExecutor(2) as pool:
            answers = [*pool.map(save, range(2))]
        assert sorted(answer.code for answer in answers) == [303, 409]
        loser = next(who for who, answer in enumerate(answers) if answer.code == 409)
        screen, winner = answers[loser], 1 - loser
        # Their own words are in the form, whole; the other's stand beside them, marked or not.
        assert body_in(screen) == typed[loser]
        conflict = screen.html.partition('class="conflict')[2].partition("</section>")[0]
        shown = re.sub(r"</?(?:ins|del)>", "", conflict)
        for text in typed:
            assert text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in shown
        # One button saves that as it stands; every other time the two are made into one first.
        wanted = f"{typed[winner]}\n\n{typed[loser]}" if race % 2 else typed[loser]
        again = with_body(FormReader(screen.html, "opdracht").fields, wanted)
        assert teachers[loser].open(form, again).code == 303
        texts += [typed[winner], wanted]
    afresh(session)
    kept = session.scalars(
        select(Revision).where(Revision.assignment_id == number).order_by(Revision.version)
    ).all()
    assert [one.content["body"] for one in kept[1:]] == texts
    assert [one.version for one in kept] == list(range(1, 2 * RACES + 2))
    assert (row.body, row.questions, row.notes, row.subjects) == (
        texts[-1],
        ("Wat viel op?",),
        "Tip.",
        ("economie",),
    )
