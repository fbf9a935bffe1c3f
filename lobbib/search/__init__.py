"""Search: the only room that knows Whoosh. Callers see `SearchEngine` and `request`."""

from lobbib.search.engine import SearchEngine

__all__ = ["SearchEngine"]
