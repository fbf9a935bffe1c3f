"""The audit trail in Dutch sentences. A service that records a new action adds its line here."""

from lobbib.domain.assignments import Status
from lobbib.domain.policy import Role
from lobbib.models import AuditEvent
from lobbib.web.access import ROLE_LABELS

# {wie} is who did it, {over} the colleague or the number it is about, {rollen} the roles,
# {waarheen} where it went.
SENTENCES = {
    "account.accept": "{wie} nam de uitnodiging aan.",
    "account.change_password": "{wie} koos een nieuw wachtwoord.",
    "account.change_profile": "{wie} veranderde het eigen profiel.",
    "account.end_sessions": "{wie} logde uit op alle andere apparaten.",
    "account.reset_password": "{wie} koos een nieuw wachtwoord met een link.",
    "account.set_class_types": "{wie} koos de eigen klastypen.",
    "assignment.create": "{wie} maakte opdracht {over}.",
    "assignment.edit": "{wie} paste opdracht {over} aan.",
    "assignment.move": "{wie} zette opdracht {over} {waarheen}.",
    "assignment.report": "{wie} meldde een probleem met opdracht {over}.",
    "assignment.restore": "{wie} zette een oude versie van opdracht {over} terug.",
    "assignment.share": "{wie} deelde opdracht {over}.",
    "assignment.throw_away": "{wie} gooide concept {over} weg.",
    "attachment.add": "{wie} voegde een bijlage toe aan opdracht {over}.",
    "attachment.move": "{wie} zette een bijlage van opdracht {over} op een andere plek.",
    "attachment.put_back": "{wie} zette een bijlage van opdracht {over} terug.",
    "attachment.remove": "{wie} haalde een bijlage van opdracht {over} weg.",
    "attachment.share": "{wie} veranderde wie een bijlage van opdracht {over} ziet.",
    "call.answer": "{wie} beantwoordde oproep {over}.",
    "call.close": "{wie} sloot oproep {over}.",
    "call.open": "{wie} deed oproep {over}.",
    "call.take_back": "{wie} haalde een antwoord op oproep {over} weg.",
    "class_type.add": "{wie} voegde een klastype toe.",
    "class_type.archive": "{wie} haalde een klastype uit gebruik.",
    "class_type.change": "{wie} veranderde een klastype.",
    "class_type.restore": "{wie} nam een klastype weer in gebruik.",
    "delivery.add": "{wie} meldde dat iets gedaan was.",
    "delivery.confirm": "{wie} meldde wat er gedaan was.",
    "delivery.undo": "{wie} nam terug wat gemeld was.",
    "favourites.share": "{wie} liet collega’s meelezen met de eigen favorieten.",
    "favourites.unshare": "{wie} hield de eigen favorieten weer voor zich.",
    "import.begin": "{wie} begon import {over}.",
    "import.remove": "{wie} haalde de lijst van import {over} weg.",
    "milestone.add": "{wie} voegde een mijlpaal toe.",
    "milestone.change": "{wie} veranderde een mijlpaal.",
    "milestone.remove": "{wie} haalde een mijlpaal weg.",
    "period.set": "{wie} veranderde de periodes.",
    "person.disable": "{wie} zette het account van {over} uit.",
    "person.enable": "{wie} zette het account van {over} weer aan.",
    "person.erase": "{wie} wiste een account.",
    "person.invite": "{wie} nodigde {over} uit ({rollen}).",
    "person.make_link": "{wie} maakte een nieuwe link voor {over}.",
    "person.set_roles": "{wie} veranderde de rollen van {over}: {rollen}.",
    "planning.move": "{wie} nam een jaarplanning over.",
    "placement.change": "{wie} wijzigde plaatsing {over} op de jaarplanning.",
    "placement.place": "{wie} zette plaatsing {over} op de jaarplanning.",
    "placement.remove": "{wie} haalde plaatsing {over} van de jaarplanning.",
    "planning.copy": "{wie} nam de jaarplanning van een ander schooljaar over.",
    "planning.import": "{wie} nam een planning uit een bestand over.",
    "report.answer": "{wie} handelde een melding af.",
    "school.create": "{wie} maakte de school aan.",
    "school.set_up": "{wie} zette klastypen, periodes en mijlpalen klaar.",
    "subject.add": "{wie} voegde een vak toe.",
    "subject.remove": "{wie} haalde een vak weg.",
    "target.set": "{wie} veranderde de afspraken.",
    "thesaurus.add": "{wie} zette woorden bij elkaar.",
    "thesaurus.change": "{wie} paste woorden aan die bij elkaar horen.",
    "thesaurus.remove": "{wie} haalde woorden weg die bij elkaar hoorden.",
    "thesaurus.switch_off": "{wie} zette een regel woorden van iedereen uit.",
    "thesaurus.switch_on": "{wie} zette een regel woorden van iedereen weer aan.",
    "token.create": "{wie} maakte een API-sleutel voor {over}.",
}
ABOUT_PEOPLE = ("person.", "token.")
MOVED = {Status.ARCHIVED: "in het archief", Status.SHARED: "terug in de map"}
NOBODY = "Een oud-collega (of iemand op de server)"


def people_in(events: list[AuditEvent]) -> set[int]:
    """Ids of the colleagues whom events are about."""
    about = (event for event in events if event.action.startswith(ABOUT_PEOPLE))
    return {event.object_id for event in about if event.object_id is not None}


def sentence(event: AuditEvent, names: dict[int, str]) -> str:
    """What happened, for the beheerder; `names` are those of colleagues by id."""
    return SENTENCES.get(event.action, "{wie} deed iets ({actie}).").format(
        wie=event.user.name if event.user else NOBODY,
        over=_about(event, names),
        rollen=_roles(event),
        waarheen=MOVED.get(event.detail.get("status", ""), ""),
        actie=event.action,
    )


def _about(event: AuditEvent, names: dict[int, str]) -> str:
    if event.action.startswith(ABOUT_PEOPLE):
        return names.get(event.object_id or 0, "een oud-collega")
    return str(event.object_id or "")


def _roles(event: AuditEvent) -> str:
    held = set(event.detail.get("roles", ()))
    labels = [ROLE_LABELS[role] for role in Role if role.value in held]
    return ", ".join(labels) or "geen extra rollen"
