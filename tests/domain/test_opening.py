"""What is offered for a closed question: good Dutch, or nothing."""

import pytest

from lobbib.domain.opening import OF_WHAT_HAS_BEEN, OF_WHAT_IS_TO_COME, closed
from lobbib.domain.questions import Kind, kind_of


@pytest.mark.parametrize(
    ("question", "better"),
    [
        ("Vind je je stage leuk?", "Wat vind je van je stage?"),
        ("Vond jij het erg leuk?", "Wat vond jij ervan?"),
        (
            "Vonden jullie het bezoek aan de haven interessant?",
            "Wat vonden jullie van het bezoek aan de haven?",
        ),
        ("Houd je van sport?", "Wat vind je van sport?"),
        ("Was het leuk?", "Hoe was het?"),
        ("Was je stage bij de bakker leuk?", "Hoe was je stage bij de bakker?"),
        ("Ging het goed?", "Hoe ging het?"),
        ("Ging de presentatie goed?", "Hoe ging de presentatie?"),
        ("Heb je vandaag iets nieuws geleerd?", "Wat heb je vandaag geleerd?"),
        ("Hebben jullie veel van de gids geleerd?", "Wat hebben jullie van de gids geleerd?"),
        ("Leer je hier iets?", "Wat leer je hier?"),
        ("Was je zenuwachtig voor het gesprek?", "Hoe voelde je je voor het gesprek?"),
        ("Ben je trots op het resultaat?", "Wat vind je van het resultaat?"),
        ("Heeft iemand je geholpen?", "Wie heeft je geholpen, en hoe?"),
        ("Past dit beroep bij jou?", "Wat past er bij jou aan dit beroep, en wat niet?"),
        ("Krijg je er energie van?", "Waarvan krijg je energie?"),
        ("Heb je de docent bedankt?", "Hoe heb je de docent bedankt?"),
        ("Lukte het om op tijd te beginnen?", "Hoe lukte het om op tijd te beginnen?"),
        ("Werk je liever alleen of samen?", "Werk je liever alleen of samen, en waarom?"),
        # Not certain to be good Dutch.
        ("Heb je ooit iets opgegeven?", None),
        ("Heb je al iemand bedankt?", None),
        ("Zou jij dit willen?", None),
        ("Wat is je naam?", None),
        ("Was het leuk? Ja of nee?", None),
        ("Kies: binnen of buiten?", None),
        ("Vond je hem een aardige man?", None),
    ],
)
def test_a_closed_question_is_offered_another_only_where_that_is_good_dutch(
    question: str, better: str | None
) -> None:
    found = closed(question)
    assert found is not None
    assert found.better == better
    assert better is None or kind_of(better) is None


def test_an_open_question_is_left_alone() -> None:
    assert closed("Wat vond je ervan?") is None
    assert closed("") is None


def test_the_hint_says_what_is_closed_about_it() -> None:
    found = closed("Vond je het leuk?")
    assert found is not None
    assert found.kind is Kind.YES_NO
    assert found.hint == (
        "Hierop kun je met ja of nee antwoorden. Begin met wat, hoe of wie, of vraag erna waarom."
    )


@pytest.mark.parametrize(
    ("question", "starts"),
    [
        ("Zou je daar willen werken?", OF_WHAT_IS_TO_COME),
        ("Heb je ooit iets opgegeven?", OF_WHAT_HAS_BEEN),
        ("Welk profiel heb je gekozen?", OF_WHAT_HAS_BEEN),
    ],
)
def test_beginnings_look_the_way_that_the_question_looks(
    question: str, starts: tuple[str, ...]
) -> None:
    found = closed(question)
    assert found is not None
    assert found.starts == starts
