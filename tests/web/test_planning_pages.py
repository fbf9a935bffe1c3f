"""Around the board: agreements, copying a year, taking a planning in, and who takes part."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.planning import Reach
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.models import Assignment, CellTarget, Placement, User
from lobbib.services.transaction import utc_now
from tests.factories import Factory
from tests.web.conftest import Scene
from tests.web.pages import Page, fields
from tests.web.reading import afresh, text_of

Browser = Callable[[User], FlaskClient]
YEAR = SchoolYear.of(utc_now().date())


# -- Agreements ---------------------------------------------------------------------------------


def test_agreements_start_with_the_defaults(client_of: Browser, scene: Scene) -> None:
    page = client_of(scene.decaan).get("/lijn/afspraken").text
    assert fields(page, "netwerken-") == {f"netwerken-{year}": "1" for year in range(1, 6)}
    assert fields(page, "periods-") == {f"periods-{year}": "2" for year in range(1, 6)}


def test_agreement_that_changed_is_kept_from_this_year_on(
    client_of: Browser, scene: Scene, session: Session
) -> None:
    client = client_of(scene.decaan)
    sent = fields(client.get("/lijn/afspraken").text) | {"netwerken-3": "2"}
    answer = client.post("/lijn/afspraken", data=sent)
    assert (answer.status_code, answer.location) == (303, f"/lijn/afspraken?schooljaar={YEAR}")
    row = session.scalars(select(CellTarget)).one()
    assert (row.competency.value, row.year, row.number, row.school_year) == (
        "netwerken",
        3,
        2,
        YEAR,
    )


def test_agreement_that_is_no_number_stays_on_the_screen(client_of: Browser, scene: Scene) -> None:
    client = client_of(scene.decaan)
    sent = fields(client.get("/lijn/afspraken").text) | {"netwerken-3": "veel"}
    answer = client.post("/lijn/afspraken", data=sent)
    assert answer.status_code == 422
    assert Page(answer.text).texts("p.field__error") == ["Typ een getal."]
    assert fields(answer.text)["netwerken-3"] == "veel"


def test_two_who_agree_on_the_same_cell_see_both(
    make: Factory, client_of: Browser, scene: Scene
) -> None:
    first = client_of(scene.decaan)
    second = client_of(make.user(scene.school, Role.DECAAN))
    sent = fields(first.get("/lijn/afspraken").text)
    first.post("/lijn/afspraken", data=sent | {"netwerken-3": "2"})
    answer = second.post("/lijn/afspraken", data=sent | {"netwerken-3": "4"})
    assert answer.status_code == 409
    assert "nu 2" in text_of(answer)
    assert fields(answer.text)["netwerken-3"] == "4"
    again = fields(answer.text)
    assert second.post("/lijn/afspraken", data=again).status_code == 303


def test_two_who_agree_on_different_cells_both_get_their_way(
    make: Factory, client_of: Browser, scene: Scene, session: Session
) -> None:
    first = client_of(scene.decaan)
    second = client_of(make.user(scene.school, Role.DECAAN))
    sent = fields(first.get("/lijn/afspraken").text)
    for client, cell in ((first, "netwerken-3"), (second, "netwerken-4")):
        assert client.post("/lijn/afspraken", data=sent | {cell: "2"}).status_code == 303
    found = {(row.year, row.number) for row in session.scalars(select(CellTarget))}
    assert found == {(3, 2), (4, 2)}


# -- The next year ------------------------------------------------------------------------------


def test_copy_says_what_is_different_and_leads_to_the_board(
    make: Factory, client_of: Browser, scene: Scene, session: Session
) -> None:
    kept = make.assignment(scene.decaan, title="Blijft")
    gone = make.assignment(scene.decaan, Status.ARCHIVED, title="Weg")
    for one in (kept, gone):
        make.placement(one, scene.class_type, scene.periods[1])
    client = client_of(scene.decaan)
    address = f"/jaarplanning/kopie?schooljaar={YEAR.next}"
    page = client.get(address)
    assert f"Neem 1 mee uit {YEAR}" in text_of(page)
    assert "In het archief (1) Deze opdrachten gaan niet mee. Weg 3 havo" in text_of(page)
    answer = client.post("/jaarplanning/kopie", data={"schooljaar": str(YEAR.next)})
    assert (answer.status_code, answer.location) == (303, address)
    copies = session.scalars(select(Placement).where(Placement.school_year == YEAR.next)).all()
    assert [(one.assignment_id, one.period.number) for one in copies] == [(kept.id, 2)]


def test_copy_of_nothing_says_so(client_of: Browser, scene: Scene) -> None:
    client = client_of(scene.decaan)
    page = client.get(f"/jaarplanning/kopie?schooljaar={YEAR}")
    assert "Er is dus niets om mee te nemen." in text_of(page)
    client.post("/jaarplanning/kopie", data={"schooljaar": str(YEAR)})
    after = text_of(client.get("/jaarplanning/kopie"))
    assert "In dat schooljaar staat nog niets in de planning." in after


# -- A planning that is there already -----------------------------------------------------------

CSV = (
    "Activiteit;Klas;Periode;Vak;Opmerking\n"
    "Interview een bakker;3 havo;P1;Economie;In het lokaal\n"
    "Interview een baker;3 havo;2;;\n"
    "=Nieuw idee;3 havo;Periode 3;;\n"
    "Zwevend;9 havo;P1;;\n"
)


def upload(client: FlaskClient, name: str, content: bytes) -> str:
    answer = client.post(
        "/jaarplanning/importeren",
        data={"file": (BytesIO(content), name), "schooljaar": str(YEAR)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200
    page: str = answer.text
    return page


def columns(page: str) -> dict[str, str]:
    """What was guessed, as the form would send it, with the sheet."""
    found = {"sheet": "", "schooljaar": str(YEAR)}
    for one in Page(page).all("main select option"):
        select_ = one.parent
        assert select_ is not None
        if "selected" in one.attributes:
            found[select_.attributes["name"]] = one.attributes["value"]
    return found | {"sheet": fields(page)["sheet"]}


def workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append([cell.removeprefix("=") for cell in line.split(";")])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_page_of_a_planning_that_does_not_come_along_is_named(
    scene: Scene, client_of: Browser
) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(CSV)))
    book.create_sheet("Afspraken").append(["Wie doet wat?"])
    out = BytesIO()
    book.save(out)
    page = Page(upload(client_of(scene.decaan), "planning.xlsx", out.getvalue()))
    assert page.texts(".message--warning .message__body") == [
        "Het blad ‘Afspraken’ ging niet mee: het heeft andere kolommen dan ‘Sheet’. Bewaar het als "
        "een eigen bestand."
    ]


@pytest.mark.parametrize("name", ["planning.csv", "planning.xlsx"])
def test_columns_are_guessed_and_nothing_is_written_before_yes(
    make: Factory, client_of: Browser, scene: Scene, session: Session, name: str
) -> None:
    make.assignment(scene.decaan, title="Interview een bakker")
    client = client_of(scene.decaan)
    content = CSV.encode() if name.endswith("csv") else workbook(CSV)
    sent = columns(upload(client, name, content))
    guessed = {key: value for key, value in sent.items() if key.startswith("kolom")}
    assert guessed == {
        "kolom-0": "title",
        "kolom-1": "class_type",
        "kolom-2": "period",
        "kolom-3": "subject",
        "kolom-4": "note",
    }
    text = text_of(client.post("/jaarplanning/importeren/bekijken", data=sent))
    assert "3 keer gepland" in text
    assert "‘Interview een baker’ is Interview een bakker" in text
    assert "Nieuw (1)" in text
    assert "5 Zwevend Dit klastype kennen we niet: ‘9 havo’." in text
    assert session.scalars(select(Placement)).all() == []


def test_import_places_matches_and_makes_concepts_of_the_rest(
    make: Factory, client_of: Browser, scene: Scene, session: Session
) -> None:
    bakker = make.assignment(scene.decaan, title="Interview een bakker")
    client = client_of(scene.decaan)
    sent = columns(upload(client, "planning.csv", CSV.encode()))
    data = sent | {"zelfde": "Interview een baker"}
    answer = client.post("/jaarplanning/importeren/bewaren", data=data)
    assert (answer.status_code, answer.location) == (303, f"/jaarplanning?schooljaar={YEAR}")
    afresh(session)
    found = [
        (row.assignment.title, row.assignment.status, row.period.number, row.note, row.reach)
        for row in session.scalars(select(Placement).order_by(Placement.id))
    ]
    assert found == [
        ("Interview een bakker", Status.SHARED, 1, "In het lokaal", Reach.EVERYBODY),
        ("Interview een bakker", Status.SHARED, 2, "", Reach.EVERYBODY),
        ("=Nieuw idee", Status.CONCEPT, 3, "", Reach.EVERYBODY),
    ]
    assert {bakker.id} < set(session.scalars(select(Assignment.id)))
    said = text_of(client.get("/jaarplanning"))
    assert "3 keer gepland. 1 titels kenden we nog niet" in said
    assert "1 rijen bleven erbuiten." in said


def test_title_that_is_not_the_same_becomes_a_concept(
    make: Factory, client_of: Browser, scene: Scene, session: Session
) -> None:
    make.assignment(scene.decaan, title="Interview een bakker")
    client = client_of(scene.decaan)
    sent = columns(upload(client, "planning.csv", CSV.encode()))
    client.post("/jaarplanning/importeren/bewaren", data=sent)
    concepts = select(Assignment.title).where(Assignment.status == Status.CONCEPT)
    assert sorted(session.scalars(concepts)) == ["=Nieuw idee", "Interview een baker"]


def test_columns_that_are_missing_are_asked_for(client_of: Browser, scene: Scene) -> None:
    client = client_of(scene.decaan)
    sent = columns(upload(client, "planning.csv", b"A;B\nx;y\n"))
    answer = client.post("/jaarplanning/importeren/bekijken", data=sent)
    assert answer.status_code == 422
    assert "Kies nog een kolom voor: Klastype, Opdracht en Periode." in text_of(answer)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leeg.csv", b""),
        ("plaatje.png", b"\x89PNG\r\n\x1a\n0000"),
        ("kapot.xlsx", b"PK\x03\x04stuk"),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(
    client_of: Browser, scene: Scene, name: str, content: bytes
) -> None:
    data = {"file": (BytesIO(content), name)}
    answer = client_of(scene.decaan).post("/jaarplanning/importeren", data=data)
    assert answer.status_code == 422
    assert "Kies een bestand van Excel (xlsx) of een csv" in text_of(answer)


@pytest.mark.parametrize(
    "sheet", ["", "{}", "[]", "[1]", '[["a"],["b","c"]]', "[[]]", "[" * 2000, '[["a"], null]']
)
def test_sheet_that_this_page_did_not_make_is_asked_for_again(
    client_of: Browser, scene: Scene, sheet: str
) -> None:
    for step in ("bekijken", "bewaren"):
        answer = client_of(scene.decaan).post(
            f"/jaarplanning/importeren/{step}", data={"sheet": sheet}
        )
        assert answer.status_code == 422
        assert "Kies het bestand nog een keer." in text_of(answer)


# -- Who takes part -----------------------------------------------------------------------------


def test_subjects_are_counted_and_persons_only_to_themselves(
    make: Factory, client_of: Browser, scene: Scene
) -> None:
    economie = make.subject()
    joost, noor = make.user(scene.school, name="Joost"), make.user(scene.school, name="Noor")
    one = make.assignment(joost, subjects=("economie",))
    placed = make.placement(one, scene.class_type, scene.periods[0], subject_id=economie.id)
    make.delivery(placed, user_id=joost.id)
    for user, own in ((joost, ("1", "1", "0")), (noor, ("0", "0", "0"))):
        answer = client_of(user).get("/jaarplanning/vakken")
        page = Page(answer.text)
        assert page.texts("tbody tr") == ["Economie 1 1 1"]
        assert tuple(page.texts("dl.facts dd")) == own
    assert "Joost" not in text_of(client_of(noor).get("/jaarplanning/vakken"))


def test_board_of_a_year_that_is_over_asks_what_was_done_then(
    make: Factory, client_of: Browser, scene: Scene
) -> None:
    for year in (YEAR.previous, YEAR.previous.previous):
        periods = make.periods(scene.school, year)
        row = make.assignment(scene.decaan, title=f"Les in {year}")
        make.placement(row, scene.class_type, periods[0])
    client = client_of(scene.decaan)
    board = Page(client.get(f"/jaarplanning?schooljaar={YEAR.previous.previous}").text)
    (address,) = [url for _, url in board.links("a") if url.startswith("/gedaan")]
    assert address == f"/gedaan?schooljaar={YEAR.previous.previous}"
    asked = text_of(client.get(address))
    assert f"Les in {YEAR.previous.previous}" in asked
    assert f"Les in {YEAR.previous} " not in asked
