"""Favourites: an actor's own, and those that colleagues share, as far as the actor may see them."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from lobbib.domain.policy import Actor
from lobbib.errors import NotFound
from lobbib.models import Assignment, Favourite, FavouriteList, User
from lobbib.queries.visibility import visible_to


def of_actor(session: Session, actor: Actor) -> list[Assignment]:
    """The last one first."""
    return list(session.scalars(_of_user(actor, actor.user_id)))


def among(session: Session, actor: Actor, ids: Iterable[int]) -> Collection[int]:
    """Which of `ids` are the actor's favourites."""
    wanted = select(Favourite.assignment_id).where(
        Favourite.user_id == actor.user_id, Favourite.assignment_id.in_(list(ids))
    )
    return set(session.scalars(wanted))


def list_of_actor(session: Session, actor: Actor) -> FavouriteList | None:
    """What the actor shares, if they do."""
    return session.scalar(select(FavouriteList).where(FavouriteList.user_id == actor.user_id))


def lists_of_colleagues(session: Session, actor: Actor) -> list[tuple[FavouriteList, int]]:
    """(list, how many assignments of it the actor can see) of the own school, by name."""
    seen = (
        select(func.count(Assignment.id))
        .join(Favourite, Favourite.assignment_id == Assignment.id)
        .where(Favourite.user_id == FavouriteList.user_id, visible_to(actor))
        .scalar_subquery()
    )
    rows = session.execute(
        _shared_with(actor)
        .add_columns(seen)
        .where(FavouriteList.user_id != actor.user_id)
        .options(contains_eager(FavouriteList.user))
    )
    found = [(row, number) for row, number in rows]
    return sorted(found, key=lambda pair: (pair[0].name.casefold(), pair[0].id))


def shared(session: Session, actor: Actor, list_id: int) -> FavouriteList:
    """A list of the own school. Raises NotFound."""
    found = session.scalar(_shared_with(actor).where(FavouriteList.id == list_id))
    if found is None:
        raise NotFound
    return found


def of_list(session: Session, actor: Actor, chosen: FavouriteList) -> list[Assignment]:
    """What stands in it that the reader can see; the last one first."""
    return list(session.scalars(_of_user(actor, chosen.user_id)))


def _shared_with(actor: Actor) -> Select[FavouriteList]:
    own_school = User.school_id == actor.school_id
    return select(FavouriteList).join(User, User.id == FavouriteList.user_id).where(own_school)


def _of_user(actor: Actor, user_id: int) -> Select[Assignment]:
    return (
        select(Assignment)
        .join(Favourite, Favourite.assignment_id == Assignment.id)
        .where(Favourite.user_id == user_id, visible_to(actor))
        .order_by(Favourite.created_at.desc(), Assignment.id.desc())
    )
