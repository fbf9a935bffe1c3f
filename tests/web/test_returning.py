"""A Word file of ours that was edited comes back by import, and can go into its original."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Activity, Origin, Status, Visibility
from lobbib.exchange.bad_files import Reason
from lobbib.exchange.reading.parcel import opened
from lobbib.models import Adaptation, Assignment, User
from lobbib.search import Suggester
from lobbib.services import assignments
from lobbib.services.importing import Importer, Taken
from tests.factories import Factory
from tests.web.pages import Page
from tests.web.reading import afresh, body_of, text_of, value_of
from tests.web.test_importing import hand_in

Browser = Callable[[User], FlaskClient]
SUGGESTER = Suggester()


@pytest.fixture
def row(make: Factory) -> Assignment:
    return make.assignment(
        title="Vraag je moeder",
        body="Vraag wat zij deed.",
        questions=("Wat viel op?", "En nu?"),
        subjects=("economie",),
        activity=Activity.INTERVIEW,
        minutes=50,
        parents=True,
        visibility=Visibility.EVERYONE,
    )


def edited(data: bytes, **words: str) -> bytes:
    """The same file after somebody wrote in it; words by what they stand in the place of."""
    document = Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            for before, after in words.items():
                run.text = run.text.replace(before, after)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def imported(session: Session, user: User, data: bytes) -> Taken:
    importer = Importer(session, user.as_actor(), SUGGESTER, quota_mb=9)
    [taken] = importer.take_in("blad.docx", opened("blad.docx", data).rows)
    return taken


def test_an_edited_file_names_its_original_and_brings_it_up_to_date(
    row: Assignment, make: Factory, client_of: Browser, session: Session
) -> None:
    user = make.user(row.school)
    browser = client_of(user)
    data = browser.get(f"/opdrachten/{row.id}.docx").data
    content = replace(
        row.content,
        body="Vraag wat hij deed.",
        questions=("Wat viel jou op?", "En nu?"),
        visibility=Visibility.SCHOOL,
    )
    taken = imported(session, user, edited(data, zij="hij", viel="viel jou"))
    copy = session.get_one(Assignment, taken.assignment_id)
    assert (copy.content, copy.status, copy.based_on_id) == (content, Status.CONCEPT, row.id)
    assert taken.like == row.id
    adaptation = session.get_one(Adaptation, copy.id)
    assert (adaptation.taken, adaptation.seen) == (1, 1)
    update = f"/opdrachten/{row.id}/bewerken?uit={copy.id}"
    assert f'href="{update}"' in browser.get(f"/opdrachten/{copy.id}").text
    form = browser.get(update)
    assert body_of(form) == "Vraag wat hij deed."
    assert value_of(form, "version") == ["1"]
    sent = {"title": row.title, "body": body_of(form), "questions": ["Wat viel jou op?", "En nu?"]}
    sent |= {"years": "3", "competencies": "netwerken", "tracks": "havo", "subjects": "economie"}
    sent |= {"activity": "interview", "minutes": "50", "parents": "1", "version": "1"}
    answer = browser.post(f"/opdrachten/{row.id}/bewerken", data=sent | {"status": "gedeeld"})
    assert answer.status_code == 303
    afresh(session)
    assert row.content == replace(content, visibility=Visibility.EVERYONE)
    assert row.version == 2
    assert "Gooi het weg" in text_of(browser.get(f"/opdrachten/{copy.id}"))


def test_an_original_that_changed_meanwhile_is_not_overwritten(
    row: Assignment, client_of: Browser, session: Session
) -> None:
    browser = client_of(row.author)
    data = browser.get(f"/opdrachten/{row.id}.docx").data
    newer = replace(row.content, body="Vraag het je oma.")
    assignments.save(session, row.author.as_actor(), row.id, newer, version=1)
    taken = imported(session, row.author, edited(data, zij="hij"))
    form = browser.get(f"/opdrachten/{row.id}/bewerken?uit={taken.assignment_id}")
    assert value_of(form, "version") == ["1"]
    sent = {"title": row.title, "body": body_of(form), "version": "1", "status": "gedeeld"}
    sent |= {"years": "3", "competencies": "netwerken", "tracks": "havo"}
    answer = browser.post(f"/opdrachten/{row.id}/bewerken", data=sent)
    assert answer.status_code == 409
    assert "oma" in answer.text
    assert body_of(answer) == "Vraag wat hij deed."


def test_a_file_that_nobody_edited_is_known(
    row: Assignment, client_of: Browser, session: Session
) -> None:
    data = client_of(row.author).get(f"/opdrachten/{row.id}.docx").data
    taken = imported(session, row.author, data)
    assert taken == Taken(row.title, None, Reason.DUPLICATE, same_as=row.id)
    assert len(session.scalars(select(Assignment)).all()) == 1


def test_other_marks_for_the_same_text_are_no_news(
    row: Assignment, client_of: Browser, session: Session
) -> None:
    """Word knows no difference between two ways to write a list."""
    body = "## Kop\n\n* een\n* twee\n  1) en\n\n__Vet__ en _schuin_.\n\n***\n\n>Zei zij."
    row.body = body
    session.commit()
    browser = client_of(row.author)
    data = browser.get(f"/opdrachten/{row.id}.docx").data
    assert imported(session, row.author, data).reason is Reason.DUPLICATE
    taken = imported(session, row.author, edited(data, viel="viel jou"))
    copy = session.get_one(Assignment, taken.assignment_id)
    assert (copy.body, copy.questions) == (body, ("Wat viel jou op?", "En nu?"))


def test_another_schools_file_becomes_an_adaptation_that_names_its_source(
    row: Assignment, make: Factory, client_of: Browser, session: Session
) -> None:
    user = make.user()
    browser = client_of(user)
    data = browser.get(f"/opdrachten/{row.id}.docx").data
    taken = imported(session, user, edited(data, zij="hij"))
    copy = session.get_one(Assignment, taken.assignment_id)
    assert (copy.based_on_id, copy.origin) == (row.id, Origin.PERMISSION)
    page = browser.get(f"/opdrachten/{copy.id}").text
    assert "Overgenomen van" in page
    assert "Werk het origineel bij" not in page
    assert browser.get(f"/opdrachten/{row.id}/bewerken?uit={copy.id}").status_code == 403


def test_what_one_may_not_see_any_longer_is_a_concept_of_ones_own(
    row: Assignment, make: Factory, client_of: Browser, session: Session
) -> None:
    user = make.user()
    data = client_of(user).get(f"/opdrachten/{row.id}.docx").data
    row.visibility = Visibility.SCHOOL
    session.commit()
    copy = session.get_one(Assignment, imported(session, user, data).assignment_id)
    assert (copy.based_on_id, copy.questions) == (None, ("Wat viel op?", "En nu?"))


def test_the_same_number_elsewhere_is_another_assignment(
    row: Assignment, client_of: Browser, session: Session
) -> None:
    """The file comes from another library, in which that number was somebody else's."""
    data = client_of(row.author).get(f"/opdrachten/{row.id}.docx").data
    row.created_at = row.created_at.replace(year=2020)
    session.commit()
    taken = imported(session, row.author, edited(data, zij="hij"))
    assert session.get_one(Assignment, taken.assignment_id).based_on_id is None


def test_only_a_copy_of_it_fills_the_form_of_an_original(
    row: Assignment, make: Factory, client_of: Browser, session: Session
) -> None:
    browser = client_of(row.author)
    other = make.assignment(row.author)
    theirs = make.assignment(make.user(row.school), Status.CONCEPT, based_on=row)
    for number in (other.id, theirs.id, 99999):
        assert browser.get(f"/opdrachten/{row.id}/bewerken?uit={number}").status_code == 404
    plain = browser.get(f"/opdrachten/{row.id}/bewerken?uit=x")
    assert body_of(plain) == row.body


def test_notes_of_another_schools_adaptation_do_not_come_along(
    row: Assignment, make: Factory, client_of: Browser
) -> None:
    own = {"notes": "Voor ons alleen.", "share_notes": False}
    theirs = make.assignment(based_on=row, visibility=Visibility.EVERYONE, **own)
    browser = client_of(row.author)
    assert "Voor ons alleen." not in browser.get(f"/opdrachten/{theirs.id}").text
    assert browser.get(f"/opdrachten/{row.id}/bewerken?uit={theirs.id}").status_code == 404


def handed_in(browser: FlaskClient, work_now: Callable[[], None], data: bytes) -> str:
    """The address of the list in which a file of ours stands, read."""
    address = hand_in(browser, ("Klas 3/blad.docx", data))
    work_now()
    return address


def test_the_list_leads_into_the_assignment_that_is_there_already_and_back(
    row: Assignment,
    make: Factory,
    client_of: Browser,
    session: Session,
    work_now: Callable[[], None],
) -> None:
    browser = client_of(make.user(row.school))
    data = browser.get(f"/opdrachten/{row.id}.docx").data
    address = handed_in(browser, work_now, edited(data, zij="hij"))
    copy = session.scalars(select(Assignment).order_by(Assignment.id.desc())).first()
    assert copy is not None
    page = Page(browser.get(address).text)
    update = f"/opdrachten/{row.id}/bewerken?uit={copy.id}&map=1"
    assert page.links(".review .button--primary") == [
        ("Werk het origineel bij: Vraag je moeder", update)
    ]
    [goal] = page.all(".review .button--primary")
    assert goal.attributes["id"] == f"deel-{copy.id}"
    form = browser.get(update)
    assert body_of(form) == "Vraag wat hij deed."
    [sent_to] = Page(form.text).all("form.assignment-form")
    assert f"{address}#deel-{copy.id}" in form.text
    sent = {"title": row.title, "body": body_of(form), "questions": ["Wat viel op?", "En nu?"]}
    sent |= {"years": "3", "competencies": "netwerken", "tracks": "havo", "subjects": "economie"}
    sent |= {"activity": "interview", "minutes": "50", "parents": "1", "version": "1"}
    target = str(sent_to.attributes["action"])
    stale = browser.post(target, data=sent | {"version": "9", "status": "gedeeld"})
    assert stale.status_code == 409
    [again] = Page(stale.text).all("form.assignment-form")
    assert again.attributes["action"] == target
    answer = browser.post(target, data=sent | {"status": "gedeeld"})
    assert (answer.status_code, answer.location) == (303, f"{address}#deel-{copy.id}")
    page = Page(browser.get(address).text)
    assert page.texts(".review__done") == ["“Vraag je moeder” is bijgewerkt."]
    assert page.texts(".review .button--primary") == ["Gooi weg: Vraag je moeder"]
    afresh(session)
    assert (row.body, row.version) == ("Vraag wat hij deed.", 2)
    away = browser.post(f"{address}/{copy.id}/weggooien")
    assert away.location == f"{address}#klaar"


def test_the_list_offers_no_way_into_what_one_may_not_change(
    row: Assignment,
    make: Factory,
    client_of: Browser,
    session: Session,
    work_now: Callable[[], None],
) -> None:
    browser = client_of(make.user())
    data = browser.get(f"/opdrachten/{row.id}.docx").data
    address = handed_in(browser, work_now, edited(data, zij="hij"))
    page = Page(browser.get(address).text)
    assert page.texts(".review .button--primary") == ["Zet in onze map: Vraag je moeder"]
    assert "bewerken?uit=" not in browser.get(address).text
    row.visibility = Visibility.SCHOOL
    session.commit()
    assert browser.get(f"/opdrachten/{row.id}/bewerken?uit=2&map=1").status_code == 404


def test_a_title_that_another_school_took_back_is_not_in_the_list(
    row: Assignment,
    make: Factory,
    client_of: Browser,
    session: Session,
    work_now: Callable[[], None],
) -> None:
    browser = client_of(make.user())
    data = browser.get(f"/opdrachten/{row.id}.docx").data
    address = handed_in(browser, work_now, edited(data, zij="hij"))
    addresses = [address, handed_in(browser, work_now, data)]
    there = f'href="/opdrachten/{row.id}"'
    assert [browser.get(one).text.count(there) for one in addresses] == [1, 1]
    row.visibility, row.title = Visibility.SCHOOL, "Alleen bij ons"
    session.commit()
    for one in addresses:
        page = browser.get(one).text
        assert ("Alleen bij ons" in page, there in page) == (False, False)
