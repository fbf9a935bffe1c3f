"""What the page of the line says besides its figures; its addresses, its files and the API."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from lobbib.domain.competencies import Competency
from lobbib.domain.planning import Reach
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import (
    ClassType,
    MilestoneTrack,
    MilestoneYear,
    Period,
    School,
    User,
)
from lobbib.web.coverage_matter import today
from tests.factories import Factory
from tests.web.test_coverage import csv_rows

Browser = Callable[[User], FlaskClient]


def test_page_of_an_empty_school_says_what_is_missing(client_of: Browser, decaan: User) -> None:
    page = client_of(decaan).get("/lijn").text
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Hier is nog niets gepland." in text
    assert "0 van de 25 plekken zoals afgesproken · 25 missen nog" in text
    assert "niets dat erop lijkt: Kwaliteitenreflectie klas 1, 2, 3, 4 en 5 Motievenref" in text
    assert page.count('class="gap"') == 0


def test_page_is_glad_when_nothing_is_missing(
    make: Factory, client_of: Browser, decaan: User
) -> None:
    every = {"competencies": tuple(Competency), "tracks": tuple(Track)}
    make.assignment(decaan, years=(1, 2, 3, 4, 5), **every)
    page = client_of(decaan).get("/lijn?laag=beschikbaar").text
    assert "Elke competentie komt in elke klas terug, zoals we hebben afgesproken." in page
    assert "Hier mist nog iets" not in page


def plan_of(make: Factory, school: School) -> tuple[ClassType, list[Period]]:
    """A class type for klas 3 havo, and this year's periods."""
    row = make.class_type(school, "3 havo", 3, (Track.HAVO,))
    return row, make.periods(school, SchoolYear.of(today()))


def test_page_says_when_everything_is_in_one_period(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    class_type, periods = plan_of(make, school)
    for _ in range(2):
        make.placement(make.assignment(decaan, questions=("Wat?",)), class_type, periods[3])
    page = client_of(decaan).get("/lijn?niveau=havo").text
    assert page.count("alles in periode 4") == 2
    rows = {
        row[0]: row[3]
        for row in (
            [
                " ".join(re.sub(r"^[^<>]*>|<[^>]+>", "", cell).split())
                for cell in re.split(r"</t[hd]>", one)
            ]
            for one in page.split("<h2>Per klas</h2>")[1].split("<tr ")[2:]
        )
    }
    assert rows == {
        "Opdrachten": "2 van 3",
        "Periodes": "1 van 2",
        "Met een gesprek": "2 van 3",
        "Met ouders": "0",
        "Buiten de school": "0",
        "Voor het dossier": "0",
        "Per periode": "0 · 0 · 0 · 2 alles in periode 4",
    }


def test_map_shows_the_milestones_of_its_track(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    for name, year, track in (
        ("Profielkeuze", 3, Track.HAVO),
        ("Profielkeuze vmbo", 2, Track.VMBO_TL),
    ):
        years, tracks = [MilestoneYear(year=year)], [MilestoneTrack(track=track)]
        make.milestone(school, name, year_rows=years, track_rows=tracks)
    page = client_of(decaan).get("/lijn?niveau=havo").text
    assert re.findall(r'class="metro-flag"[^>]*>([^<]*)', page) == ["Profielkeuze"] * 2
    assert "Mijlpalen: Profielkeuze (klas 3, " in page


def test_list_behind_a_figure_says_where_it_stands(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    class_type, periods = plan_of(make, school)
    row = make.assignment(decaan, title="Stage lopen")
    part = make.assignment(decaan, title="Voor een paar")
    make.placement(row, class_type, periods[1], subject_id=make.subject("economie").id)
    make.placement(part, class_type, periods[0], reach=Reach.PART)
    browser = client_of(decaan)
    page = browser.get("/lijn/opdrachten?niveau=havo&leerjaar=3&competentie=netwerken").text
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "1 opdracht · Gepland in schooljaar" in text
    assert "Stage lopen Netwerken : wat is dat? 3 havo, periode 2 (Economie)" in text
    assert "Voor een paar" not in text
    page = browser.get("/lijn/opdrachten?niveau=havo&leerjaar=3&deel=1").text
    assert "3 havo, periode 1" in page
    assert "voor een deel" in page


def test_list_behind_a_figure_may_be_empty_or_past_its_end(
    client_of: Browser, decaan: User
) -> None:
    browser = client_of(decaan)
    empty = browser.get("/lijn/opdrachten?leerjaar=3")
    assert (empty.status_code, "Hier staat nog niets" in empty.text) == (200, True)
    odd = browser.get("/lijn/opdrachten?leerjaar=9&competentie=x&pagina=99")
    assert odd.status_code == 200
    assert "‘9’ kennen we niet" in odd.text


def test_page_shows_the_line_of_a_track_in_words(
    make: Factory, client_of: Browser, decaan: User
) -> None:
    make.assignment(decaan, years=(1, 2, 4), tracks=(Track.VMBO_TL,))
    browser = client_of(decaan)
    on_track = re.sub(r"<[^>]+>", "", browser.get("/lijn?niveau=vmbo-tl&laag=beschikbaar").text)
    assert "Netwerken mist in klas 3, nog zonder werkvorm." in on_track
    assert "Werkexploratie komt nergens voor." in on_track
    whole = re.sub(r"<[^>]+>", "", browser.get("/lijn?laag=beschikbaar").text)
    assert "Loopbaansturing komt nergens voor; Netwerken mist in klas 3." in whole


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/lijn?laag=gewenst", "Laag ‘gewenst’ kennen we niet; dat telt niet mee."),
        ("/lijn?schooljaar=2026", "Schooljaar ‘2026’ kennen we niet; dat telt niet mee."),
        ("/lijn?lichting=nu", "Lichting ‘nu’ kennen we niet; dat telt niet mee."),
        ("/lijn?x=1&amp;buiten=ver", "De keuze voor buiten de school ‘ver’ kennen we niet"),
        ("/lijn?niveau=gymnasium", "Niveau ‘gymnasium’ kennen we niet; dat telt niet mee."),
        ("/lijn?vak=toveren&amp;x=1", "Vak ‘toveren’ kennen we niet; dat telt niet mee."),
        ("/lijn?werkvorm=<b>", "Werkvorm ‘<b>’ kennen we niet; dat telt niet mee."),
        ("/lijn?ouders=misschien", "De keuze voor ouders ‘misschien’ kennen we niet"),
    ],
)
def test_page_ignores_an_unknown_value_and_says_so(
    client_of: Browser, decaan: User, address: str, said: str
) -> None:
    answer = client_of(decaan).get(address.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert said in unescape(answer.text)


def test_page_keeps_a_known_value_beside_an_unknown_one(client_of: Browser, decaan: User) -> None:
    page = client_of(decaan).get("/lijn?niveau=havo&vak=toveren&vak=economie").text
    assert "De LOB-lijn van havo" in page
    assert 'value="economie" checked' in page


def test_page_offers_a_track_that_the_school_does_not_have_only_when_asked(
    client_of: Browser, decaan: User
) -> None:
    browser = client_of(decaan)
    assert "niveau=vwo" not in browser.get("/lijn").text
    assert "De LOB-lijn van vwo" in browser.get("/lijn?niveau=vwo").text


def test_sheets_name_date_filters_layer_and_school(client_of: Browser, decaan: User) -> None:
    browser = client_of(decaan)
    answer = browser.get(
        "/lijn.csv?schooljaar=2025-2026&niveau=havo&vak=economie&werkvorm=spel&ouders=1&buiten=1&dossier=1"
    )
    facts = dict(row for row in csv_rows(answer.data)[1:12] if len(row) == 2)
    assert re.fullmatch(r"\d{1,2} [a-z]+ 20\d\d", facts.pop("Gemaakt op"))
    assert facts == {
        "School": "Het Voorbeeld",
        "Laag": "Gepland in schooljaar 2025-2026",
        "Schooljaar": "2025-2026",
        "Niveau": "havo",
        "Vak": "Economie",
        "Werkvorm": "Spel",
        "Ouders": "alleen opdrachten waarin ouders meedoen",
        "Buiten de school": "alleen opdrachten buiten de school of met bezoek",
        "Loopbaandossier": "alleen opdrachten die iets opleveren voor het dossier",
    }


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        ("/lijn.csv", "text/csv; charset=utf-8", r"lob-lijn-hele-school-20\d\d-\d\d-\d\d\.csv"),
        (
            "/lijn.xlsx?niveau=vmbo-tl",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            r"lob-lijn-mavo-20\d\d-\d\d-\d\d\.xlsx",
        ),
        (
            "/lijn.svg?niveau=havo",
            "image/svg+xml; charset=utf-8",
            r"lob-lijn-havo-20\d\d-\d\d-\d\d\.svg",
        ),
        (
            "/lijn.docx?niveau=havo",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            r"lob-lijn-havo-20\d\d-\d\d-\d\d\.docx",
        ),
        ("/lijn.pdf", "application/pdf", r"lob-lijn-hele-school-20\d\d-\d\d-\d\d\.pdf"),
        ("/lijn.png", "image/png", r"lob-lijn-hele-school-20\d\d-\d\d-\d\d\.png"),
    ],
)
def test_sheets_are_attachments(
    client_of: Browser, decaan: User, address: str, kind: str, name: str
) -> None:
    answer = client_of(decaan).get(address)
    assert answer.headers["Content-Type"] == kind
    assert re.fullmatch(f"attachment; filename={name}", answer.headers["Content-Disposition"])


def test_api_refuses_a_layer_that_is_not_there(client_of: Browser, decaan: User) -> None:
    answer = client_of(decaan).get("/api/v1/coverage?layer=gepland")
    message = "Deze laag is er niet. Vraag layer=available, planned of done."
    assert (answer.status_code, answer.get_json()) == (
        400,
        {"error": {"code": 400, "message": message, "fields": {"layer": message}}},
    )


def test_api_names_what_it_ignores(client_of: Browser, decaan: User) -> None:
    found = client_of(decaan).get("/api/v1/coverage?track=x&cohort=24&layer=available").get_json()
    assert found["ignored"] == [
        {"parameter": "track", "value": "x"},
        {"parameter": "cohort", "value": "24"},
    ]
    assert "line" not in found


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/lijn",
        *(f"/lijn.{form}" for form in ("csv", "xlsx", "docx", "pdf", "svg", "png")),
    ],
)
def test_line_and_home_ask_who_is_there(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/inloggen?next=")
