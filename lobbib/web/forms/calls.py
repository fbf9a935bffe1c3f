"""The form for a call."""

from collections.abc import Iterable, Sequence

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lobbib.domain.calls import CallData
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track, years_of
from lobbib.errors import Invalid
from lobbib.models import Subject
from lobbib.web.forms import Form
from lobbib.web.forms.assignments import choices_of, whole
from lobbib.web.parameters import members


class CallForm(Form):
    year = RadioField("Voor welke klas?", validate_choice=False)
    competency = RadioField("Wat zoek je?", choices=choices_of(Competency), validate_choice=False)
    track = SelectField("Voor welk niveau?", validate_choice=False)
    subject = SelectField("Aan wie vraag je het?", validate_choice=False)
    text = TextAreaField("Wil je er iets bij zeggen?", description="Mag leeg blijven.")

    def offer(self, tracks: Sequence[Track], subjects: Iterable[Subject]) -> "CallForm":
        years = years_of(tuple(tracks))
        self.year.choices = [SelectChoice(str(year), f"Klas {year}") for year in years]
        self.track.choices = [SelectChoice("", "Alle niveaus"), *choices_of(tracks)]
        taught = [SelectChoice(row.slug, f"Wie {row.name} geeft") for row in subjects]
        self.subject.choices = [SelectChoice("", "Aan iedereen"), *taught]
        return self

    def data_sent(self) -> CallData:
        """Raises Invalid by field."""
        year, competency = (
            whole(self.year.data or ""),
            members(Competency).get(self.competency.data or ""),
        )
        found = {}
        if not isinstance(year, int):
            found["year"] = "Kies een klas."
        if competency is None:
            found["competency"] = "Kies een competentie."
        if found or competency is None or not isinstance(year, int):
            raise Invalid(found)
        track = members(Track).get(self.track.data or "")
        return CallData(competency, year, track, self.subject.data or None, self.text.data or "")


class AnswerForm(Form):
    assignment = StringField("Opdracht")


class ThanksForm(Form):
    thanks = StringField(
        "Een bedankje aan wie hielp",
        description="Mag leeg blijven. Staat bij de oproep.",
        render_kw={"maxlength": 300, "autocomplete": "off"},
    )
