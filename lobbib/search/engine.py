"""The engine that the rest of the house talks to."""

from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from lobbib.domain.policy import Actor
from lobbib.models.feed import START, Position
from lobbib.search.request import SearchPage, SearchRequest


class SearchEngine:
    """Search over everything shared. One per process; safe to use from several threads."""

    def __init__(self, sessions: sessionmaker[Session], folder: Path) -> None:
        self.sessions = sessions
        self.folder = folder

    def search(self, actor: Actor, request: SearchRequest, after: Position = START) -> SearchPage:
        """Find what `actor` may see, waiting at most 300 ms for the feed to reach `after`."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop the follower and let go of files."""
