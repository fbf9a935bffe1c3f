"""The little language of phrases: what it finds, and what it must not find."""

import pytest

from lobbib.domain.phrases import Phrases, fold, tokens


def found(phrase: str, text: str, **lists: str) -> list[str]:
    """The places in `text` where `phrase` stands, as they are written."""
    phrases = Phrases(lists)
    phrases.add(phrase)
    words = tokens(text)
    return [text[words[at.first].start : words[at.last].end] for at in phrases.find(words)]


def test_words_are_found_whatever_their_case_and_accents() -> None:
    assert found("een scène", "Speel Eén scene na.") == ["Eén scene"]


def test_one_of_several_words_will_do() -> None:
    assert found("wie kent|kende", "wie kende je, wie kent jou, wie ziet") == [
        "wie kende",
        "wie kent",
    ]


def test_long_words_stand_for_their_inflections() -> None:
    assert found("bedrijf", "bedrijf, bedrijfje, bedrijfstak") == ["bedrijf", "bedrijfje"]


def test_short_words_stand_for_themselves() -> None:
    assert found("waar", "waar, waarde, waars") == ["waar"]


def test_an_equals_sign_keeps_endings_off() -> None:
    assert found("=grens", "grens en grensje") == ["grens"]


def test_a_star_stands_for_any_ending_or_beginning() -> None:
    assert found("beroep*", "beroep, beroepenmarkt, oproep") == ["beroep", "beroepenmarkt"]
    assert found("*stage", "snuffelstage, stage, stageplek") == ["snuffelstage", "stage"]


def test_a_word_may_be_missing() -> None:
    assert found("een? dag mee", "een dag mee of dag mee") == ["een dag mee", "dag mee", "dag mee"]
    assert found("wie ken je?", "wie ken jullie") == ["wie ken"]


def test_a_gap_holds_four_words_and_no_more() -> None:
    assert found("hoe ~ dag", "hoe ziet haar hele lange dag eruit") == [
        "hoe ziet haar hele lange dag"
    ]
    assert found("hoe ~ dag", "hoe ziet haar hele wel lange dag eruit") == []
    assert found("hoe ~1 dag", "hoe was haar dag") == []


def test_a_phrase_ends_with_its_sentence() -> None:
    assert found("wie ~ bellen", "Wie weet het? Bellen mag") == []
    assert found("wie ~ bellen", "Wie weet het, bellen mag") == ["Wie weet het, bellen"]


def test_lists_have_names_and_may_hold_each_other() -> None:
    assert found("@wij bellen", "wij bellen, men bellen", wij="@ik|men", ik="wij") == [
        "wij bellen",
        "men bellen",
    ]


def test_an_unknown_list_is_refused() -> None:
    with pytest.raises(KeyError, match="nergens"):
        Phrases({}).add("@nergens")


def test_nothing_is_found_in_nothing() -> None:
    assert found("wie", "") == []


def test_fold_keeps_a_hyphen_inside_a_word() -> None:
    assert fold("Oud-leerling-") == "oud-leerling"


def test_tokens_know_their_place() -> None:
    text = "Één plan. 't Lukt!"
    assert [(t.word, text[t.start : t.end], t.sentence) for t in tokens(text)] == [
        ("een", "Één", 0),
        ("plan", "plan", 0),
        ("t", "t", 1),
        ("lukt", "Lukt", 1),
    ]
