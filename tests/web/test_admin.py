"""Beheer, as a beheerder and a decaan meet it."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.policy import Role
from lobbib.models import AuditEvent, School, User
from lobbib.services.transaction import utc_now
from tests.factories import Factory

ClientOf = Callable[..., FlaskClient]


@pytest.fixture
def school(make: Factory) -> School:
    return make.school(make.board("Bestuur aan Zee"), name="Het Lyceum")


@pytest.fixture
def beheerder(make: Factory, school: School) -> User:
    return make.user(school, Role.BEHEERDER, name="Bea Beheer")


@pytest.fixture
def browser(client_of: ClientOf, beheerder: User) -> FlaskClient:
    return client_of(beheerder)


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def link_on(page: str) -> str:
    found = re.search(r'value="(http[^"]+)"', main_of(page))
    assert found is not None
    return found[1]


def test_invitation_shows_its_link_once_and_lets_somebody_in(
    browser: FlaskClient, client: FlaskClient
) -> None:
    form = {"email": "an@school.nl", "name": "An Bos", "roles": ["mentor", "onzin"]}
    answer = browser.post("/beheer/mensen/uitnodigen", data=form)
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "Geef hem zelf aan An Bos" in page
    link = link_on(page)
    assert link.startswith("http://localhost/uitnodiging/")
    assert 'id="link"' not in browser.get(answer.location).text
    path = link.removeprefix("http://localhost")
    assert client.post(path, data={"new_password": "vier losse woorden"}).location == "/"
    assert "Mentor" in client.get("/profiel").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Vul een e-mailadres in."),
        ({"email": "geen adres", "name": "An"}, "bijvoorbeeld naam@school.nl"),
        ({"email": "an@school.nl", "name": ""}, "Vul een naam in."),
    ],
)
def test_refused_invitation_keeps_what_was_typed(
    browser: FlaskClient, form: dict[str, str], said: str
) -> None:
    answer = browser.post("/beheer/mensen/uitnodigen", data={**form, "roles": ["decaan"]})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="decaan" checked' in answer.text
    assert all(f'value="{typed}"' in answer.text for typed in form.values() if typed)


def test_people_are_those_of_the_own_school(
    browser: FlaskClient, make: Factory, school: School
) -> None:
    make.user(school, Role.DECAAN, Role.MENTOR, name="An Bos")
    make.user(school, name="Cas Uit", disabled_at=utc_now())
    make.user(school, name="Dirk Wacht", password_hash=None)
    make.user(make.school(school.board), name="Eva Elders")
    page = main_of(browser.get("/beheer/mensen").text)
    names = re.findall(r'/beheer/mensen/\d+">([^<]+)<', page)
    assert names == ["An Bos", "Bea Beheer", "Cas Uit", "Dirk Wacht"]
    assert "Decaan, mentor" in page
    assert page.count("Staat uit") == 1
    assert page.count("Uitgenodigd") == 1
    assert "4 accounts" in page


def test_roles_are_changed_on_a_colleagues_page(
    browser: FlaskClient, session: Session, make: Factory, school: School
) -> None:
    user = make.user(school, Role.MENTOR)
    path = f"/beheer/mensen/{user.id}"
    assert browser.post(f"{path}/rollen", data={"roles": ["teamleider"]}).location == path
    page = browser.get(path).text
    assert re.findall(r'value="(\w+)" checked', page) == ["teamleider"]
    assert "De rollen zijn bijgewerkt." in page


def test_last_beheerder_is_told_why_not(browser: FlaskClient, beheerder: User) -> None:
    for verb in ("rollen", "uitzetten", "wissen"):
        answer = browser.post(f"/beheer/mensen/{beheerder.id}/{verb}")
        assert answer.status_code == 403
        assert "Dan heeft je school geen beheerder meer." in answer.text
    assert browser.get("/beheer").status_code == 200


def test_beheerder_who_hands_over_is_led_home(
    browser: FlaskClient, beheerder: User, make: Factory, school: School
) -> None:
    make.user(school, Role.BEHEERDER)
    answer = browser.post(f"/beheer/mensen/{beheerder.id}/rollen", data={"roles": ["mentor"]})
    assert answer.location == "/"
    assert browser.get("/beheer").status_code == 403
    assert browser.get("/profiel").status_code == 200


def test_account_is_shut_opened_and_erased(
    browser: FlaskClient, make: Factory, school: School
) -> None:
    user = make.user(school, name="An Bos")
    path = f"/beheer/mensen/{user.id}"
    browser.post(f"{path}/uitzetten")
    assert "An Bos kan niet inloggen." in browser.get(path).text
    browser.post(f"{path}/aanzetten")
    assert "kan niet inloggen" not in browser.get(path).text
    assert browser.post(f"{path}/wissen").location == "/beheer/mensen"
    assert browser.get(path).status_code == 404
    assert "An Bos" not in browser.get("/beheer/logboek").text


def test_link_of_one_colleague_is_not_shown_at_another(
    browser: FlaskClient, make: Factory, school: School
) -> None:
    one, other = make.user(school), make.user(school)
    browser.post(f"/beheer/mensen/{one.id}/link")
    assert 'id="link"' not in browser.get(f"/beheer/mensen/{other.id}").text


def test_school_shows_tracks_board_and_own_subjects(
    client_of: ClientOf, make: Factory, school: School
) -> None:
    decaan = client_of(make.user(school, Role.DECAAN))
    assert decaan.post("/beheer/vakken", data={"name": "Sterrenkunde"}).location == "/beheer"
    page = main_of(decaan.get("/beheer").text)
    assert "Het Lyceum" in page
    assert "Bestuur aan Zee" in page
    assert "alle niveaus" in page
    assert "Sterrenkunde" in page
    assert "/beheer/mensen" not in page
    (path,) = re.findall(r'action="(/beheer/vakken/\d+/verwijderen)"', page)
    assert decaan.post(path).location == "/beheer"
    assert "Sterrenkunde" not in main_of(decaan.get("/beheer").text).replace("Het vak", "")


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "Vul de naam van het vak in."), ("economie", "Dit vak staat al in de lijst.")],
)
def test_refused_subject_says_why(browser: FlaskClient, name: str, said: str) -> None:
    answer = browser.post("/beheer/vakken", data={"name": name})
    assert answer.status_code == 422
    assert said in answer.text


def test_trail_is_paged_and_of_the_own_school(
    browser: FlaskClient, session: Session, make: Factory, beheerder: User
) -> None:
    elsewhere = make.user(make.school(), name="Eva Elders")
    for user, number in [(beheerder, 51), (elsewhere, 1)]:
        session.add_all(
            AuditEvent(
                at=utc_now(),
                school_id=user.school_id,
                user_id=user.id,
                action="assignment.edit",
                object_id=index,
                detail={},
            )
            for index in range(1, number + 1)
        )
    session.commit()
    first, second, third = (
        re.findall(r"opdracht (\d+) aan", browser.get(f"/beheer/logboek?pagina={page}").text)
        for page in (1, 2, 3)
    )
    assert first == [str(number) for number in range(51, 1, -1)]
    assert (second, third) == (["1"], [])
    assert "Eva" not in browser.get("/beheer/logboek").text
    assert len(session.scalars(select(AuditEvent)).all()) == 52  # reading writes nothing


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e3", "9" * 30, ""])
def test_odd_pages_of_the_trail_are_answered(browser: FlaskClient, number: str) -> None:
    assert browser.get(f"/beheer/logboek?pagina={number}").status_code == 200
