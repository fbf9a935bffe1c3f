"""From a request to what is meant by it: its words understood, what filters among its choices."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from lobbib.domain.tracks import Track
from lobbib.search.columns import chosen
from lobbib.search.language import Language
from lobbib.search.query import Query
from lobbib.search.query import read as read_question
from lobbib.search.request import SearchRequest, Understood
from lobbib.search.thesaurus import Thesaurus
from lobbib.search.understanding import FACET_OF, understand


@dataclass(frozen=True, slots=True)
class Meant:
    """`request` has the choices that were made and those that were understood."""

    request: SearchRequest
    query: Query
    understood: tuple[Understood, ...]
    thesaurus: Thesaurus


def read(request: SearchRequest, language: Language) -> Meant:
    found = understand(
        read_question(request.words), language.phrasebook, request.plain, chosen(request).keys()
    )
    filters: dict[str, Any] = {}
    if years := found.filters.get("years"):
        filters["years"] = frozenset(int(year) for year in years)
    if tracks := found.filters.get("tracks"):
        filters["tracks"] = frozenset(track for track in Track if track in tracks)
    understood = tuple(one for one in found.understood if not _is_pinned(one, request))
    return Meant(replace(request, **filters), found.query, understood, language.thesaurus)


def _is_pinned(one: Understood, request: SearchRequest) -> bool:
    """Whether what words speak of was chosen as well, so that there is nothing to tell."""
    if one.filters:
        return False
    choices = chosen(request).get(FACET_OF.get(one.as_, one.as_), frozenset())
    return one.value in {str(value) for value in choices}


def mended(words: str, slips: Iterable[tuple[str, str]]) -> str:
    """What was typed, with better words in the place of slips."""
    for typed, better in slips:
        words = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", better, words)
    return words
