"""Answers are small, whole, and of a size that tells nothing."""

import gzip

from flask.testing import FlaskClient

GZIP = {"Accept-Encoding": "gzip"}


def test_page_is_the_same_when_unpacked(client: FlaskClient) -> None:
    plain = client.get("/wachtwoord")
    packed = client.get("/wachtwoord", headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content_length == len(packed.data) < len(plain.data)
    assert gzip.decompress(packed.data).count(b"<h1>") == plain.data.count(b"<h1>") == 1
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_asset_is_compressed_and_stays_cached(client: FlaskClient) -> None:
    address = "/static/css/components.css"
    plain = client.get(f"{address}?v=1")
    packed = client.get(f"{address}?v=1", headers=GZIP)
    assert gzip.decompress(packed.data) == plain.data
    assert "immutable" in packed.headers["Cache-Control"]


def test_nothing_is_compressed_that_does_not_ask_or_pay(client: FlaskClient) -> None:
    refused = client.get("/wachtwoord", headers={"Accept-Encoding": "gzip;q=0, identity"})
    small = client.get("/static/favicon.svg", headers=GZIP)
    assert "Content-Encoding" not in refused.headers
    assert "Content-Encoding" not in small.headers


def test_size_varies_from_answer_to_answer(client: FlaskClient) -> None:
    sizes = {client.get("/static/icons.svg", headers=GZIP).content_length for _ in range(12)}
    assert len(sizes) > 1


def test_unchanged_asset_is_answered_304(client: FlaskClient) -> None:
    first = client.get("/static/icons.svg")
    again = client.get("/static/icons.svg", headers=GZIP | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
