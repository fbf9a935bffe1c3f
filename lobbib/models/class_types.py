"""Class types: what a school really teaches, and who teaches them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lobbib.domain.planning import ClassTypeData, mark_of
from lobbib.domain.tracks import Track
from lobbib.models.base import Base, keep_ids, one_of


class ClassType(Base):
    """A "klastype": "1 mavo/havo" is year 1 and feeds two tracks.

    It is archived, never deleted, once something was placed on it; a change of year or tracks makes
    a new one, so that the past stays as it was.
    """

    __tablename__ = "class_type"
    __table_args__ = keep_ids(
        CheckConstraint("year BETWEEN 1 AND 6", name="year_exists"),
        Index(
            "uq_class_type_name_in_use",
            "school_id",
            "name",
            unique=True,
            sqlite_where=text("archived_at IS NULL"),
            postgresql_where=text("archived_at IS NULL"),
        ),
        Index("uq_class_type_id_school_id", "id", "school_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    archived_at: Mapped[datetime | None]

    track_rows: Mapped[list["ClassTypeTrack"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks it feeds, low to high."""
        fed = {row.track for row in self.track_rows}
        return tuple(track for track in Track if track in fed)

    @property
    def data(self) -> ClassTypeData:
        return ClassTypeData(self.name, self.year, self.tracks)

    @property
    def mark(self) -> str:
        return mark_of(self.data, self.archived_at is not None)


class ClassTypeTrack(Base):
    __tablename__ = "class_type_track"

    class_type_id: Mapped[int] = mapped_column(
        ForeignKey("class_type.id", ondelete="CASCADE"), primary_key=True
    )
    track: Mapped[Track] = mapped_column(one_of(Track, "track"), primary_key=True)
