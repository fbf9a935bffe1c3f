"""What people send: a form turns fields into values, and says in Dutch what is wrong with them."""

from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from lobbib.errors import Invalid


def needed(message: str) -> InputRequired:
    """For forms in which every field is needed: saying so at each of them is only noise."""
    validator = InputRequired(message)
    validator.field_flags = {}
    return validator


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf is not typed
    """The base of every form. Whether a token fits is asked once, before any view: web.csrf."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False

    def refuse(self, error: Invalid) -> None:
        """Put what a service refused beside the fields it is about."""
        for name, text in error.fields.items():
            field = self[name]
            field.errors = [*field.errors, text]
