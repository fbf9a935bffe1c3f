"""What a page about an assignment offers: the same rules that the services hold to."""

from dataclasses import dataclass

from lobbib.domain import policy
from lobbib.models import Assignment
from lobbib.web.access import current_actor


@dataclass(frozen=True, slots=True)
class Allowed:
    edit: bool
    share: bool
    archive: bool
    throw_away: bool
    adapt: bool
    report: bool
    see_versions: bool
    see_notes: bool
    change_visibility: bool


def allowed(assignment: Assignment) -> Allowed:
    actor = current_actor()
    return Allowed(
        edit=policy.can_edit(actor, assignment),
        share=policy.can_share(actor, assignment),
        archive=policy.can_archive(actor, assignment),
        throw_away=policy.can_throw_away(actor, assignment),
        adapt=policy.can_adapt(actor, assignment),
        report=policy.can_report(actor, assignment),
        see_versions=policy.can_see_versions(actor, assignment),
        see_notes=policy.can_see_notes(actor, assignment),
        change_visibility=policy.can_change_visibility(actor, assignment),
    )
