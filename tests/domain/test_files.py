"""What a file may be called, and how its size is said."""

import pytest

from lobbib.domain.files import ACCEPTED, MAX_NAME, Kind, ending_of, safe_name, size_text

HOSTILE_NAMES = {
    "../../etc/passwd.png": "passwd.png",
    "C:\\Users\\docent\\foto.PNG": "foto.png",
    "/tmp/x/.png": "png.png",
    "..png": "bestand.png",
    "con.png": "bestand con.png",
    "LPT1.klas.png": "bestand LPT1.klas.png",
    'a<b>:"c|d?*.png': "a-b---c-d--.png",
    "foto\u202egnp.exe": "fotognp.png",
    "regel\r\nSet-Cookie: x.png": "regel Set-Cookie- x.png",
    "nul\x00byte.png": "nul byte.png",
    "e\u0301e\u0301n.png": "één.png",
    "   veel    ruimte   .png": "veel ruimte.png",
    "": "bestand.png",
    "foto": "foto.png",
    "foto.jpg": "foto.png",
    "les 1.2 extra.png": "les 1.2 extra.png",
}


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_name_is_safe_on_every_computer(name: str) -> None:
    assert safe_name(name, Kind.PNG) == HOSTILE_NAMES[name]


def test_long_name_keeps_its_ending() -> None:
    made = safe_name("é" * 500 + ".docx", Kind.WORD)
    assert (len(made), made[-6:]) == (MAX_NAME, "é.docx")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.DOCX", ".docx"),
        ("a.tar.gz", ".gz"),
        ("a", ""),
        (".png", ""),
        ("a.", ""),
        ("a.p g", ""),
    ],
)
def test_ending_is_what_stands_behind_the_last_dot(name: str, expected: str) -> None:
    assert ending_of(name) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (1, "1 kB"),
        (15_000, "15 kB"),
        (2**20, "1 MB"),
        (1_500_000, "1,4 MB"),
        (20 * 2**20, "20 MB"),
        (2000 * 2**20, "2 GB"),
    ],
)
def test_size_is_said_in_round_numbers(size: int, expected: str) -> None:
    assert size_text(size) == expected


def test_each_ending_names_one_kind() -> None:
    endings = [ending for kind in Kind for ending in kind.endings]
    assert sorted(endings) == sorted(set(endings)) == list(ACCEPTED)
