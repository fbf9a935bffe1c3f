"""How often something was done: an order of its own, and what decides between equals."""

from dataclasses import replace

from sqlalchemy.orm import Session

from lobbib.domain.planning import Answer
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.search import SearchEngine
from lobbib.search.request import SearchRequest, Sort
from lobbib.services import deliveries
from tests.factories import Factory


def test_what_was_done_most_comes_first_as_soon_as_somebody_says_so(
    session: Session, make: Factory, searching: SearchEngine
) -> None:
    school = make.school()
    decaan = make.user(school, Role.DECAAN)
    actor = decaan.as_actor()
    often, once, never = (make.assignment(decaan, title="Molen") for _ in range(3))
    period = make.periods(school, SchoolYear(2026))[0]
    kinds = [make.class_type(school, name) for name in ("3 havo", "3 vwo")]
    rows = [make.placement(often, kind, period) for kind in kinds]
    make.delivery(rows[0])
    make.delivery(rows[1])
    make.delivery(make.placement(once, kinds[0], period))
    make.delivery(make.placement(never, kinds[0], period), Answer.NO)

    def found(**asked: object) -> list[int]:
        request = replace(SearchRequest(sort=Sort.DONE), **asked)  # type: ignore[arg-type]
        return [hit.id for hit in searching.search(actor, request).hits]

    assert found() == found(words="molen") == [often.id, once.id, never.id]
    assert found(words="molen", sort=Sort.RELEVANCE) == [often.id, once.id, never.id]
    assert found(sort=Sort.NEWEST) == [never.id, once.id, often.id]
    deliveries.undo(session, actor, [row.id for row in rows])
    assert found() == [once.id, never.id, often.id]
