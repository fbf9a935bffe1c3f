"""Write, share, archive, restore and adapt assignments.

Every change raises the version by one and leaves a revision, so that nothing written is lost.
All raise NotFound for what the actor cannot see, Forbidden for what they may not do, and
Unavailable when the database cannot write.
"""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from lobbib.domain import policy
from lobbib.domain.assignments import (
    Content,
    Origin,
    Status,
    Visibility,
    normalized,
    problems,
)
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell
from lobbib.domain.policy import Actor, AssignmentLike
from lobbib.domain.tracks import Track
from lobbib.errors import Conflict, Forbidden, Invalid
from lobbib.exchange.items import content_to_dict, from_item
from lobbib.models import Assignment, Revision
from lobbib.queries import assignments, attachments, revisions, subjects
from lobbib.services import attachments as files
from lobbib.services import drafts, originals
from lobbib.services.transaction import record, transaction, utc_now

Rule = Callable[[Actor, AssignmentLike], bool]


def create(
    session: Session, actor: Actor, content: Content, *, share: bool = False, draft: str = ""
) -> Assignment:
    """A new concept of the actor's, or at once in the school's folder.

    `draft` is the token of what was kept while it was typed: the same form sent twice makes one
    assignment. Raises Invalid with what is missing or too long, by field.
    """
    status = Status.SHARED if share else Status.CONCEPT
    content = checked(content, status)
    with transaction(session, actor):
        made = drafts.saved_as(session, actor, draft)
        if made is not None and _stands(made, content, status):
            return made
        assignment = add(session, actor, content, status)
        drafts.end(session, actor, draft, assignment)
    return assignment


def add(
    session: Session,
    actor: Actor,
    content: Content,
    status: Status,
    based_on: Assignment | None = None,
    taken: int | None = None,
) -> Assignment:
    """The same inside a transaction that already runs; `content` has been checked.

    `taken`: the version of `based_on` that it was made of, where that is not the newest.
    """
    assignment = Assignment(
        school_id=actor.school_id,
        author_id=actor.user_id,
        based_on_id=based_on.id if based_on else None,
        version=0,
        created_at=utc_now(),
    )
    _write(session, actor, assignment, content, status)
    if based_on:
        originals.note_taken(session, assignment, based_on, taken)
        files.take_over(session, actor, based_on, assignment)
    record(session, actor, "assignment.create", assignment.id, status=status.value)
    return assignment


def save(
    session: Session,
    actor: Actor,
    assignment_id: int,
    content: Content,
    *,
    version: int,
    share: bool = False,
    draft: str = "",
    seen_original: int = 0,
) -> Assignment:
    """Replace the content of the version that the actor had before them; `share` a concept too.

    What is the same as what now stands makes no new version, whichever version was seen. Who may
    not decide on who sees it, keeps that as it was. `draft` as in `create`; `seen_original` is the
    version of the original that was taken from, if any. Raises Conflict when a colleague saved
    after `version`, and Invalid.
    """
    with transaction(session, actor):
        assignment = _locked(session, actor, assignment_id, policy.can_edit)
        content = _with_allowed_visibility(actor, assignment, content)
        status = Status.SHARED if share else assignment.status
        content = checked(content, status)
        if not _stands(assignment, content, status):
            _check_version(assignment, version)
            _write(session, actor, assignment, content, status)
            record(session, actor, "assignment.edit", assignment_id, version=assignment.version)
        originals.note_seen(session, actor, assignment, seen_original)
        drafts.end(session, actor, draft)
    return assignment


def _stands(assignment: Assignment, content: Content, status: Status) -> bool:
    return assignment.content == content and assignment.status is status


def share(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    """Put an own concept in the school's folder as it stands. Raises Invalid."""
    with transaction(session, actor):
        assignment = _locked(session, actor, assignment_id, policy.can_share)
        content = checked(assignment.content, Status.SHARED)
        _write(session, actor, assignment, content, Status.SHARED)
        record(session, actor, "assignment.share", assignment_id)
    return assignment


def archive(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    """Take it out of the folder; the school can still find it in the archive."""
    return _move(session, actor, assignment_id, Status.ARCHIVED)


def unarchive(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    """Put it back in the folder."""
    return _move(session, actor, assignment_id, Status.SHARED)


def _move(session: Session, actor: Actor, assignment_id: int, status: Status) -> Assignment:
    with transaction(session, actor):
        assignment = _locked(session, actor, assignment_id, policy.can_archive)
        if assignment.status is not status:
            _write(session, actor, assignment, checked(assignment.content, status), status)
            record(session, actor, "assignment.move", assignment_id, status=status.value)
    return assignment


def throw_away(session: Session, actor: Actor, assignment_id: int) -> None:
    """Delete an own concept for good, with its versions and its files."""
    with transaction(session, actor):
        assignment = _locked(session, actor, assignment_id, policy.can_throw_away)
        contents = attachments.contents_of(session, [assignment_id])
        session.delete(assignment)
        files.drop_unused(session, contents)
        record(session, actor, "assignment.throw_away", assignment_id)


def restore_version(
    session: Session, actor: Actor, assignment_id: int, old: int, *, version: int
) -> Assignment:
    """A new version with the content of version `old`; who sees it stays as it is now.

    Raises Conflict when a colleague saved after `version`, and Invalid when what was enough for a
    concept is not enough for the folder.
    """
    with transaction(session, actor):
        assignment = _locked(session, actor, assignment_id, policy.can_edit)
        _check_version(assignment, version)
        content = from_item(revisions.get(session, actor, assignment, old).content).content
        content = _keep_visibility(assignment, content)
        known = subjects.by_slug(session, assignment.school_id)
        content = replace(content, subjects=tuple(s for s in content.subjects if s in known))
        content = checked(content, assignment.status)
        if not _stands(assignment, content, assignment.status):
            _write(session, actor, assignment, content, assignment.status)
            record(session, actor, "assignment.restore", assignment_id, version=old)
    return assignment


def adapt(
    session: Session,
    actor: Actor,
    assignment_id: int,
    aim: Cell | None = None,
    track: Track | None = None,
) -> Assignment:
    """An own concept of the actor's with the same content and those files that may come along; it
    names its source. With an `aim` it is tagged for that place of the line, on that track.
    """
    with transaction(session, actor):
        source = _locked(session, actor, assignment_id, policy.can_adapt)
        content = for_school(session, actor, source)
        if aim is not None:
            content = _aimed(content, aim, track)
        assignment = add(session, actor, content, Status.CONCEPT, based_on=source)
    return assignment


def _aimed(content: Content, aim: Cell, track: Track | None) -> Content:
    tracks = {*content.tracks, *([track] if track else [])}
    return replace(
        content,
        years=(aim.year,),
        competencies=tuple(c for c in Competency if c in {*content.competencies, aim.competency}),
        tracks=tuple(t for t in Track if t in tracks and aim.year <= t.last_year),
    )


def for_school(session: Session, actor: Actor, source: Assignment) -> Content:
    """The source's content as the actor's own school would begin with it."""
    content = replace(source.content, visibility=Visibility.SCHOOL)
    if policy.is_own_school(actor, source):
        return content
    tracks = subjects.tracks_of(session, actor.school_id)
    known = subjects.by_slug(session, actor.school_id)
    return replace(
        content,
        notes=content.notes if policy.can_see_notes(actor, source) else "",
        tracks=content.tracks if set(content.tracks) & set(tracks) else tracks,
        subjects=tuple(slug for slug in content.subjects if slug in known),
        origin=Origin.PERMISSION,
    )


def _locked(session: Session, actor: Actor, assignment_id: int, rule: Rule) -> Assignment:
    assignment = assignments.get_visible(session, actor, assignment_id, lock=True)
    if not rule(actor, assignment):
        raise Forbidden
    return assignment


def _check_version(assignment: Assignment, version: int) -> None:
    if assignment.version != version:
        raise Conflict(assignment.version)


def _with_allowed_visibility(actor: Actor, assignment: Assignment, content: Content) -> Content:
    if policy.can_change_visibility(actor, assignment):
        return content
    return _keep_visibility(assignment, content)


def _keep_visibility(assignment: Assignment, content: Content) -> Content:
    """As it was; but what turns out to be taken over comes home, whoever finds that out."""
    taken_over = content.origin is Origin.TAKEN_OVER
    return replace(
        content,
        visibility=Visibility.SCHOOL if taken_over else assignment.visibility,
        share_notes=assignment.share_notes,
    )


def checked(content: Content, status: Status) -> Content:
    """`content`, tidy. Raises Invalid."""
    content = normalized(content)
    if found := problems(content, sharing=status is Status.SHARED):
        raise Invalid(found)
    return content


def _write(
    session: Session, actor: Actor, assignment: Assignment, content: Content, status: Status
) -> None:
    """The next version: the row, its tags, and the revision that keeps it all."""
    known = subjects.by_slug(session, actor.school_id)
    if not set(content.subjects) <= set(known):
        raise Invalid({"subjects": "Kies een vak uit de lijst."})
    now = utc_now()
    assignment.assign(content, known)
    assignment.status = status
    assignment.version += 1
    assignment.updated_at = now
    if status is Status.SHARED:
        assignment.shared_at = assignment.shared_at or now
    session.add(assignment)
    session.flush()
    revision = Revision(
        assignment_id=assignment.id,
        version=assignment.version,
        status=status,
        content=content_to_dict(content),
        user_id=actor.user_id,
        at=now,
    )
    session.add(revision)
