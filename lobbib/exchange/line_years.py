"""What was agreed for each year and what is there: sentences and rows for documents and sheets."""

from collections.abc import Iterator, Mapping

from lobbib.domain.line_in_words import counted, listed, number_word
from lobbib.domain.planning import YearTarget
from lobbib.domain.quality import Quality, YearQuality

TRAITS = {
    "conversations": "Met een gesprek",
    "parents": "Met ouders",
    "outside": "Buiten de school",
    "dossier": "Voor het dossier",
}

WITH_AGREEMENT = "aan de afspraak voor het jaar"


def sentences(quality: Quality) -> Iterator[str]:
    """What was agreed on, which years are as agreed, and what the others lack."""
    is_one = len(set(_targets(quality).values())) == 1
    if is_one:
        yield _agreed(next(iter(_targets(quality).values())))
    met = [year for year, one in quality.years.items() if one.is_met]
    if len(met) == len(quality.years):
        yield f"Elke klas voldoet {WITH_AGREEMENT}."
        return
    if met:
        verb = "voldoet" if len(met) == 1 else "voldoen"
        yield f"Klas {listed(met)} {verb} {'daaraan' if is_one else WITH_AGREEMENT}."
    for year, one in quality.years.items():
        if lacks := _lacks(one):
            yield f"In klas {year} {listed(lacks)}."


def _targets(quality: Quality) -> Mapping[int, YearTarget]:
    return {year: one.target for year, one in quality.years.items()}


def _agreed(target: YearTarget) -> str:
    assignments = counted(target.assignments, "opdracht", "opdrachten")
    periods = counted(target.periods, "periode", "periodes")
    talks = counted(target.conversations, "keer", "keer")
    return (
        f"We hebben afgesproken dat elke klas minstens {assignments} krijgt, verspreid over "
        f"minstens {periods}, met {talks} een gesprek."
    )


def _lacks(one: YearQuality) -> list[str]:
    """What one year has too little of, as parts of a sentence that begins with "In klas 3"."""
    if not one.assignments and one.target.assignments:
        return ["staat nog niets"]
    found = []
    if one.assignments < one.target.assignments:
        verb = "is het" if one.assignments == 1 else "zijn het"
        found.append(f"{verb} {_instead(one.assignments, one.target.assignments)}")
    if len(one.periods) < one.target.periods:
        found.append(_spread(one))
    if one.conversations < one.target.conversations:
        found.append(
            f"hoort er {_times(one.conversations)} een gesprek bij in plaats van "
            f"{number_word(one.target.conversations)} keer"
        )
    return found


def _instead(number: int, target: int) -> str:
    return f"{counted(number, 'opdracht', 'opdrachten')} in plaats van {number_word(target)}"


def _times(number: int) -> str:
    return f"{number_word(number)} keer" if number else "nergens"


def _spread(one: YearQuality) -> str:
    if one.only_period:
        return f"valt alles in periode {one.only_period}"
    periods = counted(len(one.periods), "periode", "periodes")
    return f"is het verspreid over {periods} in plaats van {number_word(one.target.periods)}"


def heads(quality: Quality) -> list[str]:
    return ["Per klas", *(f"Klas {year}" for year in quality.years)]


def rows(quality: Quality, is_planned: bool) -> list[list[str]]:
    """A row for each thing that is counted; "2 van 3" where it is less than was agreed."""
    years = quality.years.values()
    found = [
        ["Opdrachten", *(_of(one.assignments, one.target.assignments) for one in years)],
        [
            TRAITS["conversations"],
            *(_of(one.conversations, one.target.conversations) for one in years),
        ],
    ]
    if is_planned:
        periods = (_of(len(one.periods), one.target.periods) for one in years)
        found.insert(1, ["Periodes", *periods])
    for trait in ("parents", "outside", "dossier"):
        found.append([TRAITS[trait], *(str(getattr(one, trait)) for one in years)])
    return found


def _of(number: int, target: int) -> str:
    text = str(number) if number >= target else f"{number} van {target}"
    return text.replace(" ", "\N{NO-BREAK SPACE}")
