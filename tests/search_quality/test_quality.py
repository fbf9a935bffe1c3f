"""lobbib answers the judged queries as well as was promised, on both halves."""

from collections.abc import Iterator

import pytest

from tests.search_quality.engines import Answer, Engine, Fts5, Lobbib, Whoosh, lobbib_in
from tests.search_quality.judged import Half, library, load
from tests.search_quality.report import Report, ask_all, summarise

# When the judge came, the engine of then reached 0.497 and 0.690 on this half.
FLOOR_NDCG = 0.87
FLOOR_SUCCESS_AT_5 = 0.95

PROMISED_NDCG = 0.85
PROMISED_SUCCESS_AT_5 = 0.95
PROMISED_OF_EACH_KIND = 0.75

EGEL = "demo/Egel 214 en de mensen die hem beter maken"
BESLISWEEK = "demo/Beslisweek met vijf kleine stappen"


@pytest.fixture(scope="module")
def lobbib(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobbib]:
    with lobbib_in(tmp_path_factory.mktemp("quality")) as made:
        yield made


@pytest.fixture
def fts5() -> Iterator[Fts5]:
    made = Fts5()
    yield made
    made.close()


def report_on(engine: Engine, half: Half) -> Report:
    return summarise(engine.name, ask_all(engine, load(half)))


def test_lobbib_is_asked_over_what_was_judged(lobbib: Lobbib) -> None:
    assert set(library()) < set(lobbib.keys.values())
    hidden = {
        "buur/Een vacature uit het jaar 2045",
        "buur/De onzichtbare ploeg van de schoolmusical",
        "buur/Een ochtend in de dierenkliniek",
    }
    assert set(lobbib.keys.values()) - set(library()) == hidden


def test_a_page_without_hits_says_nothing(lobbib: Lobbib) -> None:
    assert lobbib.ask("xqzwv") == Answer((), True)


def test_a_page_with_hits_for_all_words_is_no_guess(lobbib: Lobbib) -> None:
    answer = lobbib.ask("egelopvang")
    assert (answer.found[0], answer.nothing) == (EGEL, False)


def test_a_page_that_lacks_half_of_the_words_says_nothing(lobbib: Lobbib) -> None:
    """What the other word would find is offered beside it, and is no answer."""
    assert lobbib.ask("egelopvang xqzwv") == Answer((), True)


def test_whoosh_finds_any_of_the_words_and_takes_none_for_syntax() -> None:
    whoosh = Whoosh()
    assert whoosh.ask("Studielink xqzwv?") == Answer((BESLISWEEK,), False)
    assert whoosh.ask("xqzwv OR") == Answer((), True)


def test_fts5_finds_the_beginning_of_any_of_the_words(fts5: Fts5) -> None:
    assert fts5.ask('studiel "xqzwv" -*?') == Answer((BESLISWEEK,), False)
    assert fts5.ask("xqzwv") == Answer((), True)


def test_tuning_half_stays_above_the_floor(lobbib: Lobbib) -> None:
    overall = report_on(lobbib, Half.TUNING).overall
    assert overall["nDCG@10"].value >= FLOOR_NDCG
    assert overall["success@5"].value >= FLOOR_SUCCESS_AT_5


def test_unseen_half_is_as_good_as_was_promised(lobbib: Lobbib) -> None:
    overall = report_on(lobbib, Half.UNSEEN).overall
    assert overall["nDCG@10"].value >= PROMISED_NDCG
    assert overall["success@5"].value >= PROMISED_SUCCESS_AT_5


def test_unseen_half_has_no_weak_kind(lobbib: Lobbib) -> None:
    report = report_on(lobbib, Half.UNSEEN)
    figures = {kind: means["nDCG@10"].value for kind, means in report.kinds.items()}
    figures["nothing"] = report.nothing.value
    weak = {kind: value for kind, value in figures.items() if value < PROMISED_OF_EACH_KIND}
    assert weak == {}
