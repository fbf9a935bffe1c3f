"""From a cookie or an API token to who is asking; what happens to who is not logged in."""

from contextlib import suppress

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from werkzeug.wrappers import Request

from lobbib.db import DatabaseTrouble, house
from lobbib.errors import Unavailable
from lobbib.models import User, UserSession
from lobbib.queries import accounts
from lobbib.services.accounts import see
from lobbib.services.transaction import utc_now
from lobbib.web import carry, errors
from lobbib.web.access import Login
from lobbib.web.forms.accounts import LoginForm

TOO_LATE = "Je was te lang weg. Log weer in: wat je typte staat straks klaar om te versturen."
TOO_MUCH = "Je was te lang weg, en wat je typte is te groot om te bewaren. Ga terug en kopieer het."


def init_login(login_manager: LoginManager) -> None:
    login_manager.user_loader(load_login)
    login_manager.request_loader(load_token)
    login_manager.unauthorized_handler(refuse)


def load_login(token: str) -> Login | None:
    """Whose session the cookie names, read in a short session of its own.

    So no read transaction is open when a service begins to write.
    """
    if g.get("login_unknown"):  # the page that says that the database is away does not ask again
        return None
    now = utc_now()
    try:
        with house().sessions() as session:
            row = accounts.open_session(session, token, now)
            if row is None:
                return None
            login = _login(row.user, token, row)
            with suppress(Unavailable):
                see(session, row, now)
            return login
    except DatabaseTrouble as error:
        g.login_unknown = True
        raise Unavailable from error


def load_token(asked: Request) -> Login | None:
    """Whose API token came along; a token opens nothing but the API."""
    header = asked.authorization
    if not errors.is_api() or header is None or header.type != "bearer" or not header.token:
        return None
    with house().sessions() as session:
        user = accounts.by_api_token(session, header.token)
        return _login(user, "", None) if user else None


def _login(user: User, token: str, row: UserSession | None) -> Login:
    return Login(
        actor=user.as_actor(session_id=row.id if row else None),
        token=token,
        name=user.name,
        email=user.email,
        school_name=user.school.name,
    )


def refuse() -> ResponseReturnValue:
    """Who is not logged in is asked to, and comes back to the same page; or, with a form in hand,
    to a page that still has everything in it.
    """
    if errors.is_api():
        return errors.answer(401, errors.MESSAGES[401])
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")), 303)
    sealed = carry.seal(carry.from_request())
    form = LoginForm(formdata=None, data={"carried": sealed})
    return login_page(form, TOO_LATE if sealed else TOO_MUCH, 401)


def login_page(form: LoginForm, notice: str = "", code: int = 200) -> ResponseReturnValue:
    return render_template("accounts/login.html", form=form, notice=notice), code
