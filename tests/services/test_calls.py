"""Calls: asked by the decaan, seen by whom they concern, answered, and closed with thanks."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from lobbib.config import Config
from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.calls import CallData
from lobbib.domain.competencies import Competency
from lobbib.domain.policy import Actor, Role
from lobbib.domain.tracks import Track
from lobbib.errors import Conflict, Forbidden, Invalid, NotFound
from lobbib.models import Assignment, Call, School, User
from lobbib.queries import calls as reads
from lobbib.services import calls
from tests.factories import CONTENT, Factory
from tests.postbox import Postbox

DATA = CallData(Competency.NETWERKEN, 3, text="Wie heeft iets?\r\nEen kwartier is genoeg. ")


@pytest.fixture
def school(make: Factory) -> School:
    return make.school(make.board(), tracks=(Track.HAVO, Track.VWO))


@pytest.fixture
def decaan(make: Factory, school: School) -> User:
    return make.user(school, Role.DECAAN, name="Samira")


@pytest.fixture
def actor(decaan: User) -> Actor:
    return decaan.as_actor()


@pytest.fixture
def teacher(make: Factory, school: School) -> User:
    return make.user(school, subjects=[make.subject("economie")])


def test_open_call_is_seen_by_whom_it_concerns(
    session: Session, make: Factory, school: School, actor: Actor, teacher: User
) -> None:
    to_all = calls.open_call(session, actor, DATA)
    to_music = calls.open_call(session, actor, replace(DATA, subject="muziek", year=4))
    to_economy = calls.open_call(session, actor, replace(DATA, subject="economie", year=5))
    assert to_all.text == "Wie heeft iets?\nEen kwartier is genoeg."
    assert reads.open_for(session, teacher.as_actor()) == [to_economy, to_all]
    assert reads.open_for(session, actor) == []
    assert reads.all_open(session, actor) == [to_all, to_music, to_economy]
    stranger = make.user().as_actor()
    assert reads.open_for(session, stranger) == reads.all_open(session, stranger) == []
    with pytest.raises(NotFound):
        reads.get(session, stranger, to_all.id)


def test_open_call_is_the_decaans_and_has_to_make_sense(
    session: Session, actor: Actor, teacher: User
) -> None:
    with pytest.raises(Forbidden):
        calls.open_call(session, teacher.as_actor(), DATA)
    for wrong, field in (
        (replace(DATA, year=9), "year"),
        (replace(DATA, track=Track.HAVO, year=6), "track"),
        (replace(DATA, subject="toveren"), "subject"),
        (replace(DATA, text="x" * 1001), "text"),
    ):
        with pytest.raises(Invalid) as caught:
            calls.open_call(session, actor, wrong)
        assert set(caught.value.fields) == {field}


def test_answer_with_what_is_in_the_folder(
    session: Session, make: Factory, actor: Actor, teacher: User
) -> None:
    call = calls.open_call(session, actor, DATA)
    assignment = make.assignment(teacher)
    for _ in range(2):
        calls.answer(session, teacher.as_actor(), call.id, assignment.id)
    session.expire_all()
    (given,) = reads.get(session, actor, call.id).answers
    assert (given.assignment_id, given.user_id) == (assignment.id, teacher.id)


def test_answer_is_something_that_everybody_in_the_school_can_see(
    session: Session, make: Factory, school: School, actor: Actor, teacher: User
) -> None:
    call = calls.open_call(session, actor, DATA)
    concept = make.assignment(teacher, Status.CONCEPT)
    neighbour = make.user(make.school(school.board))
    theirs = make.assignment(neighbour, visibility=Visibility.BOARD)
    for wrong in (concept, theirs):
        with pytest.raises(Invalid):
            calls.answer(session, teacher.as_actor(), call.id, wrong.id)
    hidden = make.assignment(neighbour)
    with pytest.raises(NotFound):
        calls.answer(session, teacher.as_actor(), call.id, hidden.id)
    with pytest.raises(NotFound):
        calls.answer(session, neighbour.as_actor(), call.id, theirs.id)


def test_answer_with_new_begins_with_the_tags_of_the_call(
    session: Session, actor: Actor, teacher: User
) -> None:
    call = calls.open_call(session, actor, replace(DATA, subject="economie"))
    begun = calls.beginning(session, teacher.as_actor(), call)
    assert (begun.years, begun.competencies) == ((3,), (Competency.NETWERKEN,))
    assert (begun.tracks, begun.subjects) == ((Track.HAVO, Track.VWO), ("economie",))
    content = replace(begun, title="Kaartje", body=CONTENT.body)
    made = calls.answer_with_new(session, teacher.as_actor(), call.id, content)
    kept = session.get_one(Assignment, made.id)
    assert (kept.status, kept.author_id, kept.years) == (Status.SHARED, teacher.id, (3,))
    session.expire_all()
    assert [a.assignment_id for a in reads.get(session, actor, call.id).answers] == [made.id]
    with pytest.raises(Invalid) as caught:
        calls.answer_with_new(session, teacher.as_actor(), call.id, begun)
    assert set(caught.value.fields) == {"title", "body"}


def test_take_back_is_for_who_gave_it_and_the_decaan(
    session: Session, make: Factory, school: School, actor: Actor, teacher: User
) -> None:
    call = calls.open_call(session, actor, DATA)
    one, other = make.assignment(teacher), make.assignment(teacher)
    for assignment in (one, other):
        calls.answer(session, teacher.as_actor(), call.id, assignment.id)
    with pytest.raises(Forbidden):
        calls.take_back(session, make.user(school).as_actor(), call.id, one.id)
    calls.take_back(session, teacher.as_actor(), call.id, one.id)
    calls.take_back(session, actor, call.id, other.id)
    session.expire_all()
    assert reads.get(session, actor, call.id).answers == []
    assert session.get_one(Assignment, one.id).status is Status.SHARED


def test_close_thanks_and_ends_it(session: Session, actor: Actor, teacher: User) -> None:
    call = calls.open_call(session, actor, DATA)
    with pytest.raises(Forbidden):
        calls.close_call(session, teacher.as_actor(), call.id)
    with pytest.raises(Invalid):
        calls.close_call(session, actor, call.id, "x" * 301)
    calls.close_call(session, actor, call.id, " Dank je wel! ")
    assert reads.all_open(session, actor) == reads.open_for(session, teacher.as_actor()) == []
    assert [(row.id, row.thanks) for row in reads.closed(session, actor)] == [
        (call.id, "Dank je wel!")
    ]
    for late in (
        lambda: calls.close_call(session, actor, call.id),
        lambda: calls.answer_with_new(session, teacher.as_actor(), call.id, CONTENT),
    ):
        with pytest.raises(Conflict):
            late()


def test_call_is_mailed_to_whom_it_concerns(
    session: Session,
    sessions: sessionmaker[Session],
    make: Factory,
    school: School,
    actor: Actor,
    teacher: User,
    config: Config,
    postbox: Postbox,
) -> None:
    economie = make.subject("economie")
    make.user(school)
    make.user(school, subjects=[economie], password_hash=None)
    make.user(school, subjects=[economie], disabled_at=teacher.created_at)
    make.user(subjects=[economie])
    posting = replace(config, base_url="https://lob.school.nl", smtp_url=postbox.url)
    call = calls.open_call(session, actor, replace(DATA, subject="economie"))
    calls.mail_call(sessions, posting, call.id)
    (letter,) = postbox.letters
    assert letter["To"] == teacher.email
    assert letter["Subject"] == "Wie heeft iets voor klas 3, netwerken?"
    text = letter.get_content()
    assert "Samira vraagt: wie heeft iets voor klas 3, netwerken?" in text
    assert "Een kwartier is genoeg." in text
    assert f"https://lob.school.nl/oproepen/{call.id}" in text.splitlines()
    to_all = calls.open_call(session, actor, DATA)
    assert [user.id for user in reads.readers(session, to_all)] == sorted(
        set(session.scalars(select(User.id).where(User.school_id == school.id, ASKABLE)))
        - {actor.user_id}
    )
    calls.close_call(session, actor, to_all.id)
    calls.mail_call(sessions, posting, to_all.id)
    assert len(postbox.letters) == 1
    assert session.get(Call, to_all.id) is not None


ASKABLE = User.password_hash.is_not(None) & User.disabled_at.is_(None)
