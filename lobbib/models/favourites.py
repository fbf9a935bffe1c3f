"""What somebody keeps at hand."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lobbib.models.accounts import User
from lobbib.models.base import Base, keep_ids

MAX_NAME = 80  # of a list


class Favourite(Base):
    __tablename__ = "favourite"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[datetime]


class FavouriteList(Base):
    """The name under which somebody lets the colleagues of their own school read along."""

    __tablename__ = "favourite_list"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    shared_at: Mapped[datetime]

    user: Mapped[User] = relationship()
