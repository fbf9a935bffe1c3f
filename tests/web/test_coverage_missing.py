"""What is missing on the line, as the page lists it, and the steps that fill it."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import (
    Assignment,
    Call,
    ClassType,
    Period,
    School,
    User,
)
from lobbib.search import fitting
from lobbib.services.transaction import utc_now
from lobbib.web.coverage_matter import today
from lobbib.web.coverage_missing import Lacking, bare
from tests.factories import Factory

Browser = Callable[[User], FlaskClient]


def test_page_shows_six_gaps_and_folds_the_rest(
    make: Factory, client_of: Browser, decaan: User
) -> None:
    make.assignment(decaan, years=(2, 4), competencies=tuple(Competency), tracks=tuple(Track))
    page = client_of(decaan).get("/lijn?laag=beschikbaar").text
    first, folded = page.split("Nog 9 plekken")
    assert (first.count('class="gap"'), folded.count('class="gap"')) == (6, 9)


def test_page_proposes_what_could_fill_a_gap(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    make.assignment(decaan, title="Lager", years=(2,), tracks=(Track.HAVO,))
    make.assignment(decaan, title="Hoger", years=(4,), tracks=(Track.HAVO,))
    make.assignment(decaan, title="Te ver", years=(5,), tracks=(Track.HAVO,))
    make.assignment(decaan, title="Ander niveau", years=(2,), tracks=(Track.VWO,))
    neighbour = make.user(make.school(school.board, name="De Buur"))
    for title in ("Van de buur", "Nog een"):
        make.assignment(neighbour, title=title, years=(3,), visibility=Visibility.BOARD)
    page = client_of(decaan).get("/lijn?niveau=havo&laag=beschikbaar").text
    assert gap_of(page, 3, "Netwerken") == (
        "Klas 3 Netwerken: wat is dat? 0 van 1 Doe een oproep voor klas 3, netwerken "
        "Lager van onze school, nu voor klas 2 klas 3, netwerken: 0 → 1 "
        "Pas aan voor klas 3: Lager "
        "Hoger van onze school, nu voor klas 4 klas 3, netwerken: 0 → 1 "
        "Pas aan voor klas 3: Hoger "
        "Nog 1 voorstel voor klas 3, netwerken "
        "Van de buur van De Buur · nog 1 zoals deze, voor klas 3, netwerken "
        "klas 3, netwerken: 0 → 1 Pas aan voor klas 3: Van de buur"
    )


def test_page_proposes_what_fits_by_its_text_with_the_words(
    make: Factory, client_of: Browser, decaan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "PATIENCE", 60)
    body = "Leerlingen bellen iemand uit hun netwerk."
    kind = {"years": (4,), "competencies": (Competency.WERKEXPLORATIE,)}
    row = make.assignment(decaan, title="Wie ken jij?", body=body, **kind)
    browser = client_of(decaan)
    page = browser.get("/lijn?niveau=havo&laag=beschikbaar").text
    assert gap_of(page, 4, "Netwerken") == (
        "Klas 4 Netwerken: wat is dat? 0 van 1 Doe een oproep voor klas 4, netwerken "
        "Wie ken jij? van onze school, past erbij door bellen, Wie ken en netwerk "
        "klas 4, netwerken: 0 → 1 Voeg netwerken toe aan Wie ken jij?"
    )
    address = f"/opdrachten/{row.id}/bewerken?competentie=netwerken"
    assert f'href="{address}"' in page
    form = browser.get(address).text
    ticked = re.findall(r'name="competencies" value="(\w+)"[^>]* checked', form)
    assert ticked == ["werkexploratie", "netwerken"]


def gap_of(page: str, year: int, competency: str) -> str:
    """What the work list says about one place, in words."""
    gaps = re.split(r'<li class="gap">', page)[1:]
    found = [g for g in gaps if f"Klas {year}</strong>" in g and f"<span>{competency}</span>" in g]
    (gap,) = found
    return " ".join(re.sub(r"<[^>]+>", "", gap.split("<p>Voor deze plekken")[0]).split())


def ask(make: Factory, decaan: User, **values: Any) -> None:
    """A call for klas 3, netwerken."""
    call = Call(
        school_id=decaan.school_id,
        competency=Competency.NETWERKEN,
        year=3,
        text="Wie heeft iets?",
        user_id=decaan.id,
        created_at=utc_now(),
        **values,
    )
    make.session.add(call)
    make.session.commit()


def plan_of(make: Factory, school: School) -> tuple[ClassType, list[Period]]:
    """A class type for klas 3 havo, and this year's periods."""
    row = make.class_type(school, "3 havo", 3, (Track.HAVO,))
    return row, make.periods(school, SchoolYear.of(today()))


def test_page_proposes_to_place_what_is_only_not_planned(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    class_type, periods = plan_of(make, school)
    both = (Competency.WERKEXPLORATIE, Competency.NETWERKEN)
    here = make.assignment(decaan, title="Hier", years=(3,), competencies=both)
    placed = make.assignment(decaan, competencies=(Competency.WERKEXPLORATIE,))
    make.placement(placed, class_type, periods[1])
    page = client_of(decaan).get("/lijn?niveau=havo").text
    assert gap_of(page, 3, "Netwerken").startswith(
        "Klas 3 Netwerken: wat is dat? 0 van 1 Doe een oproep voor klas 3, netwerken "
        "Hier staat in onze map, nog niet gepland "
        "klas 3, netwerken: 0 → 1; werkexploratie: 1 → 2 Zet in klas 3: Hier"
    )
    this_year = SchoolYear.of(today())
    address = (
        f"/jaarplanning/plaatsen?opdracht={here.id}&amp;schooljaar={this_year}"
        "&amp;leerjaar=3&amp;niveau=havo&amp;competentie=netwerken"
    )
    assert f'href="{address}"' in page
    assert client_of(decaan).get(unescape(address)).status_code == 200


def test_page_names_an_open_call_instead_of_offering_one(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    make.assignment(decaan, years=(2,))
    ask(make, decaan)
    gap = gap_of(client_of(decaan).get("/lijn?niveau=havo").text, 3, "Netwerken")
    assert "Er loopt een oproep aan iedereen." in gap
    assert "Doe een oproep" not in gap


def test_page_offers_a_call_to_the_decaan_alone(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    make.assignment(decaan, years=(2,))
    address = 'href="/oproepen/nieuw?leerjaar=3&amp;competentie=netwerken&amp;niveau=havo"'
    assert address in client_of(decaan).get("/lijn?niveau=havo").text
    docent = client_of(make.user(school)).get("/lijn?niveau=havo").text
    assert "/oproepen/nieuw" not in docent
    assert "Zet in klas" not in docent


def test_page_offers_nothing_for_a_school_year_that_is_over(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    make.assignment(decaan, years=(2, 3))
    page = client_of(decaan).get("/lijn?niveau=havo&laag=gedaan&schooljaar=2020-2021").text
    assert page.count('class="gap"') == 0
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Dit is voorbij, en niet meer te vullen: Kwaliteitenreflectie klas 1, 2, 3" in text


def test_adapting_for_a_place_tags_the_copy_for_it(
    make: Factory, client_of: Browser, session: Session, school: School, decaan: User
) -> None:
    source = make.assignment(decaan, years=(1, 2), competencies=(Competency.WERKEXPLORATIE,))
    form = {"leerjaar": "3", "competentie": "netwerken", "niveau": "havo"}
    answer = client_of(decaan).post(f"/lijn/aanpassen/{source.id}", data=form)
    assert answer.status_code == 303
    session.expire_all()
    copy = session.scalars(select(Assignment).where(Assignment.based_on_id == source.id)).one()
    assert answer.headers["Location"] == f"/opdrachten/{copy.id}/bewerken"
    assert (copy.status, copy.years, copy.competencies, copy.tracks) == (
        Status.CONCEPT,
        (3,),
        (Competency.WERKEXPLORATIE, Competency.NETWERKEN),
        (Track.HAVO,),
    )
    assert source.years == (1, 2)


def test_word_report_names_what_is_missing_with_what_is_being_done(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    make.assignment(decaan, title="Lager", years=(2,))
    ask(make, decaan, subject=make.subject("economie"))
    answer = client_of(decaan).get("/lijn.docx?niveau=havo")
    rows = [[c.text for c in row.cells] for row in Document(BytesIO(answer.data)).tables[2].rows]
    (ideas,) = [row[3] for row in rows if row[:2] == ["3", "Netwerken"]]
    assert ideas.splitlines() == [
        "Er loopt een oproep aan collega's van Economie.",
        "‘Lager’ aanpassen voor klas 3 (van onze school, nu voor klas 2)",
    ]


def test_bare_names_the_competencies_in_the_order_of_the_field() -> None:
    cells = [(Competency.NETWERKEN, 2), (Competency.KWALITEITENREFLECTIE, 3)]
    cells += [(Competency.NETWERKEN, 1)]
    places = [Lacking(Cell(c, year), 0, 1, (), None, "") for c, year in cells]
    assert list(bare(places).items()) == [
        (Competency.KWALITEITENREFLECTIE, "3"),
        (Competency.NETWERKEN, "1 en 2"),
    ]
