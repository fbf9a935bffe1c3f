"""Whatever somebody types into the search field, it costs hardly more than an ordinary question."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lobbib.search.request import SearchRequest
from tests.bench import database
from tests.bench.documents import Asker
from tests.bench.engines.lobbib_ import Lobbib
from tests.torture.conftest import times

SIZE = times(400, 20_000)
ORDINARY = 20
MORE_SECONDS = 0.050  # of the processor, than the middle one of the ordinary questions
SEED = 20261125


def _any_characters(dice: random.Random, number: int) -> str:
    return "".join(chr(dice.randrange(0x110000)) for _ in range(number))


def _odd(words: list[str]) -> dict[str, str]:
    dice = random.Random(SEED)
    twelve = dice.sample(words, 12)
    return {
        "100,000 letters": "x" * 100_000,
        "100,000 spaces": " " * 100_000,
        "100,000 accents": "a" + "\u0301" * 100_000,
        "nested brackets": "(" * 50_000 + ")" * 50_000,
        "quotes": '"' * 9_999,
        "open quotes": ' "'.join(twelve),
        "quoted in full": f'"{" ".join(twelve)}"',
        "dashes": "-" * 2_000,
        "dashes apart": "- " * 2_000,
        "NULs": "\0" * 5_000,
        "NULs between": "\0".join(twelve),
        "every plane": "".join(chr(plane * 0x10000 + 0x141) for plane in range(17)) * 12,
        "anything": _any_characters(dice, 100_000),
        "words of anything": " ".join(_any_characters(dice, 8) for _ in range(500)),
        "half a pair": "\ud800 " * 200,
        "a syntax": "title:molen OR id:[0 TO 9] *:* m?l*n ~3 ^9 (a AND (b NOT (c)))",
        "numbers": " ".join(map(str, range(500))),
        "letters apart": " ".join("abcdefghijklmnopqrstuvwxyz"),
        "beginnings": " ".join(word[:2] for word in twelve),
        "the commonest": " ".join(words[:12]),
        "twelve words": " ".join(twelve),
        "twelve slips": " ".join(word[:-2] + "qx" + word[-1] for word in twelve),
        "twelve joined": "".join(twelve),
        "not twelve": " ".join(f"-{word}" for word in twelve),
        "classes": "klas 1 2 3 4 5 6 vmbo havo vwo " * 6,
        "denials": "niet zonder geen behalve " * 8 + "klas 3",
    }


class Asked:
    """The product's engine on a corpus, and the words that people ask there, commonest first."""

    def __init__(self, folder: Path) -> None:
        corpus = database.fill(folder / "lobbib.db", SIZE)
        vocabulary = corpus.vocabulary
        self.words = [vocabulary.words[number] for number in vocabulary.asked]
        self.lobbib = Lobbib(follows=False)
        self.lobbib.build(folder / "index", [])
        self.lobbib.open(folder / "index", Asker(school=1, board=1))

    def search(self, text: str) -> object:
        return self.lobbib.search.search(self.lobbib.actor, SearchRequest(words=text))

    def propose(self, text: str) -> object:
        return self.lobbib.search.propose(self.lobbib.actor, text)

    def ordinary(self, ask: Callable[[str], object]) -> float:
        """Seconds that the middle one of some questions of three words takes, each a new one."""
        dice = random.Random(SEED)
        three = [" ".join(dice.sample(self.words, 3)) for _ in range(ORDINARY)]
        return statistics.median(_seconds(ask, text) for text in three)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    made = Asked(tmp_path_factory.mktemp("odd"))
    yield made
    made.lobbib.close()


def _seconds(ask: Callable[[str], object], text: str) -> float:
    """Of the processor, whatever else the machine does."""
    begin = time.thread_time()
    ask(text)
    return time.thread_time() - begin


@pytest.mark.parametrize("way", ["search", "propose"])
def test_an_odd_question_costs_hardly_more_than_an_ordinary_one(asked: Asked, way: str) -> None:
    ask = getattr(asked, way)
    ask("eerst")  # what every process does once
    ordinary = asked.ordinary(ask)
    more = {name: _seconds(ask, text) - ordinary for name, text in _odd(asked.words).items()}
    dearest = sorted(more.items(), key=lambda one: -one[1])[:5]
    print(f"ordinary {1000 * ordinary:.1f} ms; more:", dearest)
    assert [one for one in dearest if one[1] > MORE_SECONDS] == []
