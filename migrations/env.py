"""Alembic's entry: runs migrations over the connection that `lobbib db` hands it."""

from alembic import context

from lobbib.models import Base
from lobbib.models.base import SchoolYearText, UtcDateTime


def _render(kind: str, item: object, _context: object) -> str | bool:
    """A migration names only SQLAlchemy's own types, so that it outlives this code."""
    if isinstance(item, SchoolYearText):
        return "sa.String(length=9)"
    return "sa.DateTime(timezone=True)" if isinstance(item, UtcDateTime) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
