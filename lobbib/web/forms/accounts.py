"""Forms for getting in, and for one's own account."""

from typing import Any

from wtforms import BooleanField, EmailField, PasswordField, StringField
from wtforms.validators import InputRequired

from lobbib.web.forms import Form


def required(message: str) -> Any:
    return InputRequired(message)


class LoginForm(Form):
    email = EmailField("E-mailadres", [required("Vul je e-mailadres in.")])
    password = PasswordField("Wachtwoord", [required("Vul je wachtwoord in.")])
    remember = BooleanField("Onthoud mij 30 dagen op dit apparaat")
    # What came along from the page that asked for a login.
    next = StringField()
    carried = StringField()
