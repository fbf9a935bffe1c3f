"""An adaptation says when its original changed, what changed, and helps to take it over."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status, Visibility
from lobbib.models import Adaptation, Assignment, User
from lobbib.services import assignments
from tests.factories import CONTENT, Factory
from tests.web.reading import afresh, body_of, checked, text_of, value_of

Browser = Callable[[User], FlaskClient]
CHANGED = "Het origineel is veranderd"


class Pair:
    """An original that everybody sees, and another school's adaptation of it."""

    def __init__(self, make: Factory, session: Session) -> None:
        self.session = session
        self.source = make.assignment(visibility=Visibility.EVERYONE, body="Vraag je moeder.")
        self.user = make.user()
        self.copy = assignments.adapt(session, self.user.as_actor(), self.source.id)
        self.address = f"/opdrachten/{self.copy.id}"

    def change(self, **values: object) -> None:
        """The original's own school saves it."""
        content = replace(self.source.content, **values)  # type: ignore[arg-type]
        author, version = self.source.author, self.source.version
        assert author is not None
        assignments.save(self.session, author.as_actor(), self.source.id, content, version=version)

    def adaptation(self) -> tuple[int, int]:
        afresh(self.session)
        row = self.session.get_one(Adaptation, self.copy.id)
        return row.taken, row.seen


@pytest.fixture
def pair(make: Factory, session: Session) -> Pair:
    return Pair(make, session)


def test_an_adaptation_says_that_its_original_changed(pair: Pair, client_of: Browser) -> None:
    browser = client_of(pair.user)
    assert pair.adaptation() == (1, 1)
    assert CHANGED not in browser.get(pair.address).text
    assert "niets nieuws" in text_of(browser.get(f"{pair.address}/origineel"))
    pair.change(body="Vraag je oma.", questions=("Wat viel op?",))
    assert CHANGED in browser.get(pair.address).text
    page = browser.get(f"{pair.address}/origineel")
    assert "Vraag je <del>moeder.</del>" in page.text
    assert "Vraag je <ins>oma.</ins>" in page.text
    assert "<ins>Wat viel op?</ins>" in page.text
    assert checked(page, "neem") == ["body", "questions"]


def test_what_was_chosen_comes_into_the_form_and_saving_it_is_enough(
    pair: Pair, client_of: Browser, session: Session
) -> None:
    pair.change(body="Vraag je oma.", summary="Kort.", title="Een nieuwe naam")
    browser = client_of(pair.user)
    form = browser.get(f"{pair.address}/bewerken?neem=body&neem=summary&neem=licence&neem=onzin")
    assert body_of(form) == "Vraag je oma."
    assert value_of(form, "title") == [CONTENT.title]
    assert "Samenvatting en Wat doen leerlingen?" in text_of(form)
    assert value_of(form, "original") == ["2"]
    afresh(session)
    assert pair.copy.body == "Vraag je moeder."
    sent = {"title": CONTENT.title, "body": "Vraag je oma, of je opa.", "version": "1"}
    sent |= {"original": value_of(form, "original")[0], "years": "3", "status": "concept"}
    assert browser.post(f"{pair.address}/bewerken", data=sent).status_code == 303
    assert pair.adaptation() == (1, 2)
    assert pair.copy.body == "Vraag je oma, of je opa."
    assert CHANGED not in browser.get(pair.address).text


def test_seen_holds_until_it_changes_again(pair: Pair, client_of: Browser) -> None:
    browser = client_of(pair.user)
    pair.change(body="Vraag je oma.")
    answer = browser.post(f"{pair.address}/origineel/gezien", data={"versie": "2"})
    assert (answer.status_code, answer.location) == (303, pair.address)
    assert pair.adaptation() == (1, 2)
    assert CHANGED not in browser.get(pair.address).text
    pair.change(body="Vraag je opa.")
    page = browser.get(f"{pair.address}/origineel")
    assert "<del>oma.</del>" in page.text
    assert "<ins>opa.</ins>" in page.text
    # What somebody saw yesterday says nothing of what changed since; nor does a made-up number.
    for version in ("2", "1", "99", "x"):
        browser.post(f"{pair.address}/origineel/gezien", data={"versie": version})
    assert pair.adaptation() == (1, 2)


def test_what_ones_own_already_says_is_no_news(
    pair: Pair, client_of: Browser, session: Session
) -> None:
    own = replace(pair.copy.content, body="Vraag je oma.")
    assignments.save(session, pair.user.as_actor(), pair.copy.id, own, version=1)
    pair.change(body="Vraag je oma.")
    assert CHANGED not in client_of(pair.user).get(pair.address).text
    pair.change(body="Vraag je opa.")
    page = client_of(pair.user).get(f"{pair.address}/origineel")
    assert "Dit hebben jullie zelf ook veranderd" in page.text
    assert checked(page, "neem") == []


def test_who_sees_it_is_no_change_of_the_text(pair: Pair, client_of: Browser) -> None:
    pair.change(share_notes=False)
    assert pair.source.version == 2
    assert CHANGED not in client_of(pair.user).get(pair.address).text


def test_nothing_is_told_of_an_original_that_went_home(
    pair: Pair, client_of: Browser, session: Session
) -> None:
    pair.change(body="Alleen voor ons.", visibility=Visibility.SCHOOL)
    browser = client_of(pair.user)
    page = browser.get(pair.address).text
    assert CHANGED not in page
    assert "Overgenomen van" not in page
    assert browser.get(f"{pair.address}/origineel").status_code == 404
    answer = browser.post(f"{pair.address}/origineel/gezien", data={"versie": "2"})
    assert answer.status_code == 404
    assert body_of(browser.get(f"{pair.address}/bewerken?neem=body")) == "Vraag je moeder."
    afresh(session)
    sent = {"title": "T", "body": "B", "version": "1", "original": "2", "status": "concept"}
    browser.post(f"{pair.address}/bewerken", data=sent)
    assert pair.adaptation() == (1, 1)


def test_what_was_written_while_it_was_home_stays_there(pair: Pair, client_of: Browser) -> None:
    pair.change(body="Ons geheim.", visibility=Visibility.SCHOOL)
    pair.change(body="Voor iedereen.", visibility=Visibility.EVERYONE)
    page = client_of(pair.user).get(f"{pair.address}/origineel").text
    assert "Ons geheim" not in page
    assert "<ins>Voor iedereen.</ins>" in page


@pytest.mark.parametrize(("then", "now"), [(True, False), (False, True), (False, False)])
def test_notes_are_compared_only_where_both_may_be_read(
    make: Factory, session: Session, client_of: Browser, then: bool, now: bool
) -> None:
    source = make.assignment(
        visibility=Visibility.EVERYONE, notes="Oud geheim.", share_notes=then, body="Een."
    )
    user = make.user()
    copy = assignments.adapt(session, user.as_actor(), source.id)
    content = replace(source.content, notes="Nieuw geheim.", share_notes=now, body="Twee.")
    assignments.save(session, source.author.as_actor(), source.id, content, version=1)
    page = client_of(user).get(f"/opdrachten/{copy.id}/origineel").text
    assert "geheim" not in page
    assert "<ins>Twee.</ins>" in page


def test_a_concept_that_was_copied_stays_its_authors(
    make: Factory, session: Session, client_of: Browser
) -> None:
    source = make.assignment(status=Status.CONCEPT, body="Nog niet voor anderen.")
    actor = source.author.as_actor()
    copy = assignments.adapt(session, actor, source.id)
    assignments.share(session, actor, copy.id)
    content = replace(source.content, body="Voor iedereen.")
    assignments.save(session, actor, source.id, content, version=1, share=True)
    colleague = client_of(make.user(source.school))
    assert CHANGED not in colleague.get(f"/opdrachten/{copy.id}").text
    assert "Nog niet" not in colleague.get(f"/opdrachten/{copy.id}/origineel").text
    assert CHANGED in client_of(source.author).get(f"/opdrachten/{copy.id}").text


def test_adaptations_from_before_say_nothing(
    make: Factory, session: Session, client_of: Browser
) -> None:
    source = make.assignment()
    copy: Assignment = make.assignment(source.author, based_on=source)
    content = replace(source.content, body="Nieuw.")
    assignments.save(session, source.author.as_actor(), source.id, content, version=1)
    browser = client_of(source.author)
    page = browser.get(f"/opdrachten/{copy.id}").text
    assert "Overgenomen van" in page
    assert CHANGED not in page
    assert "niets nieuws" in text_of(browser.get(f"/opdrachten/{copy.id}/origineel"))
    seen = browser.post(f"/opdrachten/{copy.id}/origineel/gezien", data={"versie": "2"})
    assert seen.status_code == 303


def test_subjects_of_the_other_school_alone_are_no_news(
    pair: Pair, client_of: Browser, make: Factory
) -> None:
    pair.change(subjects=("economie",))
    page = client_of(pair.user).get(f"{pair.address}/origineel")
    assert checked(page, "neem") == ["subjects"]
    assert "<ins>Economie</ins>" in page.text
