"""Which files are passed over, and how a place in a folder is written down."""

import pytest

from lobbib.domain.importing import MAX_PATH, folders_of, is_passed_over, tidy_path


@pytest.mark.parametrize(
    "path",
    [".DS_Store", "LOB/.git/config", "LOB/~$les.docx", "__MACOSX/a.md", "a/Thumbs.db", "..\\.x"],
)
def test_what_no_colleague_made_is_passed_over(path: str) -> None:
    assert is_passed_over(path)


@pytest.mark.parametrize("path", ["les.docx", "LOB/1. Les/v1.2.md", "a~$b.txt", "/x"])
def test_what_a_colleague_made_is_not(path: str) -> None:
    assert not is_passed_over(path)


@pytest.mark.parametrize(
    ("path", "tidied"),
    [
        ("LOB/Klas 2/les.md", "LOB/Klas 2/les.md"),
        ("C:\\LOB\\les.md", "C:/LOB/les.md"),
        ("../../etc/./passwd", "etc/passwd"),
        ("//a//b\n.md", "a/b .md"),
        ("e\u0301e\u0301n.md", "\u00e9\u00e9n.md"),
        ("a\x00b\u0007.md", "ab.md"),
        ("klas\u202exsl.md", "klasxsl.md"),
        ("", "bestand"),
        ("../", "bestand"),
    ],
)
def test_a_path_is_words_with_slashes(path: str, tidied: str) -> None:
    assert tidy_path(path) == tidied


def test_of_a_long_path_the_end_is_kept() -> None:
    found = tidy_path("map/" * 200 + "les.md")
    assert len(found) <= MAX_PATH
    assert found.endswith("/map/les.md")
    assert found[0] != "/"


def test_folders_are_what_a_file_lies_in() -> None:
    assert folders_of("LOB/Klas 2/les.md") == ["LOB", "Klas 2"]
    assert folders_of("les.md") == []
