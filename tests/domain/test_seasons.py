"""The decaan's year: which month asks for what."""

from datetime import date

from lobbib.domain.seasons import Season


def test_each_month_has_one_season() -> None:
    found = [Season.of(date(2027, month, 15)).name for month in range(1, 13)]
    plan, tests, fill = ["PLAN"] * 3, ["TESTS"] * 3, ["FILL"] * 2
    assert found == ["CHECK", "CHECK", *fill, *plan, *tests, *fill]
