"""The school as it is, on its pages: class types, periods, milestones."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import Period, User
from lobbib.services.transaction import utc_now
from tests.factories import Factory
from tests.web.conftest import Scene
from tests.web.pages import Page, fields
from tests.web.reading import afresh, text_of, value_of

Browser = Callable[[User], FlaskClient]
YEAR = SchoolYear.of(utc_now().date())


def test_one_button_makes_a_school_ready(make: Factory, client_of: Browser) -> None:
    school = make.school(tracks=(Track.HAVO, Track.VWO))
    client = client_of(make.user(school, Role.DECAAN))
    page = client.get("/beheer/klastypen")
    assert "11 klastypen , van 1 havo tot en met 6 vwo" in text_of(page)
    answer = client.post("/beheer/klastypen/standaard", data={"schooljaar": str(YEAR)})
    assert answer.status_code == 303
    board = Page(client.get("/jaarplanning").text)
    assert len(board.all("tbody tr")) == 11
    assert len(board.all("thead th")) == 5


def test_class_type_is_added_changed_and_put_away(client_of: Browser, scene: Scene) -> None:
    client = client_of(scene.decaan)
    data = {"name": "1 mavo/havo", "year": "1", "tracks": ["havo", "vmbo-tl"]}
    assert client.post("/beheer/klastypen", data=data).status_code == 303
    page = Page(client.get("/beheer/klastypen").text)
    links = dict(page.links("h3 a"))
    assert list(links) == ["1 mavo/havo", "3 havo"]
    form = fields(client.get(links["1 mavo/havo"]).text, "seen")
    client.post(links["1 mavo/havo"], data=data | form | {"name": "1 mh"})
    again = client.post(links["1 mavo/havo"], data=data | form | {"name": "1 hm"})
    assert again.status_code == 409
    assert "Er staat nu: 1 mh, klas 1, mavo en havo." in text_of(again)
    seen = value_of(client.get(links["1 mavo/havo"]), "seen")[-1]
    client.post(f"{links['1 mavo/havo']}/archiveren", data={"seen": seen})
    assert Page(client.get("/beheer/klastypen").text).texts("h3 a") == ["3 havo"]


def test_class_type_without_a_name_or_with_a_taken_one_is_refused(
    client_of: Browser, scene: Scene
) -> None:
    client = client_of(scene.decaan)
    for name, problem in (
        ("", "Geef het klastype een naam, bijvoorbeeld '1 mavo/havo'."),
        ("3 HAVO", "Er is al een klastype met deze naam."),
    ):
        data = {"name": name, "year": "3", "tracks": ["havo"]}
        answer = client.post("/beheer/klastypen", data=data)
        assert answer.status_code == 422
        assert Page(answer.text).texts("p.field__error") == [problem]


def test_periods_change_as_a_whole(client_of: Browser, scene: Scene, session: Session) -> None:
    client = client_of(scene.decaan)
    page = client.get("/beheer/periodes")
    days = [(p.first_day.isoformat(), p.last_day.isoformat()) for p in scene.periods]
    data = {
        "schooljaar": str(YEAR),
        "seen": value_of(page, "seen")[0],
        "name": ["Najaar", "Voorjaar", "", ""],
        "first_day": [days[0][0], days[2][0], "", ""],
        "last_day": [days[1][1], days[3][1], "", ""],
    }
    assert client.post("/beheer/periodes", data=data).status_code == 303
    found = session.scalars(select(Period.name).order_by(Period.number))
    assert list(found) == ["Najaar", "Voorjaar"]
    again = client.post("/beheer/periodes", data=data)
    assert again.status_code == 409
    assert "Een collega veranderde de periodes intussen." in text_of(again)


def test_period_without_days_keeps_what_was_typed(client_of: Browser, scene: Scene) -> None:
    data = {
        "schooljaar": str(YEAR),
        "seen": "",
        "name": ["Blok 1", "Blok 2"],
        "first_day": ["", "onzin"],
        "last_day": ["", ""],
    }
    answer = client_of(scene.decaan).post("/beheer/periodes", data=data)
    assert answer.status_code == 422
    assert Page(answer.text).texts("p.field__error") == [
        "Kies een eerste en een laatste dag.",
        "Kies een eerste en een laatste dag.",
    ]
    assert value_of(answer, "name")[:2] == ["Blok 1", "Blok 2"]


def test_milestone_is_added_changed_and_removed(client_of: Browser, scene: Scene) -> None:
    client = client_of(scene.decaan)
    data = {"name": "Profielkeuze", "day": f"{YEAR.start + 1}-03-01", "every_year": "y"}
    assert client.post("/beheer/mijlpalen", data=data | {"years": "3"}).status_code == 303
    page = client.get("/beheer/mijlpalen")
    assert f"Profielkeuze 1 maart {YEAR.start + 1} · Klas 3 · elk jaar" in text_of(page)
    [(_, address)] = Page(page.text).links("h3 a")
    seen = value_of(client.get(address), "seen")[0]
    client.post(address, data=data | {"name": "Pakketkeuze", "seen": seen})
    assert client.post(address, data=data | {"seen": seen}).status_code == 409
    assert Page(client.get("/beheer/mijlpalen").text).texts("h3 a") == ["Pakketkeuze"]
    assert client.post(f"{address}/weghalen").status_code == 303
    assert "Er zijn nog geen mijlpalen." in text_of(client.get("/beheer/mijlpalen"))


def test_milestone_without_a_day_is_asked_for_it(client_of: Browser, scene: Scene) -> None:
    answer = client_of(scene.decaan).post("/beheer/mijlpalen", data={"name": "Ooit"})
    assert answer.status_code == 422
    assert Page(answer.text).texts("p.field__error") == ["Kies een dag."]


def test_own_class_types_are_chosen_in_the_profile(
    make: Factory, client_of: Browser, scene: Scene, session: Session
) -> None:
    docent = make.user(scene.school)
    client = client_of(docent)
    data = {"class_types": [str(scene.class_type.id)]}
    assert client.post("/profiel/klastypen", data=data).status_code == 303
    afresh(session)
    assert [row.name for row in session.get_one(User, docent.id).class_types] == ["3 havo"]
    elsewhere = make.class_type(make.school())
    client.post("/profiel/klastypen", data={"class_types": [str(elsewhere.id)]})
    assert "Een van deze klassen is er niet meer." in text_of(client.get("/profiel"))
