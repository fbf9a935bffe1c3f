"""Answers are small, whole, and of a size that tells nothing."""

import gzip

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

GZIP = {"Accept_Encoding": "gzip"}


def get(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """Read to the end, so that files are closed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(address, headers=named, buffered=True)


def test_page_is_the_same_when_unpacked(client: FlaskClient) -> None:
    plain = get(client, "/wachtwoord")
    packed = get(client, "/wachtwoord", **GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content_length == len(packed.data) < len(plain.data)
    assert gzip.decompress(packed.data).count(b"<h1>") == plain.data.count(b"<h1>") == 1
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_asset_is_compressed_and_stays_cached(client: FlaskClient) -> None:
    address = "/static/css/components.css"
    plain = get(client, f"{address}?v=1")
    packed = get(client, f"{address}?v=1", **GZIP)
    assert gzip.decompress(packed.data) == plain.data
    assert "immutable" in packed.headers["Cache-Control"]


def test_nothing_is_compressed_that_does_not_ask_or_pay(client: FlaskClient) -> None:
    refused = get(client, "/wachtwoord", Accept_Encoding="gzip;q=0, identity")
    small = get(client, "/static/favicon.svg", **GZIP)
    assert "Content-Encoding" not in refused.headers
    assert "Content-Encoding" not in small.headers


def test_size_varies_from_answer_to_answer(client: FlaskClient) -> None:
    sizes = {get(client, "/static/icons.svg", **GZIP).content_length for _ in range(12)}
    assert len(sizes) > 1


def test_unchanged_asset_is_answered_304(client: FlaskClient) -> None:
    first = get(client, "/static/icons.svg")
    again = get(client, "/static/icons.svg", If_None_Match=first.headers["ETag"], **GZIP)
    assert again.status_code == 304
    assert again.data == b""
