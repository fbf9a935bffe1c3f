"""Beheer: the subjects of the school, its people, and what was done."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session, house
from lobbib.domain.policy import Role
from lobbib.errors import Invalid
from lobbib.models import School, User
from lobbib.queries import people as reads
from lobbib.queries import schools
from lobbib.services import invitations, mail, people
from lobbib.services import schools as school_services
from lobbib.web import trail
from lobbib.web.access import (
    PEOPLE_MANAGERS,
    ROLE_LABELS,
    SCHOOL_MANAGERS,
    current_actor,
    serves,
)
from lobbib.web.forms.admin import InviteForm, RolesForm, SubjectForm, chosen_roles

bp = Blueprint("admin", __name__, url_prefix="/beheer")


@bp.app_template_filter("role_names")
def role_names(roles: frozenset[Role]) -> str:
    """ "Decaan, mentor"; docent for who has no role on top."""
    names = ", ".join(label for role, label in ROLE_LABELS.items() if role in roles)
    return (names or "docent").capitalize()


@bp.get("")
@serves(SCHOOL_MANAGERS)
def index() -> ResponseReturnValue:
    return _school_page(SubjectForm())


def _school_page(form: SubjectForm, code: int = 200) -> ResponseReturnValue:
    school_id = current_actor().school_id
    page = render_template(
        "admin/school.html",
        form=form,
        school=get_session().get_one(School, school_id),
        subjects=schools.use_of_own_subjects(get_session(), school_id),
    )
    return page, code


@bp.post("/vakken")
@serves(SCHOOL_MANAGERS)
def add_subject() -> ResponseReturnValue:
    form = SubjectForm()
    try:
        if not form.validate():
            return _school_page(form, 422)
        school_services.add_subject(get_session(), current_actor(), form.name.data or "")
    except Invalid as error:
        form.refuse(error)
        return _school_page(form, 422)
    flash("Het vak staat in de lijst van jouw school.", "success")
    return redirect(url_for("admin.index"), 303)


@bp.post("/vakken/<int:subject_id>/verwijderen")
@serves(SCHOOL_MANAGERS)
def remove_subject(subject_id: int) -> ResponseReturnValue:
    form = SubjectForm(formdata=None)
    try:
        school_services.remove_subject(get_session(), current_actor(), subject_id)
    except Invalid as error:
        form.refuse(error)
        return _school_page(form, 409)
    flash("Het vak is weg.", "success")
    return redirect(url_for("admin.index"), 303)


@bp.get("/mensen")
@serves(PEOPLE_MANAGERS)
def people_list() -> ResponseReturnValue:
    found = reads.by_school(get_session(), current_actor().school_id)
    return render_template("admin/people.html", people=found)


@bp.get("/mensen/uitnodigen")
@serves(PEOPLE_MANAGERS)
def invite() -> ResponseReturnValue:
    return render_template("admin/invite.html", form=InviteForm())


@bp.post("/mensen/uitnodigen")
@serves(PEOPLE_MANAGERS)
def send_invitation() -> ResponseReturnValue:
    form, actor = InviteForm(), current_actor()
    try:
        if not form.validate():
            return render_template("admin/invite.html", form=form), 422
        new = people.Colleague(
            actor.school_id, form.email.data or "", form.name.data or "", chosen_roles(form)
        )
        invited = people.invite(get_session(), actor, new)
    except Invalid as error:
        form.refuse(error)
        return render_template("admin/invite.html", form=form), 422
    return _show_link(invited, mailed=_mail(invited))


def _mail(invited: people.Invited) -> bool:
    """Send the invitation where mail is set up; the link is shown in any case."""
    config = house().config
    if not mail.can_mail(config):
        return False
    user = reads.get_colleague(get_session(), current_actor(), invited.user_id)
    link = invitations.address_of(config.base_url, invited.purpose, invited.token)
    letter = mail.invitation_letter(user.email, user.name, user.school.name, link)
    mail.later(mail.post, config, letter)
    return True


def _show_link(invited: people.Invited, mailed: bool = False) -> ResponseReturnValue:
    """To the colleague's page, which shows the link this once."""
    base = house().config.base_url or request.host_url.rstrip("/")
    link = invitations.address_of(base, invited.purpose, invited.token)
    session["link"] = {"user": invited.user_id, "address": link, "mailed": mailed}
    return redirect(url_for("admin.person", user_id=invited.user_id), 303)


@bp.get("/mensen/<int:user_id>")
@serves(PEOPLE_MANAGERS)
def person(user_id: int) -> ResponseReturnValue:
    user = reads.get_colleague(get_session(), current_actor(), user_id)
    form = RolesForm(formdata=None, data={"roles": [role.value for role in user.roles]})
    return render_template("admin/person.html", form=form, **_about(user))


def _about(user: User) -> dict[str, Any]:
    link = session.pop("link", None)
    return {
        "person": user,
        "link": link if link and link["user"] == user.id else None,
        "waiting_until": reads.waiting_until(get_session(), user.id),
        "is_self": user.id == current_actor().user_id,
    }


@bp.post("/mensen/<int:user_id>/rollen")
@serves(PEOPLE_MANAGERS)
def set_roles(user_id: int) -> ResponseReturnValue:
    people.set_roles(get_session(), current_actor(), user_id, chosen_roles(RolesForm()))
    return _done(user_id, "De rollen zijn bijgewerkt.")


@bp.post("/mensen/<int:user_id>/link")
@serves(PEOPLE_MANAGERS)
def make_link(user_id: int) -> ResponseReturnValue:
    return _show_link(people.make_link(get_session(), current_actor(), user_id))


@bp.post("/mensen/<int:user_id>/uitzetten")
@serves(PEOPLE_MANAGERS)
def disable(user_id: int) -> ResponseReturnValue:
    people.disable(get_session(), current_actor(), user_id)
    return _done(user_id, "Het account staat uit.")


@bp.post("/mensen/<int:user_id>/aanzetten")
@serves(PEOPLE_MANAGERS)
def enable(user_id: int) -> ResponseReturnValue:
    people.enable(get_session(), current_actor(), user_id)
    return _done(user_id, "Het account staat weer aan.")


@bp.post("/mensen/<int:user_id>/wissen")
@serves(PEOPLE_MANAGERS)
def erase(user_id: int) -> ResponseReturnValue:
    people.erase(get_session(), current_actor(), user_id)
    flash("Het account is gewist. Gedeelde opdrachten staan er nog.", "success")
    return redirect(url_for("admin.people_list"), 303)


def _done(user_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    if user_id == current_actor().user_id:
        return redirect(url_for("home.index"), 303)
    return redirect(url_for("admin.person", user_id=user_id), 303)


@bp.get("/logboek")
@serves(PEOPLE_MANAGERS)
def audit_trail() -> ResponseReturnValue:
    page = min(max(request.args.get("pagina", 1, type=int), 1), 100_000)
    shown = reads.trail(get_session(), current_actor(), page)
    names = reads.names_of(get_session(), current_actor(), trail.people_in(shown.events))
    lines = [(event.at, trail.sentence(event, names)) for event in shown.events]
    return render_template("admin/trail.html", lines=lines, page=page, pages=shown.pages)
