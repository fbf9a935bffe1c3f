"""Rows for tests, with sensible defaults: say only what the test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import CONTENT_FIELDS, Content, Status, normalized
from lobbib.domain.competencies import Competency
from lobbib.domain.planning import Answer, PeriodData, Reach, default_periods
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.exchange.items import content_to_dict
from lobbib.models import (
    Assignment,
    Board,
    Call,
    ClassType,
    ClassTypeTrack,
    Delivery,
    Milestone,
    Period,
    Placement,
    Revision,
    School,
    SchoolTrack,
    Subject,
    User,
    UserRole,
)

PASSWORD = "een-goed-wachtwoord"
CONTENT = Content(
    title="Interview een ondernemer",
    body="Bedenk vijf vragen en interview een winkelier uit je straat.",
    years=(3,),
    competencies=(Competency.NETWERKEN,),
    tracks=(Track.HAVO,),
)


@cache
def cheap_hash(password: str) -> str:
    """A real Argon2 hash, as cheap as the library allows."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


class Factory:
    """Each method commits and returns the row."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._number = count(1)

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.commit()
        return row

    def board(self, name: str | None = None) -> Board:
        board: Board = self._add(Board(name=name or f"Bestuur {next(self._number)}"))
        return board

    def school(
        self, board: Board | None = None, tracks: tuple[Track, ...] = tuple(Track), **values: Any
    ) -> School:
        number = next(self._number)
        values = {"slug": f"school-{number}", "name": f"School {number}"} | values
        rows = [SchoolTrack(track=track) for track in tracks]
        school: School = self._add(School(board=board, track_rows=rows, **values))
        return school

    def subject(self, slug: str = "economie") -> Subject:
        return self.session.scalars(
            select(Subject).where(Subject.slug == slug, Subject.school_id.is_(None))
        ).one()

    def user(self, school: School | None = None, *roles: Role, **values: Any) -> User:
        number = next(self._number)
        school = school or self.school()
        defaults = {
            "email": f"collega{number}@school.nl",
            "name": f"Collega {number}",
            "password_hash": cheap_hash(PASSWORD),
            "created_at": datetime.now(UTC),
        }
        rows = [UserRole(role=role) for role in roles]
        user: User = self._add(User(school=school, role_rows=rows, **(defaults | values)))
        return user

    def assignment(
        self, author: User | None = None, status: Status = Status.SHARED, **values: Any
    ) -> Assignment:
        """An assignment with its first revision; keyword arguments are fields of Content."""
        author = author or self.user()
        now = datetime.now(UTC)
        chosen = {name: values.pop(name) for name in CONTENT_FIELDS if name in values}
        content = normalized(replace(CONTENT, **chosen))
        defaults = {
            "school": author.school,
            "author": author,
            "status": status,
            "version": 1,
            "created_at": now,
            "updated_at": now,
            "shared_at": now if status is Status.SHARED else None,
        }
        assignment = Assignment(**(defaults | values))
        subjects = {slug: self.subject(slug) for slug in content.subjects}
        assignment.assign(content, subjects)
        self._add(assignment)
        self._add(
            Revision(
                assignment_id=assignment.id,
                version=1,
                status=status,
                content=content_to_dict(content),
                user_id=author.id,
                at=now,
            )
        )
        return assignment

    def class_type(
        self,
        school: School,
        name: str = "3 havo",
        year: int = 3,
        tracks: tuple[Track, ...] = (Track.HAVO,),
        **values: Any,
    ) -> ClassType:
        rows = [ClassTypeTrack(track=track) for track in tracks]
        made: ClassType = self._add(
            ClassType(school_id=school.id, name=name, year=year, track_rows=rows, **values)
        )
        return made

    def periods(
        self, school: School, school_year: SchoolYear, *dated: tuple[date, date]
    ) -> list[Period]:
        """Four of a usual length, or as they are `dated`."""
        data = [PeriodData(f"Periode {n}", *days) for n, days in enumerate(dated, start=1)]
        rows = [
            Period(
                school_id=school.id,
                school_year=school_year,
                number=number,
                name=one.name,
                first_day=one.first_day,
                last_day=one.last_day,
            )
            for number, one in enumerate(data or default_periods(school_year), start=1)
        ]
        for row in rows:
            self._add(row)
        return rows

    def placement(
        self, assignment: Assignment, class_type: ClassType, period: Period, **values: Any
    ) -> Placement:
        """Without a subject, for everybody."""
        now = datetime.now(UTC)
        defaults = {
            "school_id": period.school_id,
            "school_year": period.school_year,
            "assignment_id": assignment.id,
            "class_type_id": class_type.id,
            "period_id": period.id,
            "reach": Reach.EVERYBODY,
            "note": "",
            "created_at": now,
            "updated_at": now,
        }
        made: Placement = self._add(Placement(**(defaults | values)))
        return made

    def delivery(
        self, placement: Placement, answer: Answer = Answer.YES, line: str = "", **values: Any
    ) -> Delivery:
        defaults = {
            "school_id": placement.school_id,
            "school_year": placement.school_year,
            "assignment_id": placement.assignment_id,
            "placement_id": placement.id,
            "answer": answer,
            "line": line,
            "at": datetime.now(UTC),
        }
        made: Delivery = self._add(Delivery(**(defaults | values)))
        return made

    def milestone(self, school: School, name: str = "Profielkeuze", **values: Any) -> Milestone:
        """Every year on 1 March, for everybody."""
        defaults = {"school_id": school.id, "name": name, "day": date(2000, 3, 1)}
        made: Milestone = self._add(Milestone(**(defaults | values)))
        return made

    def call(self, school: School, **values: Any) -> Call:
        """To everybody, by nobody who is still there."""
        defaults = {
            "school_id": school.id,
            "competency": Competency.NETWERKEN,
            "year": 3,
            "text": "",
            "created_at": datetime.now(UTC),
        }
        made: Call = self._add(Call(**(defaults | values)))
        return made
