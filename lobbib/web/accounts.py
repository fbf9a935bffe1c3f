"""Getting in and out, choosing a password, and one's own profile."""

import json
from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import login_user
from flask_wtf.csrf import CSRFError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lobbib.db import get_session, house
from lobbib.errors import Invalid, Throttled
from lobbib.models import Purpose, Subject
from lobbib.queries import accounts as reads
from lobbib.queries import people, school_shape, subjects
from lobbib.services import accounts, invitations, mail, throttle
from lobbib.services import school_shape as shapes
from lobbib.services.transaction import utc_now
from lobbib.web import carry, errors
from lobbib.web import login as logins
from lobbib.web.access import ANYONE, MEMBERS, current_actor, current_login, serves
from lobbib.web.addresses import is_own_form, safe_path
from lobbib.web.forms.accounts import (
    ChangePasswordForm,
    ClassTypesForm,
    LoginForm,
    NewPasswordForm,
    ProfileForm,
    ResetForm,
)
from lobbib.web.forms.assignments import whole
from lobbib.web.login import login_page

bp = Blueprint("accounts", __name__)
init_login = logins.init_login
HOME = "/"
STOOD_OPEN = "Deze pagina stond te lang open. Log nog een keer in."
BACK_TITLE = "Je bent weer ingelogd"
BACK = "Wat je typte is er nog. Verstuur het nu opnieuw."


@bp.get("/inloggen")
@serves(ANYONE)
def login() -> ResponseReturnValue:
    onward = safe_path(request.args.get("next"))
    if current_login():
        return redirect(onward or HOME, 303)
    return login_page(LoginForm(data={"next": onward}))


@bp.post("/inloggen")
@serves(ANYONE)
def log_in() -> ResponseReturnValue:
    form = LoginForm()
    if not form.validate():
        return login_page(form, code=422)
    email, password = form.email.data or "", form.password.data or ""
    try:
        visitor = _visitor(throttle.LOGIN, email)
        token = accounts.log_in(get_session(), visitor, email, password, form.remember.data)
    except Invalid as error:
        form.refuse(error)
        return login_page(form, code=422)
    except Throttled as error:
        return errors.with_wait(login_page(form, error.message, 429), error)
    _begin(token, form.remember.data)
    return _go_on(form)


@bp.errorhandler(CSRFError)
def refuse_token(error: CSRFError) -> ResponseReturnValue:
    """A login page that stood open too long asks again at once; other forms as everywhere."""
    if request.endpoint == "accounts.log_in" and is_own_form():
        return login_page(LoginForm(), STOOD_OPEN, 400)
    return errors.refuse_token(error)


def _visitor(limit: throttle.Limit, email: str) -> throttle.Visitor:
    return throttle.visitor(limit, house().config.secret_key, email, request.remote_addr or "")


def _begin(token: str, remember: bool = False) -> None:
    session.clear()  # whatever a stranger may have planted in this browser goes
    session.permanent = remember
    login_user(logins.load_login(token))


def _go_on(form: LoginForm) -> ResponseReturnValue:
    """To the page that was asked for, or to the form that was sent too late."""
    if carried := carry.unseal(form.carried.data):
        return carry.resend_page(carried, BACK_TITLE, BACK)
    return redirect(safe_path(form.next.data) or HOME, 303)


@bp.post("/uitloggen")
@serves(ANYONE)
def logout() -> ResponseReturnValue:
    if login := current_login():
        accounts.log_out(get_session(), login.token)
    session.clear()
    flash("Je bent uitgelogd.", "success")
    return redirect(url_for("accounts.login"), 303)


@bp.get("/wachtwoord")
@serves(ANYONE)
def forgot() -> ResponseReturnValue:
    can_mail = mail.can_mail(house().config)
    return render_template("accounts/forgot.html", form=ResetForm(), can_mail=can_mail)


@bp.post("/wachtwoord")
@serves(ANYONE)
def send_reset() -> ResponseReturnValue:
    """The same answer, in the same time, whether or not the address has an account."""
    form, config = ResetForm(), house().config
    if not form.validate() or not mail.can_mail(config):
        can_mail = mail.can_mail(config)
        return render_template("accounts/forgot.html", form=form, can_mail=can_mail), 422
    email = form.email.data or ""
    throttle.claim(get_session(), _visitor(throttle.RESET, email))
    mail.later(invitations.mail_reset, house().sessions, config, email)
    flash("Heeft dit adres een account? Dan vind je zo een mail met een link.", "success")
    return redirect(url_for("accounts.login"), 303)


@bp.get("/wachtwoord/<token>")
@serves(ANYONE)
def reset(token: str) -> ResponseReturnValue:
    return _password_page(token, Purpose.RESET, NewPasswordForm())


@bp.post("/wachtwoord/<token>")
@serves(ANYONE)
def do_reset(token: str) -> ResponseReturnValue:
    return _accept(token, Purpose.RESET)


@bp.get("/uitnodiging/<token>")
@serves(ANYONE)
def invitation(token: str) -> ResponseReturnValue:
    return _password_page(token, Purpose.INVITATION, NewPasswordForm())


@bp.post("/uitnodiging/<token>")
@serves(ANYONE)
def accept_invitation(token: str) -> ResponseReturnValue:
    return _accept(token, Purpose.INVITATION)


def _password_page(
    token: str, purpose: Purpose, form: NewPasswordForm, code: int = 200
) -> ResponseReturnValue:
    user = invitations.get_invited(get_session(), token, purpose)
    page = render_template(
        "accounts/new_password.html", form=form, user=user, is_new=purpose is Purpose.INVITATION
    )
    return page, code


def _accept(token: str, purpose: Purpose) -> ResponseReturnValue:
    form = NewPasswordForm()
    if not form.validate():
        return _password_page(token, purpose, form, 422)
    try:
        opened = invitations.accept(get_session(), token, purpose, form.new_password.data or "")
    except Invalid as error:
        form.refuse(error)
        return _password_page(token, purpose, form, 422)
    _begin(opened)
    flash("Je wachtwoord staat. Je bent ingelogd.", "success")
    return redirect(HOME, 303)


@bp.get("/profiel")
@serves(MEMBERS)
def profile() -> ResponseReturnValue:
    return _profile_page()


def _profile_page(
    form: ProfileForm | None = None, passwords: ChangePasswordForm | None = None, code: int = 200
) -> ResponseReturnValue:
    actor = current_actor()
    offered = subjects.of_school(get_session(), actor.school_id)
    form = form or ProfileForm(formdata=None, data=_own_values(offered))
    form.subjects.choices = [SelectChoice(row.slug, row.name) for row in offered]
    page = render_template(
        "accounts/profile.html",
        form=form,
        classes=_class_types_form(),
        passwords=passwords or ChangePasswordForm(formdata=None),
        sessions=reads.sessions_of(get_session(), actor.user_id, utc_now()),
    )
    return page, code


def _own_values(offered: list[Subject]) -> dict[str, Any]:
    login = current_login()
    own = current_actor().subject_ids
    chosen = [row.slug for row in offered if row.id in own]
    return {"name": login.name if login else "", "subjects": chosen}


@bp.post("/profiel")
@serves(MEMBERS)
def change_profile() -> ResponseReturnValue:
    form = ProfileForm()
    chosen = form.subjects.data or []
    try:
        if not form.validate():
            return _profile_page(form, code=422)
        accounts.change_profile(get_session(), current_actor(), form.name.data or "", chosen)
    except Invalid as error:
        form.refuse(error)
        return _profile_page(form, code=422)
    flash("Je profiel is bijgewerkt.", "success")
    return redirect(url_for("accounts.profile"), 303)


def _class_types_form() -> ClassTypesForm:
    """What somebody teaches or is mentor of."""
    actor = current_actor()
    own = [str(number) for number in actor.class_type_ids]
    form = ClassTypesForm(formdata=None, data={"class_types": own})
    offered = school_shape.class_types(get_session(), actor.school_id)
    form.class_types.choices = [SelectChoice(str(row.id), row.name) for row in offered]
    return form


@bp.post("/profiel/klastypen")
@serves(MEMBERS)
def set_class_types() -> ResponseReturnValue:
    sent = [whole(text) for text in request.form.getlist("class_types")]
    ids = [number for number in sent if isinstance(number, int)]
    try:
        shapes.set_own_class_types(get_session(), current_actor(), ids)
    except Invalid:  # put away while this page stood open
        flash("Een van deze klassen is er niet meer. Kies opnieuw.", "warning")
        return redirect(url_for("accounts.profile"), 303)
    flash("Je klassen zijn bijgewerkt.", "success")
    return redirect(url_for("accounts.profile"), 303)


@bp.post("/profiel/wachtwoord")
@serves(MEMBERS)
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    current, new = form.current_password.data or "", form.new_password.data or ""
    try:
        if not form.validate():
            return _profile_page(passwords=form, code=422)
        accounts.change_password(get_session(), current_actor(), _guesser(), current, new)
    except Invalid as error:
        form.refuse(error)
        return _profile_page(passwords=form, code=422)
    flash("Je hebt een nieuw wachtwoord. Op andere apparaten ben je uitgelogd.", "success")
    return redirect(url_for("accounts.profile"), 303)


def _guesser() -> throttle.Visitor:
    """Who finds an open laptop may not guess on, either."""
    login = current_login()
    return _visitor(throttle.LOGIN, login.email if login else "")


@bp.post("/profiel/uitloggen")
@serves(MEMBERS)
def log_out_elsewhere() -> ResponseReturnValue:
    accounts.log_out_elsewhere(get_session(), current_actor())
    flash("Op alle andere apparaten ben je uitgelogd.", "success")
    return redirect(url_for("accounts.profile"), 303)


@bp.get("/profiel/gegevens")
@serves(MEMBERS)
def own_data() -> ResponseReturnValue:
    kept = people.everything_about(get_session(), current_actor().user_id)
    text = json.dumps(kept, indent=2, ensure_ascii=False, default=datetime.isoformat)
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="lobbib-over-mij.json"'
    return answer
