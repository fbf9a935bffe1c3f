"""The piece of text under a hit: where the words stand, and nothing that is not for the reader."""

from pyroaring import BitMap

from lobbib.domain.policy import Actor
from lobbib.search.expansion import expand
from lobbib.search.query import parse
from lobbib.search.reading import Reading
from lobbib.search.request import Snippet
from lobbib.search.segments import MemorySegment
from lobbib.search.snippets import LENGTH, answers_to, snippet
from lobbib.search.texts import Texts
from lobbib.search.vocabulary import Stock, Vocabulary


def made(words: str, **fields: str) -> Snippet:
    texts = Texts(1, 1, True, fields)
    vocabulary = Vocabulary([Stock([MemorySegment([texts])])], lambda word: BitMap([1]))
    asked = expand(parse(words), vocabulary, BitMap([1]))
    return snippet(Reading(texts), answers_to(asked.wanted), Actor(1, 1, None))


def marked(found: Snippet) -> list[str]:
    return [found.text[start:end] for start, end in found.marks]


def test_without_words_the_summary_or_the_body_begins() -> None:
    assert made("", title="T", summary="Kort.", body="Lang.") == Snippet("summary", "Kort.")
    assert made("", title="T", body="Lang.") == Snippet("body", "Lang.")
    assert made("") == Snippet("body", "")


def test_a_long_beginning_ends_with_a_whole_word() -> None:
    found = made("", body="woorden " * 100)
    assert found.text == "woorden " * 25 + "…"


def test_the_field_with_most_of_the_words_is_quoted_and_marked() -> None:
    found = made(
        "stages ouders", title="Stage", summary="Over ouders.", body="Stage met een ouder: leuk."
    )
    assert (found.field, found.text) == ("body", "Stage met een ouder: leuk.")
    assert marked(found) == ["Stage", "ouder"]


def test_the_title_is_quoted_when_nothing_else_has_the_word() -> None:
    found = made("molen", title="De molens van Kinderdijk", summary="Kijken.")
    assert (found.field, marked(found)) == ("title", ["molens"])


def test_the_very_word_is_worth_more_than_one_that_begins_so() -> None:
    found = made("stage", needs="Stageovereenkomst en stageboekje.", notes="Deze stage is fijn.")
    assert (found.field, marked(found)) == ("notes", ["stage"])
    assert marked(made("ondern", body="Een ondernemer onderneemt.")) == ["ondernemer", "onderneemt"]


def test_a_window_in_a_long_text_holds_whole_words_around_the_marks() -> None:
    text = "begin " * 80 + "hier staat een molen bij de robot en dan " + "einde " * 80
    found = made("robot molen", body=text)
    assert marked(found) == ["molen", "robot"]
    assert found.text.startswith("… begin ")
    assert found.text.endswith(" einde …")
    assert LENGTH - 20 < len(found.text) <= LENGTH + 4
    assert set(found.text.split()) <= {*text.split(), "…"}


def test_an_endless_word_is_cut() -> None:
    assert len(made("", body="x" * 5_000).text) == LENGTH + 2
    found = made("molen", body="x" * 5_000 + " molen " + "y" * 5_000)
    assert marked(found) == ["molen"]
    assert len(found.text) <= LENGTH + 10


def test_marks_point_into_text_with_letters_outside_the_basic_plane() -> None:
    found = made("molen", body="😀😀 De 𝓂 molen é")
    assert marked(found) == ["molen"]


def test_many_words_are_marked_as_few_are() -> None:
    few, body = "molen robot", "De molen, de robot en foto's van vroeger. " * 3
    many = few + " " + " ".join(f"woord{number}" for number in range(10))
    assert made(many + ' "a b c d e f g h"', body=body) == made(few, body=body)


def test_what_stands_in_an_apostrophe_is_found_and_marked() -> None:
    assert marked(made("foto", body="Hang foto’s op.")) == ["foto’s"]
    assert marked(made("oclock", body="Five o'clock.")) == ["o'clock"]


def test_a_word_inside_another_is_not_marked() -> None:
    found = made("molen ", body="Windmolen, molenaar, a'molen en de molen.")
    assert (marked(found), found.marks) == (["molen"], ((35, 40),))
