"""`/opdrachten` as a browser sees it, and the words it says."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lobbib.config import Config
from lobbib.db import write
from lobbib.domain.assignments import Activity, Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from lobbib.models import Assignment, School, User, UserSession
from lobbib.search.generations import Shelf
from lobbib.search.writer import IndexWriter
from tests.factories import Factory
from tests.web.pages import Page

ClientOf = Callable[[User], FlaskClient]
PARTS = ["understood", "filters", "found"]


@pytest.fixture
def config(config: Config) -> Config:
    """Nothing follows in the background: a search for words catches up first."""
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


def open_page(browser: FlaskClient, address: str = "/opdrachten", **headers: str) -> Page:
    answer = browser.get(address, headers=headers)
    assert answer.status_code == 200
    return Page(answer.text)


def test_who_is_logged_out_logs_in_first_and_comes_back(client: FlaskClient) -> None:
    answer = client.get("/opdrachten?q=molen&leerjaar=3")
    assert answer.status_code == 303
    assert answer.location == "/inloggen?next=/opdrachten?q%3Dmolen%26leerjaar%3D3"


def test_hits_lead_to_the_assignment_and_mark_the_words(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    made = make.assignment(
        user,
        title="Interview",
        summary="Ouders vertellen over <b>werk</b>.",
        minutes=50,
        parents=True,
    )
    page = open_page(browser, "/opdrachten?q=ouder")
    assert page.links(".result__title a") == [("Interview", f"/opdrachten/{made.id}")]
    assert page.texts("mark") == ["Ouders"]
    assert page.texts(".result__text") == ["Ouders vertellen over <b>werk</b>."]
    assert page.texts(".result .chip")[1:] == ["Klas 3", "50 minuten", "Met ouders"]
    assert page.texts("[data-count]") == ["1 opdracht"]


def test_a_word_in_the_title_alone_is_marked_there(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user, title="Naar een bedrijf", summary="Een dag op pad.")
    page = open_page(browser, "/opdrachten?q=bedrijven")
    assert page.texts("mark") == ["bedrijf"]
    assert page.texts(".result__text") == ["Een dag op pad."]


def test_filters_count_what_they_would_give(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user, years=(1, 2), subjects=("economie",), activity=Activity.GAME)
    make.assignment(user, years=(2,), competencies=(Competency.WERKEXPLORATIE,))
    page = open_page(browser, "/opdrachten?leerjaar=1")
    assert page.options("leerjaar") == [
        ("Klas 1", "1", True),
        ("Klas 2", "2", False),
        *[(f"Klas {year}", "0", False) for year in (3, 4, 5, 6)],
    ]
    assert page.options("competentie")[2:] == [
        ("Werkexploratie", "0", False),
        ("Loopbaansturing", "0", False),
        ("Netwerken", "1", False),
    ]
    assert page.options("niveau") == [("havo", "1", False), ("vwo", "0", False)]
    assert page.options("vak") == [("Economie", "1", False)]
    assert page.options("werkvorm") == [("Spel", "1", False)]
    assert page.options("ouders") == [("Met ouders", "0", False)]


def test_each_chip_takes_off_one_choice_and_keeps_the_rest(browser: FlaskClient) -> None:
    page = open_page(browser, "/opdrachten?q=molen&leerjaar=1&leerjaar=3&ouders=1&school=eigen")
    assert page.links("a.chip--removable") == [
        ("Klas 1: haal weg", "/opdrachten?q=molen&leerjaar=3&ouders=1&school=eigen"),
        ("Klas 3: haal weg", "/opdrachten?q=molen&leerjaar=1&ouders=1&school=eigen"),
        ("Met ouders: haal weg", "/opdrachten?q=molen&leerjaar=1&leerjaar=3&school=eigen"),
    ]
    assert page.inputs("hidden")["school"] == "eigen"


def test_what_the_address_says_and_nobody_knows_is_said(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user)
    page = open_page(
        browser,
        "/opdrachten?leerjaar=klas+9&competentie=vliegen&pagina=-2&sorteer=mooiste&school=x"
        f"&vak={'y' * 99}&ouders=misschien",
    )
    assert page.texts(".message__body p") == [
        "Dit kennen we niet, dus zoeken we zonder: “klas 9” bij Leerjaar, "
        f"“vliegen” bij Competentie, “{'y' * 40}…” bij Vak, “misschien” bij Met ouders, "
        "“x” bij de scholen, “mooiste” bij de volgorde, “-2” bij de bladzijde."
    ]
    assert page.texts("[data-count]") == ["1 opdracht · nieuwste eerst"]


def test_nothing_found_says_what_to_take_off(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user, title="Molen", years=(1,))
    page = open_page(browser, "/opdrachten?q=molen&leerjaar=5&leerjaar=6")
    assert page.texts("h2") == ["Niets gevonden"]
    assert page.links(".empty-state a.chip") == [
        ("Zonder “Klas 5 of Klas 6”: 1 opdracht", "/opdrachten?q=molen")
    ]


def test_an_empty_library_asks_for_the_first_assignment(browser: FlaskClient) -> None:
    page = open_page(browser)
    assert page.texts("h2") == ["Nog geen opdrachten"]
    assert page.links(".empty-state a") == [("Opdracht toevoegen", "/opdrachten/nieuw")]


def test_a_page_past_the_end_is_empty_and_leads_back(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user)
    for number in ("2", "999999999999999999999"):
        page = open_page(browser, f"/opdrachten?leerjaar=3&pagina={number}")
        assert page.texts("h2") == ["Hier staat niets meer"]
        assert page.links(".empty-state a") == [("Naar het begin", "/opdrachten?leerjaar=3")]


def test_pages_follow_each_other_with_the_same_choices(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    made = [make.assignment(user, title=f"Les {number}") for number in range(21)]
    first = open_page(browser, "/opdrachten?leerjaar=3")
    assert ("Volgende", "/opdrachten?leerjaar=3&pagina=2") in first.links(".pagination a")
    second = open_page(browser, "/opdrachten?leerjaar=3&pagina=2")
    assert second.links(".result__title a") == [("Les 0", f"/opdrachten/{made[0].id}")]


def test_another_school_is_named_and_the_colleague_is_not(
    make: Factory, school: School, browser: FlaskClient
) -> None:
    colleague = make.user(make.school(school.board, name="De Overkant"), name="Jan Overkant")
    make.assignment(colleague, title="Van ver", visibility=Visibility.BOARD)
    make.assignment(make.user(school), title="Van hier")
    page = open_page(browser)
    assert page.texts(".result__aside p") == ["Van De Overkant"]
    assert "Jan Overkant" not in page.html
    own = open_page(browser, "/opdrachten?school=eigen")
    assert [title for title, _ in own.links(".result__title a")] == ["Van hier"]
    elsewhere = open_page(browser, "/opdrachten?school=elders")
    assert [title for title, _ in elsewhere.links(".result__title a")] == ["Van ver"]


def test_nothing_of_another_school_shows_that_is_not_shared(
    make: Factory, browser: FlaskClient
) -> None:
    stranger = make.user()
    words = "geheimzinnig"
    make.assignment(stranger, title=words)
    make.assignment(stranger, title=words, visibility=Visibility.BOARD)
    make.assignment(stranger, Status.CONCEPT, title=words, visibility=Visibility.EVERYONE)
    make.assignment(
        stranger, title="Open", notes=words, share_notes=False, visibility=Visibility.EVERYONE
    )
    page = open_page(browser, f"/opdrachten?q={words}")
    other = open_page(browser, "/opdrachten?q=vogelbekdier")
    assert page.texts("[data-count]") == ["0 opdrachten"]
    assert [row[1] for row in page.options("leerjaar")[:3]] == ["0", "0", "0"]
    assert page.texts("main") == [
        text.replace("vogelbekdier", words) for text in other.texts("main")
    ]


def test_loosened_is_said(make: Factory, user: User, browser: FlaskClient) -> None:
    make.assignment(user, title="Molen")
    make.assignment(user, title="Ruimtevaart")
    page = open_page(browser, "/opdrachten?q=molen+ruimtevaart")
    assert page.texts(".message") == [
        "Geen opdracht heeft al deze woorden. Deze hebben er een paar van."
    ]


def test_the_script_gets_the_parts_that_change(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user, title="Molen")
    answer = browser.get("/opdrachten?q=molen", headers={"X-Lobbib-Parts": "1"})
    parts = Page(answer.text)
    assert "<html" not in answer.text
    assert re.findall(r'data-part="(\w+)"', answer.text) == PARTS
    assert parts.texts(".result__title") == ["Molen"]
    whole = browser.get("/opdrachten?q=molen")
    assert re.findall(r'data-part="(\w+)"', whole.text) == PARTS
    for got in (answer, whole):
        assert {"X-Lobbib-Parts", "Cookie"} <= {name.strip() for name in got.vary}


def test_an_own_save_is_found_by_the_next_page(app: Flask, user: User, client_of: ClientOf) -> None:
    """The save leaves its place in the session row; the search that follows waits for it."""
    app.extensions["lobbib"].search.start()
    browser = client_of(user)
    for number in range(5):
        answer = browser.post(
            "/opdrachten/nieuw",
            data={
                "title": f"Bijzonder{number}",
                "body": "Iets nieuws.",
                "years": ["3"],
                "competencies": ["netwerken"],
                "tracks": ["havo"],
                "status": "gedeeld",
            },
        )
        assert answer.status_code == 303, answer.text
        page = open_page(browser, f"/opdrachten?q=bijzonder{number}&leerjaar=3")
        assert page.texts("[data-count]") == ["1 opdracht"]


def test_a_save_that_cannot_be_found_yet_is_said(
    make: Factory, app: Flask, config: Config, user: User, browser: FlaskClient
) -> None:
    """Another process leads and is slow, and there is more news than a search reads itself."""
    house = app.extensions["lobbib"]
    leader = IndexWriter(house.sessions, Shelf(config.index_folder))
    leader.step()
    house.search.fresh_at_most = 0
    make.assignment(user, title="Molen")
    with write(make.session) as session:
        for row in session.scalars(select(UserSession)):
            row.feed_tx, row.feed_id = make.session.info["feed_position"]
    assert open_page(browser, "/opdrachten?q=molen").texts(".message") == [
        "Wat je net bewaarde is nog niet op woorden te vinden. Dat duurt even."
    ]
    page = open_page(browser)
    assert (page.texts(".message"), page.texts(".result__title")) == ([], ["Molen"])
    shutil.rmtree(config.index_folder)
    house.search.close()
    assert open_page(browser, "/opdrachten?q=molen").texts(".message") == [
        "We maken de zoeklijst opnieuw. Op woorden zoeken kan zo weer; de filters doen het al."
    ]
    leader.resign()


@pytest.mark.parametrize(
    "query",
    [
        "q=%00%FF%FE",
        "q=" + "(" * 5_000,
        "q=%22%22%22-%22",
        "q=" + "%F0%9F%98%80" * 50,
        "q=%ED%A0%80",
        "leerjaar=" + "9" * 500,
        "pagina=%D9%A3",
        "pagina=1e9",
        "sorteer=&school=&pagina=&vak=",
        "&".join(f"vak=x{number}" for number in range(400)),
        "q[]=a&q=b&q=c",
    ],
)
def test_odd_addresses_are_answered(browser: FlaskClient, query: str) -> None:
    page = open_page(browser, f"/opdrachten?{query}")
    assert page.texts("[data-count]") == ["0 opdrachten"]


def test_a_page_of_search_is_light(make: Factory, user: User, browser: FlaskClient) -> None:
    for number in range(20):
        make.assignment(user, title=f"Les {number}", summary="Woorden. " * 20)
    assert len(browser.get("/opdrachten?q=woorden").data) < 60_000


def test_assignments_are_found_after_a_rename(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    made = make.assignment(user, title="Molen")
    assert open_page(browser, "/opdrachten?q=molen").texts(".result__title") == ["Molen"]
    with write(make.session) as session:
        session.get_one(Assignment, made.id).title = "Robot"
    assert open_page(browser).texts(".result__title") == ["Robot"]


def test_the_list_under_the_field_has_words_and_titles_with_their_address(
    browser: FlaskClient, make: Factory, user: User
) -> None:
    found = make.assignment(user, title="Zeppelins vouwen", body="Vouw een zeppelin.")
    browser.get("/opdrachten?q=zeppelin")  # by which the index catches up
    answer = browser.get("/opdrachten/aanvullen?q=zepp")
    title = {"title": "Zeppelins vouwen", "school": "", "url": f"/opdrachten/{found.id}"}
    assert answer.json == {"words": ["zeppelin"], "titles": [title]}
    assert browser.get("/opdrachten/aanvullen").json == {"words": [], "titles": []}


def test_what_hardly_fits_stands_apart_under_a_heading(
    browser: FlaskClient, make: Factory, user: User
) -> None:
    for number in range(2):
        make.assignment(user, title=f"Zeppelin {number}", summary="Zeppelin, zeppelin.")
    for number in range(3):
        notes = "Vouw een vlieger. " * 100 + "Denk aan een zeppelin."
        make.assignment(user, title=f"Vlieger {number}", notes=notes)
    page = open_page(browser, "/opdrachten?q=zeppelin")
    assert page.texts("[data-count]") == ["5 opdrachten · 2 passen goed"]
    titles = [f"Zeppelin {number}" for number in (1, 0)]
    assert page.texts("h2") == [*titles, "Ook in de buurt", "Vlieger 2", "Vlieger 1", "Vlieger 0"]
    newest = open_page(browser, "/opdrachten?q=zeppelin&sorteer=nieuw")
    assert newest.texts("[data-count]") == ["5 opdrachten"]
    assert len(newest.texts("h2")) == 5
