"""Pages are tested on SQLite; what asks the database (queries, services, search) on both.

`make torture` turns the pages on PostgreSQL as well: LOBBIB_TORTURE=1 pytest tests/web.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import ClassType, Period, School, User
from lobbib.services.transaction import utc_now
from tests.conftest import LONG
from tests.factories import Factory


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    twice = [i for i in items if here in i.path.parents and i.get_closest_marker("postgres")]
    if LONG or not twice:
        return
    config.hook.pytest_deselected(items=twice)
    items[:] = [item for item in items if item not in set(twice)]


@pytest.fixture
def school(make: Factory) -> School:
    """Of five years, with a board. A file whose pages need another has its own."""
    return make.school(make.board(), (Track.VMBO_TL, Track.HAVO), name="Het Voorbeeld")


@pytest.fixture
def decaan(make: Factory, school: School) -> User:
    return make.user(school, Role.DECAAN)


class Scene(NamedTuple):
    """A school of havo, with a class type and the periods of this school year."""

    school: School
    decaan: User
    class_type: ClassType
    periods: list[Period]


@pytest.fixture
def scene(make: Factory) -> Scene:
    school = make.school(make.board(), (Track.HAVO,))
    decaan = make.user(school, Role.DECAAN)
    return Scene(
        school,
        decaan,
        make.class_type(school),
        make.periods(school, SchoolYear.of(utc_now().date())),
    )
