"""Seeded worlds of schools, boards and assignments, with the same rows for the oracle."""

import random
from datetime import UTC, datetime, timedelta

from lobbib.domain.assignments import Activity, Origin, Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from lobbib.models import Assignment, User
from tests.factories import Factory
from tests.search.oracle import Row

WORDS = ["appel", "fiets", "lamp", "molen", "robot", "tunnel", "vlinder", "zebra"]
SUBJECTS = ("economie", "biologie", "mentorles")
FLAGS = ("parents", "outside", "dossier")


def populate(make: Factory, dice: random.Random, number: int) -> tuple[list[User], list[Row]]:
    """Four schools, two of one board, one of another, one of none; somebody of each; and rows."""
    boards = [make.board(), make.board()]
    schools = [make.school(board) for board in (boards[0], boards[0], boards[1], None)]
    people = [make.user(school) for school in schools]
    assignments = [_assignment(make, dice, dice.choice(people)) for _ in range(number)]
    return people, [row_of(assignment) for assignment in assignments]


def _assignment(make: Factory, dice: random.Random, author: User) -> Assignment:
    origin = dice.choice(list(Origin))
    taken_over = origin is Origin.TAKEN_OVER
    return make.assignment(
        author,
        dice.choices(list(Status), (2, 7, 1))[0],
        shared_at=datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=dice.randrange(6)),
        title=_text(dice),
        summary=_text(dice),
        body=_text(dice),
        notes=_text(dice),
        needs=_text(dice),
        questions=(_text(dice), _text(dice)),
        years=tuple(_some(dice, range(1, 7))),
        competencies=tuple(_some(dice, Competency)),
        tracks=tuple(_some(dice, Track)),
        subjects=tuple(_some(dice, SUBJECTS)),
        activity=dice.choice([None, *Activity]),
        origin=origin,
        visibility=Visibility.SCHOOL if taken_over else dice.choice(list(Visibility)),
        share_notes=dice.random() < 0.5,
        **{flag: dice.random() < 0.4 for flag in FLAGS},
    )


def _text(dice: random.Random) -> str:
    return " ".join(dice.sample(WORDS, dice.randrange(3)))


def _some(dice: random.Random, values) -> list:
    values = list(values)
    return dice.sample(values, dice.randrange(min(3, len(values)) + 1))


def row_of(assignment: Assignment) -> Row:
    tags = {
        "years": assignment.years,
        "competencies": assignment.competencies,
        "tracks": assignment.tracks,
        "subjects": assignment.subjects,
        "activities": (assignment.activity,) if assignment.activity else (),
    }
    flags = {flag: ("1",) if getattr(assignment, flag) else () for flag in FLAGS}
    texts = ("title", "summary", "body", "notes", "needs")
    return Row(
        id=assignment.id,
        school=assignment.school_id,
        board=assignment.school.board_id,
        status=str(assignment.status),
        visibility=str(assignment.visibility),
        origin=str(assignment.origin),
        share_notes=assignment.share_notes,
        shared_at=assignment.shared_at,
        tags={
            facet: frozenset(str(value) for value in values)
            for facet, values in (tags | flags).items()
        },
        texts={name: getattr(assignment, name) for name in texts}
        | {"questions": " ".join(assignment.questions)},
    )
