"""Which subjects a text names: short forms, languages, and words that are only words."""

import pytest

from lobbib.domain.lesson_facts import Named
from lobbib.domain.subject_words import parse, subject_words

COMMON = parse(
    """
# a remark
frans: | frans, franse
wiskunde: wiskunde | wi
biologie: biologie | bio
drama: | drama
techniek: | techniek
beeldende-vorming: handvaardigheid | bv, tekenen
lichamelijke-opvoeding: gym | lo
""".splitlines()
)
SCHOOL = {names.slug: names.slug for names in COMMON if names.slug != "techniek"} | {"dans": "Dans"}
WORDS = subject_words(COMMON, SCHOOL)


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Bij wiskunde rekenen ze", ["wiskunde"]),
        ("de wiskundeles", ["wiskunde"]),
        ("Frans. We schrijven", ["frans"]),
        ("frans 4 vwo, filmpjes", ["frans"]),
        ("De Franse les", ["frans"]),
        ("4 havo Frans", ["frans"]),
        ("bij bio lezen we", ["biologie"]),
        ("hoort bij voortplanting (bio)", ["biologie"]),
        ("bv klas 2: teken", ["beeldende-vorming"]),
        ("gym in 5 havo", ["lichamelijke-opvoeding"]),
        ("LO klas 3", ["lichamelijke-opvoeding"]),
        ("Titel\nDrama: speel een baan", ["drama"]),
        ("Frans mondeling", ["frans"]),
        ("We bellen. Drama, klas 2", ["drama"]),
        ("bij drama en bij frans", ["drama", "frans"]),
        ("Dans voor beginners", ["dans"]),
        # Only words.
        ("in het Frans schrijven ze", []),
        ("voor goed Frans", []),
        ("dat is altijd drama", []),
        ("tekenen ze een kaart", []),
        ("zoek bv. iets op", []),
        ("de studie biologie", []),
        ("een student wiskunde", []),
        ("franse kaas", []),
        ("bij techniek", []),  # not a subject of this school
        ("", []),
    ],
)
def test_subjects_are_those_that_the_text_names(text: str, slugs: list[str]) -> None:
    assert [named.value for named in WORDS.find(text)] == slugs


def test_a_subject_shows_its_name_as_it_is_written() -> None:
    assert WORDS.find("Bij BIO en bij bio") == (Named("biologie", ("BIO",)),)


def test_a_school_without_subjects_finds_none() -> None:
    assert [subject_words(COMMON, {}).find(text) for text in ("bij wiskunde", "x", "")] == [()] * 3
