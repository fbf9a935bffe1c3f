"""The demo schools come whole, once, and are known for what they are."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.policy import Role
from lobbib.domain.tracks import Track
from lobbib.models import Assignment, School, User
from lobbib.services import demo
from lobbib.services.passwords import is_right
from tests.factories import Factory

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LOGINS = {
    "docent@demo.lobbib.nl": (),
    "mentor@demo.lobbib.nl": ("mentor",),
    "decaan@demo.lobbib.nl": ("decaan",),
    "teamleider@demo.lobbib.nl": ("teamleider",),
    "beheerder@demo.lobbib.nl": ("beheerder",),
    "docent@buur.lobbib.nl": (),
    "decaan@buur.lobbib.nl": ("beheerder", "decaan"),
}


def test_seed_makes_two_schools_of_one_board(session: Session) -> None:
    number = demo.seed(session, NOW)
    schools = {school.slug: school for school in session.scalars(select(School))}
    assert set(schools) == {"demo", "buur"}
    assert schools["demo"].board_id == schools["buur"].board_id is not None
    assert schools["demo"].tracks == (Track.VMBO_TL, Track.HAVO, Track.VWO)
    assert schools["buur"].tracks == (Track.VMBO_KB, Track.VMBO_TL, Track.HAVO, Track.VWO)
    assert number == len(session.scalars(select(Assignment)).all())


def test_seed_makes_the_promised_logins(session: Session) -> None:
    demo.seed(session, NOW)
    assert {login.email: login.roles for login in demo.logins(session)} == LOGINS
    assert demo.count_logins(session) == len(LOGINS)
    users = session.scalars(select(User).where(User.email.in_(LOGINS)))
    assert all(is_right(user.password_hash, "lobbib-demo") for user in users)


def test_seed_gives_each_assignment_an_author_of_its_subject(session: Session) -> None:
    demo.seed(session, NOW)
    rows = session.scalars(select(Assignment)).all()
    for row in rows:
        assert row.author is not None
        assert set(row.subjects) & {subject.slug for subject in row.author.subjects}
        assert row.status is Status.SHARED
    authors = Counter(row.author_id for row in rows if row.school.slug == "demo")
    assert len(authors) >= 8


def test_seed_spreads_dates_over_the_year_before(session: Session) -> None:
    demo.seed(session, NOW)
    moments = sorted(session.scalars(select(Assignment.shared_at)))
    assert NOW - timedelta(days=420) <= moments[0] < NOW - timedelta(days=400)
    assert NOW - timedelta(days=30) < moments[-1] <= NOW - timedelta(days=4)
    assert len(set(moments)) > len(moments) * 0.7
    at_school = [moment.astimezone(ZoneInfo("Europe/Amsterdam")) for moment in moments]
    assert {moment.weekday() for moment in at_school} == {0, 1, 2, 3, 4}
    assert {moment.hour for moment in at_school} == set(range(9, 16))


def test_seed_twice_changes_nothing(session: Session) -> None:
    demo.seed(session, NOW)
    ids = select(Assignment.id).order_by(Assignment.id)
    before = session.scalars(ids).all()
    assert demo.seed(session, NOW) == 0
    assert session.scalars(ids).all() == before


def test_seed_leaves_other_schools_alone(session: Session, make: Factory) -> None:
    own = make.assignment(make.user(None, Role.DECAAN))
    demo.seed(session, NOW)
    assert demo.has_schools(session)
    assert session.get_one(Assignment, own.id).title == own.title


def test_count_logins_counts_no_disabled_and_no_real_account(
    session: Session, make: Factory
) -> None:
    school = make.school()
    make.user(school, email="docent@notdemo.lobbib.nl.school.nl")
    make.user(school, email="weg@demo.lobbib.nl", disabled_at=NOW)
    make.user(school, email="uitgenodigd@demo.lobbib.nl", password_hash=None)
    assert demo.count_logins(session) == 0
    make.user(school, email="docent@demo.lobbib.nl")
    assert demo.count_logins(session) == 1
