"""Two demo schools to try lobbib on, made in one transaction from the files in seed/demo.

A demo account is one whose address ends in a demo school's domain: its password is in the manual,
so `lobbib serve` refuses to let it out of this machine.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from lobbib.config import packed
from lobbib.domain.assignments import Status
from lobbib.domain.policy import Role
from lobbib.domain.tracks import Track
from lobbib.exchange.items import Parsed, from_item
from lobbib.models import (
    Assignment,
    Board,
    Revision,
    School,
    SchoolTrack,
    Subject,
    User,
    UserRole,
)
from lobbib.services import assignments, demo_planning, passwords
from lobbib.services.transaction import record, transaction

PASSWORD = "lobbib-demo"  # noqa: S105 (public on purpose; see the module's docstring)
DOMAINS = ("demo.lobbib.nl", "buur.lobbib.nl")
OLDEST = timedelta(days=420)
NEWEST = timedelta(days=5)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One line of the table that `lobbib start` prints."""

    email: str
    name: str
    roles: tuple[str, ...]
    school: str


def has_schools(session: Session) -> bool:
    return session.scalar(select(School.id).limit(1)) is not None


def seed(session: Session, now: datetime) -> int:
    """Make the demo schools that are missing, or nothing; returns how many assignments came along.

    Their dates are spread over the year before `now`.
    """
    plan = _read("people.json")
    hashed = passwords.make_hash(PASSWORD)
    with transaction(session):
        present = set(session.scalars(select(School.slug)))
        missing = [school for school in plan["schools"] if school["slug"] not in present]
        board = _board(session, plan["board"])
        number = sum(_make_school(session, board, school, hashed, now) for school in missing)
        record(session, None, "demo.seed", schools=[school["slug"] for school in missing])
    return number


def logins(session: Session) -> list[DemoLogin]:
    """The demo accounts with which somebody can log in, in the order they were made."""
    users = session.scalars(select(User).where(_is_open_demo()).order_by(User.id))
    return [
        DemoLogin(user.email, user.name, tuple(sorted(user.roles)), user.school.name)
        for user in users
    ]


def count_logins(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(User).where(_is_open_demo())) or 0


def _is_open_demo() -> ColumnElement[bool]:
    ours = or_(*(User.email.endswith(f"@{domain}") for domain in DOMAINS))
    return ours & User.password_hash.is_not(None) & User.disabled_at.is_(None)


def _read(name: str) -> Any:
    return json.loads((_folder() / name).read_text(encoding="utf-8"))


def _folder() -> Path:
    return packed("seed") / "demo"


def _board(session: Session, name: str) -> Board:
    found = session.scalar(select(Board).where(Board.name == name))
    return found or Board(name=name)


def _make_school(
    session: Session, board: Board, plan: Mapping[str, Any], hashed: str, now: datetime
) -> int:
    tracks = [SchoolTrack(track=track) for track in Track if track in plan["tracks"]]
    school = School(slug=plan["slug"], name=plan["name"], board=board, track_rows=tracks)
    subjects = _common_subjects(session)
    people = [_person(person, school, subjects, hashed, now) for person in plan["people"]]
    session.add_all([school, *people])
    session.flush()
    items = list(read_items(plan["slug"]))
    for place, item in enumerate(items):
        author = _author(people, item, place)
        _add(session, author, item, _moment(place, len(items), now))
    if planning := plan.get("planning"):
        demo_planning.add_planning(session, _read(planning), school, people, now)
    names = {person["email"]: person.get("class_types", ()) for person in plan["people"]}
    demo_planning.assign_class_types(session, people, names, school)
    return len(items)


def _common_subjects(session: Session) -> dict[str, Subject]:
    rows = session.scalars(select(Subject).where(Subject.school_id.is_(None)))
    return {subject.slug: subject for subject in rows}


def _person(
    plan: Mapping[str, Any],
    school: School,
    subjects: Mapping[str, Subject],
    hashed: str,
    now: datetime,
) -> User:
    return User(
        school=school,
        email=plan["email"],
        name=plan["name"],
        password_hash=hashed if plan.get("login") else None,
        created_at=now - OLDEST,
        role_rows=[UserRole(role=Role(role)) for role in plan.get("roles", ())],
        subjects=[subjects[slug] for slug in plan["subjects"]],
    )


def read_items(slug: str) -> Iterator[Parsed]:
    """The assignments of a demo school, as they stand in the seed."""
    for line in (_folder() / f"{slug}.jsonl").read_text(encoding="utf-8").splitlines():
        yield from_item(json.loads(line))


def _author(people: Iterable[User], item: Parsed, place: int) -> User:
    """A colleague who teaches the subject; by turns where there are more."""
    wanted = set(item.content.subjects)
    staff = list(people)
    fitting = [user for user in staff if wanted & {subject.slug for subject in user.subjects}]
    choice = fitting or staff
    return choice[place % len(choice)]


def _moment(place: int, number: int, now: datetime) -> datetime:
    """Spread evenly over school hours, in an order that has nothing to do with the years."""
    turn = (place * 37 % number) / number
    day = (now - NEWEST - (OLDEST - NEWEST) * turn).astimezone(AMSTERDAM)
    day -= timedelta(days=max(day.weekday() - FRIDAY, 0))
    at = day.replace(hour=9 + place % 7, minute=place * 13 % 60, second=0, microsecond=0)
    return at.astimezone(UTC)


def _add(session: Session, author: User, item: Parsed, moment: datetime) -> None:
    row = assignments.add(session, author.as_actor(), item.content, Status.SHARED)
    _date(session, row, moment)


def _date(session: Session, row: Assignment, moment: datetime) -> None:
    row.created_at = row.updated_at = row.shared_at = moment
    session.flush()
    session.execute(update(Revision).where(Revision.assignment_id == row.id).values(at=moment))
