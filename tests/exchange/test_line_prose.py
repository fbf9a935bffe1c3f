"""Sentences made of figures: one and many, all and none."""

from dataclasses import replace

import pytest

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Selection, Tagged, measure
from lobbib.domain.tracks import Track
from lobbib.exchange import line_prose
from tests.exchange.lines import EXPECTED_TEXT, HAVO, line_of, report_of, row

K, M, W, L, N = Competency
ALL = {1, 2, 3, 4}


def told(rows: list[Tagged], elsewhere: list[Tagged] | None = None, target: int = 1) -> str:
    """What is said about a mavo with these."""
    chosen = Selection(track=Track.VMBO_TL)
    targets = {Cell(c, year): target for c in Competency for year in ALL}
    own = measure(rows, chosen, [Track.VMBO_TL], targets)
    there = measure(elsewhere or [], chosen, [Track.VMBO_TL])
    line = replace(line_of(Track.VMBO_TL), own=own, elsewhere=there)
    return "\n".join(line_prose.paragraphs(report_of(line), line))


def test_paragraphs_tell_what_there_is() -> None:
    assert list(line_prose.paragraphs(HAVO, HAVO.main)) == EXPECTED_TEXT


def test_paragraphs_of_an_empty_folder() -> None:
    assert told([]) == (
        "In onze map zitten geen opdrachten voor leerlingen van mavo, van klas 1 tot en met "
        "klas 4.\nDe lijn heeft 20 plekken: vijf competenties in vier klassen. Daarvan is er nog "
        "geen enkele zoals we hebben afgesproken; op 20 plekken mist nog een opdracht. "
        "Kwaliteitenreflectie, motievenreflectie, werkexploratie, loopbaansturing en netwerken "
        "komen nergens voor."
    )


def test_paragraphs_where_everything_is_there() -> None:
    assert told([row(1, ALL, *Competency)]) == (
        "In onze map zit één opdracht voor leerlingen van mavo, van klas 1 tot en met klas 4.\n"
        "De lijn heeft 20 plekken: vijf competenties in vier klassen. Ze zijn allemaal zoals we "
        "hebben afgesproken. Kwaliteitenreflectie, motievenreflectie, werkexploratie, "
        "loopbaansturing en netwerken komen in elke klas terug."
    )


@pytest.mark.parametrize(
    ("rows", "target", "said"),
    [
        ([row(1, {1}, K)], 1, "Daarvan is er één zoals we hebben afgesproken; op 19 plekken mist"),
        ([row(1, ALL, *Competency)], 2, "Daarvan is er nog geen enkele zoals we hebben"),
        (
            [row(1, ALL, K, M, W, L), row(2, {1, 2, 3}, N)],
            1,
            "Daarvan zijn er 19 zoals we hebben afgesproken; op één plek mist nog een opdracht.",
        ),
        ([row(1, ALL, K, M, W, L), row(2, {1, 2, 3}, N)], 1, "Netwerken stopt na klas 3."),
        ([row(1, {2, 3, 4}, K, N)], 1, "Kwaliteitenreflectie en netwerken beginnen pas in klas 2."),
        ([row(1, {1, 2, 4}, K, N)], 1, "Kwaliteitenreflectie en netwerken missen in klas 3."),
        ([row(1, {1}, K, N)], 1, "Kwaliteitenreflectie en netwerken stoppen na klas 1."),
        ([row(1, ALL, M)], 1, "Motievenreflectie komt in elke klas terug."),
    ],
)
def test_paragraphs_say_one_and_many_as_people_do(
    rows: list[Tagged], target: int, said: str
) -> None:
    assert said in told(rows, target=target)


def test_paragraphs_count_what_others_have_apart() -> None:
    assert told([], [row(8, ALL, K), row(9, {1}, N)]).endswith(
        "Andere scholen delen twee opdrachten met ons die op deze lijn passen; die tellen "
        "hierboven niet mee."
    )


def test_about_missing_counts_places() -> None:
    line = line_of(Track.HAVO)
    ones = [line_prose.about_missing(replace(line, missing=()))]
    assert ones == ["Op deze lijn mist niets: elke plek is zoals we hebben afgesproken."]
    one = replace(line, missing=line.missing[:1])
    assert line_prose.about_missing(one) == (
        "Op één plek is de lijn nog niet zoals we hebben afgesproken."
    )


def test_ideas_say_so_where_there_are_none() -> None:
    line = line_of(Track.HAVO, ideas=())
    assert line_prose.ideas(line.missing[0]) == ("Nog geen voorstel.",)
