"""The board of the LOB-jaarplanning: what stands there, who may change it, and two at once."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Visibility
from lobbib.domain.planning import Reach
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.models import Assignment, ClassType, Period, Placement, School, User
from lobbib.services.transaction import utc_now
from tests.factories import Factory
from tests.web.pages import Element, Page
from tests.web.reading import afresh, text_of

Browser = Callable[[User], FlaskClient]
YEAR = SchoolYear.of(utc_now().date())


class Planned(NamedTuple):
    """A school with two class types and four periods, and one assignment on the board."""

    school: School
    decaan: User
    classes: list[ClassType]
    periods: list[Period]
    assignment: Assignment
    placement: Placement


@pytest.fixture
def planned(make: Factory) -> Planned:
    school = make.school(make.board())
    decaan = make.user(school, Role.DECAAN)
    classes = [make.class_type(school), make.class_type(school, "4 havo", 4)]
    periods = make.periods(school, YEAR)
    assignment = make.assignment(decaan, title="Interview een bakker")
    placement = make.placement(assignment, classes[0], periods[0], note="In het lokaal")
    return Planned(school, decaan, classes, periods, assignment, placement)


def cells(page: Page) -> dict[str, str]:
    """The cards in each cell that has some, by its name."""
    found: dict[str, str] = {}
    for cell in page.all("[data-name]"):
        said = [one.text for one in page.all(".cards") if cell in one.above()]
        pieces = [one.text for one in page.elements if cell in one.above() and _is_shown(one)]
        if said:
            found[cell.attributes["data-name"]] = " ".join(text for text in pieces if text)
    return found


def _is_shown(one: Element) -> bool:
    return any(
        one.fits(selector) for selector in ("a.card__title", "p.card__facts", "p.card__note")
    )


def board(client: FlaskClient, address: str = "/jaarplanning") -> dict[str, str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return cells(Page(answer.text))


def sent(planned: Planned, **changes: Any) -> dict[str, Any]:
    """The form as the decaan would send it."""
    return {
        "assignment": planned.assignment.id,
        "class_type": planned.classes[1].id,
        "period": planned.periods[1].id,
        "subject": "economie",
        "reach": "deel",
        "note": "",
        "version": 1,
    } | changes


def test_board_shows_what_stands_in_each_cell(
    make: Factory, client_of: Browser, planned: Planned
) -> None:
    make.placement(
        planned.assignment,
        planned.classes[1],
        planned.periods[3],
        subject_id=make.subject().id,
        reach=Reach.PART,
    )
    assert board(client_of(make.user(planned.school))) == {
        "3 havo, Periode 1": "Interview een bakker In het lokaal",
        "4 havo, Periode 4": "Interview een bakker Economie · een deel",
    }


def test_board_has_a_row_for_each_class_type_and_a_column_for_each_period(
    client_of: Browser, planned: Planned
) -> None:
    page = Page(client_of(planned.decaan).get("/jaarplanning").text)
    assert page.texts("tbody th") == ["3 havo", "4 havo"]
    assert [text.split(" ")[:2] for text in page.texts("thead th")][1:] == [
        ["Periode", str(number)] for number in (1, 2, 3, 4)
    ]


def test_board_does_not_show_another_school(
    make: Factory, client_of: Browser, planned: Planned
) -> None:
    elsewhere = make.user(make.school(planned.school.board), Role.DECAAN)
    make.class_type(elsewhere.school, "5 vwo", 5)
    make.periods(elsewhere.school, YEAR)
    assert board(client_of(elsewhere)) == {}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("vak=economie", ["4 havo, Periode 2"]),
        ("klastype={0}", ["3 havo, Periode 1"]),
        ("mijn=1", ["4 havo, Periode 2"]),
        ("schooljaar={year}", []),
        ("vak=onzin", ["3 havo, Periode 1", "4 havo, Periode 2"]),
    ],
)
def test_board_is_narrowed_by_its_address(
    make: Factory, client_of: Browser, planned: Planned, chosen: str, expected: list[str]
) -> None:
    economie = make.subject()
    make.placement(
        planned.assignment, planned.classes[1], planned.periods[1], subject_id=economie.id
    )
    docent = make.user(planned.school, subjects=[economie])
    asked = chosen.format(planned.classes[0].id, year=YEAR.next)
    assert list(board(client_of(docent), f"/jaarplanning?{asked}")) == expected


@pytest.mark.parametrize(
    ("role", "own_subject", "expected"),
    [
        (Role.DECAAN, False, (1, 8)),
        (None, True, (0, 8)),
        (None, False, (0, 0)),
        (Role.BEHEERDER, False, (0, 0)),
        (Role.TEAMLEIDER, False, (0, 0)),
    ],
)
def test_controls_stand_only_where_they_work(
    make: Factory,
    client_of: Browser,
    planned: Planned,
    role: Role | None,
    own_subject: bool,
    expected: tuple[int, int],
) -> None:
    """The one placement has no subject, so it is the decaan's to move."""
    subjects = [make.subject()] if own_subject else []
    user = make.user(planned.school, *([role] if role else []), subjects=subjects)
    page = Page(client_of(user).get("/jaarplanning").text)
    assert (len(page.all("a.card__move")), len(page.all("a.board__add"))) == expected


def test_mentor_plans_for_the_own_class_type(
    make: Factory, client_of: Browser, planned: Planned
) -> None:
    mentor = make.user(planned.school, Role.MENTOR, class_types=[planned.classes[0]])
    page = Page(client_of(mentor).get("/jaarplanning").text)
    assert (len(page.all("a.card__move")), len(page.all("a.board__add"))) == (1, 4)


def test_placing_puts_it_on_the_board(
    client_of: Browser, planned: Planned, session: Session
) -> None:
    client = client_of(planned.decaan)
    answer = client.post("/jaarplanning/plaatsen", data=sent(planned, note="Met\nouders"))
    assert answer.status_code == 303
    new = session.scalars(select(Placement).where(Placement.id != planned.placement.id)).one()
    assert answer.location == f"/jaarplanning?schooljaar={YEAR}#p{new.id}"
    assert board(client)["4 havo, Periode 2"] == (
        "Interview een bakker Economie · een deel Met ouders"
    )


def test_place_page_has_what_the_address_knows(
    make: Factory, client_of: Browser, planned: Planned
) -> None:
    address = (
        f"/jaarplanning/plaatsen?opdracht={planned.assignment.id}&leerjaar=4&niveau=havo"
        f"&periode={planned.periods[2].id}&vak=economie"
    )
    page = Page(client_of(planned.decaan).get(address).text)
    chosen = [one.text for one in page.all("option") if "selected" in one.attributes]
    assert chosen == ["4 havo", "Periode 3", "Economie"]


def test_place_page_offers_only_own_subjects(
    make: Factory, client_of: Browser, planned: Planned
) -> None:
    docent = make.user(planned.school, subjects=[make.subject()])
    address = f"/jaarplanning/plaatsen?opdracht={planned.assignment.id}"
    page = Page(client_of(docent).get(address).text)
    subjects = [
        one.text
        for one in page.all("select option")
        if one.parent and (one.parent.attributes["name"] == "subject")
    ]
    assert subjects == ["Geen vak", "Economie"]


def test_placing_without_a_place_keeps_what_was_chosen(
    client_of: Browser, planned: Planned
) -> None:
    answer = client_of(planned.decaan).post(
        "/jaarplanning/plaatsen", data=sent(planned, class_type="", period="x", note="Hoi")
    )
    assert answer.status_code == 422
    assert Page(answer.text).texts("p.field__error") == [
        "Kies een klastype.",
        "Kies een periode.",
    ]
    assert "Hoi</textarea>" in answer.text


def test_neighbours_assignment_comes_as_a_copy(
    make: Factory, client_of: Browser, planned: Planned, session: Session
) -> None:
    neighbour = make.user(make.school(planned.school.board, name="De Buur"))
    theirs = make.assignment(neighbour, title="Bij de buren", visibility=Visibility.BOARD)
    client = client_of(planned.decaan)
    page = client.get(f"/jaarplanning/plaatsen?opdracht={theirs.id}")
    assert "Deze opdracht is van De Buur. Er komt een kopie in onze map" in text_of(page)
    client.post("/jaarplanning/plaatsen", data=sent(planned, assignment=theirs.id))
    copy = session.scalars(select(Assignment).where(Assignment.based_on_id == theirs.id)).one()
    assert (copy.school_id, copy.years) == (planned.school.id, (3, 4))
    assert board(client)["4 havo, Periode 2"].startswith("Bij de buren")


def test_placing_the_same_in_another_way_shows_what_stands_there(
    client_of: Browser, planned: Planned
) -> None:
    data = sent(
        planned, class_type=planned.classes[0].id, period=planned.periods[0].id, note="Buiten"
    )
    answer = client_of(planned.decaan).post("/jaarplanning/plaatsen", data=data)
    assert answer.status_code == 409
    assert "Er staat nu: geen vak · iedereen · In het lokaal." in text_of(answer)
    assert "Buiten</textarea>" in answer.text


def test_change_moves_it_and_keeps_the_rest(client_of: Browser, planned: Planned) -> None:
    client = client_of(planned.decaan)
    answer = client.post(
        f"/jaarplanning/{planned.placement.id}", data=sent(planned, reach="iedereen", note="Nu")
    )
    assert answer.status_code == 303
    assert board(client) == {"4 havo, Periode 2": "Interview een bakker Economie Nu"}


def test_move_changes_the_place_alone(client_of: Browser, planned: Planned) -> None:
    client = client_of(planned.decaan)
    data = {"class_type": planned.classes[1].id, "period": planned.periods[0].id, "version": 1}
    answer = client.post(f"/jaarplanning/{planned.placement.id}/verplaatsen", data=data)
    assert answer.status_code == 303
    assert board(client) == {"4 havo, Periode 1": "Interview een bakker In het lokaal"}


def test_move_goes_back_to_the_board_it_came_from(client_of: Browser, planned: Planned) -> None:
    data = {
        "class_type": planned.classes[1].id,
        "period": planned.periods[0].id,
        "version": 1,
        "terug": "/jaarplanning?mijn=1",
    }
    address = f"/jaarplanning/{planned.placement.id}/verplaatsen"
    answer = client_of(planned.decaan).post(address, data=data)
    assert answer.location == f"/jaarplanning?mijn=1#p{planned.placement.id}"


def test_move_never_leads_elsewhere(client_of: Browser, planned: Planned) -> None:
    data = {
        "class_type": planned.classes[1].id,
        "period": planned.periods[0].id,
        "version": 1,
        "terug": "//evil.example/jaarplanning",
    }
    address = f"/jaarplanning/{planned.placement.id}/verplaatsen"
    answer = client_of(planned.decaan).post(address, data=data)
    assert answer.location.startswith("/jaarplanning?schooljaar=")


def test_second_of_two_sees_both_and_loses_nothing(
    make: Factory, client_of: Browser, planned: Planned, session: Session
) -> None:
    other = make.user(planned.school, Role.DECAAN, name="Noor")
    address = f"/jaarplanning/{planned.placement.id}"
    client_of(other).post(address, data=sent(planned, note="Van Noor", subject=""))
    mine = client_of(planned.decaan)
    answer = mine.post(address, data=sent(planned, period=planned.periods[3].id, note="Van mij"))
    assert answer.status_code == 409
    page = Page(answer.text)
    assert "Noor wijzigde dit terwijl jij bezig was." in text_of(answer)
    assert [row.text for row in page.all("tbody tr")] == [
        "PeriodePeriode 2Periode 4",
        "Vak dat het geeftGeen vakEconomie",
        "AantekeningVan NoorVan mij",
    ]
    assert "Van mij</textarea>" in answer.text
    again = sent(planned, period=planned.periods[3].id, note="Van mij", version=2)
    assert mine.post(address, data=again).status_code == 303
    afresh(session)
    assert session.get_one(Placement, planned.placement.id).note == "Van mij"


def test_two_who_change_different_placements_merge(
    make: Factory, client_of: Browser, planned: Planned
) -> None:
    second = make.placement(planned.assignment, planned.classes[0], planned.periods[1])
    other = make.user(planned.school, Role.DECAAN)
    one, two = client_of(planned.decaan), client_of(other)
    for client, row, period in ((one, planned.placement, 2), (two, second, 3)):
        data = {
            "class_type": planned.classes[1].id,
            "period": planned.periods[period].id,
            "version": 1,
        }
        assert client.post(f"/jaarplanning/{row.id}/verplaatsen", data=data).status_code == 303
    assert list(board(one)) == ["4 havo, Periode 3", "4 havo, Periode 4"]


def test_change_of_what_a_colleague_took_off_can_be_placed_again(
    make: Factory, client_of: Browser, planned: Planned
) -> None:
    address = f"/jaarplanning/{planned.placement.id}"
    other = client_of(make.user(planned.school, Role.DECAAN))
    assert other.post(f"{address}/weghalen", data={"version": 1}).status_code == 303
    answer = client_of(planned.decaan).post(address, data=sent(planned, note="Toch wel"))
    assert answer.status_code == 409
    assert "Een collega haalde deze opdracht intussen van de planning." in text_of(answer)
    assert "Toch wel</textarea>" in answer.text


def test_remove_can_be_undone_with_what_was_said(
    make: Factory, client_of: Browser, planned: Planned, session: Session
) -> None:
    make.delivery(planned.placement, line="Ging goed")
    client = client_of(planned.decaan)
    address = f"/jaarplanning/{planned.placement.id}/weghalen"
    assert client.post(address, data={"version": 1}).status_code == 303
    answer = client.get("/jaarplanning")
    page = Page(answer.text)
    assert cells(page) == {}
    assert "‘Interview een bakker’ is van de planning." in text_of(answer)
    fields = (one.attributes for one in page.all("div.message input"))
    back = {one["name"]: one["value"] for one in fields}
    assert client.post("/jaarplanning/plaatsen", data=back).status_code == 303
    assert board(client) == {"3 havo, Periode 1": "Interview een bakker In het lokaal Ja, gedaan"}


def test_remove_of_what_was_changed_is_asked_again(client_of: Browser, planned: Planned) -> None:
    client = client_of(planned.decaan)
    address = f"/jaarplanning/{planned.placement.id}"
    client.post(address, data=sent(planned))
    assert client.post(f"{address}/weghalen", data={"version": 1}).status_code == 409
    assert list(board(client)) == ["4 havo, Periode 2"]


def test_script_gets_the_board_alone(client_of: Browser, planned: Planned) -> None:
    answer = client_of(planned.decaan).get("/jaarplanning", headers={"X-Lobbib-Parts": "1"})
    assert "<header" not in answer.text
    assert list(cells(Page(answer.text))) == ["3 havo, Periode 1"]


def test_typed_words_are_no_html(make: Factory, client_of: Browser, planned: Planned) -> None:
    note = "<script>alert(1)</script>"
    make.placement(planned.assignment, planned.classes[1], planned.periods[0], note=note)
    page = client_of(planned.decaan).get("/jaarplanning").text
    assert note not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_empty_year_leads_whoever_can_to_its_beginning(
    make: Factory, client_of: Browser, planned: Planned
) -> None:
    address = f"/jaarplanning?schooljaar={YEAR.next}"
    link = ("Maak de school klaar", f"/beheer/klastypen?schooljaar={YEAR.next}")
    assert link in Page(client_of(planned.decaan).get(address).text).links("main a")
    docent = client_of(make.user(planned.school)).get(address)
    assert link not in Page(docent.text).links("main a")
    assert f"Voor {YEAR.next} is er nog geen planning" in text_of(docent)


def test_assignments_page_says_where_it_stands_and_what_worked(
    make: Factory, client_of: Browser, planned: Planned
) -> None:
    joost = make.user(planned.school, name="Joost")
    make.delivery(planned.placement, line="Begin met een voorbeeld", user_id=joost.id)
    answer = client_of(planned.decaan).get(f"/opdrachten/{planned.assignment.id}")
    text = text_of(answer)
    assert f"3 havo, Periode 1 {YEAR} · Ja, gedaan 1 keer gedaan." in text
    assert f"Begin met een voorbeeld Joost · 3 havo · {YEAR}" in text
    link = ("Zet in de jaarplanning", f"/jaarplanning/plaatsen?opdracht={planned.assignment.id}")
    assert link in Page(answer.text).links("main a")
