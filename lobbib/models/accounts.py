"""Staff, what they may do, and how they get in. Pupils have no account."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lobbib.domain.policy import Actor, Role
from lobbib.models.base import Base, keep_ids, one_of
from lobbib.models.class_types import ClassType
from lobbib.models.schools import School, Subject


class User(Base):
    """A member of one school. Without a password hash the invitation is still open."""

    __tablename__ = "user"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    school: Mapped[School] = relationship()
    role_rows: Mapped[list["UserRole"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )
    subjects: Mapped[list[Subject]] = relationship(
        secondary="user_subject", order_by=Subject.name, lazy="selectin"
    )
    class_types: Mapped[list[ClassType]] = relationship(
        secondary="user_class_type", order_by=(ClassType.year, ClassType.name), lazy="selectin"
    )

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(row.role for row in self.role_rows)

    def as_actor(self, session_id: int | None = None) -> Actor:
        """What the rules need to know of this user; `session_id` where a browser session asks."""
        return Actor(
            user_id=self.id,
            school_id=self.school_id,
            board_id=self.school.board_id,
            roles=self.roles,
            subject_ids=frozenset(subject.id for subject in self.subjects),
            class_type_ids=frozenset(class_type.id for class_type in self.class_types),
            session_id=session_id,
        )


class UserRole(Base):
    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(one_of(Role, "role"), primary_key=True)


class UserSubject(Base):
    __tablename__ = "user_subject"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    subject_id: Mapped[int] = mapped_column(
        ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True
    )


class UserClassType(Base):
    """The class types that somebody teaches or is mentor of."""

    __tablename__ = "user_class_type"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    class_type_id: Mapped[int] = mapped_column(
        ForeignKey("class_type.id", ondelete="CASCADE"), primary_key=True
    )


class UserSession(Base):
    """One login in one browser. The cookie names it by a token; only the token's hash is kept.

    `feed_tx` and `feed_id` are the place in the change feed of this session's last save.
    """

    __tablename__ = "user_session"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    remember: Mapped[bool]
    feed_tx: Mapped[int] = mapped_column(BigInteger, default=0)
    feed_id: Mapped[int] = mapped_column(BigInteger, default=0)

    user: Mapped[User] = relationship()


class Purpose(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


class Invitation(Base):
    """A link that works once: to accept an invitation, or to choose a new password."""

    __tablename__ = "invitation"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose, "purpose"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class ApiToken(Base):
    __tablename__ = "api_token"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class LoginAttempt(Base):
    """A failed try, to slow down guessing. Both keys are hashes, so that no address is kept."""

    __tablename__ = "login_attempt"
    __table_args__ = keep_ids()

    id: Mapped[int] = mapped_column(primary_key=True)
    account_key: Mapped[str] = mapped_column(String(64), index=True)
    address_key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
