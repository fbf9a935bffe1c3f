"""What a search understood, as the page says it: chips that can be taken off, and pinned."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.line_in_words import listed
from lobbib.domain.tracks import Track
from lobbib.search.request import SearchRequest, Understood
from lobbib.search.understanding import FACET_OF, NO, is_denial, key_of

FLAG_LABELS = {"parents": "Met ouders", "outside": "Buiten de school", "dossier": "Loopbaandossier"}
WITHOUT_LABELS = {
    "parents": "Zonder ouders",
    "outside": "Binnen de school",
    "dossier": "Niet voor het loopbaandossier",
}

_TRACKS = {track.value: track for track in Track}


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that was understood. `url` leads to the search without it, `pin` to the one in
    which it is a choice.
    """

    facet: str
    label: str
    words: str
    url: str
    pin: str = ""
    pin_label: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The sentence under the field: in what is searched, what comes first, and because of what."""

    filters: Sequence[Chip] = ()
    hints: Sequence[Chip] = ()
    words: Sequence[str] = field(default_factory=tuple)

    @property
    def because(self) -> str:
        return listed([f"“{words}”" for words in self.words])

    def filtering(self, facet: str) -> list[Chip]:
        """The chips that filter in one facet."""
        return [chip for chip in self.filters if chip.facet == facet]


def tell(
    understood: Iterable[Understood],
    asked: SearchRequest,
    subjects: Mapping[str, str],
    url: Callable[..., str],
) -> Told:
    """`url(**changes)` is the address of the search that was `asked`, with changes."""
    groups: dict[tuple[str, str, bool], list[str]] = {}
    for one in understood:
        groups.setdefault((one.words, one.as_, one.filters), []).append(one.value)
    filters, hints = [], []
    for (words, kind, is_filter), values in groups.items():
        label = label_of(kind, values, words, subjects)
        facet = FACET_OF.get(kind, kind)
        without = url(plain=asked.plain | {key_of(words)})
        if is_filter:
            filters.append(Chip(facet, label, words, without))
        else:
            pin = url(**_pinned(facet, values, asked))
            hints.append(Chip(facet, label, words, without, pin, _only(facet, label)))
    return Told(filters, hints, list(dict.fromkeys(chip.words for chip in (*filters, *hints))))


def label_of(kind: str, values: Sequence[str], words: str, subjects: Mapping[str, str]) -> str:
    """What a chip says: several years or levels of one word make one chip."""
    if kind == "year":
        return f"Klas {one_of(values)}"
    if kind == "track":
        are_named = len(values) == 1 or is_denial(words)
        return one_of([_TRACKS[value].label for value in values]) if are_named else words
    if kind in WITHOUT_LABELS and values == [NO]:
        return WITHOUT_LABELS[kind]
    named = {
        "competency": {one.value: one.label for one in Competency},
        "activity": {one.value: one.label for one in Activity},
        "subject": subjects,
    }.get(kind, {})
    return one_of([named.get(value, FLAG_LABELS.get(kind, value)) for value in values])


def one_of(values: Sequence[str]) -> str:
    """ "4", "4 of 5", "4, 5 of 6"."""
    *head, last = values
    return f"{', '.join(head)} of {last}" if head else last


def _pinned(facet: str, values: Sequence[str], asked: SearchRequest) -> dict[str, Any]:
    if facet in FLAG_LABELS:
        return {facet: True}
    return {facet: getattr(asked, facet) | frozenset(values)}


def _only(facet: str, label: str) -> str:
    return f"alleen {label.lower() if facet in FLAG_LABELS else label}"
