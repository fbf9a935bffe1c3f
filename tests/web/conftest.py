"""Pages are tested on SQLite; what asks the database (queries, services, search) on both.

`make torture` turns the pages on PostgreSQL as well: LOBBIB_TORTURE=1 pytest tests/web.
"""

from pathlib import Path

import pytest

from tests.conftest import LONG


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    twice = [i for i in items if here in i.path.parents and i.get_closest_marker("postgres")]
    if LONG or not twice:
        return
    config.hook.pytest_deselected(items=twice)
    items[:] = [item for item in items if item not in set(twice)]
