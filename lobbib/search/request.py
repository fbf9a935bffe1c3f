"""What is asked of search, and what it answers: the seam that every caller sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track

MAX_QUERY_LENGTH = 200
MAX_TERMS = 12
MAX_PER_PAGE = 100


class Scope(StrEnum):
    """Whose assignments: the own school's, other schools', or both."""

    OWN = "own"
    ELSEWHERE = "elsewhere"
    ALL = "all"


class Sort(StrEnum):
    RELEVANCE = "relevantie"
    NEWEST = "nieuw"
    DONE = "gedaan"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Words and choices. Choices within one facet are alternatives; facets narrow each other.

    `subjects` are slugs. `page` counts from 1. `hints` raise what fits without filtering: by
    (facet, value) what is added to the score of an assignment that has it. `plain` are phrases of
    `words`, folded, that are to be read as mere words, whatever they speak of. Without `quoted` no
    text is read or quoted, for whoever shows titles alone.
    """

    words: str = ""
    plain: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    competencies: frozenset[Competency] = frozenset()
    tracks: frozenset[Track] = frozenset()
    subjects: frozenset[str] = frozenset()
    activities: frozenset[Activity] = frozenset()
    parents: bool = False
    outside: bool = False
    dossier: bool = False
    hints: Mapping[tuple[str, str], float] = field(default_factory=dict)
    scope: Scope = Scope.ALL
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of `field`, with the places [start, end) in `text` of the words that matched."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()


NOTHING_QUOTED = Snippet("", "")


@dataclass(frozen=True, slots=True)
class Hit:
    """One assignment found; `score` is 0 where no words were asked. `missing` are the words that
    it lacks where it has only a part of what was asked.
    """

    id: int
    score: float
    snippet: Snippet
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A year, track or the like that was named in words, and whether it filters."""

    words: str
    as_: str
    value: str
    filters: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits and the counts around them.

    `facets[facet][value]` counts what the page would hold if that value alone were chosen in its
    facet; facets: years, competencies, tracks, subjects, activities, parents, outside, dossier.
    `close`: how many of `total` fit well, of those that words found in their order of relevance;
    the others come after them. Else all of them.
    `loosened`: nothing had all the words, so these have some of them.
    `behind`: the asker's own last save may not be in here yet.
    `ready`: False while the word index is being built; then words find nothing, filters do.
    `corrected`: the words that were searched for instead, because nothing had those that were
    typed. `suggested`: what was perhaps meant, where something was found after all.
    `without`: where nothing was found: what would be, without the words ("words"), without the
    choices in one facet, or at all schools ("scope"). `without_words`: without one word.
    """

    total: int
    hits: tuple[Hit, ...]
    close: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    corrected: str | None = None
    suggested: str | None = None
    understood: tuple[Understood, ...] = ()
    loosened: bool = False
    behind: bool = False
    ready: bool = True
    without: Mapping[str, int] = field(default_factory=dict)
    without_words: Mapping[str, int] = field(default_factory=dict)
