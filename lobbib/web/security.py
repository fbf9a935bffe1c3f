"""Headers, cookies and limits that hold for every answer."""

from flask import Flask, Response, request

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
        "MAX_CONTENT_LENGTH": config.max_body,
        "MAX_FORM_MEMORY_SIZE": config.max_body,
        "MAX_FORM_PARTS": 500,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": True,
        "PREFERRED_URL_SCHEME": "https" if config.https else "http",
    }


def init_app(app: Flask, config: Config) -> None:
    app.config.update(settings(config))

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if config.https:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        response.headers["Cache-Control"] = _caching()
        return response


def _caching() -> str:
    """Assets carry a hash in their address and stay; pages belong to one person and do not."""
    if request.endpoint == "static" and "v" in request.args:
        return f"public, max-age={YEAR}, immutable"
    return "no-store"
