"""What examples teach."""

import pytest

from lobbib.domain.competencies import Competency as C
from lobbib.domain.lexicon import Lexicon
from lobbib.domain.phrases import Phrases
from lobbib.domain.tagging import Lesson, Weights, listen, probabilities
from lobbib.search.analysis import stem
from lobbib.search.learned import Example, example_of, learn, rarity_of, reading_of

SILENT = Lexicon(Phrases({}))


def example(words: str, *competencies: C) -> Example:
    return Example(frozenset(map(stem, words.split())), competencies)


def chances(text: str, weights: Weights) -> dict[C, float]:
    said = listen(reading_of(Lesson(body=text)), SILENT, weights, ())
    return probabilities(said, weights)


def test_nothing_teaches_nothing() -> None:
    assert learn([]) == Weights()


def test_words_speak_for_what_they_were_tagged_with() -> None:
    weights = learn(
        [
            example("tante oom", C.NETWERKEN),
            example("tante opa", C.NETWERKEN),
            example("doel week", C.LOOPBAANSTURING),
            example("doel dag", C.LOOPBAANSTURING),
        ]
    )
    found = chances("tante", weights)
    assert max(found, key=lambda c: found[c]) is C.NETWERKEN
    found = chances("doel", weights)
    assert max(found, key=lambda c: found[c]) is C.LOOPBAANSTURING


def test_a_word_that_stands_in_one_example_teaches_nothing() -> None:
    weights = learn([example("bel oom", C.NETWERKEN), example("bel tante", C.NETWERKEN)])
    assert sorted(weights.says) == [stem("bel")]


def test_an_example_without_tags_does_no_harm() -> None:
    weights = learn([example("bel oom", C.NETWERKEN), example("bel oom")])
    assert sorted(weights.says) == [stem("bel"), stem("oom")]


def test_the_same_examples_teach_the_same() -> None:
    examples = [example("bel oom plan", C.NETWERKEN), example("plan bel", C.LOOPBAANSTURING)]
    assert learn(examples) == learn(examples)


def test_a_rare_word_tells_more() -> None:
    assert rarity_of(1, 100) > rarity_of(50, 100) > 0


def test_an_example_has_stems_and_leaves_out_what_it_is_not_about() -> None:
    found = example_of(Lesson(body="Niet de folders maar bellen"), (C.NETWERKEN,))
    assert found == Example(frozenset({"maar", stem("bellen")}), (C.NETWERKEN,))


@pytest.mark.parametrize("text", ["", "xyzzy"])
def test_unknown_words_leave_all_as_probable_as_before(text: str) -> None:
    weights = learn([example("bel oom", C.NETWERKEN), example("bel oom", C.LOOPBAANSTURING)])
    found = chances(text, weights)
    assert found[C.NETWERKEN] == pytest.approx(found[C.LOOPBAANSTURING])
