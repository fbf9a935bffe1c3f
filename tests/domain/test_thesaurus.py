"""Lines of the thesaurus: how they are read, and what is wrong with them."""

import pytest

from lobbib.domain.thesaurus import Line, common_lines, line_of, line_problem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bliksemstage, stage", ("bliksemstage", "stage")),
        ("bliksemstage ~ stage", ("bliksemstage", "stage")),
        ("open  dag;\topendag\n\nkijkdag", ("open dag", "opendag", "kijkdag")),
        ("Stage, stage, STAGE, dag", ("Stage", "dag")),
        (" , ,", ()),
        ("a\0b, c", ("ab", "c")),
    ],
)
def test_words_stand_between_commas_or_lines(text: str, words: tuple[str, ...]) -> None:
    assert line_of(text, one_way=False) == Line(words)
    assert line_of(text, one_way=True) == Line(words, one_way=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stage", "snuffelstage"), None),
        (("stage",), "Geef ten minste twee woorden, met een komma ertussen."),
        ((), "Geef ten minste twee woorden, met een komma ertussen."),
        (
            tuple(f"woord{number}" for number in range(13)),
            "Gebruik hoogstens 12 woorden. Maak er anders twee regels van.",
        ),
        (("x" * 61, "b"), "“xxxxxxxxxxxxxxxxxxxx…” is te lang: gebruik hoogstens 60 tekens."),
        (("!!", "b"), "“!!” is geen woord."),
        (
            ("een twee drie vier vijf", "b"),
            "“een twee drie vier vijf” is te lang om op te zoeken: gebruik hoogstens 4 woorden.",
        ),
    ],
)
def test_a_line_that_cannot_be_used_is_told_why(words: tuple[str, ...], said: str | None) -> None:
    assert line_problem(Line(words)) == said


def test_a_file_holds_lines_by_their_first_word_and_direction() -> None:
    written = ["# remark", "", "a | b c # why", "a > d | e"]
    assert common_lines(written) == {"a": Line(("a", "b c")), "a >": Line(("a", "d", "e"), True)}
