"""The decaan's words: who may, what is refused, and that nobody overwrites a colleague."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.config import packed
from lobbib.domain.policy import Actor, Role
from lobbib.domain.thesaurus import Line, common_lines, line_problem
from lobbib.errors import Conflict, Forbidden, Invalid, NotFound
from lobbib.models import AuditEvent, ThesaurusEntry
from lobbib.queries import thesaurus as reads
from lobbib.services import thesaurus
from tests.factories import Factory

LINE = Line(("bliksemstage", "stage"))


@pytest.fixture
def decaan(make: Factory) -> Actor:
    return make.user(make.school(), Role.DECAAN).as_actor()


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def common_id(session: Session) -> int:
    wanted = select(ThesaurusEntry.id).where(ThesaurusEntry.school_id.is_(None)).limit(1)
    return session.scalars(wanted).one()


def test_a_line_is_added_changed_and_removed(session: Session, decaan: Actor) -> None:
    number = thesaurus.add_line(session, decaan, LINE)
    assert [entry.line for entry in reads.own(session, decaan.school_id)] == [LINE]
    changed = Line(("bliksemstage", "snuffelstage"), one_way=True)
    thesaurus.change_line(session, decaan, number, changed, version=1)
    entry = reads.get_own(session, decaan.school_id, number)
    assert (entry.line, entry.version) == (changed, 2)
    thesaurus.remove_line(session, decaan, number)
    assert reads.own(session, decaan.school_id) == []
    assert actions(session) == ["thesaurus.add", "thesaurus.change", "thesaurus.remove"]


def test_the_stamp_changes_with_every_change(session: Session, decaan: Actor) -> None:
    school = decaan.school_id
    stamps = [reads.stamp_of(session, school)]
    number = thesaurus.add_line(session, decaan, LINE)
    stamps.append(reads.stamp_of(session, school))
    thesaurus.change_line(session, decaan, number, Line(("a", "b")), version=1)
    stamps.append(reads.stamp_of(session, school))
    thesaurus.switch_line(session, decaan, common_id(session), on=False)
    stamps.append(reads.stamp_of(session, school))
    thesaurus.remove_line(session, decaan, number)
    stamps.append(reads.stamp_of(session, school))
    assert len(set(stamps)) == 5
    assert reads.stamp_of(session, school) == stamps[-1]


def test_a_stale_change_is_a_conflict_and_changes_nothing(session: Session, decaan: Actor) -> None:
    number = thesaurus.add_line(session, decaan, LINE)
    thesaurus.change_line(session, decaan, number, Line(("a", "b")), version=1)
    with pytest.raises(Conflict) as caught:
        thesaurus.change_line(session, decaan, number, Line(("c", "d")), version=1)
    assert caught.value.current == 2
    assert reads.get_own(session, decaan.school_id, number).line == Line(("a", "b"))


def test_common_lines_are_switched_off_for_one_school_alone(
    session: Session, make: Factory, decaan: Actor
) -> None:
    number, elsewhere = common_id(session), make.school().id
    everything = len(reads.lines_of(session, elsewhere))
    for _ in range(2):
        thesaurus.switch_line(session, decaan, number, on=False)
    off = [one.entry.id for one in reads.common(session, decaan.school_id) if not one.on]
    assert off == [number]
    assert len(reads.lines_of(session, decaan.school_id)) == everything - 1
    assert len(reads.lines_of(session, elsewhere)) == everything
    for _ in range(2):
        thesaurus.switch_line(session, decaan, number, on=True)
    assert len(reads.lines_of(session, decaan.school_id)) == everything
    assert actions(session) == ["thesaurus.switch_off", "thesaurus.switch_on"]


@pytest.mark.parametrize("roles", [(), (Role.MENTOR,), (Role.TEAMLEIDER,), (Role.BEHEERDER,)])
def test_only_a_decaan_keeps_words(session: Session, make: Factory, roles: tuple[Role]) -> None:
    actor = make.user(make.school(), *roles).as_actor()
    number = common_id(session)
    for attempt in (
        lambda: thesaurus.add_line(session, actor, LINE),
        lambda: thesaurus.change_line(session, actor, 1, LINE, version=1),
        lambda: thesaurus.remove_line(session, actor, 1),
        lambda: thesaurus.switch_line(session, actor, number, on=False),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert actions(session) == []


def test_lines_of_others_are_not_there(session: Session, make: Factory, decaan: Actor) -> None:
    neighbour = make.user(make.school(), Role.DECAAN).as_actor()
    theirs, common = thesaurus.add_line(session, neighbour, LINE), common_id(session)
    for number in (theirs, common, 1_000_000):
        with pytest.raises(NotFound):
            thesaurus.change_line(session, decaan, number, LINE, version=1)
        with pytest.raises(NotFound):
            thesaurus.remove_line(session, decaan, number)
    for number in (theirs, 1_000_000):
        with pytest.raises(NotFound):
            thesaurus.switch_line(session, decaan, number, on=False)
    assert LINE not in reads.lines_of(session, decaan.school_id)


def test_what_cannot_be_used_is_refused(
    session: Session, decaan: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = thesaurus.add_line(session, decaan, LINE)
    with pytest.raises(Invalid) as caught:
        thesaurus.add_line(session, decaan, LINE)
    assert caught.value.fields == {"words": "Deze regel staat al in jullie lijst."}
    with pytest.raises(Invalid):
        thesaurus.add_line(session, decaan, Line(("alleen",)))
    thesaurus.change_line(session, decaan, number, LINE, version=1)
    monkeypatch.setattr(thesaurus, "MAX_OWN_LINES", 1)
    with pytest.raises(Invalid) as caught:
        thesaurus.add_line(session, decaan, Line(("a", "b")))
    assert "Haal eerst een regel weg" in caught.value.fields["words"]


def test_every_common_line_can_be_used_and_has_a_key_of_its_own() -> None:
    written = (packed("seed") / "thesaurus.txt").read_text(encoding="utf-8").splitlines()
    content = [line for line in written if line.partition("#")[0].strip()]
    lines = common_lines(written)
    assert len(lines) == len(content) > 150
    assert {key: said for key, line in lines.items() if (said := line_problem(line))} == {}
    assert max(map(len, lines)) <= 80
