"""The JSON item: exact keys, what another school does not get, and reading it back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Content, Status, Visibility, normalized
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from lobbib.exchange.items import Parsed, content_to_dict, from_item, to_item
from lobbib.services import assignments
from tests.exchange.strategies import contents
from tests.factories import Factory

KEYS = {
    *("id", "title", "summary", "body", "notes", "needs", "questions", "years", "competencies"),
    *("tracks", "subjects", "activity", "minutes", "parents", "outside", "dossier", "origin"),
    *("licence", "visibility", "status", "school", "author", "based_on", "version", "url"),
    "share_notes",
}


def test_an_item_has_exactly_the_promised_keys(session: Session, make: Factory) -> None:
    row = make.assignment(subjects=("economie",), notes="Tip")
    item = to_item(row, row.author.as_actor(), "/opdrachten/1")
    assert {*item} == KEYS
    assert (item["author"], item["school"]) == (row.author.name, row.school.name)
    assert (item["notes"], item["subjects"], item["url"]) == ("Tip", ["economie"], "/opdrachten/1")


def test_another_school_gets_the_school_and_not_the_colleague(
    session: Session, make: Factory
) -> None:
    row = make.assignment(visibility=Visibility.EVERYONE, notes="Tip")
    hidden = make.assignment(visibility=Visibility.EVERYONE, notes="Tip", share_notes=False)
    stranger = make.user().as_actor()
    assert (to_item(row, stranger, "")["author"], to_item(row, stranger, "")["notes"]) == (
        None,
        "Tip",
    )
    assert to_item(hidden, stranger, "")["notes"] is None


def test_a_source_that_cannot_be_seen_has_no_id(session: Session, make: Factory) -> None:
    board = make.board()
    source = make.assignment(make.user(make.school(board)), visibility=Visibility.BOARD)
    me = make.user(make.school(board)).as_actor()
    copy = assignments.adapt(session, me, source.id)
    assert to_item(copy, me, "")["based_on"] == source.id
    assignments.archive(session, source.author.as_actor(), source.id)
    assert to_item(copy, me, "")["based_on"] is None


@given(content=contents())
def test_content_survives_json(content: Content) -> None:
    tidy = normalized(content)
    text = json.dumps(content_to_dict(tidy))
    assert from_item(json.loads(text)) == Parsed(tidy, None, (), {})


def test_left_out_and_null_fields_get_their_defaults() -> None:
    nulls = dict.fromkeys(["body", "questions", "tracks", "activity", "origin", "status"])
    expected = Content(title="Kaal", tracks=tuple(Track))
    assert from_item({"title": "Kaal"}) == Parsed(expected, None, (), {})
    assert from_item({"title": "Kaal", **nulls}) == Parsed(expected, None, (), {})


def test_zelfsturing_is_loopbaansturing() -> None:
    item = {"competencies": ["netwerken", "zelfsturing"], "status": "gedeeld", "x": 1, "id": 3}
    parsed = from_item(item)
    assert parsed.content.competencies == (Competency.LOOPBAANSTURING, Competency.NETWERKEN)
    assert (parsed.status, parsed.unknown) == (Status.SHARED, ("x",))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", 3),
        ("body", ["a"]),
        ("questions", "Wie?"),
        ("questions", [1]),
        ("years", 3),
        ("years", ["3"]),
        ("years", [True]),
        ("competencies", ["kunst"]),
        ("competencies", [["netwerken"]]),
        ("tracks", ["mbo"]),
        ("tracks", {"havo": 1}),
        ("subjects", [None]),
        ("activity", "slapen"),
        ("activity", {}),
        ("minutes", "50"),
        ("minutes", 5.5),
        ("minutes", True),
        ("parents", "ja"),
        ("parents", 1),
        ("origin", "gestolen"),
        ("licence", "CC0"),
        ("visibility", 1),
        ("status", "weg"),
    ],
)
def test_a_wrong_value_is_a_problem_of_that_field_alone(name: str, value: object) -> None:
    parsed = from_item({"title": "Goed", "body": "Doe.", name: value})
    assert [*parsed.problems] == [name]


@given(st.dictionaries(st.text(max_size=20), st.text() | st.integers() | st.none(), max_size=30))
def test_any_object_can_be_read(item: dict[str, object]) -> None:
    parsed = from_item(item)
    assert len(parsed.unknown) <= 10
    assert normalized(parsed.content) == parsed.content
