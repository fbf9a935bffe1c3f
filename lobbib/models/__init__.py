"""Tables. Importing this package makes every one of them known to `Base.metadata`."""

from lobbib.models.accounts import (
    ApiToken,
    Invitation,
    LoginAttempt,
    Purpose,
    User,
    UserRole,
    UserSession,
    UserSubject,
)
from lobbib.models.assignments import (
    Assignment,
    AssignmentCompetency,
    AssignmentSubject,
    AssignmentTrack,
    AssignmentYear,
    Report,
    Revision,
)
from lobbib.models.audit import AuditEvent
from lobbib.models.base import Base
from lobbib.models.feed import IndexChange, Installation, Position
from lobbib.models.schools import Board, School, SchoolTrack, Subject

__all__ = [
    "ApiToken",
    "Assignment",
    "AssignmentCompetency",
    "AssignmentSubject",
    "AssignmentTrack",
    "AssignmentYear",
    "AuditEvent",
    "Base",
    "Board",
    "IndexChange",
    "Installation",
    "Invitation",
    "LoginAttempt",
    "Position",
    "Purpose",
    "Report",
    "Revision",
    "School",
    "SchoolTrack",
    "Subject",
    "User",
    "UserRole",
    "UserSession",
    "UserSubject",
]
