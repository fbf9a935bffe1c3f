"""Words to terms: folding, stemming, stop words, and places in the text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbib.search.analysis import fold, stem, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("stages", "stage"),
        ("bedrijven", "bedrijf"),
        ("Ondernémers", "ondernemer"),
        ("conciërge", "concierge"),
        ("foto's", "foto"),
        ("foto’s", "foto"),
        ("cafe\u0301", "café"),
        ("ﬁets", "fiets"),
        ("ＳＴＡＧＥ", "stage"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert [stem(t.word) for t in terms(one)] == [stem(t.word) for t in terms(other)] != []


def test_a_text_is_cut_into_words_as_written_but_folded() -> None:
    assert [t.word for t in terms("De Foto’s van ﬁetsende conciërges")] == [
        "foto",
        "fietsende",
        "concierges",
    ]


def test_stop_words_and_marks_leave_no_term() -> None:
    assert list(terms("de het een — \n** _ ** ' …")) == []


def test_terms_know_their_place_in_the_text() -> None:
    text = "Wat is jouw vmbo-tl-profiel, José?"
    found = [text[term.start : term.end] for term in terms(text)]
    assert found == ["jouw", "vmbo", "tl", "profiel", "José"]


@pytest.mark.parametrize("odd", ["", "\0", "\ud800", "\U0010ffff", "½", "²", "İ", "ß", "\u0301"])
def test_odd_characters_are_folded_without_trouble(odd: str) -> None:
    assert all(character.isalnum() for character in fold(odd))
    assert len(list(terms(odd))) <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kansen", "kans"),
        ("koos", "kiezen"),
        ("gekozen", "kiest"),
        ("kaartjes", "kaart"),
        ("mentoren", "mentor"),
        ("examens", "examen"),
        ("vaardigheden", "vaardigheid"),
        ("opleidingen", "opleiding"),
        ("bezocht", "bezoek"),
    ],
)
def test_stem_holds_the_forms_of_a_word_together(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("kans", "kan"), ("veiling", "veilig"), ("kwaliteit", "kwaal"), ("begeleiding", "beleid")],
)
def test_stem_keeps_strangers_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=12))
def test_folding_is_what_unicode_says_for_every_word(word: str) -> None:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).lower())
    assert fold(word) == "".join(character for character in plain if character.isalnum())


@pytest.mark.parametrize("word", ["Stage", "3HAVO", "a_b", "x'y", "x-y", "", "é"])
def test_folding_of_plain_words(word: str) -> None:
    expected = {"Stage": "stage", "3HAVO": "3havo", "a_b": "ab", "x'y": "xy", "x-y": "xy"}
    assert fold(word) == expected.get(word, "e" if word else "")
