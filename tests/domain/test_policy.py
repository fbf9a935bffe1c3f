"""The table of who may do what, written out again by hand, against the predicates."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, product

import pytest

from lobbib.domain import policy
from lobbib.domain.assignments import Origin, Status, Visibility
from lobbib.domain.policy import Actor, Role

ME, SCHOOL, BOARD = 1, 10, 100
COLUMNS = ("member", "mentor", "decaan", "teamleider", "beheerder")

# Rights add up: everybody has the first column, a role adds its own, "-" adds nothing.
TABLE = {
    "see shared": ("y", "y", "y", "y", "y"),
    "see concept": ("own", "own", "own", "own", "own"),
    "edit shared": ("y", "y", "y", "y", "-"),
    "archive": ("own", "own", "any", "own", "-"),
    "change visibility": ("own", "own", "any", "own", "-"),
    "plan": ("subject", "subject or class", "any", "-", "-"),
    "confirm delivery": ("subject or class", "subject or class", "any", "-", "-"),
    "manage line": ("-", "-", "y", "-", "-"),
    "manage school": ("-", "-", "y", "-", "y"),
    "manage people": ("-", "-", "-", "-", "y"),
    "answer reports": ("-", "-", "y", "-", "-"),
}


@dataclass(frozen=True)
class Case:
    """Whose thing it is: one's own, in one's own subject, for one's own class."""

    own: bool
    own_subject: bool
    own_class: bool


@dataclass(frozen=True)
class Thing:
    """As much of an assignment as a rule asks."""

    school_id: int = SCHOOL
    board_id: int | None = BOARD
    author_id: int | None = ME
    status: Status = Status.SHARED
    visibility: Visibility = Visibility.SCHOOL
    origin: Origin = Origin.OWN
    share_notes: bool = True


GRANTS: dict[str, Callable[[Case], bool]] = {
    "y": lambda case: True,
    "any": lambda case: True,
    "-": lambda case: False,
    "own": lambda case: case.own,
    "subject": lambda case: case.own_subject,
    "subject or class": lambda case: case.own_subject or case.own_class,
}


def ask(row: str, actor: Actor, case: Case) -> bool:
    """The predicate that a row of the table is about."""
    author = ME if case.own else 2
    shared, concept = Thing(author_id=author), Thing(author_id=author, status=Status.CONCEPT)
    subject, class_type = (7 if case.own_subject else 8), (70 if case.own_class else 80)
    answers: dict[str, Callable[[], bool]] = {
        "see shared": lambda: policy.can_see(actor, shared),
        "see concept": lambda: policy.can_see(actor, concept),
        "edit shared": lambda: policy.can_edit(actor, shared),
        "archive": lambda: policy.can_archive(actor, shared),
        "change visibility": lambda: policy.can_change_visibility(actor, shared),
        "plan": lambda: policy.can_plan(actor, subject, class_type),
        "confirm delivery": lambda: policy.can_confirm_delivery(actor, subject, class_type),
        "manage line": lambda: policy.can_manage_line(actor),
        "manage school": lambda: policy.can_manage_school(actor),
        "manage people": lambda: policy.can_manage_people(actor),
        "answer reports": lambda: policy.can_answer_reports(actor),
    }
    return answers[row]()


def role_sets() -> Iterator[frozenset[Role]]:
    every = (combinations(Role, size) for size in range(len(Role) + 1))
    return map(frozenset, chain.from_iterable(every))


def actor(*roles: Role, **values: object) -> Actor:
    given = {
        "user_id": ME,
        "school_id": SCHOOL,
        "board_id": BOARD,
        "roles": frozenset(roles),
        "subject_ids": frozenset({7}),
        "class_type_ids": frozenset({70}),
    }
    return Actor(**(given | values))  # type: ignore[arg-type]


@pytest.mark.parametrize("row", TABLE)
def test_table_holds_for_every_set_of_roles(row: str) -> None:
    cells = dict(zip(COLUMNS, TABLE[row], strict=True))
    for roles, flags in product(role_sets(), product((True, False), repeat=3)):
        case = Case(*flags)
        expected = any(GRANTS[cells[name]](case) for name in ("member", *roles))
        assert ask(row, actor(*roles), case) is expected, (sorted(roles), case)


def test_every_role_has_a_column() -> None:
    assert ("member", *Role) == COLUMNS


PREDICATES = (
    policy.can_see,
    policy.can_see_notes,
    policy.can_edit,
    policy.can_see_versions,
    policy.can_share,
    policy.can_archive,
    policy.can_throw_away,
    policy.can_change_visibility,
    policy.can_adapt,
    policy.can_report,
)

# What may be done with an assignment of one's own school, by status and by whose it is.
ALLOWED_IN_SCHOOL = {
    ("concept", "own", "member"): "see see_notes edit see_versions share throw_away "
    "change_visibility adapt",
    ("concept", "other", "member"): "",
    ("concept", "other", "decaan"): "",
    ("gedeeld", "own", "member"): "see see_notes edit see_versions archive change_visibility "
    "adapt report",
    ("gedeeld", "other", "member"): "see see_notes edit see_versions adapt report",
    ("gedeeld", "other", "decaan"): "see see_notes edit see_versions archive change_visibility "
    "adapt report",
    ("archief", "own", "member"): "see see_notes see_versions archive change_visibility "
    "adapt report",
    ("archief", "other", "member"): "see see_notes see_versions adapt report",
    ("archief", "other", "decaan"): "see see_notes see_versions archive change_visibility "
    "adapt report",
}


def names_of_allowed(who: Actor, thing: Thing) -> set[str]:
    return {
        predicate.__name__.removeprefix("can_") for predicate in PREDICATES if predicate(who, thing)
    }


@pytest.mark.parametrize(("status", "whose", "role"), ALLOWED_IN_SCHOOL)
@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("share_notes", [True, False])
def test_own_school_allows_by_status_and_author(
    status: str,
    whose: str,
    role: str,
    visibility: Visibility,
    origin: Origin,
    share_notes: bool,
) -> None:
    who = actor(*([Role.DECAAN] if role == "decaan" else []))
    author = ME if whose == "own" else 2
    thing = Thing(
        author_id=author,
        status=Status(status),
        visibility=visibility,
        origin=origin,
        share_notes=share_notes,
    )
    assert names_of_allowed(who, thing) == set(ALLOWED_IN_SCHOOL[status, whose, role].split())


@pytest.mark.parametrize(
    "roles", list(role_sets()), ids=lambda roles: "+".join(sorted(roles)) or "none"
)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("origin", Origin)
def test_other_school_is_read_and_adapted_only_where_it_is_shared(
    roles: frozenset[Role], status: Status, visibility: Visibility, origin: Origin
) -> None:
    for their_board, my_board in product((BOARD, 200, None), repeat=2):
        for share_notes, author in product((True, False), (ME, 2, None)):
            who = actor(*roles, board_id=my_board)
            thing = Thing(11, their_board, author, status, visibility, origin, share_notes)
            neighbours = my_board is not None and my_board == their_board
            reaches = visibility == "iedereen" or (visibility == "bestuur" and neighbours)
            shared = status == "gedeeld" and origin != "overgenomen" and reaches
            expected = {"see", "adapt", "report"} if shared else set()
            expected |= {"see_notes"} if shared and share_notes else set()
            assert names_of_allowed(who, thing) == expected


def test_nobody_is_the_author_of_what_an_old_colleague_left() -> None:
    left = Thing(author_id=None)
    assert not policy.is_author(actor(), left)
    assert not policy.can_archive(actor(), left)
    assert policy.can_archive(actor(Role.DECAAN), left)


def test_no_subject_is_nobodys_own_subject() -> None:
    assert not policy.can_plan(actor(), None, 80)
    assert not policy.can_confirm_delivery(actor(), None, 80)


@pytest.mark.parametrize(
    "roles", list(role_sets()), ids=lambda roles: "+".join(sorted(roles)) or "none"
)
def test_can_plan_something_and_on_a_class_type_are_can_plan_with_any_choice(
    roles: frozenset[Role],
) -> None:
    subjects = (frozenset[int](), frozenset({7}))
    class_types = (frozenset[int](), frozenset({70}))
    for subject_ids, class_type_ids in product(subjects, class_types):
        who = actor(*roles, subject_ids=subject_ids, class_type_ids=class_type_ids)
        choices = (None, 7, 8)
        for class_type in (70, 80):
            own = [None, *subject_ids]
            expected = any(policy.can_plan(who, subject, class_type) for subject in own)
            assert policy.can_plan_on(who, class_type) is expected
        anything = any(policy.can_plan(who, one, kind) for one in choices for kind in (70, 80))
        assert policy.can_plan_something(who) is anything


@pytest.mark.parametrize(
    ("school_id", "visibility", "shared", "expected"),
    [
        (SCHOOL, Visibility.SCHOOL, False, True),
        (SCHOOL, Visibility.SCHOOL, True, True),
        (11, Visibility.BOARD, False, False),
        (11, Visibility.BOARD, True, True),
        (11, Visibility.SCHOOL, True, False),
    ],
)
def test_file_crosses_the_schools_wall_only_when_it_may(
    school_id: int, visibility: Visibility, shared: bool, expected: bool
) -> None:
    thing = Thing(school_id=school_id, author_id=2, visibility=visibility)
    actor = Actor(user_id=ME, school_id=SCHOOL, board_id=BOARD)
    assert policy.can_see_attachment(actor, thing, shared) is expected
