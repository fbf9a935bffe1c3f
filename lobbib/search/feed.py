"""Reading the change feed: what is new since a place, without ever skipping a late commit."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, Select, literal, select, tuple_
from sqlalchemy.orm import Session

from lobbib.models import IndexChange, Installation
from lobbib.models.feed import START, Position, oldest_transaction


@dataclass(frozen=True, slots=True)
class Place:
    """How far a reader of the feed has come, in which database.

    Everything up to `position` was read. `ahead` are rows beyond it that were read already, though
    an older transaction was still running that may yet put its rows before them.
    """

    database: str
    position: Position = START
    ahead: frozenset[Position] = frozenset()

    def covers(self, wanted: Position) -> bool:
        return wanted <= self.position or wanted in self.ahead


@dataclass(frozen=True, slots=True)
class News:
    """The ids of assignments that changed after a place, and the place after reading them."""

    place: Place
    ids: frozenset[int]
    rows: int


def read(session: Session, place: Place) -> News:
    """What changed since `place`. Raises ForeignPlace when the feed does not know that place."""
    database, edge = _edge(session)
    if database != place.database:
        raise ForeignPlace
    found = session.execute(_rows_from(place.position))
    rows = [(Position(row.tx, row.id), row.assignment_id) for row in found]
    known = {place.position, *place.ahead}
    if not known - {START} <= {position for position, _ in rows}:
        raise ForeignPlace  # what was read before is gone, and who knows what else
    new = [(position, number) for position, number in rows if position not in known]
    after = _advance(place, edge, [position for position, _ in rows])
    return News(after, frozenset(number for _, number in new), len(new))


def latest(session: Session) -> Place:
    """The end of the feed: whoever reads the tables after asking this has all that came before."""
    database, edge = _edge(session)
    newest = IndexChange.tx.desc(), IndexChange.id.desc()
    columns = select(IndexChange.tx, IndexChange.id)
    last = session.execute(columns.where(IndexChange.tx < edge).order_by(*newest).limit(1)).first()
    beyond = session.execute(columns.where(IndexChange.tx >= edge))
    position = Position(*last) if last else START
    return Place(database, position, frozenset(Position(*row) for row in beyond))


def database(session: Session) -> str:
    """This database's own number."""
    return session.scalars(select(Installation.database_id)).one()


class ForeignPlace(Exception):
    """Whoever was at that place reads everything again.

    It is of another database, or of a later day than the one that was restored, or the feed has
    been shortened since.
    """


def _edge(session: Session) -> tuple[str, int]:
    """This database's own number, and the first transaction whose rows may not all be there."""
    row = session.execute(select(Installation.database_id, oldest_transaction())).one()
    return row[0], int(row[1])


def _rows_from(position: Position) -> Select[int, int, int]:
    here = tuple_(IndexChange.tx, IndexChange.id)
    there = tuple_(literal(position.tx, BigInteger), literal(position.id, BigInteger))
    columns = select(IndexChange.tx, IndexChange.id, IndexChange.assignment_id)
    return columns.where(here >= there).order_by(IndexChange.tx, IndexChange.id)


def _advance(place: Place, edge: int, read: Iterable[Position]) -> Place:
    rows = list(read)
    safe = [position for position in rows if position.tx < edge]
    ahead = frozenset(position for position in rows if position.tx >= edge)
    return Place(place.database, max(safe, default=place.position), ahead)
