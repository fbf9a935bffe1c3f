"""Every row of a school's planning, for the command line alone: also what stands on concepts."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lobbib.models import (
    Assignment,
    Base,
    Call,
    CallAnswer,
    CellTarget,
    ClassType,
    Delivery,
    Milestone,
    Period,
    Placement,
    User,
    UserClassType,
    YearTargetRow,
)

Row = TypeVar("Row", bound=Base)
BATCH = 200


def rows(session: Session, asked: Select[Row]) -> Iterator[Row]:
    yield from session.scalars(asked.execution_options(yield_per=BATCH))


def class_types(school_id: int) -> Select[ClassType]:
    return select(ClassType).where(ClassType.school_id == school_id).order_by(ClassType.id)


def members(session: Session, school_id: int) -> dict[int, list[str]]:
    """Addresses of who teaches each class type."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    asked = (
        select(UserClassType.class_type_id, User.email)
        .join(User, User.id == UserClassType.user_id)
        .where(User.school_id == school_id)
    )
    for number, email in session.execute(asked):
        found[number].append(email)
    return found


def periods(school_id: int) -> Select[Period]:
    of_school = select(Period).where(Period.school_id == school_id)
    return of_school.order_by(Period.school_year, Period.number)


def milestones(school_id: int) -> Select[Milestone]:
    return select(Milestone).where(Milestone.school_id == school_id).order_by(Milestone.id)


def cell_targets(school_id: int) -> Select[CellTarget]:
    of_school = select(CellTarget).where(CellTarget.school_id == school_id)
    return of_school.order_by(CellTarget.school_year, CellTarget.competency, CellTarget.year)


def year_targets(school_id: int) -> Select[YearTargetRow]:
    of_school = select(YearTargetRow).where(YearTargetRow.school_id == school_id)
    return of_school.order_by(YearTargetRow.school_year, YearTargetRow.year)


def placements(school_id: int) -> Select[Placement]:
    return (
        select(Placement)
        .where(Placement.school_id == school_id)
        .order_by(Placement.id)
        .options(
            joinedload(Placement.assignment).load_only(Assignment.title).lazyload("*"),
            joinedload(Placement.period),
            joinedload(Placement.subject),
            joinedload(Placement.updated_by).lazyload("*"),
        )
    )


def deliveries(school_id: int) -> Select[Delivery]:
    return (
        select(Delivery)
        .where(Delivery.school_id == school_id)
        .order_by(Delivery.id)
        .options(
            joinedload(Delivery.assignment).load_only(Assignment.title).lazyload("*"),
            joinedload(Delivery.user).lazyload("*"),
        )
    )


def calls(school_id: int) -> Select[Call]:
    return (
        select(Call)
        .where(Call.school_id == school_id)
        .order_by(Call.id)
        .options(
            joinedload(Call.subject),
            joinedload(Call.user).lazyload("*"),
            selectinload(Call.answers).joinedload(CallAnswer.assignment).lazyload("*"),
            selectinload(Call.answers).joinedload(CallAnswer.user).lazyload("*"),
        )
    )
