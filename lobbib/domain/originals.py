"""What of a changed original matters to those who adapted it, and how a file names its original."""

import hashlib
import re
from datetime import UTC, datetime
from typing import NamedTuple

from lobbib.domain.assignments import Content

# Who may see the original and what others may do with it is its own school's affair.
FOLLOWED = (
    *("title", "summary", "body", "notes", "needs", "questions", "years", "competencies"),
    *("tracks", "subjects", "activity", "minutes", "parents", "outside", "dossier"),
)


def news(then: Content, now: Content, own: Content) -> tuple[str, ...]:
    """The fields that changed in the original since `then` and that read otherwise in one's own."""
    return tuple(
        name for name in FOLLOWED if getattr(then, name) != getattr(now, name) != getattr(own, name)
    )


class Mark(NamedTuple):
    """Which version of which assignment a file was made of. `check` tells the same number in two
    libraries apart.
    """

    assignment_id: int
    version: int
    check: str


_MARK = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9a-f]{8})")


def mark_of(assignment_id: int, version: int, created_at: datetime) -> str:
    return f"{assignment_id}.{version}.{check_of(created_at)}"


def check_of(created_at: datetime) -> str:
    """When an assignment was made is another moment in every library, and stays in a backup."""
    made = created_at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(made.encode()).hexdigest()[:8]


def read_mark(text: str) -> Mark | None:
    found = _MARK.fullmatch(text.strip())
    return Mark(int(found[1]), int(found[2]), found[3]) if found else None
