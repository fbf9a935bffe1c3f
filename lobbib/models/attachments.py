"""Files that belong to an assignment. Their bytes live in the database, once for each content."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lobbib.models.accounts import User
from lobbib.models.assignments import Assignment
from lobbib.models.base import Base, keep_ids

CHUNK = 2**18  # bytes; the last one of a file is shorter


class Blob(Base):
    """A content, by the SHA-256 of its bytes; it is there as long as an attachment has it."""

    __tablename__ = "blob"
    __table_args__ = (CheckConstraint("size > 0", name="blob_has_bytes"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]


class BlobChunk(Base):
    """A piece of a content: CHUNK bytes, numbered from 0."""

    __tablename__ = "blob_chunk"

    sha256: Mapped[str] = mapped_column(
        ForeignKey("blob.sha256", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Base):
    """A file of an assignment. `number` is its place in the address, `position` that in the list.

    `shared`: other schools that see the assignment may have it. With `removed_at` nobody sees it,
    and whoever may edit can take it back for a while.
    """

    __tablename__ = "attachment"
    __table_args__ = keep_ids(
        Index("uq_attachment_assignment_id_number", "assignment_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    number: Mapped[int]
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)
    shared: Mapped[bool] = mapped_column(server_default=false())
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    assignment: Mapped[Assignment] = relationship()
    blob: Mapped[Blob] = relationship(lazy="joined", innerjoin=True)
    user: Mapped[User | None] = relationship()

    @property
    def size(self) -> int:
        return self.blob.size
