"""The thesaurus as one school has it: its own lines, and the common ones that it left on."""

from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from lobbib.domain.thesaurus import Line
from lobbib.errors import NotFound
from lobbib.models import ThesaurusEntry, ThesaurusOff


class Common(NamedTuple):
    """A line of everybody's, and whether this school uses it."""

    entry: ThesaurusEntry
    on: bool


def lines_of(session: Session, school_id: int) -> list[Line]:
    """What counts when somebody of this school searches."""
    columns = select(ThesaurusEntry.words, ThesaurusEntry.one_way)
    wanted = columns.where(_of(school_id), ThesaurusEntry.id.not_in(_off(school_id)))
    rows = session.execute(wanted.order_by(ThesaurusEntry.id))
    return [Line(tuple(words), one_way) for words, one_way in rows]


def stamp_of(session: Session, school_id: int) -> tuple[Any, ...]:
    """Another value whenever `lines_of` would give others."""
    latest = func.max(ThesaurusEntry.updated_at)
    counted = select(func.count(), func.max(ThesaurusEntry.id), latest).where(_of(school_id))
    off = session.scalars(_off(school_id).order_by(ThesaurusOff.entry_id))
    return (*session.execute(counted).one(), *off)


def own(session: Session, school_id: int) -> list[ThesaurusEntry]:
    """The lines of the school itself, by their first word."""
    rows = session.scalars(select(ThesaurusEntry).where(ThesaurusEntry.school_id == school_id))
    return sorted(rows, key=_first_word)


def common(session: Session, school_id: int) -> list[Common]:
    """Everybody's lines, by their first word."""
    off = set(session.scalars(_off(school_id)))
    rows = session.scalars(select(ThesaurusEntry).where(ThesaurusEntry.school_id.is_(None)))
    return [Common(entry, entry.id not in off) for entry in sorted(rows, key=_first_word)]


def get_own(session: Session, school_id: int, entry_id: int) -> ThesaurusEntry:
    """A line of the school itself. Raises NotFound."""
    found = session.get(ThesaurusEntry, entry_id)
    if found is None or found.school_id != school_id:
        raise NotFound
    return found


def get_common(session: Session, entry_id: int) -> ThesaurusEntry:
    """A line of everybody's. Raises NotFound."""
    found = session.get(ThesaurusEntry, entry_id)
    if found is None or found.school_id is not None:
        raise NotFound
    return found


def _of(school_id: int) -> Any:
    return or_(ThesaurusEntry.school_id.is_(None), ThesaurusEntry.school_id == school_id)


def _off(school_id: int) -> Select[int]:
    return select(ThesaurusOff.entry_id).where(ThesaurusOff.school_id == school_id)


def _first_word(entry: ThesaurusEntry) -> str:
    return entry.words[0].casefold()
