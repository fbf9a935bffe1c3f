"""Letting colleagues in and out, within one's own school, and never the last beheerder."""

from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from lobbib.domain.assignments import Status
from lobbib.domain.policy import Actor, Role
from lobbib.errors import Forbidden, Invalid, NotFound
from lobbib.models import (
    ApiToken,
    Assignment,
    AuditEvent,
    IndexChange,
    Purpose,
    Revision,
    School,
    User,
    UserSession,
)
from lobbib.queries import accounts as reads
from lobbib.services import accounts, invitations, people, tokens
from lobbib.services.people import Colleague
from lobbib.services.transaction import transaction, utc_now
from tests.factories import Factory

B = Role.BEHEERDER


@pytest.fixture
def school(make: Factory) -> School:
    return make.school()


@pytest.fixture
def beheerder(make: Factory, school: School) -> User:
    return make.user(school, B)


def opened_session(session: Session, user: User) -> int:
    """A session row of a user; its id."""
    with transaction(session):
        accounts.start_session(session, user, remember=False)
    newest = select(UserSession.id).where(UserSession.user_id == user.id)
    return session.scalars(newest.order_by(UserSession.id.desc())).first() or 0


def trail(session: Session) -> list[tuple[str, int | None]]:
    rows = session.execute(select(AuditEvent.action, AuditEvent.object_id).order_by(AuditEvent.id))
    return [(action, number) for action, number in rows]


def test_invitation_adds_an_account_with_an_open_link(session: Session, beheerder: User) -> None:
    new = Colleague(beheerder.school_id, " An@School.NL", " An  Bos ", frozenset({Role.MENTOR}))
    invited = people.invite(session, beheerder.as_actor(), new)
    user = session.get_one(User, invited.user_id)
    assert (user.email, user.name, user.roles) == ("an@school.nl", "An Bos", {Role.MENTOR})
    assert user.password_hash is None
    assert invited.purpose is Purpose.INVITATION
    assert invitations.get_invited(session, invited.token, invited.purpose).id == user.id
    assert trail(session) == [("person.invite", user.id)]


def test_command_line_adds_an_account_with_a_password(session: Session, school: School) -> None:
    new = Colleague(school.id, "an@school.nl", "An Bos", frozenset({B}))
    user = session.get_one(User, people.add_user(session, None, new, "vier losse woorden"))
    assert user.roles == {B}
    assert (user.password_hash or "").startswith("$argon2id$")
    (event,) = session.scalars(select(AuditEvent))
    assert (event.user_id, event.school_id, event.detail) == (
        None,
        school.id,
        {"roles": ["beheerder"]},
    )


def test_command_line_asks_for_a_good_password_too(session: Session, school: School) -> None:
    with pytest.raises(Invalid) as refused:
        people.add_user(session, None, Colleague(school.id, "an@school.nl", "An"), "wachtwoord")
    assert refused.value.fields.keys() == {"new_password"}
    assert session.scalars(select(User)).all() == []


@pytest.mark.parametrize(
    ("email", "name", "fields"),
    [
        ("geen adres", "An", {"email"}),
        ("an@school.nl", " ", {"name"}),
        ("", "", {"email", "name"}),
        ("an@school.nl\r\nBcc: x@y.nl", "An", {"email"}),
    ],
)
def test_invitation_refuses_what_does_not_fit(
    session: Session, beheerder: User, email: str, name: str, fields: set[str]
) -> None:
    new = Colleague(beheerder.school_id, email, name)
    with pytest.raises(Invalid) as refused:
        people.invite(session, beheerder.as_actor(), new)
    assert refused.value.fields.keys() == fields


def test_address_has_one_account(session: Session, make: Factory, beheerder: User) -> None:
    make.user(email="an@school.nl")
    with pytest.raises(Invalid) as refused:
        people.invite(
            session, beheerder.as_actor(), Colleague(beheerder.school_id, "AN@school.nl", "An")
        )
    assert refused.value.fields == {"email": "Er is al een account met dit e-mailadres."}
    assert trail(session) == []


VERBS: dict[str, Callable[[Session, Actor, int], object]] = {
    "make_link": people.make_link,
    "set_roles": lambda session, actor, user_id: people.set_roles(
        session, actor, user_id, frozenset(Role)
    ),
    "disable": people.disable,
    "enable": people.enable,
    "erase": people.erase,
}


@pytest.mark.parametrize("verb", VERBS)
def test_other_school_does_not_exist(
    session: Session, make: Factory, beheerder: User, verb: str
) -> None:
    stranger = make.user(make.school(make.board()))
    for user_id in (stranger.id, 10_000):
        with pytest.raises(NotFound):
            VERBS[verb](session, beheerder.as_actor(), user_id)
    session.refresh(stranger)
    assert (stranger.disabled_at, stranger.roles) == (None, frozenset())
    assert trail(session) == []


@pytest.mark.parametrize("verb", VERBS)
def test_people_are_for_the_beheerder(session: Session, make: Factory, verb: str) -> None:
    school = make.school()
    colleague = make.user(school)
    others = make.user(school, *(set(Role) - {B}))
    with pytest.raises(Forbidden):
        VERBS[verb](session, others.as_actor(), colleague.id)
    with pytest.raises(Forbidden):
        people.invite(session, others.as_actor(), Colleague(school.id, "x@y.nl", "X"))
    assert session.get(User, colleague.id) is not None


def test_nobody_is_invited_into_another_school(
    session: Session, make: Factory, beheerder: User
) -> None:
    with pytest.raises(NotFound):
        people.invite(session, beheerder.as_actor(), Colleague(make.school().id, "x@y.nl", "X"))


def test_changed_roles_end_sessions(session: Session, make: Factory, beheerder: User) -> None:
    user = make.user(beheerder.school, Role.MENTOR, Role.DECAAN)
    opened_session(session, user)
    wanted = frozenset({Role.MENTOR, Role.TEAMLEIDER})
    people.set_roles(session, beheerder.as_actor(), user.id, wanted)
    session.refresh(user)
    assert user.roles == wanted
    assert session.scalars(select(UserSession)).all() == []


def test_same_roles_change_nothing(session: Session, make: Factory, beheerder: User) -> None:
    user = make.user(beheerder.school, Role.MENTOR)
    opened_session(session, user)
    people.set_roles(session, beheerder.as_actor(), user.id, frozenset({Role.MENTOR}))
    assert len(session.scalars(select(UserSession)).all()) == 1
    assert trail(session) == []


def test_own_roles_keep_the_session_in_which_they_changed(
    session: Session, beheerder: User
) -> None:
    here, there = opened_session(session, beheerder), opened_session(session, beheerder)
    actor = beheerder.as_actor(session_id=here)
    people.set_roles(session, actor, beheerder.id, frozenset({B, Role.MENTOR}))
    assert session.scalars(select(UserSession.id)).all() == [here]
    assert here != there


def test_disabling_ends_everything_at_once(
    session: Session, make: Factory, beheerder: User
) -> None:
    user = make.user(beheerder.school)
    opened_session(session, user)
    token = tokens.create_token(session, user.email)
    link = people.make_link(session, beheerder.as_actor(), user.id).token
    people.disable(session, beheerder.as_actor(), user.id)
    assert session.scalars(select(UserSession)).all() == []
    people.enable(session, beheerder.as_actor(), user.id)
    assert reads.by_api_token(session, token) is None
    assert reads.open_invitation(session, link, Purpose.RESET, utc_now()) is None
    session.refresh(user)
    assert user.disabled_at is None


def test_disabling_twice_is_said_once(session: Session, make: Factory, beheerder: User) -> None:
    user = make.user(beheerder.school)
    people.disable(session, beheerder.as_actor(), user.id)
    session.refresh(user)
    since = user.disabled_at
    people.disable(session, beheerder.as_actor(), user.id)
    session.refresh(user)
    assert user.disabled_at == since
    people.enable(session, None, user.id)
    people.enable(session, None, user.id)
    assert trail(session) == [("person.disable", user.id), ("person.enable", user.id)]


def test_new_link_ends_the_older_one(session: Session, make: Factory, beheerder: User) -> None:
    waiting, member = make.user(beheerder.school, password_hash=None), make.user(beheerder.school)
    first = people.make_link(session, beheerder.as_actor(), waiting.id)
    second = people.make_link(session, beheerder.as_actor(), waiting.id)
    assert first.purpose is second.purpose is Purpose.INVITATION
    with pytest.raises(NotFound):
        invitations.get_invited(session, first.token, Purpose.INVITATION)
    assert invitations.get_invited(session, second.token, Purpose.INVITATION).id == waiting.id
    assert people.make_link(session, None, member.id).purpose is Purpose.RESET


def test_no_link_for_who_is_disabled(session: Session, make: Factory, beheerder: User) -> None:
    user = make.user(beheerder.school, disabled_at=utc_now())
    with pytest.raises(Forbidden):
        people.make_link(session, beheerder.as_actor(), user.id)


LEAVES: dict[str, Callable[[Session, Actor | None, int], None]] = {
    "loses the role": lambda session, actor, user_id: people.set_roles(
        session, actor, user_id, frozenset({Role.DECAAN})
    ),
    "disabled": people.disable,
    "erased": people.erase,
}


@pytest.mark.parametrize("leave", LEAVES)
def test_last_beheerder_stays(session: Session, make: Factory, beheerder: User, leave: str) -> None:
    make.user(beheerder.school, B, password_hash=None)  # invited: cannot do anything yet
    make.user(beheerder.school, B, disabled_at=utc_now())
    make.user(make.school(), B)
    with pytest.raises(Forbidden):
        LEAVES[leave](session, beheerder.as_actor(), beheerder.id)
    session.refresh(beheerder)
    assert (beheerder.roles, beheerder.disabled_at) == ({B}, None)
    make.user(beheerder.school, B)
    LEAVES[leave](session, beheerder.as_actor(), beheerder.id)


@pytest.mark.parametrize("leave", LEAVES)
def test_command_line_may_send_away_the_last_beheerder(
    session: Session, beheerder: User, leave: str
) -> None:
    LEAVES[leave](session, None, beheerder.id)
    assert trail(session)[-1][1] == beheerder.id


def test_two_beheerders_cannot_send_each_other_away(
    sessions: sessionmaker[Session], make: Factory, beheerder: User
) -> None:
    other = make.user(beheerder.school, B)
    pairs = [(beheerder.as_actor(), other.id), (other.as_actor(), beheerder.id)]
    answers: list[str] = []

    def send_away(actor: Actor, user_id: int) -> None:
        with sessions() as own:
            try:
                people.disable(own, actor, user_id)
                answers.append("gone")
            except Forbidden:
                answers.append("stays")

    threads = [Thread(target=send_away, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["gone", "stays"]


def test_erasing_leaves_what_was_shared_and_no_name(
    session: Session, make: Factory, beheerder: User
) -> None:
    user = make.user(beheerder.school, Role.MENTOR, name="Jan de Vries", email="jan@school.nl")
    shared = make.assignment(user)
    archived = make.assignment(user, Status.ARCHIVED)
    concept = make.assignment(user, Status.CONCEPT)
    adapted = make.assignment(beheerder, based_on_id=concept.id)
    colleagues = make.assignment(beheerder)
    tokens.create_token(session, user.email)
    fed = len(session.scalars(select(IndexChange)).all())
    numbers = (user.id, shared.id, archived.id, concept.id)
    people.erase(session, beheerder.as_actor(), user.id)
    session.expire_all()
    assert session.get(User, numbers[0]) is None
    left = session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [(row.id, row.author_id) for row in left] == [
        (numbers[1], None),
        (numbers[2], None),
        (adapted.id, beheerder.id),
        (colleagues.id, beheerder.id),
    ]
    assert adapted.based_on_id is None
    changed = session.scalars(select(IndexChange.assignment_id).order_by(IndexChange.id)).all()
    assert set(changed[fed:]) >= set(numbers[1:])
    assert session.scalars(select(ApiToken)).all() == []
    old = select(Revision.user_id).where(Revision.assignment_id == numbers[1])
    assert session.scalars(old).all() == [None]


def test_trail_of_an_erased_colleague_names_nobody(
    session: Session, make: Factory, beheerder: User
) -> None:
    user = make.user(beheerder.school)
    accounts.change_profile(session, user.as_actor(), "Jan de Vries", [])
    people.erase(session, beheerder.as_actor(), user.id)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.action, event.user_id, event.detail) for event in events] == [
        ("account.change_profile", None, {}),
        ("person.erase", beheerder.id, {}),
    ]
