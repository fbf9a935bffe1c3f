"""The form of a lesson, and who takes part."""

from lobbib.domain.assignments import Activity
from lobbib.domain.circumstances import USUAL_LENGTH, Circumstances, circumstances
from lobbib.domain.lesson_facts import Named
from lobbib.domain.lexicon import parse
from lobbib.domain.tagging import Lesson, read

LEXICON = parse(
    """
[gesprek]
(talk 2)
praten
[interview]
(ask 3)
interview*
[ouders]
(home 3)
ouders
1 thuis
[buiten]
(out 3)
naar ~2 haven
1 helm
1 boot
1 kade
[binnen]
(it is off 3)
geen excursie
niet ~2 haven
[bezoek]
(go 3)
naar ~2 haven
""".splitlines()
)
NOTHING = Circumstances(None, (), (), ())


def around(text: str) -> Circumstances:
    return circumstances(read(Lesson(body=text), str), LEXICON)


def test_the_strongest_form_is_proposed_with_its_words() -> None:
    assert around("Interview iemand").activity == Named(Activity.INTERVIEW, ("Interview",))


def test_two_forms_that_are_as_strong_are_left_to_the_teacher() -> None:
    assert around("Interview en praten, praten").activity is None


def test_parents_and_outside_show_their_words() -> None:
    found = around("Met ouders naar de oude haven")
    assert (found.parents, found.outside) == (("ouders",), ("naar de oude haven",))


def test_one_faint_word_is_not_enough() -> None:
    assert around("Vertel het thuis") == NOTHING


def test_what_is_turned_away_does_not_count() -> None:
    assert around("niet met ouders maar alleen") == NOTHING


def test_what_is_denied_within_a_phrase_does_not_count() -> None:
    assert around("Naar die ene haven").outside == ("Naar die ene haven",)
    assert around("Naar geen enkele haven") == NOTHING


def test_what_speaks_against_it_takes_away_from_outside_and_from_a_visit() -> None:
    assert around("Naar de haven. Geen excursie!") == NOTHING
    assert around("Naar de haven. Praten. Geen excursie!").activity == Named(
        Activity.CONVERSATION, ("Praten",)
    )


def test_faint_words_alone_do_not_say_that_a_lesson_goes_outside() -> None:
    assert around("helm, boot, kade, helm, boot, kade").outside == ()


def test_a_long_text_must_say_more_before_it_is_outside() -> None:
    words = "en " * (2 * USUAL_LENGTH)
    assert around(f"Naar de haven. {words}").outside == ()
    assert around(f"Naar de haven. {words} Helm op. Naar de haven.").outside == (
        "Naar de haven",
        "Helm",
    )


def test_nothing_is_proposed_for_nothing() -> None:
    assert around("") == NOTHING


def test_no_reason_says_what_another_one_says() -> None:
    found = around("Naar de haven! Naar de Haven, naar de haven van de stad. Naar een haven")
    assert found.outside == ("Naar de haven", "Naar een haven")
