"""Search: the only room that knows Whoosh. Callers see the three engines and `request`."""

from lobbib.search.engine import SearchEngine
from lobbib.search.line import LineEngine
from lobbib.search.suggesting import Suggester

__all__ = ["LineEngine", "SearchEngine", "Suggester"]
