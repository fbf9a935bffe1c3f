"""Which texts suggestions read at all."""

import pytest

from lobbib.domain.prose import is_prose, without_markup


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("Interview je oma", True),
        ("Bezoek aan de haven met klas 3 en daarna een verslag", True),
        ("They read the text and answer questions about it", False),
        ("Die Schüler lesen den Text und sprechen mit der Gruppe, nicht allein", False),
        ("Ils lisent le texte et ils parlent avec une classe", False),
        ("Los alumnos leen el texto para su clase con una amiga", False),
        (
            "Bij Engels: what do you want to have done in a year? Ze schrijven op wat ze zien",
            True,
        ),
        ("Jan de Vries, Fatima El Amrani, Sem Bakker, Lotte Kok", False),
        ("Sem Bakker en Lotte Kok", True),
        ("WE GAAN MET DE KLAS NAAR EEN BEDRIJF TOE", True),
    ],
)
def test_prose_is_dutch_and_no_list_of_names(text: str, expected: bool) -> None:
    assert is_prose(text.replace(",", "").split()) is expected


def test_links_and_tags_are_blanked_in_place() -> None:
    text = "Zie https://stage.nl/x nu, <b class='stage'>dan</b> 3 < 4 en 5 > 4"
    blank = without_markup(text)
    assert len(blank) == len(text)
    assert blank.split() == ["Zie", "nu,", "dan", "3", "<", "4", "en", "5", ">", "4"]
