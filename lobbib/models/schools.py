"""Boards, schools, the tracks they offer and the subjects they teach."""

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lobbib.domain.tracks import Track
from lobbib.models.base import Base, keep_ids, one_of


class Board(Base):
    """A "bestuur": the schools that may share with each other alone."""

    __tablename__ = "board"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class School(Base):
    __tablename__ = "school"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"), index=True)

    board: Mapped[Board | None] = relationship()
    track_rows: Mapped[list["SchoolTrack"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks of this school, low to high."""
        offered = {row.track for row in self.track_rows}
        return tuple(track for track in Track if track in offered)


class SchoolTrack(Base):
    __tablename__ = "school_track"

    school_id: Mapped[int] = mapped_column(
        ForeignKey("school.id", ondelete="CASCADE"), primary_key=True
    )
    track: Mapped[Track] = mapped_column(one_of(Track, "track"), primary_key=True)


class Subject(Base):
    """A "vak". Without a school it is everybody's; a school may add its own."""

    __tablename__ = "subject"
    __table_args__ = keep_ids(
        Index(
            "uq_subject_slug_of_all",
            "slug",
            unique=True,
            sqlite_where=text("school_id IS NULL"),
            postgresql_where=text("school_id IS NULL"),
        ),
        Index("uq_subject_slug_of_school", "school_id", "slug", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(100))
