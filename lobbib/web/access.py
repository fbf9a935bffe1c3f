"""Whom a route serves: declared on the view, enforced in one place before any view runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_login import current_user

from lobbib.domain import policy
from lobbib.domain.policy import Actor, Role
from lobbib.errors import Forbidden, Unavailable

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Audience:
    """A name for messages and tests, and the rule. The rule is not asked of who is logged out."""

    name: str
    admits: Callable[[Actor], bool]
    needs_login: bool = True


ANYONE = Audience("anyone", lambda actor: True, needs_login=False)
MEMBERS = Audience("members", lambda actor: True)
SCHOOL_MANAGERS = Audience("school managers", policy.can_manage_school)
PEOPLE_MANAGERS = Audience("people managers", policy.can_manage_people)
LINE_MANAGERS = Audience("line managers", policy.can_manage_line)
REPORT_READERS = Audience("report readers", policy.can_answer_reports)

ROLE_LABELS = {
    Role.BEHEERDER: "beheerder",
    Role.DECAAN: "decaan",
    Role.TEAMLEIDER: "teamleider",
    Role.MENTOR: "mentor",
}


def serves(audience: Audience) -> Callable[[View], View]:
    """Declare whom a view is for. A view without this is refused, and fails a test."""

    def declare(view: View) -> View:
        view.audience = audience  # type: ignore[attr-defined]
        return view

    return declare


def audience_of(app: Flask, endpoint: str) -> Audience | None:
    found: Audience | None = getattr(app.view_functions[endpoint], "audience", None)
    return found


@dataclass(frozen=True, slots=True)
class Login:
    """Who is logged in, as Flask-Login and the templates see it; the rules see `actor`."""

    actor: Actor
    token: str
    name: str
    email: str
    school_name: str

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The token of the session row: the cookie names a row, never a user."""
        return self.token

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else self.email

    @property
    def role_label(self) -> str:
        """The role that stands beside the name; docent for who has none on top."""
        held = [label for role, label in ROLE_LABELS.items() if role in self.actor.roles]
        return held[0] if held else "docent"

    @property
    def is_manager(self) -> bool:
        return policy.can_manage_school(self.actor)

    @property
    def is_line_manager(self) -> bool:
        return policy.can_manage_line(self.actor)

    @property
    def is_people_manager(self) -> bool:
        return policy.can_manage_people(self.actor)


def current_login() -> Login | None:
    return current_user._get_current_object() if current_user.is_authenticated else None


def shown_login() -> Login | None:
    """Who is logged in, for the head of a page; nobody where the database cannot tell.

    Also the page that tells of trouble has a head.
    """
    try:
        return current_login()
    except Unavailable:
        return None


def current_actor() -> Actor:
    """The actor of this request; only for views that declare an audience with a login."""
    login = current_login()
    if login is None:
        raise Forbidden
    return login.actor


def check_audience() -> Any:
    """Before each request: refuse whoever the view is not for."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    audience = audience_of(current_app, request.endpoint)
    if audience is None:
        raise Forbidden("Deze pagina is voor niemand opengesteld.")
    login = current_login() if audience.needs_login else None
    if audience.needs_login and login is None:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if login is not None and not audience.admits(login.actor):
        raise Forbidden
    return None
