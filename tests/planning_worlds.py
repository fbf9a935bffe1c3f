"""Schools with a planning, made from a seed: mixed class types, both reaches, deliveries, concepts,
archived and foreign assignments, agreements; and what such a school exports.
"""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from lobbib.domain.assignments import Activity, Origin, Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.planning import Answer, Reach
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import Assignment, CellTarget, School, User, YearTargetRow
from lobbib.services.library import export_items
from lobbib.services.planning_library import export_planning
from tests.factories import Factory

TODAY = date(2026, 11, 25)
YEARS = (SchoolYear(2024), SchoolYear(2025), SchoolYear(2026))
SUBJECTS = ("economie", "mentorles", "muziek")
TRACKS = (Track.VMBO_TL, Track.HAVO, Track.VWO)
CLASS_TYPES = (
    ("1 mavo/havo", 1, (Track.VMBO_TL, Track.HAVO)),
    ("1 havo/vwo", 1, (Track.HAVO, Track.VWO)),
    ("2 tto", 2, (Track.VWO,)),
    ("2 mavo", 2, (Track.VMBO_TL,)),
    ("3 havo", 3, (Track.HAVO,)),
    ("3 vwo", 3, (Track.VWO,)),
    ("4 mavo", 4, (Track.VMBO_TL,)),
    ("4 gymnasium", 4, (Track.VWO,)),
    ("5 havo", 5, (Track.HAVO,)),
    ("6 vwo", 6, (Track.VWO,)),
)
BODIES = (
    "Bedenk vijf vragen en interview een winkelier uit je straat.",
    "Je schrijft op wat je goed kunt, waar je trots op bent en hoe je weet dat dit je talent is.",
    "Je loopt een dag mee in een bedrijf en ziet welke taken er bij het beroep horen.",
    "x",
)


@dataclass
class World:
    """A school with its neighbours, and what each of them exports."""

    school: School
    decaan: User
    own: list[dict[str, Any]]
    board: list[dict[str, Any]]
    world: list[dict[str, Any]]
    planning: list[dict[str, Any]]

    def asked(self, **asked: Any) -> dict[str, Any]:
        """What the judge needs to know besides."""
        tracks = [track.value for track in TRACKS]
        return {"tracks": tracks, "planning": self.planning, "today": TODAY} | asked


class Bulk(Factory):
    """Leaves the commit to the test: one for a whole world."""

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row


def make_world(session: Session, seed: int, size: int = 24, placements: int = 50) -> World:
    """The same for the same seed."""
    chance, make = random.Random(seed), Bulk(session)
    board = make.board()
    own, neighbour = make.school(board, TRACKS), make.school(board)
    stranger = make.school(make.board())
    for school, number in ((own, size), (neighbour, 8), (stranger, 8)):
        fill(make, chance, make.user(school), number)
    decaan = make.user(own, Role.DECAAN)
    plan(make, chance, own, placements)
    session.commit()
    return World(
        school=own,
        decaan=decaan,
        own=exported(export_items(session, own.id)),
        board=exported(export_items(session, neighbour.id)),
        world=exported(export_items(session, stranger.id)),
        planning=exported(export_planning(session, own.id)),
    )


def exported(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(line)) for line in lines]


def some(chance: random.Random, values: Any, at_least: int, at_most: int) -> tuple[Any, ...]:
    return tuple(chance.sample(list(values), chance.randint(at_least, at_most)))


def fill(make: Factory, chance: random.Random, author: User, number: int) -> None:
    """`number` assignments of every kind; the later competencies are rarer, so that lines break."""
    for count in range(number):
        origin = chance.choice(list(Origin))
        wide = list(Visibility) if origin is not Origin.TAKEN_OVER else [Visibility.SCHOOL]
        make.assignment(
            author,
            chance.choices(list(Status), [1, 6, 2])[0],
            title=f"Opdracht {count}",
            body=BODIES[count % len(BODIES)],
            years=some(chance, range(1, 7), 1, 2),
            competencies=some(chance, list(Competency)[: chance.randint(1, 5)], 1, 1)
            + some(chance, Competency, 0, 1),
            tracks=some(chance, Track, 1, 4),
            subjects=some(chance, SUBJECTS, 0, 2),
            activity=chance.choice([None, Activity.CONVERSATION, Activity.GAME]),
            questions=chance.choice([(), ("Wat viel je op?",)]),
            parents=chance.random() < 0.4,
            outside=chance.random() < 0.4,
            dossier=chance.random() < 0.4,
            origin=origin,
            visibility=chance.choice(wide),
        )


def plan(make: Factory, chance: random.Random, school: School, number: int) -> None:
    types = [make.class_type(school, name, year, fed) for name, year, fed in CLASS_TYPES]
    periods = [period for year in YEARS for period in make.periods(school, year)]
    assignments = make.session.query(Assignment).filter_by(school_id=school.id).all()
    subjects = [None, *map(make.subject, SUBJECTS)]
    places = {
        (chance.choice(assignments), chance.choice(types), chance.choice(periods))
        for _ in range(number)
    }
    for assignment, class_type, period in sorted(places, key=lambda place: [x.id for x in place]):
        subject = chance.choice(subjects)
        row = make.placement(
            assignment,
            class_type,
            period,
            subject_id=subject.id if subject else None,
            reach=chance.choices(list(Reach), [3, 1])[0],
        )
        answer = chance.choice([None, None, Answer.YES, Answer.YES, Answer.NO, Answer.OTHER])
        if answer is not None:
            make.delivery(row, answer, "Ging goed")
    agree(make, chance, school)


def agree(make: Factory, chance: random.Random, school: School) -> None:
    for competency in some(chance, Competency, 2, 3):
        for year in some(chance, YEARS, 1, 2):
            make._add(
                CellTarget(
                    school_id=school.id,
                    school_year=year,
                    competency=competency,
                    year=chance.randint(1, 6),
                    number=chance.randint(0, 3),
                )
            )
    make._add(
        YearTargetRow(
            school_id=school.id,
            school_year=chance.choice(YEARS),
            year=chance.randint(1, 6),
            assignments=2,
            periods=1,
            conversations=1,
        )
    )
