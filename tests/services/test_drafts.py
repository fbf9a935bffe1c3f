"""What is half typed: kept for its writer alone, never over something newer, never for ever."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from lobbib.domain.assignments import Status, Visibility
from lobbib.errors import Forbidden, Invalid, NotFound
from lobbib.models import Assignment, Draft, Revision, User
from lobbib.queries import drafts as reads
from lobbib.queries.people import everything_about
from lobbib.services import assignments, drafts, people
from lobbib.services.accounts import start_session
from lobbib.services.drafts import Outcome, Sent
from lobbib.services.transaction import transaction, utc_now
from tests.factories import CONTENT, Factory

TOKEN, PAGE, OTHER_PAGE = "t" * 22, "p" * 22, "q" * 22


def sent(title: str, number: int = 1, **values: object) -> Sent:
    made = Sent(TOKEN, PAGE, number, base=0, typed={"title": [title], "years": ["3"]})
    return replace(made, **values)  # type: ignore[arg-type]


def titles(session: Session, user: User) -> list[str]:
    session.rollback()
    session.expire_all()
    return [row.content["title"][0] for row in reads.open_drafts(session, user.as_actor())]


@pytest.fixture
def user(make: Factory) -> User:
    return make.user()


def test_keeping_replaces_what_the_same_window_sent_before(session: Session, user: User) -> None:
    actor = user.as_actor()
    outcomes = [drafts.keep(session, actor, None, sent(f"titel {n}", n)) for n in (1, 2, 5)]
    assert outcomes == [Outcome.KEPT] * 3
    assert titles(session, user) == ["titel 5"]
    assert session.scalars(select(Revision)).all() == []


def test_what_comes_late_undoes_nothing(session: Session, user: User) -> None:
    actor = user.as_actor()
    drafts.keep(session, actor, None, sent("later getypt", 7))
    assert drafts.keep(session, actor, None, sent("eerder getypt", 6)) is Outcome.KEPT
    assert drafts.keep(session, actor, None, sent("nog eens", 7)) is Outcome.KEPT
    assert titles(session, user) == ["later getypt"]


def test_a_window_takes_over_only_what_it_has_seen(session: Session, user: User) -> None:
    actor = user.as_actor()
    drafts.keep(session, actor, None, sent("eerste venster", 3))
    stale = sent("tweede venster", 3, page=OTHER_PAGE, base=2)
    assert drafts.keep(session, actor, None, stale) is Outcome.ELSEWHERE
    assert titles(session, user) == ["eerste venster"]
    seen = sent("tweede venster", 4, page=OTHER_PAGE, base=3)
    assert drafts.keep(session, actor, None, seen) is Outcome.KEPT
    assert drafts.keep(session, actor, None, sent("eerste weer", 9)) is Outcome.ELSEWHERE
    assert titles(session, user) == ["tweede venster"]


def test_a_token_belongs_to_one_assignment(session: Session, make: Factory, user: User) -> None:
    actor, row = user.as_actor(), make.assignment(user)
    drafts.keep(session, actor, row.id, sent("van de opdracht"))
    assert drafts.keep(session, actor, None, sent("nieuw", 2)) is Outcome.ELSEWHERE
    assert [one.id for one in reads.of_form(session, actor, None)] == []
    assert len(reads.of_form(session, actor, row.id)) == 1


def test_two_users_with_one_token_have_a_draft_each(
    session: Session, make: Factory, user: User
) -> None:
    colleague = make.user(user.school)
    for who, title in ((user, "van mij"), (colleague, "van jou")):
        assert drafts.keep(session, who.as_actor(), None, sent(title)) is Outcome.KEPT
    assert (titles(session, user), titles(session, colleague)) == (["van mij"], ["van jou"])


def test_nobody_else_reads_or_throws_away(session: Session, make: Factory, user: User) -> None:
    drafts.keep(session, user.as_actor(), None, sent("van mij"))
    number = reads.open_drafts(session, user.as_actor())[0].id
    colleague = make.user(user.school).as_actor()
    assert reads.open_drafts(session, colleague) == []
    for ask in (reads.get, drafts.throw_away):
        with pytest.raises(NotFound):
            ask(session, colleague, number)
    assert titles(session, user) == ["van mij"]


def test_only_what_may_be_edited_has_a_draft(session: Session, make: Factory, user: User) -> None:
    elsewhere = make.assignment(visibility=Visibility.EVERYONE)
    archived = make.assignment(user, Status.ARCHIVED)
    hidden = make.assignment(make.user(user.school), Status.CONCEPT)
    for row, error in ((elsewhere, Forbidden), (archived, Forbidden), (hidden, NotFound)):
        with pytest.raises(error):
            drafts.keep(session, user.as_actor(), row.id, sent("x"))
    assert session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize(
    "change",
    [
        {"token": "kort"},
        {"page": ""},
        {"typed": {"body": ["x" * 100_001]}},
        {"typed": {"questions": ["x"] * 61}},
    ],
    ids=["token", "page", "long", "many"],
)
def test_what_no_form_sends_is_refused(
    session: Session, user: User, change: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        drafts.keep(session, user.as_actor(), None, sent("x", 1, **change))
    assert session.scalars(select(Draft)).all() == []


def test_saving_ends_it_also_for_what_is_still_on_its_way(session: Session, user: User) -> None:
    actor = user.as_actor()
    drafts.keep(session, actor, None, sent("half"))
    row = assignments.create(session, actor, CONTENT, draft=TOKEN)
    assert titles(session, user) == []
    assert drafts.keep(session, actor, None, sent("te laat", 2)) is Outcome.ENDED
    drafts.keep(session, actor, row.id, sent("anders", token="u" * 22))
    assignments.save(session, actor, row.id, CONTENT, version=1, draft="u" * 22)
    assert titles(session, user) == []
    assert [one.content for one in session.scalars(select(Draft))] == [{}, {}]


def test_a_save_before_the_first_draft_came_ends_it_too(session: Session, user: User) -> None:
    actor = user.as_actor()
    assignments.create(session, actor, CONTENT, draft=TOKEN)
    assert drafts.keep(session, actor, None, sent("te laat")) is Outcome.ENDED
    assignments.create(session, actor, CONTENT, draft="")
    assert len(session.scalars(select(Draft)).all()) == 1


def test_a_save_that_fails_ends_nothing(session: Session, make: Factory, user: User) -> None:
    actor, row = user.as_actor(), make.assignment(user)
    drafts.keep(session, actor, row.id, sent("half"))
    with pytest.raises(Invalid):
        assignments.save(session, actor, row.id, replace(CONTENT, title=""), version=1, draft=TOKEN)
    assert titles(session, user) == ["half"]


def test_throwing_away_leaves_nothing_to_read(session: Session, make: Factory, user: User) -> None:
    actor, row = user.as_actor(), make.assignment(user)
    drafts.keep(session, actor, row.id, sent("weg ermee"))
    number = reads.open_drafts(session, actor)[0].id
    assert drafts.throw_away(session, actor, number) == row.id
    assert [one.content for one in session.scalars(select(Draft))] == [{}]
    with pytest.raises(NotFound):
        drafts.throw_away(session, actor, number)


def test_old_ones_go_by_themselves(session: Session, make: Factory, user: User) -> None:
    now, gone = utc_now(), make.user(user.school)
    for who, age, ended in ((user, 59, 0), (gone, 61, 0), (gone, 2, 1), (user, 0, 1)):
        at = now - timedelta(days=age)
        session.add(
            Draft(
                user_id=who.id,
                token=f"token-van-{age}-dagen",
                page=PAGE,
                number=1,
                content={"title": [f"{age} dagen"]},
                updated_at=at,
                ended_at=at if ended else None,
            )
        )
    session.commit()
    drafts.keep(session, user.as_actor(), None, sent("van nu"))
    left = session.scalars(select(Draft.token).order_by(Draft.id)).all()
    assert left == ["token-van-59-dagen", "token-van-0-dagen", TOKEN]


def test_logging_in_clears_old_ones_too(session: Session, make: Factory, user: User) -> None:
    drafts.keep(session, user.as_actor(), None, sent("vergeten"))
    session.execute(update(Draft).values(updated_at=utc_now() - timedelta(days=61)))
    session.commit()
    with transaction(session):
        start_session(session, make.user(), False)
    assert session.scalars(select(Draft)).all() == []


def test_beyond_fifty_the_oldest_go(session: Session, user: User) -> None:
    actor = user.as_actor()
    for number in range(52):
        drafts.keep(session, actor, None, sent(f"{number}", token=f"venster-nummer-{number:02}"))
    assert titles(session, user) == [str(number) for number in range(51, 1, -1)]


def test_a_colleague_takes_along_and_leaves_no_drafts(
    session: Session, make: Factory, user: User
) -> None:
    drafts.keep(session, user.as_actor(), None, sent("van mij"))
    kept = everything_about(session, user.id)["nog niet bewaard"]
    assert [(one["opdracht"], one["tekst"]["title"]) for one in kept] == [(None, ["van mij"])]
    people.erase(session, None, user.id)
    assert session.scalars(select(Draft)).all() == []


def test_throwing_the_concept_away_takes_its_draft_along(
    session: Session, make: Factory, user: User
) -> None:
    row = make.assignment(user, Status.CONCEPT)
    drafts.keep(session, user.as_actor(), row.id, sent("half"))
    assignments.throw_away(session, user.as_actor(), row.id)
    assert session.scalars(select(Draft)).all() == []


def test_two_windows_that_begin_at_once_lose_nothing(
    sessions: sessionmaker[Session], session: Session, user: User
) -> None:
    actor = user.as_actor()
    outcomes: list[Outcome] = []

    def begin(page: str) -> None:
        with sessions() as own:
            made = sent(page, page=page, token="t" * 20)
            outcomes.append(drafts.keep(own, actor, None, made))

    threads = [Thread(target=begin, args=(page,)) for page in (PAGE, OTHER_PAGE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome.name for outcome in outcomes) == ["ELSEWHERE", "KEPT"]
    assert len(titles(session, user)) == 1


def test_a_form_sent_twice_makes_one_assignment(session: Session, user: User) -> None:
    actor = user.as_actor()
    drafts.keep(session, actor, None, sent("titel", 4))
    first = assignments.create(session, actor, CONTENT, share=True, draft=TOKEN)
    assert assignments.create(session, actor, CONTENT, share=True, draft=TOKEN) is first
    assert first.version == 1


def test_a_form_sent_again_with_another_text_loses_neither(session: Session, user: User) -> None:
    actor = user.as_actor()
    first = assignments.create(session, actor, CONTENT, draft=TOKEN)
    other = replace(CONTENT, title="Toch anders")
    second = assignments.create(session, actor, other, draft=TOKEN)
    assert (first.title, second.title) == (CONTENT.title, "Toch anders")
    assert assignments.create(session, actor, other, draft=TOKEN) is second


@pytest.mark.parametrize("race", range(3))
def test_two_clicks_at_once_make_one_assignment(
    sessions: sessionmaker[Session], session: Session, user: User, race: int
) -> None:
    actor, start, made = user.as_actor(), Barrier(2), []
    session.rollback()

    def click() -> None:
        with sessions() as own:
            start.wait()
            made.append(assignments.create(own, actor, CONTENT, draft=f"{race}" * 22).id)

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2
    assert session.scalars(select(Assignment.id)).all() == [made[0]] == [made[1]]
