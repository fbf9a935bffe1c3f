"""Whether a lesson is there already, asked as the form does and as an import does.

The library is the demo's. Copies are what people make of a file: they shorten it, cut it up, put
more in, write the school's own head above it. `tests/judged` holds lessons told again by hand, and
others about the same thing. Of what was told again by hand 16 of the 20 are known again.
"""

import re
from collections.abc import Callable, Iterator

import pytest

from lobbib.domain.likeness import Known
from lobbib.search.similar import words_of
from lobbib.search.texts import Texts
from tests.judged.sets import Half, described, told
from tests.search_quality.engines import Lobbib, lobbib_in, texts_by_key

SHEET = """Naam, klas, datum. Loopbaanopdracht van onze school. Doel van de opdracht: je leert
jezelf beter kennen. Benodigdheden: pen, papier, laptop. Lees eerst de hele opdracht goed door
voordat je begint. Werk netjes en schrijf hele zinnen.

{}

Lever je verslag in via de elektronische leeromgeving en bewaar het in je portfolio. Beoordeling:
onvoldoende, voldoende of goed. Heb je vragen, stel ze dan aan je mentor."""
MORE = """

Neem een pen mee en ga rustig zitten. Klaar? Help dan iemand anders, of lees verder in je boek. We
ruimen samen op en bespreken de planning van volgende week."""

Ask = Callable[[str, str], str | None]  # the key of what tells the same lesson, by title and body


def without_each_third(body: str) -> str:
    return " ".join(word for at, word in enumerate(body.split()) if at % 3)


def first_half(body: str) -> str:
    words = body.split()
    return " ".join(words[: len(words) // 2])


def last_half(body: str) -> str:
    words = body.split()
    return " ".join(words[len(words) // 2 :])


def turned_round(body: str) -> str:
    return "\n\n".join(reversed(re.split(r"\n+", body)))


def longer(body: str) -> str:
    return body + MORE


COPIES = (without_each_third, first_half, last_half, turned_round, longer)


@pytest.fixture(scope="module")
def lobbib(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobbib]:
    with lobbib_in(tmp_path_factory.mktemp("alike")) as made:
        yield made


def by_search(lobbib: Lobbib) -> Ask:
    def ask(title: str, body: str) -> str | None:
        texts = Texts(0, 0, True, {"title": title, "body": body})
        found = [one for one in lobbib.engine.similar(lobbib.actor, texts) if one.is_same]
        return lobbib.keys[found[0].id] if found else None

    return ask


def among(library: dict[str, str]) -> Ask:
    """As an import asks: `library` are bodies by key, and a key is school/title."""
    known, keys = Known(), list(library)
    for number, key in enumerate(keys):
        known.add(number, words_of(key.partition("/")[2], library[key]))

    def ask(title: str, body: str) -> str | None:
        found = known.nearest(words_of(title, body))
        return None if found is None else keys[found]

    return ask


def bodies() -> dict[str, str]:
    return {key: written["body"] for key, written in texts_by_key().items()}


@pytest.fixture(params=["form", "import"])
def ask(request: pytest.FixtureRequest, lobbib: Lobbib) -> Ask:
    return by_search(lobbib) if request.param == "form" else among(bodies())


def test_every_assignment_is_known_again(ask: Ask) -> None:
    found = {key: ask(key.partition("/")[2], body) for key, body in bodies().items()}
    assert found == {key: key for key in bodies()}


@pytest.mark.parametrize("change", COPIES, ids=lambda change: change.__name__)
def test_every_copy_that_was_touched_up_is_known_again(
    ask: Ask, change: Callable[[str], str]
) -> None:
    found = {key: ask("Les", change(body)) for key, body in bodies().items()}
    assert found == {key: key for key in bodies()}


@pytest.mark.parametrize(("half", "most"), [("tuning", 8), ("unseen", 8)])
def test_lessons_that_were_told_again_are_known_and_others_are_not(
    ask: Ask, half: Half, most: int
) -> None:
    found = {item: ask(item.title, item.body) for item in told(half)}
    claims = [item for item, key in found.items() if key]
    assert [item for item in claims if not item.same] == []
    assert [found[item] for item in claims] == [item.beside for item in claims]
    assert len(claims) == most


@pytest.mark.parametrize("most", [20, 30, 1000])
@pytest.mark.parametrize("half", ["tuning", "unseen"])
def test_another_lesson_is_the_same_as_none_however_much_is_typed(
    ask: Ask, half: Half, most: int
) -> None:
    texts = [(item.title, " ".join(item.body.split()[:most])) for item in described(half)]
    assert [key for title, body in texts if (key := ask(title, body))] == []


def test_what_a_school_writes_on_every_sheet_makes_no_two_the_same() -> None:
    sheets = {key: SHEET.format(body) for key, body in bodies().items()}
    for key, sheet in sheets.items():
        others = {other: body for other, body in sheets.items() if other != key}
        assert among(others)(key.partition("/")[2], sheet) is None
