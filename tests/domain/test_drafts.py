"""What of a half-typed form is kept."""

import pytest

from lobbib.domain.drafts import is_token, is_too_much, snippet_of, typed_of


def test_only_fields_of_the_form_are_kept_and_as_they_were_typed() -> None:
    sent = {
        "title": ["  Half\x00 "],
        "questions": ["Wat?", ""],
        "version": ["3"],
        "csrf_token": ["geheim"],
        "draft": ["x"],
        "status": ["gedeeld"],
    }
    assert typed_of(sent) == {
        "title": ["  Half "],
        "questions": ["Wat?", ""],
        "version": ["3"],
    }


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"body": ["x" * 100_000]}, False),
        ({"body": ["x" * 99_999], "title": ["xx"]}, True),
        ({"questions": ["x"] * 60}, False),
        ({"questions": ["x"] * 61}, True),
        ({}, False),
    ],
)
def test_too_much_is_more_than_a_form_holds(typed: dict[str, list[str]], expected: bool) -> None:
    assert is_too_much(typed) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 16, True),
        ("a-b_c" * 5, True),
        ("a" * 64, True),
        ("a" * 15, False),
        ("a" * 65, False),
        ("é" * 20, False),
        ("a b" * 8, False),
        ("-" * 20, False),
    ],
)
def test_token_is_letters_of_a_fair_length(text: str, expected: bool) -> None:
    assert is_token(text) is expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"title": [" Een  titel "], "body": ["Tekst"]}, "Een titel"),
        ({"title": [" "], "questions": ["", "Wie?"]}, "Wie?"),
        ({"years": ["3"]}, ""),
        ({"title": ["x" * 61]}, "x" * 60 + "…"),
    ],
)
def test_snippet_is_what_was_written_first(typed: dict[str, list[str]], expected: str) -> None:
    assert snippet_of(typed) == expected
