"""How facts read: days, durations, and lists of them."""

from datetime import UTC, datetime

import pytest

from lobbib.web import wording


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, ""),
        (1, "1 minuut"),
        (50, "50 minuten"),
        (120, "120 minuten"),
        (180, "3 uur"),
        (200, "200 minuten"),
        (600, "10 uur"),
    ],
)
def test_minutes_read_as_a_teacher_counts(minutes: int | None, words: str) -> None:
    assert wording.minutes_text(minutes) == words


def test_day_is_the_one_at_school() -> None:
    late = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    assert wording.day(late) == "3 november 2026"
    assert wording.moment(late) == "3 nov 2026 00:30"
