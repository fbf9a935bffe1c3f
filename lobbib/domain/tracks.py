"""Tracks ("niveaus") of Dutch secondary education, with the last year of each."""

from collections.abc import Iterable
from enum import StrEnum


class Track(StrEnum):
    """`last_year` is the year in which a track ends: vmbo 4, havo 5, vwo 6."""

    label: str
    last_year: int

    def __new__(cls, value: str, label: str, last_year: int) -> "Track":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.last_year = last_year
        return member

    VMBO_BB = ("vmbo-bb", "vmbo-bb", 4)
    VMBO_KB = ("vmbo-kb", "vmbo-kb", 4)
    VMBO_GL = ("vmbo-gl", "vmbo-gl", 4)
    VMBO_TL = ("vmbo-tl", "mavo", 4)
    HAVO = ("havo", "havo", 5)
    VWO = ("vwo", "vwo", 6)


YEARS = (1, 2, 3, 4, 5, 6)


def years_of(tracks: Iterable[Track]) -> tuple[int, ...]:
    """Years 1 to the last year of the longest of `tracks`; all six when there are none."""
    return tuple(range(1, max((track.last_year for track in tracks), default=YEARS[-1]) + 1))
