"""Letting colleagues in and out. `actor` is None on the command line, which may do everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.people import email_problem, name_problem, tidy_email, tidy_name
from lobbib.domain.policy import Actor, Role, can_manage_people
from lobbib.errors import Forbidden, Invalid, NotFound
from lobbib.models import ApiToken, Assignment, Job, Purpose, School, User, UserRole
from lobbib.queries import attachments, jobs
from lobbib.queries import people as reads
from lobbib.services import passwords
from lobbib.services.accounts import check_password, end_links, end_sessions
from lobbib.services.attachments import drop_unused
from lobbib.services.invitations import add_link
from lobbib.services.transaction import record, transaction, utc_now


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who gets an account."""

    school_id: int
    email: str
    name: str
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Invited:
    """A link was made for a user; `token` is known only now."""

    user_id: int
    purpose: Purpose
    token: str


def invite(session: Session, actor: Actor | None, colleague: Colleague) -> Invited:
    """Add an account without a password, and the link to choose one. Raises Invalid, Forbidden."""
    colleague = _checked(actor, colleague)
    with _unique_address(), transaction(session, actor):
        user = _add(session, actor, colleague, None)
        return Invited(user.id, Purpose.INVITATION, add_link(session, user, Purpose.INVITATION))


def add_user(session: Session, actor: Actor | None, colleague: Colleague, password: str) -> int:
    """Add an account that can log in at once; returns its id. Raises Invalid and Forbidden."""
    colleague = _checked(actor, colleague)
    check_password(password, colleague.email, colleague.name)
    hashed = passwords.make_hash(password)
    with _unique_address(), transaction(session, actor):
        return _add(session, actor, colleague, hashed).id


@contextmanager
def _unique_address() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise Invalid({"email": "Er is al een account met dit e-mailadres."}) from None


def _checked(actor: Actor | None, colleague: Colleague) -> Colleague:
    _check_school(actor, colleague.school_id)
    email, name = tidy_email(colleague.email), tidy_name(colleague.name)
    found = {"email": email_problem(email), "name": name_problem(name)}
    if problems := {field: text for field, text in found.items() if text}:
        raise Invalid(problems)
    return replace(colleague, email=email, name=name)


def _check_school(actor: Actor | None, school_id: int) -> None:
    if actor is None:
        return
    if actor.school_id != school_id:
        raise NotFound
    if not can_manage_people(actor):
        raise Forbidden


def _add(session: Session, actor: Actor | None, new: Colleague, hashed: str | None) -> User:
    user = User(
        school_id=new.school_id,
        email=new.email,
        name=new.name,
        password_hash=hashed,
        created_at=utc_now(),
        role_rows=[UserRole(role=role) for role in sorted(new.roles)],
    )
    session.add(user)
    session.flush()
    roles = sorted(new.roles)
    record(session, actor, "person.invite", user.id, school_id=new.school_id, roles=roles)
    return user


def make_link(session: Session, actor: Actor | None, user_id: int) -> Invited:
    """A new link for a colleague: the invitation again, or a new password. Older ones end."""
    with _manage(session, actor, user_id) as user:
        if user.disabled_at is not None:
            raise Forbidden("Dit account staat uit. Zet het eerst aan.")
        purpose = Purpose.RESET if user.password_hash else Purpose.INVITATION
        end_links(session, user.id)
        token = add_link(session, user, purpose)
        record(session, actor, "person.make_link", user.id, school_id=user.school_id)
    return Invited(user_id, purpose, token)


def set_roles(session: Session, actor: Actor | None, user_id: int, roles: frozenset[Role]) -> None:
    """Give a colleague exactly these roles; a change ends their sessions, one's own excepted."""
    with _manage(session, actor, user_id) as user:
        if user.roles == roles:
            return
        if Role.BEHEERDER not in roles:
            _keep_a_beheerder(session, actor, user)
        user.role_rows = [row for row in user.role_rows if row.role in roles]
        user.role_rows += [UserRole(role=role) for role in sorted(roles - user.roles)]
        end_sessions(session, user.id, keep=actor.session_id if actor else None)
        held = sorted(roles)
        record(session, actor, "person.set_roles", user.id, school_id=user.school_id, roles=held)


def disable(session: Session, actor: Actor | None, user_id: int) -> None:
    """Shut an account: sessions, links and API tokens end at once; what was written stays."""
    with _manage(session, actor, user_id) as user:
        if user.disabled_at is not None:
            return
        _keep_a_beheerder(session, actor, user)
        user.disabled_at = utc_now()
        end_sessions(session, user.id)
        end_links(session, user.id)
        _end_api_tokens(session, user.id)
        record(session, actor, "person.disable", user.id, school_id=user.school_id)


def enable(session: Session, actor: Actor | None, user_id: int) -> None:
    """Open an account again, with the password it had."""
    with _manage(session, actor, user_id) as user:
        if user.disabled_at is None:
            return
        user.disabled_at = None
        record(session, actor, "person.enable", user.id, school_id=user.school_id)


def erase(session: Session, actor: Actor | None, user_id: int) -> None:
    """Remove an account and every trace of who it was.

    What a colleague shared stays, by nobody; their concepts, which nobody else can see, go.
    """
    with _manage(session, actor, user_id) as user:
        _keep_a_beheerder(session, actor, user)
        contents = attachments.contents_of(session, reads.concepts_of(session, user.id))
        contents |= jobs.contents_of_user(session, user.id)
        written = select(Assignment).where(Assignment.author_id == user.id)
        for assignment in session.scalars(written).all():
            if assignment.status is Status.CONCEPT:
                session.delete(assignment)
            else:
                assignment.author = None
        session.execute(delete(Job).where(Job.user_id == user.id))
        session.flush()
        drop_unused(session, contents)
        session.delete(user)
        record(session, actor, "person.erase", user_id, school_id=user.school_id)


@contextmanager
def _manage(session: Session, actor: Actor | None, user_id: int) -> Iterator[User]:
    """A transaction on one colleague. Raises NotFound for another school's, and Forbidden.

    The school's row is locked first: two beheerders cannot send each other away at once.
    """
    with transaction(session, actor):
        user = session.get(User, user_id)
        if user is None:
            raise NotFound
        _check_school(actor, user.school_id)
        session.get(School, user.school_id, with_for_update=True)
        session.refresh(user, with_for_update=True)
        yield user


def _keep_a_beheerder(session: Session, actor: Actor | None, user: User) -> None:
    """Refuse what would leave the school without one; the command line can always make another."""
    if actor is not None and reads.active_beheerders(session, user.school_id) == {user.id}:
        raise Forbidden("Dan heeft je school geen beheerder meer. Geef eerst een collega die rol.")


def _end_api_tokens(session: Session, user_id: int) -> None:
    session.execute(
        update(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )
