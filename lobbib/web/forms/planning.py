"""The form for one placement: where on the board, by whom, and for whom."""

from collections.abc import Iterable

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lobbib.domain import policy
from lobbib.domain.planning import Reach
from lobbib.domain.policy import Actor
from lobbib.errors import Invalid
from lobbib.models import ClassType, Period, Placement, Subject
from lobbib.services.planning import PlaceData
from lobbib.web.forms import Form
from lobbib.web.forms.assignments import choices_of, whole
from lobbib.web.parameters import members

CHOOSE = SelectChoice("", "Kies …")


class PlaceForm(Form):
    """Fields hold what was typed; `offer` gives the choices that this person has."""

    class_type = SelectField("Klastype", validate_choice=False)
    period = SelectField("Periode", validate_choice=False)
    subject = SelectField("Vak dat het geeft", validate_choice=False)
    reach = RadioField("Voor wie?", choices=choices_of(Reach), validate_choice=False)
    note = TextAreaField("Aantekening", description="Mag leeg blijven. Iedereen leest mee.")
    assignment = StringField("Opdracht")
    version = StringField()
    seen = StringField()

    def offer(
        self,
        actor: Actor,
        class_types: Iterable[ClassType],
        periods: Iterable[Period],
        subjects: Iterable[Subject],
    ) -> "PlaceForm":
        """Only what the actor may choose; what stands there already is on offer too."""
        self.class_type.choices = [
            CHOOSE,
            *(
                SelectChoice(str(row.id), row.name)
                for row in class_types
                if policy.can_plan_on(actor, row.id) or str(row.id) == self.class_type.data
            ),
        ]
        self.period.choices = [CHOOSE, *(SelectChoice(str(row.id), row.name) for row in periods)]
        self.subject.choices = [SelectChoice("", "Geen vak"), *_plannable(actor, subjects)]
        return self

    def place(self) -> PlaceData:
        """Where it should stand. Raises Invalid by field."""
        class_type, period = whole(self.class_type.data or ""), whole(self.period.data or "")
        found = {}
        if not isinstance(class_type, int):
            found["class_type"] = "Kies een klastype."
        if not isinstance(period, int):
            found["period"] = "Kies een periode."
        if self.reach.data not in set(Reach):
            found["reach"] = "Kies voor wie het is."
        if found or not isinstance(class_type, int) or not isinstance(period, int):
            raise Invalid(found)
        subject, note = self.subject.data or None, self.note.data or ""
        return PlaceData(class_type, period, subject, members(Reach)[self.reach.data], note)

    @property
    def seen_version(self) -> int:
        """The version that was on the screen; 0, which is no version, where that is not clear."""
        version = whole(str(self.version.data))
        return version if isinstance(version, int) else 0


def _plannable(actor: Actor, subjects: Iterable[Subject]) -> list[SelectChoice]:
    """The decaan and a mentor plan with any subject; others with their own."""
    free = actor.roles & {policy.Role.DECAAN, policy.Role.MENTOR}
    return [
        SelectChoice(row.slug, row.name) for row in subjects if free or row.id in actor.subject_ids
    ]


def values_of(row: Placement) -> dict[str, str]:
    """A placement as the fields of the form hold it."""
    return {
        "class_type": str(row.class_type_id),
        "period": str(row.period_id),
        "subject": row.subject.slug if row.subject else "",
        "reach": row.reach.value,
        "note": row.note,
        "version": str(row.version),
    }
