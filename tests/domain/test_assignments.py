"""What keeps an assignment from being saved or shared, and how its text is tidied."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbib.domain.assignments import (
    MAX_LENGTHS,
    Content,
    Origin,
    Visibility,
    normalized,
    problems,
    tidy,
)
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from tests.exchange.strategies import contents
from tests.factories import CONTENT


def test_an_empty_concept_has_no_problems() -> None:
    assert problems(Content(), sharing=False) == {}


def test_sharing_names_everything_that_is_missing() -> None:
    assert problems(Content(), sharing=True) == {
        "title": "Geef je opdracht een titel.",
        "body": "Schrijf op wat leerlingen doen.",
        "years": "Kies voor welke klas dit is.",
        "competencies": "Kies wat leerlingen hiermee oefenen.",
        "tracks": "Kies voor welk niveau dit is, of 'Alle niveaus'.",
    }
    assert problems(CONTENT, sharing=True) == {}


@pytest.mark.parametrize("name", ["title", "summary", "body", "notes", "needs"])
def test_a_text_may_be_exactly_so_long(name: str) -> None:
    fits = replace(CONTENT, **{name: "x" * MAX_LENGTHS[name]})
    too_long = replace(CONTENT, **{name: "x" * (MAX_LENGTHS[name] + 1)})
    assert problems(fits, sharing=False) == {}
    assert [*problems(too_long, sharing=False)] == [name]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"questions": ("x" * 301,)}, "questions"),
        ({"questions": ("x",) * 13}, "questions"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 6001}, "minutes"),
        ({"minutes": -5}, "minutes"),
        ({"years": (0, 1)}, "years"),
        ({"years": (7,)}, "years"),
        ({"origin": Origin.TAKEN_OVER, "visibility": Visibility.BOARD}, "visibility"),
        ({"origin": Origin.TAKEN_OVER, "visibility": Visibility.EVERYONE}, "visibility"),
    ],
)
def test_what_cannot_be_is_said_of_a_concept_too(change: dict[str, object], field: str) -> None:
    assert [*problems(replace(CONTENT, **change), sharing=False)] == [field]


@pytest.mark.parametrize(
    "change",
    [
        {"questions": ("x" * 300,) * 12},
        {"minutes": 1},
        {"minutes": 6000},
        {"years": (1, 6)},
        {"origin": Origin.TAKEN_OVER},
        {"origin": Origin.PERMISSION, "visibility": Visibility.EVERYONE},
    ],
)
def test_what_just_fits_is_fine(change: dict[str, object]) -> None:
    assert problems(replace(CONTENT, **change), sharing=True) == {}


@pytest.mark.parametrize(
    ("text", "one_line", "lines"),
    [
        ("a\x00b\x1b\x7f\x9f", "ab", "ab"),
        ("a\r\nb\rc\n", "a b c", "a\nb\nc"),
        ("  a \t b  ", "a b", "a \t b"),
        ("e\u0301", "é", "é"),
        ("e\x00\u0301", "é", "é"),
        ("a\ud800\ufffe\uffffb", "ab", "ab"),
        ("👩‍🏫 Klas", "👩‍🏫 Klas", "👩‍🏫 Klas"),
        ("x" + "\u0323" * 40 + "e\u0301", "x" + "\u0323" * 30 + "é", "x" + "\u0323" * 30 + "é"),
        ("q" + "\u0344" * 30, "q" + "\u0308\u0301" * 15, "q" + "\u0308\u0301" * 15),
    ],
)
def test_text_is_tidied(text: str, one_line: str, lines: str) -> None:
    assert (tidy(text, multiline=False), tidy(text, multiline=True)) == (one_line, lines)


def test_a_pile_of_accents_takes_no_time() -> None:
    start = time.monotonic()
    assert tidy("x" + "\u0301" * 200_000 + "\u0323" * 200_000, multiline=False) == (
        "x" + "\u0301" * 30
    )
    assert time.monotonic() - start < 2


@given(st.text(st.characters() | st.sampled_from("\u0301\u0323\u0344")), st.booleans())
def test_tidying_twice_changes_nothing(text: str, multiline: bool) -> None:
    once = tidy(text, multiline)
    assert tidy(once, multiline) == once
    once.encode("utf-8")


def test_choices_are_distinct_and_in_their_order() -> None:
    messy = replace(
        CONTENT,
        years=(3, 1, 3),
        competencies=(Competency.NETWERKEN, Competency.KWALITEITENREFLECTIE),
        tracks=(Track.VWO, Track.VMBO_TL, Track.VWO),
        subjects=("muziek", "ckv", "ckv"),
        questions=("Wie?", "  ", "Wat?"),
    )
    tidied = normalized(messy)
    assert (tidied.years, tidied.subjects, tidied.questions) == (
        (1, 3),
        ("ckv", "muziek"),
        ("Wie?", "Wat?"),
    )
    assert tidied.competencies == (Competency.KWALITEITENREFLECTIE, Competency.NETWERKEN)
    assert tidied.tracks == (Track.VMBO_TL, Track.VWO)


@given(contents())
def test_normalizing_twice_changes_nothing(content: Content) -> None:
    assert normalized(normalized(content)) == normalized(content)
