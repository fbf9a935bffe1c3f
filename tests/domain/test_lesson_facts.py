"""Which class a text names, and how long it says that it takes."""

import pytest

from lobbib.domain.lesson_facts import Named, classes, minutes, plain


def years(text: str) -> list[int]:
    return [named.value for named in classes(text)[0]]


def tracks(text: str) -> list[str]:
    return [named.value.value for named in classes(text)[1]]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Met 3 kader naar buiten", [3]),
        ("3 havo en 4 vwo", [3, 4]),
        ("mijn 5 vwo'ers", [5]),
        ("4H en 5V doen dit samen", [4, 5]),
        ("h4, v5", [4, 5]),
        ("2vmbo kader", [2]),
        ("havo 4 heeft 3 uur", [4]),
        ("vmbo-tl 3", [3]),
        ("klas 1 t/m 3", [1, 2, 3]),
        ("leerjaar 2-4", [2, 3, 4]),
        ("klas 1 en 3", [1, 3]),
        ("onderbouw, klas 1, 2 en 3", [1, 2, 3]),
        ("klas 3B", [3]),
        ("mijn 3e klassers", [3]),
        ("Derdeklassers", [3]),
        ("de tweede klas", [2]),
        ("in de vierde.", [4]),
        ("mijn tweedes", [2]),
        ("brugklassers", [1]),
        ("Examenklas mavo", [4]),
        ("de havo-examenklas", [5]),
        ("eindexamenkandidaten vwo", [6]),
        ("5 gym", [5]),
        ("gym in 5 havo", [5]),
        ("3m heeft handvaardigheid", [3]),
        ("2/3 havo", [2, 3]),
        # Not the pupils who do the lesson, or no class at all.
        ("onderbouw", []),
        ("groep 8 komt kijken", []),
        ("een tweedejaars van het mbo", []),
        ("een maatje uit de vierde.", []),
        ("A4 en B1", []),
        ("5 minuten, 3 keer", []),
        ("6 vwo begeleidt de brugklas", [6]),
        ("klas 7", []),
        ("in de derde week", []),
    ],
)
def test_years_are_those_of_the_pupils_who_do_the_lesson(text: str, named: list[int]) -> None:
    assert years(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("1 mavo/havo", ["vmbo-tl", "havo"]),
        ("3 basis en 4 kader", ["vmbo-bb", "vmbo-kb"]),
        ("2 vmbo", ["vmbo-bb", "vmbo-kb", "vmbo-gl", "vmbo-tl"]),
        ("h4", ["havo"]),
        ("klas 3", []),
    ],
)
def test_tracks_are_read_with_the_class(text: str, named: list[str]) -> None:
    assert tracks(text) == named


def test_a_year_shows_the_words_that_name_it() -> None:
    assert classes("Met 3 Kader, en Klas 3.")[0] == (Named(3, ("3 Kader", "Klas 3")),)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Duurt 45 minuten.", 45),
        ("een half uurtje", 30),
        ("anderhalf uur", 90),
        ("drie kwartier", 45),
        ("een kwartier", 15),
        ("twee uur naar de haven", 120),
        ("tien minuten per leerling", 10),
        ("vijf minuutjes", 5),
        ("Stap 1 (10 minuten)\nStap 2 (25 min)\nStap 3 (15 minuten)", 50),
        # A part, or something else.
        ("een praatje van twee minuten", None),
        ("telkens vijf minuten", None),
        ("24 uur per dag", None),
        ("een lesuur", None),
        ("eerst 10 minuten, dan 20 minuten", None),
        ("ieder een kwartier met iemand", None),
        ("500 uur", None),
        ("om drie uur 's nachts", None),
        ("", None),
    ],
)
def test_minutes_are_those_of_the_whole(text: str, length: int | None) -> None:
    found = minutes(text)
    assert (found.value if found else None) == length


def test_minutes_show_their_words() -> None:
    assert minutes("Dit duurt een half uur.") == Named(30, ("half uur",))


def test_plain_keeps_every_letter_in_its_place() -> None:
    assert plain("Één ﬁets İs Ångström") == "een ﬁets is angstrom"
    assert len(plain("İ´ẞ")) == 3
