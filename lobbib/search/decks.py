"""The decks of seed/questions.txt: open questions to pick from, for each competence."""

from collections.abc import Mapping
from functools import cache

from lobbib.config import packed
from lobbib.domain.competencies import Competency


@cache
def decks() -> Mapping[Competency, tuple[str, ...]]:
    """The questions of each competence, in their order."""
    found: dict[Competency, list[str]] = {competency: [] for competency in Competency}
    by_value = {competency.value: competency for competency in Competency}
    deck: list[str] = []
    for line in (packed("seed") / "questions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            deck = found[by_value[line[1:-1]]]
        elif line and not line.startswith("#"):
            deck.append(line)
    return {competency: tuple(questions) for competency, questions in found.items()}
