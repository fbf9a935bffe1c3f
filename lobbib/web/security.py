"""Headers, cookies and limits that hold for every answer."""

from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from lobbib.config import Config

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
HSTS = "max-age=31536000; includeSubDomains"
YEAR = 31_536_000
ASK_FIRST = "private, no-cache"  # kept by this browser, which asks each time whether it still holds
MAX_FIELDS = 500
MAX_NUMBER = 2**31 - 1  # what a PostgreSQL integer holds


def settings(config: Config) -> dict[str, object]:
    """Flask's configuration for `config`. Cookies get the strictest prefix that can work."""
    return {
        "SECRET_KEY": config.secret_key,
        "TRUSTED_HOSTS": list(config.trusted_hosts) or None,
        "SESSION_COOKIE_NAME": "__Host-lobbib" if config.https else "lobbib",
        "SESSION_COOKIE_SECURE": config.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": 30 * 24 * 3600,
        # The row says how long a login lasts. Refreshed, its cookie would ride on cached assets.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": config.max_body,
        "MAX_FORM_MEMORY_SIZE": config.max_body,
        "MAX_FORM_PARTS": MAX_FIELDS,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": True,
        "PREFERRED_URL_SCHEME": "https" if config.https else "http",
    }


class RowNumber(IntegerConverter):
    """`<int:…>` in a route: past what a database can number, nothing exists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": MAX_NUMBER} | kwargs)


def init_app(app: Flask, config: Config) -> None:
    app.config.update(settings(config))
    app.url_map.converters["int"] = RowNumber
    if config.trusted_proxies:
        trusted = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted)  # type: ignore[method-assign]
    app.before_request(_refuse_too_many_fields)
    app.register_error_handler(SecurityError, _refuse_host)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if config.https:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        response.headers["Cache-Control"] = _caching(response)
        return response


def _refuse_host(_error: SecurityError) -> Response:
    """Plain text: under a name that is not ours, no page can even be given an address."""
    text = "Onder dit adres is lobbib niet te vinden. Kijk het adres na."
    return Response(text, 400, mimetype="text/plain")


def _refuse_too_many_fields() -> None:
    """Werkzeug counts the parts of a multipart form alone; this counts all others."""
    fields = request.query_string.count(b"&")
    if request.mimetype == "application/x-www-form-urlencoded":
        body = request.get_data(cache=True, parse_form_data=False)
        if request.content_length is None and len(body) >= (request.max_content_length or 0):
            raise RequestEntityTooLarge  # Werkzeug would go on with the part that fits
        fields += body.count(b"&")
    if fields >= MAX_FIELDS:
        raise RequestEntityTooLarge


def _caching(response: Response) -> str:
    """Assets carry a hash in their address and stay; pages belong to one person and do not, unless
    a view says of a file that the browser may keep it and ask. The page that says that there is no
    such asset is a page, with a name on it.
    """
    if request.endpoint == "static" and "v" in request.args and response.status_code < 400:
        return f"public, max-age={YEAR}, immutable"
    if response.status_code < 400 and response.headers.get("Cache-Control") == ASK_FIRST:
        return ASK_FIRST
    return "no-store"
