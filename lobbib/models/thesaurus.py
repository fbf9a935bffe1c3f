"""Other words for the same: everybody's, which a school can switch off, and a school's own."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lobbib.domain.thesaurus import Line
from lobbib.models.base import Base, keep_ids


class ThesaurusEntry(Base):
    """One line. Everybody's has a key, by which an upgrade knows it again, and no school."""

    __tablename__ = "thesaurus_entry"
    __table_args__ = keep_ids(
        CheckConstraint("(school_id IS NULL) = (key IS NOT NULL)", name="own_or_common")
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int | None] = mapped_column(
        ForeignKey("school.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    words: Mapped[list[str]] = mapped_column(JSON)
    one_way: Mapped[bool]
    version: Mapped[int]
    updated_at: Mapped[datetime]

    @property
    def line(self) -> Line:
        return Line(tuple(self.words), self.one_way)


class ThesaurusOff(Base):
    """A common line that a school does not want."""

    __tablename__ = "thesaurus_off"

    school_id: Mapped[int] = mapped_column(
        ForeignKey("school.id", ondelete="CASCADE"), primary_key=True
    )
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("thesaurus_entry.id", ondelete="CASCADE"), primary_key=True
    )
