"""Differences lose no letter of either text, and stay affordable."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbib.domain.differences import BESIDE, Kind, Piece, around_changes, differences

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


def test_of_a_long_text_what_stands_around_a_change_is_left() -> None:
    words = [f"woord{number:03}" for number in range(100)]
    long, first, last = " ".join(words), " ".join(words[:17]), " ".join(words[83:])
    pieces = around_changes(differences(f"{long} een {long} twee", f"{long} EEN {long} TWEE"))
    assert pieces == (
        Piece(Kind.SAME, f"… {last} "),
        Piece(Kind.REMOVED, "een "),
        Piece(Kind.ADDED, "EEN "),
        Piece(Kind.SAME, f"{first} …\n\n… {last} "),
        Piece(Kind.REMOVED, "twee"),
        Piece(Kind.ADDED, "TWEE"),
    )
    begun = around_changes(differences(f"een {long}", f"EEN {long}"))
    assert begun[-1] == Piece(Kind.SAME, f"{first} …")


def test_a_short_stretch_and_a_text_without_changes_stay_whole() -> None:
    short = " ".join(["woord"] * (BESIDE // 3))
    pieces = differences(f"{short} een {short}", f"{short} twee {short}")
    assert around_changes(pieces) == pieces
    same = differences("woord " * 1000, "woord " * 1000)
    assert around_changes(same) == same
    assert around_changes(()) == ()
