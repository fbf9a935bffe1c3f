"""What is kept of an import, how long, and what goes with it; who may see it, twice."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Origin, Status
from lobbib.domain.competencies import Competency
from lobbib.domain.importing import KEPT, LOOKED_THROUGH_KEPT, State
from lobbib.domain.policy import Role, can_see_job
from lobbib.errors import Invalid, NotFound
from lobbib.exchange.reading.sheets import Column
from lobbib.models import Assignment, Attachment, Blob, Job, JobConcept, JobItem, User
from lobbib.queries import jobs as reads
from lobbib.queries.attachments import has_content, used_by_school
from lobbib.queries.people import everything_about
from lobbib.services import jobs, people
from lobbib.services.jobs import Extra
from lobbib.services.transaction import transaction, utc_now
from tests.factories import Factory


def begun(session: Session, user: User, *files: tuple[str, bytes]) -> Job:
    job = jobs.begin(session, user.as_actor(), Origin.OWN)
    for path, data in files:
        jobs.add_file(session, user.as_actor(), job.id, path, io.BytesIO(data), quota_mb=10)
    return job


def came_of(session: Session, job: Job, assignment: Assignment, state: State = State.READ) -> None:
    item = JobItem(job_id=job.id, path="a.md", state=state, size=1, message="")
    session.add(item)
    session.flush()
    row = JobConcept(assignment_id=assignment.id, item_id=item.id, because={}, private=[])
    session.add(row)
    session.commit()


def numbers(session: Session) -> list[int]:
    session.rollback()
    return list(session.scalars(select(Job.id).order_by(Job.id)))


def forget(session: Session, after: timedelta) -> None:
    with transaction(session):
        jobs.forget_old(session, utc_now() + after)


def test_what_waits_to_be_read_takes_room_of_the_school(make: Factory, session: Session) -> None:
    user, other = make.user(), make.user()
    begun(session, user, ("a.md", b"x" * 100), ("b.md", b"x" * 100), ("c.md", b"y" * 10))
    sha = session.scalars(select(JobItem.sha256).where(JobItem.path == "c.md")).one()
    assert used_by_school(session, user.school_id) == 110
    assert used_by_school(session, other.school_id) == 0
    assert sha is not None
    assert has_content(session, user.school_id, sha)
    assert not has_content(session, other.school_id, sha)


def test_a_list_goes_a_month_after_the_last_file_and_its_contents_too(
    make: Factory, session: Session
) -> None:
    job = begun(session, make.user(), ("a.md", b"x"))
    forget(session, KEPT - timedelta(hours=1))
    assert numbers(session) == [job.id]
    forget(session, KEPT + timedelta(hours=1))
    assert numbers(session) == []
    assert session.scalars(select(Blob)).all() == []


def test_a_list_that_was_looked_through_goes_after_a_week(make: Factory, session: Session) -> None:
    user = make.user()
    done, half = begun(session, user), begun(session, user)
    came_of(session, done, make.assignment(user))
    came_of(session, half, make.assignment(user, Status.CONCEPT))
    asking = begun(session, user)
    came_of(session, asking, make.assignment(user), State.ASKS)
    forget(session, LOOKED_THROUGH_KEPT - timedelta(hours=1))
    assert numbers(session) == [done.id, half.id, asking.id]
    forget(session, LOOKED_THROUGH_KEPT + timedelta(hours=1))
    assert numbers(session) == [half.id, asking.id]
    assert session.scalar(select(func.count(Assignment.id))) == 3


def test_a_content_that_is_kept_elsewhere_stays(make: Factory, session: Session) -> None:
    user = make.user()
    job = begun(session, user, ("a.md", b"x"))
    sha = session.scalars(select(Blob.sha256)).one()
    row = Attachment(
        assignment_id=make.assignment(user).id,
        number=1,
        position=1,
        name="a.md",
        type="text/plain",
        sha256=sha,
        created_at=utc_now(),
    )
    session.add(row)
    session.commit()
    jobs.remove(session, user.as_actor(), job.id)
    assert session.scalars(select(Blob.sha256)).all() == [sha]
    session.execute(delete(Attachment))
    session.commit()


def test_an_account_that_is_erased_takes_its_imports_along(make: Factory, session: Session) -> None:
    user = make.user()
    boss = make.user(user.school, Role.BEHEERDER)
    begun(session, user, ("LOB/geheim.md", b"x"))
    assert everything_about(session, user.id)["mappen die je meenam"] == [
        {"bestand": "LOB/geheim.md", "op": session.scalars(select(Job.created_at)).one()}
    ]
    people.erase(session, boss.as_actor(), user.id)
    assert numbers(session) == []
    counts = [session.scalar(select(func.count()).select_from(t)) for t in (JobItem, Blob)]
    assert counts == [0, 0]


def test_who_may_see_an_import_is_said_the_same_twice(make: Factory, session: Session) -> None:
    user = make.user()
    elsewhere = make.user()
    job = begun(session, user)
    moved = replace(user.as_actor(), school_id=elsewhere.school_id)
    colleague = make.user(user.school, *Role)
    for actor in (user.as_actor(), moved, colleague.as_actor(), elsewhere.as_actor()):
        try:
            reads.get(session, actor, job.id)
            seen = True
        except NotFound:
            seen = False
        assert seen is can_see_job(actor, job.school_id, job.user_id) is (actor == user.as_actor())


def test_extra_fills_in_only_what_is_missing(make: Factory, session: Session) -> None:
    user = make.user()
    job = begun(session, user)
    tagged = make.assignment(user, Status.CONCEPT)
    bare = make.assignment(user, Status.CONCEPT, years=(), competencies=())
    extra = Extra((2,), (Competency.WERKEXPLORATIE,), Origin.TAKEN_OVER)
    for row in (tagged, bare):
        came_of(session, job, row)
        jobs.share(session, user.as_actor(), job.id, row.id, extra)
    found = [(row.years, row.competencies, row.origin, row.version) for row in (tagged, bare)]
    assert found == [
        ((3,), (Competency.NETWERKEN,), Origin.TAKEN_OVER, 2),
        ((2,), (Competency.WERKEXPLORATIE,), Origin.TAKEN_OVER, 2),
    ]
    with pytest.raises(NotFound):
        jobs.share(session, user.as_actor(), job.id, bare.id, extra)


def test_columns_fit_the_sheet_or_are_refused(make: Factory, session: Session) -> None:
    user = make.user()
    job = begun(session, user, ("a.csv", b"Titel;Klas\nx;2"))
    item = session.scalars(select(JobItem)).one()
    item.state = State.ASKS
    item.sample = {"headings": ["Titel", "Klas"], "rows": [], "count": 1}
    session.commit()
    assert jobs.guessed(item) == (Column.TITLE, Column.YEARS)
    for columns in ([Column.BODY, None], [Column.TITLE]):
        with pytest.raises(Invalid):
            jobs.set_columns(session, user.as_actor(), job.id, item.id, columns)
    jobs.set_columns(session, user.as_actor(), job.id, item.id, [Column.TITLE, None])
    session.expire_all()
    assert (item.state, item.columns) == (State.WAITING, ["title", None])


def test_what_changed_meanwhile_stays_in_the_list(make: Factory, session: Session) -> None:
    user = make.user()
    job = begun(session, user)
    whole = make.assignment(user, Status.CONCEPT)
    came_of(session, job, whole)
    came_of(session, job, make.assignment(user, Status.CONCEPT, years=()))
    assert jobs.share_ready(session, user.as_actor(), job.id) == 1
    assert reads.shared(session, job) == 1
    assert [row.assignment.years for row in reads.to_review(session, job)] == [()]
    assert reads.progress(session, job) == reads.Progress(2, 2, 0, 1)
    assert reads.of_assignment(session, user.as_actor(), whole.id) == job.id
    assert reads.of_assignment(session, make.user(user.school).as_actor(), whole.id) is None
