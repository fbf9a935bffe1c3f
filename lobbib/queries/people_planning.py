"""What lobbib keeps about a colleague in the planning: what they teach, placed, did and asked."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.models import Call, CallAnswer, ClassType, Delivery, Placement, UserClassType

Rows = list[dict[str, Any]]


def planning_about(session: Session, user_id: int) -> dict[str, Any]:
    """Values for JSON; the words are the user's own."""
    return {
        "klastypen": _class_types(session, user_id),
        "planning": _placements(session, user_id),
        "gedaan": _deliveries(session, user_id),
        "oproepen": _calls(session, user_id),
        "antwoorden op oproepen": _answers(session, user_id),
    }


def _class_types(session: Session, user_id: int) -> list[str]:
    taught = (
        select(ClassType.name)
        .join(UserClassType, UserClassType.class_type_id == ClassType.id)
        .where(UserClassType.user_id == user_id)
    )
    return sorted(session.scalars(taught))


def _placements(session: Session, user_id: int) -> Rows:
    rows = session.execute(
        select(Placement.assignment_id, Placement.school_year, Placement.note, Placement.updated_at)
        .where(Placement.updated_by_id == user_id)
        .order_by(Placement.id)
    )
    return [
        {"opdracht": number, "schooljaar": str(year), "notitie": note, "op": at}
        for number, year, note, at in rows
    ]


def _deliveries(session: Session, user_id: int) -> Rows:
    rows = session.execute(
        select(Delivery.assignment_id, Delivery.answer, Delivery.line, Delivery.at)
        .where(Delivery.user_id == user_id)
        .order_by(Delivery.id)
    )
    return [
        {"opdracht": number, "antwoord": answer, "tekst": line, "op": at}
        for number, answer, line, at in rows
    ]


def _calls(session: Session, user_id: int) -> Rows:
    rows = session.execute(
        select(Call.id, Call.text, Call.thanks, Call.created_at)
        .where(Call.user_id == user_id)
        .order_by(Call.id)
    )
    return [
        {"nummer": number, "tekst": text, "dank": thanks, "op": at}
        for number, text, thanks, at in rows
    ]


def _answers(session: Session, user_id: int) -> Rows:
    rows = session.execute(
        select(CallAnswer.call_id, CallAnswer.assignment_id, CallAnswer.at)
        .where(CallAnswer.user_id == user_id)
        .order_by(CallAnswer.call_id, CallAnswer.assignment_id)
    )
    return [{"oproep": call, "opdracht": number, "op": at} for call, number, at in rows]
