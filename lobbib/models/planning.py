"""The LOB-jaarplanning: class types and periods, what is placed on them, and what was done.

A placement refers to its period, class type and assignment together with the school (and the school
year), so that the database itself keeps a plan from depending on another school.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lobbib.domain.planning import Answer, MilestoneData, PeriodData, Reach, mark_of
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models.accounts import User
from lobbib.models.assignments import Assignment
from lobbib.models.base import Base, keep_ids, one_of
from lobbib.models.class_types import ClassType
from lobbib.models.schools import School, Subject


class Period(Base):
    """One of the 2 to 6 periods of a school year; both days belong to it."""

    __tablename__ = "period"
    __table_args__ = keep_ids(
        CheckConstraint("number BETWEEN 1 AND 6", name="number_exists"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        Index(
            "uq_period_school_id_school_year_number",
            "school_id",
            "school_year",
            "number",
            unique=True,
        ),
        Index("uq_period_id_school_id_school_year", "id", "school_id", "school_year", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    school_year: Mapped[SchoolYear]
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    first_day: Mapped[date]
    last_day: Mapped[date]

    @property
    def data(self) -> PeriodData:
        return PeriodData(self.name, self.first_day, self.last_day)


class Placement(Base):
    """An assignment on the board. `version` is raised by every service that changes it."""

    __tablename__ = "placement"
    __table_args__ = keep_ids(
        ForeignKeyConstraint(
            ["assignment_id", "school_id"],
            ["assignment.id", "assignment.school_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["class_type_id", "school_id"], ["class_type.id", "class_type.school_id"]
        ),
        ForeignKeyConstraint(
            ["period_id", "school_id", "school_year"],
            ["period.id", "period.school_id", "period.school_year"],
        ),
        Index(
            "uq_placement_period_id_class_type_id_assignment_id",
            "period_id",
            "class_type_id",
            "assignment_id",
            unique=True,
        ),
        Index("ix_placement_school_id_school_year", "school_id", "school_year"),
        Index("ix_placement_assignment_id", "assignment_id"),
        Index("ix_placement_class_type_id", "class_type_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    school_year: Mapped[SchoolYear]
    assignment_id: Mapped[int]
    class_type_id: Mapped[int]
    period_id: Mapped[int]
    subject_id: Mapped[int | None] = mapped_column(
        ForeignKey("subject.id", ondelete="SET NULL"), index=True
    )
    reach: Mapped[Reach] = mapped_column(one_of(Reach, "reach"))
    note: Mapped[str] = mapped_column(String(300))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    assignment: Mapped[Assignment] = relationship(
        primaryjoin="Assignment.id == foreign(Placement.assignment_id)"
    )
    class_type: Mapped[ClassType] = relationship(
        primaryjoin="ClassType.id == foreign(Placement.class_type_id)"
    )
    period: Mapped[Period] = relationship(primaryjoin="Period.id == foreign(Placement.period_id)")
    subject: Mapped[Subject | None] = relationship()
    updated_by: Mapped[User | None] = relationship()
    delivery: Mapped["Delivery | None"] = relationship(
        back_populates="placement", uselist=False, passive_deletes="all"
    )


class Delivery(Base):
    """Whether a placement was really done, or an assignment that stood on no board.

    A placement that is taken off the board leaves its delivery loose, with the class type noted.
    The colleague's name leaves after two years.
    """

    __tablename__ = "delivery"
    __table_args__ = keep_ids(
        Index("uq_delivery_placement_id", "placement_id", unique=True),
        Index("ix_delivery_school_id_school_year", "school_id", "school_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    school_year: Mapped[SchoolYear]
    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), index=True
    )
    placement_id: Mapped[int | None] = mapped_column(
        ForeignKey("placement.id", ondelete="SET NULL")
    )
    class_type_id: Mapped[int | None] = mapped_column(
        ForeignKey("class_type.id", ondelete="SET NULL")
    )
    answer: Mapped[Answer] = mapped_column(one_of(Answer, "answer"))
    line: Mapped[str] = mapped_column(String(300))
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime]

    assignment: Mapped[Assignment] = relationship()
    placement: Mapped[Placement | None] = relationship(back_populates="delivery")
    class_type: Mapped[ClassType | None] = relationship()
    user: Mapped[User | None] = relationship()

    @property
    def mark(self) -> str:
        return mark_of(self.answer.value, self.line)


class Milestone(Base):
    """A choice or deadline on the line. Without a school year it returns every year; without
    years, or without tracks, it concerns all of them.
    """

    __tablename__ = "milestone"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    school_year: Mapped[SchoolYear | None]
    name: Mapped[str] = mapped_column(String(80))
    day: Mapped[date]

    school: Mapped[School] = relationship()
    year_rows: Mapped[list["MilestoneYear"]] = relationship(
        cascade="all, delete-orphan", order_by="MilestoneYear.year", lazy="selectin"
    )
    track_rows: Mapped[list["MilestoneTrack"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted(row.year for row in self.year_rows))

    @property
    def tracks(self) -> tuple[Track, ...]:
        concerned = {row.track for row in self.track_rows}
        return tuple(track for track in Track if track in concerned)

    @property
    def data(self) -> MilestoneData:
        return MilestoneData(self.name, self.day, self.school_year, self.years, self.tracks)

    @property
    def mark(self) -> str:
        return mark_of(self.data)


class MilestoneYear(Base):
    __tablename__ = "milestone_year"
    __table_args__ = (CheckConstraint("year BETWEEN 1 AND 6", name="year_exists"),)

    milestone_id: Mapped[int] = mapped_column(
        ForeignKey("milestone.id", ondelete="CASCADE"), primary_key=True
    )
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class MilestoneTrack(Base):
    __tablename__ = "milestone_track"

    milestone_id: Mapped[int] = mapped_column(
        ForeignKey("milestone.id", ondelete="CASCADE"), primary_key=True
    )
    track: Mapped[Track] = mapped_column(one_of(Track, "track"), primary_key=True)
