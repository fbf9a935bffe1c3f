"""The form for a line of the thesaurus."""

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lobbib.domain.thesaurus import Line, line_of
from lobbib.web.forms import Form, needed

BOTH, ONE_WAY = "beide", "een"


class LineForm(Form):
    words = TextAreaField(
        "Woorden",
        [needed("Vul de woorden in.")],
        description="Met een komma ertussen, bijvoorbeeld: bliksemstage, stage. "
        "Meervouden vindt lobbib zelf.",
    )
    direction = RadioField(
        "Hoe horen ze bij elkaar?",
        choices=[
            SelectChoice(BOTH, "Ze betekenen hetzelfde"),
            SelectChoice(ONE_WAY, "Wie het eerste zoekt, wil ook de andere zien"),
        ],
        default=BOTH,
        validate_choice=False,
    )
    version = HiddenField()

    def line(self) -> Line:
        return line_of(self.words.data or "", one_way=self.direction.data == ONE_WAY)

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


def values_of(line: Line, version: int) -> dict[str, object]:
    """What the form holds for a line that is to be changed."""
    direction = ONE_WAY if line.one_way else BOTH
    return {"words": ", ".join(line.words), "direction": direction, "version": str(version)}
