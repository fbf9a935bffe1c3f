"""`/beheer/woorden`, as a decaan meets it; and that searching knows the words at once."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lobbib.domain.policy import Role
from lobbib.models import School, User
from lobbib.queries import thesaurus as reads
from tests.factories import Factory

ClientOf = Callable[..., FlaskClient]
FORM = {"words": "bliksemdag, stage", "direction": "beide"}


@pytest.fixture
def school(make: Factory) -> School:
    return make.school()


@pytest.fixture
def browser(client_of: ClientOf, make: Factory, school: School) -> FlaskClient:
    return client_of(make.user(school, Role.DECAAN))


def found(browser: FlaskClient, words: str) -> int:
    total: int = browser.get("/api/v1/assignments", query_string={"q": words}).json["total"]
    return total


def test_words_that_belong_together_work_at_once_for_the_whole_school(
    browser: FlaskClient, client_of: ClientOf, make: Factory, school: School
) -> None:
    colleague, elsewhere = make.user(school), make.user()
    make.assignment(colleague, title="Stage lopen bij een bakker")
    make.assignment(elsewhere, title="Stage lopen bij een smid")
    asker = client_of(colleague)
    assert found(asker, "bliksemdag") == 0
    answer = browser.post("/beheer/woorden", data=FORM, follow_redirects=True)
    assert "Deze woorden horen nu bij elkaar." in answer.text
    assert found(asker, "bliksemdag") == 1
    assert found(client_of(elsewhere), "bliksemdag") == 0


def test_one_way_leads_one_way(browser: FlaskClient, make: Factory, school: School) -> None:
    user = make.user(school)
    make.assignment(user, title="Een broedmachine bouwen")
    make.assignment(user, title="Een couveuse bekijken")
    form = {"words": "broedmachine, couveuse", "direction": "een"}
    browser.post("/beheer/woorden", data=form)
    assert (found(browser, "broedmachine"), found(browser, "couveuse")) == (2, 1)


def test_a_common_line_that_is_switched_off_counts_no_more(
    browser: FlaskClient, make: Factory, school: School
) -> None:
    make.assignment(make.user(school), title="Een debat over een gap year")
    assert found(browser, "tussenjaar") == 1
    page = browser.get("/beheer/woorden?zoek=tussenjaar").text
    assert "1 regel met “tussenjaar”" in page
    [address] = re.findall(r'action="([^"]+/uitzetten[^"]*)"', page)
    answer = browser.post(address.replace("&amp;", "&"), follow_redirects=True)
    assert "De regel staat uit voor jullie school." in answer.text
    assert "waarvan 1 uit" in answer.text
    assert found(browser, "tussenjaar") == 0
    [address] = re.findall(r'action="([^"]+/aanzetten[^"]*)"', answer.text)
    browser.post(address.replace("&amp;", "&"))
    assert found(browser, "tussenjaar") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Vul de woorden in."),
        ("stage", "Geef ten minste twee woorden, met een komma ertussen."),
        ("<b>, <i>x</i>, " + "y" * 61, "is te lang: gebruik hoogstens 60 tekens."),
    ],
)
def test_refused_words_stay_in_the_field(browser: FlaskClient, words: str, said: str) -> None:
    answer = browser.post("/beheer/woorden", data={"words": words, "direction": "een"})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="een" checked' in answer.text
    assert words.replace("<", "&lt;").replace(">", "&gt;") in answer.text


def test_a_line_is_changed_and_removed(
    browser: FlaskClient, session: Session, school: School
) -> None:
    browser.post("/beheer/woorden", data=FORM)
    [entry] = reads.own(session, school.id)
    page = browser.get(f"/beheer/woorden/{entry.id}").text
    assert "bliksemdag, stage</textarea>" in page
    form = {"words": "bliksemdag, dag", "direction": "een", "version": "1"}
    answer = browser.post(f"/beheer/woorden/{entry.id}", data=form)
    assert answer.status_code == 303
    refused = browser.post(f"/beheer/woorden/{entry.id}", data=form | {"words": "x"})
    assert refused.status_code == 422
    browser.post(f"/beheer/woorden/{entry.id}/verwijderen")
    session.rollback()
    assert reads.own(session, school.id) == []


def test_a_stale_change_shows_both_lines(
    browser: FlaskClient, session: Session, school: School
) -> None:
    browser.post("/beheer/woorden", data=FORM)
    [entry] = reads.own(session, school.id)
    address = f"/beheer/woorden/{entry.id}"
    browser.post(address, data={"words": "van, hen", "direction": "een", "version": "1"})
    mine = {"words": "van, mij", "direction": "beide", "version": "1"}
    answer = browser.post(address, data=mine)
    assert answer.status_code == 409
    assert "Nu staat er: “van, hen” (wie het eerste zoekt, ziet ook de andere)." in answer.text
    assert "van, mij</textarea>" in answer.text
    version = re.search(r'name="version" type="hidden" value="(\d+)"', answer.text)
    assert version is not None
    assert browser.post(address, data=mine | {"version": version[1]}).status_code == 303


def test_words_of_everybody_come_in_pages(browser: FlaskClient) -> None:
    first, last = (browser.get(f"/beheer/woorden?pagina={number}").text for number in (1, 99))
    assert len(re.findall(r"/uitzetten", first)) == 40
    assert "/uitzetten" not in last
    assert browser.get("/beheer/woorden?pagina=veel&zoek=" + "z" * 500).status_code == 200


def test_another_process_knows_the_words_too(
    app: Flask, browser: FlaskClient, make: Factory, school: School
) -> None:
    """Two engines on one database, as two processes of a node have them."""
    from lobbib.search import SearchEngine
    from lobbib.search.request import SearchRequest

    user: User = make.user(school)
    make.assignment(user, title="Stage lopen bij een bakker")
    house = app.extensions["lobbib"]
    other = SearchEngine(house.sessions, house.config.index_folder)
    request = SearchRequest(words="bliksemdag")
    assert other.search(user.as_actor(), request).total == 0
    browser.post("/beheer/woorden", data=FORM)
    assert other.search(user.as_actor(), request).total == 1
    other.close()
