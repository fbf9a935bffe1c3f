"""A monitor learns whether people can work, and nothing else."""

from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine

from lobbib import create_app
from lobbib.config import Config, sqlite_url
from lobbib.services import schema
from tests.factories import Factory


def test_healthz_says_that_all_is_well(client: FlaskClient, make: Factory) -> None:
    make.assignment()
    client.application.extensions["lobbib"].search.catch_up()
    answer = client.get("/healthz")
    assert answer.status_code == 200
    found = answer.json
    assert found is not None
    index = found.pop("index")
    assert found == {"status": "ok", "database": "ok", "schema": "ok"}
    assert index.pop("bytes") > 0
    assert index.pop("position") > [0, 0]
    assert index == {"state": "ok", "behind": 0, "documents": 1}


def test_healthz_counts_what_the_index_does_not_have_yet(config: Config, make: Factory) -> None:
    """In a process that does not follow, or it would be done before it is counted."""
    app = create_app(replace(config, follow=False))
    house = app.extensions["lobbib"]
    house.search.catch_up()
    make.assignment()
    found = app.test_client().get("/healthz").json
    house.search.close()
    house.engine.dispose()
    assert found is not None
    index = found["index"]
    assert (index["state"], index["behind"], index["documents"]) == ("ok", 1, 0)


def test_healthz_answers_503_for_an_older_schema(client: FlaskClient, tmp_path: Path) -> None:
    config = client.application.extensions["lobbib"].config
    fresh = create_app(
        replace(config, database_url=sqlite_url(tmp_path / "empty.db"), follow=False)
    )
    answer = fresh.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["status"] == "trouble"
    assert answer.json["database"] == "ok"
    assert answer.json["schema"] == "outdated"
    fresh.extensions["lobbib"].engine.dispose()


def test_healthz_answers_503_without_a_database(config: Config, tmp_path: Path) -> None:
    nowhere = sqlite_url(tmp_path / "no" / "such" / "folder.db")
    app = create_app(replace(config, database_url=nowhere, follow=False))
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {
        "status": "trouble",
        "database": "unreachable",
        "schema": "unknown",
        "index": {"state": "unknown"},
    }
    assert b"folder" not in answer.data


def test_healthz_looks_at_the_schema_each_time(client: FlaskClient, engine: Engine) -> None:
    assert client.get("/healthz").status_code == 200
    schema.downgrade(engine, "base")
    assert client.get("/healthz").status_code == 503
    schema.upgrade(engine)
    assert client.get("/healthz").status_code == 200
