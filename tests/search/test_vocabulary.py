"""The words of what is indexed: by stem, by beginning, by nearness, and how many have them."""

from pyroaring import BitMap

from lobbib.search.feed import Place
from lobbib.search.segments import MemorySegment
from lobbib.search.snapshot import Snapshot, cache
from lobbib.search.texts import Texts
from lobbib.search.vocabulary import Stock, Vocabulary

TEXTS = {1: "stage", 2: "Stage", 3: "stage", 4: "stages staart", 5: "staart", 6: "molen"}


def text(number: int, body: str) -> Texts:
    return Texts(number, 1, True, {"body": body})


def snapshot() -> Snapshot:
    segment = MemorySegment([text(*one) for one in TEXTS.items()])
    return Snapshot([Stock([segment])], {}, Place("here"), cache())


def made() -> Vocabulary:
    return snapshot().vocabulary


def test_forms_share_a_stem() -> None:
    assert made().forms("stage") == ("stage", "stages")
    assert made().forms("niets") == ()


def test_beginnings_come_most_used_first() -> None:
    assert made().beginning("sta", 2) == ("stage", "staart")
    assert made().beginning("sta", 9, BitMap([4, 5])) == ("staart", "stages")
    assert made().beginning("zzz", 9) == ()


def test_near_words_come_nearest_first() -> None:
    assert made().near("stgae", 2) == [("stage", 1), ("stages", 2)]
    assert made().near("onzin", 2) == []


def test_frequency_counts_only_what_may_be_seen() -> None:
    assert made().frequency("stage", BitMap([2, 3, 4])) == 2
    assert made().frequency("onzin", BitMap([2, 3, 4])) == 0


def test_words_that_are_not_indexed_yet_join() -> None:
    joined = snapshot().joined([text(9, "stagiair stage")], {9}).vocabulary
    assert joined.beginning("stag", 9) == ("stage", "stages", "stagiair")
    assert joined.frequency("stage", BitMap([3, 9])) == 2
    assert "stagiair" in joined
    assert "stagiair" not in made()
