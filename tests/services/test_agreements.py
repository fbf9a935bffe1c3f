"""What is agreed on holds on; two people who change different cells both get their way."""

import pytest
from sqlalchemy.orm import Session

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell
from lobbib.domain.planning import YearTarget
from lobbib.domain.policy import Actor, Role
from lobbib.domain.school_years import SchoolYear
from lobbib.errors import Conflict, Forbidden, Invalid
from lobbib.models import School
from lobbib.queries import agreements as reads
from lobbib.services.agreements import CHANGED, Agreed, set_targets
from tests.factories import Factory

YEAR = SchoolYear(2026)
A, B = Cell(Competency.NETWERKEN, 3), Cell(Competency.WERKEXPLORATIE, 1)
NOTHING = Agreed()


@pytest.fixture
def school(make: Factory) -> School:
    return make.school()


@pytest.fixture
def actor(make: Factory, school: School) -> Actor:
    return make.user(school, Role.DECAAN).as_actor()


def test_set_targets_hold_from_that_year_on(session: Session, school: School, actor: Actor) -> None:
    wanted = Agreed({A: 2, B: 1}, {3: YearTarget(4, 3, 2), 1: YearTarget()})
    assert set_targets(session, actor, YEAR, wanted, seen=NOTHING) == 2
    for year in (YEAR, YEAR.next):
        assert reads.cell_targets(session, school.id, year) == {A: 2}
        assert reads.year_targets(session, school.id, year) == {3: YearTarget(4, 3, 2)}
    assert reads.cell_targets(session, school.id, YEAR.previous) == {}
    later = Agreed({A: 1}, {3: YearTarget()})
    assert set_targets(session, actor, YEAR.next, later, seen=wanted) == 2
    assert reads.cell_targets(session, school.id, YEAR) == {A: 2}
    assert reads.cell_targets(session, school.id, YEAR.next) == {A: 1}
    assert reads.in_force(session, school.id, YEAR.next).year(3) == YearTarget()


def test_different_cells_merge_and_the_same_cell_is_a_conflict(
    session: Session, school: School, actor: Actor
) -> None:
    set_targets(session, actor, YEAR, Agreed({A: 2, B: 1}), seen=NOTHING)
    set_targets(session, actor, YEAR, Agreed({A: 1, B: 4}), seen=NOTHING)
    assert reads.cell_targets(session, school.id, YEAR) == {A: 2, B: 4}
    with pytest.raises(Conflict) as caught:
        set_targets(session, actor, YEAR, Agreed({A: 3}), seen=NOTHING)
    assert caught.value.message == CHANGED
    assert set_targets(session, actor, YEAR, Agreed({A: 2}), seen=NOTHING) == 0
    years = Agreed(years={2: YearTarget(9)})
    with pytest.raises(Conflict):
        set_targets(session, actor, YEAR, years, seen=Agreed(years={2: YearTarget(8)}))


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Agreed({A: 100}), "netwerken-3"),
        (Agreed({A: -1}), "netwerken-3"),
        (Agreed({Cell(Competency.NETWERKEN, 7): 1}), "netwerken-7"),
        (Agreed(years={3: YearTarget(3, 7, 3)}), "year-3"),
        (Agreed(years={3: YearTarget(-1)}), "year-3"),
        (Agreed(years={3: YearTarget(conversations=100)}), "year-3"),
        (Agreed(years={0: YearTarget()}), "year-0"),
    ],
)
def test_set_targets_refuses_what_cannot_be(
    session: Session, actor: Actor, wanted: Agreed, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        set_targets(session, actor, YEAR, wanted, seen=NOTHING)
    assert set(caught.value.fields) == {field}


def test_set_targets_is_the_decaans(session: Session, make: Factory, school: School) -> None:
    for role in (Role.TEAMLEIDER, Role.BEHEERDER, Role.MENTOR):
        somebody = make.user(school, role).as_actor()
        with pytest.raises(Forbidden):
            set_targets(session, somebody, YEAR, Agreed({A: 2}), seen=NOTHING)
