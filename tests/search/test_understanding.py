"""Plain language: which words become filters, which hints, and which stay words."""

import pytest

from lobbib.search.phrasebook import Phrasebook
from lobbib.search.query import Hint, read
from lobbib.search.understanding import Understanding, understand

BOOK = Phrasebook({"economie": "Economie", "dieren": "Dieren en zorg"})


def understood(words: str, **options: object) -> Understanding:
    return understand(read(words), BOOK, **options)  # type: ignore[arg-type]


def filters(words: str) -> dict[str, set[str]]:
    return {facet: set(values) for facet, values in understood(words).filters.items()}


def words_left(words: str) -> list[str]:
    return [item.typed for item in understood(words).query.wanted if item.mass == 1]


VMBO = {"vmbo-bb", "vmbo-kb", "vmbo-gl", "vmbo-tl"}


@pytest.mark.parametrize(
    ("words", "years", "tracks"),
    [
        ("klas 3", "3", set()),
        ("Klas drie", "3", set()),
        ("leerjaar 2", "2", set()),
        ("3e klas", "3", set()),
        ("3de klas", "3", set()),
        ("derde klas", "3", set()),
        ("derdeklassers", "3", set()),
        ("voor de tweedeklasser", "2", set()),
        ("brugklas", "1", set()),
        ("brugklassers", "1", set()),
        ("de brugklassen", "1", set()),
        ("eersteklassers", "1", set()),
        ("klas 3 en 4", "34", set()),
        ("klas 2/3", "23", set()),
        ("havo 4", "4", {"havo"}),
        ("4 havo", "4", {"havo"}),
        ("4havo", "4", {"havo"}),
        ("h4", "4", {"havo"}),
        ("5 vwo", "5", {"vwo"}),
        ("v6", "6", {"vwo"}),
        ("mavo", "", {"vmbo-tl"}),
        ("3 mavo", "3", {"vmbo-tl"}),
        ("vmbo-tl 3", "3", {"vmbo-tl"}),
        ("vmbo", "", VMBO),
        ("kader 2", "2", {"vmbo-kb"}),
        ("havo/vwo", "", {"havo", "vwo"}),
        ("gymnasium", "", {"vwo"}),
        ("examenklas", "456", set()),
        ("examenklas havo", "5", {"havo"}),
        ("mavo examenklas", "4", {"vmbo-tl"}),
        ("vierde havo", "4", {"havo"}),
        ("5e klas vwo", "5", {"vwo"}),
        ("2 en 3 havo", "23", {"havo"}),
        ("brugklas 2 lessen", "1", set()),
        ("stage", "", set()),
        ("3", "", set()),
        ("mbo", "", set()),
        ("plan b", "", set()),
        ("twee dagen stage", "", set()),
        ('"klas 3"', "", set()),
        ("-havo", "", set()),
    ],
)
def test_a_class_or_level_in_words_filters(words: str, years: str, tracks: set[str]) -> None:
    expected = {"years": set(years), "tracks": tracks}
    assert filters(words) == {facet: values for facet, values in expected.items() if values}


@pytest.mark.parametrize(
    ("words", "facet", "value"),
    [
        ("netwerken", "competencies", "netwerken"),
        ("zelfsturing", "competencies", "loopbaansturing"),
        ("wie kan mij helpen", "competencies", "netwerken"),
        ("wat vind ik belangrijk", "competencies", "motievenreflectie"),
        ("ak", "subjects", "aardrijkskunde"),
        ("gym", "subjects", "lichamelijke-opvoeding"),
        ("economie", "subjects", "economie"),
        ("dieren en zorg", "subjects", "dieren"),
        ("beeldende vorming", "subjects", "beeldende-vorming"),
        ("gastles", "activities", "gastles"),
        ("interviewen", "activities", "interview"),
        ("ouders", "parents", "1"),
        ("iets voor thuis", "parents", "1"),
    ],
)
def test_a_tag_in_words_raises_and_filters_nothing(words: str, facet: str, value: str) -> None:
    found = understood(words)
    assert found.filters == {}
    hints = [hint[:2] for item in found.query.wanted for hint in item.hints]
    assert (facet, value) in hints
    assert any((one.value, one.filters) == (value, False) for one in found.understood)


def test_helping_alone_is_not_networking() -> None:
    found = understood("hoe kan ik leerlingen helpen kiezen")
    assert "netwerken" not in {one.value for one in found.understood}


def test_what_is_understood_is_told_with_its_words() -> None:
    found = understood("iets met ouders voor de brugklas")
    assert [(one.words, one.as_, one.value, one.filters) for one in found.understood] == [
        ("ouders", "parents", "1", False),
        ("brugklas", "year", "1", True),
    ]
    assert [item.typed for item in found.query.wanted] == ["ouders"]


def test_words_that_are_to_stay_plain_are_only_words() -> None:
    found = understood("netwerken klas 3", plain={"klas 3"})
    assert found.filters == {}
    assert [one.value for one in found.understood] == ["netwerken"]
    assert [item.typed for item in found.query.wanted] == ["netwerken", "klas", "3"]
    found = understood("ouders brugklas", plain={"ouders", "brugklas"})
    assert (found.filters, found.understood) == ({}, ())
    assert [item.hints for item in found.query.wanted] == [(), ()]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("stage niet in klas 3", {"years": {"1", "2", "4", "5", "6"}}),
        ("niet klas 3 of 4", {"years": {"1", "2", "5", "6"}}),
        ("geen vmbo", {"tracks": {"havo", "vwo"}}),
        ("behalve havo en vwo", {"tracks": VMBO}),
        ("klas 3 zonder ouders", {"years": {"3"}}),
        ("niet alleen havo", {"tracks": {"havo"}}),
        ("die niet weten in klas 3", {"years": {"3"}}),
    ],
)
def test_what_is_said_not_to_be_wanted_is_turned_round(
    words: str, found: dict[str, set[str]]
) -> None:
    assert filters(words) == found


def test_without_parents_leaves_out_and_is_told_and_can_be_taken_off() -> None:
    found = understood("gesprek zonder ouders")
    assert [item.hints for item in found.query.unwanted] == [(Hint("parents", "1"),)]
    assert [item.typed for item in found.query.wanted] == ["gesprek"]
    told = [(one.words, one.as_, one.value, one.filters) for one in found.understood]
    assert told[-1] == ("zonder ouders", "parents", "0", True)
    found = understood("gesprek zonder ouders", plain={"zonder ouders"})
    assert found.query.unwanted == ()
    assert [item.typed for item in found.query.wanted] == ["gesprek", "zonder", "ouders"]
    chosen = understood("zonder ouders", chosen={"parents"})
    assert (chosen.query.unwanted, chosen.understood) == ((), ())


def test_who_cannot_choose_is_not_kept_from_choosing() -> None:
    found = understood("leerlingen die niet kunnen kiezen")
    assert found.query.unwanted == ()
    assert [(one.value, one.filters) for one in found.understood] == [("loopbaansturing", False)]


def test_a_letter_that_is_being_typed_asks_little() -> None:
    assert words_left("interview m") == ["interview"]
    assert words_left("m") == ["m"]


def test_year_and_level_are_told_apart_so_that_either_can_be_taken_off() -> None:
    told = [(one.words, one.value) for one in understood("stage havo 4").understood]
    assert told == [("stage", "stage"), ("havo", "havo"), ("4", "4")]
    found = understood("stage havo 4", plain={"4"})
    assert dict(found.filters) == {"tracks": frozenset({"havo"})}
    assert [item.typed for item in found.query.wanted] == ["stage", "4"]


def test_a_choice_in_a_facet_outweighs_words_about_it() -> None:
    found = understood("stage klas 3 havo", chosen={"years"})
    assert dict(found.filters) == {"tracks": frozenset({"havo"})}
    assert [item.typed for item in found.query.wanted] == ["stage"]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("hoe laat ik leerlingen interviewen", ["interviewen"]),
        ("een opdracht over robots", ["robots"]),
        ("wie heeft iets leuks met robots", ["robots"]),
        ("ik zoek een les over plastic", ["plastic"]),
        ("een les", ["les"]),
    ],
)
def test_what_people_say_around_a_question_asks_little(words: str, left: list[str]) -> None:
    assert words_left(words) == left
