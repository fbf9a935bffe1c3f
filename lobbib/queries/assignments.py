"""Assignments as an actor may see them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.policy import Actor
from lobbib.errors import NotFound
from lobbib.models import Assignment
from lobbib.queries.visibility import visible_to


def get_visible(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    """The assignment, if `actor` may see it. Raises NotFound, also for what exists elsewhere."""
    found = session.scalar(
        select(Assignment).where(Assignment.id == assignment_id, visible_to(actor))
    )
    if found is None:
        raise NotFound
    return found


def by_ids(session: Session, actor: Actor, ids: Iterable[int]) -> list[Assignment]:
    """The assignments among `ids` that `actor` may see, in the order of `ids`."""
    wanted = list(ids)
    rows = session.scalars(select(Assignment).where(Assignment.id.in_(wanted), visible_to(actor)))
    found = {row.id: row for row in rows}
    return [found[number] for number in wanted if number in found]
