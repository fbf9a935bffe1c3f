"""Words to terms: folding, stemming, stop words, and places in the text."""

import pytest

from lobbib.search.analysis import fold, terms


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
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert [t.term for t in terms(one)] == [t.term for t in terms(other)] != []


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
