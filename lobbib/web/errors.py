"""Error pages in plain Dutch, and the same errors as JSON under /api."""

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from lobbib import errors
from lobbib.db import Clash, DatabaseTrouble
from lobbib.web import carry
from lobbib.web.access import audience_of, current_login
from lobbib.web.addresses import is_own_form

TITLES = {
    400: "Dat kunnen we niet lezen",
    401: "Log eerst in",
    403: "Geen toegang",
    404: "Niet gevonden",
    405: "Zo werkt deze pagina niet",
    409: "Een collega was je voor",
    413: "Dat is te groot",
    422: "Er klopt iets nog niet",
    429: "Even wachten",
    503: "Even niet beschikbaar",
}
MESSAGES = {
    400: "De gegevens kwamen niet goed over. Ga terug en probeer het opnieuw.",
    401: "Je bent niet (meer) ingelogd.",
    404: errors.NotFound.message,
    405: "Ga terug en gebruik de knoppen op de pagina.",
    413: "Wat je stuurde is te groot. Ga terug, maak de tekst korter en probeer het opnieuw.",
}
CODES: dict[type[errors.LobbibError], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.Invalid: 422,
    errors.Conflict: 409,
    errors.Throttled: 429,
    errors.Unavailable: 503,
}
AWAY = "Lezen en opslaan lukt nu even niet. Probeer het over een minuut opnieuw."
EXPIRED_TITLE = "Nog één keer versturen"
EXPIRED = "Deze pagina stond lang open. Er is niets kwijt: verstuur je gegevens nog een keer."
UNEXPECTED = "Er ging iets mis bij ons. Probeer het opnieuw, of meld het bij je beheerder."


def init_app(app: Flask) -> None:
    app.register_error_handler(errors.LobbibError, _expected)
    app.register_error_handler(DatabaseTrouble, _database)
    app.register_error_handler(Clash, _clash)
    app.register_error_handler(CSRFError, refuse_token)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def is_api() -> bool:
    return request.path.startswith("/api/")


def answer(code: int, message: str, fields: dict[str, str] | None = None) -> ResponseReturnValue:
    """An error as a page, or as JSON for who asked the API."""
    if is_api():
        body = {"code": code, "message": message, "fields": fields or {}}
        return jsonify(error=body), code
    title = TITLES.get(code, "Er ging iets mis")
    return render_template("errors/error.html", title=title, explanation=message), code


def _expected(error: errors.LobbibError) -> ResponseReturnValue:
    code = CODES[type(error)]
    if isinstance(error, errors.Unavailable):
        return _unavailable(error)
    page = answer(code, error.message, getattr(error, "fields", None))
    return with_wait(page, error) if isinstance(error, errors.Throttled) else page


def with_wait(page: ResponseReturnValue, error: errors.Throttled) -> Response:
    response = make_response(page)
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _unavailable(error: errors.Unavailable) -> ResponseReturnValue:
    """Reading: say so. Saving: keep what was typed on the screen, with the button still there."""
    if request.method in ("GET", "HEAD") or is_api():
        return answer(503, AWAY)
    return carry.resend_page(carry.from_request(), TITLES[503], error.message, 503)


def _database(error: DatabaseTrouble) -> ResponseReturnValue:
    current_app.logger.error("the database is away: %s", type(error.orig).__name__)
    return _unavailable(errors.Unavailable())


def _clash(_error: Clash) -> ResponseReturnValue:
    """Once more, what the service checks has changed, and it will say so."""
    current_app.logger.exception("a clash that no service foresaw")
    return _unavailable(errors.Unavailable())


def refuse_token(error: CSRFError) -> ResponseReturnValue:
    """A form of ours that was left open keeps what was typed; a stranger's gets nothing."""
    if is_api() or not is_own_form() or request.endpoint is None:
        return answer(400, MESSAGES[400])
    audience = audience_of(current_app, request.endpoint)
    try:
        needs_login = audience is not None and audience.needs_login and current_login() is None
    except errors.Unavailable as trouble:
        return _unavailable(trouble)
    if needs_login:
        return make_response(current_app.login_manager.unauthorized())  # type: ignore[attr-defined]
    return carry.resend_page(carry.from_request(), EXPIRED_TITLE, EXPIRED, 400)


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if 300 <= code < 400:
        return error.get_response()
    return answer(code, MESSAGES.get(code, UNEXPECTED))


def _unexpected(error: Exception) -> ResponseReturnValue:
    current_app.logger.exception("unexpected")
    return answer(500, UNEXPECTED)
