"""What can go wrong, in lobbib's own words; the web and the command line translate it."""

from collections.abc import Mapping


class LobbibError(Exception):
    """Base of every expected failure. `message` is Dutch and may be shown to a user."""

    message = "Er ging iets mis."

    def __init__(self, message: str | None = None) -> None:
        self.message = message or self.message
        super().__init__(self.message)


class NotFound(LobbibError):
    """It does not exist, or it does not exist for this actor: the answer is the same."""

    message = "Deze pagina bestaat niet, of is niet voor jou te zien."


class Forbidden(LobbibError):
    """The actor may see it, but may not do this."""

    message = "Dit mag je niet doen. Vraag het aan je decaan of beheerder."


class Invalid(LobbibError):
    """What was sent cannot be accepted. `fields` maps a form field's name to a Dutch message."""

    message = "Er klopt iets nog niet. Kijk bij de velden hieronder."

    def __init__(self, fields: Mapping[str, str], message: str | None = None) -> None:
        self.fields = dict(fields)
        super().__init__(message)


class Conflict(LobbibError):
    """Somebody else saved first. `current` is the version that now stands in the database; 0 for
    what has a mark instead (domain.planning.mark_of).
    """

    message = "Een collega heeft deze opdracht intussen aangepast."

    def __init__(self, current: int, message: str | None = None) -> None:
        self.current = current
        super().__init__(message)


class Throttled(LobbibError):
    """Too many tries. `seconds` is how long to wait."""

    message = "Te veel pogingen. Probeer het over een kwartier opnieuw."

    def __init__(self, seconds: int, message: str | None = None) -> None:
        self.seconds = seconds
        super().__init__(message)


class Unavailable(LobbibError):
    """The database or the disk cannot do it now; nothing was half written."""

    message = "Opslaan lukt nu even niet. Wat je typte staat er nog: probeer het zo opnieuw."
