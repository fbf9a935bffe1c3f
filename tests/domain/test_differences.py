"""Differences lose no letter of either text, and stay affordable."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbib.domain.differences import Kind, Piece, differences

TEXT = st.text(st.sampled_from("ab \n"), max_size=80)


def read(pieces: tuple[Piece, ...], without: Kind) -> str:
    return "".join(piece.text for piece in pieces if piece.kind is not without)


def test_a_changed_word_is_marked_on_both_sides() -> None:
    assert differences("Vraag het je moeder.", "Vraag het je oma.") == (
        Piece(Kind.SAME, "Vraag het je "),
        Piece(Kind.REMOVED, "moeder."),
        Piece(Kind.ADDED, "oma."),
    )


def test_equal_texts_have_one_piece() -> None:
    assert differences("gelijk", "gelijk") == (Piece(Kind.SAME, "gelijk"),)
    assert differences("", "") == ()


@given(TEXT, TEXT)
def test_both_texts_can_be_read_back(old: str, new: str) -> None:
    pieces = differences(old, new)
    assert read(pieces, Kind.ADDED) == old
    assert read(pieces, Kind.REMOVED) == new
    assert all(piece.text for piece in pieces)


def test_long_texts_are_compared_by_the_line() -> None:
    old = "woord " * 1300 + "\neen\n"
    pieces = differences(old, old + "twee\n")
    assert pieces == (Piece(Kind.SAME, old), Piece(Kind.ADDED, "twee\n"))


def test_the_longest_texts_take_no_time() -> None:
    old, new = "a\nb\n" * 5000, "b\na\n" * 5000
    start = time.monotonic()
    assert differences(old, new) == (Piece(Kind.REMOVED, old), Piece(Kind.ADDED, new))
    assert time.monotonic() - start < 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 600, "b a a " * 400),
        ("a b " * 120, "b a a " * 80),
        (" ".join("abcdefgh"[i * i % 8] for i in range(1200)), "a b c d e f g h " * 150),
    ],
)
def test_texts_that_match_everywhere_take_no_time(old: str, new: str) -> None:
    start = time.monotonic()
    pieces = differences(old, new)
    assert (read(pieces, Kind.ADDED), read(pieces, Kind.REMOVED)) == (old, new)
    assert time.monotonic() - start < 2
