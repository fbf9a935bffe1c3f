"""The form keeps what is half typed, gives it back when asked, and shows it to nobody else."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.models import Assignment, Draft, Revision, User
from lobbib.web.wording import when
from tests.factories import CONTENT, Factory
from tests.web.reading import afresh, body_of, checked, text_of, value_of

Browser = Callable[[User], FlaskClient]
TYPED: dict[str, Any] = {
    "title": "Half af",
    "body": "Tot <b>hier</b>",
    "years": ["2"],
    "questions": ["Wat?", ""],
    "tracks": ["havo"],
    "draft": "t" * 22,
    "draft_page": "p" * 22,
    "draft_number": "1",
    "draft_base": "0",
}


def keep(browser: FlaskClient, address: str = "/opdrachten/klad", **changes: Any) -> int:
    return browser.post(address, data=TYPED | changes).status_code


def test_the_new_form_offers_what_was_typed_and_fills_it_in(
    make: Factory, client_of: Browser, session: Session
) -> None:
    user = make.user()
    browser = client_of(user)
    assert keep(browser) == 200
    page = browser.get("/opdrachten/nieuw")
    assert "We hebben bewaard wat je zojuist typte: “Half af”" in text_of(page)
    assert (value_of(page, "title"), body_of(page)) == ([""], "")
    number = session.scalars(select(Draft.id)).one()
    again = browser.get(f"/opdrachten/nieuw?klad={number}")
    assert "We hebben bewaard" not in text_of(again)
    assert (value_of(again, "title"), body_of(again)) == (["Half af"], "Tot <b>hier</b>")
    assert (value_of(again, "questions"), checked(again, "years")) == (["Wat?", ""], ["2"])
    assert value_of(again, "draft") == ["t" * 22]
    assert 'data-number="1"' in again.text
    assert session.scalars(select(Revision)).all() == []


def test_each_form_begins_under_a_name_of_its_own(make: Factory, client_of: Browser) -> None:
    browser = client_of(make.user())
    tokens = {value_of(browser.get("/opdrachten/nieuw"), "draft")[0] for _ in range(3)}
    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {22}


def test_the_edit_form_offers_only_what_differs(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    address = f"/opdrachten/{row.id}/klad"
    same = {
        "title": CONTENT.title,
        "body": CONTENT.body + "\r\n",
        "years": ["3"],
        "competencies": ["netwerken"],
        "questions": [""],
        "version": "1",
    }
    assert keep(browser, address, **same) == 200
    assert "We hebben bewaard" not in text_of(browser.get(f"/opdrachten/{row.id}/bewerken"))
    assert keep(browser, address, **same | {"title": "Beter", "draft_number": "2"}) == 200
    page = browser.get(f"/opdrachten/{row.id}/bewerken")
    assert "“Beter”" in text_of(page)
    assert "intussen veranderd" not in text_of(page)
    assert "We hebben bewaard" not in text_of(browser.get("/opdrachten/nieuw"))
    [number] = re.findall(rf"/opdrachten/{row.id}/bewerken\?klad=(\d+)", page.text)
    again = browser.get(f"/opdrachten/{row.id}/bewerken?klad={number}")
    assert (value_of(again, "title"), value_of(again, "version")) == (["Beter"], ["1"])
    saved = browser.post(
        f"/opdrachten/{row.id}/bewerken",
        data=TYPED | same | {"title": "Beter", "tracks": ["havo"], "status": "gedeeld"},
    )
    assert saved.status_code == 303
    afresh(session)
    assert (row.title, row.version) == ("Beter", 2)
    assert "We hebben bewaard" not in text_of(browser.get(f"/opdrachten/{row.id}/bewerken"))


def test_a_draft_on_an_older_version_meets_the_newer_one(make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    keep(browser, f"/opdrachten/{row.id}/klad", version="1")
    changed = TYPED | {"version": "1", "competencies": ["netwerken"], "draft": "", "title": "Haar"}
    client_of(make.user(row.school)).post(f"/opdrachten/{row.id}/bewerken", data=changed)
    page = browser.get(f"/opdrachten/{row.id}/bewerken")
    assert "De opdracht is intussen veranderd." in text_of(page)
    [address] = re.findall(r'href="(/opdrachten/\d+/bewerken\?klad=\d+)"', page.text)
    assert value_of(browser.get(address), "version") == ["1"]
    late = browser.post(
        f"/opdrachten/{row.id}/bewerken", data=TYPED | {"version": "1", "competencies": "netwerken"}
    )
    assert late.status_code == 409
    assert (value_of(late, "title"), value_of(late, "draft")) == (["Half af"], ["t" * 22])
    assert "data-typed" in late.text


def test_a_form_that_came_back_goes_on_under_its_name(make: Factory, client_of: Browser) -> None:
    browser = client_of(make.user())
    keep(browser)
    refused = browser.post("/opdrachten/nieuw", data=TYPED | {"status": "gedeeld"})
    assert (refused.status_code, value_of(refused, "draft")) == (422, ["t" * 22])
    assert 'data-number="1"' in refused.text


def test_saving_ends_it(make: Factory, client_of: Browser, session: Session) -> None:
    browser = client_of(make.user())
    keep(browser)
    browser.post("/opdrachten/nieuw", data=TYPED | {"status": "concept"})
    assert "We hebben bewaard" not in text_of(browser.get("/opdrachten/nieuw"))
    assert keep(browser, draft_number="2") == 410
    assert session.scalars(select(Assignment.title)).all() == ["Half af"]


def test_another_window_is_told_to_go_on_by_itself(make: Factory, client_of: Browser) -> None:
    browser = client_of(make.user())
    keep(browser)
    assert keep(browser, draft_page="q" * 22) == 409


def test_throwing_away_goes_back_to_where_it_was_asked(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    asked = [
        ("/opdrachten/klad", {}, "/opdrachten/nieuw"),
        (f"/opdrachten/{row.id}/klad", {}, f"/opdrachten/{row.id}/bewerken"),
        ("/opdrachten/klad", {"next": "mijn"}, "/opdrachten/mijn"),
    ]
    for at, (address, form, back) in enumerate(asked):
        keep(browser, address, draft=f"token-nummer-{at}-van-drie")
        number = session.scalars(select(Draft.id).where(Draft.ended_at.is_(None))).one()
        answer = browser.post(f"/opdrachten/klad/{number}/weggooien", data=form)
        assert (answer.status_code, answer.location) == (303, back)
        afresh(session)
        assert browser.get(f"/opdrachten/nieuw?klad={number}").status_code == 200


def test_a_draft_that_is_gone_says_so_and_another_ones_is_not_there(
    make: Factory, client_of: Browser, session: Session
) -> None:
    user = make.user()
    keep(client_of(user))
    number = session.scalars(select(Draft.id)).one()
    for browser, asked in ((client_of(make.user(user.school)), number), (client_of(user), 999)):
        page = browser.get(f"/opdrachten/nieuw?klad={asked}")
        assert "Wat je toen typte is er niet meer." in text_of(page)
        assert (page.status_code, value_of(page, "title")) == (200, [""])
        assert "Half af" not in page.text.replace("“Half af”", "")


def test_mine_lists_what_was_not_saved(make: Factory, client_of: Browser, session: Session) -> None:
    row = make.assignment(title="Over stage")
    browser = client_of(row.author)
    keep(browser, f"/opdrachten/{row.id}/klad")
    keep(browser, draft="u" * 22, title="", body="Alleen tekst")
    page = browser.get("/opdrachten/mijn")
    assert "Nog niet bewaard" in text_of(page)
    assert "Alleen tekst zojuist" in text_of(page)
    assert "Half af zojuist · in “Over stage”" in text_of(page)
    first, second = session.scalars(select(Draft.id).order_by(Draft.id))
    assert f'href="/opdrachten/{row.id}/bewerken?klad={first}"' in page.text
    assert f'href="/opdrachten/nieuw?klad={second}"' in page.text


def test_what_was_typed_in_an_assignment_that_is_archived_now_can_become_a_new_one(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    keep(browser, f"/opdrachten/{row.id}/klad")
    browser.post(f"/opdrachten/{row.id}/archiveren")
    number = session.scalars(select(Draft.id)).one()
    assert f'href="/opdrachten/nieuw?klad={number}"' in browser.get("/opdrachten/mijn").text
    page = browser.get(f"/opdrachten/nieuw?klad={number}")
    assert value_of(page, "title") == ["Half af"]


def test_a_draft_of_another_assignment_does_not_fill_this_one(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment()
    other = make.assignment(row.author, title="Een andere")
    browser = client_of(row.author)
    keep(browser, f"/opdrachten/{row.id}/klad")
    number = session.scalars(select(Draft.id)).one()
    page = browser.get(f"/opdrachten/{other.id}/bewerken?klad={number}")
    assert value_of(page, "title") == ["Een andere"]


@pytest.mark.parametrize("status", ["", "concept"])
def test_without_script_nothing_is_kept_and_nothing_breaks(
    make: Factory, client_of: Browser, session: Session, status: str
) -> None:
    browser = client_of(make.user())
    page = browser.get("/opdrachten/nieuw")
    form = {"title": "Gewoon", "draft": value_of(page, "draft")[0], "status": status}
    assert browser.post("/opdrachten/nieuw", data=form).status_code == 303
    assert session.scalars(select(Assignment.status)).all() == [Status.CONCEPT]
    assert session.scalars(select(Draft).where(Draft.ended_at.is_(None))).all() == []


def test_a_draft_needs_the_token_of_the_page(
    app: Flask, make: Factory, client_of: Browser, session: Session
) -> None:
    browser = client_of(make.user())
    app.config["WTF_CSRF_ENABLED"] = True
    page = browser.get("/opdrachten/nieuw")
    [token] = re.findall(r'name="csrf-token" content="([^"]+)"', page.text)
    assert keep(browser) == 400
    answer = browser.post("/opdrachten/klad", data=TYPED, headers={"X-CSRFToken": token})
    assert answer.status_code == 200
    assert answer.json == {"outcome": "kept"}
    assert len(session.scalars(select(Draft)).all()) == 1


def test_own_subjects_are_offered_and_none_is_filled_in(make: Factory, client_of: Browser) -> None:
    user = make.user(subjects=[make.subject("economie"), make.subject("wiskunde")])
    page = client_of(user).get("/opdrachten/nieuw")
    assert checked(page, "subjects") == []
    assert "Voeg toe: Vak: Economie jouw vak" in text_of(page)
    assert "Voeg toe: Vak: Wiskunde jouw vak" in text_of(page)
    assert "Nu: nog geen vak · Alle niveaus · Alleen onze school" in text_of(page)
    assert '<details class="disclosure" open>' not in page.text


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ((11, 14, 4), "zojuist"),
        ((11, 8, 30), "vandaag om 9.30"),
        ((10, 23, 59), "vandaag om 0.59"),
        ((10, 22, 30), "gisteren om 23.30"),
        ((3, 8, 0), "op 3 november"),
    ],
)
def test_when_is_said_as_people_do(hours: tuple[int, int, int], expected: str) -> None:
    day, hour, minute = hours
    now = datetime(2026, 11, 11, 14, 5, tzinfo=UTC)
    assert when(datetime(2026, 11, day, hour, minute, tzinfo=UTC), now) == expected
