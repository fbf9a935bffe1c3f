"""`/api/v1`: shapes, rights and errors, and the description held to what is really answered."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lobbib.config import Config
from lobbib.domain.assignments import Activity, Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.models import User
from lobbib.services import tokens
from tests.factories import Factory

ClientOf = Callable[[User], FlaskClient]
ITEM = {
    "id", "title", "summary", "body", "notes", "needs", "questions", "years", "competencies",
    "tracks", "subjects", "activity", "minutes", "parents", "outside", "dossier", "origin",
    "licence", "visibility", "share_notes", "status", "school", "author", "based_on", "version",
    "url",
}  # fmt: skip
FACETS = {
    "years", "competencies", "tracks", "subjects", "activities", "parents", "outside", "dossier",
}  # fmt: skip


@pytest.fixture
def config(config: Config) -> Config:
    """Nothing follows in the background: a search for words catches up first."""
    return replace(config, follow=False)


@pytest.fixture
def user(make: Factory) -> User:
    return make.user(make.school(make.board()))


@pytest.fixture
def browser(client_of: ClientOf, user: User) -> FlaskClient:
    return client_of(user)


def get(browser: FlaskClient, address: str, **headers: str) -> dict[str, Any]:
    answer = browser.get(f"/api/v1{address}", headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: dict[str, Any] = answer.get_json()
    return found


def test_results_have_the_promised_shape(make: Factory, user: User, browser: FlaskClient) -> None:
    made = make.assignment(
        user,
        title="Interview",
        summary="Vraag je ouders naar hun werk.",
        years=(1, 2),
        subjects=("economie",),
        activity=Activity.INTERVIEW,
        parents=True,
        minutes=50,
    )
    make.assignment(user, title="Iets anders", years=(4,))
    found = get(browser, "/assignments?q=ouder&year=1")
    [item] = found.pop("items")
    score = item.pop("score")
    assert score > 0
    assert item.pop("snippet") == {
        "field": "summary",
        "text": "Vraag je ouders naar hun werk.",
        "marks": [[9, 15]],
    }
    assert set(item) == ITEM
    assert (item["id"], item["url"]) == (made.id, f"http://localhost/opdrachten/{made.id}")
    assert found == {
        "total": 1,
        "facets": {
            "years": {"1": 1, "2": 1},
            "competencies": {"netwerken": 1},
            "tracks": {"havo": 1},
            "subjects": {"economie": 1},
            "activities": {"interview": 1},
            "parents": {"1": 1},
            "outside": {},
            "dossier": {},
        },
        "corrected": None,
        "suggested": None,
        "understood": [{"words": "ouder", "as": "parents", "value": "1", "filters": False}],
        "loosened": False,
        "behind": False,
        "ignored": [],
    }


def test_an_item_says_everything_of_the_own_school(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    made = make.assignment(user, notes="Voor ons.", questions=("Wat?",), share_notes=False)
    assert get(browser, f"/assignments/{made.id}") == {
        "id": made.id,
        "title": "Interview een ondernemer",
        "summary": "",
        "body": "Bedenk vijf vragen en interview een winkelier uit je straat.",
        "notes": "Voor ons.",
        "needs": "",
        "questions": ["Wat?"],
        "years": [3],
        "competencies": ["netwerken"],
        "tracks": ["havo"],
        "subjects": [],
        "activity": None,
        "minutes": None,
        "parents": False,
        "outside": False,
        "dossier": False,
        "origin": "eigen",
        "licence": "CC-BY-4.0",
        "visibility": "school",
        "share_notes": False,
        "status": "gedeeld",
        "school": user.school.name,
        "author": user.name,
        "based_on": None,
        "version": 1,
        "url": f"http://localhost/opdrachten/{made.id}",
    }


def test_another_schools_item_names_no_colleague_and_keeps_its_notes(
    make: Factory, browser: FlaskClient
) -> None:
    shared = {"visibility": Visibility.EVERYONE, "notes": "Alleen wij."}
    closed = make.assignment(share_notes=False, **shared)
    opened = make.assignment(share_notes=True, **shared)
    items = {item["id"]: item for item in get(browser, "/assignments")["items"]}
    items_alone = {n: get(browser, f"/assignments/{n}") for n in items}
    for found in (items, items_alone):
        assert [found[n]["notes"] for n in (closed.id, opened.id)] == [None, "Alleen wij."]
        assert [found[n]["author"] for n in (closed.id, opened.id)] == [None, None]
    assert "Alleen" not in items[closed.id]["snippet"]["text"]


def test_what_one_may_not_see_does_not_exist(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    colleague = make.user(user.school)
    hidden = [
        make.assignment(),
        make.assignment(visibility=Visibility.BOARD),
        make.assignment(status=Status.CONCEPT, visibility=Visibility.EVERYONE),
        make.assignment(colleague, Status.CONCEPT),
    ]
    found = get(browser, "/assignments?q=interview")
    assert (found["total"], found["items"]) == (0, [])
    assert found["facets"] == {facet: {} for facet in FACETS}
    for number in [*(row.id for row in hidden), 10**15, 10**30]:
        answer = browser.get(f"/api/v1/assignments/{number}")
        assert answer.status_code == 404
        assert answer.get_json()["error"]["code"] == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [0, 1, 2]),
        ("school=own", [0, 1]),
        ("school=elsewhere", [2]),
        ("year=1&year=6", [0, 2]),
        ("competency=werkexploratie", [1]),
        ("competency=zelfsturing", [2]),
        ("track=vwo", [2]),
        ("subject=economie", [0]),
        ("activity=spel", [1]),
        ("parents=1", [0]),
        ("parents=true&year=1", [0]),
        ("parents=0", [0, 1, 2]),
        ("per_page=2", [1, 2]),
        ("per_page=2&page=2", [0]),
        ("page=3", []),
        ("q=molen", [0, 2]),
        ("q=molen&sort=newest&per_page=1", [2]),
    ],
)
def test_choices_narrow_the_results(
    make: Factory, user: User, browser: FlaskClient, query: str, expected: list[int]
) -> None:
    made = [
        make.assignment(user, title="Molen", years=(1, 2), subjects=("economie",), parents=True),
        make.assignment(
            user,
            title="Robot",
            years=(3,),
            competencies=(Competency.WERKEXPLORATIE,),
            activity=Activity.GAME,
        ),
        make.assignment(
            title="Molen",
            years=(6,),
            competencies=(Competency.LOOPBAANSTURING,),
            tracks=("vwo",),
            visibility=Visibility.EVERYONE,
        ),
    ]
    found = get(browser, f"/assignments?{query}")
    places = {row.id: place for place, row in enumerate(made)}
    assert sorted(places[item["id"]] for item in found["items"]) == expected
    assert found["ignored"] == []


def test_what_is_not_known_is_left_out_and_named(
    make: Factory, user: User, browser: FlaskClient
) -> None:
    make.assignment(user)
    found = get(browser, "/assignments?year=9&track=mavo&school=eigen&page=x&per_page=-1&sort=q")
    assert found["total"] == 1
    assert {row["parameter"]: row["value"] for row in found["ignored"]} == {
        "year": "9",
        "track": "mavo",
        "school": "eigen",
        "page": "x",
        "per_page": "-1",
        "sort": "q",
    }


def test_a_page_holds_at_most_a_hundred(make: Factory, user: User, browser: FlaskClient) -> None:
    for _ in range(101):
        make.assignment(user)
    found = get(browser, "/assignments?per_page=5000")
    assert (found["total"], len(found["items"])) == (101, 100)


def test_a_token_opens_the_api_and_only_that(make: Factory, user: User, app: Flask) -> None:
    make.assignment(user)
    token = tokens.create_token(make.session, user.email)
    browser = app.test_client()
    bearer = {"Authorization": f"Bearer {token}"}
    assert browser.get("/api/v1/assignments", headers=bearer).get_json()["total"] == 1
    assert browser.get("/opdrachten", headers=bearer).status_code == 303
    for wrong in (f"Bearer {token}x", "Bearer ", "Basic abc", token):
        answer = browser.get("/api/v1/assignments", headers={"Authorization": wrong})
        assert answer.status_code == 401
        assert answer.get_json() == {
            "error": {"code": 401, "message": "Je bent niet (meer) ingelogd.", "fields": {}}
        }


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/assignments/0", 404),
        ("GET", "/assignments/-1", 404),
        ("GET", "/assignments/x", 404),
        ("GET", "/nothing", 404),
        ("POST", "/assignments", 405),
        ("DELETE", "/assignments/1", 405),
    ],
)
def test_errors_are_json_in_dutch(browser: FlaskClient, method: str, path: str, code: int) -> None:
    answer = browser.open(f"/api/v1{path}", method=method)
    assert answer.status_code == code
    error = answer.get_json()["error"]
    assert set(error) == {"code", "message", "fields"}
    assert (error["code"], error["fields"]) == (code, {})
    assert error["message"]


# The description


@pytest.fixture
def described(client: FlaskClient) -> dict[str, Any]:
    return get(client, "/openapi.json")


def test_the_description_names_every_address_and_method(
    app: Flask, described: dict[str, Any]
) -> None:
    real = {
        (rule.rule.removeprefix("/api/v1").replace("<int:", "{").replace(">", "}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(path, method) for path, methods in described["paths"].items() for method in methods}
    assert told == real


def test_the_description_fits_real_answers(
    make: Factory, user: User, browser: FlaskClient, described: dict[str, Any]
) -> None:
    made = make.assignment(user, subjects=("economie",), minutes=5, activity=Activity.GAME)
    make.assignment(visibility=Visibility.EVERYONE, share_notes=False)
    for path in (
        "/assignments?q=interview&year=9",
        "/assignments",
        "/coverage?track=havo",
        "/coverage?layer=planned",
    ):
        _check(described, get(browser, path), _schema(described, path.split("?")[0]))
    item = get(browser, f"/assignments/{made.id}")
    _check(described, item, _schema(described, "/assignments/{assignment_id}"))
    missing = browser.get("/api/v1/assignments/0").get_json()
    _check(described, missing, _schema(described, "/assignments/{assignment_id}", "404"))


def _schema(described: dict[str, Any], path: str, code: str = "200") -> dict[str, Any]:
    answer = described["paths"][path]["get"]["responses"][code]
    found: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return found


TYPES = {"string": str, "integer": int, "boolean": bool, "number": (int, float), "null": type(None)}


def _check(described: dict[str, Any], value: Any, schema: dict[str, Any]) -> None:
    """As much of JSON Schema as the description uses; an object has no keys but those named."""
    if "$ref" in schema:
        return _check(
            described, value, described["components"]["schemas"][schema["$ref"].split("/")[-1]]
        )
    if "anyOf" in schema:
        return _check(described, value, schema["anyOf"][value is None])
    kind = schema["type"]
    if kind == "array":
        assert isinstance(value, list)
        for one in value:
            _check(described, one, schema["items"])
    elif kind == "object":
        assert isinstance(value, dict)
        _check_object(described, value, schema)
    else:
        assert isinstance(value, TYPES[kind])
        assert isinstance(value, bool) == (kind == "boolean")
        assert value in schema.get("enum", [value])
    return None


def _check_object(described: dict[str, Any], value: dict[str, Any], schema: dict[str, Any]) -> None:
    properties = schema.get("properties")
    if properties is not None:
        assert set(schema.get("required", [])) <= set(value) <= set(properties)
    for name, one in value.items():
        _check(described, one, properties[name] if properties else schema["additionalProperties"])


def test_the_description_lists_the_parameters_that_work(described: dict[str, Any]) -> None:
    listed = described["paths"]["/assignments"]["get"]["parameters"]
    assert [parameter["name"] for parameter in listed] == [
        "q", "plain", "year", "competency", "track", "subject", "activity", "parents", "outside",
        "dossier", "school", "sort", "page", "per_page",
    ]  # fmt: skip
