"""What was agreed for a year in sentences: one and many, all and none."""

import pytest

from lobbib.domain.competencies import Competency
from lobbib.domain.planning import YearTarget
from lobbib.domain.quality import CompetencyQuality, Quality, YearQuality
from lobbib.exchange import line_years

AGREED = (
    "We hebben afgesproken dat elke klas minstens drie opdrachten krijgt, verspreid over minstens "
    "twee periodes, met drie keer een gesprek."
)
MET = YearQuality(assignments=3, conversations=3, periods={1: 2, 2: 1})


def told(*years: YearQuality) -> list[str]:
    found = dict(enumerate(years, start=1))
    return list(
        line_years.sentences(Quality(found, dict.fromkeys(Competency, CompetencyQuality())))
    )


def test_sentences_where_every_year_is_as_agreed() -> None:
    assert told(MET, MET) == [AGREED, "Elke klas voldoet aan de afspraak voor het jaar."]


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (YearQuality(), "In klas 2 staat nog niets."),
        (
            YearQuality(1, 0, periods={4: 1}),
            "In klas 2 is het één opdracht in plaats van drie, is het verspreid over één periode "
            "in plaats van twee en hoort er nergens een gesprek bij in plaats van drie keer.",
        ),
        (YearQuality(4, 4, periods={4: 4}), "In klas 2 valt alles in periode 4."),
        (
            YearQuality(3, 2, periods={1: 2, 2: 1}),
            "In klas 2 hoort er twee keer een gesprek bij in plaats van drie keer.",
        ),
    ],
)
def test_sentences_say_what_a_year_lacks(year: YearQuality, said: str) -> None:
    assert told(MET, year) == [AGREED, "Klas 1 voldoet daaraan.", said]


def test_sentences_do_not_speak_of_one_agreement_where_there_are_more() -> None:
    less = YearQuality(1, 1, periods={1: 1}, target=YearTarget(1, 1, 1))
    assert told(MET, less, YearQuality()) == [
        "Klas 1 en 2 voldoen aan de afspraak voor het jaar.",
        "In klas 3 staat nog niets.",
    ]
