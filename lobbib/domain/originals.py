"""What of a changed original matters to those who adapted it."""

from lobbib.domain.assignments import Content

# Who may see the original and what others may do with it is its own school's affair.
FOLLOWED = (
    *("title", "summary", "body", "notes", "needs", "questions", "years", "competencies"),
    *("tracks", "subjects", "activity", "minutes", "parents", "outside", "dossier"),
)


def news(then: Content, now: Content, own: Content) -> tuple[str, ...]:
    """The fields that changed in the original since `then` and that read otherwise in one's own."""
    return tuple(
        name for name in FOLLOWED if getattr(then, name) != getattr(now, name) != getattr(own, name)
    )
