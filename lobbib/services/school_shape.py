"""The school as it is: class types, periods and milestones, and a good default for all at once.

    set_up(session, actor, school_year)                    class types, periods, milestones
    add_class_type / change_class_type / archive_class_type / restore_class_type
    set_own_class_types(session, actor, ids)               what one teaches or is mentor of
    set_periods(session, actor, school_year, periods, seen)
    add_milestone / change_milestone / remove_milestone

A past year never changes: a class type on which something was placed keeps its year and tracks, and
another takes its place. All raise Forbidden, NotFound, Invalid by field, and Conflict where a
colleague changed what the actor had before them (`seen` is a mark: domain.planning.mark_of).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lobbib.domain import policy
from lobbib.domain.planning import (
    MAX_CLASS_TYPES,
    ClassTypeData,
    Defaults,
    MilestoneData,
    PeriodData,
    class_type_problems,
    default_class_types,
    default_milestones,
    default_periods,
    milestone_problems,
    periods_problems,
    tidied,
    tidied_line,
)
from lobbib.domain.policy import Actor
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.errors import Conflict, Forbidden, Invalid, NotFound
from lobbib.models import (
    ClassType,
    ClassTypeTrack,
    Milestone,
    MilestoneTrack,
    MilestoneYear,
    Period,
    Placement,
    School,
    User,
    UserClassType,
)
from lobbib.models.feed import record_changes
from lobbib.queries import school_shape as reads
from lobbib.queries import subjects
from lobbib.services.planning import take_off
from lobbib.services.transaction import record, transaction, utc_now

NAME_TAKEN = "Er is al een klastype met deze naam."
CHANGED = "Een collega heeft dit intussen aangepast. Kijk nog eens, en bewaar dan opnieuw."


def defaults_for(session: Session, actor: Actor, school_year: SchoolYear) -> Defaults:
    """What `set_up` would make, to show it before."""
    tracks = subjects.tracks_of(session, actor.school_id)
    return Defaults(
        default_class_types(tracks), default_periods(school_year), default_milestones(tracks)
    )


def set_up(session: Session, actor: Actor, school_year: SchoolYear) -> None:
    """Make what is missing of class types, periods and milestones; what is there stays."""
    _check_manager(actor)
    with transaction(session, actor):
        _lock_school(session, actor)
        found = defaults_for(session, actor, school_year)
        if not reads.all_class_types(session, actor.school_id):
            session.add_all(new_class_type(actor.school_id, data) for data in found.class_types)
        if not reads.periods(session, actor.school_id, school_year):
            add_periods(session, actor.school_id, school_year, found.periods)
        if not reads.milestones(session, actor.school_id, school_year):
            session.add_all(new_milestone(actor.school_id, data) for data in found.milestones)
        record(session, actor, "school.set_up", actor.school_id, school_year=str(school_year))


def new_class_type(school_id: int, data: ClassTypeData) -> ClassType:
    """A row that is not yet added; `data` has been checked."""
    return ClassType(
        school_id=school_id,
        name=data.name,
        year=data.year,
        track_rows=[ClassTypeTrack(track=track) for track in data.tracks],
    )


def add_class_type(session: Session, actor: Actor, data: ClassTypeData) -> ClassType:
    _check_manager(actor)
    data = _valid_class_type(data)
    with transaction(session, actor):
        _lock_school(session, actor)
        _check_room(session, actor)
        _check_name(session, actor, data.name)
        row = new_class_type(actor.school_id, data)
        session.add(row)
        session.flush()
        record(session, actor, "class_type.add", row.id)
    return row


def change_class_type(
    session: Session, actor: Actor, class_type_id: int, data: ClassTypeData, *, seen: str
) -> ClassType:
    """The class type as it now stands, which is a new row where the past must stay as it was.

    That is when its year or tracks change while something was placed on it in an earlier school
    year; what was placed this year and later moves along, and so do the people who teach it.
    """
    _check_manager(actor)
    data = _valid_class_type(data)
    with transaction(session, actor):
        _lock_school(session, actor)
        row = reads.get_class_type(session, actor, class_type_id, lock=True)
        _check_mark(row.mark, seen)
        _check_name(session, actor, data.name, but=row.id)
        if _has_past(session, row) and (data.year, data.tracks) != (row.year, row.tracks):
            row = _succeed(session, row, data)
        else:
            _rewrite(row, data)
            _tell_feed(session, row)
        record(session, actor, "class_type.change", row.id)
    return row


def _rewrite(row: ClassType, data: ClassTypeData) -> None:
    row.name, row.year = data.name, data.year
    kept = [one for one in row.track_rows if one.track in data.tracks]
    new = set(data.tracks) - {one.track for one in kept}
    row.track_rows = kept + [ClassTypeTrack(track=track) for track in Track if track in new]


def _this_year() -> SchoolYear:
    return SchoolYear.of(utc_now().date())


def _has_past(session: Session, row: ClassType) -> bool:
    before = (Placement.class_type_id == row.id) & (Placement.school_year < _this_year())
    return session.scalar(select(Placement.id).where(before).limit(1)) is not None


def _succeed(session: Session, row: ClassType, data: ClassTypeData) -> ClassType:
    """A new row takes over from `row`, which is put away."""
    row.archived_at = utc_now()
    session.flush()
    new = new_class_type(row.school_id, data)
    session.add(new)
    session.flush()
    session.execute(
        update(Placement)
        .where(Placement.class_type_id == row.id, Placement.school_year >= _this_year())
        .values(class_type_id=new.id)
    )
    session.execute(
        update(UserClassType)
        .where(UserClassType.class_type_id == row.id)
        .values(class_type_id=new.id)
    )
    _tell_feed(session, new)
    return new


def _tell_feed(session: Session, row: ClassType) -> None:
    """What stands on a class type counts elsewhere now."""
    placed = select(Placement.assignment_id).where(Placement.class_type_id == row.id).distinct()
    if ids := set(session.scalars(placed)):
        record_changes(session, ids)


def archive_class_type(session: Session, actor: Actor, class_type_id: int, *, seen: str) -> None:
    """Take it off the board of coming years; gone for good where nothing was ever placed on it."""
    _check_manager(actor)
    with transaction(session, actor):
        _lock_school(session, actor)
        row = reads.get_class_type(session, actor, class_type_id, lock=True)
        _check_mark(row.mark, seen)
        used = select(Placement.id).where(Placement.class_type_id == row.id).limit(1)
        if session.scalar(used) is None:
            session.delete(row)
        else:
            row.archived_at = utc_now()
        record(session, actor, "class_type.archive", class_type_id)


def restore_class_type(session: Session, actor: Actor, class_type_id: int) -> None:
    """Bring it back. Raises Invalid where another has its name now."""
    _check_manager(actor)
    with transaction(session, actor):
        _lock_school(session, actor)
        row = reads.get_class_type(session, actor, class_type_id, lock=True)
        if row.archived_at is not None:
            _check_room(session, actor)
            _check_name(session, actor, row.name)
            row.archived_at = None
            record(session, actor, "class_type.restore", class_type_id)


def set_own_class_types(session: Session, actor: Actor, ids: Iterable[int]) -> None:
    """What the actor teaches or is mentor of. Raises Invalid for what the school does not have."""
    wanted = set(ids)
    with transaction(session, actor):
        offered = {row.id: row for row in reads.class_types(session, actor.school_id)}
        if not wanted <= offered.keys():
            raise Invalid({"class_types": "Kies klastypen uit de lijst."})
        user = session.get(User, actor.user_id, with_for_update=True)
        if user is None:
            raise NotFound
        user.class_types = [offered[number] for number in sorted(wanted)]
        record(session, actor, "account.set_class_types", user.id)


def set_periods(
    session: Session,
    actor: Actor,
    school_year: SchoolYear,
    periods: Sequence[PeriodData],
    *,
    seen: str,
) -> int:
    """The periods of a school year as they should be, in order; returns how many placements moved.

    Where there are fewer than before, what stood in the ones that go moves to the last that stays.
    `seen`: queries.school_shape.periods_mark of what the actor had before them.
    """
    _check_manager(actor)
    wanted = [replace(data, name=tidied_line(data.name)) for data in periods]
    if found := periods_problems(wanted, school_year):
        raise Invalid(found)
    with transaction(session, actor):
        _lock_school(session, actor)
        rows = reads.periods(session, actor.school_id, school_year)
        _check_mark(reads.periods_mark(rows), seen)
        moved = _set_periods(session, actor.school_id, school_year, rows, wanted)
        record(session, actor, "period.set", school_year=str(school_year), number=len(wanted))
    return moved


def _set_periods(
    session: Session,
    school_id: int,
    school_year: SchoolYear,
    rows: list[Period],
    wanted: Sequence[PeriodData],
) -> int:
    for row, data in zip(rows, wanted, strict=False):
        row.name, row.first_day, row.last_day = data.name, data.first_day, data.last_day
    add_periods(session, school_id, school_year, wanted[len(rows) :], after=len(rows))
    going = rows[len(wanted) :]
    return _empty(session, going, rows[len(wanted) - 1]) if going else 0


def add_periods(
    session: Session,
    school_id: int,
    school_year: SchoolYear,
    periods: Sequence[PeriodData],
    after: int = 0,
) -> list[Period]:
    """New periods within the caller's transaction, numbered on from `after`."""
    rows = [
        Period(
            school_id=school_id,
            school_year=school_year,
            number=number,
            name=data.name,
            first_day=data.first_day,
            last_day=data.last_day,
        )
        for number, data in enumerate(periods, start=after + 1)
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _empty(session: Session, going: list[Period], last: Period) -> int:
    """Move what stands in `going` to `last`; what stands there already is left out once."""
    ids = [row.id for row in going]
    there = select(Placement).where(Placement.period_id == last.id)
    taken = {(row.class_type_id, row.assignment_id) for row in session.scalars(there)}
    moved = 0
    for row in session.scalars(select(Placement).where(Placement.period_id.in_(ids))).all():
        place = (row.class_type_id, row.assignment_id)
        if place in taken:
            take_off(session, row)
        else:
            taken.add(place)
            row.period_id, row.version = last.id, row.version + 1
            moved += 1
    session.flush()
    for period in going:
        session.delete(period)
    return moved


def new_milestone(school_id: int, data: MilestoneData) -> Milestone:
    """A row that is not yet added; `data` has been checked."""
    row = Milestone(school_id=school_id)
    _fill_milestone(row, data)
    return row


def _fill_milestone(row: Milestone, data: MilestoneData) -> None:
    row.name, row.day, row.school_year = data.name, data.day, data.school_year
    row.year_rows = [MilestoneYear(year=year) for year in sorted(set(data.years))]
    row.track_rows = [MilestoneTrack(track=track) for track in Track if track in data.tracks]


def add_milestone(session: Session, actor: Actor, data: MilestoneData) -> Milestone:
    _check_line_manager(actor)
    data = _valid_milestone(data)
    with transaction(session, actor):
        row = new_milestone(actor.school_id, data)
        session.add(row)
        session.flush()
        record(session, actor, "milestone.add", row.id)
    return row


def change_milestone(
    session: Session, actor: Actor, milestone_id: int, data: MilestoneData, *, seen: str
) -> Milestone:
    _check_line_manager(actor)
    data = _valid_milestone(data)
    with transaction(session, actor):
        _lock_school(session, actor)
        row = reads.get_milestone(session, actor, milestone_id)
        _check_mark(row.mark, seen)
        row.year_rows, row.track_rows = [], []
        session.flush()
        _fill_milestone(row, data)
        record(session, actor, "milestone.change", row.id)
    return row


def remove_milestone(session: Session, actor: Actor, milestone_id: int) -> None:
    _check_line_manager(actor)
    with transaction(session, actor):
        session.delete(reads.get_milestone(session, actor, milestone_id))
        record(session, actor, "milestone.remove", milestone_id)


def _valid_class_type(data: ClassTypeData) -> ClassTypeData:
    data = tidied(data)
    if found := class_type_problems(data):
        raise Invalid(found)
    return data


def _valid_milestone(data: MilestoneData) -> MilestoneData:
    data = replace(data, name=tidied_line(data.name))
    if found := milestone_problems(data):
        raise Invalid(found)
    return data


def _check_manager(actor: Actor) -> None:
    if not policy.can_manage_school(actor):
        raise Forbidden


def _check_line_manager(actor: Actor) -> None:
    if not policy.can_manage_line(actor):
        raise Forbidden


def _check_mark(now: str, seen: str) -> None:
    if now != seen:
        raise Conflict(0, CHANGED)


def _check_room(session: Session, actor: Actor) -> None:
    if len(reads.class_types(session, actor.school_id)) >= MAX_CLASS_TYPES:
        raise Invalid({"name": f"Een school heeft hoogstens {MAX_CLASS_TYPES} klastypen."})


def _check_name(session: Session, actor: Actor, name: str, but: int | None = None) -> None:
    taken = {
        row.name.casefold() for row in reads.class_types(session, actor.school_id) if row.id != but
    }
    if name.casefold() in taken:
        raise Invalid({"name": NAME_TAKEN})


def _lock_school(session: Session, actor: Actor) -> None:
    """Whoever changes the shape of a school takes turns."""
    session.get_one(School, actor.school_id, with_for_update=True)
