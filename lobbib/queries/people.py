"""The people of a school, what they did, and what lobbib keeps about one of them."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from lobbib.domain.assignments import Status
from lobbib.domain.policy import Actor, Role
from lobbib.errors import NotFound
from lobbib.models import (
    ApiToken,
    Assignment,
    Attachment,
    AuditEvent,
    Draft,
    Favourite,
    FavouriteList,
    Invitation,
    Job,
    JobItem,
    Report,
    Revision,
    User,
    UserRole,
    UserSession,
)
from lobbib.queries.people_planning import planning_about

PER_PAGE = 50


def by_school(session: Session, school_id: int) -> list[User]:
    """Everybody who has an account at a school, by name."""
    rows = session.scalars(select(User).where(User.school_id == school_id))
    return sorted(rows, key=lambda user: (user.name.casefold(), user.id))


def everybody(session: Session) -> list[User]:
    """All accounts, by school and address: for the command line alone."""
    found = select(User).options(joinedload(User.school)).order_by(User.school_id, User.email)
    return list(session.scalars(found))


def get_colleague(session: Session, actor: Actor, user_id: int, *, lock: bool = False) -> User:
    """A user of the actor's school. Raises NotFound, also for who works elsewhere."""
    wanted = select(User).where(User.id == user_id, User.school_id == actor.school_id)
    found = session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NotFound
    return found


def active_beheerders(session: Session, school_id: int) -> set[int]:
    """Ids of who can manage people now: accepted, not disabled."""
    return set(
        session.scalars(
            select(User.id)
            .join(UserRole)
            .where(
                User.school_id == school_id,
                UserRole.role == Role.BEHEERDER,
                User.disabled_at.is_(None),
                User.password_hash.is_not(None),
            )
        )
    )


def waiting_until(session: Session, user_id: int) -> datetime | None:
    """Until when the newest link of a user can be used."""
    return session.scalar(
        select(func.max(Invitation.expires_at)).where(
            Invitation.user_id == user_id, Invitation.used_at.is_(None)
        )
    )


class Trail(NamedTuple):
    """One page of what was done, newest first."""

    events: list[AuditEvent]
    page: int
    pages: int


def trail(session: Session, actor: Actor, page: int) -> Trail:
    """What was done in the actor's school. A page past the end is empty."""
    own = AuditEvent.school_id == actor.school_id
    total = session.scalar(select(func.count()).select_from(AuditEvent).where(own)) or 0
    events = session.scalars(
        select(AuditEvent)
        .where(own)
        .order_by(AuditEvent.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
        .options(joinedload(AuditEvent.user))
    )
    return Trail(list(events), page, -(-total // PER_PAGE))


def names_of(session: Session, actor: Actor, user_ids: set[int]) -> dict[int, str]:
    """The names of colleagues among `user_ids`, by id."""
    wanted = User.id.in_(user_ids) & (User.school_id == actor.school_id)
    return {
        user.id: user.name for user in session.execute(select(User.id, User.name).where(wanted))
    }


def concepts_of(session: Session, user_id: int) -> list[int]:
    """The ids of a user's concepts, which nobody else sees."""
    theirs = (Assignment.author_id == user_id) & (Assignment.status == Status.CONCEPT)
    return list(session.scalars(select(Assignment.id).where(theirs)))


def everything_about(session: Session, user_id: int) -> dict[str, Any]:
    """All that lobbib keeps about a user, as values for JSON; the words are the user's own."""
    user = session.get_one(User, user_id)
    return {
        "naam": user.name,
        "e-mailadres": user.email,
        "school": user.school.name,
        "rollen": sorted(user.roles),
        "vakken": [subject.slug for subject in user.subjects],
        "lid sinds": user.created_at,
        "ingelogd": _times(session, UserSession.created_at, UserSession.user_id == user_id),
        "laatst gezien": _times(session, UserSession.last_seen_at, UserSession.user_id == user_id),
        "API-sleutels": _times(session, ApiToken.created_at, ApiToken.user_id == user_id),
        "opdrachten": _assignments(session, user_id),
        "versies": _versions(session, user_id),
        "nog niet bewaard": _drafts(session, user_id),
        "bijlagen": _attachments(session, user_id),
        "mappen die je meenam": _imports(session, user_id),
        "favorieten": list(
            session.scalars(select(Favourite.assignment_id).where(Favourite.user_id == user_id))
        ),
        "gedeelde favorietenlijst": list(
            session.scalars(select(FavouriteList.name).where(FavouriteList.user_id == user_id))
        ),
        "meldingen": _reports(session, user_id),
        **planning_about(session, user_id),
        "logboek": _events(session, user_id),
    }


def _times(session: Session, column: Any, of_user: Any) -> list[datetime]:
    return list(session.scalars(select(column).where(of_user).order_by(column)))


def _assignments(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Assignment.id, Assignment.title, Assignment.status, Assignment.created_at)
        .where(Assignment.author_id == user_id)
        .order_by(Assignment.id)
    )
    return [
        {"nummer": number, "titel": title, "status": status, "gemaakt": made}
        for number, title, status, made in rows
    ]


def _versions(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Revision.assignment_id, Revision.version, Revision.at)
        .where(Revision.user_id == user_id)
        .order_by(Revision.id)
    )
    return [{"opdracht": number, "versie": version, "op": at} for number, version, at in rows]


def _drafts(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Draft.assignment_id, Draft.content, Draft.updated_at)
        .where(Draft.user_id == user_id, Draft.ended_at.is_(None))
        .order_by(Draft.id)
    )
    return [{"opdracht": number, "tekst": typed, "op": at} for number, typed, at in rows]


def _attachments(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Attachment.assignment_id, Attachment.name, Attachment.created_at)
        .where(Attachment.user_id == user_id)
        .order_by(Attachment.id)
    )
    return [{"opdracht": number, "naam": name, "op": at} for number, name, at in rows]


def _imports(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(JobItem.path, Job.created_at)
        .join(Job, Job.id == JobItem.job_id)
        .where(Job.user_id == user_id)
        .order_by(JobItem.id)
    )
    return [{"bestand": path, "op": at} for path, at in rows]


def _reports(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Report.assignment_id, Report.text, Report.created_at)
        .where(Report.reporter_id == user_id)
        .order_by(Report.id)
    )
    return [{"opdracht": number, "tekst": text, "op": at} for number, text, at in rows]


def _events(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(AuditEvent.at, AuditEvent.action, AuditEvent.object_id)
        .where(AuditEvent.user_id == user_id)
        .order_by(AuditEvent.id)
    )
    return [{"op": at, "wat": action, "nummer": number} for at, action, number in rows]
