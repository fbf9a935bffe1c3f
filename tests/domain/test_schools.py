"""Names of schools and subjects, and the addresses made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbib.domain import schools


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Beeldende vórming", "beeldende-vorming"),
        ("O&O (technasium)", "o-o-technasium"),
        ("  Latijn ", "latijn"),
        ("日本語", ""),
        ("x" * 59 + " lang", "x" * 59),
    ],
)
def test_slug_is_what_an_address_takes(name: str, slug: str) -> None:
    assert schools.slug_of(name) == slug


@given(st.text())
def test_every_slug_that_is_made_is_one(name: str) -> None:
    slug = schools.slug_of(name)
    assert slug == "" or schools.is_slug(slug)


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a b", "é", "a\n", "a" * 61])
def test_other_texts_are_no_slug(text: str) -> None:
    assert not schools.is_slug(text)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Latijn", None),
        ("", "Vul de naam van het vak in."),
        ("!!!", "Vul de naam van het vak in."),
        ("x" * 101, "Gebruik hoogstens 100 tekens."),
    ],
)
def test_subject_has_a_name_that_fits(name: str, problem: str | None) -> None:
    assert schools.subject_problem(name) == problem
