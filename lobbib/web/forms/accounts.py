"""Forms for getting in, and for one's own account."""

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired

from lobbib.domain.people import MIN_PASSWORD
from lobbib.web.forms import Form

PASSWORD_HELP = (
    f"Ten minste {MIN_PASSWORD} tekens. Vier losse woorden zijn sterk en goed te onthouden."
)
AT_LEAST = InputRequired("Kies een wachtwoord.")


class LoginForm(Form):
    email = EmailField("E-mailadres", [InputRequired("Vul je e-mailadres in.")])
    password = PasswordField("Wachtwoord", [InputRequired("Vul je wachtwoord in.")])
    remember = BooleanField("Onthoud mij 30 dagen op dit apparaat")
    # What came along from the page that asked for a login: where to go on, or what was typed.
    next = HiddenField()
    carried = HiddenField()


class ResetForm(Form):
    email = EmailField("E-mailadres", [InputRequired("Vul je e-mailadres in.")])


class NewPasswordForm(Form):
    """For who follows a link."""

    new_password = PasswordField("Nieuw wachtwoord", [AT_LEAST], description=PASSWORD_HELP)


class ChangePasswordForm(Form):
    current_password = PasswordField(
        "Je wachtwoord van nu", [InputRequired("Vul je wachtwoord van nu in.")]
    )
    new_password = PasswordField("Nieuw wachtwoord", [AT_LEAST], description=PASSWORD_HELP)


class ProfileForm(Form):
    name = StringField("Je naam", [InputRequired("Vul je naam in.")])
    subjects = SelectMultipleField(
        "Welke vakken geef je?",
        description="Dan vullen we ze vast in bij een nieuwe opdracht.",
        validate_choice=False,
    )
