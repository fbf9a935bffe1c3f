"""`visible_to` in SQL says what `can_see` says, for whatever schools and people there are."""

from datetime import UTC, datetime
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Content, Licence, Origin, Status, Visibility
from lobbib.domain.policy import Role, can_see, can_see_attachment
from lobbib.models import Assignment, Attachment, Blob, Board, School, User, UserRole
from lobbib.queries.attachments import attachment_visible_to
from lobbib.queries.visibility import shared_with, visible_to
from tests.factories import Factory

NOW = datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
LAST = 3  # numbers in a drawn world point into short lists, modulo their length


class Drawn(NamedTuple):
    """An assignment: which school, which author (or nobody), and its states."""

    school: int
    author: int | None
    status: Status
    visibility: Visibility
    origin: Origin


class World(NamedTuple):
    """`schools`: each one's board or None. `people`: each one's school and roles."""

    boards: int
    schools: list[int | None]
    people: list[tuple[int, frozenset[Role]]]
    assignments: list[Drawn]


numbers = st.integers(0, LAST)
worlds = st.builds(
    World,
    boards=st.integers(1, 2),
    schools=st.lists(st.none() | numbers, min_size=1, max_size=4),
    people=st.lists(
        st.tuples(numbers, st.frozensets(st.sampled_from(Role))), min_size=1, max_size=4
    ),
    assignments=st.lists(
        st.builds(
            Drawn,
            school=numbers,
            author=st.none() | numbers,
            status=st.sampled_from(Status),
            visibility=st.sampled_from(Visibility),
            origin=st.sampled_from(Origin),
        ),
        min_size=1,
        max_size=10,
    ),
)


def build(session: Session, world: World) -> tuple[list[User], list[Assignment]]:
    """The drawn world as rows, flushed and not committed."""
    boards = [Board(name=f"Bestuur {number}") for number in range(world.boards)]
    schools = [
        School(slug=f"s{n}", name="School", board=None if b is None else boards[b % len(boards)])
        for n, b in enumerate(world.schools)
    ]
    people = [
        User(
            school=schools[school % len(schools)],
            email=f"{number}@school.nl",
            name="Collega",
            created_at=NOW,
            role_rows=[UserRole(role=role) for role in roles],
        )
        for number, (school, roles) in enumerate(world.people)
    ]
    assignments = [to_row(drawn, schools, people) for drawn in world.assignments]
    session.add_all([*boards, *schools, *people, *assignments])
    session.flush()
    return people, assignments


def to_row(drawn: Drawn, schools: list[School], people: list[User]) -> Assignment:
    taken_over = drawn.origin is Origin.TAKEN_OVER  # the database itself keeps these at home
    row = Assignment(
        school=schools[drawn.school % len(schools)],
        author=None if drawn.author is None else people[drawn.author % len(people)],
        status=drawn.status,
        created_at=NOW,
        updated_at=NOW,
    )
    content = Content(
        title="Titel",
        visibility=Visibility.SCHOOL if taken_over else drawn.visibility,
        origin=drawn.origin,
        licence=Licence.BY,
    )
    row.assign(content, {})
    return row


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=worlds)
def test_sql_and_predicate_agree_on_what_is_seen(session: Session, world: World) -> None:
    session.rollback()
    session.expunge_all()
    people, assignments = build(session, world)
    for person in people:
        actor = person.as_actor()
        in_sql = set(session.scalars(select(Assignment.id).where(visible_to(actor))))
        assert in_sql == {row.id for row in assignments if can_see(actor, row)}
    session.rollback()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=worlds)
def test_sql_and_predicate_agree_on_whose_files_are_seen(session: Session, world: World) -> None:
    """Each assignment has a file for its school, one for others too, and one taken away."""
    session.rollback()
    session.expunge_all()
    people, assignments = build(session, world)
    session.add(Blob(sha256="0" * 64, size=1))
    session.flush()
    files = [file_of(row, *which) for row in assignments for which in enumerate(FILES)]
    session.add_all(files)
    session.flush()
    for person in people:
        actor = person.as_actor()
        wanted = select(Attachment.id).join(Assignment).where(attachment_visible_to(actor))
        in_sql = set(session.scalars(wanted))
        assert in_sql == {
            file.id
            for file in files
            if file.removed_at is None and can_see_attachment(actor, file.assignment, file.shared)
        }
    session.rollback()


FILES = ((False, None), (True, None), (True, NOW))  # (shared, taken away at)


def file_of(row: Assignment, number: int, state: tuple[bool, datetime | None]) -> Attachment:
    shared, removed_at = state
    return Attachment(
        assignment=row,
        number=number,
        position=number,
        name="blad.pdf",
        type="application/pdf",
        sha256="0" * 64,
        shared=shared,
        created_at=NOW,
        removed_at=removed_at,
    )


def test_shared_with_holds_what_crosses_the_schools_walls(session: Session, make: Factory) -> None:
    board = make.board()
    mine, neighbour, stranger = make.school(board), make.school(board), make.school()
    authors = [make.user(school) for school in (mine, neighbour, stranger)]
    wide = {
        (author.school.id, visibility): make.assignment(author, visibility=visibility).id
        for author in authors
        for visibility in Visibility
    }
    crossing = [(mine, "bestuur"), (mine, "iedereen"), (neighbour, "bestuur")]
    crossing += [(neighbour, "iedereen"), (stranger, "iedereen")]
    found = set(session.scalars(select(Assignment.id).where(shared_with(authors[0].as_actor()))))
    assert found == {wide[school.id, Visibility(value)] for school, value in crossing}
