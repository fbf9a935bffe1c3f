"""What the page says that it understood, and how that is taken off or pinned."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from lobbib.config import Config
from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from lobbib.models import School, User
from tests.factories import Factory
from tests.web.pages import Page

ClientOf = Callable[[User], FlaskClient]
CHIP = ".understood a.chip--removable"


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, follow=False)


@pytest.fixture
def school(make: Factory) -> School:
    return make.school(make.board(), tracks=(Track.HAVO, Track.VWO))


@pytest.fixture
def user(make: Factory, school: School) -> User:
    return make.user(school)


@pytest.fixture
def browser(client_of: ClientOf, user: User) -> FlaskClient:
    return client_of(user)


def open_page(browser: FlaskClient, address: str) -> Page:
    answer = browser.get(address)
    assert answer.status_code == 200
    return Page(answer.text)


def test_a_class_filters_and_parents_come_first_and_the_page_says_why(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user, title="Thuis vragen", years=(1,), parents=False, body="Met je ouders.")
    make.assignment(user, title="Een avond", years=(1,), parents=True)
    make.assignment(user, title="Ouders vertellen", years=(3,), parents=True)
    page = open_page(browser, "/opdrachten?q=iets+met+ouders+voor+de+brugklas")
    assert page.texts(".understood") == [
        "Je zoekt in Klas 1: zoek “brugklas” als gewoon woord en liefst Met ouders: zoek “ouders” "
        "als gewoon woord omdat je “brugklas” en “ouders” typte · alleen met ouders"
    ]
    assert page.texts(".result__title") == ["Een avond", "Thuis vragen"]
    words = "q=iets+met+ouders+voor+de+brugklas"
    assert [address for _, address in page.links(CHIP)] == [
        f"/opdrachten?q={words[2:]}&gewoon=brugklas",
        f"/opdrachten?q={words[2:]}&gewoon=ouders",
    ]
    assert page.links(".understood .muted a") == [
        ("alleen met ouders", f"/opdrachten?{words}&ouders=1")
    ]


def test_a_chip_that_is_taken_off_leaves_a_plain_word(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user, title="De brugklas op pad", years=(2,))
    make.assignment(user, title="Anders", years=(1,))
    page = open_page(browser, "/opdrachten?q=brugklas")
    assert page.texts(".result__title") == ["Anders"]
    plain = open_page(browser, page.links(CHIP)[0][1])
    assert plain.texts(".result__title") == ["De brugklas op pad"]
    assert plain.texts(".understood") == []
    assert plain.inputs("hidden")["gewoon"] == "brugklas"


def test_what_is_plain_is_forgotten_when_the_words_are_gone(browser: FlaskClient) -> None:
    page = open_page(browser, "/opdrachten?q=stage&gewoon=brugklas&gewoon=stage&gewoon=%00")
    assert page.inputs("hidden")["gewoon"] == "stage"


def test_year_and_level_are_chips_of_their_own(browser: FlaskClient) -> None:
    page = open_page(browser, "/opdrachten?q=netwerken+havo+4")
    assert page.links(CHIP) == [
        ("havo: zoek “havo” als gewoon woord", "/opdrachten?q=netwerken+havo+4&gewoon=havo"),
        ("Klas 4: zoek “4” als gewoon woord", "/opdrachten?q=netwerken+havo+4&gewoon=4"),
        (
            "Netwerken: zoek “netwerken” als gewoon woord",
            "/opdrachten?q=netwerken+havo+4&gewoon=netwerken",
        ),
    ]


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("vmbo", ["vmbo"]),
        ("examenklas", ["Klas 4, 5 of 6"]),
        ("aardrijkskunde", ["Aardrijkskunde"]),
        ("gastles", ["Gastles"]),
        ("zelfsturing", ["Loopbaansturing"]),
        ("niet in klas 3 of 4", ["Klas 1, 2, 5 of 6"]),
        ("geen vmbo", ["havo of vwo"]),
        ("zonder ouders", ["Zonder ouders"]),
    ],
)
def test_a_chip_says_what_was_understood(
    browser: FlaskClient, words: str, labels: list[str]
) -> None:
    page = open_page(browser, f"/opdrachten?q={words}")
    assert [label.split(":")[0] for label, _ in page.links(CHIP)] == labels


def test_a_pinned_hint_is_a_filter_and_nothing_more_to_tell(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user, title="Netwerken", competencies=(Competency.WERKEXPLORATIE,))
    make.assignment(user, title="Iemand vragen", competencies=(Competency.NETWERKEN,))
    page = open_page(browser, "/opdrachten?q=netwerken")
    assert page.texts(".result__title") == ["Iemand vragen", "Netwerken"]
    pinned = open_page(browser, page.links(".understood .muted a")[0][1])
    assert pinned.texts(".result__title") == ["Iemand vragen"]
    assert pinned.texts(".understood") == []
    assert pinned.texts("a.chip--removable") == ["Netwerken: haal weg"]


def test_a_choice_outweighs_a_class_in_words(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user, title="Voor de tweede", years=(2,))
    make.assignment(user, title="Voor de eerste", years=(1,))
    page = open_page(browser, "/opdrachten?q=brugklas&leerjaar=2")
    assert page.texts(".result__title") == ["Voor de tweede"]
    assert page.texts(".understood") == []


def test_the_api_tells_the_same(make: Factory, user: User, browser: FlaskClient) -> None:
    make.assignment(user, years=(1,), activity=Activity.INTERVIEW)
    asked = {"q": "interview brugklas"}
    found = browser.get("/api/v1/assignments", query_string=asked).json
    assert found["understood"] == [
        {"words": "interview", "as": "activity", "value": "interview", "filters": False},
        {"words": "brugklas", "as": "year", "value": "1", "filters": True},
    ]
    asked = {"q": "interview brugklas", "plain": ["brugklas", "Interview"]}
    assert browser.get("/api/v1/assignments", query_string=asked).json["understood"] == []


def test_nothing_found_offers_the_words_without_what_was_understood_and_the_years_beside(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user, title="Molen", years=(2,))
    make.assignment(user, title="Molen", years=(5,))
    page = open_page(browser, "/opdrachten?q=molen+klas+3")
    assert page.links(".empty-state a") == [
        ("Zonder “Klas 3”: 2 opdrachten", "/opdrachten?q=molen"),
        ("In klas 2: 1 opdracht", "/opdrachten?q=molen+klas+3&leerjaar=2"),
    ]
    for _, address in page.links(".empty-state a"):
        assert open_page(browser, address).texts(".result__title") != []


def test_without_parents_is_found_and_given_up_again(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user, title="Molen thuis", parents=True)
    make.assignment(user, title="Molen op school", parents=False)
    page = open_page(browser, "/opdrachten?q=molen+zonder+ouders")
    assert page.texts(".result__title") == ["Molen op school"]
    plain = open_page(browser, page.links(CHIP)[0][1])
    assert sorted(plain.texts(".result__title")) == ["Molen op school", "Molen thuis"]
    assert plain.texts(".understood") == []


def test_without_the_words_keeps_the_class_that_was_understood(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    for title in ("Molen", "Tunnel"):
        make.assignment(user, title=title, years=(3,))
    make.assignment(user, title="Lamp", years=(1,))
    page = open_page(browser, "/opdrachten?q=zeppelinbouwer+klas+3")
    assert page.links(".empty-state a") == [
        ("Zonder “zeppelinbouwer”: 2 opdrachten", "/opdrachten?q=klas+3"),
    ]
    assert len(open_page(browser, "/opdrachten?q=klas+3").texts(".result__title")) == 2
