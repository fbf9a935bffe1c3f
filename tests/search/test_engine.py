"""The engine against an oracle, and what a searcher sees after each kind of change."""

import random
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lobbib.db import write
from lobbib.domain.assignments import Activity, Origin, Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from lobbib.models import Assignment, User
from lobbib.models.feed import START
from lobbib.search import SearchEngine
from lobbib.search.request import Scope, SearchPage, SearchRequest, Snippet, Sort
from lobbib.search.writer import IndexWriter
from tests.factories import Factory
from tests.search import oracle
from tests.search.oracle import Question, Row
from tests.search.schools import FLAGS, SUBJECTS, WORDS, populate

FACETS = ("years", "competencies", "tracks", "subjects", "activities", *FLAGS)
VALUES = {
    "years": range(1, 7),
    "competencies": Competency,
    "tracks": Track,
    "subjects": SUBJECTS,
    "activities": Activity,
}


def ids(page: SearchPage) -> list[int]:
    return [hit.id for hit in page.hits]


def some_request(dice: random.Random) -> tuple[SearchRequest, dict]:
    """A request, and what the oracle needs to know of it."""
    choices = {
        facet: frozenset(dice.sample(list(values), dice.choice((0, 0, 0, 1, 2))))
        for facet, values in VALUES.items()
    }
    flags = {flag: dice.random() < 0.15 for flag in FLAGS}
    words = tuple(dice.sample(WORDS, dice.choice((0, 0, 1, 1, 2))))
    unwanted = tuple(dice.sample([w for w in WORDS if w not in words], dice.choice((0, 0, 1))))
    request = SearchRequest(
        words=" ".join([*words, *(f"-{word}" for word in unwanted)]),
        scope=dice.choice(list(Scope)),
        sort=Sort.NEWEST,
        per_page=100,
        **choices,
        **flags,
    )
    chosen = {name: frozenset(map(str, values)) for name, values in choices.items() if values}
    chosen |= {flag: frozenset({"1"}) for flag, wanted in flags.items() if wanted}
    asked = {"words": words, "unwanted": unwanted, "choices": chosen, "scope": str(request.scope)}
    return request, asked


@pytest.mark.parametrize("seed", range(3))
def test_search_equals_the_oracle_on_generated_schools(
    make: Factory, searching: SearchEngine, seed: int
) -> None:
    dice = random.Random(seed)
    people, rows = populate(make, dice, 90)
    compared = 0
    for _ in range(60):
        user = dice.choice(people)
        request, asked = some_request(dice)
        question = Question(user.school_id, user.school.board_id, **asked)
        page = searching.search(user.as_actor(), request)
        if page.loosened:
            assert oracle.ids(rows, question) == []
            continue
        compared += bool(page.total)
        _assert_equal(page, rows, question)
    assert compared > 15


def _assert_equal(page: SearchPage, rows: list[Row], question: Question) -> None:
    expected = oracle.ids(rows, question)
    assert ids(page) == expected
    assert page.total == len(expected)
    for facet in FACETS:
        assert page.facets[facet] == oracle.counts(rows, question, facet)


def test_ways_out_are_what_would_be_found(make: Factory, searching: SearchEngine) -> None:
    user = make.user()
    make.assignment(user, title="Molen", years=(3,))
    make.assignment(user, title="Robot", years=(1,))
    make.assignment(title="Molen elders", years=(6,), visibility=Visibility.EVERYONE)
    request = SearchRequest(words="molen", years=frozenset({1, 6}), scope=Scope.OWN)
    page = searching.search(user.as_actor(), request)
    assert page.total == 0
    assert page.without == {"years": 1, "words": 1, "scope": 1}


def test_most_words_must_occur_and_else_half(make: Factory, searching: SearchEngine) -> None:
    user = make.user()
    both = make.assignment(user, title="Molen", body="Een robot helpt.")
    one = make.assignment(user, title="Molen", body="Een fiets.")
    actor = user.as_actor()
    strict = searching.search(actor, SearchRequest(words="robot molen"))
    assert (ids(strict), strict.loosened) == ([both.id, one.id], False)
    assert [hit.missing for hit in strict.hits] == [(), ("robot",)]
    newest = replace(SearchRequest(words="robot molen"), sort=Sort.NEWEST)
    assert ids(searching.search(actor, newest)) == [both.id]
    most = searching.search(actor, SearchRequest(words="robot molen zebra"))
    assert (ids(most), most.loosened) == ([both.id], False)
    half = searching.search(actor, SearchRequest(words="fiets robot"))
    assert (sorted(ids(half)), half.loosened) == (sorted([both.id, one.id]), True)
    for words in ("zebra giraf", "fiets zebra", "fiets zebra giraf"):
        none = searching.search(actor, SearchRequest(words=words))
        assert (ids(none), none.loosened) == ([], False)


def test_a_word_in_the_title_weighs_more_than_in_the_body(
    make: Factory, searching: SearchEngine
) -> None:
    user = make.user()
    title = make.assignment(user, title="Stage lopen", body="Schrijf op wat je leerde vandaag.")
    make.assignment(user, title="Een dag mee", body="Na je stage schrijf je een verslag.")
    page = searching.search(user.as_actor(), SearchRequest(words="stages"))
    assert ids(page)[0] == title.id
    assert len(page.hits) == 2
    assert page.hits[0].score > page.hits[1].score > 0


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('"leuke vragen"', True),
        ('"vragen leuke"', False),
        ("“leuke vragen”", True),
        ("leuke -vragen", False),
        ("leuke -antwoord", True),
        ("-antwoord", True),
        ("-vragen", False),
        ("ondernem", True),
        ("ONDERNEMERS", True),
        ("ondernemér", True),
        ("de het een", True),
        ("foto", True),
        ("foto's", True),
    ],
)
def test_words_phrases_exclusions_and_unfinished_words(
    make: Factory, searching: SearchEngine, words: str, found: bool
) -> None:
    user = make.user()
    one = make.assignment(user, title="De ondernemer", body="Bedenk leuke vragen. Maak foto’s.")
    page = searching.search(user.as_actor(), SearchRequest(words=words))
    assert ids(page) == ([one.id] if found else [])
    assert not page.loosened


ODD = [
    "x" * 100_000,
    "(" * 50_000 + ")" * 50_000,
    '"' * 9_999,
    "- -- --- -",
    "\0\0 a\0b",
    "".join(chr(plane * 0x10000 + 0x41) for plane in range(17)),
    "\ud800",
    "title:molen OR id:[0 TO 9] *:* m?l*n ~3 ^9",
    "' OR 1=1 --",
    "𝓶𝓸𝓵𝓮𝓷 ﬁets",
    " ".join(f"woord{number}" for number in range(500)),
    "é" * 200,
    "\u0301\u0301",
    "½ ² ㎞",
]


@pytest.mark.parametrize("words", ODD, ids=range(len(ODD)))
def test_odd_questions_are_answered_at_once(
    make: Factory, searching: SearchEngine, words: str
) -> None:
    user = make.user()
    make.assignment(user)
    searching.search(user.as_actor(), SearchRequest())
    begin = datetime.now(UTC)
    page = searching.search(user.as_actor(), SearchRequest(words=words))
    assert page.total <= 1
    assert datetime.now(UTC) - begin < timedelta(seconds=1)


def test_pages_hold_everything_once_and_end(make: Factory, searching: SearchEngine) -> None:
    user = make.user()
    made = [make.assignment(user).id for _ in range(7)]
    actor = user.as_actor()
    request = SearchRequest(per_page=3)
    pages = [ids(searching.search(actor, replace(request, page=page))) for page in (1, 2, 3, 4)]
    assert pages == [made[:3:-1], made[3:0:-1], made[:1], []]
    assert searching.search(actor, replace(request, page=10**30)).total == 7


def test_same_date_goes_by_id_and_same_score_by_date(
    make: Factory, searching: SearchEngine
) -> None:
    user = make.user()
    days = (2, 1, 2, 3)
    made = [make.assignment(user, shared_at=datetime(2026, 9, day, tzinfo=UTC)).id for day in days]
    expected = [made[3], made[2], made[0], made[1]]
    for words in ("", "interview"):
        page = searching.search(user.as_actor(), SearchRequest(words=words))
        assert ids(page) == expected


def test_an_answer_without_quotes_is_the_same_for_the_rest(
    make: Factory, searching: SearchEngine
) -> None:
    user = make.user()
    for title in ("Een interview", "Naar de winkelier", "Iets anders"):
        make.assignment(user, title=title)
    asked = SearchRequest(words="interview met een winkelier")
    quoted = searching.search(user.as_actor(), asked)
    bare = searching.search(user.as_actor(), replace(asked, quoted=False))
    assert {hit.snippet for hit in bare.hits} == {Snippet("", "")}
    hits = tuple(replace(hit, snippet=Snippet("", "")) for hit in quoted.hits)
    assert replace(quoted, hits=hits) == bare
    assert all(hit.snippet.text for hit in quoted.hits)


def change(make: Factory, assignment: Assignment, **values: object) -> None:
    """A later edit, as a service does it: the version goes up."""
    with write(make.session):
        row = make.session.get_one(Assignment, assignment.id)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1


CHANGES = [
    {"status": Status.ARCHIVED},
    {"status": Status.CONCEPT},
    {"visibility": Visibility.SCHOOL},
    {"visibility": Visibility.BOARD},
    {"origin": Origin.TAKEN_OVER, "visibility": Visibility.SCHOOL},
]


@pytest.mark.parametrize("values", CHANGES, ids=str)
@pytest.mark.parametrize("words", ["", "winkelier"])
def test_what_is_withdrawn_is_gone_at_once_even_when_the_index_is_behind(
    make: Factory, searching: SearchEngine, slow_leader: IndexWriter, words: str, values: dict
) -> None:
    assignment = make.assignment(visibility=Visibility.EVERYONE, subjects=("economie",))
    elsewhere = make.user().as_actor()
    assert ids(searching.search(elsewhere, SearchRequest(words=words))) == [assignment.id]
    slow_leader.step()
    change(make, assignment, **values)
    page = searching.search(elsewhere, SearchRequest(words=words))
    assert (page.total, page.hits) == (0, ())
    assert all(counts == {} for counts in page.facets.values())
    assert page.without == {}


def test_notes_that_are_not_shared_help_nobody_elsewhere(
    make: Factory, searching: SearchEngine
) -> None:
    author = make.user()
    secret = make.assignment(
        author, visibility=Visibility.EVERYONE, notes="Vraag Geheimpje mee.", share_notes=False
    )
    elsewhere = make.user().as_actor()
    own = searching.search(author.as_actor(), SearchRequest(words="geheimpje"))
    assert ids(own) == [secret.id]
    assert own.hits[0].snippet.field == "notes"
    for words in ("geheimpje", "geheim", '"vraag geheimpje"'):
        page = searching.search(elsewhere, SearchRequest(words=words))
        assert (page.total, page.loosened) == (0, False)
        assert page.without == {"words": 1}
    assert ids(searching.search(elsewhere, SearchRequest(words="-geheimpje"))) == [secret.id]


def test_notes_that_are_no_longer_shared_are_not_searched_before_the_index_knows(
    make: Factory, searching: SearchEngine, slow_leader: IndexWriter
) -> None:
    assignment = make.assignment(visibility=Visibility.EVERYONE, notes="Neem Geheimpje mee.")
    elsewhere = make.user().as_actor()
    request = SearchRequest(words="geheimpje")
    assert searching.search(elsewhere, request).hits[0].snippet.field == "notes"
    slow_leader.step()
    change(make, assignment, share_notes=False)
    assert searching.search(elsewhere, request).total == 0


def test_hints_raise_what_fits_and_filter_nothing(make: Factory, searching: SearchEngine) -> None:
    user = make.user()
    fits = make.assignment(user, title="Molen", years=(1,), parents=True)
    better = make.assignment(user, title="Molen, molen, molen", years=(2,))
    actor = user.as_actor()
    plain = SearchRequest(words="molen")
    assert ids(searching.search(actor, plain)) == [better.id, fits.id]
    hinted = replace(plain, hints={("parents", "1"): 5.0, ("years", "6"): 1.0})
    assert ids(searching.search(actor, hinted)) == [fits.id, better.id]


def test_a_concept_is_not_found_by_its_own_author(make: Factory, searching: SearchEngine) -> None:
    author = make.user()
    make.assignment(author, Status.CONCEPT, title="Molen")
    assert searching.search(author.as_actor(), SearchRequest(words="molen")).total == 0
    assert searching.search(author.as_actor(), SearchRequest()).total == 0


def test_an_edit_is_found_by_its_new_words_only(make: Factory, searching: SearchEngine) -> None:
    user = make.user()
    assignment = make.assignment(user, title="Molen", years=(1,))
    actor = user.as_actor()
    assert searching.search(actor, SearchRequest(words="molen")).total == 1
    change(make, assignment, title="Robot")
    assert searching.search(actor, SearchRequest(words="molen")).total == 0
    assert ids(searching.search(actor, SearchRequest(words="robot"))) == [assignment.id]


def test_a_deleted_assignment_is_gone(make: Factory, searching: SearchEngine) -> None:
    user = make.user()
    assignment = make.assignment(user, title="Molen")
    actor = user.as_actor()
    assert searching.search(actor, SearchRequest(words="molen")).total == 1
    make.session.delete(assignment)
    make.session.commit()
    for words in ("", "molen"):
        page = searching.search(actor, SearchRequest(words=words))
        assert (page.total, page.facets["years"]) == (0, {})


def test_a_save_is_found_by_its_words_before_the_index_knows(
    make: Factory, searching: SearchEngine, slow_leader: IndexWriter
) -> None:
    user = make.user()
    edited = make.assignment(user, title="Tunnel en lamp")
    actor = user.as_actor()
    slow_leader.step()
    made = make.assignment(user, title="Een robot", body="Tussen de molens door.")
    change(make, edited, title="Robot")
    for words in ("robot", "rob"):
        assert sorted(ids(searching.search(actor, SearchRequest(words=words)))) == [
            edited.id,
            made.id,
        ]
    for words in ('"robot tussen"', "tunnel", "zebra", "robot -winkelier"):
        assert ids(searching.search(actor, SearchRequest(words=words))) == (
            [made.id] if words == "robot -winkelier" else []
        )
    assert ids(searching.search(actor, SearchRequest(words='"tussen molens"'))) == [made.id]
    page = searching.search(actor, SearchRequest(words="robot"))
    assert all(hit.score > 0 for hit in page.hits)
    assert page.behind is False


def test_what_others_keep_does_not_loosen_a_search(make: Factory, searching: SearchEngine) -> None:
    """A hidden assignment with all the words must not show itself by what is not loosened."""
    make.assignment(title="Molen robot")
    user = make.user()
    some = [make.assignment(user, title="Molen").id, make.assignment(user, title="Robot").id]
    page = searching.search(user.as_actor(), SearchRequest(words="molen robot"))
    assert (sorted(ids(page)), page.loosened) == (some, True)


def test_behind_is_said_when_there_is_too_much_to_read(
    make: Factory, searching: SearchEngine, slow_leader: IndexWriter
) -> None:
    user: User = make.user()
    make.assignment(user, title="Molen")
    actor = user.as_actor()
    slow_leader.step()
    searching.fresh_at_most = 1
    first = make.assignment(user, title="Robot")
    second = make.assignment(user, title="Robot")
    position = make.session.info["feed_position"]
    assert position > START
    page = searching.search(actor, SearchRequest(words="robot"), after=position)
    assert (ids(page), page.behind) == ([second.id], True)
    assert searching.search(actor, SearchRequest(words="robot")).behind is False
    assert searching.search(actor, SearchRequest(), after=position).total == 3
    slow_leader.resign()
    page = searching.search(actor, SearchRequest(words="robot"), after=position)
    assert (sorted(ids(page)), page.behind) == ([first.id, second.id], False)


def test_words_without_an_index_find_nothing_and_say_so(
    make: Factory, searching: SearchEngine, slow_leader: IndexWriter, folder: Path
) -> None:
    user = make.user()
    make.assignment(user, title="Molen")
    slow_leader.step()
    shutil.rmtree(folder)
    page = searching.search(user.as_actor(), SearchRequest(words="molen"))
    assert (page.total, page.ready) == (0, False)
    page = searching.search(user.as_actor(), SearchRequest())
    assert (page.total, page.ready) == (1, True)
