"""Slips of the pen: applied where nothing else is found, proposed where hardly anything is."""

from lobbib.domain.competencies import Competency
from lobbib.search import SearchEngine
from lobbib.search.request import SearchRequest
from tests.factories import Factory


def test_a_slip_is_mended_and_said_where_nothing_else_is_found(
    make: Factory, searching: SearchEngine
) -> None:
    user = make.user()
    made = make.assignment(user, title="Molen", body="Vertel over zeilen.")
    page = searching.search(user.as_actor(), SearchRequest(words="mollen"))
    assert ([hit.id for hit in page.hits], page.corrected) == ([made.id], "molen")
    elsewhere = searching.search(make.user().as_actor(), SearchRequest(words="mollen"))
    assert (elsewhere.total, elsewhere.corrected) == (0, None)


def test_a_word_that_far_more_have_is_proposed_where_hardly_any_is_found(
    make: Factory, searching: SearchEngine
) -> None:
    user = make.user()
    for number in range(6):
        make.assignment(user, title=f"Robot {number}", body="Vertel over sensoren.")
    odd = make.assignment(user, title="Rabot verkennen", body="Wandel langs de sluis.")
    page = searching.search(user.as_actor(), SearchRequest(words="rabot"))
    assert [hit.id for hit in page.hits] == [odd.id]
    assert page.corrected is None
    usual = searching.search(user.as_actor(), SearchRequest(words="robot"))
    assert (usual.total, usual.suggested) == (6, None)
    assert page.suggested == "robot"


def test_a_slip_in_the_name_of_a_competence_is_mended_where_no_text_has_it(
    make: Factory, searching: SearchEngine
) -> None:
    user = make.user()
    made = make.assignment(user, title="Bel iemand", competencies=(Competency.NETWERKEN,))
    make.assignment(user, title="Kaarten", competencies=(Competency.MOTIEVENREFLECTIE,))
    for words in ("netwreken", "netwerekn"):
        page = searching.search(user.as_actor(), SearchRequest(words=words))
        assert ([hit.id for hit in page.hits], page.corrected) == ([made.id], "netwerken")
    elsewhere = searching.search(make.user().as_actor(), SearchRequest(words="netwreken"))
    assert (elsewhere.total, elsewhere.corrected) == (0, None)
