"""A call goes out by mail: from the form to the letter, over a real conversation."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.config import Config
from lobbib.domain.policy import Role
from lobbib.models import Call, School, User
from lobbib.services import mail
from tests.factories import Factory
from tests.postbox import Postbox, open_postbox
from tests.web.reading import text_of

Browser = Callable[[User], FlaskClient]
ASKED = {"year": "3", "competency": "netwerken", "track": "havo", "subject": "economie"}


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with open_postbox() as box:
        yield box


@pytest.fixture
def config(config: Config, postbox: Postbox) -> Config:
    return replace(config, base_url="http://localhost:8123", smtp_url=postbox.url)


@pytest.fixture
def people(make: Factory) -> dict[str, User]:
    """Those who are asked, and everybody who must not be."""
    school: School = make.school(make.board())
    economie, muziek = make.subject("economie"), make.subject("muziek")
    others = make.user(make.school(school.board), subjects=[economie], email="buur@school.nl")
    return {
        "decaan": make.user(school, Role.DECAAN, name="Samira", subjects=[economie]),
        "an": make.user(school, name="An", email="an@school.nl", subjects=[economie]),
        "bo": make.user(school, name="Bo", email="bo@school.nl", subjects=[economie, muziek]),
        "cor": make.user(school, email="cor@school.nl", subjects=[muziek]),
        "buur": others,
    }


def sent() -> None:
    """Wait for what is being sent apart from the request."""
    mail._ROOM.submit(lambda: None).result(timeout=30)


def test_call_is_mailed_to_who_gives_the_subject_with_a_link_to_it(
    client_of: Browser, people: dict[str, User], postbox: Postbox, session: Session
) -> None:
    answer = client_of(people["decaan"]).post("/oproepen", data=ASKED | {"text": "Voor de kerst."})
    sent()
    call = session.scalars(select(Call)).one()
    assert answer.location == f"/oproepen/{call.id}"
    first, second = postbox.letters
    assert [first["To"], second["To"]] == ["an@school.nl", "bo@school.nl"]
    assert first["Subject"] == "Wie heeft iets voor klas 3 havo, netwerken?"
    assert first.get_content().splitlines() == [
        "Beste An,",
        "",
        "Samira vraagt: wie heeft iets voor klas 3 havo, netwerken?",
        "",
        "Voor de kerst.",
        "",
        "Doe je dit misschien al in je les? Een bestaande opdracht aanwijzen of een korte les "
        "opschrijven kan hier:",
        "",
        f"http://localhost:8123/oproepen/{call.id}",
        "",
        "Groeten van lobbib",
    ]
    whole = first.as_string()
    addresses = [user.email for name, user in people.items() if name != "an"]
    assert [address for address in addresses if address in whole] == []


def test_call_stands_where_the_mail_server_is_away(
    client_of: Browser,
    people: dict[str, User],
    postbox: Postbox,
    session: Session,
    caplog: pytest.LogCaptureFixture,
) -> None:
    postbox.close()
    answer = client_of(people["decaan"]).post("/oproepen", data=ASKED | {"text": ""})
    sent()
    call = session.scalars(select(Call)).one()
    assert (answer.status_code, call.closed_at) == (303, None)
    assert "a letter was not sent: ConnectionRefusedError" in caplog.text
    assert "@school.nl" not in caplog.text
    asked = text_of(client_of(people["an"]).get("/"))
    assert "Wie heeft iets voor klas 3 havo, netwerken?" in asked
