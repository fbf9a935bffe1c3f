"""The line in words: every flaw, alone and together."""

import pytest

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Selection, Tagged, follow, measure
from lobbib.domain.line_in_words import (
    counted,
    line_in_words,
    listed,
    score_in_words,
    track_in_words,
)
from lobbib.domain.tracks import Track

YEARS = (1, 2, 3, 4, 5)
K, M, W, L, N = Competency


@pytest.mark.parametrize(
    ("filled", "words"),
    [
        ({1, 2, 3, 4, 5}, "loopt door"),
        (set(), "komt nergens voor"),
        ({3}, "komt alleen in klas 3 voor"),
        ({2, 3}, "begint pas in klas 2 en stopt na klas 3"),
        ({3, 4, 5}, "begint pas in klas 3"),
        ({1, 2, 4, 5}, "mist in klas 3"),
        ({1, 5}, "mist in klas 2, 3 en 4"),
        ({1, 2, 3}, "stopt na klas 3"),
        ({2, 3, 5}, "begint pas in klas 2 en mist in klas 4"),
        ({2, 4}, "begint pas in klas 2, mist in klas 3 en stopt na klas 4"),
    ],
)
def test_line_in_words_names_what_is_wrong(filled: set[int], words: str) -> None:
    assert line_in_words(follow(YEARS, frozenset(filled))) == words


@pytest.mark.parametrize(
    ("parts", "text"), [(["a"], "a"), ([2, 4], "2 en 4"), (["a", "b", "c"], "a, b en c")]
)
def test_listed_joins_as_people_do(parts: list[object], text: str) -> None:
    assert listed(parts) == text


def sentence(*missing: tuple[Competency, int]) -> str:
    """The sentence for a mavo where everything is there but `missing`."""
    rows = [
        Tagged(number, frozenset({year}), frozenset({c}), frozenset({Track.VMBO_TL}))
        for number, (c, year) in enumerate((c, y) for c in Competency for y in (1, 2, 3, 4))
        if (c, year) not in missing
    ]
    return track_in_words(measure(rows, Selection(track=Track.VMBO_TL), [Track.VMBO_TL]))


def test_track_in_words_says_what_breaks_and_what_does_not() -> None:
    assert sentence() == "Alle vijf lopen door van klas 1 tot en met 4."
    assert sentence((N, 3)) == "Netwerken mist in klas 3. De rest loopt door."
    assert sentence((L, 1), (N, 3)) == (
        "Loopbaansturing begint pas in klas 2; Netwerken mist in klas 3. De rest loopt door."
    )
    assert sentence((K, 4), (M, 4), (W, 4), (L, 4)).endswith(" De andere loopt door.")
    assert sentence(*((c, 4) for c in Competency)).endswith("Netwerken stopt na klas 3.")
    nowhere = [(c, year) for c in Competency for year in (1, 2, 3, 4)]
    assert sentence(*nowhere) == "Geen van de vijf komt hier al voor."


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "geen plekken"), (1, "één plek"), (2, "twee plekken"), (12, "twaalf plekken")],
)
def test_counted_writes_small_numbers_out(number: int, said: str) -> None:
    assert counted(number, "plek", "plekken") == said


def test_counted_keeps_large_numbers_in_digits() -> None:
    assert counted(13, "plek", "plekken") == "13 plekken"


@pytest.mark.parametrize(
    ("filled", "words"),
    [
        ({1, 2, 3, 4, 5}, "lopen door"),
        (set(), "komen nergens voor"),
        ({2}, "komen alleen in klas 2 voor"),
        ({2, 4}, "beginnen pas in klas 2, missen in klas 3 en stoppen na klas 4"),
    ],
)
def test_line_in_words_speaks_of_several(filled: set[int], words: str) -> None:
    assert line_in_words(follow(YEARS, frozenset(filled)), several=True) == words


def test_score_in_words_names_what_there_is() -> None:
    def score(*years: int) -> str:
        rows = [Tagged(1, frozenset(years), frozenset(Competency), frozenset({Track.VMBO_TL}))]
        targets = {Cell(N, 1): 2}
        selection = Selection(track=Track.VMBO_TL)
        return score_in_words(measure(rows, selection, [Track.VMBO_TL], targets))

    assert score() == "0 van de 20 plekken zoals afgesproken · 20 missen nog"
    assert score(1, 2, 3, 4) == "19 van de 20 plekken zoals afgesproken · 1 nog te weinig"
    assert score(1, 2, 3).endswith(
        "14 van de 20 plekken zoals afgesproken · 1 nog te weinig · 5 missen nog"
    )
