"""What a school agreed on, and the calls by which colleagues are asked for what is missing."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lobbib.domain.competencies import Competency
from lobbib.domain.planning import YearTarget
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models.accounts import User
from lobbib.models.assignments import Assignment
from lobbib.models.base import Base, keep_ids, one_of
from lobbib.models.schools import School, Subject


class CellTarget(Base):
    """How many assignments one year × competence asks, from `school_year` on until a later row."""

    __tablename__ = "cell_target"
    __table_args__ = (
        CheckConstraint("year BETWEEN 1 AND 6", name="year_exists"),
        CheckConstraint("number BETWEEN 0 AND 99", name="number_in_range"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    school_year: Mapped[SchoolYear] = mapped_column(primary_key=True)
    competency: Mapped[Competency] = mapped_column(
        one_of(Competency, "competency"), primary_key=True
    )
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]


class YearTargetRow(Base):
    """What one year asks in all, from `school_year` on until a later row."""

    __tablename__ = "year_target"
    __table_args__ = (
        CheckConstraint("year BETWEEN 1 AND 6", name="year_exists"),
        CheckConstraint("assignments BETWEEN 0 AND 99", name="assignments_in_range"),
        CheckConstraint("periods BETWEEN 0 AND 6", name="periods_in_range"),
        CheckConstraint("conversations BETWEEN 0 AND 99", name="conversations_in_range"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    school_year: Mapped[SchoolYear] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    assignments: Mapped[int]
    periods: Mapped[int]
    conversations: Mapped[int]

    @property
    def target(self) -> YearTarget:
        return YearTarget(self.assignments, self.periods, self.conversations)


class Call(Base):
    """An "oproep": who has something for this year and competence? Without a subject it is for
    everybody; without a track for all of them.
    """

    __tablename__ = "call"
    __table_args__ = keep_ids(
        CheckConstraint("year BETWEEN 1 AND 6", name="year_exists"),
        Index("ix_call_school_id_closed_at", "school_id", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    competency: Mapped[Competency] = mapped_column(one_of(Competency, "competency"))
    year: Mapped[int]
    track: Mapped[Track | None] = mapped_column(one_of(Track, "track"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    thanks: Mapped[str] = mapped_column(String(300), default="")

    school: Mapped[School] = relationship()
    subject: Mapped[Subject | None] = relationship()
    user: Mapped[User | None] = relationship()
    answers: Mapped[list["CallAnswer"]] = relationship(
        cascade="all, delete-orphan", order_by="CallAnswer.at", lazy="selectin"
    )


class CallAnswer(Base):
    """An assignment that somebody offered for a call; the same one only once."""

    __tablename__ = "call_answer"

    call_id: Mapped[int] = mapped_column(
        ForeignKey("call.id", ondelete="CASCADE"), primary_key=True
    )
    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    assignment: Mapped[Assignment] = relationship()
    user: Mapped[User | None] = relationship()
