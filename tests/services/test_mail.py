"""Letters over a real SMTP conversation."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from lobbib.config import Config
from lobbib.errors import NotFound
from lobbib.models import Invitation, Purpose
from lobbib.services import invitations, mail
from lobbib.services.transaction import utc_now
from tests.factories import Factory
from tests.postbox import Postbox


def test_letter_arrives_in_plain_dutch(posting: Config, postbox: Postbox) -> None:
    link = "https://lob.school.nl/uitnodiging/abc"
    letter = mail.invitation_letter("an@school.nl", "An Bös", "Het Lyceum", link)
    mail.post(posting, letter)
    (got,) = postbox.letters
    assert (got["To"], got["From"]) == ("an@school.nl", "lobbib <lobbib@lob.school.nl>")
    assert got["Subject"] == "Doe je mee? Het Lyceum deelt LOB-opdrachten in lobbib"
    assert got.get_content_type() == "text/plain"
    lines = got.get_content().splitlines()
    assert lines[0] == "Beste An Bös,"
    assert link in lines


@pytest.mark.parametrize(
    ("tail", "sender"),
    [
        ("?from=decaan@school.nl", "lobbib <decaan@school.nl>"),
        ("", "lobbib <lobbib@lob.school.nl>"),
    ],
)
def test_sender_is_the_one_that_was_set(
    posting: Config, postbox: Postbox, tail: str, sender: str
) -> None:
    config = replace(posting, smtp_url=posting.smtp_url + tail)
    mail.post(config, mail.Letter("an@school.nl", "Onderwerp", "Tekst"))
    assert postbox.letters[0]["From"] == sender


def test_no_header_is_smuggled_in_by_a_name(posting: Config, postbox: Postbox) -> None:
    letter = mail.invitation_letter("an@school.nl", "An", "Lyceum\r\nBcc: x@y.nl", "https://x")
    with pytest.raises(ValueError, match="linefeed"):
        mail.post(posting, letter)
    assert postbox.letters == []


def test_other_machines_are_spoken_to_over_tls_alone(monkeypatch: Any, posting: Config) -> None:
    monkeypatch.setattr(mail, "is_loopback", lambda host: False)
    with pytest.raises(Exception, match="STARTTLS"):
        mail.post(posting, mail.Letter("an@school.nl", "Onderwerp", "Tekst"))


@pytest.mark.parametrize(
    ("smtp", "base", "can"),
    [
        ("smtp://mail:25", "https://lob.school.nl", True),
        ("", "https://lob.school.nl", False),
        ("smtp://mail:25", "", False),
    ],
)
def test_mail_needs_a_server_and_an_address_to_link_to(
    config: Config, smtp: str, base: str, can: bool
) -> None:
    assert mail.can_mail(replace(config, smtp_url=smtp, base_url=base)) is can


def test_reset_is_mailed_with_a_link_for_two_hours(
    session: Session,
    sessions: sessionmaker[Session],
    make: Factory,
    posting: Config,
    postbox: Postbox,
) -> None:
    user = make.user(email="jan@school.nl")
    invitations.mail_reset(sessions, posting, " JAN@school.nl")
    (letter,) = postbox.letters
    assert letter["To"] == "jan@school.nl"
    (address,) = [line for line in letter.get_content().splitlines() if line.startswith("https")]
    token = address.removeprefix("https://lob.school.nl/wachtwoord/")
    assert invitations.get_invited(session, token, Purpose.RESET).id == user.id
    row = session.scalars(select(Invitation)).one()
    assert (row.expires_at - row.created_at).total_seconds() == 2 * 3600


def test_nothing_is_mailed_to_strangers_or_who_is_disabled(
    session: Session,
    sessions: sessionmaker[Session],
    make: Factory,
    posting: Config,
    postbox: Postbox,
) -> None:
    disabled = make.user(disabled_at=utc_now())
    for email in ("niemand@school.nl", disabled.email, ""):
        invitations.mail_reset(sessions, posting, email)
    assert postbox.letters == []
    assert session.scalars(select(Invitation)).all() == []


def test_failing_letter_is_logged_without_an_address(caplog: pytest.LogCaptureFixture) -> None:
    def fail(address: str) -> None:
        raise NotFound(address)

    with caplog.at_level(logging.WARNING):
        mail.later(fail, "jan@school.nl").result(5)
    assert caplog.messages == ["a letter was not sent: NotFound"]


def test_a_letter_that_is_refused_does_not_keep_back_the_others(
    posting: Config, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    postbox.refused.append("weg@school.nl")
    names = ("an", "weg", "bo")
    mail.post_all(posting, [mail.Letter(f"{n}@school.nl", "Onderwerp", "Tekst") for n in names])
    assert [letter["To"] for letter in postbox.letters] == ["an@school.nl", "bo@school.nl"]
    assert [record.getMessage() for record in caplog.records] == [
        "a letter was not sent: SMTPRecipientsRefused"
    ]
