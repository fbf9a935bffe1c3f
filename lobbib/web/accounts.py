"""Getting in and out, choosing a password, and one's own profile."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from lobbib.db import get_session, house
from lobbib.errors import Invalid
from lobbib.services import accounts, throttle
from lobbib.web import login as logins
from lobbib.web.access import ANYONE, current_login, serves
from lobbib.web.forms.accounts import LoginForm

bp = Blueprint("accounts", __name__)
init_login = logins.init_login
HOME = "/"


@bp.get("/inloggen")
@serves(ANYONE)
def login() -> ResponseReturnValue:
    if current_login():
        return redirect(HOME, 303)
    return render_template("accounts/login.html", form=LoginForm())


@bp.post("/inloggen")
@serves(ANYONE)
def do_login() -> ResponseReturnValue:
    form = LoginForm()
    if not form.validate():
        return render_template("accounts/login.html", form=form), 422
    try:
        token = accounts.log_in(
            get_session(),
            _visitor(throttle.LOGIN, form),
            form.email.data or "",
            form.password.data or "",
            form.remember.data,
        )
    except Invalid as error:
        form.refuse(error)
        return render_template("accounts/login.html", form=form), 422
    _begin(token, form.remember.data)
    return redirect(HOME, 303)


@bp.post("/uitloggen")
@serves(ANYONE)
def logout() -> ResponseReturnValue:
    if login := current_login():
        accounts.log_out(get_session(), login.token)
    session.clear()
    return redirect(url_for("accounts.login"), 303)


def _visitor(limit: throttle.Limit, form: LoginForm) -> throttle.Visitor:
    secret = house().config.secret_key
    return throttle.visitor(limit, secret, form.email.data or "", request.remote_addr or "")


def _begin(token: str, remember: bool) -> None:
    session.clear()  # whatever a stranger may have planted in this browser goes
    session.permanent = remember
    login_user(logins.load_login(token))
