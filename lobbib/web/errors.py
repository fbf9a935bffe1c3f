"""Error pages in plain Dutch, and the same errors as JSON under /api."""

from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from lobbib import errors
from lobbib.db import DatabaseTrouble

TITLES = {
    400: "Dat kunnen we niet lezen",
    401: "Log eerst in",
    403: "Dit mag je niet",
    404: "Niet gevonden",
    405: "Zo werkt deze pagina niet",
    409: "Een collega was je voor",
    413: "Dat is te groot",
    429: "Even wachten",
    503: "Even niet beschikbaar",
}
MESSAGES = {
    400: "De gegevens kwamen niet goed over. Ga terug en probeer het opnieuw.",
    401: "Je bent niet (meer) ingelogd.",
    404: errors.NotFound.message,
    405: "Ga terug en gebruik de knoppen op de pagina.",
    413: "Wat je stuurde is te groot. Maak de tekst korter en probeer het opnieuw.",
}
CODES: dict[type[errors.LobbibError], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.Invalid: 422,
    errors.Conflict: 409,
    errors.Throttled: 429,
    errors.Unavailable: 503,
}
UNEXPECTED = "Er ging iets mis bij ons. Probeer het opnieuw, of meld het bij je beheerder."


def init_app(app: Flask) -> None:
    app.register_error_handler(errors.LobbibError, _expected)
    app.register_error_handler(DatabaseTrouble, _database)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def answer(code: int, message: str, fields: dict[str, str] | None = None) -> ResponseReturnValue:
    """An error as a page, or as JSON for who asked the API."""
    if request.path.startswith("/api/"):
        body = {"code": code, "message": message, "fields": fields or {}}
        return jsonify(error=body), code
    title = TITLES.get(code, "Er ging iets mis")
    return render_template("errors/error.html", title=title, message=message, code=code), code


def _expected(error: errors.LobbibError) -> ResponseReturnValue:
    fields = error.fields if isinstance(error, errors.Invalid) else None
    return answer(CODES[type(error)], error.message, fields)


def _database(error: DatabaseTrouble) -> ResponseReturnValue:
    return _expected(errors.Unavailable())


def _csrf(error: CSRFError) -> ResponseReturnValue:
    return answer(400, MESSAGES[400])


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    return answer(code, MESSAGES.get(code, UNEXPECTED))


def _unexpected(error: Exception) -> ResponseReturnValue:
    current_app.logger.exception("unexpected")
    return answer(500, UNEXPECTED)
