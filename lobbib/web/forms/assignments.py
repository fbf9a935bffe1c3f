"""The form for an assignment, and the one for a problem with it.

Fields hold what was typed, untouched; `exchange.items` reads them as it reads a line of JSONL.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lobbib.domain.assignments import (
    MAX_LENGTHS,
    Activity,
    Content,
    Licence,
    Origin,
    Status,
    Visibility,
    problems,
)
from lobbib.domain.labels import Labelled
from lobbib.domain.tracks import YEARS, Track
from lobbib.errors import Invalid
from lobbib.exchange.items import content_to_dict, from_item
from lobbib.models import Subject
from lobbib.web.forms import Form

ALL_TRACKS = "alle"
NO = ("", "0", "false", "nee")
TEXTS = ("title", "summary", "body", "notes", "needs", "questions", "competencies", "subjects")
CHOICES = ("origin", "licence", "visibility")
FLAGS = ("parents", "outside", "dossier")
SHORT = {
    "parents": "Ouders of verzorgers doen mee",
    "outside": "Naar buiten, of met bezoek",
    "dossier": "Voor het loopbaandossier",
}  # an offer says it in few words
# What the folded part holds; it opens when one of these differs from its default or is wrong.
LATER = (
    *("summary", "notes", "share_notes", "needs", "subjects", "activity", "minutes", "tracks"),
    *("parents", "outside", "dossier", "origin", "licence", "visibility"),
)


def choices_of(values: Iterable[Any]) -> list[SelectChoice]:
    return [SelectChoice(value.value, value.label) for value in values]


def _many(label: str, choices: Sequence[SelectChoice] = (), description: str = "") -> Any:
    """Checkboxes whose values are judged by `exchange.items`."""
    return SelectMultipleField(
        label, choices=list(choices), description=description, validate_choice=False
    )


def _one(label: str, values: Iterable[Any], default: StrEnum) -> Any:
    """Radio buttons; what a sender leaves out stays as it was."""
    choices = choices_of(values)
    return RadioField(label, choices=choices, default=default.value, validate_choice=False)


class Texts(Field):
    """The same name several times, in order; empty ones stay, so that no typing is moved."""

    data: list[str]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist


class Sharing(Labelled):
    """Yes and no as radio buttons: a checkbox left out would say no."""

    YES = ("ja", "Ja, deel dit mee")
    NO = ("nee", "Nee, alleen onze school leest dit")


def _line(label: str, name: str, description: str = "") -> StringField:
    limits = {"maxlength": MAX_LENGTHS[name], "autocomplete": "off"}
    return StringField(label, description=description, render_kw=limits)


def _area(label: str, description: str = "") -> TextAreaField:
    return TextAreaField(label, description=description)


def _flag(label: str) -> BooleanField:
    return BooleanField(label, false_values=NO)


class AssignmentForm(Form):
    title = _line("Titel", "title")
    body = _area("Wat doen leerlingen?", "Schrijf het zoals je het aan je leerlingen vertelt.")
    years = _many("Voor welke klas?", [SelectChoice(str(year), str(year)) for year in YEARS])
    competencies = _many("Wat oefenen leerlingen?", description="Meestal is dat er één, soms twee.")
    questions = Texts("Vragen voor het gesprek erna", description="Mag later.")
    summary = _line("Samenvatting", "summary", "Eén zin, voor in de lijst met opdrachten.")
    notes = _area("Voor de docent", "Tips en aandachtspunten. Leerlingen zien dit niet.")
    share_notes = _one("Mogen andere scholen dit ook lezen?", Sharing, Sharing.YES)
    needs = _area("Nodig en voorbereiding")
    subjects = _many("Vak")
    activity = SelectField(
        "Werkvorm",
        choices=[SelectChoice("", "Kies een werkvorm"), *choices_of(Activity)],
        validate_choice=False,
    )
    minutes = StringField("Duur in minuten", render_kw={"inputmode": "numeric", "maxlength": 20})
    tracks = _many("Niveau")
    parents = _flag("Ouders of verzorgers doen mee")
    outside = _flag("Leerlingen gaan naar buiten, of er komt iemand op bezoek")
    dossier = _flag("Levert iets op voor het loopbaandossier")
    origin = _one("Waar komt deze opdracht vandaan?", Origin, Origin.OWN)
    licence = _one("Wat mogen anderen ermee?", Licence, Licence.BY)
    visibility = _one("Wie mag dit zien?", Visibility, Visibility.SCHOOL)
    status = StringField()
    version = StringField()
    draft = StringField()
    original = StringField()

    def offer(
        self, subjects: Iterable[Subject], tracks: Sequence[Track], began_with: Content
    ) -> "AssignmentForm":
        """Give the choices of this school; a track that was chosen before stays on offer."""
        self.subjects.choices = [SelectChoice(row.slug, row.name) for row in subjects]
        chosen = self.tracks.data or []
        self.usual = values_of(Content(tracks=tuple(tracks), subjects=began_with.subjects))
        offered = {*tracks, *(track for track in Track if track.value in chosen)}
        every = SelectChoice(ALL_TRACKS, "Alle niveaus")
        self.tracks.choices = [*choices_of(t for t in Track if t in offered), every]
        return self

    def content(self) -> Content:
        """What was typed. Raises Invalid with what cannot be read, and what else is missing."""
        parsed = from_item(self._item())
        if parsed.problems:
            raise Invalid(problems(parsed.content, sharing=self.is_for_sharing) | parsed.problems)
        return parsed.content

    def readable(self) -> Content:
        """What was typed, as far as it can be read."""
        return from_item(self._item()).content

    @property
    def is_for_sharing(self) -> bool:
        return bool(self.status.data == Status.SHARED)

    def rearrange(self, command: str) -> None:
        """Add, remove or move a question: `command` is "erbij", or a verb and an index."""
        verb, _, number = command.partition(":")
        self.questions.data = rearranged(self.questions.data or [], verb, whole(number))

    @property
    def is_later_open(self) -> bool:
        """Whether the folded part has something to show."""
        return any(self[name].errors or self[name].data != self.usual[name] for name in LATER)

    @property
    def later_in_words(self) -> str:
        """What is chosen in the folded part, on one line."""
        chosen = (
            _labels(self.subjects) or "nog geen vak",
            _labels(self.activity),
            f"{self.minutes.data} minuten" if self.minutes.data else "",
            _labels(self.tracks) or "nog geen niveau",
            _labels(self.visibility),
        )
        return " · ".join(text for text in chosen if text)

    @property
    def seen_version(self) -> int:
        """The version that was on the screen; 0, which is no version, where that is not clear."""
        return _number(self.version.data)

    @property
    def seen_original(self) -> int:
        """The version of the original that something was taken over from; 0 for none."""
        return _number(self.original.data)

    def _item(self) -> dict[str, Any]:
        chosen = self.tracks.data or []
        minutes = (self.minutes.data or "").strip()
        return {
            **{name: self[name].data for name in (*TEXTS, *CHOICES, *FLAGS)},
            "years": [whole(year) for year in self.years.data or ()],
            "tracks": list(Track) if ALL_TRACKS in chosen else chosen,
            "activity": self.activity.data or None,
            "minutes": whole(minutes) if minutes else None,
            "share_notes": self.share_notes.data != Sharing.NO,
        }


def _labels(field: Any) -> str:
    chosen = (one for one in field.iter_choices() if one.selected and one.value)
    return ", ".join(one.label for one in chosen)


def values_of(content: Content) -> dict[str, Any]:
    """`content` as the fields of the form hold it."""
    plain = content_to_dict(content)
    return plain | {
        "years": [str(year) for year in content.years],
        "tracks": tracks_as_typed(content.tracks),
        "activity": plain["activity"] or "",
        "minutes": str(content.minutes or ""),
        "share_notes": Sharing.YES.value if content.share_notes else Sharing.NO.value,
    }


def tracks_as_typed(tracks: tuple[Track, ...]) -> list[str]:
    return [ALL_TRACKS] if tracks == tuple(Track) else [track.value for track in tracks]


def rearranged(questions: list[str], verb: str, index: int | str) -> list[str]:
    """`questions` after one of the buttons beside them; unchanged where that makes no sense."""
    if verb == "erbij":
        return [*(questions or [""]), ""]
    if not isinstance(index, int) or index >= len(questions):
        return questions
    rest = [*questions[:index], *questions[index + 1 :]]
    if verb == "weg":
        return rest
    place = index + {"omhoog": -1, "omlaag": 1}.get(verb, 0)
    rest.insert(max(place, 0), questions[index])
    return rest


def _number(typed: object) -> int:
    number = whole(str(typed))
    return number if isinstance(number, int) else 0


def whole(text: str) -> int | str:
    """The number, or what was typed instead of one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


class ReportForm(Form):
    text = _area("Wat klopt er niet?", "Bijvoorbeeld: een link doet het niet meer.")
