"""How the voices are added up, and how a suggestion explains itself."""

import pytest

from lobbib.domain.competencies import Competency as C
from lobbib.domain.lexicon import Lexicon, parse
from lobbib.domain.phrases import Phrases
from lobbib.domain.tagging import (
    LEAST,
    Lesson,
    Neighbour,
    Reading,
    Suggested,
    Weights,
    listen,
    probabilities,
    read,
    suggest,
)

LEXICON = parse(
    """
[netwerken]
(people 6)
wie ken|kent
om hulp vragen
[werkexploratie]
(work 6)
werkdag*
""".splitlines()
)
SILENT = Lexicon(Phrases({}))
WEIGHTS = Weights(
    rarity={"bel": 2.0, "dag": 1.0},
    says={"bel": (0, 0, 0, 0, 3.0), "dag": (0, 0, 3.0, 0, 0)},
    before=(0.0, 0.0, 0.0, 0.0, 0.0),
)


def reading(text: str, **fields: str) -> Reading:
    return read(Lesson(body=text, **fields), lambda word: word)


def told(
    text: str, weights: Weights = WEIGHTS, near: tuple[Neighbour, ...] = ()
) -> tuple[Suggested, ...]:
    return suggest(reading(text), LEXICON, weights, near)


def values(found: tuple[Suggested, ...]) -> list[str]:
    return [one.value.value for one in found]


def test_a_phrase_suggests_its_competence_with_its_words() -> None:
    (found,) = told("Wie  Kent er een kapper?")
    assert (found.value, found.because) == (C.NETWERKEN, ("Wie Kent",))
    assert 0.6 < found.score < 0.8


def test_two_that_are_both_likely_are_both_suggested() -> None:
    found = told("Wie kent er een kapper? Teken zijn werkdag.")
    assert sorted(values(found)) == ["netwerken", "werkexploratie"]


def test_nothing_is_suggested_for_nothing() -> None:
    assert told("") == ()
    assert told("Dag Jan") == ()


def test_words_alone_suggest_where_there_are_enough() -> None:
    weights = Weights(
        rarity=dict.fromkeys("abcd", 1.0),
        says=dict.fromkeys("abcd", (0, 0, 0, 0, 2.0)),
    )
    (found,) = suggest(reading("a b c d e"), SILENT, weights)
    assert found.value is C.NETWERKEN
    assert suggest(reading("a b c"), SILENT, weights) == ()


def test_what_is_hardly_likelier_than_chance_is_not_suggested() -> None:
    even = Weights(rarity=dict.fromkeys("abcd", 1.0), says=dict.fromkeys("abcd", (0.0,) * 5))
    assert LEAST > 0.2
    assert suggest(reading("a b c d"), SILENT, even) == ()


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("niet het plaatje maar de dag", "maar de dag"),
        ("Geen folder van het bedrijf, maar echt kijken", "maar echt kijken"),
        ("niet over voetbal, over school", "over school"),
        ("niet om het geld", ""),
        ("wat je niet kunt, maar wel wilt", "wat je niet kunt maar wel wilt"),
        ("niet alleen de dag maar ook de nacht", "niet alleen de dag maar ook de nacht"),
        ("niet meteen het cijfer", "niet meteen het cijfer"),
        ("Niet", "niet"),
        ("niet de dag. Maar de nacht", "maar de nacht"),
    ],
)
def test_what_a_text_says_that_it_is_not_about_does_not_count(text: str, counts: str) -> None:
    found = reading(text)
    kept = [
        token.word for token, is_kept in zip(found.tokens, found.counts, strict=True) if is_kept
    ]
    assert " ".join(kept) == counts


def test_a_phrase_that_is_turned_away_suggests_nothing() -> None:
    assert values(told("Niet de werkdag van een bakker, maar wie kent een bakker?")) == [
        "netwerken"
    ]


def test_chances_add_up_to_one() -> None:
    said = listen(reading("Wie kent een dag"), LEXICON, WEIGHTS, ())
    assert sum(probabilities(said, WEIGHTS).values()) == pytest.approx(1)


def test_a_longer_text_needs_more_to_be_as_sure() -> None:
    (short,) = told("wie kent iemand")
    (long,) = told("wie kent iemand " + " ".join(f"woord{n}" for n in range(200)))
    assert long.score < short.score


def test_neighbours_speak_for_what_they_were_tagged_with() -> None:
    near = (Neighbour(0.9, (C.LOOPBAANSTURING,), frozenset({"begroting", "sparen"})),)
    (found,) = suggest(
        reading("begroting maken en sparen, wie kent dat"), LEXICON, Weights(), near
    )[:1]
    assert found.value is C.LOOPBAANSTURING
    assert found.because == ("begroting", "sparen")


def test_a_neighbour_divides_its_say_over_all_its_tags() -> None:
    two = Neighbour(0.8, (C.NETWERKEN, C.WERKEXPLORATIE), frozenset({"x"}))
    assert [two.likeness_to(c) for c in C] == [0, 0, 0.4, 0, 0.4]


def test_small_words_explain_nothing() -> None:
    weights = Weights(
        rarity=dict.fromkeys(["wie", "je", "belt", "hulp"], 1.0),
        says=dict.fromkeys(["wie", "je", "belt", "hulp"], (0, 0, 0, 0, 3.0)),
    )
    (found,) = suggest(reading("wie je belt, hulp"), SILENT, weights)
    assert found.because == ("belt", "hulp")


def test_no_words_are_told_twice() -> None:
    (found,) = told("wie kent, Wie kent, om hulp vragen, bel")
    assert found.because == ("bel", "wie kent", "om hulp vragen")


def test_three_reasons_are_enough() -> None:
    (found,) = suggest(
        reading("een a twee b drie c vier d"), parse(["[netwerken]", "(any 2)", *"abcd"]), Weights()
    )
    assert len(found.because) == 3


def test_all_that_was_typed_is_read() -> None:
    lesson = Lesson("Titel", "kort", "lang", ("Vraag een?", "Vraag twee?"))
    assert [t.word for t in read(lesson, str).tokens] == [
        "titel", "kort", "lang", "vraag", "een", "vraag", "twee",
    ]  # fmt: skip


def test_the_tone_of_words_alone_must_be_likely() -> None:
    words = {"aap": (1.5, 0, 0, 0, 0), "noot": (1.5, 0, 0, 0, 0), "mies": (0.0,) * 5}
    words |= {"wim": (0.0,) * 5}
    for much, suggested in ((0.4, []), (3.0, ["kwaliteitenreflectie"])):
        says = {word: tuple(much * value for value in row) for word, row in words.items()}
        weights = Weights(rarity=dict.fromkeys(words, 1.0), says=says, before=(0.0,) * 5)
        assert values(suggest(reading("aap noot mies wim"), SILENT, weights)) == suggested


def test_a_faint_phrase_is_tone_and_no_more() -> None:
    faint, plain = (parse(["[netwerken]", f"(any {worth})", "aap"]) for worth in (1, 2))
    assert suggest(reading("aap noot"), faint, Weights()) == ()
    assert values(suggest(reading("aap noot"), plain, Weights())) == ["netwerken"]


def test_words_that_say_much_less_than_the_strongest_explain_nothing() -> None:
    says = {"bel": (0, 0, 0, 0, 3.0), "buur": (0, 0, 0, 0, 1.0), "kaart": (0, 0, 0, 0, 0.5)}
    weights = Weights(rarity=dict.fromkeys(says, 1.0), says=says, before=(0.0,) * 5)
    (found,) = told("Wie kent er een? Bel je buur met de kaart", weights)
    assert found.because == ("Wie kent", "Bel")


def test_numbers_and_names_of_subjects_explain_nothing() -> None:
    says = dict.fromkeys(("12", "frans", "bel"), (0, 0, 0, 0, 3.0))
    weights = Weights(rarity=dict.fromkeys(says, 1.0), says=says, before=(0.0,) * 5)
    (found,) = told("Wie kent er 12 bij Frans? Bel", weights)
    assert found.because == ("Wie kent", "Bel")


@pytest.mark.parametrize(
    "text",
    [
        "Students explain what they did and who kent the answer, with the teacher",
        "Wie Kent, Jan Smit, Om Hulp Vragen, Piet Werkdag, Ali Kok, Eva Bos",
        "Kijk op https://wie.nl/werkdag of <a class='werkdag'>hier</a>",
    ],
)
def test_other_languages_names_and_links_suggest_nothing(text: str) -> None:
    assert told(text) == ()
