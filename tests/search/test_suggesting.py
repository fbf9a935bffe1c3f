"""Suggestions at a school: its own folder teaches, at once, and nobody else's does."""

import time
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Activity, Status, Visibility
from lobbib.domain.competencies import Competency as C
from lobbib.domain.policy import Actor
from lobbib.domain.tagging import Lesson
from lobbib.models import Subject, User
from lobbib.search import Suggester, tagging
from lobbib.search.learned import reading_of
from lobbib.search.neighbours import NEAREST, REMEMBERED, memory_after
from lobbib.search.suggesting import Suggestions, suggestions
from lobbib.services import assignments as services
from tests.factories import Factory

TEXT = "Zeepkisten bouwen met lijm, planken en remblokjes."


@pytest.fixture
def suggester() -> Suggester:
    return Suggester()


def actor_of(user: User) -> Actor:
    return Actor(user.id, user.school_id, user.school.board_id, frozenset(user.roles))


def first(found: Suggestions) -> C | None:
    return found.competencies[0].value if found.competencies else None


def test_a_lesson_gets_all_kinds_of_suggestions(
    session: Session, make: Factory, suggester: Suggester
) -> None:
    lesson = Lesson(
        title="Wie ken jij?",
        body="Economie, 3 havo, 45 minuten. Interview met je ouders een ondernemer uit de wijk: "
        "wie kent wie? Bedank hem en houd contact. Bewaar het in je loopbaandossier.",
    )
    found = suggester.suggest(session, actor_of(make.user()), lesson)
    assert first(found) is C.NETWERKEN
    assert found.competencies[0].because == ("contact", "Bedank", "Wie ken")
    assert [named.value for named in found.years] == [3]
    assert [named.value.value for named in found.tracks] == ["havo"]
    assert [named.value for named in found.subjects] == ["economie"]
    assert found.minutes is not None
    assert found.minutes.value == 45
    assert found.activity is not None
    assert found.activity.value is Activity.INTERVIEW
    assert found.parents != ()
    assert found.dossier == ("loopbaandossier",)


def test_an_empty_form_gets_no_suggestion(
    session: Session, make: Factory, suggester: Suggester
) -> None:
    found = suggester.suggest(session, actor_of(make.user()), Lesson())
    assert found == Suggestions((), (), (), (), None, None, (), (), ())


@pytest.mark.parametrize("tagged", [C.LOOPBAANSTURING, C.MOTIEVENREFLECTIE])
def test_what_the_school_tagged_counts_at_once(
    session: Session, make: Factory, suggester: Suggester, tagged: C
) -> None:
    teacher = make.user()
    suggester.suggest(session, actor_of(teacher), Lesson(body=TEXT))
    make.assignment(teacher, title="Zeepkisten", body=TEXT, competencies=(tagged,))
    found = suggester.suggest(session, actor_of(teacher), Lesson(body=TEXT))
    assert first(found) is tagged
    assert {"Zeepkisten", "remblokjes"} & set(found.competencies[0].because)


def test_a_corrected_tag_counts_instead_of_the_old_one(
    session: Session, make: Factory, suggester: Suggester
) -> None:
    teacher = make.user()
    actor = actor_of(teacher)
    row = make.assignment(teacher, body=TEXT, competencies=(C.NETWERKEN,))
    assert first(suggester.suggest(session, actor, Lesson(body=TEXT))) is C.NETWERKEN
    changed = replace(row.content, competencies=(C.KWALITEITENREFLECTIE,))
    services.save(session, actor, row.id, changed, version=1, share=True)
    found = suggester.suggest(session, actor, Lesson(body=TEXT))
    assert first(found) is C.KWALITEITENREFLECTIE


def test_a_tag_that_is_taken_away_is_proposed_less_at_this_school_alone(
    session: Session, make: Factory, suggester: Suggester
) -> None:
    teacher, stranger = make.user(), make.user()
    here, elsewhere = actor_of(teacher), actor_of(stranger)
    both = (C.NETWERKEN, C.KWALITEITENREFLECTIE)
    row = make.assignment(teacher, body=TEXT, competencies=both)
    make.assignment(stranger, body=TEXT, competencies=both)

    def best(actor: Actor) -> C | None:
        return first(suggester.suggest(session, actor, Lesson(body=TEXT)))

    assert (best(here), best(elsewhere)) == (C.NETWERKEN, C.NETWERKEN)
    changed = replace(row.content, competencies=(C.KWALITEITENREFLECTIE,))
    services.save(session, here, row.id, changed, version=1, share=True)
    assert (best(here), best(elsewhere)) == (C.KWALITEITENREFLECTIE, C.NETWERKEN)


RACERS = "Bij techniek bouwen ze een zeepkist van {}. Schuren, schroeven en ermee over het plein."
RAFT = "Bij techniek bouwen ze een vlot van tonnen. Schuren, schroeven en ermee over de vijver."
NURSE = (
    "Een verpleegkundige komt vertellen over haar werk: hoe ziet een werkdag eruit, wat doet ze "
    "als eerste, wat is zwaar? De klas stelt vragen over het beroep."
)


@pytest.mark.parametrize("agreed", [C.KWALITEITENREFLECTIE, C.MOTIEVENREFLECTIE])
def test_what_colleagues_agree_on_is_proposed_for_the_next_one_in_every_process(
    session: Session, make: Factory, agreed: C
) -> None:
    """Nobody alone decides it: one colleague's odd tag among theirs changes nothing."""
    teacher = make.user()
    actor, processes = actor_of(teacher), [Suggester(), Suggester()]

    def everywhere() -> list[C | None]:
        return [first(process.suggest(session, actor, Lesson(body=RAFT))) for process in processes]

    assert everywhere() == [None, None]
    for wood in ("pallets", "oude planken", "een bolderkar"):
        make.assignment(make.user(teacher.school), body=RACERS.format(wood), competencies=(agreed,))
    assert everywhere() == [agreed, agreed]
    make.assignment(
        make.user(teacher.school), body=RACERS.format("karton"), competencies=(C.NETWERKEN,)
    )
    assert everywhere() == [agreed, agreed]


def test_one_odd_tag_does_not_outvote_what_a_text_says_plainly(
    session: Session, make: Factory, suggester: Suggester
) -> None:
    teacher = make.user()
    actor = actor_of(teacher)
    make.assignment(teacher, body=NURSE, competencies=(C.LOOPBAANSTURING,))
    assert first(suggester.suggest(session, actor, Lesson(body=NURSE))) is C.WERKEXPLORATIE


def test_what_one_person_tags_oddly_again_and_again_stays_with_that_kind_of_lesson(
    session: Session, make: Factory, suggester: Suggester
) -> None:
    teacher = make.user()
    actor = actor_of(teacher)
    before = suggester.suggest(session, actor, Lesson(body=NURSE))
    for wood in ("pallets", "oude planken", "een bolderkar", "karton", "riet"):
        make.assignment(teacher, body=RACERS.format(wood), competencies=(C.NETWERKEN,))
    assert first(suggester.suggest(session, actor, Lesson(body=RAFT))) is C.NETWERKEN
    after = suggester.suggest(session, actor, Lesson(body=NURSE))
    assert [one.value for one in after.competencies] == [one.value for one in before.competencies]


def test_what_was_archived_teaches_no_more(
    session: Session, make: Factory, suggester: Suggester
) -> None:
    teacher = make.user()
    row = make.assignment(teacher, body=TEXT, competencies=(C.NETWERKEN,))
    before = suggester.suggest(session, actor_of(teacher), Lesson(body=TEXT))
    assert before.competencies[0].score > 0.6
    row.status = Status.ARCHIVED
    session.commit()
    after = suggester.suggest(session, actor_of(teacher), Lesson(body=TEXT))
    assert all(one.score < 0.6 for one in after.competencies)


@pytest.mark.parametrize(
    "hidden", [{"status": Status.CONCEPT}, {"status": Status.ARCHIVED}], ids=["concept", "archive"]
)
def test_only_what_is_shared_teaches(
    session: Session, make: Factory, suggester: Suggester, hidden: dict[str, Any]
) -> None:
    teacher = make.user()
    make.assignment(teacher, body=TEXT, competencies=(C.NETWERKEN,), **hidden)
    with_it = suggester.suggest(session, actor_of(teacher), Lesson(body=TEXT))
    without = suggester.suggest(session, actor_of(make.user()), Lesson(body=TEXT))
    assert with_it == without


def test_another_school_teaches_nothing(
    session: Session, make: Factory, suggester: Suggester
) -> None:
    """Not even what it shares with everybody: how a school tags is its own."""
    elsewhere = make.user()
    make.assignment(
        elsewhere, body=TEXT, competencies=(C.NETWERKEN,), visibility=Visibility.EVERYONE
    )
    teacher = make.user()
    before = suggester.suggest(session, actor_of(teacher), Lesson(body=TEXT))
    suggester.suggest(session, actor_of(elsewhere), Lesson(body=TEXT))
    assert suggester.suggest(session, actor_of(teacher), Lesson(body=TEXT)) == before


def test_what_is_being_edited_does_not_confirm_itself(
    session: Session, make: Factory, suggester: Suggester
) -> None:
    teacher = make.user()
    row = make.assignment(teacher, body=TEXT, competencies=(C.NETWERKEN,))
    itself = suggester.suggest(session, actor_of(teacher), Lesson(body=TEXT), but=row.id)
    stranger = suggester.suggest(session, actor_of(make.user()), Lesson(body=TEXT))
    assert [one.value for one in itself.competencies] == [
        one.value for one in stranger.competencies
    ]


def test_a_subject_of_the_school_itself_is_found_by_its_name(
    session: Session, make: Factory, suggester: Suggester
) -> None:
    teacher = make.user()
    session.add(Subject(school_id=teacher.school_id, slug="dans", name="Dans"))
    session.commit()
    found = suggester.suggest(session, actor_of(teacher), Lesson(body="We doen dit bij Dans."))
    assert [named.value for named in found.subjects] == ["dans"]


def test_a_memory_keeps_the_nearest_and_those_that_were_changed_last(
    session: Session, make: Factory
) -> None:
    teacher = make.user()
    for _ in range(NEAREST + 2):
        make.assignment(teacher, body=TEXT)
    memory = memory_after(tagging.examples())
    memory.refresh(session, actor_of(teacher))
    assert len(memory.near(frozenset({"zeepkist"}))) == NEAREST
    assert memory.near(frozenset()) == []
    assert REMEMBERED > NEAREST


@pytest.mark.parametrize(
    "piece", ["1,2,3,4,", "niet ", "wie ken je ", "havo/", "5 5-", "a", "van ", "(5 min "]
)
def test_a_text_made_to_be_slow_is_read_in_time(piece: str) -> None:
    """What regular expressions could take minutes for: a second of one processor at most."""
    tagging.read_all()
    begin = time.thread_time()
    reading = reading_of(Lesson(body=piece * (20_000 // len(piece))))
    suggestions(reading, [], {"frans": "Frans"})
    assert time.thread_time() - begin < 1
