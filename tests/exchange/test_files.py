"""Whatever a name says, what is in a file decides; and what could harm somebody stays out."""

import hashlib
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lobbib.domain.files import BY_ENDING, MAX_FILE, Kind, ending_of
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.files import inspect
from tests.files import HOSTILE, POLYGLOTS, SOUND, fake_word, pdf, picture, word


@pytest.mark.parametrize("name", SOUND)
def test_sound_file_is_what_it_says(name: str) -> None:
    data = SOUND[name]()
    found = inspect(io.BytesIO(data), name)
    assert found.kind is BY_ENDING[ending_of(name)]
    assert (found.size, found.name) == (len(data), name)
    assert found.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_file_is_refused_by_name(what: str) -> None:
    name, reason, make = HOSTILE[what]
    with pytest.raises(BadFile) as refused:
        inspect(io.BytesIO(make()), name)
    assert refused.value.reason is Reason(reason)
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("what", POLYGLOTS)
def test_file_of_two_kinds_is_taken_for_the_harmless_one(what: str) -> None:
    name, kind, make = POLYGLOTS[what]
    assert inspect(io.BytesIO(make()), name).kind == kind


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_file_without_an_ending_gets_its_own(kind: str) -> None:
    found = inspect(io.BytesIO(picture(kind)), "foto van het plein")
    assert found.name == f"foto van het plein{found.kind.endings[0]}"


@pytest.mark.parametrize("lossless", [True, False])
def test_each_way_of_webp_says_its_size(lossless: bool) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (30, 20), (1, 2, 3, 100)).save(out, "WEBP", lossless=lossless)
    assert inspect(io.BytesIO(out.getvalue()), "a.webp").kind is Kind.WEBP
    with pytest.raises(BadFile):
        inspect(io.BytesIO(out.getvalue()[:14] + b"????" + out.getvalue()[18:20]), "a.webp")


def test_the_largest_file_fits_and_a_byte_more_does_not() -> None:
    largest = pdf(b"0" * (MAX_FILE - len(pdf())))
    assert inspect(io.BytesIO(largest), "a.pdf").size == MAX_FILE
    with pytest.raises(BadFile) as refused:
        inspect(io.BytesIO(largest + b"\n"), "a.pdf")
    assert refused.value.reason is Reason.TOO_BIG


def test_a_long_form_that_shrinks_a_lot_is_no_bomb() -> None:
    rows = b"<w:tr><w:tc><w:p/></w:tc></w:tr>" * 500_000
    assert inspect(io.BytesIO(fake_word({"word/document.xml": rows})), "a.docx").kind is Kind.WORD


@pytest.mark.parametrize("what", ["bomb", "bomb by another way of packing"])
def test_looking_at_a_bomb_costs_no_memory(what: str) -> None:
    _, _, make = HOSTILE[what]
    data = io.BytesIO(make())
    tracemalloc.start()
    with pytest.raises(BadFile):
        inspect(data, "a.docx")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2**20


BEGINNINGS = [b"", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"%PDF-"]
ENDINGS = st.sampled_from(sorted(BY_ENDING))
WORD = word()


@given(
    begin=st.sampled_from(BEGINNINGS),
    rest=st.binary(max_size=300),
    ending=ENDINGS,
)
def test_no_bytes_bring_anything_but_a_verdict(begin: bytes, rest: bytes, ending: str) -> None:
    try:
        found = inspect(io.BytesIO(begin + rest), f"a{ending}")
    except BadFile:
        return
    assert ending in found.kind.endings


@given(cut=st.integers(0, 40_000), flip=st.integers(0, 40_000), octet=st.integers(0, 255))
def test_changed_byte_in_a_document_brings_a_verdict(cut: int, flip: int, octet: int) -> None:
    data = bytearray(WORD)
    data[flip % len(data)] = octet
    try:
        found = inspect(io.BytesIO(bytes(data[: len(data) - cut % 50])), "a.docx")
    except BadFile:
        return
    assert found.kind is Kind.WORD
