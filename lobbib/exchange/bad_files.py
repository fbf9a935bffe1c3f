"""Why a file is refused: a reason for programs, a sentence for people."""

from enum import StrEnum

from lobbib.errors import LobbibError


class Reason(StrEnum):
    message: str

    def __new__(cls, value: str, message: str) -> "Reason":
        member = str.__new__(cls, value)
        member._value_ = value
        member.message = message
        return member

    EMPTY = ("empty", "Dit bestand is leeg.")
    TOO_BIG = ("too_big", "Dit bestand is te groot.")
    UNKNOWN = (
        "unknown",
        "Dit soort bestand kan niet mee. Kies een plaatje, pdf of document.",
    )
    WRONG_KIND = ("wrong_kind", "De naam en de inhoud van dit bestand horen niet bij elkaar.")
    BROKEN = ("broken", "Dit bestand is beschadigd: het is niet te openen.")
    ENCRYPTED = ("encrypted", "Hier zit een wachtwoord op. Bewaar het zonder wachtwoord.")
    MACRO = ("macro", "Hier zit een macro in: een klein programma. Bewaar het zonder macro's.")
    BOMB = ("bomb", "Uitgepakt is dit bestand veel te groot.")
    UNREADABLE = (
        "unreadable",
        "Uit dit soort bestand halen we geen tekst. Bewaar het als docx, odt, pptx, pdf of txt.",
    )
    NO_TEXT = ("no_text", "Hier staat geen tekst in, alleen een plaatje of een scan.")
    TOO_SLOW = ("too_slow", "Het lezen van dit bestand duurde te lang.")
    DUPLICATE = ("duplicate", "Deze opdracht had je al.")


class BadFile(LobbibError):
    """This file cannot be taken in."""

    def __init__(self, reason: Reason, message: str | None = None) -> None:
        self.reason = reason
        super().__init__(message or reason.message)
