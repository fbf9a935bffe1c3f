"""What somebody typed, kept when their login or their page expired: shown again, to send again."""

from dataclasses import dataclass

from flask import current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

MAX_SEALED = 500_000  # together with the rest of the form under the limit on a request
MAX_AGE = 24 * 3600


@dataclass(frozen=True, slots=True)
class Carried:
    """A form as it was sent: to which address, and every field but tokens and passwords."""

    action: str
    fields: tuple[tuple[str, str], ...]
    had_password: bool = False


def from_request() -> Carried:
    fields = request.form.items(multi=True)
    kept = tuple((name, text) for name, text in fields if not _stays_behind(name))
    had_password = any("password" in name for name in request.form)
    return Carried(request.full_path.rstrip("?"), kept, had_password)


def _stays_behind(name: str) -> bool:
    return name == "csrf_token" or "password" in name


def seal(carried: Carried) -> str:
    """`carried` as one field that nobody can change on the way; empty when it is too much."""
    sealed = str(_serializer().dumps([carried.action, carried.fields, carried.had_password]))
    return sealed if len(sealed) <= MAX_SEALED else ""


def unseal(text: str | None) -> Carried | None:
    """What `seal` made; None for anything else."""
    try:
        action, fields, had_password = _serializer().loads(text or "", max_age=MAX_AGE)
    except BadData:
        return None
    return Carried(action, tuple((name, value) for name, value in fields), had_password)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="lobbib.carried")


def resend_page(carried: Carried, title: str, message: str, code: int = 200) -> ResponseReturnValue:
    """The typed fields with a fresh token, and a button to send them again."""
    g.pop("csrf_token", None)  # made before a login changed the session, it would be stale again
    page = render_template("errors/resend.html", carried=carried, title=title, explanation=message)
    return page, code
