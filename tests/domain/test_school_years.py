"""The school year: where it begins and ends, and how it is written."""

from datetime import date

import pytest

from lobbib.domain.school_years import SchoolYear


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 8, 1), "2026-2027"),
        (date(2026, 7, 31), "2025-2026"),
        (date(2027, 1, 1), "2026-2027"),
        (date(2026, 12, 31), "2026-2027"),
    ],
)
def test_of_a_day(day: date, written: str) -> None:
    school_year = SchoolYear.of(day)
    assert str(school_year) == written
    assert school_year.first_day <= day <= school_year.last_day
    assert SchoolYear.parse(written) == school_year


@pytest.mark.parametrize(
    "text", ["2026", "2026-2028", "2026-2026", "26-27", "2026–2027", "1850-1851", "٢٠٢٦-٢٠٢٧", ""]
)
def test_parse_refuses_what_is_no_school_year(text: str) -> None:
    with pytest.raises(ValueError, match="not a school year"):
        SchoolYear.parse(text)


def test_neighbours_and_order() -> None:
    year = SchoolYear(2026)
    assert (year.previous, year.next) == (SchoolYear(2025), SchoolYear(2027))
    assert year.previous < year < year.next
    assert (year.first_day, year.last_day) == (date(2026, 8, 1), date(2027, 7, 31))


def test_has_passed_the_day_after_the_last() -> None:
    assert not SchoolYear(2026).has_passed(date(2027, 7, 31))
    assert SchoolYear(2026).has_passed(date(2027, 8, 1))


def test_day_puts_what_returns_every_year_in_this_one() -> None:
    assert SchoolYear(2026).day(date(2000, 3, 1)) == date(2027, 3, 1)
    assert SchoolYear(2026).day(date(2000, 9, 30)) == date(2026, 9, 30)
    assert SchoolYear(2026).day(date(2000, 2, 29)) == date(2027, 2, 28)
    assert SchoolYear(2027).day(date(2000, 2, 29)) == date(2028, 2, 29)
