"""Whether a question is closed: each rule of tests/judged/README.md, on questions of its own."""

import pytest

from lobbib.domain.questions import Kind, kind_of

YES_NO = """
Heb je het naar je zin gehad?
Was de dag langer dan je dacht?
Kun je goed plannen?
Weet je nog hoe dat voelde?
Denk je dat je ouders trots zijn?
Is er iemand die jou kan helpen?
Als je nu moest kiezen, zou je dan weer hetzelfde doen?
Toen je binnenkwam, was je toen bang?
Eerlijk: vond je het saai?
Vertel eens, was het leuk?
Je vond het leuk, toch?
Dat ging goed, hè?
Het was dus niks voor jou?
Wie van jullie heeft een bijbaan?
Hoe was het? Leuk?
Leuk?
hebbie t leuk gehad
wil jij eigenlijk wel naar de havo
Vond je het leuk? En zou je het nog eens doen?
Weet je wat je wilt en hoe je daar komt?
Ga je met je ouders naar de open dag?
Geef je snel op?
"""
CHOICE = """
Wil je later zelfstandig werken of in loondienst?
Wat vond je beter: de film of het boek?
Hoe ging het, goed of slecht?
Welke van de drie past het best bij jou?
Wat van deze twee zou je kiezen?
Kies: binnen of buiten?
Ben je blij of bang?
"""
FACT = """
Hoe oud ben je?
Hoe laat begon je?
Hoe heet het bedrijf?
Op een schaal van 1 tot 10, hoe tevreden ben je?
Met hoeveel mensen werkte je samen?
Welke opleiding ga je doen?
In welk jaar doe je examen?
Wat is jouw lievelingsvak?
Wat verdien je?
Waar woont je begeleider?
Waar heb je stage gelopen?
Waar kom je vandaan?
Wie was je begeleider?
Wie heeft jullie ingewerkt?
Door wie ben je die dag ontvangen?
Wie haalde je van het station?
Bij wie liep je stage?
Wanneer begint de open dag?
Sinds wanneer werk je daar?
Mag ik vragen hoe oud je bent?
Welk cijfer geef je jezelf?
"""
OPEN = """
Wie heeft jou het meest gevormd?
Hoe kwam je op dat idee?
Wat zou je tegen je jongere zelf zeggen?
Waar werd je stil van?
Waar voelde je je op je plek?
Wanneer voelde jij je het sterkst?
Wie zou je nog willen spreken?
Wie ken je die je verder kan helpen?
Welke rol had jij in het groepje?
Welk beroep zou je een dag willen proberen?
In hoeverre paste het bij jou?
Op welke manier kun je hem bedanken?
Met wat voor gevoel kwam je thuis?
Kun je vertellen wat er misging?
Wil je een voorbeeld geven?
Mag ik vragen waarom je stopte?
Leg uit wat je ervan geleerd hebt.
Stel je voor dat je de baas bent. Wat zou je dan doen?
Ik ben benieuwd wat jij daarvan vindt.
Vond je het leuk? Waarom wel of niet?
Zou je het nog eens doen, en waarom?
Ben je tevreden? Leg uit.
Heb je hulp gevraagd? Hoe ging dat?
Als je terugkijkt, wat zou je anders doen?
Je zei dat je twijfelt: waar zit die twijfel in?
Wat vind je leuker: alleen of samen, en waarom?
Hoe zeker wist je dat je dit wilde, en wat gaf de doorslag?
Hoe laat je een volgend team zien wat jij kunt?
Wa vonde gij ervan?
En toen?
Waarom?
Want?
"""


def listed(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("question", listed(YES_NO))
def test_yes_or_no_is_closed(question: str) -> None:
    assert kind_of(question) is Kind.YES_NO


@pytest.mark.parametrize("question", listed(CHOICE))
def test_a_choice_is_closed(question: str) -> None:
    assert kind_of(question) is Kind.CHOICE


@pytest.mark.parametrize("question", listed(FACT))
def test_a_fact_that_is_ready_is_closed(question: str) -> None:
    assert kind_of(question) is Kind.FACT


@pytest.mark.parametrize("question", listed(OPEN))
def test_what_takes_a_reason_a_way_or_a_view_is_open(question: str) -> None:
    assert kind_of(question) is None


@pytest.mark.parametrize("question", ["", "   ", "?", "…"])
def test_an_empty_line_is_no_closed_question(question: str) -> None:
    assert kind_of(question) is None


@pytest.mark.parametrize(
    "question", ["VOND JE HET LEUK", "vond je  het leuk ?", "“Vond je het leuk?”"]
)
def test_spelling_changes_nothing(question: str) -> None:
    assert kind_of(question) is Kind.YES_NO


def test_a_question_of_greatest_length_takes_no_time() -> None:
    for word in ("en ", "of ", "hoe ", "a, ", "je ", "wie van ", "kun je "):
        kind_of((word * 150)[:300])
