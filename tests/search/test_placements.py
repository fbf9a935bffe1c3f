"""What stands in memory follows the database: every change is in the very next count."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lobbib.db import write
from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Selection
from lobbib.domain.deliveries import Said
from lobbib.domain.layers import Asked, Layer
from lobbib.domain.planning import Answer, ClassTypeData, Reach
from lobbib.domain.policy import Role
from lobbib.domain.proposals import Kind, Proposal
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import Installation
from lobbib.search import LineEngine, SearchEngine, placements
from lobbib.search.line import Figures, Spot
from lobbib.services import assignments, deliveries, planning, school_shape
from lobbib.services.planning import PlaceData
from lobbib.services.transaction import utc_now
from tests.factories import CONTENT, Factory

TODAY = utc_now().date()
YEAR = SchoolYear.of(TODAY)
N, W = Competency.NETWERKEN, Competency.WERKEXPLORATIE


class Setting:
    """A school whose line is asked again and again."""

    def __init__(self, session: Session, make: Factory, line: LineEngine) -> None:
        self.session, self.make, self.line = session, make, line
        self.school = make.school(make.board(), tracks=(Track.HAVO, Track.VWO))
        self.decaan = make.user(self.school, Role.DECAAN)
        self.actor = self.decaan.as_actor()
        self.havo = make.class_type(self.school)
        self.vwo = make.class_type(self.school, "4 vwo", 4, (Track.VWO,))
        self.periods = make.periods(self.school, YEAR)
        self.assignment = make.assignment(self.decaan)

    def figures(self, layer: Layer = Layer.PLANNED, **selection: Any) -> Figures:
        self.session.rollback()
        asked = Asked(YEAR, layer, selection=Selection(**selection))
        return self.line.ledger(self.session, self.actor).figures(asked, TODAY)

    def filled(self, layer: Layer = Layer.PLANNED, **selection: Any) -> dict[Cell, int]:
        found = self.figures(layer, **selection).own
        return {cell: number for cell, number in found.cells.items() if number}

    def data(self, period: int = 1, **values: Any) -> PlaceData:
        given = {"class_type_id": self.havo.id, "period_id": self.periods[period - 1].id}
        return PlaceData(**(given | values))

    def place(self, **values: Any) -> int:
        return planning.place(self.session, self.actor, self.assignment.id, self.data(**values)).id


@pytest.fixture
def at(session: Session, make: Factory, searching: SearchEngine) -> Setting:
    return Setting(session, make, LineEngine(searching))


def test_a_placement_is_counted_moved_and_gone(at: Setting) -> None:
    assert at.filled() == {}
    number = at.place()
    assert at.filled() == {Cell(N, 3): 1}
    moved = at.data(2, class_type_id=at.vwo.id)
    planning.change(at.session, at.actor, number, moved, version=1)
    assert at.filled() == {Cell(N, 4): 1}
    assert at.figures().quality.years[4].periods == {2: 1}
    planning.change(at.session, at.actor, number, replace(moved, reach=Reach.PART), version=2)
    found = at.figures().own
    assert (found.cells[Cell(N, 4)], found.part[Cell(N, 4)]) == (0, 1)
    planning.remove(at.session, at.actor, number, version=3)
    assert at.figures().own.part[Cell(N, 4)] == 0


def test_an_answer_counts_as_done_until_it_is_undone(at: Setting) -> None:
    number = at.place()
    assert at.filled(Layer.DONE) == {}
    deliveries.confirm(at.session, at.actor, [Said(number, Answer.YES)])
    assert at.filled(Layer.DONE) == at.filled() == {Cell(N, 3): 1}
    deliveries.undo(at.session, at.actor, [number])
    assert at.filled(Layer.DONE) == {}


def test_other_tags_count_at_once(at: Setting) -> None:
    at.place()
    content = replace(CONTENT, competencies=(W,), parents=True, questions=("Wat viel je op?",))
    assignments.save(at.session, at.actor, at.assignment.id, content, version=1)
    assert at.filled() == at.filled(parents=True) == {Cell(W, 3): 1}
    assert at.filled(Layer.AVAILABLE) == {Cell(W, 3): 1}
    assert at.figures().quality.years[3].conversations == 1


def test_what_is_archived_is_no_longer_available_but_planned_still(at: Setting) -> None:
    at.place()
    assignments.archive(at.session, at.actor, at.assignment.id)
    assert at.filled() == {Cell(N, 3): 1}
    assert at.filled(Layer.AVAILABLE) == {}


def test_a_concept_counts_from_when_it_is_shared(at: Setting) -> None:
    concept = at.make.assignment(at.decaan, Status.CONCEPT)
    planning.place(at.session, at.actor, concept.id, at.data())
    assert at.filled() == {}
    assignments.share(at.session, at.actor, concept.id)
    assert at.filled() == {Cell(N, 3): 1}


def test_a_concept_that_is_thrown_away_takes_its_placement_along(at: Setting) -> None:
    concept = at.make.assignment(at.decaan, Status.CONCEPT)
    planning.place(at.session, at.actor, concept.id, at.data())
    assert at.filled() == {}
    assignments.throw_away(at.session, at.actor, concept.id)
    at.place()
    assert at.filled() == {Cell(N, 3): 1}


def test_another_year_or_track_of_a_class_type_counts_at_once(at: Setting) -> None:
    at.place()
    data = ClassTypeData("3 vwo", 2, (Track.VWO,))
    school_shape.change_class_type(at.session, at.actor, at.havo.id, data, seen=at.havo.mark)
    assert at.filled() == at.filled(track=Track.VWO) == {Cell(N, 2): 1}
    assert at.filled(track=Track.HAVO) == {}


def test_fewer_periods_move_what_stood_in_the_last(at: Setting) -> None:
    at.place(period=4)
    two = [row.data for row in at.periods[:2]]
    seen = school_shape.reads.periods_mark(at.periods)
    school_shape.set_periods(at.session, at.actor, YEAR, two, seen=seen)
    assert at.figures().quality.years[3].periods == {2: 1}


def test_each_school_has_its_own(at: Setting) -> None:
    at.place()
    assert at.filled() == {Cell(N, 3): 1}
    stranger = at.make.user(at.make.school(tracks=(Track.HAVO,))).as_actor()
    asked = Asked(YEAR)
    assert at.line.ledger(at.session, stranger).figures(asked, TODAY).own.total == 0
    assert at.line.ledger(at.session, stranger).ids(asked, TODAY, Spot()) == []


def test_another_database_under_our_hands_is_read_anew(at: Setting) -> None:
    at.place()
    assert at.filled() == {Cell(N, 3): 1}
    with write(at.session):
        at.session.get_one(Installation, 1).database_id = "an other one"
    assert at.filled() == {Cell(N, 3): 1}


def test_many_changes_at_once_are_read_anew(at: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    assert at.filled() == {}
    monkeypatch.setattr(placements, "RELOAD_AT_MOST", 1)
    others = [at.make.assignment(at.decaan) for _ in range(3)]
    for other in others:
        at.make.placement(other, at.havo, at.periods[0])
    assert at.filled() == {Cell(N, 3): 3}


def test_few_schools_are_kept(at: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placements, "MAX_SCHOOLS", 1)
    at.place()
    stranger = at.make.user(at.make.school(tracks=(Track.HAVO,))).as_actor()
    for _ in range(2):
        assert at.filled() == {Cell(N, 3): 1}
        assert at.line.ledger(at.session, stranger).figures(Asked(YEAR), TODAY).own.total == 0


def test_a_failed_reload_does_not_pass_for_a_whole_one(
    at: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert at.filled() == {}
    at.place()
    whole: Callable[..., None] = placements.Read.take

    def broken(*_args: Any) -> None:
        raise OSError("the disk went away")

    monkeypatch.setattr(placements.Read, "take", broken)
    with pytest.raises(OSError, match="went away"):
        at.filled()
    monkeypatch.setattr(placements.Read, "take", whole)
    assert at.filled() == {Cell(N, 3): 1}


def test_proposals_in_order_and_without_what_is_met(at: Setting) -> None:
    make, neighbour = at.make, at.make.user(at.make.school(at.school.board))
    lower = make.assignment(at.decaan, years=(2,))
    higher = make.assignment(at.decaan, years=(4,))
    theirs = make.assignment(neighbour, visibility=Visibility.BOARD)
    network = "Leerlingen bedenken wie ze kennen en bellen iemand uit hun netwerk om hulp."
    fits = make.assignment(at.decaan, competencies=(W,), body=network)
    make.assignment(at.decaan, Status.ARCHIVED)
    make.assignment(neighbour)
    gap = Cell(N, 3)

    def proposed(**selection: Any) -> tuple[Proposal, ...]:
        at.session.rollback()
        asked = Asked(YEAR, selection=Selection(**selection))
        ledger = at.line.ledger(at.session, at.actor)
        fitting = {N: [fits.id]}
        found = ledger.proposals(asked, TODAY, [gap, Cell(N, 9)], fitting)
        assert set(found) == {gap}
        return found[gap]

    own = (
        Proposal(Kind.HERE, 3, (at.assignment.id,)),
        Proposal(Kind.LOWER, 2, (lower.id,)),
        Proposal(Kind.HIGHER, 4, (higher.id,)),
    )
    rest = (Proposal(Kind.ELSEWHERE, 3, (theirs.id,)), Proposal(Kind.FITS, 3, (fits.id,)))
    assert proposed() == own + rest
    assert proposed(parents=True) == ()
    at.place()
    planning.place(at.session, at.actor, lower.id, at.data())
    assert proposed() == (own[2], *rest)


def test_elsewhere_has_its_list_too(at: Setting) -> None:
    neighbour = at.make.user(at.make.school(at.school.board))
    theirs = at.make.assignment(neighbour, visibility=Visibility.BOARD)
    found = at.figures()
    assert found.elsewhere.cells[Cell(N, 3)] == 1
    spot = Spot(3, N, elsewhere=True)
    assert at.line.ledger(at.session, at.actor).ids(found.asked, TODAY, spot) == [theirs.id]
