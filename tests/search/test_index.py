"""The index on disk: commits, merges, deletions and damage, read back and compared by hand."""

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pyroaring import BitMap

from lobbib.search import index
from lobbib.search.codec import POSTINGS, TERMS, SegmentFile, Unreadable
from lobbib.search.columns import Sight, flags
from lobbib.search.feed import Place
from lobbib.search.inverted import Array
from lobbib.search.query import Alternative, Item, Together
from lobbib.search.ranking.fit import Fit, fit
from lobbib.search.segments import PRIVATE, WORDS
from lobbib.search.snapshot import Snapshot, cache
from lobbib.search.texts import Texts
from lobbib.search.vocabulary import Stock

NAMES = ["appel", "fiets", "lamp", "molen", "robot", "tunnel", "vlinder", "zebra"]
FIELDS = ("title", "summary", "questions", "body", "needs", "notes")
BOOSTS = dict(zip(FIELDS, (4.0, 2.5, 1.6, 1.0, 0.7, 0.7), strict=True))
USUAL = dict(zip(FIELDS, (4.0, 10.0, 20.0, 90.0, 10.0, 45.0), strict=True))
SLOPES = dict(zip(FIELDS, (0.3, 0.5, 0.5, 0.6, 0.5, 0.6), strict=True))
SIZE = 400


def some_texts(dice: random.Random, number: int) -> Texts:
    written = {field: " ".join(dice.choices(NAMES, k=dice.randrange(5))) for field in FIELDS}
    return Texts(number, dice.randrange(3), dice.random() < 0.7, written)


class Disk:
    """An index with one writer, and what should be in it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        index.create(folder)
        self.folder = folder
        self.kept: dict[int, Texts] = {}
        self.rewritten = 0
        self._opened: list[SegmentFile] = []

    def close(self) -> None:
        for file in self._opened:
            file.close()

    def ids_of(self, segment: object) -> Array:
        file = index.open_segment(self.folder, segment)
        file.close()
        return file.ids

    def commit(self, removed: Iterable[int], added: Iterable[Texts]) -> None:
        removed, added = list(removed), list(added)
        for number in removed:
            self.kept.pop(number, None)
        self.kept |= {one.id: one for one in added}
        with index.writing(self.folder, self.ids_of) as change:
            change.remove([*removed, *(one.id for one in added)])
            again = change.merged(len(added))
            self.rewritten += len(again)
            change.add([*added, *(self.kept[number] for number in again)])

    def files(self) -> list[SegmentFile]:
        found = [index.open_segment(self.folder, one) for one in index.segments(self.folder)]
        self._opened += found
        return found

    def snapshot(self) -> Snapshot:
        segments = index.segments(self.folder)
        dead = {one.segid: index.dead(one) for one in segments}
        return Snapshot([Stock(self.files())], dead, Place("here"), cache())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "gen-1")
    yield made
    made.close()


def weight_of(texts: Texts, word: str, fields: Iterable[str]) -> float:
    total = 0.0
    for field in fields:
        words = texts.written[field].split()
        length = 1 - SLOPES[field] + SLOPES[field] * len(words) / USUAL[field]
        total += BOOSTS[field] * words.count(word) / length
    return total


def shared_fields(texts: Texts) -> list[str]:
    return [field for field in FIELDS if field != "notes" or texts.share_notes]


def assert_holds(snapshot: Snapshot, kept: dict[int, Texts]) -> None:
    assert snapshot.count == len(kept)
    for word in NAMES:
        group = (Alternative(word, 0.5),)
        shared = {n: weight_of(one, word, shared_fields(one)) / 2 for n, one in kept.items()}
        own = {n: weight_of(one, word, ["notes"]) / 2 for n, one in kept.items()}
        private = {n: weight for n, weight in own.items() if not kept[n].share_notes}
        for field, expected in ((WORDS, shared), (PRIVATE, private)):
            found = snapshot.any_of(field, group)
            having = {n: weight for n, weight in sorted(expected.items()) if weight}
            assert found.ids.tolist() == list(having)
            assert np.allclose(found.weights, list(having.values()), rtol=1e-4)


def test_many_small_commits_hold_what_was_saved_in_few_segments(disk: Disk) -> None:
    dice = random.Random(2)
    for _ in range(120):
        changed = [some_texts(dice, dice.randrange(1, SIZE)) for _ in range(dice.randrange(1, 4))]
        gone = dice.sample(sorted(disk.kept), min(len(disk.kept), dice.randrange(2)))
        disk.commit(
            {*gone, *(one.id for one in changed)}, {one.id: one for one in changed}.values()
        )
    assert_holds(disk.snapshot(), disk.kept)
    assert len(index.segments(disk.folder)) <= 1 + math.log2(SIZE / index.MERGE_ALWAYS)
    assert disk.rewritten < 120 * 2 * (index.MERGE_ALWAYS + math.log2(SIZE))


def test_what_changed_since_is_joined(disk: Disk) -> None:
    dice = random.Random(3)
    disk.commit([], [some_texts(dice, number) for number in range(1, 60)])
    fresh = [some_texts(dice, number) for number in (5, 9, 70)]
    before = disk.snapshot()
    after = before.joined(fresh, {5, 9, 12, 70})
    kept = {n: one for n, one in disk.kept.items() if n != 12} | {one.id: one for one in fresh}
    assert_holds(after, kept)
    assert_holds(before, disk.kept)


def by_hand(disk: Disk, alternatives: dict[str, float], seen: set[int], own: set[int]) -> dict:
    """BM25F, from the definition."""
    used: dict[int, float] = defaultdict(float)
    for number in seen:
        one = disk.kept[number]
        fields = FIELDS if number in own else shared_fields(one)
        for word, weight in alternatives.items():
            used[number] += weight * weight_of(one, word, fields)
    having = {number: weight for number, weight in used.items() if weight}
    rarity = math.log(1 + (len(seen) - len(having) + 0.5) / (len(having) + 0.5))
    return {n: rarity * weight / (3.0 + weight) for n, weight in sorted(having.items())}


def sight_of(number: int, seen: set[int], own: set[int]) -> Sight:
    bitmaps = BitMap(seen), BitMap(own)
    return Sight((number,), *bitmaps, *(flags(one, SIZE) for one in bitmaps))


@pytest.mark.parametrize("seed", range(4))
def test_scores_are_those_of_the_definition(disk: Disk, seed: int) -> None:
    dice = random.Random(seed)
    disk.commit([], [some_texts(dice, number) for number in range(1, 150)])
    disk.commit([3], [some_texts(dice, number) for number in range(100, 200)])
    snapshot = disk.snapshot()
    for round_ in range(20):
        seen = set(dice.sample(sorted(disk.kept), 120))
        own = {number for number in seen if disk.kept[number].school_id == 0}
        sight = Sight(
            (round_,),
            BitMap(seen),
            BitMap(own),
            flags(BitMap(seen), SIZE),
            flags(BitMap(own), SIZE),
        )
        weights = {word: dice.choice((1.0, 0.6)) for word in dice.sample(NAMES, 2)}
        item = Item(tuple(Alternative(*one) for one in weights.items()))
        found = fit(snapshot, item, sight, {})
        expected = by_hand(disk, weights, seen, own)
        assert found.ids.tolist() == list(expected)
        assert np.allclose(found.scores, list(expected.values()), rtol=1e-4)
        assert set(found.sure.tolist()) == {1.0}


def everything(kept: Iterable[int]) -> Sight:
    return sight_of(0, set(kept), set())


def test_words_in_a_row_are_found_and_not_across_fields(disk: Disk) -> None:
    dice = random.Random(7)
    disk.commit([], [some_texts(dice, number) for number in range(1, 200)])
    groups = ((Alternative("molen"), Alternative("lamp")), (Alternative("robot"),))
    item = Item(together=(Together(groups, 0.8, sure=0.7, adjacent=True),))
    found = fit(disk.snapshot(), item, everything(disk.kept), {})
    expected = [
        number
        for number, one in disk.kept.items()
        if any(
            pair in f" {one.written[field]} ".replace(" ", "  ")
            for field in shared_fields(one)
            for pair in (" molen  robot ", " lamp  robot ")
        )
    ]
    assert found.ids.tolist() == sorted(expected) != []
    assert np.allclose(found.sure, 0.7)
    phrase = fit(disk.snapshot(), Item(phrase=("robot", "robot")), everything(disk.kept), {})
    assert phrase.ids.tolist() == [
        number
        for number, one in disk.kept.items()
        if any("robot robot" in one.written[field] for field in shared_fields(one))
    ]


def test_words_together_fit_as_well_as_the_weakest(disk: Disk) -> None:
    dice = random.Random(9)
    disk.commit([], [some_texts(dice, number) for number in range(1, 100)])
    groups = ((Alternative("molen"),), (Alternative("zebra"),))
    snapshot, sight = disk.snapshot(), everything(disk.kept)
    found = fit(snapshot, Item(together=(Together(groups, 0.5, sure=0.6),)), sight, {})
    one, other = (fit(snapshot, Item(group), sight, {}) for group in groups)
    scores = [
        dict(zip(fit_.ids.tolist(), fit_.scores.tolist(), strict=True)) for fit_ in (one, other)
    ]
    expected = {n: min(scores[0][n], scores[1][n]) / 2 for n in scores[0] if n in scores[1]}
    assert dict(zip(found.ids.tolist(), found.scores.tolist(), strict=True)) == pytest.approx(
        expected
    )


def by_id(found: Fit) -> dict[int, float]:
    return dict(zip(found.ids.tolist(), found.scores.tolist(), strict=True))


@pytest.mark.parametrize("extension", [TERMS, POSTINGS])
@pytest.mark.parametrize("harm", ["truncate", "flip", "empty"])
def test_damage_is_noticed_and_never_read_as_words(disk: Disk, extension: str, harm: str) -> None:
    dice = random.Random(4)
    disk.commit([], [some_texts(dice, number) for number in range(1, 50)])
    path = next(disk.folder.glob(f"*{extension}"))
    raw = bytearray(path.read_bytes())
    at = 40 if extension == POSTINGS else len(raw) // 2
    raw[at] ^= 1
    path.write_bytes({"truncate": raw[:at], "flip": raw, "empty": b""}[harm])
    with pytest.raises(Unreadable):
        [file.postings(WORDS, number) for file in disk.files() for number in range(8)]


def test_a_commit_that_fails_leaves_everything_as_it_was(disk: Disk) -> None:
    dice = random.Random(6)
    disk.commit([], [some_texts(dice, 1)])

    def fail() -> None:
        with index.writing(disk.folder, disk.ids_of) as change:
            change.remove([1])
            change.add(some_texts(dice, 2 // zero) for zero in (1, 0))

    with pytest.raises(ZeroDivisionError):
        fail()
    assert_holds(disk.snapshot(), disk.kept)
