"""A concept that came of an import, as the review list shows it: what was recognised, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lobbib.domain.assignments import Content, problems
from lobbib.domain.assignments_in_words import LABELS, minutes_text
from lobbib.domain.competencies import Competency
from lobbib.errors import Invalid
from lobbib.models import Assignment, JobConcept
from lobbib.search.plain import plain
from lobbib.services.jobs import ready
from lobbib.web.originals import can_return, is_news

SNIPPET = 220
CHOSEN_HERE = ("years", "competencies")  # what can be filled in without opening the form


Refused = tuple[int, Invalid]  # a concept, and why it could not be shared


@dataclass(frozen=True, slots=True)
class Tag:
    """Something recognised. `because`: the words that led to it; none for a column of a sheet."""

    label: str
    because: Sequence[str]
    competency: Competency | None = None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """`missing`: what sharing needs and is not there, by field; `errors` the same once asked.

    `original`: of what it was made, where the reader may change that; `is_news`: whether it says
    something that does not stand there.
    """

    concept: JobConcept
    content: Content
    snippet: str
    tags: Sequence[Tag]
    missing: Mapping[str, str]
    is_ready: bool
    original: Assignment | None = None
    is_news: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.concept.assignment_id

    @property
    def needs_form(self) -> bool:
        """Whether something is missing that is filled in elsewhere."""
        return any(name not in CHOSEN_HERE for name in self.missing)

    @property
    def goal(self) -> str:
        """Where the reader goes on: at the first thing to choose, or at the button."""
        return "button" if self.original or self.needs_form else next(iter(self.missing), "button")


def review_rows(
    concepts: Iterable[JobConcept],
    names: Mapping[str, str],
    sources: Mapping[int, Assignment],
    refused: Refused | None = None,
) -> list[ReviewRow]:
    """`names` are the subjects of the school by slug; `sources` those assignments that the reader
    sees of which the concepts were made, by id.
    """
    return [_row(one, names, sources, refused) for one in concepts]


def _row(
    concept: JobConcept,
    names: Mapping[str, str],
    sources: Mapping[int, Assignment],
    refused: Refused | None,
) -> ReviewRow:
    content = concept.assignment.content
    source = sources.get(concept.assignment.based_on_id or 0)
    original = source if can_return(concept.assignment, source) else None
    is_refused = refused is not None and refused[0] == concept.assignment_id
    return ReviewRow(
        concept=concept,
        content=content,
        snippet=_snippet(content),
        tags=list(_tags(concept, content, names)),
        missing=problems(content, sharing=True),
        is_ready=ready(concept),
        original=original,
        is_news=original is not None and is_news(concept.assignment, original),
        errors=refused[1].fields if is_refused and refused else {},
    )


def _snippet(content: Content) -> str:
    words = " ".join(plain(content.body).split())
    return words if len(words) <= SNIPPET else f"{words[:SNIPPET].rpartition(' ')[0]} …"


def _tags(concept: JobConcept, content: Content, names: Mapping[str, str]) -> Iterator[Tag]:
    """Of what still stands in the concept; a track only where something said so."""
    for name, value, label in _values(content, names):
        said = concept.because.get(name, {})
        if name != "tracks" or said:
            competency = value if isinstance(value, Competency) else None
            yield Tag(label, said.get(str(getattr(value, "value", value)), ()), competency)


def _values(content: Content, names: Mapping[str, str]) -> Iterator[tuple[str, Any, str]]:
    """Field, value and how it reads, in the order of a glance."""
    yield from (("years", year, f"Klas {year}") for year in content.years)
    yield from (("competencies", one, one.label) for one in content.competencies)
    yield from (("subjects", slug, names.get(slug, slug)) for slug in content.subjects)
    yield from (("tracks", track, track.label) for track in content.tracks)
    if content.activity:
        yield "activity", content.activity, content.activity.label
    if content.minutes:
        yield "minutes", content.minutes, minutes_text(content.minutes)
    for name in ("parents", "outside", "dossier"):
        if getattr(content, name):
            yield name, 1, LABELS[name]
