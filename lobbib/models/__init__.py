"""Tables. Importing this package makes every one of them known to `Base.metadata`."""

from lobbib.models.accounts import (
    ApiToken,
    Invitation,
    LoginAttempt,
    Purpose,
    User,
    UserClassType,
    UserRole,
    UserSession,
    UserSubject,
)
from lobbib.models.agreements import Call, CallAnswer, CellTarget, YearTargetRow
from lobbib.models.assignments import (
    Assignment,
    AssignmentCompetency,
    AssignmentSubject,
    AssignmentTrack,
    AssignmentYear,
    Report,
    Revision,
)
from lobbib.models.attachments import Attachment, Blob, BlobChunk
from lobbib.models.audit import AuditEvent
from lobbib.models.base import Base
from lobbib.models.class_types import ClassType, ClassTypeTrack
from lobbib.models.drafts import Draft
from lobbib.models.favourites import Favourite, FavouriteList
from lobbib.models.feed import IndexChange, Installation, Position
from lobbib.models.jobs import Job, JobConcept, JobItem
from lobbib.models.originals import Adaptation
from lobbib.models.planning import (
    Delivery,
    Milestone,
    MilestoneTrack,
    MilestoneYear,
    Period,
    Placement,
)
from lobbib.models.schools import Board, School, SchoolTrack, Subject
from lobbib.models.thesaurus import ThesaurusEntry, ThesaurusOff

__all__ = [
    "Adaptation",
    "ApiToken",
    "Assignment",
    "AssignmentCompetency",
    "AssignmentSubject",
    "AssignmentTrack",
    "AssignmentYear",
    "Attachment",
    "AuditEvent",
    "Base",
    "Blob",
    "BlobChunk",
    "Board",
    "Call",
    "CallAnswer",
    "CellTarget",
    "ClassType",
    "ClassTypeTrack",
    "Delivery",
    "Draft",
    "Favourite",
    "FavouriteList",
    "IndexChange",
    "Installation",
    "Invitation",
    "Job",
    "JobConcept",
    "JobItem",
    "LoginAttempt",
    "Milestone",
    "MilestoneTrack",
    "MilestoneYear",
    "Period",
    "Placement",
    "Position",
    "Purpose",
    "Report",
    "Revision",
    "School",
    "SchoolTrack",
    "Subject",
    "ThesaurusEntry",
    "ThesaurusOff",
    "User",
    "UserClassType",
    "UserRole",
    "UserSession",
    "UserSubject",
    "YearTargetRow",
]
