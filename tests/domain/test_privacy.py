"""What looks like data about a pupil, and what does not."""

from collections.abc import Sequence

import pytest

from lobbib.domain.privacy import signs_of_pupil_data


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Zijn leerlingnummer is 4711.", ("een leerlingnummer",)),
        ("Leerlingnr: 12", ("een leerlingnummer",)),
        ("Stamnummer 99", ("een leerlingnummer",)),
        ("Mail naar sanne.dejong@leerling.school.nl", ("een e-mailadres",)),
        ("BSN 111222333", ("een burgerservicenummer",)),
        ("Ahmed, geboren op 3 mei 2011", ("een geboortedatum",)),
        ("geboortedatum: 03-05-2011", ("een geboortedatum",)),
        (
            "leerlingnummer 3, a@b.nl, geb. 1/2/2010, 123456782",
            (
                "een leerlingnummer",
                "een e-mailadres",
                "een geboortedatum",
                "een burgerservicenummer",
            ),
        ),
    ],
)
def test_signs_are_named(text: str, signs: tuple[str, ...]) -> None:
    assert signs_of_pupil_data(text) == signs


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vraag drie klasgenoten waar jij goed in bent.",
        "Inleveren voor 12-03-2027.",
        "Schrijf op wanneer je opa geboren is en wat hij worden wilde.",
        "Noteer je geboortedatum niet op het blad.",
        "Bestelnummer 123456789, telefoon 0612345678, 000000000.",
        "Werk in tweetallen @ lokaal 12.",
        "ISBN 9789001234560",
    ],
)
def test_an_ordinary_lesson_gives_no_sign(text: str) -> None:
    assert signs_of_pupil_data(text) == ()


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Groepje A: Sanne de Vries, Youssef El Amrani en Daan Jansen.", ("namen van personen",)),
        ("Els Vermeer en Anne-Fleur van den Berg deden mee", ("namen van personen",)),
        ("Vraag het aan Kees of Joke.", ()),
        ("Bekijk het filmpje over Anne Frank.", ()),
        ("Ga naar het Vmbo en de Havo, op maandag en Dinsdag.", ()),
    ],
)
def test_a_list_of_full_names_is_a_sign(text: str, signs: tuple[str, ...]) -> None:
    assert signs_of_pupil_data(text) == signs


PUPILS = ("Sanne de Vries", "Mo El Amrani", "Anne-Fleur Lisa van den Berg", "Daan Bos")


@pytest.mark.parametrize(
    "rows",
    [
        PUPILS,
        [f"- {name}" for name in PUPILS],
        [f"{n}. {name} (3)\n" for n, name in enumerate(PUPILS)],
        ["| Naam | Groep |", "| --- | --- |", *(f"| {name} | 2 |" for name in PUPILS)],
        [f"| {name.replace(' ', ' | ', 1)} |" for name in PUPILS],
    ],
)
def test_the_list_of_a_class_is_a_sign_and_three_of_it_none(rows: Sequence[str]) -> None:
    text = "\n".join(rows)
    assert signs_of_pupil_data(f"Ga in groepjes op bezoek.\n\n{text}") == ("namen van personen",)
    assert signs_of_pupil_data("\n".join(rows[:-1])) == ()


def test_headings_and_rows_of_words_are_no_list_of_names() -> None:
    rows = ["Open Dag", "Havo", "Hogeschool Utrecht", "Wat valt op", "Albert Heijn", "De bakker"]
    assert signs_of_pupil_data("\n".join(rows * 3)) == ()
    assert signs_of_pupil_data("Aa-" * 33_000) == signs_of_pupil_data("| Aa " * 20_000) == ()
