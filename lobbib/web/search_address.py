"""A search as an address, both ways: the same choices under Dutch names and under the API's."""

from collections.abc import Collection
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from lobbib.domain.assignments import Activity
from lobbib.domain.tracks import Track
from lobbib.search.request import MAX_PER_PAGE, MAX_QUERY_LENGTH, Scope, SearchRequest, Sort
from lobbib.search.understanding import key_of
from lobbib.web.parameters import (
    COMPETENCY_CHOICES,
    YEAR_CHOICES,
    Parameters,
    Unknown,
    members,
)

FLAGS = ("parents", "outside", "dossier")


@dataclass(frozen=True, slots=True)
class Names:
    """What each choice is called in an address."""

    years: str
    competencies: str
    tracks: str
    subjects: str
    activities: str
    parents: str
    outside: str
    dossier: str
    sort: str
    page: str
    scopes: dict[str, Scope]
    sorts: dict[str, Sort]
    plain: str
    words: str = "q"
    scope: str = "school"
    per_page: str = ""


PAGES = Names(
    years="leerjaar",
    competencies="competentie",
    tracks="niveau",
    subjects="vak",
    activities="werkvorm",
    parents="ouders",
    outside="buiten",
    dossier="dossier",
    sort="sorteer",
    page="pagina",
    scopes={"alle": Scope.ALL, "eigen": Scope.OWN, "elders": Scope.ELSEWHERE},
    sorts=members(Sort),
    plain="gewoon",
)
API = Names(
    years="year",
    competencies="competency",
    tracks="track",
    subjects="subject",
    activities="activity",
    parents="parents",
    outside="outside",
    dossier="dossier",
    sort="sort",
    page="page",
    scopes={"all": Scope.ALL, "own": Scope.OWN, "elsewhere": Scope.ELSEWHERE},
    sorts={"relevance": Sort.RELEVANCE, "newest": Sort.NEWEST, "done": Sort.DONE},
    plain="plain",
    per_page="per_page",
)


def read(
    args: MultiDict[str, str], names: Names, subjects: Collection[str]
) -> tuple[SearchRequest, list[Unknown]]:
    """What is asked, and what was not understood. `subjects` are the slugs that can be chosen."""
    given = Parameters(args)
    default = SearchRequest()
    asked = SearchRequest(
        words=given.text(names.words)[:MAX_QUERY_LENGTH],
        plain=given.phrases(names.plain),
        years=given.choices(names.years, YEAR_CHOICES),
        competencies=given.choices(names.competencies, COMPETENCY_CHOICES),
        tracks=given.choices(names.tracks, members(Track)),
        subjects=given.choices(names.subjects, {slug: slug for slug in subjects}),
        activities=given.choices(names.activities, members(Activity)),
        parents=given.flag(names.parents),
        outside=given.flag(names.outside),
        dossier=given.flag(names.dossier),
        scope=given.one(names.scope, names.scopes, default.scope),
        sort=given.one(names.sort, names.sorts, default.sort),
        page=given.whole(names.page, 1),
        per_page=min(given.whole(names.per_page, default.per_page), MAX_PER_PAGE),
    )
    return asked, given.unknown


def is_said(phrase: str, words: str) -> bool:
    """Whether a phrase still stands in what was typed, so that it is worth carrying along."""
    return f" {phrase} " in f" {key_of(words)} "


def write(asked: SearchRequest, names: Names = PAGES) -> dict[str, list[str]]:
    """The parameters of an address that asks this; what is as usual is left out."""
    found: dict[str, list[str]] = {
        names.words: [asked.words],
        names.plain: sorted(phrase for phrase in asked.plain if is_said(phrase, asked.words)),
        names.years: [str(year) for year in sorted(asked.years)],
        names.competencies: [*sorted(asked.competencies)],
        names.tracks: [*sorted(asked.tracks)],
        names.subjects: sorted(asked.subjects),
        names.activities: [*sorted(asked.activities)],
        **{getattr(names, flag): ["1"] for flag in FLAGS if getattr(asked, flag)},
        names.scope: [word for word, scope in names.scopes.items() if scope is asked.scope],
        names.sort: [word for word, sort in names.sorts.items() if sort is asked.sort],
        names.page: [str(asked.page)],
    }
    usual = {names.words: [""], names.page: ["1"]}
    usual |= {names.scope: [next(iter(names.scopes))], names.sort: [next(iter(names.sorts))]}
    return {name: values for name, values in found.items() if values and values != usual.get(name)}
