"""Long work that survives a restart: a folder that somebody handed in, file by file."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lobbib.domain.assignments import Origin
from lobbib.domain.importing import State
from lobbib.models.accounts import User
from lobbib.models.assignments import Assignment
from lobbib.models.base import Base, keep_ids, one_of


class Job(Base):
    """An import of one colleague's. `claim` names the process that works on it, until
    `claimed_until`: one that died is followed up by another, and both never work at once.
    """

    __tablename__ = "job"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    origin: Mapped[Origin] = mapped_column(one_of(Origin, "origin"))
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class JobItem(Base):
    """A file of it. Its content stays only as long as somebody has to read it.

    `unpacked`: how many files of a zip stand in the list already. `sample`: the top of a sheet
    that asks, `columns` the answer. `same_as`: what it had become before. `left_out`: what of it
    did not come along, in Dutch.
    """

    __tablename__ = "job_item"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), index=True)
    path: Mapped[str] = mapped_column(String(300))
    state: Mapped[State] = mapped_column(one_of(State, "state"), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    unpacked: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    size: Mapped[int]
    message: Mapped[str] = mapped_column(String(300), default="")
    sample: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    columns: Mapped[list[str | None] | None] = mapped_column(JSON(none_as_null=True))
    left_out: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    same_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("assignment.id", ondelete="SET NULL"), index=True
    )

    job: Mapped[Job] = relationship()


class JobConcept(Base):
    """A concept that a file became. `because` by field and value: the words that led to a tag.
    `private`: what looks like data about pupils. `like`: what has nearly the same text.
    `left_out`: what went elsewhere than where it stood, or did not come along, in Dutch.
    """

    __tablename__ = "job_concept"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    item_id: Mapped[int] = mapped_column(ForeignKey("job_item.id", ondelete="CASCADE"), index=True)
    because: Mapped[dict[str, dict[str, list[str]]]] = mapped_column(JSON)
    private: Mapped[list[str]] = mapped_column(JSON)
    left_out: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    like_id: Mapped[int | None] = mapped_column(
        ForeignKey("assignment.id", ondelete="SET NULL"), index=True
    )

    assignment: Mapped[Assignment] = relationship(foreign_keys=[assignment_id])
    item: Mapped[JobItem] = relationship()
