"""The words of what is indexed: by stem, by beginning, by nearness, and how many have them."""

from pyroaring import BitMap

from lobbib.search.vocabulary import Vocabulary

HAVING = {
    "stage": BitMap([1, 2, 3]),
    "stages": BitMap([4]),
    "staart": BitMap([4, 5]),
    "molen": BitMap([6]),
}
FRESH = {"stagiair": BitMap([9]), "stage": BitMap([9])}


def made() -> Vocabulary:
    return Vocabulary(HAVING, lambda word: HAVING.get(word, BitMap()))


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
    joined = made().joined(FRESH)
    assert joined.beginning("stag", 9) == ("stage", "stages", "stagiair")
    assert joined.frequency("stage", BitMap([3, 9])) == 2
    assert "stagiair" in joined
    assert "stagiair" not in made()
