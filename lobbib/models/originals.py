"""From which version of its original an adaptation was taken, and how far it was followed."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lobbib.models.base import Base


class Adaptation(Base):
    """Beside `Assignment.based_on_id`; adaptations from before this table have no row.

    `taken` and `seen` are versions of the original: the one that was copied, and the newest one
    that a colleague looked at.
    """

    __tablename__ = "adaptation"
    __table_args__ = (CheckConstraint("seen >= taken", name="seen_after_taken"),)

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True
    )
    taken: Mapped[int]
    seen: Mapped[int]
