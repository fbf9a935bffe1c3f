"""Every action that a service records reads as a Dutch sentence."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lobbib.models import AuditEvent, User
from lobbib.services.invitations import ACTIONS
from lobbib.web import trail

SERVICES = Path(__file__).parent.parent.parent / "lobbib" / "services"
NOW = datetime(2026, 11, 3, tzinfo=UTC)
OF_NO_SCHOOL = {"demo.seed", "database.backed_up", "database.restored"}  # in no school's trail


def recorded() -> set[str]:
    """The actions named in calls of `record`, as they stand in the source."""
    calls = (
        node
        for path in SERVICES.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "record"
    )
    named = {call.args[2].value for call in calls if isinstance(call.args[2], ast.Constant)}
    return {str(name) for name in named} | set(ACTIONS.values())


def test_every_recorded_action_has_a_sentence() -> None:
    assert recorded() - OF_NO_SCHOOL == set(trail.SENTENCES)


@pytest.mark.parametrize(
    ("action", "number", "detail", "said"),
    [
        ("person.invite", 3, {"roles": ["mentor"]}, "Jan nodigde An uit (mentor)."),
        ("person.invite", 9, {}, "Jan nodigde een oud-collega uit (geen extra rollen)."),
        (
            "person.set_roles",
            3,
            {"roles": ["decaan", "mentor"]},
            "Jan veranderde de rollen van An: mentor, decaan.",
        ),
        ("assignment.edit", 3, {}, "Jan paste opdracht 3 aan."),
        ("assignment.move", 3, {"status": "archief"}, "Jan zette opdracht 3 in het archief."),
        ("assignment.move", 3, {"status": "gedeeld"}, "Jan zette opdracht 3 terug in de map."),
        ("iets.nieuws", 3, {}, "Jan deed iets (iets.nieuws)."),
    ],
)
def test_event_reads_as_a_sentence(
    action: str, number: int, detail: dict[str, object], said: str
) -> None:
    event = AuditEvent(at=NOW, action=action, object_id=number, detail=detail)
    event.user = User(name="Jan")
    assert trail.sentence(event, {3: "An"}) == said


def test_nobody_has_no_name() -> None:
    event = AuditEvent(at=NOW, action="account.accept", object_id=1, detail={})
    assert trail.sentence(event, {}) == f"{trail.NOBODY} nam de uitnodiging aan."


def test_braces_in_a_name_are_just_braces() -> None:
    event = AuditEvent(at=NOW, action="account.accept", object_id=1, detail={})
    event.user = User(name="{over} {0}")
    assert trail.sentence(event, {}) == "{over} {0} nam de uitnodiging aan."
