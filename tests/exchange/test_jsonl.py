"""Lines in and out, however broken the file is."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbib.exchange.jsonl import MAX_LINE, Line, read_lines, to_line


def read(data: bytes) -> list[Line]:
    return [*read_lines(BytesIO(data))]


def test_each_object_is_a_line_with_its_number() -> None:
    assert read(b'{"a": 1}\n\n  \r\n{"b": 2}') == [Line(1, {"a": 1}), Line(4, {"b": 2})]


def test_a_byte_order_mark_is_no_content() -> None:
    assert read(b'\xef\xbb\xbf{"a": 1}\n') == [Line(1, {"a": 1})]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"a": ', "Deze regel is geen JSON."),
        (b"[" * 100_000, "Deze regel is geen JSON."),
        (b'{"a": "\xff"}', "Deze regel is geen UTF-8-tekst."),
        (b"[1]", "Een regel moet een JSON-object zijn: {…}."),
        (b"null", "Een regel moet een JSON-object zijn: {…}."),
        (b'"' + b"x" * MAX_LINE + b'"', "Deze regel is langer dan 512 kB."),
        (b'{"n": ' + b"9" * 5000 + b"}", "Deze regel is geen JSON."),
    ],
)
def test_a_bad_line_is_said_and_the_next_is_read(data: bytes, problem: str) -> None:
    assert read(data + b'\n{"a": 1}\n') == [Line(1, None, problem), Line(2, {"a": 1})]


def test_a_very_long_line_is_read_in_pieces() -> None:
    data = b"x" * (3 * MAX_LINE) + b"\n" + b"y" * (2 * MAX_LINE)
    assert [(line.number, line.item) for line in read(data)] == [(1, None), (2, None)]


def test_a_line_of_exactly_the_limit_is_read() -> None:
    text = b'{"a": "' + b"x" * (MAX_LINE - 10) + b'"}\n'
    assert len(text) == MAX_LINE
    assert [line.problem for line in read(text * 2)] == ["", ""]


@given(st.dictionaries(st.text(), st.text(st.characters(exclude_categories=["Cs"]))))
def test_a_line_comes_back_as_it_went(item: dict[str, str]) -> None:
    item = {key.encode("utf-8", "replace").decode(): value for key, value in item.items()}
    line = to_line(item)
    assert line.count(b"\n") == 1
    assert read(line) == [Line(1, item)]


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(data: bytes) -> None:
    for line in read(data):
        assert (line.item is None) == bool(line.problem)
