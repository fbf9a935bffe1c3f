"""How facts read: durations, years, tracks and choices."""

import pytest

from lobbib.domain.assignments import Content
from lobbib.domain.assignments_in_words import in_words, minutes_text
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track


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
    assert minutes_text(minutes) == words


def test_tags_read_as_a_teacher_says_them() -> None:
    content = Content(
        years=(1, 2, 3),
        competencies=(Competency.WERKEXPLORATIE, Competency.NETWERKEN),
        tracks=(Track.VMBO_TL, Track.HAVO),
        subjects=("nederlands", "zelf-bedacht"),
        parents=True,
    )
    words = in_words(content, {"nederlands": "Nederlands"})
    asked = ("years", "competencies", "tracks", "subjects", "activity", "parents", "outside")
    assert {name: words[name] for name in asked} == {
        "years": "Klas 1, 2 en 3",
        "competencies": "Werkexploratie en Netwerken",
        "tracks": "mavo en havo",
        "subjects": "Nederlands en zelf-bedacht",
        "activity": "",
        "parents": "ja",
        "outside": "nee",
    }


def test_all_six_tracks_are_one_word() -> None:
    assert in_words(Content(tracks=tuple(Track)), {})["tracks"] == "alle niveaus"
