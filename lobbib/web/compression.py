"""Answers go out compressed: a page with its assets stays light on a school's Wi-Fi.

Each answer carries a file name of random length in its gzip header, as Django's do since 4.2, so
that sizes tell an eavesdropper nothing about a secret on the page (the BREACH attack).
"""

import gzip
import io
import secrets
import string

from flask import Flask, Response, request

TYPES = {"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"}
AT_LEAST = 500  # bytes; less does not shrink
PADDING_AT_MOST = 100


def init_app(app: Flask) -> None:
    app.after_request(compress)


def compress(response: Response) -> Response:
    """The same answer, gzipped where the browser takes that and it pays."""
    if response.mimetype not in TYPES:
        return response
    response.vary.add("Accept-Encoding")
    if _is_worth_it(response):
        response.direct_passthrough = False
        response.set_data(_gzip(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("ETag", None)
    return response


def _is_worth_it(response: Response) -> bool:
    return (
        request.accept_encodings["gzip"] > 0
        and response.status_code not in (204, 206, 304)
        and "Content-Encoding" not in response.headers
        and (response.content_length or 0) >= AT_LEAST
    )


def _gzip(content: bytes) -> bytes:
    name = "".join(
        secrets.choice(string.ascii_letters) for _ in range(secrets.randbelow(PADDING_AT_MOST))
    )
    packed = io.BytesIO()
    with gzip.GzipFile(name, "wb", compresslevel=6, fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()
