"""The few addresses to which somebody may send more than a form, and how much more.

Everything else keeps its small limit. Who is not logged in is turned away before a byte of the file
is read; the server around us holds to the same limits: `cli.serving.Parser`.
"""

import re
from typing import IO, Any, NamedTuple

import flask
from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.domain.files import MAX_FILE, MEGABYTE
from lobbib.domain.importing import MAX_SENT
from lobbib.web import errors
from lobbib.web.access import current_login

OVERHEAD = 100_000  # the form around a file
TOO_BIG = "Dit bestand is te groot: een bijlage is hoogstens {most} MB. Ga terug en kies een ander."
TOO_MUCH = "Dit is te veel in één keer: samen hoogstens {most} MB. Ga terug en doe het in delen."


class Upload(NamedTuple):
    """`path` is the address that `endpoint` answers to; `most` in bytes, `refusal` for more."""

    endpoint: str
    path: re.Pattern[str]
    most: int
    refusal: str


UPLOADS = (
    Upload(
        "attachments.add", re.compile(r"/opdrachten/\d+/bijlagen"), MAX_FILE + OVERHEAD, TOO_BIG
    ),
    Upload("importing.begin", re.compile(r"/importeren"), MAX_SENT + OVERHEAD, TOO_MUCH),
    Upload(
        "importing.add", re.compile(r"/importeren/\d+/bestanden"), MAX_SENT + OVERHEAD, TOO_MUCH
    ),
)


def most_for(method: str, path: str, otherwise: int) -> int:
    """How many bytes may come with a request to `path`."""
    if method != "POST":
        return otherwise
    return next((one.most for one in UPLOADS if one.path.fullmatch(path)), otherwise)


class Request(flask.Request):
    """Closes every file that began to come in, also when it was cut off: the disk is not ours."""

    def _get_file_stream(self, *args: Any, **kwargs: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*args, **kwargs)
        self.__dict__.setdefault("_streams", []).append(stream)
        return stream

    def close(self) -> None:
        super().close()
        for stream in self.__dict__.get("_streams", ()):
            stream.close()


def init_app(app: Flask) -> None:
    """Before whatever reads the form: the check of its token does."""
    app.request_class = Request
    app.before_request(_make_room)


def _make_room() -> ResponseReturnValue | None:
    upload = next((one for one in UPLOADS if one.endpoint == request.endpoint), None)
    if upload is None or request.method != "POST":
        return None
    if current_login() is None:
        return redirect(url_for("accounts.login", next=request.path), 303)
    if (request.content_length or 0) > upload.most:
        most = (upload.most - OVERHEAD) // MEGABYTE
        return errors.answer(413, upload.refusal.format(most=most))
    # Only where a file goes to disk as it comes in; any other form would be held in memory.
    if request.mimetype == "multipart/form-data":
        request.max_content_length = upload.most
    return None
