"""Addresses, names and passwords, by example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbib.domain import people


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Jan.deVries@School.NL ", "jan.devries@school.nl"),
        ("jan@school.nl", "jan@school.nl"),
        ("re\u0301ne@school.nl", "r\u00e9ne@school.nl"),
        ("jan\x00@school.nl", "jan@school.nl"),  # which PostgreSQL cannot even be asked about
        ("j\u0301" + "\u0323" * 40 + "@a.nl", "j" + "\u0323" * 29 + "\u0301@a.nl"),
    ],
)
def test_address_has_one_spelling(typed: str, stored: str) -> None:
    assert people.tidy_email(typed) == stored


@pytest.mark.parametrize(
    "address",
    ["jan@school.nl", "j.de-vries+lob@mail.school.nl", "r\u00e9ne@school.nl", "o'neill@school.nl"],
)
def test_usual_addresses_are_taken(address: str) -> None:
    assert people.email_problem(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "jan",
        "jan@",
        "@school.nl",
        "jan@school",
        "jan@@school.nl",
        "jan@school..nl",
        "jan de@school.nl",
        "jan@school.nl,piet@school.nl",
        "jan@school.nl\nBcc: iedereen@school.nl",
        "jan@school.nl\x00",
        "<jan@school.nl>",
        "jan@school.nl\u2028",
        f"{'j' * 250}@a.nl",
    ],
)
def test_odd_addresses_are_refused(address: str) -> None:
    assert people.email_problem(address) == "Vul een e-mailadres in, bijvoorbeeld naam@school.nl."


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Jan de Vries", None),
        ("", "Vul een naam in."),
        ("x" * 200, None),
        ("x" * 201, "Gebruik hoogstens 200 tekens."),
    ],
)
def test_name_is_there_and_fits(name: str, problem: str | None) -> None:
    assert people.name_problem(name) == problem


def test_name_is_tidied() -> None:
    assert people.tidy_name("  Jan \x07 de\r\n Vries ") == "Jan de Vries"


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("negen teke", None),
        ("kort tien", people.TOO_SHORT),
        ("", people.TOO_SHORT),
        ("paard batterij nietje juist", None),
        ("82937465017", None),
        ("x7" * 100, people.TOO_SIMPLE),
        ("abc7" * 50, None),
        ("abc7" * 50 + "x", people.TOO_LONG),
        ("Welkom2026!", people.TOO_COMMON),
        ("WACHTWOORD123", people.TOO_COMMON),
        ("aaaaaaaaaaaa", people.TOO_SIMPLE),
        ("jan.devries@school.nl", people.TOO_PERSONAL),
        ("jan.devries1", people.TOO_PERSONAL),
        ("Jan de Vries 2026", people.TOO_PERSONAL),
        ("HetLyceum2026!", people.TOO_PERSONAL),
        ("Het Lyceum bij de zee", None),
    ],
)
def test_password_is_not_easily_guessed(password: str, problem: str | None) -> None:
    personal = ("jan.devries@school.nl", "Jan de Vries", "Het Lyceum")
    assert people.password_problem(password, *personal) == problem


def test_common_passwords_are_all_long_enough_to_be_asked_about() -> None:
    assert {word for word in people.COMMON if len(word) < people.MIN_PASSWORD} == set()
    assert {word for word in people.COMMON if word != word.lower()} == set()


@given(st.text(), st.text(), st.text())
def test_password_rule_answers_anything(password: str, email: str, name: str) -> None:
    problem = people.password_problem(password, email, name)
    assert problem is not None or 10 <= len(password) <= 200
