"""What the page of search shows: filters with counts, chips, hits with marks, ways out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import url_for

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track, years_of
from lobbib.models import Assignment
from lobbib.search.request import Hit, Scope, SearchPage, SearchRequest, Snippet, Sort
from lobbib.search.understanding import FACET_OF
from lobbib.web.parameters import Unknown
from lobbib.web.search_address import FLAGS, PAGES, write
from lobbib.web.search_understood import FLAG_LABELS, Told, one_of, tell

FACETS = ("years", "competencies", "tracks", "subjects", "activities")
LEGENDS = {
    "years": "Leerjaar",
    "competencies": "Competentie",
    "tracks": "Niveau",
    "subjects": "Vak",
    "activities": "Werkvorm",
}
SCOPE_LABELS = {
    Scope.ALL: "Alle scholen",
    Scope.OWN: "Onze school",
    Scope.ELSEWHERE: "Andere scholen",
}
SORT_LABELS = {
    Sort.RELEVANCE: "Beste eerst",
    Sort.NEWEST: "Nieuwste",
    Sort.DONE: "Vaakst gedaan",
}
_NAMES_OF_UNKNOWN = {
    **{getattr(PAGES, name): label for name, label in (LEGENDS | FLAG_LABELS).items()},
    PAGES.sort: "de volgorde",
    PAGES.page: "de bladzijde",
    PAGES.scope: "de scholen",
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What this school can choose from: its tracks, and its subjects' names by slug."""

    tracks: Sequence[Track]
    subjects: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One checkbox of a filter."""

    name: str
    value: str
    label: str
    count: int
    checked: bool
    icon: str = ""
    understood: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go from here. `count` is what would be found there."""

    label: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """One hit. `title` and `text` come in pieces: (text, whether it is what was asked)."""

    assignment: Assignment
    snippet: Snippet
    elsewhere: bool
    missing: Sequence[str] = ()

    @property
    def title(self) -> list[tuple[str, bool]]:
        if self.snippet.field == "title":
            return list(_pieces(self.snippet))
        return [(self.assignment.title, False)]

    @property
    def text(self) -> list[tuple[str, bool]]:
        if self.snippet.field == "title":
            return [(self.assignment.summary, False)]
        return list(_pieces(self.snippet))

    @property
    def flags(self) -> list[str]:
        return [label for flag, label in FLAG_LABELS.items() if getattr(self.assignment, flag)]


@dataclass(frozen=True)
class SearchView:
    """Everything that the templates of search ask for."""

    asked: SearchRequest
    page: SearchPage
    assignments: Sequence[Assignment]
    vocabulary: Vocabulary
    unknown: Sequence[Unknown]
    school_id: int

    def url(self, **changes: Any) -> str:
        """The address of this search with changes; from its first page."""
        asked: dict[str, Any] = write(replace(self.asked, **({"page": 1} | changes)))
        return url_for("search.results", **asked)

    def page_url(self, number: int) -> str:
        return self.url(page=number)

    @property
    def count(self) -> str:
        return "1 opdracht" if self.page.total == 1 else f"{self.page.total} opdrachten"

    @property
    def close(self) -> str:
        """How many of those found fit well; empty where all of them do."""
        number = self.page.close
        if number >= self.page.total:
            return ""
        return "1 past goed" if number == 1 else f"{number} passen goed"

    @property
    def first_nearby(self) -> int | None:
        """Which of `results` is the first that does not fit well; None where all of them do."""
        place = max(0, self.page.close - (self.asked.page - 1) * self.asked.per_page)
        return place if self.close and place < len(self.results) else None

    @property
    def pages(self) -> int:
        return -(-self.page.total // self.asked.per_page)

    @cached_property
    def results(self) -> list[Result]:
        hits: dict[int, Hit] = {hit.id: hit for hit in self.page.hits}
        return [
            Result(
                found,
                hits[found.id].snippet,
                found.school_id != self.school_id,
                hits[found.id].missing,
            )
            for found in self.assignments
        ]

    def options(self, facet: str) -> list[Option]:
        """The values of a facet: what this school has or chose, with counts."""
        chosen = {str(value) for value in getattr(self.asked, facet)}
        counts = self.page.facets.get(facet, {})
        name, understood = getattr(PAGES, facet), self._understood(facet)
        return [
            Option(
                name,
                value,
                label,
                counts.get(value, 0),
                value in chosen,
                icon,
                value in understood,
            )
            for value, label, icon in self._values(facet)
            if facet not in ("subjects", "activities") or value in chosen or counts.get(value)
        ]

    def _understood(self, facet: str) -> set[str]:
        """The values by which words filter, so that their options are as good as ticked."""
        told = (one for one in self.page.understood if one.filters)
        return {one.value for one in told if FACET_OF.get(one.as_) == facet}

    def is_chosen(self, facet: str) -> bool:
        return bool(getattr(self.asked, facet))

    @property
    def flag_options(self) -> list[Option]:
        return [
            Option(
                getattr(PAGES, flag),
                "1",
                FLAG_LABELS[flag],
                self.page.facets.get(flag, {}).get("1", 0),
                getattr(self.asked, flag),
            )
            for flag in FLAGS
        ]

    def _values(self, facet: str) -> list[tuple[str, str, str]]:
        """(value, label, icon) of everything that can be chosen in a facet, in its order."""
        if facet == "years":
            years = {*years_of(self.vocabulary.tracks), *self.asked.years}
            return [(str(year), f"Klas {year}", "") for year in sorted(years)]
        if facet == "competencies":
            return [(value.value, value.label, value.icon) for value in Competency]
        if facet == "tracks":
            tracks = {*self.vocabulary.tracks, *self.asked.tracks}
            return [(track.value, track.label, "") for track in Track if track in tracks]
        if facet == "activities":
            return [(activity.value, activity.label, "") for activity in Activity]
        return [(slug, name, "") for slug, name in self.vocabulary.subjects.items()]

    @property
    def chips(self) -> list[Link]:
        """Every choice that is on, each with the address without it."""
        found = [
            Link(label, self.url(**{facet: getattr(self.asked, facet) - {_typed(facet, value)}}))
            for facet in FACETS
            for value, label, _ in self._values(facet)
            if value in {str(chosen) for chosen in getattr(self.asked, facet)}
        ]
        found += [
            Link(FLAG_LABELS[flag], self.url(**{flag: False}))
            for flag in FLAGS
            if getattr(self.asked, flag)
        ]
        return found

    @property
    def cleared(self) -> str:
        """The address with the words and without a single filter."""
        usual = SearchRequest()
        return self.url(**{name: getattr(usual, name) for name in (*FACETS, *FLAGS)})

    @property
    def scopes(self) -> list[Link]:
        shown = {Scope.ALL, Scope.OWN, self.asked.scope}
        return [
            Link(label, self.url(scope=scope), scope is self.asked.scope)
            for scope, label in SCOPE_LABELS.items()
            if scope in shown
        ]

    @property
    def sorts(self) -> list[Link]:
        return [
            Link(label, self.url(sort=sort), sort is self.asked.sort)
            for sort, label in SORT_LABELS.items()
        ]

    @property
    def kept(self) -> dict[str, str]:
        """What the form sends along unseen."""
        asked = write(self.asked)
        return {name: asked[name][0] for name in (PAGES.scope, PAGES.sort) if name in asked}

    @cached_property
    def told(self) -> Told:
        """What was understood of the words."""
        return tell(self.page.understood, self.asked, self.vocabulary.subjects, self.url)

    @property
    def plain(self) -> list[str]:
        """What the form sends along as mere words."""
        return write(self.asked).get(PAGES.plain, [])

    @property
    def correction(self) -> str:
        """The address of the search that is probably meant."""
        return self.url(words=self.page.suggested or "", plain=frozenset())

    @property
    def ways_out(self) -> list[Link]:
        """Where nothing was found: what to take off or change, and how much that gives."""
        found = [self._way_out(name, count) for name, count in self.page.without.items()]
        found += [
            Link(f"Zonder “{word}”", self._without_words([word]), count=count)
            for word, count in self.page.without_words.items()
        ]
        return [*sorted(found, key=lambda link: -link.count), *self._other_years()]

    def _way_out(self, name: str, count: int) -> Link:
        usual = SearchRequest()
        if name == "words":
            kept = [chip.words for chip in self.told.filters if chip.facet in FACETS]
            label = f"Zonder “{self._rest(kept)}”"
            return Link(label, self.url(words=" ".join(kept)), count=count)
        if understood := self.told.filtering(name):
            label = one_of([chip.label for chip in understood])
            url = self._without_words([chip.words for chip in understood])
            return Link(f"Zonder “{label}”", url, count=count)
        return Link(self._without(name), self.url(**{name: getattr(usual, name)}), count=count)

    def _without_words(self, phrases: Sequence[str]) -> str:
        return self.url(words=self._rest(phrases))

    def _rest(self, phrases: Sequence[str]) -> str:
        """What was typed but for some phrases."""
        rest = self.asked.words
        for phrase in phrases:
            rest = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", " ", rest, count=1)
        return " ".join(rest.split())

    def _other_years(self) -> list[Link]:
        """The years before and after those that were asked for."""
        asked = self._asked_years()
        beside = sorted({year + step for year in asked for step in (-1, 1)} - asked)
        counts = self.page.facets.get("years", {})
        return [
            Link(f"In klas {year}", self.url(years=frozenset({year})), count=counts[str(year)])
            for year in beside
            if counts.get(str(year))
        ]

    def _asked_years(self) -> set[int]:
        understood = {
            int(one.value) for one in self.page.understood if one.as_ == "year" and one.filters
        }
        return understood or set(self.asked.years)

    def _without(self, name: str) -> str:
        if name == "scope":
            return "Bij alle scholen"
        if name in FLAG_LABELS:
            return f"Zonder “{FLAG_LABELS[name]}”"
        chosen = [option.label for option in self.options(name) if option.checked]
        return f"Zonder “{one_of(chosen)}”"

    @property
    def complaints(self) -> list[str]:
        """What in the address was not understood, in words."""
        return [
            f"“{missed.value}” bij {_NAMES_OF_UNKNOWN.get(missed.name, missed.name)}"
            for missed in self.unknown
        ]


def _typed(facet: str, value: str) -> Any:
    """A value as the request holds it; the enums are text themselves."""
    return int(value) if facet == "years" else value


def _pieces(snippet: Snippet) -> Iterator[tuple[str, bool]]:
    end = 0
    for first, last in snippet.marks:
        yield snippet.text[end:first], False
        yield snippet.text[first:last], True
        end = last
    yield snippet.text[end:], False
