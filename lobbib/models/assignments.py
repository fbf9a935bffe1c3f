"""Assignments with their tags, every version they had, and the problems people reported."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lobbib.domain.assignments import (
    CONTENT_FIELDS,
    Activity,
    Content,
    Licence,
    Origin,
    Status,
    Visibility,
)
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from lobbib.models.accounts import User
from lobbib.models.base import Base, keep_ids, one_of
from lobbib.models.schools import School, Subject


class Assignment(Base):
    """An "opdracht". `version` is raised by every service that changes it, tags included."""

    __tablename__ = "assignment"
    __table_args__ = keep_ids(
        CheckConstraint(
            "origin <> 'overgenomen' OR visibility = 'school'", name="taken_over_stays_here"
        ),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_positive"),
        Index("ix_assignment_school_id_status", "school_id", "status"),
        Index("uq_assignment_id_school_id", "id", "school_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    based_on_id: Mapped[int | None] = mapped_column(
        ForeignKey("assignment.id", ondelete="SET NULL"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)
    needs: Mapped[str] = mapped_column(Text)
    questions_json: Mapped[list[str]] = mapped_column("questions", JSON)
    activity: Mapped[Activity | None] = mapped_column(one_of(Activity, "activity"))
    minutes: Mapped[int | None]
    parents: Mapped[bool] = mapped_column(server_default=false())
    outside: Mapped[bool] = mapped_column(server_default=false())
    dossier: Mapped[bool] = mapped_column(server_default=false())
    origin: Mapped[Origin] = mapped_column(one_of(Origin, "origin"))
    licence: Mapped[Licence] = mapped_column(one_of(Licence, "licence"))
    visibility: Mapped[Visibility] = mapped_column(one_of(Visibility, "visibility"))
    share_notes: Mapped[bool] = mapped_column(server_default=true())
    status: Mapped[Status] = mapped_column(one_of(Status, "status"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]

    school: Mapped[School] = relationship(lazy="joined")
    author: Mapped[User | None] = relationship()
    based_on: Mapped["Assignment | None"] = relationship(remote_side=[id])
    year_rows: Mapped[list["AssignmentYear"]] = relationship(
        cascade="all, delete-orphan", order_by="AssignmentYear.year", lazy="selectin"
    )
    competency_rows: Mapped[list["AssignmentCompetency"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )
    track_rows: Mapped[list["AssignmentTrack"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )
    subject_rows: Mapped[list[Subject]] = relationship(
        secondary="assignment_subject", order_by=Subject.slug, lazy="selectin"
    )

    @property
    def board_id(self) -> int | None:
        return self.school.board_id

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(self.questions_json)

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted(row.year for row in self.year_rows))

    @property
    def competencies(self) -> tuple[Competency, ...]:
        tagged = {row.competency for row in self.competency_rows}
        return tuple(competency for competency in Competency if competency in tagged)

    @property
    def tracks(self) -> tuple[Track, ...]:
        tagged = {row.track for row in self.track_rows}
        return tuple(track for track in Track if track in tagged)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Slugs, sorted."""
        return tuple(sorted(subject.slug for subject in self.subject_rows))

    @property
    def content(self) -> Content:
        return Content(**{name: getattr(self, name) for name in CONTENT_FIELDS})

    def assign(self, content: Content, subjects: Mapping[str, Subject]) -> None:
        """Take over everything in `content`; `subjects` maps its slugs to rows."""
        tags = {"questions", "years", "competencies", "tracks", "subjects"}
        for name in CONTENT_FIELDS:
            if name not in tags:
                setattr(self, name, getattr(content, name))
        self.questions_json = list(content.questions)
        self.subject_rows = [subjects[slug] for slug in content.subjects]
        _sync(self.year_rows, "year", content.years, AssignmentYear)
        _sync(self.competency_rows, "competency", content.competencies, AssignmentCompetency)
        _sync(self.track_rows, "track", content.tracks, AssignmentTrack)


def _sync(rows: list[Any], column: str, wanted: tuple[Any, ...], row_type: type[Base]) -> None:
    """Remove and add only what differs: a tag that stays keeps its row."""
    for row in [row for row in rows if getattr(row, column) not in wanted]:
        rows.remove(row)
    present = {getattr(row, column) for row in rows}
    rows.extend(row_type(**{column: value}) for value in wanted if value not in present)


class AssignmentYear(Base):
    __tablename__ = "assignment_year"
    __table_args__ = (CheckConstraint("year BETWEEN 1 AND 6", name="year_exists"),)

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True
    )
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class AssignmentCompetency(Base):
    __tablename__ = "assignment_competency"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True
    )
    competency: Mapped[Competency] = mapped_column(
        one_of(Competency, "competency"), primary_key=True
    )


class AssignmentTrack(Base):
    __tablename__ = "assignment_track"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True
    )
    track: Mapped[Track] = mapped_column(one_of(Track, "track"), primary_key=True)


class AssignmentSubject(Base):
    __tablename__ = "assignment_subject"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True
    )
    subject_id: Mapped[int] = mapped_column(
        ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True
    )


class Revision(Base):
    """One version of an assignment as it was saved: `content` by field, plus its status."""

    __tablename__ = "revision"
    __table_args__ = keep_ids(
        Index("uq_revision_assignment_id_version", "assignment_id", "version", unique=True)
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    version: Mapped[int]
    status: Mapped[Status] = mapped_column(one_of(Status, "status"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    user: Mapped[User | None] = relationship()


class Report(Base):
    """A problem that somebody met in an assignment; it reaches the decaan of its school."""

    __tablename__ = "report"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), index=True
    )
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    assignment: Mapped[Assignment] = relationship()
    reporter: Mapped[User | None] = relationship()
