"""The list under the search field: words as they are written, and titles to go to."""

import pytest

from lobbib.domain.assignments import Activity, Status, Visibility
from lobbib.models import User
from lobbib.search import SearchEngine
from lobbib.search.proposals import NOTHING, Proposals, Title
from tests.factories import Factory


@pytest.fixture
def user(make: Factory) -> User:
    return make.user(make.school(name="Het Eigen Lyceum"))


@pytest.fixture
def neighbour(make: Factory) -> User:
    return make.user(make.school(name="De Overkant"))


def asked(searching: SearchEngine, user: User, text: str) -> Proposals:
    searching.catch_up()
    return searching.propose(user.as_actor(), text)


def test_a_word_is_written_as_most_write_it(
    make: Factory, searching: SearchEngine, user: User
) -> None:
    make.assignment(user, body="Beroepsoriëntatie in de zaal.")
    make.assignment(user, body="BEROEPSORIËNTATIE, alweer.")
    make.assignment(user, body="Beroepsorientatie, zonder trema.")
    make.assignment(user, body="Cafe. Drie cafes, en dan naar het café aan de overkant.")
    make.assignment(user, title="Caf\u00e9's", body="Een ei.")
    assert asked(searching, user, "Iets met beroepsor").words == ("Iets met beroepsoriëntatie",)
    assert asked(searching, user, "caf").words == ("café",)
    assert asked(searching, user, "zon").words == ("zonder",)


def test_a_title_has_all_that_was_typed_and_comes_first_where_it_begins_so(
    make: Factory, searching: SearchEngine, user: User
) -> None:
    inside = make.assignment(user, title="Een ochtend bij de bakker", body="Bakker, bakker.")
    begins = make.assignment(user, title="Bakkers van toen", body="Kneden.")
    make.assignment(user, title="Iets anders", body="Brood van de bakker, en naar de bakker.")
    both = (Title(begins.id, "Bakkers van toen"), Title(inside.id, "Een ochtend bij de bakker"))
    assert asked(searching, user, "bak").titles == both
    assert asked(searching, user, "ochtend bij de bak").titles == both[1:]
    assert asked(searching, user, "ochtenden b\u00e0k").titles == both[1:]
    assert asked(searching, user, "bakker ochtend").titles == both[1:]
    assert asked(searching, user, "avond bij de bak").titles == ()


def test_titles_are_of_what_somebody_may_see_and_say_whose_they_are(
    make: Factory, searching: SearchEngine, user: User, neighbour: User
) -> None:
    wide = make.assignment(neighbour, title="Kaas maken", visibility=Visibility.EVERYONE)
    make.assignment(neighbour, title="Kaasmarkt", visibility=Visibility.SCHOOL)
    make.assignment(neighbour, Status.CONCEPT, title="Kaasboer", visibility=Visibility.EVERYONE)
    archived = make.assignment(user, title="Kaasfondue")
    searching.catch_up()
    archived.status = Status.ARCHIVED
    make.session.commit()
    found = searching.propose(user.as_actor(), "kaa")
    assert found.titles == (Title(wide.id, "Kaas maken", "De Overkant"),)
    assert asked(searching, user, "kaa").words == ("kaas",)


def test_names_of_tags_come_first_where_something_has_them(
    make: Factory, searching: SearchEngine, user: User
) -> None:
    make.assignment(
        user,
        title="Gastvrij",
        body="Een gast.",
        subjects=("economie",),
        activity=Activity.GUEST_LESSON,
    )
    assert asked(searching, user, "gast").words == ("gastles", "gastvrij")
    assert asked(searching, user, "iets voor eco").words == ("iets voor economie",)
    assert asked(searching, user, "spe").words == ()
    assert asked(searching, user, "netwerken").words == ()


def test_nothing_is_proposed_where_no_word_is_being_typed(
    make: Factory, searching: SearchEngine, user: User
) -> None:
    make.assignment(user, title="Bakkerij")
    assert searching.propose(user.as_actor(), "bak") == NOTHING  # no index yet
    for text in ("", "b", "bakkerij ", "bak?", "\0", "(((", "-" * 3000, "x" * 100_000):
        assert asked(searching, user, text) == NOTHING
