"""Forms for the people and the subjects of a school."""

from wtforms import EmailField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lobbib.domain.policy import Role
from lobbib.web.access import ROLE_LABELS
from lobbib.web.forms import Form, needed


def _roles_field() -> SelectMultipleField:
    return SelectMultipleField(
        "Extra rollen",
        choices=[SelectChoice(role.value, ROLE_LABELS[role].capitalize()) for role in Role],
        description="Iedereen kan zoeken en toevoegen. Vink aan wat iemand daarnaast is.",
        validate_choice=False,
    )


def chosen_roles(form: "RolesForm | InviteForm") -> frozenset[Role]:
    """The roles that were ticked; a value that is no role is nobody's."""
    known = {role.value: role for role in Role}
    return frozenset(known[value] for value in form.roles.data or [] if value in known)


class InviteForm(Form):
    email = EmailField("E-mailadres", [needed("Vul een e-mailadres in.")])
    name = StringField("Naam", [needed("Vul een naam in.")])
    roles = _roles_field()


class RolesForm(Form):
    roles = _roles_field()


class SubjectForm(Form):
    name = StringField("Naam van het vak", [needed("Vul de naam van het vak in.")])
