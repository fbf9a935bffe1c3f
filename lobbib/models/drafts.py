"""What somebody is typing, kept before it is saved: nobody else sees it, and it is no version."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lobbib.models.assignments import Assignment
from lobbib.models.base import Base, keep_ids


class Draft(Base):
    """One form that somebody has open, or had: `token` names it, `page` the window that last wrote.

    `number` counts what that window sent, so that what comes late does not undo what came after.
    One that was saved or thrown away leaves an empty row with `ended_at` for a day, with the
    assignment that it became if that was a new one.
    """

    __tablename__ = "draft"
    __table_args__ = keep_ids(
        Index("uq_draft_user_id_token", "user_id", "token", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    assignment_id: Mapped[int | None] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), index=True
    )
    token: Mapped[str] = mapped_column(String(64))
    page: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]

    assignment: Mapped[Assignment | None] = relationship()
