"""What resembles a text, and how a question may end: only of what the asker may see."""

from dataclasses import replace

from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.policy import Actor
from lobbib.models import Assignment
from lobbib.search import SearchEngine
from lobbib.search.texts import Texts, shared
from tests.factories import Factory

BAKER = {
    "title": "Een ochtend bij de bakker",
    "summary": "De klas bezoekt een bakkerij en kneedt deeg voor brood.",
    "body": "Vraag de bakker naar de oven, het deeg en de nachtdienst. Proef het brood.",
}


def texts_of(make: Factory, assignment: Assignment) -> Texts:
    return shared(make.session, [assignment.id])[0]


def filled(make: Factory) -> list[Assignment]:
    user = make.user()
    baker = make.assignment(user, **BAKER)
    other = make.assignment(
        user, title="Brood bakken", body="Kneed deeg en zet het in de oven van de bakkerij."
    )
    for number in range(6):
        make.assignment(user, title=f"Robot {number}", body="Programmeer een robot met sensoren.")
    return [baker, other]


def test_what_shares_telling_words_resembles_it_and_says_which(
    make: Factory, searching: SearchEngine
) -> None:
    baker, other = filled(make)
    searching.catch_up()
    actor = baker.author.as_actor()
    [found] = searching.similar(actor, texts_of(make, baker))
    assert found.id == other.id
    assert not found.is_same
    assert set(found.words) <= {"bakkerij", "deeg", "brood", "oven", "bakker"}
    assert len(found.words) == 3


def test_a_text_that_is_not_saved_finds_what_resembles_it(
    make: Factory, searching: SearchEngine
) -> None:
    baker, other = filled(make)
    searching.catch_up()
    written = Texts(0, baker.school_id, True, BAKER)
    ids = [one.id for one in searching.similar(baker.author.as_actor(), written)]
    assert ids == [baker.id, other.id]
    nothing = replace(written, written={"title": "Zeppelins vouwen"})
    assert searching.similar(baker.author.as_actor(), nothing) == []


def test_a_lesson_told_again_is_the_same_and_another_is_not(
    make: Factory, searching: SearchEngine
) -> None:
    baker, other = filled(make)
    searching.catch_up()
    actor = baker.author.as_actor()
    again = {
        "title": "Brood van dichtbij",
        "body": "In de ochtend kneedt de klas deeg bij de bakker. Vraag naar de oven, de "
        "nachtdienst en hoe lang een brood rijst. Proef daarna in de bakkerij.",
    }
    assert said(searching, actor, Texts(0, baker.school_id, True, again)) == {
        baker.id: True,
        other.id: False,
    }
    short = Texts(0, baker.school_id, True, {"title": "Bakker, deeg, brood, oven"})
    assert said(searching, actor, short) == {baker.id: False, other.id: False}
    assert said(searching, actor, texts_of(make, baker)) == {other.id: False}


def said(searching: SearchEngine, actor: Actor, texts: Texts) -> dict[int, bool]:
    return {one.id: one.is_same for one in searching.similar(actor, texts)}


def test_shared_words_are_said_as_they_were_spelled(make: Factory, searching: SearchEngine) -> None:
    user = make.user()
    make.assignment(user, title="De zzp'er en de coöperatie", body="Café Noord is een coöperatie.")
    searching.catch_up()
    written = {"title": "Een zzp'er", "body": "Praat in een café over de coöperatie."}
    [found] = searching.similar(user.as_actor(), Texts(0, user.school_id, True, written))
    assert set(found.words) == {"zzp'er", "café", "coöperatie"}


def test_nothing_of_others_resembles_anything(make: Factory, searching: SearchEngine) -> None:
    baker, _ = filled(make)
    make.assignment(make.user(), Status.CONCEPT, **BAKER)
    searching.catch_up()
    elsewhere = make.user().as_actor()
    assert searching.similar(elsewhere, texts_of(make, baker)) == []


def test_words_are_completed_from_what_somebody_may_see(
    make: Factory, searching: SearchEngine
) -> None:
    user, elsewhere = make.user(), make.user()
    make.assignment(user, title="Bakkerij", body="Een bakkersoven. Brood bakken.")
    make.assignment(
        user, title="Iets", visibility=Visibility.EVERYONE, notes="Bakgeheim", share_notes=False
    )
    make.assignment(user, Status.CONCEPT, title="Bakstenen")
    searching.catch_up()
    found = searching.complete(user.as_actor(), "naar de bak")
    assert sorted(found) == ["naar de bakken", "naar de bakkerij", "naar de bakkersoven"]
    assert searching.complete(elsewhere.as_actor(), "bak") == []


def test_nothing_is_completed_where_no_word_is_being_typed(
    make: Factory, searching: SearchEngine
) -> None:
    user = make.user()
    make.assignment(user, title="Bakkerij")
    searching.catch_up()
    for text in ("", "b", "bakker ", "bak?", "\0", "(((", "-" * 3000, "x" * 100_000):
        assert searching.complete(user.as_actor(), text) == []


def test_without_an_index_nothing_is_claimed(make: Factory, searching: SearchEngine) -> None:
    baker, _ = filled(make)
    actor = baker.author.as_actor()
    assert searching.similar(actor, texts_of(make, baker)) == []
    assert searching.complete(actor, "bak") == []
