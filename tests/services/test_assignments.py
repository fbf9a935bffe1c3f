"""Writing, sharing, archiving, restoring and adapting; and two editors at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from lobbib.domain.assignments import Content, Licence, Origin, Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.policy import Actor, Role
from lobbib.domain.tracks import Track
from lobbib.errors import Conflict, Forbidden, Invalid, NotFound
from lobbib.exchange.items import content_to_dict
from lobbib.models import Assignment, AuditEvent, IndexChange, Revision
from lobbib.services import assignments
from tests.factories import CONTENT, Factory

RACES = 20


def history(session: Session, assignment_id: int) -> list[tuple[int, Status, str]]:
    rows = session.scalars(
        select(Revision).where(Revision.assignment_id == assignment_id).order_by(Revision.version)
    )
    return [(row.version, row.status, row.content["title"]) for row in rows]


def test_create_keeps_a_concept_with_its_first_revision(session: Session, make: Factory) -> None:
    author = make.user()
    content = replace(CONTENT, subjects=("economie",), minutes=50, questions=("Wat viel op?",))
    made = assignments.create(session, author.as_actor(), content)
    session.expire_all()
    assert (made.content, made.status, made.version) == (content, Status.CONCEPT, 1)
    assert (made.author_id, made.school_id, made.shared_at) == (author.id, author.school_id, None)
    revision = session.scalars(select(Revision)).one()
    assert (revision.version, revision.content) == (1, content_to_dict(content))
    assert session.scalars(select(IndexChange.assignment_id)).all() == [made.id]
    assert session.scalars(select(AuditEvent.action)).all() == ["assignment.create"]


def test_create_shares_at_once(session: Session, make: Factory) -> None:
    made = assignments.create(session, make.user().as_actor(), CONTENT, share=True)
    assert made.status is Status.SHARED
    assert made.shared_at == made.updated_at


@pytest.mark.parametrize("name", ["title", "body", "years", "competencies", "tracks"])
def test_sharing_asks_for_each_required_field(session: Session, make: Factory, name: str) -> None:
    content = replace(CONTENT, **{name: type(getattr(CONTENT, name))()})
    with pytest.raises(Invalid) as refused:
        assignments.create(session, make.user().as_actor(), content, share=True)
    assert [*refused.value.fields] == [name]
    assert session.scalars(select(Assignment)).all() == []


def test_a_concept_may_be_empty(session: Session, make: Factory) -> None:
    made = assignments.create(session, make.user().as_actor(), Content())
    assert made.content == Content()


def test_control_characters_are_stripped(session: Session, make: Factory) -> None:
    content = replace(
        CONTENT,
        title="Een\x00 \x1btitel\ufffe",
        body="a\x0bb\r\nc\ud800",
        questions=("\x07", "Wie\n?"),
    )
    made = assignments.create(session, make.user().as_actor(), content)
    session.expire_all()
    assert (made.title, made.body, made.questions) == ("Een titel", "ab\nc", ("Wie ?",))


def test_an_unknown_or_foreign_subject_is_refused(session: Session, make: Factory) -> None:
    with pytest.raises(Invalid) as refused:
        assignments.create(session, make.user().as_actor(), replace(CONTENT, subjects=("toveren",)))
    assert refused.value.fields == {"subjects": "Kies een vak uit de lijst."}


def test_save_raises_the_version_and_keeps_every_text(session: Session, make: Factory) -> None:
    row = make.assignment(title="Eerst")
    colleague = make.user(row.school).as_actor()
    assignments.save(session, colleague, row.id, replace(CONTENT, title="Toen"), version=1)
    # Only a tag: the version rises all the same.
    tagged = replace(CONTENT, title="Toen", years=(3, 4))
    saved = assignments.save(session, colleague, row.id, tagged, version=2)
    assert (saved.version, saved.author_id != colleague.user_id) == (3, True)
    assert history(session, row.id) == [
        (1, Status.SHARED, "Eerst"),
        (2, Status.SHARED, "Toen"),
        (3, Status.SHARED, "Toen"),
    ]


def test_save_refuses_a_stale_version(session: Session, make: Factory) -> None:
    row = make.assignment(title="Eerst")
    actor = row.author.as_actor()
    assignments.save(session, actor, row.id, replace(CONTENT, title="Zij"), version=1)
    with pytest.raises(Conflict) as refused:
        assignments.save(session, actor, row.id, replace(CONTENT, title="Ik"), version=1)
    assert (refused.value.current, row.title) == (2, "Zij")


def test_a_shared_assignment_stays_complete(session: Session, make: Factory) -> None:
    row = make.assignment()
    with pytest.raises(Invalid) as refused:
        assignments.save(
            session, row.author.as_actor(), row.id, replace(CONTENT, years=()), version=1
        )
    assert [*refused.value.fields] == ["years"]
    assert (row.years, row.version) == ((3,), 1)


def test_saving_can_share_a_concept(session: Session, make: Factory) -> None:
    row = make.assignment(status=Status.CONCEPT)
    saved = assignments.save(session, row.author.as_actor(), row.id, CONTENT, version=1, share=True)
    assert (saved.status, saved.version) == (Status.SHARED, 2)


def test_an_editor_leaves_who_sees_it_as_it_was(session: Session, make: Factory) -> None:
    row = make.assignment(visibility=Visibility.BOARD, share_notes=False)
    wider = replace(CONTENT, title="Beter", visibility=Visibility.EVERYONE, share_notes=True)
    colleague = make.user(row.school, Role.TEAMLEIDER).as_actor()
    saved = assignments.save(session, colleague, row.id, wider, version=1)
    assert (saved.title, saved.visibility, saved.share_notes) == ("Beter", Visibility.BOARD, False)
    decaan = make.user(row.school, Role.DECAAN).as_actor()
    saved = assignments.save(session, decaan, row.id, wider, version=2)
    assert (saved.visibility, saved.share_notes) == (Visibility.EVERYONE, True)


def test_what_was_taken_over_cannot_leave_the_school(session: Session, make: Factory) -> None:
    row = make.assignment()
    copied = replace(CONTENT, origin=Origin.TAKEN_OVER, visibility=Visibility.BOARD)
    with pytest.raises(Invalid) as refused:
        assignments.save(session, row.author.as_actor(), row.id, copied, version=1)
    assert [*refused.value.fields] == ["visibility"]


def test_what_turns_out_to_be_taken_over_comes_home(session: Session, make: Factory) -> None:
    row = make.assignment(visibility=Visibility.EVERYONE)
    colleague = make.user(row.school).as_actor()
    copied = replace(CONTENT, origin=Origin.TAKEN_OVER, visibility=Visibility.EVERYONE)
    saved = assignments.save(session, colleague, row.id, copied, version=1)
    assert (saved.origin, saved.visibility) == (Origin.TAKEN_OVER, Visibility.SCHOOL)


def test_another_school_cannot_edit_what_it_sees(session: Session, make: Factory) -> None:
    row = make.assignment(visibility=Visibility.EVERYONE)
    stranger = make.user().as_actor()
    with pytest.raises(Forbidden):
        assignments.save(session, stranger, row.id, CONTENT, version=1)
    hidden = make.assignment()
    with pytest.raises(NotFound):
        assignments.save(session, stranger, hidden.id, CONTENT, version=1)


def test_nobody_touches_another_ones_concept(session: Session, make: Factory) -> None:
    row = make.assignment(status=Status.CONCEPT)
    decaan = make.user(row.school, Role.DECAAN).as_actor()
    for verb in (assignments.share, assignments.adapt, assignments.archive, assignments.throw_away):
        with pytest.raises(NotFound):
            verb(session, decaan, row.id)


def test_share_asks_for_what_is_missing(session: Session, make: Factory) -> None:
    row = make.assignment(status=Status.CONCEPT, body="", competencies=())
    with pytest.raises(Invalid) as refused:
        assignments.share(session, row.author.as_actor(), row.id)
    assert [*refused.value.fields] == ["body", "competencies"]
    assert row.status is Status.CONCEPT


def test_archive_and_back(session: Session, make: Factory) -> None:
    row = make.assignment()
    first_shared = row.shared_at
    actor = row.author.as_actor()
    assignments.archive(session, actor, row.id)
    with pytest.raises(Forbidden):
        assignments.save(session, actor, row.id, CONTENT, version=2)
    assignments.archive(session, actor, row.id)
    assignments.unarchive(session, actor, row.id)
    assert (row.status, row.version, row.shared_at) == (Status.SHARED, 3, first_shared)
    assert [status for _, status, _ in history(session, row.id)] == [
        Status.SHARED,
        Status.ARCHIVED,
        Status.SHARED,
    ]


def test_only_its_author_and_the_decaan_archive(session: Session, make: Factory) -> None:
    row = make.assignment()
    with pytest.raises(Forbidden):
        assignments.archive(session, make.user(row.school, Role.MENTOR).as_actor(), row.id)
    decaan = make.user(row.school, Role.DECAAN).as_actor()
    assert assignments.archive(session, decaan, row.id).status is Status.ARCHIVED


def test_a_concept_is_thrown_away_not_archived(session: Session, make: Factory) -> None:
    row = make.assignment(status=Status.CONCEPT)
    actor = row.author.as_actor()
    with pytest.raises(Forbidden):
        assignments.archive(session, actor, row.id)
    number = row.id
    assignments.throw_away(session, actor, number)
    assert session.scalars(select(Assignment)).all() == []
    assert session.scalars(select(Revision)).all() == []
    assert session.scalars(select(IndexChange.assignment_id)).all()[-1] == number


def test_what_was_shared_cannot_be_thrown_away(session: Session, make: Factory) -> None:
    row = make.assignment()
    with pytest.raises(Forbidden):
        assignments.throw_away(session, row.author.as_actor(), row.id)


def test_restore_makes_a_new_version_of_an_old_text(session: Session, make: Factory) -> None:
    row = make.assignment(title="Oud", subjects=("economie",), questions=("Wie?", "Wat?"))
    actor = row.author.as_actor()
    old = row.content
    wide = replace(CONTENT, title="Nieuw", visibility=Visibility.BOARD)
    assignments.save(session, actor, row.id, wide, version=1)
    restored = assignments.restore_version(session, actor, row.id, 1, version=2)
    assert restored.content == replace(old, visibility=Visibility.BOARD)
    assert history(session, row.id) == [
        (1, Status.SHARED, "Oud"),
        (2, Status.SHARED, "Nieuw"),
        (3, Status.SHARED, "Oud"),
    ]


def test_restore_compares_versions_too(session: Session, make: Factory) -> None:
    row = make.assignment()
    actor = row.author.as_actor()
    assignments.save(session, actor, row.id, replace(CONTENT, title="Nieuw"), version=1)
    with pytest.raises(Conflict):
        assignments.restore_version(session, actor, row.id, 1, version=1)
    with pytest.raises(NotFound):
        assignments.restore_version(session, actor, row.id, 7, version=2)


def test_restore_refuses_what_is_too_little_for_the_folder(session: Session, make: Factory) -> None:
    row = make.assignment(status=Status.CONCEPT, body="")
    actor = row.author.as_actor()
    assignments.save(session, actor, row.id, CONTENT, version=1, share=True)
    with pytest.raises(Invalid) as refused:
        assignments.restore_version(session, actor, row.id, 1, version=2)
    assert [*refused.value.fields] == ["body"]


def test_adapt_copies_another_schools_and_names_it(session: Session, make: Factory) -> None:
    board = make.board()
    source = make.assignment(
        make.user(make.school(board)),
        visibility=Visibility.BOARD,
        notes="Van een collega.",
        subjects=("economie",),
        licence=Licence.BY_SA,
    )
    me = make.user(make.school(board, tracks=(Track.VMBO_TL,))).as_actor()
    copy = assignments.adapt(session, me, source.id)
    assert (copy.school_id, copy.author_id, copy.based_on_id) == (
        me.school_id,
        me.user_id,
        source.id,
    )
    assert (copy.status, copy.version) == (Status.CONCEPT, 1)
    assert copy.content == replace(
        source.content,
        visibility=Visibility.SCHOOL,
        origin=Origin.PERMISSION,
        tracks=(Track.VMBO_TL,),
    )
    assert history(session, copy.id) == [(1, Status.CONCEPT, source.title)]


def test_adapt_leaves_out_notes_that_were_not_shared(session: Session, make: Factory) -> None:
    source = make.assignment(
        visibility=Visibility.EVERYONE, share_notes=False, notes="Alleen voor ons."
    )
    assert assignments.adapt(session, make.user().as_actor(), source.id).notes == ""
    own = make.user(source.school).as_actor()
    assert assignments.adapt(session, own, source.id).notes == "Alleen voor ons."


def test_adapt_of_ones_own_keeps_its_origin(session: Session, make: Factory) -> None:
    source = make.assignment(origin=Origin.TAKEN_OVER, competencies=tuple(Competency))
    copy = assignments.adapt(session, source.author.as_actor(), source.id)
    assert copy.content == source.content


@pytest.mark.parametrize("race", range(RACES))
def test_two_editors_at_once_have_one_winner(
    sessions: sessionmaker[Session], make: Factory, race: int
) -> None:
    row = make.assignment()
    number, actors = row.id, [row.author.as_actor(), make.user(row.school).as_actor()]
    make.session.rollback()
    start = Barrier(2)

    def save(actor: Actor) -> Assignment | Conflict:
        content = replace(CONTENT, title=f"Van {actor.user_id}", years=(1 + race % 6,))
        with sessions() as own:
            start.wait()
            try:
                return assignments.save(own, actor, number, content, version=1)
            except Conflict as error:
                return error

    with ThreadPoolExecutor(2) as pool:
        results = [*pool.map(save, actors)]
    assert [error.current for error in results if isinstance(error, Conflict)] == [2]
    (saved,) = [row for row in results if isinstance(row, Assignment)]
    assert history(make.session, number) == [
        (1, Status.SHARED, CONTENT.title),
        (2, Status.SHARED, saved.title),
    ]
    assert make.session.get_one(Assignment, number).years == (1 + race % 6,)


def test_what_changes_nothing_makes_no_version(session: Session, make: Factory) -> None:
    row = make.assignment()
    actor = row.author.as_actor()
    assignments.save(session, actor, row.id, replace(CONTENT, title=" Interview"), version=1)
    # Whichever version was seen: what is the same as what stands there loses nothing.
    for seen in (1, 2):
        assignments.save(session, actor, row.id, replace(CONTENT, title="Interview"), version=seen)
    assignments.restore_version(session, actor, row.id, 2, version=2)
    assert row.version == 2
    assert [number for number, *_ in history(session, row.id)] == [1, 2]
