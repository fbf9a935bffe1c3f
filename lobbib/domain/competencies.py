"""The five career competencies (Kuijpers), in the order that the field always uses."""

from enum import StrEnum


class Competency(StrEnum):
    """One spelling serves everywhere: enum value, database, address and API."""

    label: str
    question: str
    plain: str
    short: str
    icon: str
    colour: str

    def __new__(
        cls, value: str, question: str, plain: str, short: str, icon: str, colour: str
    ) -> "Competency":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = value.capitalize()
        member.question = question
        member.plain = plain
        member.short = short
        member.icon = icon
        member.colour = colour
        return member

    KWALITEITENREFLECTIE = (
        "kwaliteitenreflectie",
        "Wat kan ik het best en hoe weet ik dat?",
        "Ontdekken waar je goed in bent, en waarin niet.",
        "waar je goed in bent",
        "gem",
        "#2457a6",
    )
    MOTIEVENREFLECTIE = (
        "motievenreflectie",
        "Waar ga en sta ik voor en waarom?",
        "Ontdekken wat je belangrijk vindt en wat je drijft.",
        "wat je belangrijk vindt",
        "heart",
        "#a8326e",
    )
    WERKEXPLORATIE = (
        "werkexploratie",
        "Waar ben ik het meest op mijn plek en waarom daar?",
        "Ontdekken hoe werk en studie er in het echt uitzien.",
        "hoe werk en studie echt zijn",
        "search",
        "#1f7a4d",
    )
    LOOPBAANSTURING = (
        "loopbaansturing",
        "Hoe bereik ik mijn doel en waarom zo?",
        "Plannen, kiezen en doen.",
        "plannen, kiezen en doen",
        "signpost",
        "#a8500a",
    )
    NETWERKEN = (
        "netwerken",
        "Wie kan mij helpen mijn doel te bereiken en waarom diegene?",
        "Mensen vinden die je verder helpen, en contact houden.",
        "mensen die je verder helpen",
        "share-2",
        "#6a3fa0",
    )


# The field's other word for it: search, import and forms understand both.
ALSO_CALLED = {"zelfsturing": Competency.LOOPBAANSTURING}
