"""What people send: a form turns fields into values, and says in Dutch what is wrong with them."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
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

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What a page's form sent, and nothing else: a file or JSON under the name of a text
            field is not text.
            """
            is_given = isinstance(formdata, MultiDict) or formdata is None
            return formdata if is_given else request.form or None

    def refuse(self, error: Invalid) -> None:
        """Put what a service refused beside the fields it is about."""
        for name, text in error.fields.items():
            field = self[name]
            field.errors = [*field.errors, text]
