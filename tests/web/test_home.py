"""Home: each role its own next step, added up, and nothing that nobody asked for."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.seasons import Season
from lobbib.domain.tracks import Track
from lobbib.models import AuditEvent, Period, Report, School, User
from lobbib.search.engine import IndexStatus
from lobbib.search.feed import Position
from lobbib.services.backup import make_backup
from lobbib.services.transaction import utc_now
from lobbib.web.home_view import search_in_words
from tests.factories import Factory

Browser = Callable[[User], FlaskClient]
BLOCKS = {
    Role.MENTOR: "Iets voor je klas",
    Role.DECAAN: "Hier mist nog iets",
    Role.TEAMLEIDER: "De LOB-lijn in het kort",
    Role.BEHEERDER: "Mensen",
}


@pytest.fixture
def school(make: Factory) -> School:
    return make.school(make.board(), (Track.VMBO_TL, Track.HAVO))


def text_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def home(client_of: Browser, user: User) -> str:
    answer = client_of(user).get("/")
    assert answer.status_code == 200
    page: str = answer.text
    return page


@pytest.mark.parametrize("roles", [(), *((role,) for role in Role), tuple(Role)])
def test_home_has_a_block_for_each_role_and_no_other(
    make: Factory, client_of: Browser, school: School, roles: tuple[Role, ...]
) -> None:
    page = home(client_of, make.user(school, *roles))
    found = {role for role, heading in BLOCKS.items() if f"<h2>{heading}</h2>" in page}
    assert found == set(roles)
    assert "<table" not in page


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.MENTOR, "Deze periode voor mijn klas"),
        (Role.DECAAN, None),
        (Role.TEAMLEIDER, "De LOB-lijn in het kort"),
        (Role.BEHEERDER, "Mensen"),
    ],
)
def test_home_begins_with_what_the_role_comes_for(
    make: Factory, client_of: Browser, school: School, role: Role, first: str | None
) -> None:
    make.call(school)
    year = SchoolYear.of(utc_now().date()).previous
    ended = make.periods(school, year, (year.last_day, utc_now().date() - timedelta(days=1)))[0]
    class_type, subject = make.class_type(school), make.subject()
    around(make, school)
    user = make.user(school, role, subjects=[subject], class_types=[class_type])
    make.placement(make.assignment(user), class_type, ended, subject_id=subject.id)
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", home(client_of, user))
    assert headings[0] == (first or Season.of(utc_now().date()).words)
    assert "Hoe ging het?" in headings[1:]


def test_home_has_at_most_one_primary_action(
    make: Factory, client_of: Browser, school: School
) -> None:
    page = home(client_of, make.user(school, *Role))
    assert page[page.index("<main") :].count("button--primary") == 0


def test_home_shows_only_the_own_concepts(
    make: Factory, client_of: Browser, school: School
) -> None:
    me, colleague = make.user(school), make.user(school)
    make.assignment(me, Status.CONCEPT, title="Mijn idee")
    make.assignment(me, Status.CONCEPT, title="")
    make.assignment(colleague, Status.CONCEPT, title="Geheim plan")
    text = text_of(home(client_of, me))
    assert "Alleen jij ziet je concept. Nog zonder titel Klas 3 Mijn idee Klas 3" in text
    assert "Geheim plan" not in text
    assert "Alleen jij" not in text_of(home(client_of, make.user(school)))


def test_home_shows_the_newest_in_own_subjects(
    make: Factory, client_of: Browser, school: School
) -> None:
    me = make.user(school, subjects=[make.subject("economie")])
    neighbour = make.user(make.school(school.board, name="De Buur"))
    make.assignment(me, title="Eerst", subjects=("economie", "muziek"), minutes=50)
    make.assignment(neighbour, title="Daarna", subjects=("economie",), visibility=Visibility.BOARD)
    make.assignment(neighbour, title="Van hen alleen", subjects=("economie",))
    make.assignment(me, title="Ander vak", subjects=("muziek",))
    make.assignment(me, Status.ARCHIVED, title="Weg", subjects=("economie",))
    text = text_of(home(client_of, me))
    assert text.endswith("Nieuw in jouw vak Daarna Klas 3 · De Buur Eerst Klas 3 · 50 minuten")
    assert text.index("Doe je dit al in je les?") < text.index("Nieuw in jouw vak")
    mentor = make.user(school, Role.MENTOR)
    assert text_of(home(client_of, mentor)).rstrip().endswith("Wat telt mee?")


def test_home_asks_for_subjects_where_there_are_none(
    make: Factory, client_of: Browser, school: School
) -> None:
    assert "Kies je vakken in je profiel" in home(client_of, make.user(school))


def test_home_of_a_mentor_leads_to_each_class_and_competence(
    make: Factory, client_of: Browser, school: School
) -> None:
    page = home(client_of, make.user(school, Role.MENTOR))
    assert re.findall(r"/opdrachten\?leerjaar=(\d)", page) == ["1", "2", "3", "4", "5"]
    assert re.findall(r"/opdrachten\?competentie=(\w+)", page) == [c.value for c in Competency]
    assert "Plannen, kiezen en doen." in page


def test_home_of_a_decaan_names_three_things_that_are_missing(
    make: Factory, client_of: Browser, school: School
) -> None:
    decaan = make.user(school, Role.DECAAN)
    every = tuple(Competency)
    make.assignment(decaan, years=(2, 3, 4, 5), competencies=every, tracks=tuple(Track))
    make.assignment(decaan, years=(1,), competencies=every[:2], tracks=(Track.VMBO_TL,))
    make.assignment(decaan, years=(1,), competencies=every[2:4], tracks=tuple(Track))
    page = home(client_of, decaan)
    assert (
        "Hier mist nog iets Netwerken begint pas in klas 2 mavo · havo "
        "Kwaliteitenreflectie begint pas in klas 2 havo "
        "Motievenreflectie begint pas in klas 2 havo Bekijk de hele LOB-lijn"
    ) in text_of(page)
    assert "/lijn?niveau=vmbo-tl" in page


def test_home_of_a_decaan_is_glad_when_nothing_is_missing(
    make: Factory, client_of: Browser, school: School
) -> None:
    decaan = make.user(school, Role.DECAAN)
    make.assignment(
        decaan, years=(1, 2, 3, 4, 5), competencies=tuple(Competency), tracks=tuple(Track)
    )
    assert "Op elk niveau komt elke competentie elk jaar terug." in home(client_of, decaan)


def test_home_of_a_decaan_counts_reports_that_wait(
    make: Factory, client_of: Browser, school: School
) -> None:
    decaan = make.user(school, Role.DECAAN)
    assert "<h2>Meldingen</h2>" not in home(client_of, decaan)
    assignment = make.assignment(decaan)
    for answered_at in (None, utc_now()):
        make._add(
            Report(
                assignment_id=assignment.id,
                text="De link doet het niet",
                created_at=utc_now(),
                answered_at=answered_at,
            )
        )
    assert "1 melding wacht op jou" in home(client_of, decaan)


def test_home_of_a_teamleider_has_a_sentence_for_each_track(
    make: Factory, client_of: Browser, school: School
) -> None:
    leader = make.user(school, Role.TEAMLEIDER)
    every = tuple(Competency)
    make.assignment(leader, years=(1, 2, 3, 4), competencies=every, tracks=tuple(Track))
    make.assignment(leader, years=(5,), competencies=every[1:], tracks=tuple(Track))
    assert (
        "mavo Alle vijf lopen door van klas 1 tot en met 4. "
        "havo Kwaliteitenreflectie stopt na klas 4. De rest loopt door."
    ) in text_of(home(client_of, leader))


def test_home_of_a_beheerder_counts_people_and_open_invitations(
    make: Factory, client_of: Browser, school: School
) -> None:
    beheerder = make.user(school, Role.BEHEERDER)
    make.user(school)
    make.user(school, disabled_at=utc_now())
    make.user(make.school())
    assert "2 collega's kunnen inloggen. Alle uitnodigingen zijn gebruikt." in text_of(
        home(client_of, beheerder)
    )
    make.user(school, password_hash=None)
    assert "1 uitnodiging is nog niet gebruikt ." in text_of(home(client_of, beheerder))


def test_home_of_a_beheerder_says_how_the_installation_is(
    make: Factory, client_of: Browser, school: School, engine: Engine, tmp_path: Path
) -> None:
    beheerder = make.user(school, Role.BEHEERDER)
    found = text_of(home(client_of, beheerder))
    assert "Laatste back-up Er is er nog geen. Vraag wie de server beheert om" in found
    assert "Zoeken Alles is te vinden. Bestanden Nog geen, van 2 GB" in found
    make_backup(engine, tmp_path / "backup.db")
    assert "Laatste back-up Zojuist. Zoeken" in text_of(home(client_of, beheerder))
    assert "Hoe staat lobbib ervoor?" not in text_of(home(client_of, make.user(school)))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Alles is te vinden."),
        ({"lag": 2}, "De laatste wijzigingen komen er zo bij."),
        ({"generation": ""}, "De index wordt gemaakt. Dat duurt even."),
        ({"last_error": "OSError"}, "Zoeken op woorden gaat nu niet goed. lobbib probeert het"),
    ],
)
def test_index_is_described_in_words(changed: dict[str, Any], said: str) -> None:
    good = IndexStatus("gen-1", Position(0, 1), 0, 1, 1, leads=True, last_error="")
    assert search_in_words(replace(good, **changed)).startswith(said)


def test_home_of_a_beheerder_asks_after_an_old_backup(
    make: Factory, client_of: Browser, school: School, session: Session
) -> None:
    event = AuditEvent(at=utc_now() - timedelta(days=3), action="database.backed_up")
    session.add(event)
    session.commit()
    found = text_of(home(client_of, make.user(school, Role.BEHEERDER)))
    assert "Dat is lang geleden: vraag het na bij wie de server beheert." in found


def test_home_greets_by_first_name_and_escapes_it(
    make: Factory, client_of: Browser, school: School
) -> None:
    page = home(client_of, make.user(school, name="<b>Sam</b> de Vries"))
    assert "<h1>Dag &lt;b&gt;Sam&lt;/b&gt;</h1>" in page


def around(make: Factory, school: School) -> Period:
    """A school year with one period: now."""
    year = SchoolYear.of(utc_now().date())
    return make.periods(school, year, (year.first_day, year.last_day))[0]


def test_home_shows_what_stands_in_my_period(
    make: Factory, client_of: Browser, school: School
) -> None:
    economie, period = make.subject(), around(make, school)
    me = make.user(school, subjects=[economie])
    class_type = make.class_type(school)
    mine = make.assignment(me, title="Interview een bakker", minutes=50)
    make.placement(mine, class_type, period, subject_id=economie.id, note="In mei")
    make.placement(make.assignment(me, title="Van een ander"), class_type, period)
    text = text_of(home(client_of, me))
    assert "Interview een bakker 3 havo · Economie · 50 minuten · In mei Bekijk mijn" in text
    assert "Van een ander" not in text


def test_home_of_a_mentor_has_the_class_with_its_questions(
    make: Factory, client_of: Browser, school: School
) -> None:
    period, class_type = around(make, school), make.class_type(school)
    mentor = make.user(school, Role.MENTOR, class_types=[class_type])
    one = make.assignment(mentor, title="Drie stoelen", questions=("Wat koos je?",))
    make.placement(one, class_type, period)
    page = home(client_of, mentor)
    assert "Drie stoelen 3 havo Vragen voor het gesprek erna Wat koos je? Print" in text_of(page)
    assert f'href="/boekje?opdracht={one.id}"' in page
    assert "Mijn periode" not in page


def test_home_of_a_mentor_asks_for_the_class(
    make: Factory, client_of: Browser, school: School
) -> None:
    around(make, school)
    assert "Kies je klas in je profiel" in home(client_of, make.user(school, Role.MENTOR))


def test_home_shows_one_call_for_the_own_subject_first(
    make: Factory, client_of: Browser, school: School
) -> None:
    economie = make.subject()
    make.call(school, subject_id=economie.id, year=2)
    make.call(school, year=4)
    make.call(school, subject_id=make.subject("muziek").id, year=1)
    docent = text_of(home(client_of, make.user(school, subjects=[economie])))
    assert re.findall(r"Wie heeft iets voor klas \d", docent) == ["Wie heeft iets voor klas 2"]
    other = text_of(home(client_of, make.user(school)))
    assert re.findall(r"Wie heeft iets voor klas \d", other) == ["Wie heeft iets voor klas 4"]


def test_home_of_a_decaan_names_what_is_missing_in_the_planning(
    make: Factory, client_of: Browser, school: School
) -> None:
    decaan, period = make.user(school, Role.DECAAN), around(make, school)
    every = tuple(Competency)
    one = make.assignment(decaan, years=(1,), competencies=every, tracks=tuple(Track))
    make.assignment(decaan, years=(2, 3, 4, 5), competencies=every, tracks=tuple(Track))
    for year in (1, 2, 3, 4):
        tracks = (Track.VMBO_TL, Track.HAVO)
        make.placement(one, make.class_type(school, f"{year} mh", year, tracks), period)
    text = text_of(home(client_of, decaan))
    assert "Hier mist nog iets Kwaliteitenreflectie stopt na klas 4 havo" in text
