"""What a school can choose from: its tracks, and the subjects of everybody and its own."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lobbib.domain.tracks import Track
from lobbib.models import School, Subject


def of_school(session: Session, school_id: int) -> list[Subject]:
    """By name. Where a school has its own subject with a common slug, that one stands for it."""
    rows = session.scalars(
        select(Subject).where(or_(Subject.school_id.is_(None), Subject.school_id == school_id))
    )
    common_first = sorted(rows, key=lambda subject: subject.school_id is not None)
    by_slug = {subject.slug: subject for subject in common_first}
    return sorted(by_slug.values(), key=lambda subject: subject.name.casefold())


def by_slug(session: Session, school_id: int) -> dict[str, Subject]:
    return {subject.slug: subject for subject in of_school(session, school_id)}


def names_of(session: Session, school_id: int) -> dict[str, str]:
    """The names of the same subjects by slug, read as bare rows for what asks often."""
    columns = select(Subject.slug, Subject.name)
    wanted = or_(Subject.school_id.is_(None), Subject.school_id == school_id)
    # What is common comes first, so that a school's own name for it stands.
    ordered = columns.where(wanted).order_by(Subject.school_id.is_not(None), Subject.id)
    return {row.slug: row.name for row in session.execute(ordered)}


def tracks_of(session: Session, school_id: int) -> tuple[Track, ...]:
    """The tracks that a school offers, low to high."""
    return session.get_one(School, school_id).tracks
