"""One line of JSON for every request and every trouble, without a word that people typed.

A line names the route, never the address: addresses hold tokens, queries and e-mail addresses.
"""

import json
import logging
import re
import secrets
import traceback
from datetime import UTC, datetime
from time import perf_counter
from types import TracebackType
from typing import Any, TextIO, cast

from flask import Flask, Response, g, has_request_context, request
from flask.logging import wsgi_errors_stream

from lobbib.config import Config

ID_HEADER = "X-Request-ID"
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_DEEPEST = 12  # frames of a traceback that are worth a line
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
access = logging.getLogger("lobbib.access")


class OneLine(logging.Formatter):
    """A record as JSON. Of an error only its type and place: its message may quote a person."""

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.split(".")[0] == "lobbib"
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": current_id(),
            "event": record.getMessage() if ours else str(record.msg),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0] is not None:
            line |= {"error": record.exc_info[0].__name__, "where": _places(record.exc_info[2])}
        return json.dumps(line, ensure_ascii=False)


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_DEEPEST:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def current_id() -> str | None:
    """The number of the request that is being answered, if one is."""
    return g.get("request_id") if has_request_context() else None


def configure(level: int = logging.INFO) -> None:
    """Send the house's lines, and the server's, to standard error; a second call sets the level."""
    for name in ("lobbib", "waitress"):
        found = logging.getLogger(name)
        found.setLevel(level)
        if not any(isinstance(handler.formatter, OneLine) for handler in found.handlers):
            handler = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
            handler.setFormatter(OneLine())
            found.addHandler(handler)


def init_app(app: Flask, config: Config) -> None:
    configure()

    app.log_exception = _log_exception  # type: ignore[assignment, method-assign]

    @app.before_request
    def begin() -> None:
        g.started = perf_counter()
        g.request_id = _incoming_id(config) or secrets.token_hex(8)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[ID_HEADER] = g.get("request_id", "")
        access.info("request", extra={"fields": _facts(response)})
        return response


def _log_exception(error: Any) -> None:
    """Flask's own line holds the path, and a path can hold the token of a link."""
    logging.getLogger("lobbib").error("unexpected", exc_info=error)


def _incoming_id(config: Config) -> str | None:
    """The proxy's number for this request; a stranger's is not believed."""
    given = request.headers.get(ID_HEADER, "")
    return given if config.trusted_proxies and _SANE_ID.fullmatch(given) else None


def _facts(response: Response) -> dict[str, Any]:
    started = g.get("started")
    return {
        "method": request.method if request.method in _METHODS else "other",
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round((perf_counter() - started) * 1000, 1) if started else None,
    }
