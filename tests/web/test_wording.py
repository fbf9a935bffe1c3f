"""How days read."""

from datetime import UTC, datetime

from lobbib.web import wording


def test_day_is_the_one_at_school() -> None:
    late = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    assert wording.day(late) == "3 november 2026"
    assert wording.moment(late) == "3 nov 2026 00:30"
