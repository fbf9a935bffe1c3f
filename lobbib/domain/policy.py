"""Who may do what: the table of the domain, once, as predicates on an actor and a thing.

`queries.visibility.visible_to` says `can_see` in SQL; a property test proves that they agree.
Every predicate takes plain values, so that it can be asked about a row, a form or a test's tuple.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from lobbib.domain.assignments import Origin, Status, Visibility


class Role(StrEnum):
    """Roles on top of being a member; one person can have several."""

    MENTOR = "mentor"
    DECAAN = "decaan"
    TEAMLEIDER = "teamleider"
    BEHEERDER = "beheerder"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks: a member of one school. `session_id` is None outside a browser session."""

    user_id: int
    school_id: int
    board_id: int | None
    roles: frozenset[Role] = frozenset()
    subject_ids: frozenset[int] = frozenset()
    class_type_ids: frozenset[int] = frozenset()
    session_id: int | None = None


class AssignmentLike(Protocol):
    """What a rule needs to know of an assignment. `board_id` is that of its school."""

    @property
    def school_id(self) -> int: ...
    @property
    def board_id(self) -> int | None: ...
    @property
    def author_id(self) -> int | None: ...
    @property
    def status(self) -> Status: ...
    @property
    def visibility(self) -> Visibility: ...
    @property
    def origin(self) -> Origin: ...
    @property
    def share_notes(self) -> bool: ...


def is_own_school(actor: Actor, assignment: AssignmentLike) -> bool:
    return assignment.school_id == actor.school_id


def is_author(actor: Actor, assignment: AssignmentLike) -> bool:
    return is_own_school(actor, assignment) and assignment.author_id == actor.user_id


def can_see(actor: Actor, assignment: AssignmentLike) -> bool:
    """A concept: its author alone. Shared and archived: the own school. Shared: whom it is for."""
    if assignment.status is Status.CONCEPT:
        return is_author(actor, assignment)
    return is_own_school(actor, assignment) or _is_shared_with(actor, assignment)


def _is_shared_with(actor: Actor, assignment: AssignmentLike) -> bool:
    if assignment.status is not Status.SHARED or assignment.origin is Origin.TAKEN_OVER:
        return False
    if assignment.visibility is Visibility.BOARD:
        return actor.board_id is not None and assignment.board_id == actor.board_id
    return assignment.visibility is Visibility.EVERYONE


def can_see_notes(actor: Actor, assignment: AssignmentLike) -> bool:
    return can_see(actor, assignment) and (
        is_own_school(actor, assignment) or assignment.share_notes
    )


def can_see_attachment(actor: Actor, assignment: AssignmentLike, shared: bool) -> bool:
    """With the assignment; outside its school only what its author said may be shared."""
    return can_see(actor, assignment) and (is_own_school(actor, assignment) or shared)


def can_edit(actor: Actor, assignment: AssignmentLike) -> bool:
    """Everybody in the school improves what is shared; a concept is its author's alone."""
    if assignment.status is Status.SHARED:
        return is_own_school(actor, assignment)
    return assignment.status is Status.CONCEPT and is_author(actor, assignment)


def can_see_versions(actor: Actor, assignment: AssignmentLike) -> bool:
    return is_own_school(actor, assignment) and can_see(actor, assignment)


def can_share(actor: Actor, assignment: AssignmentLike) -> bool:
    """Put a concept in the school's folder."""
    return assignment.status is Status.CONCEPT and is_author(actor, assignment)


def can_archive(actor: Actor, assignment: AssignmentLike) -> bool:
    """Archive, or bring back: one's own, and any for the decaan. A concept never left its author,
    and the archive is the whole school's: a concept is thrown away instead.
    """
    return assignment.status is not Status.CONCEPT and can_change_visibility(actor, assignment)


def can_throw_away(actor: Actor, assignment: AssignmentLike) -> bool:
    """Delete for good: only what nobody else has ever seen."""
    return assignment.status is Status.CONCEPT and is_author(actor, assignment)


def can_change_visibility(actor: Actor, assignment: AssignmentLike) -> bool:
    """Decide who else sees it: its author, and the decaan for what the school can see."""
    return can_see_versions(actor, assignment) and (
        is_author(actor, assignment) or Role.DECAAN in actor.roles
    )


def can_adapt(actor: Actor, assignment: AssignmentLike) -> bool:
    """Copy to an own concept with the source named: whatever one can see."""
    return can_see(actor, assignment)


def can_report(actor: Actor, assignment: AssignmentLike) -> bool:
    """Tell the assignment's decaan that something is wrong with it: not about a concept."""
    return assignment.status is not Status.CONCEPT and can_see(actor, assignment)


def can_answer_reports(actor: Actor) -> bool:
    return Role.DECAAN in actor.roles


def can_see_job(actor: Actor, school_id: int, user_id: int) -> bool:
    """An import is of who began it: what is in it are concepts."""
    return (school_id, user_id) == (actor.school_id, actor.user_id)


def can_plan(actor: Actor, subject_id: int | None, class_type_id: int) -> bool:
    """Place an assignment: own subjects; for mentors own class types too; any for the decaan."""
    if Role.DECAAN in actor.roles or subject_id in actor.subject_ids:
        return True
    return Role.MENTOR in actor.roles and class_type_id in actor.class_type_ids


def can_plan_on(actor: Actor, class_type_id: int) -> bool:
    """Place something on a class type, with some subject or with none."""
    return any(can_plan(actor, one, class_type_id) for one in (None, *actor.subject_ids))


def can_plan_something(actor: Actor) -> bool:
    """Whether there is any place on the board where this actor may put something."""
    if actor.subject_ids or Role.DECAAN in actor.roles:
        return True
    return Role.MENTOR in actor.roles and bool(actor.class_type_ids)


def is_own_lesson(actor: Actor, subject_id: int | None, class_type_id: int) -> bool:
    """Whether what is placed there is of the actor's own subjects or class types."""
    return subject_id in actor.subject_ids or class_type_id in actor.class_type_ids


def can_confirm_delivery(actor: Actor, subject_id: int | None, class_type_id: int) -> bool:
    """Say that something was done: own subjects and class types, any for the decaan."""
    return is_own_lesson(actor, subject_id, class_type_id) or Role.DECAAN in actor.roles


def can_manage_line(actor: Actor) -> bool:
    """Targets, calls, milestones and the thesaurus."""
    return Role.DECAAN in actor.roles


def can_manage_school(actor: Actor) -> bool:
    """Class types, periods and subjects."""
    return bool(actor.roles & {Role.DECAAN, Role.BEHEERDER})


def can_manage_people(actor: Actor) -> bool:
    """People, settings and the audit trail."""
    return Role.BEHEERDER in actor.roles
