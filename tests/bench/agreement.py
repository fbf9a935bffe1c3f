"""Before anything is timed: do all engines answer the same question with the same answer?

Numbers must be exactly those that were counted by hand over the corpus. Of several words the
peers find what has any; lobbib weighs the same assignments and leaves out those that have too
little of what was asked, so there its numbers lie between those for all and for any of the words.

The best twenty differ a little by right: stems change how rare a word is, and lobbib scores a word
once over all fields (BM25F) where the others add up a score per field. PostgreSQL's rank knows no
rarity at all, so its order is not compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import mean

from tests.bench.questions import PAGE, Answer, Oracle, Question

OVERLAP = 0.7  # of the best twenty, on average over the questions, for every pair of engines
UNRANKED = "postgres"
CHOOSY = "lobbib"
_SHOWN = 5


class Disagreement(Exception):
    """The engines do not do the same work; the message says where."""


@dataclass(frozen=True)
class Overlaps:
    """By pair of engines: the mean part of the best twenty that both have."""

    pairs: Mapping[tuple[str, str], float]


def check(
    oracle: Oracle, asked: Sequence[Question], answers: Mapping[str, Sequence[Answer]]
) -> Overlaps:
    """Raises Disagreement. `answers[engine]` are to `asked`, in that order."""
    expected = [oracle.answer(question) for question in asked]
    wrong = [
        f"{name}: {problem}"
        for name, found in answers.items()
        for question, right, answer in zip(asked, expected, found, strict=True)
        for problem in (
            problems_of_a_choice(oracle.count(*question.words), right, answer)
            if name == CHOOSY and len(question.words) > 1
            else problems(question, right, answer)
        )
    ]
    overlaps = _overlaps(asked, expected, answers)
    wrong += [
        f"{one} and {other} share only {part:.2f} of their best twenty"
        for (one, other), part in overlaps.pairs.items()
        if part < OVERLAP
    ]
    if wrong:
        more = f"\n… and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise Disagreement("\n".join(wrong[:_SHOWN]) + more)
    return overlaps


def problems(question: Question, right: Answer, answer: Answer) -> list[str]:
    """What is not as it should be in one answer."""
    found = []
    if answer.total != right.total:
        found.append(f"{question} finds {answer.total}, not {right.total}")
    for facet, counts in right.facets.items():
        if answer.facets.get(facet, {}) != counts:
            found.append(f"{question} counts {facet} {answer.facets.get(facet)}, not {counts}")
    if not question.words and answer.ids != right.ids:
        found.append(f"{question} shows {answer.ids}, not {right.ids}")
    return [*found, *_problems_of_the_page(answer, right.total)]


def problems_of_a_choice(least: int, most: Answer, answer: Answer) -> list[str]:
    """The same for an answer that may leave out what has only some of the words."""
    found = []
    if not least <= answer.total <= most.total:
        found.append(f"finds {answer.total}, not {least} to {most.total}")
    for facet, counts in answer.facets.items():
        if any(number > most.facets[facet].get(value, 0) for value, number in counts.items()):
            found.append(f"counts {facet} {counts}, more than {most.facets[facet]}")
    return [*found, *_problems_of_the_page(answer, answer.total)]


def _problems_of_the_page(answer: Answer, total: int) -> list[str]:
    found = []
    if len(answer.ids) != min(PAGE, total):
        found.append(f"shows {len(answer.ids)} of {total}")
    if len(answer.snippets) != len(answer.ids) or not all(answer.snippets):
        found.append("shows no text with some of its hits")
    return found


def _overlaps(
    asked: Sequence[Question], expected: Sequence[Answer], answers: Mapping[str, Sequence[Answer]]
) -> Overlaps:
    """Over the questions with words that have more than a page to choose from."""
    places = [
        at
        for at, (question, right) in enumerate(zip(asked, expected, strict=True))
        if question.words and right.total > PAGE
    ]
    ranking = [name for name in answers if name != UNRANKED]
    if not places:
        return Overlaps({})
    return Overlaps(
        {
            (one, other): mean(
                overlap(answers[one][at].ids, answers[other][at].ids) for at in places
            )
            for one, other in combinations(ranking, 2)
        }
    )


def overlap(one: Sequence[int], other: Sequence[int]) -> float:
    return len(set(one) & set(other)) / max(len(one), len(other), 1)
