"""What fits an assignment beside its tags: the own school's, as it stands now, with the words."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.competencies import Competency as C
from lobbib.domain.policy import Actor
from lobbib.domain.tagging import Suggested
from lobbib.models import User
from lobbib.queries.tagged import Tagged
from lobbib.search import Suggester, fitting, tagging
from lobbib.search.fitting import Fits, Fitting
from lobbib.services import assignments as services
from tests.counting import counted
from tests.factories import Factory

CALLS = (
    "Wie ken jij die ondernemer is? Bel iemand uit de buurt via een bekende en houd contact. "
    "Bedank hem daarna."
)
WORDS = ("contact", "Bel iemand", "Bedank")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine takes longer than somebody at a screen waits."""
    monkeypatch.setattr(fitting, "PATIENCE", 60)


@pytest.fixture
def teacher(make: Factory) -> User:
    return make.user()


@pytest.fixture
def actor(teacher: User) -> Actor:
    return Actor(teacher.id, teacher.school_id, teacher.school.board_id, frozenset(teacher.roles))


def plain(found: Fitting) -> dict[C, list[int]]:
    return {competency: list(ids) for competency, ids in found.items()}


def test_what_fits_and_is_not_tagged_is_told_with_its_words(
    session: Session, make: Factory, teacher: User, actor: Actor
) -> None:
    row = make.assignment(teacher, body=CALLS, questions=(), competencies=(C.WERKEXPLORATIE,))
    make.assignment(teacher, body=CALLS, questions=(), competencies=(C.NETWERKEN,))
    found = Suggester().fitting(session, actor)
    assert plain(found) == {C.NETWERKEN: [row.id]}
    assert set(found[C.NETWERKEN][row.id]) <= {*CALLS.replace(".", "").split(), "Wie ken", *WORDS}


def test_a_tag_that_is_added_or_taken_away_counts_at_once(
    session: Session, make: Factory, teacher: User, actor: Actor
) -> None:
    suggester = Suggester()
    row = make.assignment(teacher, body=CALLS, questions=(), competencies=(C.WERKEXPLORATIE,))
    assert plain(suggester.fitting(session, actor)) == {C.NETWERKEN: [row.id]}
    tagged = replace(row.content, competencies=(C.NETWERKEN, C.WERKEXPLORATIE))
    services.save(session, actor, row.id, tagged, version=1, share=True)
    assert plain(suggester.fitting(session, actor)) == {}
    untagged = replace(row.content, competencies=(C.WERKEXPLORATIE,))
    services.save(session, actor, row.id, untagged, version=2, share=True)
    assert plain(suggester.fitting(session, actor)) == {C.NETWERKEN: [row.id]}


@pytest.mark.parametrize("hidden", [{"status": Status.CONCEPT}, {"status": Status.ARCHIVED}])
def test_only_what_the_own_school_shares_is_told(
    session: Session, make: Factory, teacher: User, actor: Actor, hidden: dict[str, Any]
) -> None:
    tags = {"body": CALLS, "competencies": (C.WERKEXPLORATIE,)}
    make.assignment(teacher, **tags, **hidden)
    make.assignment(make.user(), visibility=Visibility.EVERYONE, **tags)
    assert plain(Suggester().fitting(session, actor)) == {}


def test_what_was_archived_is_told_no_more(
    session: Session, make: Factory, teacher: User, actor: Actor
) -> None:
    suggester = Suggester()
    row = make.assignment(teacher, body=CALLS, questions=(), competencies=(C.WERKEXPLORATIE,))
    suggester.fitting(session, actor)
    row.status = Status.ARCHIVED
    session.commit()
    assert plain(suggester.fitting(session, actor)) == {}


@pytest.fixture
def statements(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    yield seen
    event.remove(session.get_bind(), "before_cursor_execute", note)


def test_a_text_is_read_once_for_each_version(
    session: Session, make: Factory, teacher: User, actor: Actor, statements: list[str]
) -> None:
    read: list[tuple[int, int]] = []

    def count(one: Tagged) -> tuple[Suggested, ...]:
        read.append((one.id, one.version))
        return tagging.untagged(one)

    fits = Fits(count)
    row = make.assignment(teacher, body=CALLS)
    session.commit()
    fits.of(session, actor)
    statements.clear()
    fits.of(session, actor)
    assert len(statements) == 1
    content = replace(row.content, title="Bel een ondernemer")
    services.save(session, actor, row.id, content, version=1, share=True)
    fits.of(session, actor)
    assert read == [(row.id, 1), (row.id, 2)]


def test_who_asks_for_a_large_folder_waits_a_moment_and_the_rest_is_read_on(
    session: Session,
    make: Factory,
    teacher: User,
    actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fitting, "PATIENCE", 0.01)
    may_go, went = threading.Event(), threading.Event()

    def slow(one: Tagged) -> tuple[Suggested, ...]:
        went.set()
        assert may_go.wait(10)
        return (Suggested(C.NETWERKEN, 0.5, ("contact",)),)

    fits = Fits(slow)
    row = make.assignment(teacher, competencies=(C.WERKEXPLORATIE,))
    assert plain(fits.of(session, actor)) == {}
    assert went.wait(10)
    may_go.set()
    monkeypatch.setattr(fitting, "PATIENCE", 10)
    assert plain(fits.of(session, actor)) == {C.NETWERKEN: [row.id]}


def test_a_text_that_cannot_be_read_keeps_nobody_waiting(
    session: Session, make: Factory, teacher: User, actor: Actor
) -> None:
    tries: list[int] = []

    def broken(one: Tagged) -> tuple[Suggested, ...]:
        tries.append(one.id)
        raise ValueError

    fits = Fits(broken)
    row = make.assignment(teacher)
    assert (plain(fits.of(session, actor)), plain(fits.of(session, actor))) == ({}, {})
    assert tries == [row.id, row.id]


def test_the_same_mark_has_the_same_answer_without_a_question(
    session: Session, make: Factory, teacher: User, actor: Actor
) -> None:
    suggester, mark = Suggester(), object()
    row = make.assignment(teacher, body=CALLS, questions=(), competencies=(C.WERKEXPLORATIE,))
    found = suggester.fitting(session, actor, mark)
    assert plain(found) == {C.NETWERKEN: [row.id]}
    session.rollback()
    with counted(session.get_bind()) as asked:
        assert suggester.fitting(session, actor, mark) is found
    assert asked == []
    make.assignment(teacher, body=CALLS, questions=(), competencies=(C.NETWERKEN,))
    assert suggester.fitting(session, actor, object()) == found
    assert suggester.fitting(session, actor, mark) is not found
