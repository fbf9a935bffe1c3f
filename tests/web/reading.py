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
    """The values of the fields with that name, in order."""
    fields = re.findall(
        rf'<input[^>]* name="{name}"[^>]*>|<textarea[^>]* name="{name}"[^>]*>\n?.*?</textarea>',
        answer.text,
        re.S,
    )
    return [value for field in fields if (value := _value(field)) is not None]


def _value(field: str) -> str | None:
    found = re.search(r' value="([^"]*)"', field) or re.search(
        r">\r?\n?(.*?)</textarea>", field, re.S
    )
    return unescape(found[1]) if found else None


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
