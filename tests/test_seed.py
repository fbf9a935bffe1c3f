"""The seed is a library that a school could use tomorrow: complete, various, with honest holes."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from lobbib.domain.assignments import Activity, Status, Visibility, problems
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from lobbib.exchange.items import Parsed, from_item

FOLDER = Path(__file__).parent.parent / "seed"
TRACKS = {
    "demo": {Track.VMBO_TL, Track.HAVO, Track.VWO},
    "buur": {Track.VMBO_KB, Track.VMBO_TL, Track.HAVO, Track.VWO},
}
HOLES = {(1, "loopbaansturing"), (3, "netwerken"), (5, "motievenreflectie")}
HOLE_THAT_STAYS = (6, "kwaliteitenreflectie")
OPEN = (
    "Wat", "Hoe", "Wie", "Welk", "Waar", "Wanneer", "Waarom", "Op ", "Aan ", "In ", "Met ", "Bij ",
    "Van ", "Voor ", "Door ", "Uit ", "Over ", "Naar ", "Tot ", "Hoeveel",
)  # fmt: skip
LIKENESS = 0.05


def lines_of(slug: str) -> list[str]:
    return (FOLDER / "demo" / f"{slug}.jsonl").read_text(encoding="utf-8").splitlines()


def items_of(slug: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines_of(slug)]


ITEMS = [(slug, item) for slug in TRACKS for item in items_of(slug)]
TITLES = [f"{slug}: {item['title']}" for slug, item in ITEMS]
each_item = pytest.mark.parametrize(("slug", "item"), ITEMS, ids=TITLES)
SUBJECTS = {row["slug"] for row in json.loads((FOLDER / "subjects.json").read_text("utf-8"))}


def cells(slug: str) -> set[tuple[int, str]]:
    return {
        (year, competency)
        for item in items_of(slug)
        for year in item["years"]
        for competency in item["competencies"]
    }


def test_there_are_as_many_as_promised() -> None:
    assert len(items_of("demo")) >= 60
    assert len(items_of("buur")) >= 20
    wide = [item for item in items_of("buur") if item["visibility"] == "iedereen"]
    assert len(wide) >= 15


def test_holes_are_where_a_decaan_will_find_them() -> None:
    every = {(year, value.value) for year in range(1, 7) for value in Competency}
    assert every - cells("demo") == HOLES | {HOLE_THAT_STAYS}


def test_neighbour_shares_what_fills_some_holes() -> None:
    shared = {
        (year, competency)
        for item in items_of("buur")
        if item["visibility"] != Visibility.SCHOOL
        for year in item["years"]
        for competency in item["competencies"]
    }
    assert shared >= HOLES
    assert HOLE_THAT_STAYS not in shared


@each_item
def test_item_can_be_shared_as_it_stands(slug: str, item: dict[str, Any]) -> None:
    parsed: Parsed = from_item(item)
    assert parsed.problems == {}
    assert parsed.unknown == ()
    assert parsed.status is Status.SHARED
    assert problems(parsed.content, sharing=True) == {}
    assert set(parsed.content.subjects) <= SUBJECTS


@each_item
def test_item_is_a_whole_lesson(slug: str, item: dict[str, Any]) -> None:
    assert 80 <= len(item["body"].split()) <= 250
    assert 2 <= len(item["questions"]) <= 4
    assert all(item[name].strip() for name in ("title", "summary", "notes", "needs"))
    assert len(item["title"]) <= 70
    assert len(item["summary"]) <= 160
    assert 1 <= len(item["competencies"]) <= 3
    assert item["minutes"] >= 5
    assert item["activity"] in {activity.value for activity in Activity}


@each_item
def test_item_asks_open_questions(slug: str, item: dict[str, Any]) -> None:
    closed = [
        question
        for question in item["questions"]
        if not question.endswith("?") or not question.startswith(OPEN)
    ]
    assert closed == []


@each_item
def test_item_fits_tracks_that_exist_in_its_years(slug: str, item: dict[str, Any]) -> None:
    tracks = {Track(value) for value in item["tracks"]}  # type: ignore[call-arg]
    assert tracks & TRACKS[slug]
    assert max(item["years"]) <= max(track.last_year for track in tracks)
    for track in tracks:
        assert min(item["years"]) <= track.last_year


@each_item
def test_item_speaks_to_pupils_without_jargon(slug: str, item: dict[str, Any]) -> None:
    words = item["body"].lower()
    jargon = [value.value for value in Competency if value.value != "netwerken"]
    assert [word for word in (*jargon, "competentie", "lob-") if word in words] == []


def test_no_two_titles_are_alike() -> None:
    titles = Counter(item["title"].casefold() for _, item in ITEMS)
    assert [title for title, number in titles.items() if number > 1] == []


def trigrams(text: str) -> frozenset[tuple[str, ...]]:
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return frozenset(zip(words, words[1:], words[2:], strict=False))


@pytest.mark.parametrize("field", ["body", "notes"])
def test_no_two_texts_are_alike(field: str) -> None:
    """Pairwise: the share of three-word runs that two texts have in common."""
    grams = [(title, trigrams(item[field])) for title, (_, item) in zip(TITLES, ITEMS, strict=True)]
    assert list(_alike(grams)) == []


def _alike(grams: list[tuple[str, frozenset[tuple[str, ...]]]]) -> Iterator[tuple[str, str, float]]:
    for (one, left), (other, right) in combinations(grams, 2):
        likeness = len(left & right) / len(left | right)
        if likeness > LIKENESS:
            yield one, other, round(likeness, 2)


def test_no_question_is_asked_twice() -> None:
    asked = Counter(question for _, item in ITEMS for question in item["questions"])
    assert [question for question, number in asked.items() if number > 2] == []


def test_demo_is_spread_over_subjects_and_forms() -> None:
    items = items_of("demo")
    subjects = Counter(subject for item in items for subject in item["subjects"])
    assert len(subjects) >= 20
    assert subjects["mentorles"] <= len(items) / 4
    assert {item["activity"] for item in items} == {activity.value for activity in Activity}
    assert {year for item in items for year in item["years"]} == {1, 2, 3, 4, 5, 6}
    assert {item["origin"] for item in items} == {"eigen", "toestemming", "overgenomen"}
    assert {item["visibility"] for item in items} == {"school", "bestuur", "iedereen"}
    assert min(item["minutes"] for item in items) == 5
    assert sum(item["parents"] for item in items) >= 5


@pytest.mark.parametrize("slug", TRACKS)
def test_files_are_plain_json_lines(slug: str) -> None:
    raw = (FOLDER / "demo" / f"{slug}.jsonl").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
    assert b"\r" not in raw
    assert all(line for line in lines_of(slug))
