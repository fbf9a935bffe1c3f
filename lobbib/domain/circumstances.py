"""In which form a lesson is given, and whether somebody from home or from outside takes part."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lobbib.domain.assignments import Activity
from lobbib.domain.lesson_facts import Named
from lobbib.domain.lexicon import Evidence, Lexicon, totals
from lobbib.domain.tagging import Reading

LEAST_FOR_ACTIVITY = 2.0
AHEAD = 1.3  # how much stronger the first form must be than the second
LEAST_FOR_FLAG = 3.0
MAX_BECAUSE = 2
PARENTS, OUTSIDE, DOSSIER = "ouders", "buiten", "dossier"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the text gives reason to propose; None and empty where it does not."""

    activity: Named[Activity] | None
    parents: tuple[str, ...]
    outside: tuple[str, ...]
    dossier: tuple[str, ...]


def circumstances(reading: Reading, lexicon: Lexicon) -> Circumstances:
    """The words that led to each stand with it, in the text's own spelling."""
    evidence = [found for found in lexicon.evidence(reading.tokens) if reading.is_meant(found)]
    worth = totals(evidence)

    def flag(label: str) -> tuple[str, ...]:
        return _words(reading, evidence, label) if worth.get(label, 0) >= LEAST_FOR_FLAG else ()

    return Circumstances(_activity(reading, evidence), flag(PARENTS), flag(OUTSIDE), flag(DOSSIER))


def _activity(reading: Reading, evidence: Sequence[Evidence]) -> Named[Activity] | None:
    worth = totals(evidence)
    ranked = sorted(((worth.get(a.value, 0.0), a) for a in Activity), key=lambda pair: -pair[0])
    (first, activity), (second, _) = ranked[:2]
    if first < LEAST_FOR_ACTIVITY or first < AHEAD * second:
        return None
    return Named(activity, _words(reading, evidence, activity.value))


def _words(reading: Reading, evidence: Iterable[Evidence], label: str) -> tuple[str, ...]:
    strength: dict[str, float] = defaultdict(float)
    for found in evidence:
        if found.label == label:
            strength[reading.written(found.first, found.last)] += found.worth
    return tuple(sorted(strength, key=lambda words: -strength[words])[:MAX_BECAUSE])
