"""The splitter against the list that was written before it."""

import string
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lobbib.search.analysis import fold, stem
from lobbib.search.compounds import parts
from lobbib.search.lexicon import words_of

LISTED = (Path(__file__).parent / "compounds.txt").read_text(encoding="utf-8")
LEXICON = [fold(word) for name in ("nouns", "modifiers") for word in words_of(name)]

# brugklas has become a word of its own: nobody who asks for a bridge wants first-years.
KEPT_WHOLE = {"brugklas", "brugklasmentor"}


def judged() -> list[tuple[str, tuple[str, ...]]]:
    lines = [line for line in LISTED.splitlines() if line and not line.startswith("#")]
    found = [line.partition(":") for line in lines]
    return [
        (fold(word), tuple(stem(fold(part)) for part in pieces.split()))
        for word, _, pieces in found
    ]


def test_no_word_that_only_looks_like_a_compound_is_cut() -> None:
    whole = [word for word, pieces in judged() if not pieces]
    assert len(whole) >= 200
    assert {word: parts(word) for word in whole if parts(word)} == {}


def test_compounds_are_cut_as_somebody_who_reads_them_would() -> None:
    compounds = [(word, pieces) for word, pieces in judged() if pieces]
    assert len(compounds) >= 150
    wrong = {word for word, pieces in compounds if parts(word) != pieces}
    assert wrong == KEPT_WHOLE


def test_forms_of_a_compound_have_the_same_parts() -> None:
    assert parts("ouderavonden") == parts("ouderavond") == (stem("ouder"), stem("avond"))
    assert parts("gesprekskaartjes") == parts("gesprekskaart")


@given(st.text(alphabet=string.ascii_lowercase + string.digits, max_size=60))
def test_parts_of_any_word_are_none_or_several(word: str) -> None:
    assert len(parts(word)) != 1


@given(st.lists(st.sampled_from(LEXICON), min_size=1, max_size=4))
def test_parts_are_never_more_than_four(words: list[str]) -> None:
    assert len(parts("".join(words))) <= 4
