"""The pages on which an assignment is written, read and printed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Origin, Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.policy import Role
from lobbib.domain.tracks import Track
from lobbib.models import Assignment, User
from lobbib.web.forms.assignments import rearranged
from tests.factories import CONTENT, Factory
from tests.web.reading import afresh, body_of, checked, text_of, value_of

Browser = Callable[[User], FlaskClient]
FORM: dict[str, Any] = {
    "title": "Interview een ondernemer",
    "body": "Bedenk **vijf** vragen.",
    "years": ["3", "4"],
    "competencies": ["netwerken", "werkexploratie"],
    "tracks": ["havo"],
    "questions": ["Wat verraste je?", "", "Wie ken je nu?"],
    "status": "gedeeld",
}


def test_new_is_prefilled_with_the_schools_tracks(make: Factory, client_of: Browser) -> None:
    user = make.user(make.school(tracks=(Track.VMBO_TL, Track.HAVO)))
    answer = client_of(user).get("/opdrachten/nieuw")
    assert checked(answer, "tracks") == ["vmbo-tl", "havo"]
    assert checked(answer, "origin") == ["eigen"]
    assert value_of(answer, "questions") == [""]
    assert '<details class="disclosure" open>' not in answer.text


def test_a_school_with_every_track_begins_with_all_of_them(
    make: Factory, client_of: Browser
) -> None:
    assert checked(client_of(make.user()).get("/opdrachten/nieuw"), "tracks") == ["alle"]


def test_sharing_puts_it_in_the_folder(make: Factory, client_of: Browser, session: Session) -> None:
    user = make.user()
    more = {"minutes": "50", "activity": "interview", "parents": "1", "subjects": ["economie"]}
    answer = client_of(user).post("/opdrachten/nieuw", data=FORM | more)
    row = session.scalars(select(Assignment)).one()
    assert (answer.status_code, answer.location) == (303, f"/opdrachten/{row.id}")
    assert (row.status, row.author_id, row.version) == (Status.SHARED, user.id, 1)
    assert (row.years, row.tracks, row.subjects) == ((3, 4), (Track.HAVO,), ("economie",))
    assert row.competencies == (Competency.WERKEXPLORATIE, Competency.NETWERKEN)
    assert row.questions == ("Wat verraste je?", "Wie ken je nu?")
    assert (row.minutes, row.activity, row.parents, row.outside) == (50, "interview", True, False)
    assert (row.visibility, row.origin, row.share_notes) == ("school", "eigen", True)


def test_all_tracks_is_one_choice(make: Factory, client_of: Browser, session: Session) -> None:
    user = make.user(make.school(tracks=(Track.HAVO,)))
    client_of(user).post("/opdrachten/nieuw", data=FORM | {"tracks": ["alle", "havo"]})
    assert session.scalars(select(Assignment)).one().tracks == tuple(Track)


def test_a_concept_may_be_anything(make: Factory, client_of: Browser, session: Session) -> None:
    browser = client_of(make.user())
    answer = browser.post("/opdrachten/nieuw", data={"status": "concept"})
    assert "Alleen jij ziet het" in text_of(browser.get(answer.location))
    assert session.scalars(select(Assignment.status)).all() == [Status.CONCEPT]


def test_without_a_button_it_stays_a_concept(
    make: Factory, client_of: Browser, session: Session
) -> None:
    client_of(make.user()).post("/opdrachten/nieuw", data=FORM | {"status": ""})
    assert session.scalars(select(Assignment.status)).all() == [Status.CONCEPT]


def test_sharing_says_what_is_missing_and_loses_no_letter(
    make: Factory, client_of: Browser, session: Session
) -> None:
    typed = {
        "title": "  <b>Half</b>  ",
        "body": "",
        "questions": ['Wat "dan"?', "", "Wie?"],
        "minutes": "drie kwartier",
        "tracks": [],
        "status": "gedeeld",
    }
    answer = client_of(make.user()).post("/opdrachten/nieuw", data=typed)
    assert answer.status_code == 422
    summary = re.findall(r'<li><a href="#([^"]+)">', answer.text)
    assert summary == ["body", "years", "competencies", "minutes", "tracks"]
    for name in summary:
        assert f'id="{name}"' in answer.text
        assert f'id="{name}-error"' in answer.text
    assert value_of(answer, "title") == ["  <b>Half</b>  "]
    assert value_of(answer, "questions") == ['Wat "dan"?', "", "Wie?"]
    assert value_of(answer, "minutes") == ["drie kwartier"]
    assert '<details class="disclosure" open>' in answer.text
    assert session.scalars(select(Assignment)).all() == []


STRANGE: list[tuple[dict[str, Any], str]] = [
    ({"years": ["9"]}, "years"),
    ({"years": ["x"]}, "years"),
    ({"competencies": ["kunst"]}, "competencies"),
    ({"tracks": ["mbo"]}, "tracks"),
    ({"subjects": ["toveren"]}, "subjects"),
    ({"activity": "slapen"}, "activity"),
    ({"minutes": "0"}, "minutes"),
    ({"minutes": "9" * 40}, "minutes"),
    ({"origin": "gestolen"}, "origin"),
    ({"visibility": "heelal"}, "visibility"),
    ({"licence": "CC0"}, "licence"),
    ({"origin": "overgenomen", "visibility": "iedereen"}, "visibility"),
    ({"title": "x" * 121}, "title"),
    ({"questions": ["x"] * 13}, "questions"),
]


def test_a_strange_value_is_refused_at_its_field(
    make: Factory, client_of: Browser, session: Session
) -> None:
    browser = client_of(make.user())
    answers = [browser.post("/opdrachten/nieuw", data=FORM | change) for change, _ in STRANGE]
    summaries = [re.findall(r'<li><a href="#([^"]+)">', answer.text) for answer in answers]
    assert summaries == [[field] for _, field in STRANGE]
    assert {answer.status_code for answer in answers} == {422}
    assert session.scalars(select(Assignment)).all() == []


@pytest.mark.parametrize(
    ("verb", "index", "expected"),
    [
        ("erbij", "", ["a", "", "c", ""]),
        ("weg", 1, ["a", "c"]),
        ("omhoog", 2, ["a", "c", ""]),
        ("omlaag", 0, ["", "a", "c"]),
        ("omhoog", 0, ["a", "", "c"]),
        ("omlaag", 2, ["a", "", "c"]),
        ("weg", 9, ["a", "", "c"]),
        ("weg", "-1", ["a", "", "c"]),
        ("iets", 1, ["a", "", "c"]),
        ("voorbeeld", "", ["a", "", "c"]),
    ],
)
def test_questions_come_go_and_move(verb: str, index: int | str, expected: list[str]) -> None:
    assert rearranged(["a", "", "c"], verb, index) == expected


def test_questions_move_without_script(make: Factory, client_of: Browser, session: Session) -> None:
    typed = FORM | {"questions": ["a", "", "c"], "doe": "omhoog:2"}
    answer = client_of(make.user()).post("/opdrachten/nieuw", data=typed)
    assert (answer.status_code, value_of(answer, "questions")) == (200, ["a", "c", ""])
    assert (checked(answer, "years"), body_of(answer)) == (["3", "4"], FORM["body"])
    assert session.scalars(select(Assignment)).all() == []


def test_a_preview_without_script_stands_under_the_text(make: Factory, client_of: Browser) -> None:
    answer = client_of(make.user()).post("/opdrachten/nieuw", data=FORM | {"doe": "voorbeeld"})
    assert "<p>Bedenk <strong>vijf</strong> vragen.</p>" in answer.text


def test_a_preview_for_the_script_is_safe_html(make: Factory, client_of: Browser) -> None:
    typed = {"body": "**vet** <script>alert(1)</script>"}
    answer = client_of(make.user()).post("/opdrachten/voorbeeld", data=typed)
    assert answer.text == ("<p><strong>vet</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n")


def test_edit_shows_what_is_there_and_saves(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment(minutes=20, questions=("Wie?",), tracks=tuple(Track))
    browser = client_of(make.user(row.school))
    page = browser.get(f"/opdrachten/{row.id}/bewerken")
    assert (value_of(page, "title"), body_of(page)) == ([CONTENT.title], CONTENT.body)
    assert (value_of(page, "version"), value_of(page, "minutes")) == (["1"], ["20"])
    assert (checked(page, "tracks"), checked(page, "years")) == (["alle"], ["3"])
    assert "Wie mag dit zien?" not in text_of(page)
    changed = FORM | {"title": "Beter", "version": "1"}
    answer = browser.post(f"/opdrachten/{row.id}/bewerken", data=changed)
    assert (answer.status_code, answer.location) == (303, f"/opdrachten/{row.id}")
    afresh(session)
    assert (row.title, row.version, row.minutes) == ("Beter", 2, 20)
    assert "Je wijziging is bewaard." in text_of(browser.get(answer.location))


def test_a_shared_one_stays_shared_whatever_is_asked(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment()
    changed = FORM | {"version": "1", "status": "concept"}
    client_of(row.author).post(f"/opdrachten/{row.id}/bewerken", data=changed)
    afresh(session)
    assert (row.status, row.version) == (Status.SHARED, 2)


@pytest.mark.parametrize("version", ["1", "x"])
def test_a_conflict_shows_both_texts_and_keeps_what_was_typed(
    make: Factory, client_of: Browser, session: Session, version: str
) -> None:
    row = make.assignment(body="Vraag het je moeder.")
    colleague = make.user(row.school, name="Bea Bakker")
    theirs = FORM | {"version": "1", "body": "Vraag het je oma."}
    client_of(colleague).post(f"/opdrachten/{row.id}/bewerken", data=theirs)
    mine = FORM | {"version": version, "body": "Vraag het je buurman.", "title": "Mijn titel"}
    browser = client_of(row.author)
    answer = browser.post(f"/opdrachten/{row.id}/bewerken", data=mine)
    assert answer.status_code == 409
    assert "<del>oma.</del>" in answer.text
    assert "<ins>buurman.</ins>" in answer.text
    assert "Bea Bakker bewaarde deze opdracht" in text_of(answer)
    assert (body_of(answer), value_of(answer, "title")) == (mine["body"], ["Mijn titel"])
    assert value_of(answer, "version") == ["2"]
    afresh(session)
    assert (row.body, row.version) == ("Vraag het je oma.", 2)
    # "Bewaar mijn versie": the same form again, now on top of theirs.
    again = browser.post(f"/opdrachten/{row.id}/bewerken", data=mine | {"version": "2"})
    afresh(session)
    assert (again.status_code, row.body, row.version) == (303, "Vraag het je buurman.", 3)


def test_archived_while_somebody_typed_keeps_the_text(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment()
    browser = client_of(make.user(row.school))
    client_of(row.author).post(f"/opdrachten/{row.id}/archiveren")
    typed = FORM | {"version": "1", "body": "Lang getypt."}
    answer = browser.post(f"/opdrachten/{row.id}/bewerken", data=typed)
    assert (answer.status_code, body_of(answer)) == (403, "Lang getypt.")
    assert 'formaction="/opdrachten/nieuw"' in answer.text
    assert browser.get(f"/opdrachten/{row.id}/bewerken").status_code == 403


def test_another_schools_assignment_does_not_exist(make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    browser = client_of(make.user())
    for path in ("", "/bewerken", "/print", "/versies", "/versies/1", "/melden"):
        assert browser.get(f"/opdrachten/{row.id}{path}").status_code == 404
    for path in ("bewerken", "delen", "archiveren", "terughalen", "weggooien", "overnemen"):
        assert browser.post(f"/opdrachten/{row.id}/{path}", data=FORM).status_code == 404


def test_a_neighbour_reads_without_the_colleagues_name(make: Factory, client_of: Browser) -> None:
    author = make.user(name="Cor Collega")
    row = make.assignment(
        author, visibility=Visibility.EVERYONE, notes="Geheime tip", share_notes=False
    )
    page = text_of(client_of(make.user()).get(f"/opdrachten/{row.id}"))
    assert f"Van {author.school.name}" in page
    for hidden in ("Cor Collega", "Geheime tip", "Bewerk", "Versies", "Archiveer"):
        assert hidden not in page
    assert "Pas aan voor onze school" in page


def test_show_offers_what_the_actor_may_do(make: Factory, client_of: Browser) -> None:
    row = make.assignment(notes="Tip", needs="Pen")
    own = text_of(client_of(row.author).get(f"/opdrachten/{row.id}"))
    colleague = text_of(client_of(make.user(row.school)).get(f"/opdrachten/{row.id}"))
    for text in ("Tip", "Pen", "Bewerk", "Print", "Versies", "Meld een probleem", "kopie"):
        assert text in own
        assert text in colleague
    assert ("Archiveer" in own, "Archiveer" in colleague) == (True, False)


def test_a_concept_says_who_sees_it(make: Factory, client_of: Browser) -> None:
    row = make.assignment(status=Status.CONCEPT)
    page = text_of(client_of(row.author).get(f"/opdrachten/{row.id}"))
    assert "Concept: alleen jij ziet dit." in page
    assert ("Gooi concept weg" in page, "Archiveer" in page) == (True, False)
    decaan = make.user(row.school, Role.DECAAN)
    assert client_of(decaan).get(f"/opdrachten/{row.id}").status_code == 404


def test_share_from_the_page(make: Factory, client_of: Browser, session: Session) -> None:
    row = make.assignment(status=Status.CONCEPT)
    empty = make.assignment(row.author, status=Status.CONCEPT, body="")
    browser = client_of(row.author)
    assert browser.post(f"/opdrachten/{row.id}/delen").location == f"/opdrachten/{row.id}"
    refused = browser.post(f"/opdrachten/{empty.id}/delen")
    assert refused.location == f"/opdrachten/{empty.id}/bewerken"
    said = text_of(browser.get(refused.location))
    assert "Nog niet in onze map. Schrijf op wat leerlingen doen." in said
    afresh(session)
    assert (row.status, empty.status) == (Status.SHARED, Status.CONCEPT)


def test_archive_back_and_throw_away(make: Factory, client_of: Browser, session: Session) -> None:
    row = make.assignment()
    concept = make.assignment(row.author, status=Status.CONCEPT)
    browser = client_of(row.author)
    assert browser.post(f"/opdrachten/{row.id}/archiveren").status_code == 303
    assert "In het archief" in text_of(browser.get(f"/opdrachten/{row.id}"))
    assert browser.post(f"/opdrachten/{row.id}/terughalen").status_code == 303
    assert browser.post(f"/opdrachten/{concept.id}/weggooien").location == "/opdrachten/mijn"
    afresh(session)
    assert [(one.id, one.status) for one in session.scalars(select(Assignment))] == [
        (row.id, Status.SHARED)
    ]


def test_adapting_opens_the_copy(make: Factory, client_of: Browser, session: Session) -> None:
    source = make.assignment(visibility=Visibility.EVERYONE)
    user = make.user()
    browser = client_of(user)
    answer = browser.post(f"/opdrachten/{source.id}/overnemen")
    copy = session.scalars(select(Assignment).where(Assignment.school_id == user.school_id)).one()
    assert answer.location == f"/opdrachten/{copy.id}/bewerken"
    assert (copy.based_on_id, copy.origin) == (source.id, Origin.PERMISSION)
    page = browser.get(f"/opdrachten/{copy.id}")
    assert f'Overgenomen van <a href="/opdrachten/{source.id}">' in page.text


@pytest.mark.parametrize(
    ("sheet", "pupil", "teacher"),
    [
        ("leerling", True, False),
        ("docent", False, True),
        ("beide", True, True),
        ("onzin", True, True),
    ],
)
def test_print_gives_the_sheets_that_were_asked(
    make: Factory, client_of: Browser, sheet: str, pupil: bool, teacher: bool
) -> None:
    row = make.assignment(notes="Geheime tip", needs="Scharen")
    page = client_of(row.author).get(f"/opdrachten/{row.id}/print?blad={sheet}")
    assert ("sheet--pupil" in page.text, "sheet--teacher" in page.text) == (pupil, teacher)
    assert ("Geheime tip" in page.text, "Scharen" in page.text) == (teacher, teacher)


def test_notes_never_stand_on_the_pupils_sheet(make: Factory, client_of: Browser) -> None:
    row = make.assignment(notes="Geheime tip", needs="Scharen")
    browser = client_of(row.author)
    for path in (f"/opdrachten/{row.id}", f"/opdrachten/{row.id}/print"):
        sheet = browser.get(path).text.split("sheet--pupil")[1].split("</section>")[0]
        assert CONTENT.body in sheet
        assert "Geheime tip" not in sheet
        assert "Scharen" not in sheet


def test_mine_lists_by_where_it_stands(make: Factory, client_of: Browser) -> None:
    author = make.user()
    make.assignment(author, Status.CONCEPT, title="Kladje")
    make.assignment(author, Status.SHARED, title="Gedeeld werk")
    make.assignment(author, Status.ARCHIVED, title="Oud werk")
    make.assignment(make.user(author.school), Status.ARCHIVED, title="Andermans archief")
    make.assignment(make.user(author.school), Status.CONCEPT, title="Andermans kladje")
    titles = re.compile(r'<h3 class="result__title"><a [^>]*>([^<]*)</a>')
    own = titles.findall(client_of(author).get("/opdrachten/mijn").text)
    assert own == ["Kladje", "Gedeeld werk", "Oud werk"]
    decaan = make.user(author.school, Role.DECAAN)
    assert titles.findall(client_of(decaan).get("/opdrachten/mijn").text) == [
        "Andermans archief",
        "Oud werk",
    ]


def test_mine_says_what_to_do_first(make: Factory, client_of: Browser) -> None:
    page = client_of(make.user()).get("/opdrachten/mijn")
    assert "Je hebt nog geen opdrachten" in text_of(page)


def test_what_looks_like_pupil_data_is_said_but_saved(make: Factory, client_of: Browser) -> None:
    browser = client_of(make.user())
    typed = FORM | {"body": "Mail piet@leerling.nl"}
    answer = browser.post("/opdrachten/nieuw", data=typed)
    assert answer.status_code == 303
    assert "lijkt een e-mailadres te staan" in text_of(browser.get(answer.location))
    edit = text_of(browser.get(f"{answer.location}/bewerken"))
    assert "Dit lijkt op een e-mailadres." in edit


def test_more_than_two_competencies_gets_a_gentle_word(make: Factory, client_of: Browser) -> None:
    browser = client_of(make.user())
    two = browser.post("/opdrachten/nieuw", data=FORM | {"doe": "erbij"})
    three = FORM | {"doe": "erbij", "competencies": [c.value for c in Competency][:3]}
    assert 'id="veel-gekozen" hidden' in two.text
    assert 'id="veel-gekozen" hidden' not in browser.post("/opdrachten/nieuw", data=three).text


def test_source_says_how_many_schools_adapted_it_and_not_which(
    make: Factory, client_of: Browser
) -> None:
    source = make.assignment(visibility=Visibility.EVERYONE)
    address, browser = f"/opdrachten/{source.id}", client_of(source.author)
    theirs = make.user()
    make.assignment(theirs, Status.CONCEPT, based_on=source)
    make.assignment(make.user(source.school), based_on=source)
    assert "dit aan." not in text_of(browser.get(address))
    make.assignment(theirs, based_on=source)
    make.assignment(theirs, based_on=source)
    page = text_of(browser.get(address))
    assert "1 andere school paste dit aan." in page
    assert theirs.school.name not in page
