"""Which assignments count: the own school's shared ones, and beside them what others share."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Activity, Origin, Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Tagged
from lobbib.domain.tracks import Track
from lobbib.models import School
from lobbib.queries.coverage import folder_of
from tests.factories import Factory


@pytest.fixture
def school(make: Factory) -> School:
    return make.school(make.board(), tracks=(Track.VMBO_TL, Track.HAVO))


def ids(rows: tuple[Tagged, ...]) -> set[int]:
    return {row.id for row in rows}


def test_folder_of_carries_every_tag(session: Session, make: Factory, school: School) -> None:
    colleague = make.user(school)
    assignment = make.assignment(
        colleague,
        years=(1, 3),
        competencies=(Competency.NETWERKEN, Competency.WERKEXPLORATIE),
        tracks=(Track.HAVO, Track.VWO),
        subjects=("economie", "mentorles"),
        activity=Activity.INTERVIEW,
        parents=True,
        dossier=True,
    )
    folder = folder_of(session, colleague.as_actor())
    assert folder.own == (
        Tagged(
            id=assignment.id,
            years=frozenset({1, 3}),
            competencies=frozenset({Competency.NETWERKEN, Competency.WERKEXPLORATIE}),
            tracks=frozenset({Track.HAVO, Track.VWO}),
            subjects=frozenset({"economie", "mentorles"}),
            activity=Activity.INTERVIEW,
            parents=True,
            dossier=True,
        ),
    )
    assert folder.school.tracks == (Track.VMBO_TL, Track.HAVO)


def test_folder_of_keeps_an_assignment_without_optional_tags(
    session: Session, make: Factory, school: School
) -> None:
    colleague = make.user(school)
    make.assignment(colleague)
    (row,) = folder_of(session, colleague.as_actor()).own
    assert (row.subjects, row.activity, row.parents, row.dossier) == (
        frozenset(),
        None,
        False,
        False,
    )


def test_folder_of_counts_only_what_the_own_school_shares(
    session: Session, make: Factory, school: School
) -> None:
    colleague, author = make.user(school), make.user(school)
    shared = make.assignment(author, visibility=Visibility.EVERYONE)
    taken = make.assignment(author, origin=Origin.TAKEN_OVER)
    make.assignment(author, Status.ARCHIVED)
    make.assignment(author, Status.CONCEPT)
    make.assignment(colleague, Status.CONCEPT)
    folder = folder_of(session, colleague.as_actor())
    assert ids(folder.own) == {shared.id, taken.id}
    assert folder.elsewhere == ()


@pytest.mark.parametrize(
    ("place", "values", "counts"),
    [
        ("board", {"visibility": Visibility.SCHOOL}, False),
        ("board", {"visibility": Visibility.BOARD}, True),
        ("board", {"visibility": Visibility.EVERYONE}, True),
        ("world", {"visibility": Visibility.BOARD}, False),
        ("world", {"visibility": Visibility.EVERYONE}, True),
        ("board", {"visibility": Visibility.BOARD, "status": Status.ARCHIVED}, False),
        ("world", {"visibility": Visibility.EVERYONE, "status": Status.CONCEPT}, False),
    ],
)
def test_folder_of_sets_apart_what_others_share_with_this_school(
    session: Session,
    make: Factory,
    school: School,
    place: str,
    values: dict[str, Any],
    counts: bool,
) -> None:
    other = make.school(school.board if place == "board" else make.board())
    theirs = make.assignment(make.user(other), **values)
    folder = folder_of(session, make.user(school).as_actor())
    assert ids(folder.elsewhere) == ({theirs.id} if counts else set())
    assert folder.own == ()


def test_folder_of_a_school_without_a_board_shares_with_no_board(
    session: Session, make: Factory
) -> None:
    alone, other = make.school(), make.school()
    make.assignment(make.user(other), visibility=Visibility.BOARD)
    folder = folder_of(session, make.user(alone).as_actor())
    assert (folder.own, folder.elsewhere) == ((), ())
