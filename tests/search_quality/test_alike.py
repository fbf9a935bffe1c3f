"""What may be the same lesson, over the demo's library: each finds itself, alone."""

from collections.abc import Iterator, Mapping

import pytest

from lobbib.search.texts import Texts
from tests.judged.sets import described
from tests.search_quality.engines import Lobbib, lobbib_in, texts_by_key


@pytest.fixture(scope="module")
def lobbib(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobbib]:
    with lobbib_in(tmp_path_factory.mktemp("alike")) as made:
        yield made


def told(lobbib: Lobbib, written: Mapping[str, str]) -> list[str]:
    found = lobbib.engine.nearly_the_same(lobbib.actor, Texts(0, 0, True, written))
    return [lobbib.keys[one.id] for one in found]


def retold(written: Mapping[str, str]) -> dict[str, str]:
    """Another title, no questions, and every third word is gone."""
    words = written["body"].split()
    return {"title": "Les", "body": " ".join(w for at, w in enumerate(words) if at % 3)}


def test_every_assignment_finds_itself_and_nothing_else(lobbib: Lobbib) -> None:
    texts = texts_by_key()
    assert {key: told(lobbib, written) for key, written in texts.items()} == {
        key: [key] for key in texts
    }


def test_every_assignment_is_found_when_it_is_told_again(lobbib: Lobbib) -> None:
    texts = texts_by_key()
    assert {key: told(lobbib, retold(written)) for key, written in texts.items()} == {
        key: [key] for key in texts
    }


@pytest.mark.parametrize("most", [20, 30, 1000])
def test_another_lesson_is_like_none_however_much_is_typed(lobbib: Lobbib, most: int) -> None:
    begun = {item: " ".join(item.body.split()[:most]) for item in described("tuning")}
    found = {
        body: told(lobbib, {"title": item.title, "body": body}) for item, body in begun.items()
    }
    assert {text: keys for text, keys in found.items() if keys} == {}
