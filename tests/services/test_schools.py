"""Schools come from the command line; a school adds subjects of its own."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.errors import Forbidden, Invalid, NotFound
from lobbib.models import Board, Placement, School, Subject, User
from lobbib.services import accounts, schools
from tests.factories import Factory


def own_subjects(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(select(Subject).where(Subject.school_id.is_not(None)))
    return sorted((subject.slug, subject.name) for subject in rows)


def test_school_has_a_board_and_tracks(session: Session) -> None:
    number = schools.create_school(
        session, "zee", " Het  Lyceum ", "Bestuur aan Zee", [Track.VWO, Track.HAVO, Track.VWO]
    )
    school = session.get_one(School, number)
    assert (school.slug, school.name, school.tracks) == (
        "zee",
        "Het Lyceum",
        (Track.HAVO, Track.VWO),
    )
    assert school.board is not None
    assert school.board.name == "Bestuur aan Zee"


def test_school_has_all_tracks_where_none_are_named(session: Session) -> None:
    school = session.get_one(School, schools.create_school(session, "zee", "Zee"))
    assert (school.tracks, school.board_id) == (tuple(Track), None)


def test_schools_of_one_board_share_it(session: Session) -> None:
    for slug in ("een", "twee"):
        schools.create_school(session, slug, slug, "Samen")
    assert len(session.scalars(select(Board)).all()) == 1


@pytest.mark.parametrize(
    ("slug", "name", "tracks", "fields"),
    [
        ("Zee", "Zee", list(Track), {"slug"}),
        ("", "Zee", list(Track), {"slug"}),
        ("zee", " ", list(Track), {"name"}),
        ("zee", "x" * 201, list(Track), {"name"}),
        ("zee", "Zee", [], {"tracks"}),
    ],
)
def test_school_is_refused_where_something_is_off(
    session: Session, slug: str, name: str, tracks: list[Track], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        schools.create_school(session, slug, name, None, tracks)
    assert refused.value.fields.keys() == fields


def test_slug_belongs_to_one_school(session: Session) -> None:
    schools.create_school(session, "zee", "Zee")
    with pytest.raises(Invalid) as refused:
        schools.create_school(session, "zee", "Nog een", "Nieuw bestuur")
    assert refused.value.fields == {"slug": "Er is al een school met de korte naam zee."}
    assert session.scalars(select(Board)).all() == []


@pytest.fixture
def decaan(make: Factory) -> User:
    return make.user(make.school(), Role.DECAAN)


def test_school_adds_and_removes_a_subject(session: Session, decaan: User) -> None:
    number = schools.add_subject(session, decaan.as_actor(), " Onderzoeken &  Ontwerpen ")
    assert own_subjects(session) == [("onderzoeken-ontwerpen", "Onderzoeken & Ontwerpen")]
    schools.remove_subject(session, decaan.as_actor(), number)
    assert own_subjects(session) == []


@pytest.mark.parametrize("name", ["", "!!!", "x" * 101, "Economie", "ECONOMIE!", "économie"])
def test_subject_is_new_and_has_a_name(session: Session, decaan: User, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        schools.add_subject(session, decaan.as_actor(), name)
    assert refused.value.fields.keys() == {"name"}
    assert own_subjects(session) == []


def test_subject_is_added_once(session: Session, decaan: User) -> None:
    schools.add_subject(session, decaan.as_actor(), "Sterrenkunde")
    with pytest.raises(Invalid):
        schools.add_subject(session, decaan.as_actor(), "sterrenkunde")


def test_two_schools_may_have_the_same_own_subject(
    session: Session, make: Factory, decaan: User
) -> None:
    other = make.user(make.school(), Role.BEHEERDER)
    for user in (decaan, other):
        schools.add_subject(session, user.as_actor(), "Sterrenkunde")
    assert own_subjects(session) == [("sterrenkunde", "Sterrenkunde")] * 2


def test_used_subject_stays(session: Session, make: Factory, decaan: User) -> None:
    number = schools.add_subject(session, decaan.as_actor(), "Sterrenkunde")
    assignment = make.assignment(decaan)
    assignment.subject_rows = [session.get_one(Subject, number)]
    session.commit()
    with pytest.raises(Invalid) as refused:
        schools.remove_subject(session, decaan.as_actor(), number)
    assert refused.value.fields == {
        "name": "Er zijn opdrachten bij Sterrenkunde. Het vak blijft staan."
    }


def test_removed_subject_leaves_the_profiles(session: Session, make: Factory, decaan: User) -> None:
    number = schools.add_subject(session, decaan.as_actor(), "Sterrenkunde")
    accounts.change_profile(session, decaan.as_actor(), "An", ["sterrenkunde"])
    schools.remove_subject(session, decaan.as_actor(), number)
    session.refresh(decaan)
    assert decaan.subjects == []


def test_only_an_own_subject_is_removed(session: Session, make: Factory, decaan: User) -> None:
    elsewhere = make.user(make.school(), Role.DECAAN)
    theirs = schools.add_subject(session, elsewhere.as_actor(), "Sterrenkunde")
    for number in (theirs, make.subject().id, 10_000):
        with pytest.raises(NotFound):
            schools.remove_subject(session, decaan.as_actor(), number)
    assert len(own_subjects(session)) == 1


@pytest.mark.parametrize("roles", [(), (Role.MENTOR,), (Role.TEAMLEIDER,)])
def test_subjects_are_for_decaan_and_beheerder(
    session: Session, make: Factory, decaan: User, roles: tuple[Role, ...]
) -> None:
    number = schools.add_subject(session, decaan.as_actor(), "Sterrenkunde")
    colleague = make.user(decaan.school, *roles)
    with pytest.raises(Forbidden):
        schools.add_subject(session, colleague.as_actor(), "Filmkunde")
    with pytest.raises(Forbidden):
        schools.remove_subject(session, colleague.as_actor(), number)


def test_remove_subject_refuses_one_that_stands_in_the_planning(
    session: Session, make: Factory
) -> None:
    school = make.school()
    actor = make.user(school, Role.DECAAN).as_actor()
    number = schools.add_subject(session, actor, "Debat")
    period = make.periods(school, SchoolYear(2026))[0]
    assignment = make.assignment(make.user(school))
    row = make.placement(assignment, make.class_type(school), period, subject_id=number)
    with pytest.raises(Invalid) as caught:
        schools.remove_subject(session, actor, number)
    assert caught.value.fields == {"name": "Debat staat in de planning. Het vak blijft staan."}
    session.delete(session.get_one(Placement, row.id))
    session.commit()
    schools.remove_subject(session, actor, number)
    assert session.get(Subject, number) is None
