"""Help is open to everybody, a screen long, and leads from one page to the other."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lobbib.models import User
from lobbib.web.help import TOPICS
from tests.factories import Factory
from tests.web.pages import Page

MAX_WORDS = 330  # about a screen of a laptop


def words_of(page: Page) -> list[str]:
    return re.findall(r"\w+", page.texts(".help-text")[0])


@pytest.mark.parametrize("slug", TOPICS)
def test_a_topic_is_a_screen_long_and_names_the_others(client: FlaskClient, slug: str) -> None:
    page = Page(client.get(f"/hulp/{slug}").text)
    assert page.texts("h1") == [TOPICS[slug].title]
    assert 120 <= len(words_of(page)) <= MAX_WORDS
    others = [(topic.title, f"/hulp/{name}") for name, topic in TOPICS.items() if name != slug]
    assert page.links(".help-more a") == others


def test_the_index_leads_to_every_topic(client: FlaskClient) -> None:
    page = Page(client.get("/hulp").text)
    wanted = [(topic.title, f"/hulp/{slug}") for slug, topic in TOPICS.items()]
    assert page.links(".help-topics a") == wanted


def test_an_unknown_topic_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/hulp/zeppelins")
    assert (answer.status_code, "Deze pagina bestaat niet" in answer.text) == (404, True)


def test_competencies_lead_a_member_to_their_assignments(
    client: FlaskClient, make: Factory, client_of: Callable[[User], FlaskClient]
) -> None:
    stranger = Page(client.get("/hulp/competenties").text)
    assert stranger.links(".help-competencies a") == []
    member = Page(client_of(make.user()).get("/hulp/competenties").text)
    assert [url for _, url in member.links(".help-competencies a")] == [
        f"/opdrachten?competentie={value}"
        for value in (
            "kwaliteitenreflectie",
            "motievenreflectie",
            "werkexploratie",
            "loopbaansturing",
            "netwerken",
        )
    ]
