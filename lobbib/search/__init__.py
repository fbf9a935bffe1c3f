"""Search: the only room that knows Whoosh. Callers see `SearchEngine`, `LineEngine`, `request`."""

from lobbib.search.engine import SearchEngine
from lobbib.search.line import LineEngine

__all__ = ["LineEngine", "SearchEngine"]
