"""Each kind of line of a planning, put into a school: `KINDS[kind](known, given)`.

A function returns whether there was something new, and raises Unreadable for what cannot be.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import MAX_LENGTHS
from lobbib.domain.competencies import Competency
from lobbib.domain.people import MAX_EMAIL, tidy_email
from lobbib.domain.planning import (
    MAX_CALL_TEXT,
    MAX_CLASS_TYPE_NAME,
    MAX_LINE,
    MAX_MILESTONE_NAME,
    MAX_NOTE,
    MAX_PERIOD_NAME,
    Answer,
    ClassTypeData,
    MilestoneData,
    Reach,
    class_type_problems,
    milestone_problems,
)
from lobbib.domain.planning_import import folded
from lobbib.domain.schools import MAX_SLUG
from lobbib.domain.tracks import Track
from lobbib.exchange.fields import Fields, Unreadable
from lobbib.models import (
    Assignment,
    Call,
    CallAnswer,
    CellTarget,
    ClassType,
    Delivery,
    Milestone,
    Period,
    Placement,
    User,
    YearTargetRow,
)
from lobbib.queries import school_shape, subjects
from lobbib.services.agreements import MAX_NUMBER, MAX_PERIODS
from lobbib.services.school_shape import new_class_type, new_milestone

Value = TypeVar("Value")


class Known:
    """What a running import knows of the school, and what the file's ids are here."""

    def __init__(self, session: Session, school_id: int, moved: Mapping[int, int]) -> None:
        self.session, self.school_id = session, school_id
        self.class_types: dict[int, ClassType] = {}
        self.placements: dict[int, Placement] = {}
        self._moved = moved
        self._subjects = subjects.by_slug(session, school_id)
        people = session.scalars(select(User).where(User.school_id == school_id))
        self._people = {user.email: user for user in people}
        rows = session.execute(
            select(Assignment.id, Assignment.title)
            .where(Assignment.school_id == school_id)
            .order_by(Assignment.id.desc())
        ).all()
        self._titles = {row.id: folded(row.title) for row in rows}
        self._by_title = {folded(row.title): row.id for row in rows}

    def add(self, row: Any) -> None:
        self.session.add(row)
        self.session.flush()

    def person(self, email: str) -> User | None:
        return self._people.get(tidy_email(email))

    def by(self, given: Fields) -> int | None:
        """Whose it was, where that colleague has an account here."""
        user = self.person(given.text("by", MAX_EMAIL))
        return user.id if user else None

    def subject(self, given: Fields) -> int | None:
        found = self._subjects.get(given.text("subject", MAX_SLUG))
        return found.id if found else None

    def assignment(self, given: Fields) -> int:
        number, title = (
            given.number("assignment"),
            folded(given.text("title", MAX_LENGTHS["title"])),
        )
        if number in self._moved:
            return self._moved[number]
        if title and self._titles.get(number) == title:
            return number
        if title not in self._by_title:
            raise Unreadable("assignment: deze opdracht staat niet in de map van de school.")
        found: int = self._by_title[title]
        return found

    def class_type(self, given: Fields) -> ClassType:
        return _looked_up(self.class_types, given, "class_type")

    def placement(self, given: Fields) -> Placement:
        return _looked_up(self.placements, given, "placement")


def _looked_up(known: Mapping[int, Value], given: Fields, name: str) -> Value:
    number = given.number(name)
    if number not in known:
        raise Unreadable(f"{name}: nummer {number} staat niet eerder in dit bestand.")
    return known[number]


def _refuse(problems: Mapping[str, str]) -> None:
    for field, text in problems.items():
        raise Unreadable(f"{field}: {text}")


def class_type(known: Known, given: Fields) -> bool:
    number, name = given.number("id"), given.text("name", MAX_CLASS_TYPE_NAME)
    data = ClassTypeData(name, given.whole("year", 1, 6), given.choices("tracks", Track))
    _refuse(class_type_problems(data))
    away = given.moment("archived_at") if given.has("archived_at") else None
    rows = school_shape.all_class_types(known.session, known.school_id)
    alike = [r for r in rows if r.data == data and (r.archived_at is None) == (away is None)]
    row = alike[0] if alike else new_class_type(known.school_id, data)
    if not alike:
        in_use = {r.name for r in rows if r.archived_at is None}
        if away is None and name in in_use:
            raise Unreadable(f"name: er is al een ander klastype {name}.")
        row.archived_at = away
        known.add(row)
    known.class_types[number] = row
    for user in map(known.person, given.texts("members", MAX_EMAIL)):
        if user is not None and row not in user.class_types:
            user.class_types.append(row)
    return not alike


def period(known: Known, given: Fields) -> bool:
    school_year, number = given.school_year("school_year"), given.whole("number", 1, 6)
    first, last = given.day("first_day"), given.day("last_day")
    if not school_year.first_day <= first <= last <= school_year.last_day:
        raise Unreadable(f"first_day: van 1 augustus tot en met 31 juli in {school_year}.")
    rows = school_shape.periods(known.session, known.school_id, school_year)
    is_new = number not in {row.number for row in rows}
    if is_new:
        known.add(
            Period(
                school_id=known.school_id,
                school_year=school_year,
                number=number,
                name=given.text("name", MAX_PERIOD_NAME),
                first_day=first,
                last_day=last,
            )
        )
    return is_new


def milestone(known: Known, given: Fields) -> bool:
    data = MilestoneData(
        given.text("name", MAX_MILESTONE_NAME),
        given.day("day"),
        given.school_year("school_year") if given.has("school_year") else None,
        given.wholes("years", 1, 6),
        given.choices("tracks", Track),
    )
    _refuse(milestone_problems(data))
    of_school = select(Milestone).where(Milestone.school_id == known.school_id)
    is_new = all(row.data != data for row in known.session.scalars(of_school))
    if is_new:
        known.add(new_milestone(known.school_id, data))
    return is_new


def target(known: Known, given: Fields) -> bool:
    return _keep(
        known,
        CellTarget(
            school_id=known.school_id,
            school_year=given.school_year("school_year"),
            competency=given.choice("competency", Competency),
            year=given.whole("year", 1, 6),
            number=given.whole("number", 0, MAX_NUMBER),
        ),
        "school_id school_year competency year",
    )


def year_target(known: Known, given: Fields) -> bool:
    return _keep(
        known,
        YearTargetRow(
            school_id=known.school_id,
            school_year=given.school_year("school_year"),
            year=given.whole("year", 1, 6),
            assignments=given.whole("assignments", 0, MAX_NUMBER),
            periods=given.whole("periods", 0, MAX_PERIODS),
            conversations=given.whole("conversations", 0, MAX_NUMBER),
        ),
        "school_id school_year year",
    )


def _keep(known: Known, row: CellTarget | YearTargetRow, key: str) -> bool:
    """Add an agreement where none with its key is there."""
    there = known.session.get(type(row), {name: getattr(row, name) for name in key.split()})
    if there is None:
        known.add(row)
    return there is None


def placement(known: Known, given: Fields) -> bool:
    number, home = given.number("id"), known.class_type(given)
    assignment_id, when = known.assignment(given), _period_of(known, given)
    row = known.session.scalar(
        select(Placement).where(
            Placement.assignment_id == assignment_id,
            Placement.class_type_id == home.id,
            Placement.period_id == when.id,
        )
    )
    is_new = row is None
    if row is None:
        row = Placement(
            school_id=known.school_id,
            school_year=when.school_year,
            assignment_id=assignment_id,
            class_type_id=home.id,
            period_id=when.id,
            subject_id=known.subject(given),
            reach=given.choice("reach", Reach),
            note=given.text("note", MAX_NOTE),
            created_at=given.moment("created_at"),
            updated_at=given.moment("updated_at"),
            updated_by_id=known.by(given),
        )
        known.add(row)
    known.placements[number] = row
    return is_new


def _period_of(known: Known, given: Fields) -> Period:
    school_year, number = given.school_year("school_year"), given.whole("period", 1, 6)
    rows = school_shape.periods(known.session, known.school_id, school_year)
    found = [row for row in rows if row.number == number]
    if not found:
        raise Unreadable(f"period: {school_year} heeft hier geen periode {number}.")
    return found[0]


def delivery(known: Known, given: Fields) -> bool:
    on_board = known.placement(given) if given.has("placement") else None
    row = Delivery(
        school_id=known.school_id,
        school_year=on_board.school_year if on_board else given.school_year("school_year"),
        assignment_id=on_board.assignment_id if on_board else known.assignment(given),
        placement_id=on_board.id if on_board else None,
        class_type_id=known.class_type(given).id if given.has("class_type") else None,
        answer=given.choice("answer", Answer),
        line=given.text("line", MAX_LINE),
        user_id=known.by(given),
        at=given.moment("at"),
    )
    if on_board is None:
        same = (Delivery.assignment_id == row.assignment_id) & (Delivery.at == row.at)
        there = select(Delivery.id).where(Delivery.placement_id.is_(None), same)
    else:
        there = select(Delivery.id).where(Delivery.placement_id == on_board.id)
    is_new = known.session.scalar(there) is None
    if is_new:
        known.add(row)
    return is_new


def call(known: Known, given: Fields) -> bool:
    row = Call(
        school_id=known.school_id,
        competency=given.choice("competency", Competency),
        year=given.whole("year", 1, 6),
        track=given.choice("track", Track) if given.has("track") else None,
        subject_id=known.subject(given),
        text=given.text("text", MAX_CALL_TEXT, multiline=True),
        user_id=known.by(given),
        created_at=given.moment("created_at"),
        closed_at=given.moment("closed_at") if given.has("closed_at") else None,
        thanks=given.text("thanks", MAX_LINE),
        answers=[_answer(known, one) for one in given.objects("answers")],
    )
    there = select(Call.id).where(
        Call.school_id == known.school_id, Call.created_at == row.created_at, Call.text == row.text
    )
    is_new = known.session.scalar(there) is None
    if is_new:
        known.add(row)
    return is_new


def _answer(known: Known, given: Fields) -> CallAnswer:
    return CallAnswer(
        assignment_id=known.assignment(given), user_id=known.by(given), at=given.moment("at")
    )


KINDS: Mapping[str, Callable[[Known, Fields], bool]] = {
    "class_type": class_type,
    "period": period,
    "milestone": milestone,
    "target": target,
    "year_target": year_target,
    "placement": placement,
    "delivery": delivery,
    "call": call,
}
