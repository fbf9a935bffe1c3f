"""The star on an assignment, and one's own list."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status, Visibility
from lobbib.models import Favourite, FavouriteList, User
from lobbib.queries.people import everything_about
from tests.factories import Factory
from tests.web.pages import Page
from tests.web.reading import afresh, text_of, value_of

Browser = Callable[[User], FlaskClient]


def test_the_star_goes_on_and_off_and_is_ones_own(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment(title="Over stage", visibility=Visibility.EVERYONE)
    user, other = make.user(), make.user()
    browser, address = client_of(user), f"/opdrachten/{row.id}"
    assert "Nog geen favorieten" in text_of(browser.get("/favorieten"))
    for _ in range(2):
        answer = browser.post(f"{address}/favoriet", data={"aan": "1"})
        assert (answer.status_code, answer.location) == (303, address)
    assert "Haal uit mijn favorieten" in text_of(browser.get(address))
    assert f'<a href="{address}">Over stage</a>' in browser.get("/favorieten").text
    assert "Over stage" not in client_of(other).get("/favorieten").text
    assert everything_about(session, user.id)["favorieten"] == [row.id]
    browser.post(f"{address}/favoriet", data={"aan": "0"})
    afresh(session)
    assert session.scalars(select(Favourite)).all() == []


def test_what_is_not_shared_any_longer_leaves_the_list(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment(title="Over stage", visibility=Visibility.EVERYONE)
    browser = client_of(make.user())
    browser.post(f"/opdrachten/{row.id}/favoriet", data={"aan": "1"})
    row.visibility = Visibility.SCHOOL
    session.commit()
    assert "Over stage" not in browser.get("/favorieten").text


def starred(session: Session) -> list[int]:
    afresh(session)
    return [*session.scalars(select(Favourite.assignment_id).order_by(Favourite.assignment_id))]


def test_a_star_in_the_results_leads_back_to_the_same_search(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment(title="Over stage", years=(3,))
    browser = client_of(row.author)
    here = "/opdrachten?q=over+stage&leerjaar=3"
    page = Page(browser.get(here).text)
    [back] = [e for e in page.all("input") if e.attributes.get("name") == "terug"]
    [button] = page.all("button.star")
    assert (back.attributes["form"], back.attributes["value"]) == ("sterren", here)
    assert (button.attributes["form"], button.attributes["value"]) == ("sterren", "1")
    assert button.text == "Zet bij mijn favorieten: Over stage"
    data = {"aan": "1", "terug": back.attributes["value"]}
    answer = browser.post(button.attributes["formaction"], data=data)
    assert (answer.status_code, answer.location) == (303, f"{here}#opdracht-{row.id}")
    assert [e.text for e in Page(browser.get(here).text).all("button.star")] == [
        "Haal uit mijn favorieten: Over stage"
    ]
    parts = browser.get(here, headers={"X-Lobbib-Parts": "1"})
    assert "Haal uit mijn favorieten" in parts.text
    assert starred(session) == [row.id]


@pytest.mark.parametrize("back", ["https://elders.nl/", "//elders.nl", "/\\elders.nl", "", "x"])
def test_a_star_never_leads_elsewhere(make: Factory, client_of: Browser, back: str) -> None:
    row = make.assignment()
    data = {"aan": "1", "terug": back}
    answer = client_of(row.author).post(f"/opdrachten/{row.id}/favoriet", data=data)
    assert answer.location == f"/opdrachten/{row.id}"


def test_the_script_changes_the_star_itself(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    for wanted, expected in (("1", [row.id]), ("0", [])):
        answer = browser.post(
            f"/opdrachten/{row.id}/favoriet",
            data={"aan": wanted},
            headers={"X-Lobbib-Star": "1"},
        )
        assert (answer.status_code, answer.text) == (204, "")
        assert starred(session) == expected


def test_a_shared_list_is_read_by_colleagues_and_by_no_other_school(
    make: Factory, client_of: Browser, session: Session
) -> None:
    board = make.board()
    user = make.user(make.school(board), name="Sanne Smit")
    colleague, neighbour = make.user(user.school), make.user(make.school(board))
    seen = make.assignment(user, title="Voor ons", visibility=Visibility.EVERYONE)
    concept = make.assignment(user, Status.CONCEPT, title="Nog van mij")
    browser, reader = client_of(user), client_of(colleague)
    for row in (seen, concept):
        browser.post(f"/opdrachten/{row.id}/favoriet", data={"aan": "1"})
    assert "Sanne Smit" not in reader.get("/favorieten").text
    answer = browser.post("/favorieten/delen", data={"name": " Voor  mentoren <b>3</b> "})
    assert (answer.status_code, answer.location) == (303, "/favorieten")
    found = Page(reader.get("/favorieten").text)
    [(name, address)] = found.links("ul.plain-list a")
    assert name == "Voor mentoren <b>3</b>"
    assert "Sanne Smit · 1 opdracht" in text_of(reader.get("/favorieten"))
    page = Page(reader.get(address).text)
    assert page.texts("h1") == ["Voor mentoren <b>3</b>"]
    assert page.links("h2.result__title a") == [("Voor ons", f"/opdrachten/{seen.id}")]
    assert page.texts("button.star") == ["Zet bij mijn favorieten: Voor ons"]
    other = client_of(neighbour)
    assert other.get(address).status_code == 404
    assert "mentoren" not in other.get("/favorieten").text
    assert everything_about(session, user.id)["gedeelde favorietenlijst"] == [name]
    browser.post("/favorieten/delen", data={"name": "Anders"})
    assert Page(reader.get(address).text).texts("h1") == ["Anders"]
    browser.post("/favorieten/niet-delen")
    assert reader.get(address).status_code == 404
    assert "Voor ons" in browser.get("/favorieten").text
    browser.post("/favorieten/niet-delen")
    assert starred(session) == [seen.id, concept.id]


@pytest.mark.parametrize(
    ("typed", "said"), [("  ", "Geef je lijst een naam."), ("x" * 81, "hoogstens 80 tekens")]
)
def test_a_list_needs_a_name_that_fits(
    make: Factory, client_of: Browser, session: Session, typed: str, said: str
) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    browser.post(f"/opdrachten/{row.id}/favoriet", data={"aan": "1"})
    answer = browser.post("/favorieten/delen", data={"name": typed})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert value_of(answer, "name") == [typed]
    assert session.scalars(select(FavouriteList)).all() == []


def test_a_booklet_is_picked_from_the_favourites_and_put_in_order(
    make: Factory, client_of: Browser
) -> None:
    user = make.user()
    rows = [make.assignment(user, title=title) for title in ("Een", "Twee", "Drie")]
    browser = client_of(user)
    for row in rows:
        browser.post(f"/opdrachten/{row.id}/favoriet", data={"aan": "1"})
    page = Page(browser.get("/favorieten").text)
    boxes = [box.attributes["value"] for box in page.all("label.choice input")]
    assert boxes == [str(row.id) for row in reversed(rows)]
    address = "/boekje?" + "&".join(f"opdracht={number}" for number in boxes)

    def titles(page: Page) -> list[str]:
        return [text for text, _ in page.links("ol.booklet a") if text]

    booklet = Page(browser.get(address).text)
    assert titles(booklet) == ["Drie", "Twee", "Een"]
    acts = {a.attributes["aria-label"]: a.attributes["href"] for a in booklet.all("a.icon-button")}
    assert sorted(acts) == sorted(
        ["Zet lager: Drie", "Zet hoger: Twee", "Zet lager: Twee", "Zet hoger: Een"]
        + [f"Haal weg: {title}" for title in ("Drie", "Twee", "Een")]
    )
    for act, expected in (
        ("Zet lager: Drie", ["Twee", "Drie", "Een"]),
        ("Zet hoger: Een", ["Drie", "Een", "Twee"]),
        ("Haal weg: Twee", ["Drie", "Een"]),
    ):
        assert titles(Page(browser.get(acts[act]).text)) == expected
