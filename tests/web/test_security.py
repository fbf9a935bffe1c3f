"""Headers, cookies, hosts and limits, the same for every answer."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from lobbib import create_app
from lobbib.config import Config
from lobbib.errors import NotFound
from lobbib.models import User
from lobbib.web.access import ANYONE, serves
from lobbib.web.logging import OneLine
from lobbib.web.security import HEADERS, MAX_FIELDS
from tests.factories import Factory


@pytest.fixture
def https(config: Config) -> Iterator[FlaskClient]:
    """The same house, reached over HTTPS by way of one proxy."""
    secure = replace(config, base_url="https://localhost", trusted_proxies=1, follow=False)
    app = create_app(secure)
    yield app.test_client()
    app.extensions["lobbib"].engine.dispose()


def set_cookie(client: FlaskClient) -> str:
    """The cookie that the login form's token brings along."""
    return client.get("/inloggen", base_url="https://localhost").headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/inloggen", "/healthz", "/bestaat-niet", "/static/mark.svg"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_pages_are_not_stored_and_hashed_assets_are(client: FlaskClient) -> None:
    kept = []
    for path in ("/inloggen", "/static/mark.svg", "/static/mark.svg?v=abc"):
        with client.get(path) as answer:
            kept.append(answer.headers["Cache-Control"])
    assert kept == ["no-store", "no-store", "public, max-age=31536000, immutable"]


def test_asset_that_is_not_there_is_not_kept(client: FlaskClient) -> None:
    answer = client.get("/static/bestaat-niet.css?v=abc")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_answer_that_anybody_may_keep_sets_no_cookie(
    make: Factory, client_of: Callable[[User], FlaskClient]
) -> None:
    browser = client_of(make.user(), remember="y")  # type: ignore[call-arg]
    with browser.get("/static/mark.svg?v=abc") as answer:
        assert answer.headers["Cache-Control"].startswith("public")
        assert "Set-Cookie" not in answer.headers


def test_cookie_over_https_is_bound_to_this_host(https: FlaskClient) -> None:
    name, *attributes = set_cookie(https).split("; ")
    assert name.startswith("__Host-lobbib=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
    assert not any(attribute.startswith("Domain") for attribute in attributes)


def test_cookie_over_http_has_no_prefix_that_a_browser_would_refuse(client: FlaskClient) -> None:
    name, *attributes = client.get("/inloggen").headers["Set-Cookie"].split("; ")
    assert name.startswith("lobbib=")
    assert "Secure" not in attributes
    assert {"HttpOnly", "SameSite=Lax"} <= set(attributes)


def test_hsts_is_sent_over_https_alone(client: FlaskClient, https: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    sent = https.get("/healthz").headers["Strict-Transport-Security"]
    assert sent == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "a b", "localhost@x"]
)
def test_foreign_host_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/inloggen", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert "Set-Cookie" not in answer.headers
    assert host == "" or host not in answer.text


def test_forwarded_host_is_not_believed(https: FlaskClient) -> None:
    answer = https.get("/opdrachten", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in answer.headers.get("Location", "") + answer.text


def seen_by(app: Flask) -> FlaskClient:
    """A view that tells from where the house thinks it is asked."""

    @app.get("/van-waar")
    @serves(ANYONE)
    def whence() -> Response:
        return Response(f"{request.remote_addr} {request.scheme}")

    return app.test_client()


FORWARDED = {"X-Forwarded-For": "1.2.3.4, 5.6.7.8", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [(0, "127.0.0.1 http"), (1, "5.6.7.8 https"), (2, "1.2.3.4 http")],
)
def test_forwarded_address_is_believed_as_far_as_there_are_proxies(
    config: Config, proxies: int, expected: str
) -> None:
    app = create_app(replace(config, trusted_proxies=proxies, follow=False))
    assert seen_by(app).get("/van-waar", headers=FORWARDED).text == expected
    app.extensions["lobbib"].engine.dispose()


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"email=" + b"x" * 1_000_001),
        ("application/json", b'"' + b"x" * 1_000_001 + b'"'),
        ("text/plain", b"x" * 1_000_001),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n'
            + b"x" * 1_000_001
            + b"\r\n--b--\r\n",
        ),
    ],
)
def test_body_over_the_limit_is_refused(
    client: FlaskClient, content_type: str, body: bytes
) -> None:
    answer = client.post("/inloggen", data=body, content_type=content_type)
    assert answer.status_code == 413
    assert "te groot" in answer.text


def fields(number: int) -> bytes:
    return b"&".join(b"f=1" for _ in range(number))


def parts(number: int) -> bytes:
    one = b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n'
    return one * number + b"--b--\r\n"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", fields(MAX_FIELDS + 1)),
        ("application/x-www-form-urlencoded; charset=utf-8", fields(100_000)),
        ("multipart/form-data; boundary=b", parts(MAX_FIELDS + 1)),
    ],
)
def test_too_many_fields_are_refused_at_once(
    client: FlaskClient, content_type: str, body: bytes
) -> None:
    started = time.perf_counter()
    answer = client.post("/inloggen", data=body, content_type=content_type)
    assert answer.status_code == 413
    assert time.perf_counter() - started < 1


def test_too_many_parameters_are_refused(client: FlaskClient) -> None:
    assert client.get("/inloggen?" + fields(MAX_FIELDS + 1).decode()).status_code == 413
    assert client.get("/inloggen?" + fields(MAX_FIELDS).decode()).status_code == 200


def test_as_many_fields_as_allowed_still_arrive(client: FlaskClient) -> None:
    body = fields(MAX_FIELDS - 2) + b"&email=a%40b.nl&password=x"
    answer = client.post("/inloggen", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "a@b.nl" in answer.text


@pytest.mark.parametrize("number", [2**31, 10**40])
def test_number_that_no_row_can_have_is_not_found(client: FlaskClient, number: int) -> None:
    assert client.get(f"/opdrachten/{number}").status_code == 404
    assert client.get(f"/opdrachten/{2**31 - 1}").status_code == 303


def request_lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    records = [record for record in caplog.records if record.name == "lobbib.access"]
    return [json.loads(OneLine().format(record)) for record in records]


def test_log_line_names_the_route_and_nothing_that_was_typed(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "lobbib")
    client.get("/uitnodiging/geheime-sleutel?q=jan@school.nl", headers={"User-Agent": "Jan"})
    (line,) = request_lines(caplog)
    assert line["method"] == "GET"
    assert line["route"] == "/uitnodiging/<token>"
    assert isinstance(line["ms"], float)
    text = json.dumps(line)
    assert not any(word in text for word in ("geheime", "jan@", "127.0.0.1", "Jan"))


@pytest.fixture
def own_app(config: Config) -> Iterator[Flask]:
    """An application to add to, which no other test meets."""
    made = create_app(config)
    yield made
    made.extensions["lobbib"].search.close()
    made.extensions["lobbib"].engine.dispose()


def test_log_line_of_an_error_holds_its_place_and_not_its_words(
    own_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    @own_app.get("/kapot")
    @serves(ANYONE)
    def broken() -> Response:
        raise ValueError("jan@school.nl")

    assert own_app.test_client().get("/kapot").status_code == 500
    (record,) = [record for record in caplog.records if record.exc_info]
    line = json.loads(OneLine().format(record))
    assert line["error"] == "ValueError"
    assert line["where"][-1].endswith("broken")
    assert "jan@" not in json.dumps(line)


def test_error_while_an_error_is_told_does_not_name_the_path(
    own_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_error: Exception) -> Response:
        raise ValueError("jan@school.nl")

    own_app.register_error_handler(NotFound, broken)
    assert own_app.test_client().get("/uitnodiging/geheim").status_code == 500
    lines = [OneLine().format(record) for record in caplog.records if record.exc_info]
    assert len(lines) == 1
    assert "geheim" not in lines[0]
    assert "jan@" not in lines[0]


def test_others_log_their_words_without_their_values() -> None:
    record = logging.LogRecord("waitress", 40, "x.py", 1, "Serving %s", ("/uitnodiging/abc",), None)
    assert json.loads(OneLine().format(record))["event"] == "Serving %s"


def test_request_number_is_made_here(client: FlaskClient) -> None:
    given = {"X-Request-ID": "van-een-vreemde"}
    first = client.get("/healthz", headers=given).headers["X-Request-ID"]
    second = client.get("/healthz", headers=given).headers["X-Request-ID"]
    assert len(first) == len(second) == 16
    assert first != second


@pytest.mark.parametrize(
    ("given", "kept"),
    [("proxy-12345678", True), ("kort", False), ("x" * 65, False), ("met spatie 123", False)],
)
def test_request_number_of_a_trusted_proxy_is_kept_when_sane(
    https: FlaskClient, given: str, kept: bool
) -> None:
    number = https.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (number == given) is kept
