"""What stands on a page and in the database, for tests of pages."""

import re
from html import unescape

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse


def afresh(session: Session) -> None:
    """Let go of what was read, so that a test sees what a request wrote."""
    session.rollback()
    session.expire_all()


def text_of(answer: TestResponse) -> str:
    """What stands on the page, without tags and with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def value_of(answer: TestResponse, name: str) -> list[str]:
    """The values of the inputs with that name, in order."""
    inputs = re.findall(rf'<input[^>]* name="{name}"[^>]*>', answer.text)
    found = [re.search(r' value="([^"]*)"', field) for field in inputs]
    return [unescape(match[1]) for match in found if match]


def checked(answer: TestResponse, name: str) -> list[str]:
    inputs = re.findall(rf'<input[^>]* name="{name}"[^>]*>', answer.text)
    return [
        match[1]
        for field in inputs
        if " checked" in field and (match := re.search(r' value="([^"]*)"', field))
    ]


def body_of(answer: TestResponse) -> str:
    match = re.search(r'<textarea[^>]*name="body"[^>]*>\r?\n?(.*?)</textarea>', answer.text, re.S)
    assert match
    return unescape(match[1])
