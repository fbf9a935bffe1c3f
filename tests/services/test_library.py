"""A library goes out and comes in again; bad lines stay behind and are named."""

import json
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from typing import Any

from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Content, Licence, Origin, Status, Visibility, normalized
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from lobbib.exchange import jsonl
from lobbib.models import Assignment, Revision, User
from lobbib.services import assignments, library
from lobbib.services.library import Outcome
from tests.exchange.strategies import contents
from tests.factories import Factory

COMPLETE = {"title": "Een", "body": "Doe.", "years": [1], "competencies": ["netwerken"]}
IDS = ("id", "url", "author", "school", "based_on")


def lines(items: Iterable[Any]) -> Iterable[jsonl.Line]:
    return jsonl.read_lines(BytesIO(b"".join(json.dumps(item).encode() + b"\n" for item in items)))


def run(session: Session, user: User, items: Iterable[Any], publish: bool = True) -> list[Outcome]:
    actor = user.as_actor()
    session.rollback()
    return list(library.import_items(session, actor, lines(items), publish=publish))


def without_ids(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in IDS}


def test_a_bad_line_is_named_and_the_others_go_in(session: Session, make: Factory) -> None:
    user = make.user()
    items = [COMPLETE, {"body": "zonder titel"}, ["geen object"], COMPLETE | {"years": ["een"]}]
    outcomes = run(session, user, [*items, COMPLETE])
    first, second = session.scalars(select(Assignment.id).order_by(Assignment.id))
    assert outcomes == [
        Outcome(1, first, Status.SHARED, ()),
        Outcome(2, None, None, ("title: Geef de opdracht een titel.",)),
        Outcome(3, None, None, ("Een regel moet een JSON-object zijn: {…}.",)),
        Outcome(4, None, None, ("years: Kies een klas van 1 tot en met 6.",)),
        Outcome(5, second, Status.SHARED, ()),
    ]


def test_a_title_is_enough_for_a_concept(session: Session, make: Factory) -> None:
    (outcome,) = run(session, make.user(), [{"title": "Kaal"}])
    row = session.get_one(Assignment, outcome.assignment_id)
    assert row.content == replace(Content(), title="Kaal", tracks=tuple(Track))
    assert (outcome.status, outcome.remarks) == (
        Status.CONCEPT,
        (
            "nog nodig om te delen: body: Schrijf op wat leerlingen doen.",
            "nog nodig om te delen: years: Kies voor welke klas dit is.",
            "nog nodig om te delen: competencies: Kies wat leerlingen hiermee oefenen.",
        ),
    )


def test_without_publish_everything_is_a_concept(session: Session, make: Factory) -> None:
    items = [COMPLETE | {"status": status} for status in ("gedeeld", "archief", "concept")]
    outcomes = run(session, make.user(), items, publish=False)
    assert [outcome.status for outcome in outcomes] == [Status.CONCEPT] * 3


def test_with_publish_a_line_keeps_its_status(session: Session, make: Factory) -> None:
    items = [COMPLETE | {"status": status} for status in ("gedeeld", "archief", "concept")]
    outcomes = run(session, make.user(), items)
    assert [outcome.status for outcome in outcomes] == [
        Status.SHARED,
        Status.ARCHIVED,
        Status.CONCEPT,
    ]


def test_unknown_fields_and_subjects_are_named_and_skipped(session: Session, make: Factory) -> None:
    item = COMPLETE | {"kleur": "rood", "subjects": ["to\x1b[2J\nveren\ud800", "economie"]}
    (outcome,) = run(session, make.user(), [item])
    assert session.get_one(Assignment, outcome.assignment_id).subjects == ("economie",)
    assert outcome.remarks == (
        "onbekende velden overgeslagen: kleur",
        "onbekende vakken overgeslagen: to[2J veren",
    )


def test_taken_over_work_that_would_leave_the_school_is_refused(
    session: Session, make: Factory
) -> None:
    item = COMPLETE | {"origin": "overgenomen", "visibility": "iedereen"}
    (outcome,) = run(session, make.user(), [item])
    assert outcome.assignment_id is None
    assert outcome.remarks[0].startswith("visibility: ")


def test_more_than_a_batch_goes_in_with_revisions(session: Session, make: Factory) -> None:
    user = make.user()
    items = [COMPLETE | {"title": f"Nummer {number}"} for number in range(205)]
    assert len(run(session, user, items)) == 205
    for table in (Assignment, Revision):
        assert session.scalar(select(func.count()).select_from(table)) == 205


def test_a_library_moves_house_and_loses_nothing(session: Session, make: Factory) -> None:
    author = make.user()
    make.assignment(
        author,
        subjects=("economie", "ckv"),
        questions=("Wat?", "Hoe?"),
        minutes=50,
        parents=True,
        dossier=True,
        notes="**Let op**",
        needs="Pen",
        summary="Kort.",
        visibility=Visibility.BOARD,
        licence=Licence.NONE,
        share_notes=False,
    )
    make.assignment(author, status=Status.ARCHIVED, origin=Origin.TAKEN_OVER)
    make.assignment(author, status=Status.CONCEPT, years=(1, 6), competencies=tuple(Competency))
    make.assignment()
    out = [*library.export_items(session, author.school_id, "https://lob.school.nl")]
    assert [item["status"] for item in out] == ["gedeeld", "archief", "concept"]
    assert out[0]["url"] == f"https://lob.school.nl/opdrachten/{out[0]['id']}"
    stream = BytesIO(b"".join(jsonl.to_line(item) for item in out))
    newcomer = make.user()
    actor = newcomer.as_actor()
    session.rollback()
    outcomes = library.import_items(session, actor, jsonl.read_lines(stream), publish=True)
    assert [outcome.remarks for outcome in outcomes] == [(), (), ()]
    again = [*library.export_items(session, actor.school_id)]
    assert [without_ids(item) for item in again] == [without_ids(item) for item in out]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=contents())
def test_whatever_is_written_survives_the_round_trip(
    session: Session, make: Factory, content: Content
) -> None:
    user = make.user()
    made = assignments.create(session, user.as_actor(), replace(content, title="x", subjects=()))
    (item,) = library.export_items(session, user.school_id)
    newcomer = make.user()
    (outcome,) = run(session, newcomer, [item])
    copy = session.get_one(Assignment, outcome.assignment_id)
    assert copy.content == made.content == normalized(replace(content, title="x", subjects=()))
