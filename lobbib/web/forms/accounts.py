"""Forms for getting in, and for one's own account."""

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    SelectMultipleField,
    StringField,
)

from lobbib.domain.people import MIN_PASSWORD
from lobbib.web.forms import Form, needed

PASSWORD_HELP = (
    f"Ten minste {MIN_PASSWORD} tekens. Vier losse woorden zijn sterk en goed te onthouden."
)
AT_LEAST = needed("Kies een wachtwoord.")


class LoginForm(Form):
    email = EmailField("E-mailadres", [needed("Vul je e-mailadres in.")])
    password = PasswordField("Wachtwoord", [needed("Vul je wachtwoord in.")])
    remember = BooleanField("Onthoud mij 30 dagen op dit apparaat")
    # What came along from the page that asked for a login: where to go on, or what was typed.
    next = HiddenField()
    carried = HiddenField()


class ResetForm(Form):
    email = EmailField("E-mailadres", [needed("Vul je e-mailadres in.")])


class NewPasswordForm(Form):
    """For who follows a link."""

    new_password = PasswordField("Nieuw wachtwoord", [AT_LEAST], description=PASSWORD_HELP)


class ChangePasswordForm(Form):
    current_password = PasswordField(
        "Je wachtwoord van nu", [needed("Vul je wachtwoord van nu in.")]
    )
    new_password = PasswordField("Nieuw wachtwoord", [AT_LEAST], description=PASSWORD_HELP)


class ProfileForm(Form):
    name = StringField("Je naam", [needed("Vul je naam in.")])
    subjects = SelectMultipleField(
        "Welke vakken geef je?",
        description="Zo weet lobbib wat bij jouw lessen past.",
        validate_choice=False,
    )


class ClassTypesForm(Form):
    class_types = SelectMultipleField(
        "Van welke klassen ben je docent of mentor?",
        description="Zo zie je op je eerste pagina wat er voor jouw klas gepland staat.",
        validate_choice=False,
    )
