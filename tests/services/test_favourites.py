"""What somebody keeps at hand, where pages cannot show it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy.orm import Session, sessionmaker

from lobbib.models import FavouriteList
from lobbib.services import favourites
from tests.factories import Factory


def test_two_clicks_at_once_share_one_list(
    make: Factory, session: Session, sessions: sessionmaker[Session]
) -> None:
    actor = make.user().as_actor()
    session.rollback()
    for _ in range(5):
        start = Barrier(2)

        def share(name: str) -> int:
            with sessions() as own:
                start.wait()  # noqa: B023  # of this very round
                return favourites.share_list(own, actor, name).id

        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(share, ("Voor klas 3", "Voor klas 4"))
        assert first == second
        assert session.query(FavouriteList).count() == 1
        session.rollback()
        favourites.stop_sharing(session, actor)
