"""In which form a lesson is given, and whether somebody from home or from outside takes part."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lobbib.domain.assignments import Activity
from lobbib.domain.lesson_facts import Named
from lobbib.domain.lexicon import PLAIN, Evidence, Lexicon, totals
from lobbib.domain.tagging import Reading

LEAST_FOR_ACTIVITY = 2.0
AHEAD = 1.25  # how much stronger the first form must be than the second
LEAST_FOR_FLAG = 3.0
USUAL_LENGTH = 120  # words; a longer text names a place in passing, so that more must point there
MAX_BECAUSE = 2
PARENTS, OUTSIDE, DOSSIER = "ouders", "buiten", "dossier"
INSIDE, NO_PARENTS = "binnen", "geenouders"
# What takes away from a label.
AGAINST = {
    PARENTS: NO_PARENTS,
    OUTSIDE: INSIDE,
    Activity.VISIT.value: INSIDE,
    Activity.PLACEMENT.value: INSIDE,
    Activity.GUEST_LESSON.value: INSIDE,
}
_NEGATIONS = {"niet", "geen", "nooit", "zonder"}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the text gives reason to propose; None and empty where it does not."""

    activity: Named[Activity] | None
    parents: tuple[str, ...]
    outside: tuple[str, ...]
    dossier: tuple[str, ...]


def circumstances(reading: Reading, lexicon: Lexicon) -> Circumstances:
    """The words that led to each stand with it, in the text's own spelling."""
    evidence = [found for found in lexicon.evidence(reading.tokens) if _is_meant(reading, found)]
    worth = _balance(totals(evidence))

    def flag(label: str, least: float = LEAST_FOR_FLAG) -> tuple[str, ...]:
        is_said = any(found.label == label and found.worth >= PLAIN for found in evidence)
        return _words(reading, evidence, label) if is_said and worth[label] >= least else ()

    outside = flag(OUTSIDE, LEAST_FOR_FLAG * math.sqrt(max(1, len(reading.tokens) / USUAL_LENGTH)))
    return Circumstances(_activity(reading, evidence, worth), flag(PARENTS), outside, flag(DOSSIER))


def _is_meant(reading: Reading, found: Evidence) -> bool:
    """Not for "gaan niet naar de haven"; a phrase may begin with its own "niet"."""
    inside = reading.tokens[found.first + 1 : found.last]
    is_denied = any(token.word in _NEGATIONS for token in inside)
    return reading.is_meant(found) and (not is_denied or found.label in AGAINST.values())


def _balance(worth: Mapping[str, float]) -> dict[str, float]:
    """By label, what speaks for it without what speaks against it."""
    return {label: value - worth.get(AGAINST.get(label, ""), 0.0) for label, value in worth.items()}


def _activity(
    reading: Reading, evidence: Sequence[Evidence], worth: Mapping[str, float]
) -> Named[Activity] | None:
    ranked = sorted(((worth.get(a.value, 0.0), a) for a in Activity), key=lambda pair: -pair[0])
    (first, activity), (second, _) = ranked[:2]
    if first < LEAST_FOR_ACTIVITY or first < AHEAD * second:
        return None
    return Named(activity, _words(reading, evidence, activity.value))


def _words(reading: Reading, evidence: Iterable[Evidence], label: str) -> tuple[str, ...]:
    """The strongest, none of which says what another one says."""
    strength: dict[str, float] = defaultdict(float)
    places: dict[str, set[int]] = defaultdict(set)
    for found in evidence:
        if found.label == label:
            words = reading.written(found.first, found.last)
            strength[words] += found.worth
            places[words].update(range(found.first, found.last + 1))
    chosen: list[str] = []
    for words in sorted(strength, key=lambda words: -strength[words]):
        if not any(_is_told(words, told) or places[words] & places[told] for told in chosen):
            chosen.append(words)
    return tuple(chosen[:MAX_BECAUSE])


def _is_told(words: str, told: str) -> bool:
    one, other = words.casefold(), told.casefold()
    return one in other or other in one
