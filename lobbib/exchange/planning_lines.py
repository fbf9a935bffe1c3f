"""A school's planning as lines of JSON, out: class types, periods, placements, what was done.

A line names its `kind`. Assignments are named by the `id` and title they have in the export of the
assignments; class types and placements by an `id` of their own, which means nothing elsewhere.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from lobbib.models import (
    Call,
    CallAnswer,
    CellTarget,
    ClassType,
    Delivery,
    Milestone,
    Period,
    Placement,
    YearTargetRow,
)

Line = dict[str, Any]


def class_type_line(row: ClassType, members: Iterable[str]) -> Line:
    """`members`: e-mail addresses of who teaches it."""
    return {
        "kind": "class_type",
        "id": row.id,
        "name": row.name,
        "year": row.year,
        "tracks": [track.value for track in row.tracks],
        "archived_at": _moment(row.archived_at),
        "members": sorted(members),
    }


def period_line(row: Period) -> Line:
    return {
        "kind": "period",
        "school_year": str(row.school_year),
        "number": row.number,
        "name": row.name,
        "first_day": _day(row.first_day),
        "last_day": _day(row.last_day),
    }


def milestone_line(row: Milestone) -> Line:
    return {
        "kind": "milestone",
        "name": row.name,
        "day": _day(row.day),
        "school_year": str(row.school_year) if row.school_year else None,
        "years": list(row.years),
        "tracks": [track.value for track in row.tracks],
    }


def target_line(row: CellTarget) -> Line:
    return {
        "kind": "target",
        "school_year": str(row.school_year),
        "competency": row.competency.value,
        "year": row.year,
        "number": row.number,
    }


def year_target_line(row: YearTargetRow) -> Line:
    return {
        "kind": "year_target",
        "school_year": str(row.school_year),
        "year": row.year,
        "assignments": row.assignments,
        "periods": row.periods,
        "conversations": row.conversations,
    }


def placement_line(row: Placement) -> Line:
    return {
        "kind": "placement",
        "id": row.id,
        "assignment": row.assignment_id,
        "title": row.assignment.title,
        "class_type": row.class_type_id,
        "school_year": str(row.school_year),
        "period": row.period.number,
        "subject": row.subject.slug if row.subject else None,
        "reach": row.reach.value,
        "note": row.note,
        "created_at": _moment(row.created_at),
        "updated_at": _moment(row.updated_at),
        "by": row.updated_by.email if row.updated_by else None,
    }


def delivery_line(row: Delivery) -> Line:
    return {
        "kind": "delivery",
        "placement": row.placement_id,
        "assignment": row.assignment_id,
        "title": row.assignment.title,
        "class_type": row.class_type_id,
        "school_year": str(row.school_year),
        "answer": row.answer.value,
        "line": row.line,
        "at": _moment(row.at),
        "by": row.user.email if row.user else None,
    }


def call_line(row: Call) -> Line:
    return {
        "kind": "call",
        "competency": row.competency.value,
        "year": row.year,
        "track": row.track.value if row.track else None,
        "subject": row.subject.slug if row.subject else None,
        "text": row.text,
        "created_at": _moment(row.created_at),
        "closed_at": _moment(row.closed_at),
        "thanks": row.thanks,
        "by": row.user.email if row.user else None,
        "answers": [_answer(given) for given in row.answers],
    }


def _answer(row: CallAnswer) -> Line:
    return {
        "assignment": row.assignment_id,
        "title": row.assignment.title,
        "at": _moment(row.at),
        "by": row.user.email if row.user else None,
    }


def _day(day: date) -> str:
    return day.isoformat()


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
