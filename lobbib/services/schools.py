"""Schools and boards, which come from the command line; and the subjects that a school adds."""

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lobbib.domain.policy import Actor, can_manage_school
from lobbib.domain.schools import MAX_SCHOOL_NAME, is_slug, slug_of, subject_problem, tidy_title
from lobbib.domain.tracks import Track
from lobbib.errors import Forbidden, Invalid, NotFound
from lobbib.models import Board, School, SchoolTrack, Subject
from lobbib.queries import schools as reads
from lobbib.queries import subjects as subject_reads
from lobbib.services.transaction import record, transaction

SUBJECT_EXISTS = "Dit vak staat al in de lijst."


def create_school(
    session: Session,
    slug: str,
    name: str,
    board: str | None = None,
    tracks: Iterable[Track] = tuple(Track),
) -> int:
    """Add a school, and its board where that is new; returns its id. Raises Invalid."""
    name, offered = tidy_title(name), list(dict.fromkeys(tracks))
    _check_school(slug, name, offered)
    try:
        with transaction(session):
            school = School(slug=slug, name=name, board=_board(session, board))
            school.track_rows = [SchoolTrack(track=track) for track in offered]
            session.add(school)
            session.flush()
            record(session, None, "school.create", school.id, school_id=school.id)
    except IntegrityError:
        raise Invalid({"slug": f"Er is al een school met de korte naam {slug}."}) from None
    return school.id


def _check_school(slug: str, name: str, tracks: list[Track]) -> None:
    problems = {}
    if not is_slug(slug):
        problems["slug"] = "Gebruik kleine letters, cijfers en streepjes, bijvoorbeeld het-lyceum."
    if not name or len(name) > MAX_SCHOOL_NAME:
        problems["name"] = f"Geef een naam van hoogstens {MAX_SCHOOL_NAME} tekens."
    if not tracks:
        problems["tracks"] = "Kies ten minste een niveau."
    if problems:
        raise Invalid(problems)


def _board(session: Session, name: str | None) -> Board | None:
    """The board of this name, made where it is new; within the caller's transaction."""
    tidied = tidy_title(name or "")
    if not tidied:
        return None
    return reads.board_by_name(session, tidied) or Board(name=tidied)


def add_subject(session: Session, actor: Actor, name: str) -> int:
    """Add a subject of the actor's own school; returns its id. Raises Forbidden and Invalid."""
    name, slug = tidy_title(name), slug_of(name)
    _check_manager(actor)
    if problem := subject_problem(name):
        raise Invalid({"name": problem})
    try:
        with transaction(session, actor):
            if slug in subject_reads.by_slug(session, actor.school_id):
                raise Invalid({"name": SUBJECT_EXISTS})
            subject = Subject(school_id=actor.school_id, slug=slug, name=name)
            session.add(subject)
            session.flush()
            record(session, actor, "subject.add", subject.id)
    except IntegrityError:
        raise Invalid({"name": SUBJECT_EXISTS}) from None
    return subject.id


def remove_subject(session: Session, actor: Actor, subject_id: int) -> None:
    """Remove an own subject that nothing has. Raises NotFound, Forbidden and Invalid."""
    _check_manager(actor)
    with transaction(session, actor):
        subject = session.get(Subject, subject_id, with_for_update=True)
        if subject is None or subject.school_id != actor.school_id:
            raise NotFound
        if reads.count_assignments_with(session, subject.id):
            raise Invalid({"name": f"Er zijn opdrachten bij {subject.name}. Het vak blijft staan."})
        if reads.is_planned_with(session, subject.id):
            raise Invalid({"name": f"{subject.name} staat in de planning. Het vak blijft staan."})
        session.delete(subject)
        record(session, actor, "subject.remove", subject_id)


def _check_manager(actor: Actor) -> None:
    if not can_manage_school(actor):
        raise Forbidden
