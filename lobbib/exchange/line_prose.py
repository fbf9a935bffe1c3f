"""A report of the line in sentences that somebody would sign, made of its figures."""

from collections import defaultdict
from collections.abc import Iterator

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Coverage, State
from lobbib.domain.layer_in_words import pupils_of
from lobbib.domain.layers import Asked, Layer
from lobbib.domain.line_in_words import counted, line_in_words, listed, number_word
from lobbib.exchange import line_years
from lobbib.exchange.coverage import LineReport, Missing, OneLine

STATES_IN_CELLS = {
    State.MET: "{now}",
    State.THIN: "{now} van {target}",
    State.EMPTY: "0 van {target}",
}
HOW_TO_READ = (
    "‘1 van 2’ is nog te weinig en ‘0 van 1’ mist nog; een getal alleen is zoals afgesproken. "
    "Een opdracht kan in meer klassen en bij meer competenties tellen, dus een totaal is geen "
    "optelling."
)
PART = "‘(+1)’ bereikt een deel van de leerlingen, en telt niet mee."


def paragraphs(report: LineReport, line: OneLine) -> tuple[str, ...]:
    """What there is to say about one line; each is a paragraph."""
    found = (
        _what_there_is(report.asked, line),
        " ".join(_how_it_stands(line)),
        " ".join(line_years.sentences(line.quality)) if line.is_planned else "",
        _what_others_have(line),
    )
    return tuple(text for text in found if text)


def _what_there_is(asked: Asked, line: OneLine) -> str:
    who, number = pupils_of(line.track), line.own.total
    span = f"van klas 1 tot en met klas {line.own.years[-1]}"
    many = counted(number, "opdracht", "opdrachten")
    if asked.cohort is not None:
        return (
            f"{who.capitalize()} die in {asked.cohort.start} in klas 1 begonnen, komen {many} "
            f"tegen, {span}. {_taken_from(line)}"
        )
    is_one = number == 1
    return {
        Layer.AVAILABLE: f"In onze map {'zit' if is_one else 'zitten'} {many} voor {who}, {span}.",
        Layer.PLANNED: f"In schooljaar {asked.school_year} {'staat' if is_one else 'staan'} {many} "
        f"in de LOB-jaarplanning voor {who}, {span}.",
        Layer.DONE: f"In schooljaar {asked.school_year} {'is' if is_one else 'zijn'} {many} gedaan "
        f"met {who}, {span}.",
    }[asked.layer]


def _taken_from(line: OneLine) -> str:
    """Which columns of a cohort are past, and which are to come."""
    done = [year for year, source in line.sources.items() if source.layer is Layer.DONE]
    ahead = [year for year in line.sources if year not in done]
    parts = []
    if done:
        parts.append(f"klas {listed(done)} zoals het gedaan is")
    if ahead:
        parts.append(f"klas {listed(ahead)} zoals het gepland is")
    return f"Geteld is {listed(parts)}."


def _how_it_stands(line: OneLine) -> Iterator[str]:
    """How many places are as agreed, and how the lines run."""
    own = line.own
    years = counted(len(own.years), "klas", "klassen")
    yield f"De lijn heeft {len(own.cells)} plekken: vijf competenties in {years}."
    yield _score(own)
    if line.before is not None:
        yield _than_before(own, line.before)
    yield from _lines(own)


def _than_before(own: Coverage, before: Coverage) -> str:
    now, then = (len(one.in_state(State.MET)) for one in (own, before))
    if now == then:
        return "Dat is evenveel als het schooljaar ervoor."
    return f"Het schooljaar ervoor {'was' if then == 1 else 'waren'} dat er {number_word(then)}."


def _score(own: Coverage) -> str:
    met, thin, empty = (len(own.in_state(state)) for state in (State.MET, State.THIN, State.EMPTY))
    if not thin and not empty:
        return "Ze zijn allemaal zoals we hebben afgesproken."
    how_many = (
        f"zijn er {number_word(met)}"
        if met > 1
        else ("is er één" if met else "is er nog geen enkele")
    )
    rest = []
    if thin:
        rest.append(f"op {counted(thin, 'plek', 'plekken')} is het nog te weinig")
    if empty:
        rest.append(f"op {counted(empty, 'plek', 'plekken')} mist nog een opdracht")
    return f"Daarvan {how_many} zoals we hebben afgesproken; {listed(rest)}."


def _lines(own: Coverage) -> Iterator[str]:
    """Competencies that run the same way share a sentence."""
    alike: dict[tuple[tuple[str, tuple[int, ...]], ...], list[Competency]] = defaultdict(list)
    for competency, line in own.lines.items():
        alike[tuple(line.flaws.items())].append(competency)
    for together in alike.values():
        several = len(together) > 1
        names = listed(competency.value for competency in together).capitalize()
        line = own.lines[together[0]]
        if line.is_continuous:
            yield f"{names} {'komen' if several else 'komt'} in elke klas terug."
        else:
            yield f"{names} {line_in_words(line, several)}."


def _what_others_have(line: OneLine) -> str:
    there = line.elsewhere.total
    if not there:
        return ""
    fits, counts = ("past", "telt") if there == 1 else ("passen", "tellen")
    return (
        f"Andere scholen delen {counted(there, 'opdracht', 'opdrachten')} met ons die op deze lijn "
        f"{fits}; die {counts} hierboven niet mee."
    )


def about_missing(line: OneLine) -> str:
    """What stands above the list of what is missing."""
    number = len(line.missing)
    if not number:
        return "Op deze lijn mist niets: elke plek is zoals we hebben afgesproken."
    where = "Op één plek is" if number == 1 else f"Op {number_word(number)} plekken is"
    return f"{where} de lijn nog niet zoals we hebben afgesproken."


def figure(coverage: Coverage, competency: Competency, year: int) -> str:
    """A number that says by itself whether it is as agreed: "3", "1 van 2", "0 van 1"."""
    cell = Cell(competency, year)
    words = STATES_IN_CELLS[coverage.state(*cell)]
    text = words.format(now=coverage.cells[cell], target=coverage.targets[cell])
    text = text.replace(" ", "\N{NO-BREAK SPACE}")
    part = coverage.part.get(cell, 0)
    return f"{text} (+{part})" if part else text  # a narrow cell breaks before what is beside it


def how_to_read(line: OneLine) -> str:
    """What stands under a matrix."""
    return f"{HOW_TO_READ} {PART}" if any(line.own.part.values()) else HOW_TO_READ


def ideas(missing: Missing) -> tuple[str, ...]:
    return missing.ideas or ("Nog geen voorstel.",)
